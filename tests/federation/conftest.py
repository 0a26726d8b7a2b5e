"""Networks for tests: in memory, on SQLite files, on PostgreSQL databases, each side on books of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import SystemRandom

import pytest

from openets.ledger.store import Store
from openets.stores.door import open_store
from tests.books import let_go, make
from tests.network import MakeStore, Network, in_memory
from tools import postgres

SQL = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

MakeNetwork = Callable[..., Network]


@pytest.fixture(scope="session")
def blank_database(postgres_server: postgres.Server) -> str:
    """Empty books on PostgreSQL, made once, to be copied for every side."""
    url = postgres.new_database(postgres_server)
    let_go(make(url))
    return url


class Files:
    """Books in files: opened anew each time they are asked for, as a side that starts again does."""

    def __init__(self, folder: Path, blank: Path) -> None:
        self.folder, self.blank = folder, blank
        self.opened: dict[str, Store] = {}

    def __call__(self, name: str) -> Store:
        file = self.folder / f"{name}.db"
        if name in self.opened:
            let_go(self.opened[name])
        else:
            shutil.copyfile(self.blank, file)
        self.opened[name] = open_store(f"sqlite:///{file}")
        return self.opened[name]

    def close(self) -> None:
        for store in self.opened.values():
            let_go(store)


class Databases(Files):
    """The same in databases of a PostgreSQL server."""

    def __init__(self, server: postgres.Server, blank: str) -> None:
        self.server, self.blank_url = server, blank
        self.urls: dict[str, str] = {}
        self.opened = {}

    def __call__(self, name: str) -> Store:
        if name in self.opened:
            let_go(self.opened[name])
        else:
            self.urls[name] = postgres.new_database(self.server, template=self.blank_url)
        self.opened[name] = open_store(postgres.as_program(self.urls[name]))
        return self.opened[name]

    def close(self) -> None:
        super().close()
        for url in self.urls.values():
            postgres.drop_database(self.server, url)


@pytest.fixture
def files(tmp_path: Path, blank_file: Path) -> Iterator[MakeStore]:
    """Books on SQLite for every side."""
    found = Files(tmp_path, blank_file)
    yield found
    found.close()


@pytest.fixture
def databases(postgres_server: postgres.Server, blank_database: str) -> Iterator[MakeStore]:
    """Books on PostgreSQL for every side."""
    found = Databases(postgres_server, blank_database)
    yield found
    found.close()


@pytest.fixture(params=["memory", *SQL])
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """Books for every side, once on each kind of store."""
    if request.param == "memory":
        return in_memory()
    fixture = "files" if request.param == "sqlite" else "databases"
    found: MakeStore = request.getfixturevalue(fixture)
    return found


@pytest.fixture
def network() -> Network:
    """Two States' registries and the two logs, in memory."""
    return Network()


@pytest.fixture
def seed() -> int:
    """A seed that nobody chose, or the one in OPENETS_SEED."""
    found = int(os.environ.get("OPENETS_SEED") or SystemRandom().randrange(10**9))
    print(f"seed {found}: OPENETS_SEED={found} repeats this")  # noqa: T201 - pytest shows it when the test fails
    return found
