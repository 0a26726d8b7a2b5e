"""Corrections that are proposed and decided, on every store: until they are, units are reserved and cannot be sold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import openets
from openets.commands.corrections import accept, propose, reject, withdraw
from openets.compliance.correction_record import CORRECTION, KIND, Correction
from openets.engine.outcomes import Outcome
from openets.engine.records import body_at
from openets.engine.rights import OPERATOR, VERIFIER, Actor
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import Account
from openets.ledger.store import Store
from tests.session import Office, codes, must, state

KEY = "AT_1"


@pytest.fixture
def plant(office: Office) -> str:
    """A plant that reported and surrendered 500 t for 2005 in time and has 100 allowances left, on 1 September 2006."""
    own = office.operator(KEY)
    must(office.plan(own, 2005, 600))
    must(office.issue("AT", "EUA1", 1000))
    must(office.allocate(own, "EUA1", 600, 2005))
    must(office.on("2006-03-20").report(own, 2005, 500))
    must(office.surrender(own, "EUA1", 500, 2005))
    office.on("2006-09-01")
    return own


def account(office: Office, identifier: str) -> Account:
    return next(each for each in office.store.all_accounts() if each.identifier == identifier)


def correction(office: Office) -> Correction:
    body = body_at(office.store, CORRECTION, f"{KEY}-2005")
    assert body is not None
    return KIND.read(body)


def proposed(office: Office, verified: int, **more: Any) -> Outcome:
    told = {"reason": "A meter was misread", "request": office.request(), **more}
    return propose(office.session, installation=KEY, year=2005, verified=verified, **told)


def decided(office: Office, how: Any, **more: Any) -> Outcome:
    outcome: Outcome = how(office.session, installation=KEY, year=2005, request=office.request(), **more)
    return outcome


def sold(office: Office, plant: str, quantity: int) -> Outcome:
    return office.transfer(plant, office.person("AT", "Trader"), "EUA1", quantity)


def test_until_it_is_decided_its_units_cannot_be_sold(office: Office, plant: str) -> None:
    must(proposed(office, 580))
    assert (account(office, plant).reserved, office.year(plant, 2005).verified) == (80, 500)
    assert codes(sold(office, plant, 21)) == ["P-1025"]
    must(sold(office, plant, 20))
    assert codes(sold(office, plant, 1)) == codes(office.cancel(plant, "EUA1", 1)) == ["P-1025"]
    # to surrender them is what they are kept for
    must(office.surrender(plant, "EUA1", 30, 2005))
    assert codes(sold(office, plant, 1)) == ["P-1025"]
    verify_store(office.store)


def test_who_proposed_and_who_decided_stands_with_it(office: Office, plant: str) -> None:
    verifier = office.acting(Actor("Verifier GmbH", frozenset({VERIFIER}), frozenset({plant})))
    must(proposed(verifier, 580))
    office.on("2006-10-02")
    must(decided(office, accept, remark="As measured", on=date(2006, 10, 1)))
    found = correction(office)
    assert (found.state, found.before, found.owed) == ("accepted", 500, 580)
    assert (found.proposed_by, str(found.proposed_on)) == ("Verifier GmbH", "2006-09-01")
    assert (found.decided_by, str(found.decided_on), found.remark) == ("tester", "2006-10-01", "As measured")
    record = office.year(plant, 2005)
    assert (record.verified, record.reported_on, record.report_known) == (580, "2006-10-01", "2006-10-02")
    assert account(office, plant).reserved == 0
    must(sold(office, plant, 100))
    verify_store(office.store)


@pytest.mark.parametrize(("how", "left"), [(reject, "rejected"), (withdraw, "withdrawn")])
def test_what_is_not_accepted_leaves_the_report_and_frees_the_units(
    office: Office, plant: str, how: Any, left: str
) -> None:
    must(proposed(office, 580))
    must(decided(office, how, remark="The meter was right"))
    assert (correction(office).state, account(office, plant).reserved) == (left, 0)
    assert office.year(plant, 2005).verified == 500
    must(sold(office, plant, 100))
    assert codes(decided(office, accept)) == ["P-8023"]
    must(proposed(office, 590))
    assert account(office, plant).reserved == 90
    verify_store(office.store)


def test_a_lower_figure_reserves_nothing(office: Office, plant: str) -> None:
    must(proposed(office, 420))
    assert account(office, plant).reserved == 0
    must(sold(office, plant, 100))
    must(decided(office, accept))
    assert office.year(plant, 2005).verified == 420


def test_corrections_of_several_years_add_up(office: Office, plant: str) -> None:
    must(office.on("2007-03-01").report(plant, 2006, 50))
    must(proposed(office, 530))
    told = {"verified": 70, "reason": "Fuel", "request": office.request()}
    must(propose(office.session, installation=KEY, year=2006, **told))
    assert account(office, plant).reserved == 50
    must(decided(office, reject, remark="No"))
    assert account(office, plant).reserved == 20
    verify_store(office.store)


def test_one_is_decided_before_another_is_proposed(office: Office, plant: str) -> None:
    must(proposed(office, 580))
    assert codes(proposed(office, 590)) == ["P-8023"]
    assert codes(proposed(office, 500)) == ["P-8023", "P-8022"]


def test_it_is_of_the_report_that_stood(office: Office, plant: str) -> None:
    """The authority enters another figure meanwhile: what was proposed must not overwrite it unseen."""
    must(proposed(office, 580))
    must(office.report(plant, 2005, 510))
    assert codes(decided(office, accept)) == ["P-8024"]
    must(decided(office, reject, remark="Another figure stands"))
    assert (office.year(plant, 2005).verified, account(office, plant).reserved) == (510, 0)


def test_a_verifier_proposes_what_only_the_authority_decides(office: Office, plant: str) -> None:
    verifier = office.acting(Actor("v", frozenset({VERIFIER}), frozenset({plant})))
    assert codes(verifier.report(plant, 2005, 580)) == ["P-8020"]
    assert codes(decided(verifier, accept)) == ["P-6001"]
    assert codes(proposed(verifier, 580, on=date(2006, 8, 1))) == ["P-6001"], "a day is the administrator's to name"
    must(proposed(verifier, 580))
    stranger = office.acting(Actor("s", frozenset({VERIFIER, OPERATOR}), frozenset({office.operator("AT_2")})))
    assert codes(decided(stranger, withdraw)) == codes(proposed(stranger, 590)) == ["P-6001"]
    must(decided(verifier, withdraw))


def test_its_account_stays_while_units_are_reserved(office: Office, plant: str) -> None:
    must(proposed(office, 580))
    assert codes(office.step("AT", "installation", KEY, "hand over", holder="New AG")) == ["P-1036"]
    must(office.step("AT", "installation", KEY, "hand over", holder="New AG", keep_account=True))
    assert account(office, plant).reserved == 80
    must(office.surrender(plant, "EUA1", 100, 2005))
    assert codes(office.change(plant, closed=True)) == ["P-1022"]
    must(decided(office, accept))
    must(office.change(plant, closed=True))
    verify_store(office.store)


def test_after_the_closure_a_year_before_it_can_be_corrected(office: Office, plant: str) -> None:
    must(office.step("AT", "installation", KEY, "close", on="2006-06-30"))
    must(proposed(office, 580))
    must(decided(office, accept))
    assert office.year(plant, 2005).verified == 580
    verify_store(office.store)


@pytest.mark.parametrize("verified", [-1, 580.0, "580", True, None, 10**30])
def test_what_is_no_figure_changes_nothing(office: Office, plant: str, verified: Any) -> None:
    before = state(office.store)
    for name in (f"{KEY}-2005", f"{KEY}-1999", "AT_9-2005", "AT_1", "-", "AT_1-20051"):
        with pytest.raises(Misuse):
            office.step("AT", CORRECTION, name, "propose", verified=verified, reason="r")
    assert state(office.store) == before


def test_a_year_without_a_report_has_nothing_to_correct(office: Office, plant: str) -> None:
    told = {"verified": 5, "reason": "r", "request": office.request()}
    assert codes(propose(office.session, installation=KEY, year=2006, **told)) == ["P-8021"]
    assert codes(decided(office, accept)) == ["P-8023"]


@pytest.mark.parametrize("verified", [10**15 - 1])
def test_a_figure_that_cannot_be_is_refused_at_once(office: Office, plant: str, verified: int) -> None:
    assert codes(proposed(office, verified)) == ["P-8015"]


def test_the_lists_show_what_is_undecided_and_who_decided(sql_store: Store) -> None:
    office = Office(sql_store)
    for key in (KEY, "DE_1"):
        own = office.operator(key)
        office.endow(own, "EUA1", 100)
        must(office.on("2006-03-20").report(own, 2005, 50))
    must(proposed(office, 80))
    told = {"verified": 40, "reason": "Fuel", "request": office.request()}
    must(propose(office.session, installation="DE_1", year=2005, **told))
    books = openets.connect(sql_store.address)
    first, second = books.corrections(sort="installation")
    assert (first.installation, first.year, first.status) == (KEY, 2005, "proposed")
    assert (first.difference, first.reserved) == (30, 30)
    assert (second.difference, second.reserved, second.decided_on) == (-10, 0, None)
    assert [row.installation for row in books.corrections(member_state="DE")] == ["DE_1"]
    assert [(row.installation, row.reserved) for row in books.accounts() if row.reserved] == [(KEY, 30)]
    must(office.on("2006-04-02").step("AT", CORRECTION, f"{KEY}-2005", "accept"))
    assert [row.decided_by for row in books.corrections(status="accepted")] == ["tester"]
    assert not [row for row in books.accounts() if row.reserved]
