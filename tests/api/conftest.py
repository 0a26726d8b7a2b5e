"""Books for the read-only interface: the pages' own small registry, and a commitment period."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from openets.stores.door import open_store
from tests.api.asking import Asker
from tests.web.conftest import history, pages, registry, served, treaty

__all__ = ["history", "pages", "registry", "treaty"]


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
    address = request.getfixturevalue("postgres_books") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    store = open_store(address, create=True)
    with served(address):
        yield Asker()
    store.connection.close()  # type: ignore[attr-defined]
