"""What a transaction asks and writes is found by an index, whatever the size of the books: no table is read whole.

On small books one cannot see it, so the engine is asked how it would go about every statement that was sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import pytest

from openets.ledger.store import Needs, Store
from openets.stores.door import open_store
from openets.stores.sql.work import engine_of
from tests.books import let_go
from tests.session import Office
from tests.stories import a_year_with_everything
from tools.postgres import as_owner

SMALL = {"registry", "series"}
"""Tables with a row for each registry, or each sort of unit: read whole by whoever needs them all."""


@contextmanager
def plans(store: Any) -> Iterator[list[str]]:
    """How the engine goes about what it is sent while the block runs: the lines of the plans."""
    lines: list[str] = []
    store.connection.ensure_connection()
    connection = store.connection.connection
    if store.address.startswith("sqlite"):
        sent: list[str] = []
        connection.set_trace_callback(sent.append)
        yield lines
        connection.set_trace_callback(None)
        for statement in sent:
            if statement.lstrip().startswith(("SELECT", "WITH", "DELETE", "UPDATE")):
                lines += [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        return
    connection.execute("VACUUM ANALYZE")
    connection.execute("SET enable_seqscan = off")  # which books of this size would not be worth an index for
    connection.execute("LOAD 'auto_explain'")
    for name, value in {"log_min_duration": "0", "log_level": "notice", "log_nested_statements": "on"}.items():
        connection.execute(f"SET auto_explain.{name} = {value}")
    connection.add_notice_handler(lambda notice: lines.extend((notice.message_primary or "").splitlines()))
    yield lines
    connection.execute("SET auto_explain.log_min_duration = -1")
    connection.execute("RESET enable_seqscan")


def read_whole(lines: list[str]) -> set[str]:
    """The tables that plans read from one end to the other, in an index's order or in none."""
    whole = re.findall(r"^SCAN (\w+)(?! USING INDEX transfer_open| VIRTUAL)\b", "\n".join(lines), re.MULTILINE)
    for node in re.split(r"\n *(?:->|CTE|Query Text:)", "\n".join(lines)):
        whole += re.findall(r"Seq Scan on (\w+)", node)
        if "Index Cond:" not in node:
            whole += re.findall(r"Index (?:Only )?Scan (?:Backward )?using (?!transfer_open)\w+ on (\w+)", node)
    return set(whole) - SMALL


@pytest.fixture
def sql_store(sql_store: Store) -> Iterator[Store]:
    """Books as their owner has them: only a superuser may have every plan explained."""
    store = open_store(as_owner(sql_store.address))
    yield store
    let_go(store)


def of_everything() -> Needs:
    """Needs with something of each kind that can be needed."""
    needs = Needs(
        registries={"AT"},
        requests=["none"],
        accounts={"AT-100-1-0-44"},
        installations={"AT_1"},
        described={"AT_1"},
        unreported={"AT_1"},
        years={("AT_1", 2005)},
        years_of={("AT-100-1-0-44", 2005)},
        totals={"AT"},
        records={("party", "AT")},
        transactions={"AT14"},
        entries={"AT1"},
        transfers={"AT1"},
        pending={"AT"},
        blocks={("AT-100-1-0-44", "EUA1", 0): 5},
        vintages={("AT-100-1-0-44", "EUA1", 2008)},
        ranges=[("AT", 1, 5)],
        moved_since={"AT-100-1-0-44": "2006-01-01"},
    )
    assert {each.name for each in fields(Needs) if not getattr(needs, each.name)} == {"taken"}  # it asks for nothing
    return needs


def test_a_year_with_everything_reads_no_table_whole(sql_store: Store) -> None:
    office = Office(sql_store)
    with plans(sql_store) as lines:
        a_year_with_everything(office)
    assert len(lines) > 500
    assert read_whole(lines) == set()


def test_nothing_that_can_be_needed_reads_a_table_whole(sql_store: Store) -> None:
    a_year_with_everything(Office(sql_store))
    with plans(sql_store) as lines:
        with sql_store.work() as work:
            work.load(of_everything())
            work.open_transfers()
            work.account_entries("AT", 3, 10)
        list(sql_store.open_transfers())
        list(sql_store.finished_after("AT", 3))
    assert len(lines) > 20
    assert read_whole(lines) == set()


@pytest.mark.parametrize(
    ("table", "text", "number"),
    [
        ("block", "origin", "start"),
        ("installation_year", "installation", "year"),
        ("journal", "registry", "sequence"),
        ("transaction_log", "registry", "sequence"),
    ],
)
def test_a_key_of_two_columns_is_searched_by_both(sql_store: Store, table: str, text: str, number: str) -> None:
    """By the first alone the rows of a whole registry are compared one by one."""
    a_year_with_everything(Office(sql_store))
    engine = engine_of(sql_store.connection)  # type: ignore[attr-defined]
    with plans(sql_store) as lines, engine.transaction():
        engine.fetch(*engine.paired(table, text, text, number, [("AT", 1)]))
    assert re.search(rf"\W{text} ?= ?.*AND \(?{number} ?= ?", "\n".join(lines)), lines


@pytest.mark.parametrize("vintages", [set(), {("AT-100-1-0-44", "VER", 2009)}], ids=["any", "one that is named"])
def test_units_are_picked_in_the_order_of_an_index(sql_store: Store, vintages: set[Any]) -> None:
    """Were they put in order first, picking would cost more with every block of an account."""
    a_year_with_everything(Office(sql_store))
    with plans(sql_store) as lines, sql_store.work() as work:
        work.load(Needs(blocks={("AT-100-1-0-44", "VER", 0): 5}, vintages=vintages))
    text = "\n".join(lines)
    assert "block_first" in text
    assert not re.search(r"Sort Key|TEMP B-TREE FOR ORDER BY", text), text
