"""Installations live longer than accounts, on every store: handed over, closed, merged, renumbered, in every order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openets.commands.accounts import block, close, release, reopen
from openets.commands.installations import hand_over, merge, renumber
from openets.commands.open_account import NewAccount, open_account
from openets.commands.reports import plan, report_emissions
from openets.compliance.installation_record import LIFE, Life, life_of
from openets.engine.outcomes import Outcome
from openets.engine.records import body_at
from openets.engine.rights import OPERATOR, VERIFIER, Actor
from openets.engine.steps import TakeStep
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import Account
from openets.ledger.store import YearRecord
from openets.stores.memory import MemoryStore
from tests.session import Office, codes, must, state

KEY = "AT_1"


def step(office: Office, name: str, key: str = KEY, /, **values: Any) -> Outcome:
    return office.step("AT", LIFE, key, name, **values)


def life(office: Office, key: str = KEY) -> Life:
    return life_of(body_at(office.store, LIFE, key))


def accounts(office: Office, key: str = KEY) -> list[Account]:
    """The accounts that an installation ever had, the oldest first."""
    return sorted(each for each in office.store.all_accounts() if each.installation == key)


def account(office: Office, identifier: str) -> Account:
    return next(each for each in office.store.all_accounts() if each.identifier == identifier)


def operators(office: Office, key: str = KEY) -> list[tuple[str, str, str]]:
    """Who operated it, from when, and until when."""
    return [(each.operator, str(each.since or ""), str(each.until or "")) for each in life(office, key).operators]


def year(office: Office, number: int, key: str = KEY) -> YearRecord:
    found = {(row.installation, row.year): row for row in office.store.year_records()}
    return found.get((key, number)) or YearRecord(key, number)


@pytest.fixture
def plant(office: Office) -> str:
    """A plant that was allocated 100 for 2005, emitted 80, and is planned 100 a year until 2007."""
    own = office.operator(KEY)
    office.operator("AT_2")
    for number in (2005, 2006, 2007):
        must(office.plan(own, number, 100))
    must(office.issue("AT", "EUA1", 1000))
    must(office.allocate(own, "EUA1", 100, 2005))
    must(office.on("2006-03-20").report(own, 2005, 80))
    return own


# ---- another operator ----------------------------------------------------------------------------


def test_a_successor_gets_an_account_of_its_own_with_all_that_is_due(office: Office, plant: str) -> None:
    must(step(office, "hand over", holder="New AG", name="New plant", on="2006-03-01"))
    old, new = accounts(office)
    assert (old.identifier, old.until, old.of, str(old.state)) == (plant, "2006-03-01", "", "open")
    assert (new.holder, new.name, new.of, new.until) == ("New AG", "New plant", KEY, "")
    assert operators(office) == [("Operator of AT_1", "", "2006-03-01"), ("New AG", "2006-03-01", "")]
    assert {each.operator for each in office.store.all_installations() if each.key == KEY} == {"New AG"}
    # its units are the old holder's, who may sell them to the new one; the duty is the installation's
    assert codes(office.surrender(plant, "EUA1", 80, 2005)) == ["P-1024"]
    must(office.transfer(plant, new.identifier, "EUA1", 100))
    must(office.surrender(new.identifier, "EUA1", 80, 2005))
    assert (year(office, 2005).verified, year(office, 2005).surrendered) == (80, 80)
    verify_store(office.store)


def test_the_old_account_receives_nothing_and_is_closed_when_it_is_empty(office: Office, plant: str) -> None:
    must(step(office, "hand over", holder="New AG"))
    new = accounts(office)[1].identifier
    assert codes(office.allocate(plant, "EUA1", 1, 2006)) == ["P-2024"]
    assert codes(office.transfer(office.registry("AT"), plant, "EUA1", 1)) == ["P-2024"]
    must(office.allocate(new, "EUA1", 1, 2006))
    assert codes(office.change(plant, closed=True)) == ["P-1021"]
    must(office.transfer(plant, new, "EUA1", 100))
    must(office.change(plant, closed=True))  # the 80 that are not surrendered are its successor's
    assert codes(office.change(new, closed=True)) == ["P-1021", "P-1022"]
    verify_store(office.store)


def test_an_empty_account_with_open_duties_is_closed_by_being_succeeded(office: Office, plant: str) -> None:
    must(office.transfer(plant, office.registry("AT"), "EUA1", 100))
    assert codes(office.change(plant, closed=True)) == ["P-1022"]
    must(step(office, "hand over"))
    old, new = accounts(office)
    assert (str(old.state), str(new.state)) == ("closed", "open")
    assert new.holder == old.holder, "a new account of the same operator"
    verify_store(office.store)


def test_an_account_may_go_with_its_installation(office: Office, plant: str) -> None:
    must(step(office, "hand over", holder="New AG", keep_account=True, on="2006-03-01"))
    (own,) = accounts(office)
    assert (own.identifier, own.holder, own.of) == (plant, "New AG", KEY)
    assert office.balance(plant, "EUA1") == 100
    must(office.surrender(plant, "EUA1", 80, 2005))
    assert operators(office)[1] == ("New AG", "2006-03-01", "")
    assert {each.operator for each in office.store.all_installations() if each.key == KEY} == {"New AG"}
    verify_store(office.store)


def test_an_installation_is_handed_over_again_and_again(office: Office, plant: str) -> None:
    must(step(office, "hand over", holder="B", on="2006-01-10"))
    must(step(office, "hand over", holder="C", keep_account=True, on="2006-01-10"))
    must(step(office, "hand over", holder="D"))
    assert codes(step(office, "hand over", holder="E", on="2006-01-11")) == ["P-1030"]
    assert [name for name, _, _ in operators(office)] == ["Operator of AT_1", "B", "C", "D"]
    assert [each.holder for each in accounts(office)] == ["Operator of AT_1", "C", "D"]
    verify_store(office.store)


def test_blanks_around_a_name_are_no_part_of_it(office: Office, plant: str) -> None:
    must(step(office, "hand over", holder="  New AG ", name=" New plant "))
    assert (accounts(office)[1].holder, accounts(office)[1].name, operators(office)[1][0]) == (
        "New AG", "New plant", "New AG",
    )  # fmt: skip
    must(step(office, "merge", into="AT_2"))
    assert accounts(office)[1].holder == "New AG"
    verify_store(office.store)


def test_two_successions_in_one_batch(office: Office, plant: str) -> None:
    acts = [TakeStep("AT", LIFE, KEY, "hand over", f'{{"holder":"{name}"}}', f"b:{name}") for name in "BC"]
    assert all(each.accepted for each in office.commit(list(acts)))
    assert [(each.holder, bool(each.until)) for each in accounts(office)] == [
        ("Operator of AT_1", True), ("B", True), ("C", False),
    ]  # fmt: skip
    office.on("2007-03-20")
    must(report_emissions(office.session, installation=KEY, year=2006, verified=5, request="report"))
    verify_store(office.store)


def test_a_block_for_a_missing_report_goes_with_the_installation(office: Office, plant: str) -> None:
    must(office.on("2007-04-02").report(plant, 2006, None))
    must(step(office, "hand over", holder="New AG"))
    old, new = accounts(office)
    assert (old.blocked, new.blocked) == (True, True)
    assert codes(office.transfer(plant, office.registry("AT"), "EUA1", 1)) == ["7025"]
    assert codes(release(office.session, account=plant, request="too-early")) == ["P-1023"]
    must(report_emissions(office.session, installation=KEY, year=2006, verified=5, request="there"))
    must(release(office.session, account=plant, request="now"))
    assert {each.blocked for each in accounts(office)} == {False}
    verify_store(office.store)


def test_a_surrender_by_the_old_account_is_reversed_into_it(office: Office, plant: str) -> None:
    surrendered = must(office.surrender(plant, "EUA1", 80, 2005))
    must(step(office, "hand over", holder="New AG"))
    must(office.reverse(surrendered))
    assert (year(office, 2005).surrendered, office.balance(plant, "EUA1")) == (0, 100)
    verify_store(office.store)


def test_the_successor_of_a_closed_account(office: Office) -> None:
    """Case 18: the account was closed because the plant was sold."""
    own = office.operator(KEY)
    must(office.change(own, closed=True))
    with pytest.raises(Misuse, match=f"has an account already: {own}; it gets another by being handed over"):
        open_account(office.session, NewAccount("AT", "Plant", "New AG", installation=KEY), request="again")
    assert codes(step(office, "hand over", holder="New AG", keep_account=True)) == ["P-1032"]
    must(step(office, "hand over", holder="New AG"))
    assert [(str(each.state), each.holder) for each in accounts(office)] == [
        ("closed", "Operator of AT_1"), ("open", "New AG"),
    ]  # fmt: skip
    verify_store(office.store)


@pytest.mark.parametrize(("values", "words"), [
    ({"holder": 5}, "'holder' must be a text"),
    ({"holder": "x" * 251}, "'holder' must be a text of 1 to 250"),
    ({"holder": "a\u202eb"}, "'holder' must be a text"),
    ({"keep_account": "yes"}, "'keep_account' must be true or false"),
    ({"on": "2006-02-30"}, "'on' must be a day"),
    ({"to": "B"}, "'to' is not asked for"),
])  # fmt: skip
def test_a_hand_over_that_makes_no_sense_changes_nothing(
    office: Office, plant: str, values: dict[str, Any], words: str
) -> None:
    before = state(office.store)
    with pytest.raises(Misuse, match=words):
        step(office, "hand over", **values)
    assert state(office.store) == before


@pytest.mark.parametrize("name", ["hand over", "close", "merge", "renumber", "reopen"])
def test_what_is_not_known_is_said_to_be_unknown(office: Office, plant: str, name: str) -> None:
    told = {"merge": {"into": "AT_2"}, "renumber": {"number": "AT_9"}, "reopen": {"reason": "x"}}.get(name, {})
    with pytest.raises(Misuse, match="installation 'AT_77' is not known"):
        step(office, name, "AT_77", **told)
    with pytest.raises(Misuse, match="registry 'DE' is not open"):
        office.step("DE", LIFE, KEY, name, **told)
    office.registry("DE")
    with pytest.raises(Misuse, match="is in registry AT, not in DE"):
        office.step("DE", LIFE, KEY, name, **told)


@pytest.mark.parametrize("role", [OPERATOR, VERIFIER])
@pytest.mark.parametrize("name", ["hand over", "close", "merge", "renumber"])
def test_only_the_administrator_may(office: Office, plant: str, role: str, name: str) -> None:
    told = {"merge": {"into": "AT_2"}, "renumber": {"number": "AT_9"}}.get(name, {})
    ours = office.acting(Actor("plant", frozenset({role}), frozenset({plant})))
    before = state(office.store)
    assert codes(ours.step("AT", LIFE, KEY, name, **told)) == ["P-6001"]
    assert codes(close(ours.session, account=plant, request="mine")) == ["P-6001"]
    assert state(office.store) == before


@pytest.mark.parametrize(("kind", "name", "told"), [
    (LIFE, "absorb", {"installation": "AT_2"}), ("number", "give", {"installation": "AT_2"}),
])  # fmt: skip
def test_what_only_follows_is_not_taken_by_hand(
    office: Office, plant: str, kind: str, name: str, told: dict[str, str]
) -> None:
    with pytest.raises(Misuse, match="is taken by the log itself"):
        office.step("AT", kind, KEY, name, **told)


def test_the_same_request_again_gets_the_same_answer(office: Office, plant: str) -> None:
    first, again = (hand_over(office.session, installation=KEY, holder="New AG", request="same") for _ in "ab")
    assert first.reference == again.reference
    assert again.repeated
    assert len(accounts(office)) == 2
    other = hand_over(office.session, installation=KEY, holder="Other AG", request="same")
    assert codes(other) == ["P-4006"]


def test_a_dry_run_changes_nothing(office: Office, plant: str) -> None:
    before = state(office.store)
    assert hand_over(office.session, installation=KEY, holder="New AG", request="dry", dry_run=True).accepted
    assert merge(office.session, installation=KEY, into="AT_2", request="dry2", dry_run=True).accepted
    assert state(office.store) == before


# ---- closure -------------------------------------------------------------------------------------


def test_of_a_closed_installation_later_years_get_nothing_and_earlier_ones_stay_due(office: Office, plant: str) -> None:
    must(step(office, "close", on="2006-03-10", reason="Burnt down"))
    assert [year(office, each).planned for each in (2005, 2006, 2007)] == [100, 100, 0]
    must(office.allocate(plant, "EUA1", 100, 2006))
    assert codes(office.on("2007-02-28").allocate(plant, "EUA1", 1, 2007)) == ["P-8003"]
    assert codes(office.plan(plant, 2007, 1)) == ["P-8016"]
    must(office.plan(plant, 2007, 0))
    must(office.report(plant, 2006, 20))
    assert codes(office.on("2008-03-01").report(plant, 2007, 5)) == ["P-8016"]
    assert codes(office.report(plant, 2007, None)) == ["P-8016"]
    assert codes(office.change(plant, closed=True)) == ["P-1021", "P-1022"]
    must(office.surrender(plant, "EUA1", 80, 2005))
    must(office.surrender(plant, "EUA1", 20, 2006))
    must(office.transfer(plant, office.registry("AT"), "EUA1", 100))
    must(office.change(plant, closed=True))
    verify_store(office.store)


def test_the_plan_that_ends_leaves_room_under_the_cap(office: Office, plant: str) -> None:
    must(step(office, "close"))
    planned = {key[2]: number for key, number in office.store.all_totals().items() if key[2].startswith("planned")}
    assert planned == {"planned 2005": 100, "planned 2006": 100}


def test_what_was_allocated_for_a_later_year_stays_and_no_report_is_due_for_it(office: Office, plant: str) -> None:
    must(office.on("2007-02-28").allocate(plant, "EUA1", 60, 2007))
    must(step(office, "close", on="2006-12-31"))
    record = year(office, 2007)
    assert (record.planned, record.free, record.allocated, record.report) == (60, 60, 60, "not required")
    assert codes(office.allocate(plant, "EUA1", 1, 2007)) == ["P-8003"]
    verify_store(office.store)


def test_closures_in_the_wrong_order(office: Office, plant: str) -> None:
    assert codes(step(office, "close", on="2006-03-21")) == ["P-1030"]
    assert codes(step(office, "close", on="2004-12-31")) == ["P-1030", "P-1033"]
    must(step(office, "close", on="2006-01-05"))
    assert codes(step(office, "close")) == ["P-1031"]
    assert codes(step(office, "reopen", reason="x", on="2006-01-04")) == ["P-1030"]
    must(step(office, "reopen", reason="Wrong plant"))
    assert codes(step(office, "reopen", reason="x")) == ["P-1031"]
    must(office.plan(plant, 2007, 100))
    must(office.on("2007-02-01").report(plant, 2006, 10))
    assert codes(step(office, "close", on="2005-06-01")) == ["P-1033"]
    verify_store(office.store)


def test_a_closed_installation_may_be_handed_over_with_what_it_owes(office: Office, plant: str) -> None:
    must(step(office, "close"))
    must(step(office, "hand over", holder="Liquidator", keep_account=True))
    assert life(office).state == "closed"
    must(office.surrender(plant, "EUA1", 80, 2005))
    verify_store(office.store)


# ---- merger --------------------------------------------------------------------------------------


def test_a_merged_installation_closes_and_both_say_so(office: Office, plant: str) -> None:
    must(step(office, "merge", into="AT_2", on="2006-03-10"))
    assert (life(office).state, life(office).into, str(life(office).closed_on)) == ("merged", "AT_2", "2006-03-10")
    assert [(each.installation, str(each.on)) for each in life(office, "AT_2").absorbed] == [(KEY, "2006-03-10")]
    assert account(office, plant).holder == "Operator of AT_1", "it settles what is due"
    must(office.surrender(plant, "EUA1", 80, 2005))
    assert year(office, 2005).surrendered == 80
    assert year(office, 2005, "AT_2").surrendered == 0
    verify_store(office.store)


def test_the_other_operator_may_take_what_is_due(office: Office, plant: str) -> None:
    must(merge(office.session, installation=KEY, into="AT_2", takes_duties=True, request="m"))
    assert account(office, plant).holder == "Operator of AT_2"
    assert [name for name, _, _ in operators(office)] == ["Operator of AT_1", "Operator of AT_2"]
    must(office.surrender(plant, "EUA1", 80, 2005))
    verify_store(office.store)


def test_mergers_that_cannot_be(office: Office, plant: str) -> None:
    office.operator("AT_900", kind="100-9")
    office.operator("DE_1")
    assert codes(step(office, "merge", into=KEY)) == ["P-1034"]
    assert codes(step(office, "merge", into="AT_900")) == ["P-1034"]
    with pytest.raises(Misuse, match="is in registry DE, not in AT"):
        step(office, "merge", into="DE_1")
    with pytest.raises(Misuse, match="installation 'AT_77' is not known"):
        step(office, "merge", into="AT_77")
    for odd in (5, None, [], True):
        with pytest.raises(Misuse, match="'into'"):
            step(office, "merge", into=odd)
    must(step(office, "merge", into="AT_2"))
    assert codes(step(office, "merge", into="AT_2")) == ["P-1031"]
    assert codes(step(office, "merge", "AT_2", into=KEY)) == ["P-1034"], "no cycle"
    assert codes(step(office, "reopen", reason="x")) == ["P-1031"]
    verify_store(office.store)


# ---- numbers -------------------------------------------------------------------------------------


def test_every_number_that_it_ever_had_finds_it(office: Office, plant: str) -> None:
    must(renumber(office.session, installation=KEY, number="AT_1001", request="n1"))
    must(renumber(office.session, installation="AT_1001", number="AT_2002", request="n2"))
    must(report_emissions(office.session, installation="AT_2002", year=2005, verified=81, request="r-new"))
    must(plan(office.session, installation="AT_1001", year=2006, quantity=90, request="p-old"))
    must(merge(office.session, installation="AT_2", into="AT_1001", request="m"))
    assert (year(office, 2005).verified, year(office, 2006).planned) == (81, 90)
    assert life(office, "AT_2").into == KEY
    must(renumber(office.session, installation=KEY, number=KEY, request="n3"))
    must(renumber(office.session, installation=KEY, number="AT_1001", request="n4"))
    assert [each.number for each in life(office).numbers] == ["AT_1001", "AT_2002", KEY, "AT_1001"]
    verify_store(office.store)


def test_a_number_is_nobody_elses(office: Office, plant: str) -> None:
    must(step(office, "renumber", number="AT_9"))
    assert codes(step(office, "renumber", number="AT_9")) == ["P-1035"]
    assert codes(step(office, "renumber", number="AT_2")) == ["P-1035"]
    assert codes(step(office, "renumber", "AT_2", number="AT_9")) == ["P-1035"]
    assert codes(step(office, "renumber", "AT_2", number=KEY)) == ["P-1035"]
    with pytest.raises(Misuse, match="'AT_9' is a number of installation AT_1, which was renumbered"):
        office.operator("AT_9")
    for odd in ("DE_9", "9", "AT_", "AT_ö", "AT_" + "9" * 31, 5, ["AT_8"]):
        with pytest.raises(Misuse, match="is no number of an installation of AT"):
            step(office, "renumber", number=odd)
    verify_store(office.store)


# ---- accounts ------------------------------------------------------------------------------------


def test_accounts_are_closed_blocked_and_opened_again(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    must(close(office.session, account=trader, request="c"))
    assert str(account(office, trader).state) == "closed"
    must(reopen(office.session, account=trader, request="o"))
    must(block(office.session, account=trader, request="b"))
    assert (str(account(office, trader).state), account(office, trader).blocked) == ("open", True)
    must(close(office.session, account=trader, request="c2"))
    assert account(office, trader).blocked, "one thing changes, and the others stay"
    must(release(office.session, account=trader, request="r"))
    with pytest.raises(Misuse, match="account 'AT-120-99-0-1' is not known"):
        close(office.session, account="AT-120-99-0-1", request="x")
    verify_store(office.store)


def test_an_account_is_closed_as_of_a_day_that_has_come(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    with pytest.raises(Misuse, match="'on' is 2006-03-21, and today is 2006-03-20"):
        close(office.session, account=trader, on=date(2006, 3, 21), request="x")
    reference = must(close(office.session, account=trader, on=date(2006, 3, 1), request="y"))
    entry = office.store.entry(reference)
    assert entry is not None
    assert '"on":"2006-03-01"' in entry.text
    verify_store(office.store)


def test_the_same_life_writes_the_same_journal_on_every_store(office: Office) -> None:
    memory = Office(MemoryStore())
    for each in (office, memory):
        own = each.operator(KEY)
        each.operator("AT_2")
        must(each.plan(own, 2007, 100))
        must(step(each, "hand over", holder="B"))
        must(step(each, "renumber", number="AT_9"))
        must(step(each, "hand over", holder="C", keep_account=True))
        must(step(each, "merge", into="AT_2", takes_duties=True))
    assert list(office.store.entries()) == list(memory.store.entries())
    assert state(office.store) == state(memory.store)
