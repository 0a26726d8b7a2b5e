"""Stores for tests: made, opened a second time, looked into behind the program's back, and let go."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from openets.ledger.store import Store
from openets.stores.door import open_store
from openets.stores.memory import MemoryStore
from openets.stores.sql.granting import grant
from tools.postgres import PROGRAM, as_owner, as_program

TABLES = (
    "registry", "account", "installation", "installation_year", "series", "block", "total", "record", "transfer",
    "journal", "transaction_log", "answer", "refused_proposal", "books_law", "superseded_year",
    "superseded_account", "superseded_installation", "superseded_record",
)  # fmt: skip
"""Every table of the books; history to look at is not part of them."""


def make(address: str) -> Store:
    """New books at an address. On PostgreSQL their owner makes them, and it is the program's role that opens them."""
    store = open_store(as_owner(address), create=True)
    if not address.startswith("postgresql:"):
        return store
    grant(store, PROGRAM)
    let_go(store)
    return open_store(as_program(address))


def let_go(store: Store) -> None:
    """Close what a SQL store has open."""
    if not isinstance(store, MemoryStore):
        store.connection.close()  # type: ignore[attr-defined]


def raw(store: Store) -> Any:
    """A connection of one's own to the books of a SQL store, past the program and as their owner. Whoever asks closes
    it."""
    if store.address.startswith("sqlite:///"):
        return sqlite3.connect(store.address.removeprefix("sqlite:///"), timeout=0.1, isolation_level=None)
    return psycopg.connect(as_owner(store.address), autocommit=True)


def tables(store: Store) -> dict[str, list[Any]]:
    """Every row of every table; of a store in memory, all that it keeps."""
    if isinstance(store, MemoryStore):
        kept = {
            name: value for name, value in vars(store).items() if name not in ("_lock", "address") and value is not None
        }
        return {name: sorted(_items(value), key=repr) for name, value in kept.items() if _items(value)}
    connection = raw(store)
    try:
        cursor = connection.cursor()
        return {table: sorted(cursor.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in TABLES}
    finally:
        connection.close()


@contextmanager
def guard_off(table: str) -> Iterator[None]:
    """Let rows of an append-only table of Django's default books, on SQLite, be removed while the block runs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [f"{table}_DELETE"])
        guard = cursor.fetchone() or ()
        for _ in guard:
            cursor.execute(f"DROP TRIGGER {table}_DELETE")
        try:
            yield
        finally:
            for each in guard:
                cursor.execute(each)


def _items(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [(key, _items(item) if isinstance(item, dict) else item) for key, item in value.items() if item]
    return list(value) if value is not None else []


def changed(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> set[str]:
    """Names of the tables whose rows are not the same."""
    names = before.keys() | after.keys()
    return {name.strip("_") for name in names if before.get(name, []) != after.get(name, [])}


def refused_requests(store: Store) -> list[str]:
    """Request ids of the refused proposals on record, in order."""
    if isinstance(store, MemoryStore):
        return [row.request for row in store.refused]
    connection = raw(store)
    try:
        rows = connection.cursor().execute("SELECT request FROM refused_proposal ORDER BY id").fetchall()
    finally:
        connection.close()
    return [row[0] for row in rows]
