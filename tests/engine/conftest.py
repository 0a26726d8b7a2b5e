"""Books on an engine of one's own, for tests that reach them from several processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from openets.ledger.store import Store
from tests.books import let_go, make


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Empty books that other processes can open, once on each database engine."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'books.db'}"
    else:
        address = request.getfixturevalue("postgres_books")
    store = make(address)
    yield store
    let_go(store)


@pytest.fixture
def sqlite_books(tmp_path: Path) -> Iterator[Store]:
    """Empty books on SQLite."""
    store = make(f"sqlite:///{tmp_path / 'books.db'}")
    yield store
    let_go(store)
