"""Where measured books are kept: new SQLite files, and a new PostgreSQL server that cares for its disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from openets.ledger.store import Store
from tools.postgres import ABSENT, Server, find_binaries, running_server

_SETTINGS = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers", "max_wal_size")


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder, deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="openets-bench-") as name:
        yield Path(name)


def sqlite_address(place: Path, name: str = "books") -> str:
    """Books in a SQLite file: WAL and synchronous=FULL, as OpenETS always opens them."""
    return f"sqlite:///{place / name}.db"


@contextmanager
def postgres() -> Iterator[Server]:
    """A durable server with default settings; prints those that matter."""
    with running_server(durable=True) as server:
        with psycopg.connect(server.url("postgres")) as connection:
            shown = [f"{name}={value}" for name in _SETTINGS for (value,) in connection.execute(f"SHOW {name}")]
        print(f"PostgreSQL, reached over TCP on this machine: {', '.join(shown)}", flush=True)
        yield server


def has_postgres() -> bool:
    """Whether there is a PostgreSQL to measure; says so where there is none."""
    if find_binaries() is None:
        print(f"PostgreSQL is left out: {ABSENT}.\n")
        return False
    return True


def close(store: Store) -> None:
    """Let go of this thread's connection to a SQL store."""
    store.connection.close()  # type: ignore[attr-defined]
