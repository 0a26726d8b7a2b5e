"""A commitment period from initial report to true-up, played by seven Parties, on every kind of store."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from openets.compliance.notices_record import Notice
from openets.compliance.party_record import Party
from openets.demo.commitment_period import STORY, Event, play
from openets.engine.rights import administrator
from openets.engine.session import Session
from openets.engine.verify import export_journal, verify_folder, verify_store
from openets.kernel.clock import midday
from openets.ledger.holds import SYNTHETIC
from openets.ledger.store import Store
from openets.records.bodies import record_from
from openets.stores.door import open_store
from openets.stores.memory import MemoryStore
from openets.stores.sql.copying import write_parquet
from tests.european import EU_ETS, UNIT_TYPES, government_account

BASE_YEARS, YEARLY = ({code: row[name] for code, row in STORY["party"].items()} for name in ("base_year", "yearly"))
FAILING = "NZ"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, list[Event]]:
    address = f"sqlite:///{tmp_path_factory.mktemp('period') / 'books.db'}"
    store = open_store(address, create=True)
    return store, list(play(demonstration(store)))


def demonstration(store: Store) -> Session:
    """A session at new books of a demonstration."""
    store.begin(EU_ETS.as_named._replace(holds=SYNTHETIC))
    return Session(store, EU_ETS, midday(date(2006, 12, 1)), administrator("story"))


@pytest.fixture(scope="module")
def store(played: tuple[Store, list[Event]]) -> Store:
    return played[0]


@pytest.fixture(scope="module")
def parties(store: Store) -> dict[str, Party]:
    return {record.key: record_from(Party, json.loads(record.body)) for record in store.all_records("party")}


def test_it_runs_under_verify(store: Store, tmp_path: Path) -> None:
    state = verify_store(store)
    export_journal(store, tmp_path / "journal")
    assert verify_folder(tmp_path / "journal").entries == state.entries
    for unit, buckets in state.totals().items():
        assert sum(buckets.values()) == state.issued[unit]


def test_the_same_story_gives_the_same_journal_on_every_store(store: Store) -> None:
    memory = MemoryStore()
    events = list(play(demonstration(memory)))
    assert [entry.hash for entry in memory.entries()] == [entry.hash for entry in store.entries()]
    assert {event.refused for event in events if event.refused} >= {("5008",), ("P-5103",), ("P-5020",), ("P-5009",)}


def test_the_days_never_go_back(played: tuple[Store, list[Event]]) -> None:
    days = [event.day for event in played[1]]
    assert days == sorted(days)
    assert (days[0].year, days[-1].year) == (2006, 2015)


def test_all_but_one_party_meet_their_commitment(parties: dict[str, Party]) -> None:
    assert len(parties) == len(BASE_YEARS) >= 6
    for code, party in parties.items():
        assert party.decision is not None
        assert (party.decision.excess > 0) is (code == FAILING), code


def test_the_one_that_fails_is_deducted_1_3_times_and_suspended(parties: dict[str, Party]) -> None:
    failing = parties[FAILING]
    assert failing.decision is not None
    excess = 5 * YEARLY[FAILING] - 315_000_000
    assert (failing.decision.excess, failing.decision.deduction) == (excess, excess * 13 // 10)
    assert failing.suspended
    assert failing.plan


def test_credits_of_every_mechanism_were_issued_and_used(store: Store) -> None:
    totals = store.all_totals()
    issued = {unit for (_, unit, what), units in totals.items() if what == "issued" and units}
    assert issued == {"AAU", "RMU", "CER", "tCER", "ERU"} <= UNIT_TYPES.keys()
    assert totals["JP", "RMU", "retired"] == 55_000_000
    assert totals["CH", "ERU", "retired"] == 400_000
    assert store.balances("CER")[government_account("CDM", "proceeds")] == 38_000
    assert totals.get(("CDM", "CER", "owed"), 0) == 0


def test_erus_keep_the_serial_numbers_of_the_aaus_that_they_were(store: Store) -> None:
    erus = [block for _, block in store.holdings() if block.series.unit == "ERU"]
    assert {(block.series.origin, block.series.project, block.series.track) for block in erus} == {
        ("RO", "RO3001", 1),
        ("UA", "UA4001", 2),
    }


def test_what_expires_is_replaced_and_its_notice_completed(store: Store) -> None:
    notices = [record_from(Notice, json.loads(record.body)) for record in store.all_records("notice")]
    expiry = next(notice for notice in notices if notice.code == 3)
    assert expiry.completed
    assert store.balances("AAU")[government_account("ES", "411")] == 294_000


def test_carried_units_are_valid_for_the_next_period_only(store: Store) -> None:
    left = {
        block.series.applicable_period for owner, block in store.holdings() if owner == government_account("UA", "100")
    }
    assert left == {2}


@pytest.mark.parametrize("table", ["transaction_log", "account", "block"])
def test_everything_taken_out_says_that_it_is_synthetic(store: Store, tmp_path: Path, table: str) -> None:
    write_parquet(store, tmp_path)
    rows = pl.read_parquet(tmp_path / f"{table}-000.parquet")
    assert rows.height > 0
    assert rows["synthetic"].all()
