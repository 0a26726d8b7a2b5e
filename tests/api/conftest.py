"""Books for the read-only interface: the pages' own small registry, and a commitment period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from openets.kernel.clock import midday
from openets.operations.demo.commitment_period import play
from openets.operations.projects.import_list import import_list
from openets.stores.door import open_store
from tests.api.asking import Asker
from tests.desk import Office
from tests.operations.test_projects_list import FARM, write
from tests.web.conftest import registry, served

__all__ = ["registry"]


@pytest.fixture(scope="session")
def treaty(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Seven invented Parties' commitment period, with projects, notifications, and one project of a public list."""
    folder = tmp_path_factory.mktemp("treaty")
    address = f"sqlite:///{folder / 'books.db'}"
    office = Office(open_store(address, create=True), "2006-01-01")
    list(play(office.desk))
    import_list(office.desk.at(midday(date(2016, 1, 1))), write(folder / "list.csv", FARM))
    return address


@pytest.fixture
def api(registry: object) -> Iterator[Asker]:
    """The interface over the pages' registry."""
    with served(registry.address):  # type: ignore[attr-defined]
        yield Asker()


@pytest.fixture
def treaty_api(treaty: str) -> Iterator[Asker]:
    """The interface over the commitment period."""
    with served(treaty):
        yield Asker()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare_api(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Asker]:
    """The interface over empty books of either engine."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    store = open_store(address, create=True)
    with served(address):
        yield Asker()
    store.connection.close()  # type: ignore[attr-defined]
