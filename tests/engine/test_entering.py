"""Acts that move no units: what makes no sense is stopped, and says what was expected."""

from __future__ import annotations

from typing import Any

import pytest

from openets.commands.reports import report_emissions
from openets.commands.units import transfer_type
from openets.engine.kinds.change_account import ChangeAccount
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.engine.outcomes import digest, expect
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import AccountState, Opening
from tests.european import EU_ETS
from tests.session import Office, codes, must


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def plant(office: Office) -> str:
    return office.operator("AT_1")


@pytest.mark.parametrize(
    ("verified", "state", "words"),
    [
        (-1, "reported", r"must be a whole number"),
        (1.5, "reported", r"must be a whole number"),
        (True, "reported", r"must be a whole number"),
        (None, "reported", "a report has a figure"),
        (100, "not reported", "only a report has one"),
        (100, "excluded", "only a report has one"),
        (100, "perhaps", "'perhaps' is no state of a report"),
    ],
)
def test_a_report_that_makes_no_sense_is_misuse(
    office: Office, plant: str, verified: Any, state: str, words: str
) -> None:
    with pytest.raises(Misuse, match=words):
        office.commit([EnterReport("AT", "AT_1", 2005, verified, state, "r")])
    assert office.year(plant, 2005).report == ""


@pytest.mark.parametrize(("installation", "year", "words"), [
    ("AT_99", 2005, "installation 'AT_99' is not known"),
    ("ZZ_1", 2005, "'ZZ_1' is no installation: expected CC_ID"),
    ("AT_1", 2004, "2004 is not a year of European Union Emissions Trading Scheme"),
])  # fmt: skip
def test_a_report_of_nothing_known_is_misuse(
    office: Office, plant: str, installation: str, year: int, words: str
) -> None:
    with pytest.raises(Misuse, match=words):
        report_emissions(office.session, installation=installation, year=year, verified=1, request="r")


@pytest.mark.parametrize("row", [("AT_1", -1, 1), ("AT_1", 1.0, 1), ("AT_1", 1, None)])
def test_a_plan_that_makes_no_sense_is_misuse(office: Office, plant: str, row: Any) -> None:
    with pytest.raises(Misuse, match="must be a whole number"):
        office.commit([EnterPlan("AT", 2005, (row,), "r")])
    assert office.year(plant, 2005).planned == 0


def test_a_plan_that_is_refused_changes_nothing(office: Office, plant: str) -> None:
    other = office.operator("AT_2")
    (refused,) = office.commit([EnterPlan("AT", 2005, (("AT_1", 1, 1), ("AT_2", 2, 1)), "r")])
    assert codes(refused) == ["P-8012"]
    assert (office.year(plant, 2005).planned, office.year(other, 2005).planned) == (0, 0)


def test_plans_add_up_to_the_cap_of_their_period(office: Office, plant: str) -> None:
    """Austria's cap of Phase I is 99 million, for three years together."""
    must(office.plan(plant, 2005, 50_000_000))
    must(office.plan(plant, 2006, 49_000_000))
    assert codes(office.plan(plant, 2007, 1)) == ["P-8013"]
    must(office.plan(plant, 2005, 49_999_999))
    must(office.plan(plant, 2007, 1))
    verify_store(office.store)


def test_a_plan_may_be_corrected(office: Office, plant: str) -> None:
    must(office.plan(plant, 2005, 100))
    must(office.plan(plant, 2005, 80, free=70))
    assert office.year(plant, 2005)[2:4] == (70, 80)


@pytest.mark.parametrize("kind", ["999", "foreign"])
def test_an_account_type_that_nobody_opens_is_misuse(office: Office, plant: str, kind: str) -> None:
    with pytest.raises(Misuse, match=f"'{kind}' is no type of an account that is opened; those are 100, 110"):
        office.commit([OpenAccount("AT", Opening("AT", kind, "x", "x"), "r")])


def test_an_account_that_does_not_exist_cannot_be_closed(office: Office, plant: str) -> None:
    with pytest.raises(Misuse, match="account 'AT-120-99-0-1' is not known"):
        office.commit([ChangeAccount("AT", "AT-120-99-0-1", AccountState.CLOSED, False, "r")])


def test_a_closed_account_moves_nothing_until_it_is_opened_again(office: Office, plant: str) -> None:
    trader = office.person("AT", "Trader")
    office.endow(trader, "EUA1", 100)
    must(office.change(plant, closed=True))
    assert codes(office.transfer(trader, plant, "EUA1", 1)) == ["P-2003"]
    must(office.change(plant))
    must(office.transfer(trader, plant, "EUA1", 1))


@pytest.mark.parametrize("state", ["excluded", "not required"])
def test_only_a_missing_report_blocks(office: Office, plant: str, state: str) -> None:
    must(office.report(plant, 2005, None))
    must(office.commit([EnterReport("AT", "AT_1", 2005, None, state, "r")])[0])
    assert not next(row for row in office.store.all_accounts() if row.identifier == plant).blocked


def test_what_cannot_be_reversed_says_so(office: Office, plant: str) -> None:
    issued = must(office.issue("AT", "EUA1", 100))
    with pytest.raises(Misuse, match="which cannot be reversed"):
        office.reverse(issued)
    for reference in ("AT1", "AT999", "nonsense"):
        with pytest.raises(Misuse, match=f"no transaction '{reference}' is known"):
            office.reverse(reference)


def test_an_allocation_is_taken_back(office: Office, plant: str) -> None:
    must(office.issue("AT", "EUA1", 100))
    must(office.plan(plant, 2005, 100))
    allocated = must(office.allocate(plant, "EUA1", 100, 2005))
    must(office.reverse(allocated))
    assert office.year(plant, 2005).allocated == 0
    must(office.allocate(plant, "EUA1", 100, 2005))


def test_a_note_may_hold_any_characters(office: Office, plant: str) -> None:
    office.endow(plant, "EUA1", 100)
    note = 'He said "no" \\ twice,\nthen\t„ja“ – \x00\u2028 and 🌍'
    reference = must(office.cancel(plant, "EUA1", 1, note=note))
    entry = office.store.entry(reference)
    assert entry is not None
    assert "\n" not in entry.text


def test_whoever_expects_receipts_hears_of_refusals(office: Office, plant: str) -> None:
    expect([office.issue("AT", "EUA1", 1)])
    with pytest.raises(Misuse, match="7027"):
        expect([office.cancel(plant, "EUA1", 1)])


def test_equal_content_has_an_equal_fingerprint() -> None:
    command = EnterPlan("AT", 2005, (("AT_1", 1, 1),), "r")
    assert digest(command) == digest(EnterPlan("AT", 2005, (("AT_1", 1, 1),), "r"))
    assert digest(command) != digest(command._replace(year=2006))


@pytest.mark.parametrize(
    ("source", "target", "unit", "kind"),
    [("AT-1", "AT-2", "EUA1", "10-0"), ("AT-1", "DE-2", "EUA1", "3-21"), ("AT-1", "DE-2", "AAU", "3-0")],
)
def test_the_type_of_a_transfer_follows_from_where_it_goes_and_what(
    source: str, target: str, unit: str, kind: str
) -> None:
    assert transfer_type(EU_ETS, source, target, unit) == kind


def test_progress_is_told_of_every_act(office: Office, plant: str) -> None:
    office.endow(plant, "EUA1", 100)
    told: list[int] = []
    commands = [EnterReport("AT", "AT_1", 2005, tonnes, "reported", f"r:{tonnes}") for tonnes in range(1_234)]
    office.commit(list(commands), progress=told.append)
    assert sum(told) == 1_234
    assert max(told) == 500
