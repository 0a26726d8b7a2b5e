"""Books that cannot be opened or used: misuse that says what to do, and nothing is written."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import openets
from openets.commands.proposals import proposal_for
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse, Unavailable
from openets.ledger.store import Store
from openets.stores.door import open_store
from openets.stores.memory import MemoryStore
from tests.books import TABLES, changed, let_go, make, raw, tables
from tests.session import Office, must
from tests.stories import a_year_with_everything


def path_of(store: Store) -> Path:
    return Path(store.address.removeprefix("sqlite:///"))


def impatient(store: Store) -> None:
    """Let SQLite wait a tenth of a second for a lock, not half a minute."""
    connection = store.connection  # type: ignore[attr-defined]
    connection.settings_dict["OPTIONS"]["timeout"] = 0.1
    connection.close()


def test_the_door_for_python_opens_books_in_memory() -> None:
    """Those of ``memory:`` have views, and each call has its own; ``plain-memory:`` is the store without SQL."""
    one, other = openets.connect(), openets.connect("memory:")
    one.open_registry("GB")
    assert one.accounts().rows()
    assert other.accounts().rows() == []
    assert isinstance(openets.connect("plain-memory:").store, MemoryStore)


def test_every_table_of_the_books_is_looked_at_by_these_tests(sql_store: Store) -> None:
    """Else a table could be changed, or left as it was, and no test would see it."""
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    if not sql_store.address.startswith("sqlite"):
        names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    connection = raw(sql_store)
    try:
        found = {row[0] for row in connection.cursor().execute(names).fetchall()}
    finally:
        connection.close()
    assert {name for name in found if not name.startswith("django_")} == {*TABLES, "history_block"}


def test_books_stay_when_they_are_closed_and_opened_again(sql_store: Store) -> None:
    plant, _ = a_year_with_everything(Office(sql_store))
    let_go(sql_store)
    again = Office(open_store(sql_store.address), "2012-06-02")
    assert verify_store(again.store).transactions == verify_store(sql_store).transactions
    held = again.balance(plant, "EUA1")
    told: dict[str, Any] = {"unit": "EUA1", "quantity": 1, "request": "after-reopening"}
    must(again.commit([proposal_for(again.session.law, "cancel", source=plant, **told)])[0])
    assert again.balance(plant, "EUA1") == held - 1 > 0


def test_making_books_that_exist_changes_nothing(sql_store: Store) -> None:
    a_year_with_everything(Office(sql_store))
    before = tables(sql_store)
    make(sql_store.address)
    assert changed(before, tables(sql_store)) == set()


@pytest.mark.parametrize(
    "address", ["", "books.db", "sqlite://books.db", "mysql://host/books", "memory", "file:///books.db"]
)
def test_an_address_of_nothing_is_misuse(address: str) -> None:
    with pytest.raises(Misuse, match="is no address of a store: use sqlite:///FILE or postgresql://"):
        open_store(address)


def test_books_that_were_never_made_are_misuse(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'none.db'}"
    with pytest.raises(Misuse, match=f"make them with `ets init --store {address}`"):
        open_store(address)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="does not exist: make it first"):
        make(f"sqlite:///{tmp_path / 'nowhere' / 'books.db'}")


def test_an_empty_file_is_no_books(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    with pytest.raises(Misuse, match="ets init"):
        open_store(f"sqlite:///{file}")


@pytest.mark.postgres
def test_an_empty_database_is_no_books(postgres_url: str) -> None:
    with pytest.raises(Misuse, match=r"there are no books at .*: make them with `ets init`"):
        open_store(postgres_url)


@pytest.mark.postgres
def test_a_server_that_does_not_answer_is_misuse_and_the_password_stays_secret(postgres_url: str) -> None:
    address = postgres_url.replace("openets@127.0.0.1", "openets:secret@127.0.0.1")
    address = address.rpartition(":")[0] + ":1/books"
    with pytest.raises(Misuse, match="cannot be opened") as caught:
        open_store(address)
    assert "secret" not in str(caught.value)


def test_books_of_a_newer_version_are_misuse(sql_store: Store) -> None:
    connection = raw(sql_store)
    connection.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('books', '9999_future', '2030-01-01T00:00:00Z')"
    )
    connection.close()
    before = tables(sql_store)
    with pytest.raises(Misuse, match=r"newer version than this program \(they know 9999_future\)"):
        open_store(sql_store.address)
    with pytest.raises(Misuse, match="newer version"):
        make(sql_store.address)
    assert changed(before, tables(sql_store)) == set()


def test_books_of_an_older_version_are_misuse(sql_store: Store) -> None:
    connection = raw(sql_store)
    connection.execute("DELETE FROM django_migrations WHERE app = 'books' AND name LIKE '0002%'")
    connection.close()
    with pytest.raises(Misuse, match="older version: run `ets init`"):
        open_store(sql_store.address)


def test_locked_books_are_unavailable_and_nothing_is_written(sqlite_store: Store) -> None:
    office = Office(sqlite_store)
    plant = office.operator("AT_1")
    must(office.issue("AT", "EUA1", 100))
    before = tables(sqlite_store)
    impatient(sqlite_store)
    other = raw(sqlite_store)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match=r"in use by another program .*: nothing was written; try again"):
        office.transfer(office.registry("AT"), plant, "EUA1", 10, request="waits")
    other.execute("ROLLBACK")
    other.close()
    assert changed(before, tables(sqlite_store)) == set()
    must(office.transfer(office.government("AT", "100"), plant, "EUA1", 10, request="waits"))


def test_reading_does_not_wait_for_a_writer(sqlite_store: Store) -> None:
    office = Office(sqlite_store)
    office.operator("AT_1")
    must(office.issue("AT", "EUA1", 100))
    impatient(sqlite_store)
    other = raw(sqlite_store)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert sum(sqlite_store.balances("EUA1").values()) == 100
        assert list(sqlite_store.entries())
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_one_may_act_while_reading(store: Store) -> None:
    """An import reads the journal or the holdings and acts on what it finds."""
    office = Office(store)
    plant = office.operator("AT_1")
    must(office.issue("AT", "EUA1", 100))
    for entry in store.entries("AT"):
        if entry.kind == "transaction":
            must(office.transfer(office.government("AT", "100"), plant, "EUA1", 10))
            break
    assert office.balance(plant, "EUA1") == 10


def test_a_file_that_is_no_database_is_misuse(tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_bytes(b"Dear registry administrator, " * 400)
    for opening in (open_store, make):
        with pytest.raises(Misuse, match="file is not a database"):
            opening(f"sqlite:///{file}")
    assert file.read_bytes() == b"Dear registry administrator, " * 400


def test_a_damaged_file_is_misuse(sqlite_store: Store) -> None:
    """Pages in the middle overwritten, as a failing disk would: reading says so, in words."""
    office = Office(sqlite_store)
    a_year_with_everything(office)
    let_go(sqlite_store)
    file = path_of(sqlite_store)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    sound = file.read_bytes()
    page = 4096
    file.write_bytes(sound[:page] + b"\xa5" * (len(sound) - page))
    with pytest.raises(Misuse, match=r"damaged|malformed"):
        verify_store(open_store(sqlite_store.address))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write to any file")
def test_a_read_only_file_is_misuse(sqlite_store: Store) -> None:
    office = Office(sqlite_store)
    office.registry("AT")
    let_go(sqlite_store)
    path_of(sqlite_store).chmod(0o444)
    with pytest.raises(Misuse):
        office.issue("AT", "EUA1", 1)
