"""What a test may ask for: a PostgreSQL server, fresh and empty books, a browser; and what was skipped and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.books import let_go, make
from tools import chromium, postgres

# A busy machine is not a failure: no deadline on a single example.
settings.register_profile("openets", deadline=None)
settings.load_profile("openets")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One hasty server for the whole run (one for each worker of pytest-xdist)."""
    if postgres.find_binaries() is None:
        pytest.skip(postgres.ABSENT)
    with postgres.running_server() as server:
        yield server


@pytest.fixture
def durable_postgres_server() -> Iterator[postgres.Server]:
    """A server of one's own that keeps what it has promised: for tests that crash it."""
    if postgres.find_binaries() is None:
        pytest.skip(postgres.ABSENT)
    with postgres.running_server(durable=True) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """The URL of a fresh, empty database."""
    url = postgres.new_database(postgres_server)
    yield url
    postgres.drop_database(postgres_server, url)


@pytest.fixture
def postgres_books(postgres_url: str) -> str:
    """The address of fresh, empty books on PostgreSQL, for the program's role."""
    store = make(postgres_url)
    let_go(store)
    return store.address


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty books on SQLite, made once, to be copied."""
    file = tmp_path_factory.mktemp("blank") / "books.db"
    let_go(make(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: while Playwright runs, Django refuses its database in the same thread.

    So a test that uses the browser serves its site from another process.
    """
    if chromium.find_chromium() is None:
        pytest.skip(chromium.ABSENT)
    with chromium.running_browser() as running:
        yield running


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """The last lines before pytest's closing one: each reason for skipping, and how many tests it cost."""
    yield
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if not reasons:
        return
    terminalreporter.section("not tested here", sep="-")
    for reason, tests in sorted(reasons.items()):
        terminalreporter.line(f"{tests} skipped: {reason}")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)
