"""What every store must do: one suite on books in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from openets.engine.kinds.official import EnterOfficial
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.engine.rights import Actor
from openets.engine.verify import export_journal, verify_folder, verify_store
from openets.kernel.identifiers import account_identifier
from openets.kernel.refusals import Fault, Misuse
from openets.kernel.units import Block, Series
from openets.ledger.accounts import Installation, Opening
from openets.ledger.store import Changes, Held, Needs, Store
from openets.ledger.transactions import Proposal
from openets.stores.memory import MemoryStore
from tests.books import changed, refused_requests, tables
from tests.session import SCATTERED, Office, codes, must, scatter, state
from tests.stories import a_year_with_everything
from tests.walks import treaty_walk, walk

# ---- what can be done ------------------------------------------------------------------------------------


def test_a_registry_opens_with_its_government_accounts(office: Office) -> None:
    party = office.registry("AT")
    accounts = list(office.store.all_accounts())
    assert [account.type for account in accounts] == ["100", "100-6", "230", "300", "100-14"]
    assert accounts[0].identifier == party
    assert office.store.heads()["AT"].sequence == 6


def test_an_account_opens_with_its_installation(office: Office) -> None:
    account = office.operator("AT_1")
    found = {row.identifier: row for row in office.store.all_accounts()}[account]
    assert (found.installation, found.blocked, found.state) == ("AT_1", False, "open")
    assert [row.key for row in office.store.all_installations()] == ["AT_1"]


def test_issuance_creates_the_next_serial_numbers(office: Office) -> None:
    party = office.on("2008-03-01").party("AT")
    must(office.issue("AT", "AAU", 100))
    must(office.issue("AT", "EUA2N", 50))
    must(office.issue("AT", "AAU", 1))
    assert office.ranges(party) == [(1, 100), (101, 150), (151, 151)]
    assert office.store.all_totals() == {
        ("AT", "AAU", "issued"): 101,
        ("AT", "AAU", "held"): 101,
        ("AT", "EUA2N", "issued"): 50,
        ("AT", "EUA2N", "held"): 50,
    }


def test_a_conversion_keeps_the_serial_numbers(office: Office) -> None:
    party = office.party("AT")
    must(office.issue("AT", "AAU", 100))
    must(office.issue("AT", "EUA2", 40))
    assert office.blocks(party) == [Block(Series("AAU", "AT", 1, 1), 41, 100), Block(Series("EUA2", "AT", 1, 1), 1, 40)]


def test_allocation_follows_the_plan(office: Office) -> None:
    account = office.operator("AT_1")
    must(office.issue("AT", "EUA1", 1000))
    must(office.plan(account, 2005, 600, free=550))
    must(office.allocate(account, "EUA1", 600, 2005))
    record = office.year(account, 2005)
    assert (record.free, record.planned, record.allocated) == (550, 600, 600)
    assert codes(office.allocate(account, "EUA1", 1, 2005)) == ["P-8003"]


def test_an_internal_transfer_moves_the_units(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    must(office.transfer(plant, trader, "EUA1", 300))
    assert (office.balance(plant, "EUA1"), office.balance(trader, "EUA1")) == (700, 300)


def test_an_external_transfer_is_in_both_journals(office: Office, plant: str, works: str) -> None:
    reference = must(office.transfer(plant, works, "EUA1", 300))
    sent = office.store.entry(reference)
    received = list(office.store.entries("DE"))[-1]
    assert sent is not None
    assert (received.kind, received.text, received.registry) == ("received", sent.text, "DE")
    assert office.ranges(works) == [(1, 300)]


def test_a_surrender_counts_for_its_year(office: Office, plant: str) -> None:
    must(office.report(plant, 2005, 400))
    must(office.surrender(plant, "EUA1", 400, 2005))
    record = office.year(plant, 2005)
    assert (record.verified, record.surrendered, record.surrendered_allowances) == (400, 400, 400)
    assert office.ranges(office.government("AT", "100-6")) == [(1, 400)]


def test_a_reversal_brings_the_very_same_units_back(office: Office, plant: str) -> None:
    reference = must(office.surrender(plant, "EUA1", 400, 2005))
    must(office.reverse(reference))
    assert office.ranges(plant) == [(1, 1000)]
    assert office.year(plant, 2005).surrendered == 0
    assert codes(office.reverse(reference))[0] == "P-3019"


def test_cancelled_and_retired_units_are_where_they_belong(office: Office, plant: str) -> None:
    must(office.cancel(plant, "EUA1", 100))
    must(office.surrender(plant, "EUA1", 200, 2005))
    must(office.retire("AT", "EUA1", 150))
    totals = verify_store(office.store).totals()
    assert totals == {"EUA1": {"held": 700, "surrendered": 50, "cancelled": 100, "retired": 150, "replacement": 0}}


def test_a_missing_report_blocks_the_account_and_a_report_frees_it(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    must(office.report(plant, 2005, None))
    assert codes(office.transfer(plant, trader, "EUA1", 1)) == ["7025"]
    must(office.report(plant, 2005, 400))
    must(office.transfer(plant, trader, "EUA1", 1))


def test_serial_numbers_may_be_large(office: Office) -> None:
    """A State's assigned amount has more units than a 32-bit number can count."""
    party = office.party("DE", base_year=1_300_000_000)
    must(office.issue("DE", "AAU", 4_868_096_694))
    abroad = office.party("AT")
    must(office.transfer(party, abroad, "AAU", 4_000_000_000))
    must(office.transfer(abroad, party, "AAU", 3_999_999_999))
    assert office.ranges(party) == [(1, 3_999_999_999), (4_000_000_001, 4_868_096_694)]
    verify_store(office.store)


