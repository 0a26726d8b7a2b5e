"""Parties in the books: what their totals say of them, and what their notifications ask of transactions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openets.commands.notices import Notification, issue, notice_of, notices, watch
from openets.commands.parties import (
    InitialReport,
    final_review,
    initial_report,
    inventory,
    party_of,
    position_of,
    positions,
    retired,
    review,
    review_inventory,
    true_up,
)
from openets.compliance.notices_record import outstanding
from openets.compliance.party_position import balance, bubble_members, bubble_of, counts_by_registry, register_held
from openets.engine.outcomes import Outcome
from tests.session import Office, codes, must

DAY = date(2012, 6, 1)


def party(office: Office, code: str, base: int = 1_000_000, *, issued: bool = True) -> str:
    """A Party that has reported and was reviewed, with all of its AAUs; its Party holding account."""
    account = office.registry(code)
    day = date(2006, 12, 5)
    must(initial_report(office.session, party=code, report=InitialReport(base), on=day, request=office.request()))
    amount = party_of(office.store, code).assigned_amount
    must(review(office.session, party=code, assigned_amount=amount, on=date(2007, 12, 10), request=office.request()))
    if issued:
        must(office.issue(code, "AAU", amount))
    return account


def emitted(office: Office, code: str, tonnes: int, year: int = 2008) -> None:
    words: dict[str, Any] = {"party": code, "year": year, "tonnes": tonnes}
    must(inventory(office.session, **words, request=office.request()))
    must(review_inventory(office.session, **words, request=office.request()))


@pytest.fixture
def office() -> Office:
    return Office(day=DAY.isoformat())


def test_a_position_follows_the_units_of_the_registry(office: Office) -> None:
    austria, germany = party(office, "AT"), party(office, "DE")
    emitted(office, "DE", 500_000)
    must(office.transfer(germany, austria, "AAU", 300_000))
    must(office.propose("4-0", austria, office.government("AT", "230"), "AAU", 50_000))
    must(office.propose("5-0", austria, office.government("AT", "300"), "AAU", 1_000_000))
    found = position_of(office.session.law, office.store, "AT", DAY)
    assert (found.true_up.aau, found.true_up.purchases, found.true_up.cancelled) == (4_350_000, 300_000, 50_000)
    assert found.true_up.register == register_held(office.session.law, found.counts) == 4_600_000
    assert found.holdings == 4_600_000
    assert position_of(office.session.law, office.store, "DE", DAY).true_up.sales == 300_000
    assert retired(office.session.law, office.store, "AT") == 1_000_000


def test_allowances_of_the_second_phase_are_aaus_under_another_name(office: Office) -> None:
    party(office, "AT")
    must(office.issue("AT", "EUA2", 200_000))
    found = position_of(office.session.law, office.store, "AT", DAY)
    assert (found.true_up.aau, found.true_up.register, found.holdings) == (4_350_000, 4_350_000, 4_350_000)


def test_the_bubble_retires_together(office: Office) -> None:
    austria, germany, union = party(office, "AT"), party(office, "DE"), party(office, "EU", 2_000_000, issued=False)
    for account, units in ((austria, 5), (germany, 7)):
        code = account.partition("-")[0]
        must(office.propose("5-0", account, office.government(code, "300"), "AAU", units))
    assert union == "EU-100-1-0-26"
    assert retired(office.session.law, office.store, "EU") == 12
    assert retired(office.session.law, office.store, "DE") == 7
    here = positions(office.session.law, office.store, DAY)
    assert here["EU"].true_up.register == here["AT"].true_up.register + here["DE"].true_up.register
    found = bubble_of(office.session.law, here, office.store.all_totals())
    assert found is not None
    assert [member.code for member in found.members] == ["AT", "DE"]
    assert len(found.missing) == len(bubble_members(office.session.law)) - 2


def test_without_the_joint_party_there_is_no_bubble(office: Office) -> None:
    party(office, "AT")
    assert (
        bubble_of(office.session.law, positions(office.session.law, office.store, DAY), office.store.all_totals())
        is None
    )


def test_units_of_nobody_are_no_position(office: Office) -> None:
    party(office, "AT", issued=False)
    found = position_of(office.session.law, office.store, "AT", DAY)
    assert (found.true_up.register, found.holdings, found.keeps_reserve, found.emissions_known) == (0, 0, False, False)


def test_a_transaction_that_names_its_notification_settles_it(office: Office) -> None:
    austria = party(office, "AT")
    must(issue(office.session, Notification("AT", 2, quantity=500), request=office.request()))
    into = office.government("AT", "220")
    must(office.propose("4-0", austria, into, "AAU", 200, notice="ITL1"))
    assert outstanding(notice_of(office.store, "ITL1")) == 300
    assert codes(office.propose("4-0", austria, into, "AAU", 301, notice="ITL1")) == ["P-5401"]
    assert codes(office.propose("4-0", austria, office.government("AT", "230"), "AAU", 300, notice="ITL1")) == [
        "P-5401"
    ]
    must(office.propose("4-0", austria, into, "AAU", 300, notice="ITL1"))
    assert notice_of(office.store, "ITL1").completed
    assert codes(office.propose("4-0", austria, into, "AAU", 1, notice="ITL1")) == ["P-5401"]


def test_a_notification_is_settled_whatever_day_it_is(office: Office) -> None:
    """What passed its checks goes through, years after."""
    austria = party(office, "AT")
    must(issue(office.session, Notification("AT", 2, quantity=500), request=office.request()))
    office.on("2020-01-01")
    must(office.propose("4-0", austria, office.government("AT", "220"), "AAU", 500, notice="ITL1"))


def test_watching_twice_does_nothing_twice(office: Office) -> None:
    austria = party(office, "AT")
    must(office.propose("4-0", austria, office.government("AT", "230"), "AAU", 1_000_000))
    first = watch(office.session, request="w1")
    assert [what for what, _ in first] == ["AT is below its reserve"]
    assert watch(office.session, request="w2") == []


def test_the_eu_together_is_told_by_a_code_of_its_own(office: Office) -> None:
    austria, _ = party(office, "AT"), party(office, "EU", issued=False)
    must(office.propose("4-0", austria, office.government("AT", "230"), "AAU", 300_000))
    watch(office.session, request="w1")
    assert {each.code for each in notices(office.store, "EU")} == {11}


def test_the_true_up_report_takes_what_the_books_have_retired(office: Office) -> None:
    austria = party(office, "AT")
    office.on("2014-01-01")
    for year in range(2008, 2013):
        emitted(office, "AT", 800_000, year)
    must(final_review(office.session, party="AT", request=office.request()))
    must(office.propose("5-0", austria, office.government("AT", "300"), "AAU", 4_000_000))
    report: Outcome = true_up(office.on("2014-06-01").session, party="AT", request=office.request())
    must(report)
    assert party_of(office.store, "AT").true_up_retired == 4_000_000


KINDS = ("sell", "buy", "cancel", "retire", "convert")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 40_000)), max_size=12))
def test_however_units_move_the_register_is_where_they_are(moves: list[tuple[str, int]]) -> None:
    """The paper's terms and the counting of what lies in the registry always come to the same."""
    office = Office(day=DAY.isoformat())
    accounts = {code: party(office, code) for code in ("AT", "DE")}
    austria, germany = accounts["AT"], accounts["DE"]
    for kind, units in moves:
        match kind:
            case "sell":
                office.transfer(austria, germany, "AAU", units)
            case "buy":
                office.transfer(germany, austria, "AAU", units)
            case "cancel":
                office.propose("4-0", austria, office.government("AT", "230"), "AAU", units)
            case "retire":
                office.propose("5-0", austria, office.government("AT", "300"), "AAU", units)
            case "convert":
                office.issue("AT", "EUA2", units)
    for code in accounts:
        counts = counts_by_registry(office.store.all_totals())[code]
        assert balance(office.session.law, counts, 0).register == register_held(office.session.law, counts), code
