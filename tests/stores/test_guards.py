"""What the database itself refuses, to whoever goes past the program: changes to the record, and overlaps."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest

from openets.engine.verify import verify_store
from openets.kernel.refusals import Fault
from openets.ledger.store import Store
from tests.books import changed, raw, tables
from tests.session import Office, must
from tests.stories import a_treaty, a_year_with_everything

REFUSED = (sqlite3.IntegrityError, psycopg.errors.RestrictViolation, psycopg.errors.ExclusionViolation)

APPEND_ONLY = ("journal", "transaction_log", "refused_proposal", "answer")


@pytest.fixture
def books(sql_store: Store) -> Store:
    """Books with a year in them."""
    a_year_with_everything(Office(sql_store))
    return sql_store


def run(store: Store, statement: str) -> None:
    connection = raw(store)
    try:
        connection.execute(statement)
    finally:
        connection.close()


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET request = 'other'", "DELETE FROM {}"])
def test_the_record_is_append_only(books: Store, table: str, statement: str) -> None:
    if table == "journal":
        statement = statement.replace("request", "text")
    before = tables(books)
    with pytest.raises(REFUSED):
        run(books, statement.format(table))
    assert changed(before, tables(books)) == set()


@pytest.mark.parametrize("column", ["account = account + 1", '"end" = "end" + 1', "unit = 'EUA3'"])
def test_a_block_is_never_changed(books: Store, column: str) -> None:
    before = tables(books)
    with pytest.raises(REFUSED):
        run(books, f"UPDATE block SET {column}")
    assert changed(before, tables(books)) == set()


@pytest.mark.parametrize(
    ("start", "end"), [(1, 1), (10_000, 10_000), (9_999, 20_000), (1, 1_000_000), (0, 0), (20_001, 20_000)]
)
def test_a_block_that_overlaps_or_is_none_is_never_added(books: Store, start: int, end: int) -> None:
    columns = '(origin, start, "end", account, unit, vintage, series)'
    refused = (*REFUSED, psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation)
    with pytest.raises(refused):
        run(books, f"INSERT INTO block {columns} VALUES ('AT', {start}, {end}, 1000000001, 'EUA1', 0, 1)")
    verify_store(books)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM block WHERE origin = 'AT' AND start = 1", "holdings: the journal leads to"),
        ("UPDATE installation_year SET surrendered = 9 WHERE installation = 'AT_1'", "years: the tables say"),
        ("UPDATE registry SET sequence = sequence + 1", "registries: the tables say"),
        ("DELETE FROM account WHERE type = '100-14'", "accounts: the journal leads to"),
    ],
)
def test_tables_changed_by_hand_are_found_by_verify(books: Store, statement: str, words: str) -> None:
    verify_store(books)
    run(books, statement)
    with pytest.raises(Fault) as caught:
        verify_store(books)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET blocked = NOT blocked",
        "UPDATE account SET state = 'closed'",
        "UPDATE account SET holder = 'Somebody else'",
        "UPDATE total SET quantity = 0",
        "UPDATE total SET quantity = quantity + 1 WHERE registry = 'AT' AND unit = 'AAU' AND what = 'issued'",
        "INSERT INTO total (registry, unit, what, quantity) VALUES ('AT', 'CER', 'owed', -5)",
        "UPDATE registry SET next_serial = 1",
    ],
)
def test_verify_finds_every_change_by_hand_to_what_decides_a_check(books: Store, statement: str) -> None:
    run(books, statement)
    with pytest.raises(Fault):
        verify_store(books)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE record SET body = replace(body, '8700', '9700') WHERE kind = 'party'", "records: the tables say"),
        ("UPDATE record SET key = 'LV' WHERE key = 'AT'", "records: the tables say"),
        ("UPDATE record SET registry = 'CDM' WHERE kind = 'party'", "records: the tables say"),
        ("UPDATE record SET reference = 'AT1' WHERE kind = 'party'", "records: the tables say"),
        ("DELETE FROM record WHERE kind = 'project'", "records: the journal leads to"),
        ("INSERT INTO record VALUES ('party', 'LV', 'LV', '{}', 'LV1', '2006-02-28')", "records: the tables say"),
        ("UPDATE total SET quantity = 7 WHERE what = 'issued'", "totals: the tables say"),
        ("UPDATE total SET quantity = 0 WHERE what = 'issued'", "totals: the journal leads to"),
    ],
)
def test_records_and_totals_changed_by_hand_are_found_by_verify(sql_store: Store, statement: str, words: str) -> None:
    """What is there decides who may trade how much: a row that no step led to is a fault."""
    office = Office(sql_store)
    a_treaty(office)
    must(office.issue("AT", "AAU", 100))
    verify_store(sql_store)
    run(sql_store, statement)
    with pytest.raises(Fault) as caught:
        verify_store(sql_store)
    assert words in str(caught.value)


def unguarded(store: Store, *statements: str) -> None:
    """Run statements as the owner of the tables can: with every guard of the blocks switched off."""
    connection = raw(store)
    if store.address.startswith("sqlite"):
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'block'")
        off = [f"DROP TRIGGER {name}" for (name,) in names.fetchall()]
    else:
        off = ["SET session_replication_role = replica"]
    for statement in (*off, *statements):
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "account",
    [
        "SELECT account FROM block WHERE origin = 'AT' AND start = 1",
        "SELECT max(key) FROM account WHERE registry = 'DE'",
    ],
    ids=["the same account", "another"],
)
def test_verify_names_blocks_that_overlap_in_the_tables(books: Store, account: str) -> None:
    """It does not trust the guards: whoever owns the tables can switch them off."""
    verify_store(books)
    columns = '(origin, start, "end", account, unit, vintage, series)'
    unguarded(books, f"INSERT INTO block {columns} SELECT 'AT', 2, 3, ({account}), 'EUA1', 0, 1")
    with pytest.raises(
        Fault, match=r"holdings: blocks of AT overlap in the tables: 1-\d+ of [A-Z]{2}-\S+ and 2-3 of [A-Z]{2}-"
    ):
        verify_store(books)


@pytest.mark.parametrize(("column", "value"), [("account", "987654321"), ("series", "9999"), ("unit", "'EUA2'")])
def test_verify_finds_a_block_whose_parts_contradict_each_other(books: Store, column: str, value: str) -> None:
    """A block of no account, of no series, or under another unit than that of its series, by which it is picked."""
    unguarded(books, f"UPDATE block SET {column} = {value} WHERE origin = 'AT' AND start = 1")
    with pytest.raises(Fault, match=r"holdings: the tables have block AT 1-\d+ of .*: one of these is not so"):
        verify_store(books)


def test_the_store_reports_what_the_engine_refused_as_a_fault(sql_store: Store) -> None:
    """A serial counter set back by hand makes the next issuance overlap: a fault, and nothing is written."""
    office = Office(sql_store)
    office.registry("AT")
    must(office.issue("AT", "EUA1", 100))
    run(sql_store, "UPDATE registry SET next_serial = 50")
    before = tables(sql_store)
    with pytest.raises(Fault, match="serial numbers overlap"):
        office.issue("AT", "EUA1", 100)
    assert changed(before, tables(sql_store)) == set()


@pytest.mark.postgres
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_blocks_are_not_written_under_a_snapshot_that_hides_other_writers(postgres_office: Office, level: str) -> None:
    """Two sessions under REPEATABLE READ could commit overlapping blocks: neither sees the other's. So could one under
    SERIALIZABLE beside the store, which is not."""
    a_year_with_everything(postgres_office)
    connection = raw(postgres_office.store)
    columns = '(origin, start, "end", account, unit, vintage, series)'
    added = f"INSERT INTO block {columns} VALUES ('AT', 999999, 999999, 1000000001, 'EUA1', 0, 1)"
    connection.execute(f"BEGIN ISOLATION LEVEL {level}")
    with pytest.raises(psycopg.errors.InvalidTransactionState, match=level):
        connection.execute(added)
    connection.close()
    verify_store(postgres_office.store)