# ---- blocks ----------------------------------------------------------------------------------------------


def test_neighbours_merge_on_receipt(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    for _ in range(3):
        must(office.transfer(plant, trader, "EUA1", 100))
    assert (office.ranges(trader), office.ranges(plant)) == ([(1, 300)], [(301, 1000)])
    must(office.transfer(trader, plant, "EUA1", 300))
    assert office.ranges(plant) == [(1, 1000)]


def test_neighbours_of_another_type_do_not_merge(office: Office) -> None:
    party = office.party("AT")
    must(office.issue("AT", "EUA1", 10))
    must(office.issue("AT", "AAU", 10))
    assert office.ranges(party) == [(1, 10), (11, 20)]


def test_the_largest_blocks_go_first(office: Office) -> None:
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    scatter(office, plant)
    assert [block.quantity for block in office.blocks(plant)] == list(SCATTERED)
    must(office.transfer(plant, trader, "EUA1", 75))
    assert [block.quantity for block in office.blocks(trader)] == [40, 30, 5]


def test_an_account_of_many_blocks_can_be_emptied_at_once(office: Office) -> None:
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    party = office.registry("AT")
    must(office.issue("AT", "EUA1", 1_000))
    odd = [("AT", serial, serial) for serial in range(1, 1_000, 2)]
    commands = [Proposal("10-0", party, plant, "EUA1", 1, f"odd:{row[1]}", serials=(row,)) for row in odd]
    assert all(outcome.accepted for outcome in office.commit(commands))
    assert len(office.blocks(plant)) == 500
    assert codes(office.transfer(plant, trader, "EUA1", 501)) == ["7027"]
    must(office.transfer(plant, trader, "EUA1", 500))
    assert (len(office.blocks(trader)), office.blocks(plant)) == (500, [])
    must(office.transfer(party, trader, "EUA1", 500))
    assert office.ranges(trader) == [(1, 1_000)]
    verify_store(office.store)


def test_exact_serial_numbers_are_moved_and_no_others(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    wanted = (("AT", 901, 910), ("AT", 11, 20))
    must(office.propose("10-0", plant, trader, "EUA1", 20, serials=wanted))
    assert office.ranges(trader) == [(11, 20), (901, 910)]
    again = (("AT", 5, 15),)
    assert codes(office.propose("10-0", plant, trader, "EUA1", 11, serials=again)) == ["7027"]


# ---- requests --------------------------------------------------------------------------------------------


def test_the_same_request_gets_the_same_receipt(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    first = office.transfer(plant, trader, "EUA1", 100, request="once")
    before = tables(office.store)
    again = office.on("2006-04-01").transfer(plant, trader, "EUA1", 100, request="once")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.reference == must(first)
    assert again.accepted
    assert changed(before, tables(office.store)) == set()


def test_the_same_request_with_other_content_is_refused(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    reference = must(office.transfer(plant, trader, "EUA1", 100, request="once"))
    other = office.transfer(plant, trader, "EUA1", 101, request="once")
    assert codes(other) == ["P-4006"]
    assert reference in other.refusals[0].detail
    assert office.balance(trader, "EUA1") == 100
    again = office.transfer(plant, trader, "EUA1", 100, request="once")
    assert (again.reference, again.repeated) == (reference, True)


@pytest.mark.parametrize(
    "other",
    [
        {"note": "another"},
        {"reconstructed": False},
        {"serials": (("AT", 1, 99), ("AT", 101, 101))},
        {"serials": (("AT", 1, 50),)},
        {"serials": (("DE", 1, 100),)},
        {"quantity": 100.0},
        {"quantity": True},
        {"unit": "EUA2"},
        {"type": "3-21"},
        {"year": 2005},
        {"reverses": "AT1"},
    ],
)
def test_a_request_is_held_against_everything_that_its_entry_says(
    office: Office, plant: str, other: dict[str, Any]
) -> None:
    trader = office.person("AT", "Trader")
    asked = Proposal("10-0", plant, trader, "EUA1", 100, "once", reconstructed=True, note="a “note”\n")
    [first] = office.inferred(asked)
    [again, named, changed_] = office.commit(
        [asked, asked._replace(serials=(("AT", 1, 60), ("AT", 61, 100))), asked._replace(**other)]
    )
    assert (again.reference, named.reference) == (must(first), must(first))
    assert "P-4006" in codes(changed_)
    assert office.balance(trader, "EUA1") == 100


def test_a_request_for_new_units_gets_the_same_receipt(office: Office) -> None:
    party = office.registry("AT")
    asked = Proposal("1-51", "", party, "EUA1", 500, "issue")
    [first], [again] = office.commit([asked]), office.commit([asked])
    assert (again.reference, again.repeated) == (must(first), True)
    assert codes(office.commit([asked._replace(quantity=501)])[0]) == ["P-4006"]


def test_a_refused_request_gets_the_same_refusals_again(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    first = office.transfer(trader, plant, "EUA1", 100, request="poor")
    must(office.transfer(plant, trader, "EUA1", 100))
    again = office.transfer(trader, plant, "EUA1", 100, request="poor")
    assert codes(first) == ["7027"]
    assert again == first._replace(repeated=True)
    assert codes(office.transfer(trader, plant, "EUA1", 99, request="poor")) == ["P-4006"]


def test_a_request_that_moves_nothing_is_answered_once_as_well(office: Office, plant: str) -> None:
    command = EnterReport("AT", "AT_1", 2005, 400, "reported", "report")
    first, again = office.commit([command])[0], office.commit([command])[0]
    assert again == first._replace(repeated=True)
    other = office.commit([command._replace(verified=500)])[0]
    assert codes(other) == ["P-4006"]
    assert office.year(plant, 2005).verified == 400


def test_the_same_request_twice_in_one_batch_is_answered_once(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    command = Proposal("10-0", plant, trader, "EUA1", 100, "once")
    first, again, other = office.commit([command, command, command._replace(quantity=7)])
    assert again == first._replace(repeated=True)
    assert codes(other) == ["P-4006"]
    assert office.balance(trader, "EUA1") == 100


def test_the_stored_answer_can_be_asked_for(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    reference = must(office.transfer(plant, trader, "EUA1", 100, request="once"))
    office.transfer(plant, trader, "EUA1", 10_000, request="refused")
    answer, refused = office.store.answer("once"), office.store.answer("refused")
    assert answer is not None
    assert answer.reference == reference
    assert refused is not None
    assert "7027" in refused.refusals
    assert office.store.answer("never") is None


# ---- what leaves no trace --------------------------------------------------------------------------------


def test_a_dry_run_says_what_would_happen_and_changes_nothing(office: Office, plant: str, works: str) -> None:
    office.plan(plant, 2005, 100)
    before, shown = tables(office.store), state(office.store)
    assert office.transfer(plant, works, "EUA1", 100, dry_run=True).accepted
    assert office.surrender(plant, "EUA1", 100, 2005, dry_run=True).accepted
    assert office.issue("AT", "EUA1", 100, dry_run=True).accepted
    assert codes(office.transfer(plant, works, "EUA1", 1001, dry_run=True)) == ["7027"]
    opening = Opening("AT", "121", "Trader", "Trader")
    assert office.commit([OpenAccount("AT", opening, "open")], dry_run=True)[0].accepted
    assert changed(before, tables(office.store)) == set()
    assert state(office.store) == shown


def test_a_dry_run_does_not_use_up_its_request(office: Office, plant: str, works: str) -> None:
    dry = office.transfer(plant, works, "EUA1", 100, request="r", dry_run=True)
    real = office.transfer(plant, works, "EUA1", 100, request="r")
    assert dry == real
    assert not real.repeated


def test_a_refused_proposal_leaves_every_table_as_it_was_save_its_own_record(
    office: Office, plant: str, works: str
) -> None:
    before, shown = tables(office.store), state(office.store)
    assert not office.transfer(plant, works, "EUA1", 1001, request="too-much").accepted
    assert not office.surrender(works, "EUA1", 1, 1999, request="too-early").accepted
    in_memory, in_sql = {"answers", "refused"}, {"answer", "refused_proposal"}
    assert changed(before, tables(office.store)) in (in_memory, in_sql)
    assert state(office.store) == shown
    assert refused_requests(office.store) == ["too-much", "too-early"]


def test_a_refused_command_does_not_hold_up_the_others_of_its_batch(office: Office, plant: str, works: str) -> None:
    trader = office.person("AT", "Trader")
    outcomes = office.commit(
        [
            Proposal("10-0", trader, plant, "EUA1", 60, "too early"),
            Proposal("10-0", plant, trader, "EUA1", 100, "first"),
            Proposal("10-0", trader, plant, "EUA1", 60, "then"),
            Proposal("10-0", trader, plant, "EUA1", 60, "too late"),
            Proposal("3-21", trader, works, "EUA1", 40, "on"),
        ]
    )
    assert [outcome.accepted for outcome in outcomes] == [False, True, True, False, True]
    assert (office.balance(plant, "EUA1"), office.balance(works, "EUA1")) == (960, 40)
    verify_store(office.store)


def test_misuse_in_a_batch_leaves_no_trace_of_the_batch(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    before = tables(office.store)
    good = Proposal("10-0", plant, trader, "EUA1", 100, "good")
    with pytest.raises(Misuse, match="'AT_99' is not known"):
        office.commit([good, EnterReport("AT", "AT_99", 2005, 1, "reported", "bad")])
    assert changed(before, tables(office.store)) == set()
    must(office.commit([good])[0])


def test_an_error_inside_the_work_undoes_it(office: Office, plant: str) -> None:
    before = tables(office.store)

    with pytest.raises(ZeroDivisionError):
        stumble(office.store)
    assert changed(before, tables(office.store)) == set()
    must(office.cancel(plant, "EUA1", 1))


def stumble(store: Store) -> None:
    """Work that reads, and breaks off."""
    with store.work() as work:
        assert work.load(Needs(registries={"AT"})).heads["AT"].sequence // 0


# ---- what nobody may do ----------------------------------------------------------------------------------


def write(store: Store, changes: Changes) -> None:
    """Write past all checks."""
    with store.work() as work:
        work.load(Needs(registries={"AT"}))
        work.write(changes)


@pytest.mark.parametrize("overlap", [(1, 1), (1000, 1000), (500, 600), (1, 1000), (1000, 2000)])
def test_overlapping_serial_numbers_are_a_fault_and_nothing_is_written(
    office: Office, plant: str, overlap: tuple[int, int]
) -> None:
    held = {row.identifier: row.key for row in office.store.all_accounts()}
    before = tables(office.store)
    series = Series("EUA1", "AT", 0, 0)
    far = Held(held[plant], Block(series, 5_000, 5_010))
    with pytest.raises(Fault):
        write(office.store, Changes(added=[far, Held(held[plant], Block(series, *overlap))]))
    assert changed(before, tables(office.store)) == set()


def test_an_overlap_within_one_write_is_a_fault_too(office: Office, plant: str) -> None:
    held = {row.identifier: row.key for row in office.store.all_accounts()}[plant]
    before = tables(office.store)
    series = Series("EUA1", "AT", 0, 0)
    twice = [Held(held, Block(series, 5_000, 5_010)), Held(held, Block(series, 5_010, 5_020))]
    with pytest.raises(Fault):
        write(office.store, Changes(removed=[Block(series, 1, 1000)], added=twice))
    assert changed(before, tables(office.store)) == set()


def test_a_block_that_is_not_there_cannot_be_taken_away(office: Office, plant: str) -> None:
    before = tables(office.store)
    with pytest.raises(Fault, match=r"of 1 blocks that were to go, 0 were there|should have been there"):
        write(office.store, Changes(removed=[Block(Series("EUA1", "AT", 0, 0), 2, 1000)]))
    assert changed(before, tables(office.store)) == set()


def test_an_installation_has_one_account(office: Office, plant: str) -> None:
    installation = Installation("AT_1", "AT", "Again", "Again AG", 1, "Wien")
    opening = Opening("AT", "120", "Again", "Again AG", installation)
    with pytest.raises(Misuse, match=f"installation 'AT_1' has an account already: {plant}"):
        office.commit([OpenAccount("AT", opening, "again")])
    fresh = opening._replace(installation=installation._replace(key="AT_2"))
    with pytest.raises(Misuse, match="installation 'AT_2' has an account already"):
        office.commit([OpenAccount("AT", fresh, "one"), OpenAccount("AT", fresh, "two")])
    assert [row.key for row in office.store.all_installations()] == ["AT_1"]


@pytest.mark.parametrize(("kind", "installation"), [("120", False), ("100-9", False), ("121", True)])
def test_an_operators_account_has_an_installation_and_no_other_has(
    office: Office, kind: str, installation: bool
) -> None:
    office.registry("AT")
    known = Installation("AT_1", "AT", "Plant", "Plant AG", 1, "Wien") if installation else None
    with pytest.raises(Misuse, match="installation"):
        office.commit([OpenAccount("AT", Opening("AT", kind, "Plant", "Plant AG", known), "open")])


def test_a_registry_that_is_not_open_is_misuse(office: Office) -> None:
    with pytest.raises(Misuse, match="registry 'AT' is not open in these books"):
        office.commit([OpenAccount("AT", Opening("AT", "121", "Trader", "Trader"), "open")])


# ---- a batch sees itself ---------------------------------------------------------------------------------


def test_a_batch_may_open_an_account_and_use_it(office: Office) -> None:
    """Each act of a batch sees what those before it did: the account, the plan, the allocation."""
    party = office.registry("AT")
    must(office.issue("AT", "EUA1", 1000))
    with pytest.raises(Misuse, match="AT_2' is not known"):
        office.commit([EnterPlan("AT", 2005, (("AT_2", 600, 600),), "early")])
    account = account_identifier("AT", 120, office.store.heads()["AT"].next_account, 0)
    installation = Installation("AT_2", "AT", "Late", "Late AG", 1, "Wien")
    outcomes = office.commit(
        [
            OpenAccount("AT", Opening("AT", "120", "Late", "Late AG", installation), "open"),
            EnterPlan("AT", 2005, (("AT_2", 600, 600),), "plan"),
            Proposal("10-53", party, account, "EUA1", 500, "allocate", 2005),
        ]
    )
    assert [codes(outcome) for outcome in outcomes] == [[], [], []]
    record = next(row for row in office.store.year_records() if row.installation == "AT_2")
    assert (record.planned, record.allocated) == (600, 500)
    verify_store(office.store)


# ---- the journal and the tables --------------------------------------------------------------------------


def test_the_journal_leads_to_the_tables(office: Office) -> None:
    a_year_with_everything(office)
    replayed = verify_store(office.store)
    assert replayed.entries == len(list(office.store.entries()))
    for unit, buckets in replayed.totals().items():
        held = sum(office.store.balances(unit).values())
        assert held == sum(buckets.values()) == replayed.issued[unit]


def test_a_random_walk_gets_the_same_answers_on_every_store(office: Office) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    memory = Office(MemoryStore())
    here, there = (walk(each, seed, 25, 8, reversals=False) for each in (office, memory))
    assert here == there
    assert verify_store(office.store).totals() == verify_store(memory.store).totals()


def test_a_random_walk_under_the_protocol_gets_the_same_answers_on_every_store(office: Office) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    memory = Office(MemoryStore())
    here, there = (treaty_walk(each, seed, 20, 8, reversals=False) for each in (office, memory))
    assert here == there
    assert state(office.store) == state(memory.store)
    verify_store(office.store)


def test_an_exported_journal_leads_to_the_same_totals(office: Office, tmp_path: Path) -> None:
    a_year_with_everything(office)
    export_journal(office.store, tmp_path / "journal")
    replayed = verify_folder(tmp_path / "journal")
    assert replayed.totals() == verify_store(office.store).totals()


def test_entries_come_in_the_order_in_which_they_were_written(office: Office) -> None:
    a_year_with_everything(office)
    entries = list(office.store.entries())
    for code, head in office.store.heads().items():
        own = [entry for entry in entries if entry.registry == code]
        assert own == list(office.store.entries(code))
        assert [entry.sequence for entry in own] == list(range(1, head.sequence + 1))
        assert own[-1].hash == head.hash


@pytest.mark.parametrize("reference", ["AT999", "XX1", "AT", "7", "", "AT-1", "AT99999999999999999999"])
def test_an_entry_that_does_not_exist_is_none(office: Office, reference: str) -> None:
    office.registry("AT")
    assert office.store.entry(reference) is None


def test_an_entry_is_found_by_its_reference(office: Office, plant: str) -> None:
    entry = office.store.entry(must(office.cancel(plant, "EUA1", 1)))
    assert entry is not None
    assert '"type":"10-1"' in entry.text


def test_entries_are_found_by_their_references_all_at_once(office: Office) -> None:
    """Of every registry and kind, and no others, however a reference is written."""
    a_year_with_everything(office)
    entries = {f"{entry.registry}{entry.sequence}": entry for entry in office.store.entries()}
    with office.store.work() as work:
        assert work.load(Needs(registries={"AT", "DE"}, entries=set(entries))).entries == entries
        named = {"AT2", "DE3", "AT999", "XX1", "AT", "7", "", "AT-1", "AT99999999999999999999"}
        assert work.load(Needs(entries=named)).entries == {"AT2": entries["AT2"], "DE3": entries["DE3"]}
        assert work.load(Needs()).entries == {}


def test_a_batch_may_be_refused_as_a_whole(office: Office) -> None:
    """However many refusals there are to write, and although nothing else is."""
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    commands = [Proposal("10-0", plant, trader, "EUA1", 10, f"refused:{number}") for number in range(100)]
    for repeated in (False, True):
        outcomes = office.commit(commands)
        assert {codes(outcome)[0] for outcome in outcomes} == {"7027"}
        assert {outcome.repeated for outcome in outcomes} == {repeated}


def test_a_command_touches_only_installations_of_its_own_registry(office: Office, plant: str, works: str) -> None:
    """Only that registry is locked: what another's act writes meanwhile would be lost."""
    before = state(office.store)
    for command in (
        EnterPlan("AT", 2005, (("DE_1", 1, 1),), "plan"),
        EnterReport("AT", "DE_1", 2005, 1, "reported", "report"),
        EnterOfficial("AT", 2005, (("DE_1", "A"),), "letters"),
    ):
        with pytest.raises(Misuse, match="is in registry DE, not in AT"):
            office.commit([command])
    assert state(office.store) == before


def test_an_account_stays_blocked_until_its_last_missing_report_is_entered(office: Office, plant: str) -> None:
    office.on("2008-04-01")
    for year in (2005, 2006):
        must(office.report(plant, year, None))
    must(office.report(plant, 2005, 10))
    assert codes(office.transfer(plant, office.registry("AT"), "EUA1", 1)) == ["7025"]
    must(office.report(plant, 2006, 10))
    must(office.transfer(plant, office.registry("AT"), "EUA1", 1))
    verify_store(office.store)


def test_whoever_may_not_act_does_not_answer_for_those_who_may(office: Office, plant: str) -> None:
    stranger = office.session._replace(actor=Actor("eve", frozenset()))
    command = Proposal("10-0", plant, office.registry("AT"), "EUA1", 10, "guessed")
    assert codes(stranger.one(command)) == ["P-6001"]
    must(office.commit([command])[0])
    assert codes(stranger.one(command)) == ["P-6001"]


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": "5"},
        {"quantity": 10**30},
        {"year": '2005,"to":"AT-230-3-0-28"'},
        {"year": 2005.0},
        {"note": "\ud800"},
        {"request": "a\x00b"},
        {"request": None},
        {"transferring": 7},
        {"unit": ("EUA1",)},
        {"reconstructed": 1},
    ],
    ids=str,
)
def test_nothing_malformed_is_accepted_or_breaks_the_store(office: Office, plant: str, change: dict[str, Any]) -> None:
    command = Proposal("10-0", plant, office.registry("AT"), "EUA1", 10, "malformed")._replace(**change)
    with suppress(Misuse):
        assert not office.commit([command])[0].accepted
    must(office.transfer(plant, office.registry("AT"), "EUA1", 10))
    verify_store(office.store)
