"""Vintages: what a project reduced in one year is told apart from what it did in another, whatever becomes of it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from openets.commands.projects.issue import issue, may_issue
from openets.commands.projects.steps import Monitoring, monitor, project_record, request_issuance, verify
from openets.commands.units import Which, cancel, transfer
from openets.engine.outcomes import Outcome
from openets.engine.verify import verify_store
from openets.kernel.clock import midday
from openets.kernel.units import Elements
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from openets.projects.project import Project
from openets.records.bodies import record_from
from tests.engine.test_projects import VOLUNTARY
from tests.projects.stories import accredited, registered, requested
from tests.session import Office, codes, must

STOVES = "US9"
BOTH = {2008: 1_000, 2009: 600}


@pytest.fixture
def office(store: Store) -> Office:
    """Stoves whose reductions of 2008 and 2009 are verified and asked for, on 1 June 2010."""
    office = Office(store, "2010-06-01")
    office.registry("AT")
    accredited(office)
    registered(office, STOVES, VOLUNTARY, registry="AT")
    for year, reductions in BOTH.items():
        requested(office, STOVES, reductions, year)
    return office


@pytest.fixture
def holder(office: Office) -> str:
    """Who was issued the units of both years."""
    account = office.person("AT", "Stoves Ltd")
    must(issue(office.session, project=STOVES, account=account, request="both"))
    return account


def held(office: Office, account: str) -> dict[int, int]:
    """Vintage → units that an account holds."""
    found: dict[int, int] = {}
    for block in office.blocks(account):
        found[block.series.vintage] = found.get(block.series.vintage, 0) + block.quantity
    return found


def stove(office: Office) -> Project:
    return record_from(Project, json.loads(project_record(office.session, STOVES).body))


def move(office: Office, source: str, target: str, quantity: int, **which: Any) -> Outcome:
    how = {"request": office.request(), "dry_run": which.pop("dry_run", False)}
    unit = Which("VER", **which) if which else "VER"
    return transfer(office.session, source=source, target=target, quantity=quantity, unit=unit, **how)


def test_two_vintages_are_issued_at_once_and_are_two_blocks(office: Office) -> None:
    account = office.person("AT", "Stoves Ltd")
    assert may_issue(office.session, STOVES).vintages == ((2008, 1_000), (2009, 600))
    issued = issue(office.session, project=STOVES, account=account, request="both")
    assert (must(issued), issued.vintages) == (issued.reference, ((2008, 1_000), (2009, 600)))
    blocks = sorted(office.blocks(account), key=lambda block: block.start)
    assert [(each.series.vintage, each.start, each.end) for each in blocks] == [(2008, 1, 1_000), (2009, 1_001, 1_600)]
    assert [office.session.law.terms.serial_number(each)[-8:] for each in blocks] == ["US9-2008", "US9-2009"]
    assert [(row.period, row.vintage, row.quantity) for row in stove(office).issuances] == [
        (1, 2008, 1_000),
        (2, 2009, 600),
    ]
    again = issue(office.session, project=STOVES, account=account, request="both")
    assert again == issued._replace(repeated=True)
    verify_store(office.store)


def test_a_part_is_issued_of_the_oldest_first(office: Office) -> None:
    account = office.person("AT", "Stoves Ltd")
    first = issue(office.session, project=STOVES, quantity=400, account=account, request="i1")
    assert first.vintages == ((2008, 400),)
    assert may_issue(office.session, STOVES).vintages == ((2008, 600), (2009, 600))
    second = issue(office.session, project=STOVES, quantity=700, account=account, request="i2")
    assert second.vintages == ((2008, 600), (2009, 100))
    assert [each.state for each in stove(office).periods] == ["issued", "requested"]
    must(issue(office.session, project=STOVES, account=account, request="i3"))
    assert held(office, account) == BOTH
    # 2008's two parts are neighbours and are one block; that of 2009 beside them is never part of it
    assert sorted((each.series.vintage, each.quantity) for each in office.blocks(account)) == [
        (2008, 1_000),
        (2009, 600),
    ]
    verify_store(office.store)


def test_the_oldest_go_first_and_the_receipt_says_which(office: Office, holder: str) -> None:
    other = office.person("AT", "Airline")
    moved = move(office, holder, other, 1_200)
    assert moved.vintages == ((2008, 1_000), (2009, 200))
    assert held(office, other) == {2008: 1_000, 2009: 200}
    assert held(office, holder) == {2009: 400}
    back = move(office, other, holder, 100)
    assert back.vintages == ((2008, 100),)
    verify_store(office.store)


def test_the_oldest_go_first_though_their_blocks_are_the_smallest(office: Office, holder: str) -> None:
    other, third = office.person("AT", "Airline"), office.person("AT", "Shop")
    must(move(office, holder, other, 30, vintage=2008))
    must(move(office, holder, other, 500, vintage=2009))
    assert move(office, other, third, 40).vintages == ((2008, 30), (2009, 10))
    verify_store(office.store)


def test_a_transfer_that_names_a_vintage_takes_no_other(office: Office, holder: str) -> None:
    other = office.person("AT", "Airline")
    assert move(office, holder, other, 150, vintage=2009).vintages == ((2009, 150),)
    assert (held(office, other), held(office, holder)) == ({2009: 150}, {2008: 1_000, 2009: 450})
    refused = move(office, holder, other, 451, vintage=2009)
    assert codes(refused) == ["7027"]
    assert "It holds 450 VER of vintage 2009, 1 too few" in refused.refusals[0].detail
    assert codes(move(office, holder, other, 1, vintage=2010)) == ["7027"]
    verify_store(office.store)


def test_serial_numbers_of_a_vintage_are_moved_exactly_and_of_no_other(office: Office, holder: str) -> None:
    other = office.person("AT", "Airline")
    must(move(office, holder, other, 10, serials=[("AT", 1_101, 1_110)], vintage=2009))
    assert held(office, other) == {2009: 10}
    mistaken = move(office, holder, other, 10, serials=[("AT", 991, 1_000)], vintage=2009)
    assert codes(mistaken) == ["7027"]
    assert "all of vintage 2009" in mistaken.refusals[0].detail
    both = move(office, holder, other, 20, serials=[("AT", 991, 1_010)])
    assert both.vintages == ((2008, 10), (2009, 10))
    verify_store(office.store)


def test_a_cancellation_names_a_vintage_or_takes_the_oldest(office: Office, holder: str) -> None:
    of_2009 = Which("VER", vintage=2009)
    named = cancel(office.session, account=holder, unit=of_2009, quantity=50, request="c1")
    oldest = cancel(office.session, account=holder, unit="VER", quantity=60, request="c2")
    assert (named.vintages, oldest.vintages) == (((2009, 50),), ((2008, 60),))
    gone = office.government("AT", "230")
    assert held(office, gone) == {2008: 60, 2009: 50}
    verify_store(office.store)


def test_a_dry_run_says_which_would_be_taken(office: Office, holder: str) -> None:
    other = office.person("AT", "Airline")
    assert move(office, holder, other, 1_001, dry_run=True).vintages == ((2008, 1_000), (2009, 1))
    assert held(office, other) == {}


def test_in_one_batch_named_and_unnamed_vintages_share_an_account(office: Office, holder: str) -> None:
    other, of_2009 = office.person("AT", "Airline"), Elements(vintage=2009)
    first = Proposal("10-0", holder, other, "VER", 1_100, "b1")
    second, third = (first._replace(quantity=n, request=f"b{n}", elements=of_2009) for n in (400, 101))
    outcomes = office.commit([first, second, third])
    assert [each.accepted for each in outcomes] == [True, True, False]
    assert [each.vintages for each in outcomes[:2]] == [((2008, 1_000), (2009, 100)), ((2009, 400),)]
    assert held(office, holder) == {2009: 100}
    verify_store(office.store)


def test_the_same_request_with_another_vintage_is_another(office: Office, holder: str) -> None:
    asked = Proposal("10-0", holder, office.person("AT", "Airline"), "VER", 5, "once", elements=Elements(vintage=2009))
    [first], [again], [other] = (office.commit([each]) for each in (asked, asked, asked._replace(elements=Elements())))
    assert again == first._replace(repeated=True)
    assert again.vintages == ((2009, 5),)
    assert codes(other) == ["P-4006"]


def test_a_vintage_is_named_of_no_unit_that_has_none(office: Office) -> None:
    account = office.party("AT")
    must(office.issue("AT", "AAU", 10))
    named = Proposal("3-0", account, office.registry("DE"), "AAU", 5, "r", elements=Elements(vintage=2008))
    assert "P-3023" in codes(office.commit([named])[0])


def report(
    office: Office, first: date, last: date, vintages: dict[str, int] | None, certified: int | None = None
) -> None:
    """A third period of 900 t, verified and asked for."""
    session = office.session.at(midday(date(2012, 6, 1)))
    days = Monitoring(first, last, 1_000, 100, vintages=vintages)
    must(monitor(session, project=STOVES, report=days, on=date(2012, 2, 1), request=office.request()))
    told = {"project": STOVES, "period": 3, "on": date(2012, 3, 1)}
    must(verify(session, **told, entity="SGS", certified=certified, request=office.request()))
    must(request_issuance(session, **told, request=office.request()))
    office.on("2012-06-01")


def test_a_period_of_two_years_is_split_as_its_report_splits_it(office: Office, holder: str) -> None:
    report(office, date(2010, 7, 1), date(2011, 6, 30), {"2010": 500, "2011": 400})
    issued = issue(office.session, project=STOVES, quantity=600, account=holder, request="i1")
    assert issued.vintages == ((2010, 500), (2011, 100))
    assert issue(office.session, project=STOVES, account=holder, request="i2").vintages == ((2011, 300),)
    assert held(office, holder) == {**BOTH, 2010: 500, 2011: 400}
    verify_store(office.store)


def test_a_period_that_is_not_split_bears_the_year_in_which_it_ends(office: Office, holder: str) -> None:
    report(office, date(2010, 7, 1), date(2011, 6, 30), None)
    assert issue(office.session, project=STOVES, account=holder, request="i1").vintages == ((2011, 900),)


def test_who_certifies_less_than_a_split_report_says_of_which_years(office: Office) -> None:
    session = office.session.at(midday(date(2012, 6, 1)))
    days = Monitoring(date(2010, 7, 1), date(2011, 6, 30), 1_000, 100, vintages={"2010": 500, "2011": 400})
    must(monitor(session, project=STOVES, report=days, on=date(2012, 2, 1), request=office.request()))
    told = {"project": STOVES, "period": 3, "entity": "SGS", "on": date(2012, 3, 1)}
    assert codes(verify(session, **told, certified=700, request="v1")) == ["P-7049"]
    must(verify(session, **told, certified={"2010": 500, "2011": 200}, request="v2"))
    assert stove(office).periods[-1].vintages == ((2010, 500), (2011, 200))


def test_vintages_travel_between_registries_and_come_back_the_same(office: Office, holder: str) -> None:
    office.registry("DE")
    abroad = office.person("DE", "Airline")
    must(move(office, holder, abroad, 1_300))
    must(move(office, abroad, holder, 200, vintage=2009))
    assert (held(office, abroad), held(office, holder)) == ({2008: 1_000, 2009: 100}, {2009: 500})
    verify_store(office.store)
