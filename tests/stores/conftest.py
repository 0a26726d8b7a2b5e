"""The three stores: in memory, on SQLite, on PostgreSQL. What holds for one holds for all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from openets.ledger.store import Store
from openets.stores.door import open_store
from openets.stores.sql import migrations
from tests.books import TABLES, let_go, make
from tests.session import Office
from tools import postgres

MIGRATIONS = Path(migrations.__path__[0])
SQL = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def one_database(postgres_server: postgres.Server) -> str:
    """Books on PostgreSQL, to be wiped for each test: a new database takes as long as ten tests."""
    url = postgres.new_database(postgres_server)
    store = make(url)
    let_go(store)
    return store.address


def wipe(url: str) -> None:
    """Make the books at `url` empty, whatever guards them, and of this version."""
    with psycopg.connect(postgres.as_owner(url), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"TRUNCATE {', '.join(TABLES)} RESTART IDENTITY".encode())
        connection.execute("DELETE FROM django_migrations WHERE app = 'books'")
        for name in sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py")):
            row = "INSERT INTO django_migrations (app, name, applied) VALUES ('books', %s, now())"
            connection.execute(row, [name])


@contextmanager
def fresh(engine: str, request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty books of an engine, and no trace of them afterwards."""
    if engine == "memory":
        yield open_store("memory:")
    elif engine == "sqlite":
        file: Path = request.getfixturevalue("tmp_path") / "books.db"
        shutil.copyfile(request.getfixturevalue("blank_file"), file)
        store = open_store(f"sqlite:///{file}")
        yield store
        let_go(store)
    else:
        url: str = request.getfixturevalue("one_database")
        wipe(url)
        store = open_store(url)
        yield store
        let_go(store)


@pytest.fixture(params=["memory", *SQL])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty books, once on each of the three."""
    with fresh(request.param, request) as store:
        yield store


@pytest.fixture(params=SQL)
def sql_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty books, once on each database engine."""
    with fresh(request.param, request) as store:
        yield store


@pytest.fixture
def sqlite_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Empty books on SQLite."""
    with fresh("sqlite", request) as store:
        yield store


@pytest.fixture
def postgres_office(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office over empty books on PostgreSQL."""
    with fresh("postgres", request) as store:
        yield Office(store)


@pytest.fixture
def office(store: Store) -> Office:
    """An office over the books of `store`."""
    return Office(store)


@pytest.fixture
def plant(office: Office) -> str:
    """An operator in Austria with the allowances 1-1000."""
    account = office.operator("AT_1")
    office.endow(account, "EUA1", 1000)
    return account


@pytest.fixture
def works(office: Office, plant: str) -> str:
    """An operator in Germany with nothing."""
    return office.operator("DE_1")
