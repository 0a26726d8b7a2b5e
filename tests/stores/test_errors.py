"""What a database says becomes misuse, unavailable or a fault, with what to do; addresses are read or refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import DatabaseError, DataError, IntegrityError, InternalError, OperationalError

from openets.kernel.refusals import Fault, Misuse, OpenEtsError, Unavailable
from openets.ledger.store import Store
from openets.stores.addresses import database, public, sqlite_file
from openets.stores.door import open_store
from openets.stores.sql.errors import advice, first_line, translated

SAID: list[tuple[Exception, type[OpenEtsError], str]] = [
    (OperationalError("database is locked"), Unavailable, "in use by another program .* try again"),
    (OperationalError("database table is locked: block"), Unavailable, "nothing was written; try again"),
    (OperationalError("disk I/O error"), Unavailable, "make room, look for a limit on the size of files"),
    (OperationalError("database or disk is full"), Unavailable, "the disk is full .* make room and try again"),
    (OperationalError("could not extend file: No space left on device"), Unavailable, "the disk is full"),
    (OperationalError("unable to open database file"), Misuse, "may be read and written"),
    (OperationalError("attempt to write a readonly database"), Misuse, "permissions"),
    (DatabaseError("database disk image is malformed"), Misuse, "use a backup"),
    (DatabaseError("file is not a database"), Misuse, "is not a store or is damaged"),
    (OperationalError("server closed the connection unexpectedly"), Unavailable, "which does nothing twice"),
    (sqlite3.InterfaceError("connection already closed"), Unavailable, "ask again with the same request id"),
    (IntegrityError("UNIQUE constraint failed: answer.request"), Unavailable, "being used by another call"),
    (IntegrityError('duplicate key value violates unique constraint "account_identifier"'), Unavailable, "was faster"),
    (IntegrityError("UNIQUE constraint failed: record.registry"), Unavailable, "another call was faster"),
    (IntegrityError("CHECK constraint failed: block_range"), Fault, "the database refused: CHECK constraint failed"),
    (InternalError("blocks overlap"), Fault, "blocks overlap. Nothing was written"),
    (DataError("integer out of range"), Misuse, "cannot take a value: integer out of range"),
    (OverflowError("Python int too large to convert to SQLite INTEGER"), Misuse, "cannot take a value"),
]


@pytest.mark.parametrize(("error", "kind", "said"), SAID, ids=lambda value: str(value)[:40])
def test_what_the_database_says_is_told_in_the_words_of_the_kernel(
    sqlite_store: Store, error: Exception, kind: type[OpenEtsError], said: str
) -> None:
    alias: str = sqlite_store.alias  # type: ignore[attr-defined]
    with pytest.raises(kind, match=said) as caught, translated(alias):
        raise error
    assert "Traceback" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("error", [Misuse("mine"), Unavailable("mine"), Fault("mine"), KeyError("mine")])
def test_what_is_no_word_of_the_database_passes_as_it_is(sqlite_store: Store, error: Exception) -> None:
    alias: str = sqlite_store.alias  # type: ignore[attr-defined]
    with pytest.raises(type(error)) as caught, translated(alias):
        raise error
    assert caught.value is error


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OperationalError("first\nsecond\nDETAIL: third"), "first"),
        (OperationalError("  \n padded \n"), "padded"),
        (OperationalError(""), "OperationalError"),
        (OperationalError(" \n "), "OperationalError"),
    ],
)
def test_only_the_first_line_is_repeated(error: Exception, line: str) -> None:
    assert first_line(error) == line


@pytest.mark.parametrize("text", ["locked", "disk I/O error", "unable to open", "full", "readonly", "malformed", "?"])
def test_every_advice_repeats_what_was_said_and_ends_with_what_to_do(text: str) -> None:
    assert f"({text})" in advice(text)
    assert ": " in advice(text)


# ---- addresses -----------------------------------------------------------------------------------

NO_ADDRESS = [
    ("", "is no address of a store"),
    ("books.db", "is no address of a store: use sqlite:///FILE"),
    ("sqlite:books.db", "is no address of a store"),
    ("sqlite://books.db", "is no address of a store"),
    ("sqlite:///", "names no file"),
    ("sqlite:///:memory:", "names no file"),
    ("sqlite:///file:books.db", "names no file"),
    ("sqlite:///books.db?cache=shared", "'cache' is no setting of a SQLite store: only \\?timeout=SECONDS is"),
    ("sqlite:///books.db?timeout=soon", "expected whole seconds from 0 to 3600"),
    ("sqlite:///books.db?timeout=-1", "expected whole seconds"),
    ("sqlite:///books.db?timeout=1.5", "expected whole seconds"),
    ("sqlite:///books.db?timeout=99999", "expected whole seconds"),
    ("sqlite:///books.db?timeout=", "timeout is ''"),
    ("mysql://u:p@host/name", "is no address of a store"),
    ("http://localhost", "is no address of a store"),
    ("postgresql://u:p@host", "names no database"),
    ("postgresql://u:p@host/", "names no database"),
    ("postgresql://u:p@host:port/name", "that is no address of a store"),
    ("postgresql://u:p@host:99999/name", "that is no address of a store"),
    ("postgresql://u:p@[::1/name", "that is no address of a store"),
    ("sqlite-memory:", "a name of letters and digits follows the colon"),
    ("sqlite-memory:a b", "a name of letters and digits"),
    ("sqlite-memory:../x", "a name of letters and digits"),
]


@pytest.mark.parametrize(("address", "said"), NO_ADDRESS)
def test_what_is_no_address_is_misuse_and_makes_no_file(
    address: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Misuse, match=said):
        database(address)
    for create in (True, False):
        with pytest.raises(Misuse):
            open_store(address, create=create)
    assert list(tmp_path.iterdir()) == []


def test_a_password_is_in_no_message() -> None:
    for address in (
        "postgresql://me:s3cret@host:port/x",
        "postgresql://me:s3cret@[::1/x",
        "postgresql://me:s3cret@host",
    ):
        with pytest.raises(Misuse) as caught:
            database(address)
        assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://me:s3cret@host/books", "postgresql://me@host/books"),
        ("postgres://me:s3@cret@host:5432/books?sslmode=require", "postgres://me@host:5432/books"),
        ("postgresql://me@host/books", "postgresql://me@host/books"),
        ("postgresql://host/books", "postgresql://host/books"),
        ("sqlite:///books.db", "sqlite:///books.db"),
        ("memory:", "memory:"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert public(address) == shown


def test_names_and_passwords_may_hold_any_sign_that_is_written_as_one() -> None:
    found = database("postgresql://m%40e:p%2F%3Aw@host:5433/b%20k?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("m@e", "p/:w", "host", "5433")
    assert found["NAME"] == "b k"
    assert found["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(("text", "seconds"), [("", 30), ("?timeout=0", 0), ("?timeout=5", 5), ("?timeout=3600", 3600)])
def test_how_long_sqlite_waits_is_part_of_the_address(text: str, seconds: int) -> None:
    found = database(f"sqlite:///a/books.db{text}")
    assert found["OPTIONS"]["timeout"] == seconds
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]
    assert sqlite_file(f"sqlite:///a/books.db{text}") == Path("a/books.db")
