"""Stories of operators: a year in the life of one, a late report, units that end with their period."""

from __future__ import annotations

from datetime import date

import pytest

from openets.compliance.status import YearStatus
from openets.engine.verify import verify_store
from openets.views.status import judged
from tests.european import EU_ETS
from tests.session import Office, codes, must


@pytest.fixture
def office() -> Office:
    return Office(day="2005-01-10")


def status(office: Office, account: str, year: int) -> YearStatus:
    """How an operator stands for a year, judged on the books as they are."""
    key = office.installation_of[account]
    found = {(row.record.installation, row.status.year): row.status for row in judged(office.store, EU_ETS)}
    return found[key, year]


def test_a_year_in_the_life_of_an_operator(office: Office) -> None:
    # Given a plant in Austria with a place in the national allocation plan
    plant, works = office.operator("AT_1"), office.operator("DE_1")
    must(office.issue("AT", "EUA1", 50_000))
    must(office.plan(plant, 2005, 12_000))
    must(office.plan(plant, 2006, 12_000))
    # When it gets its allowances in February, sells some, emits, reports in March
    office.on("2005-02-28")
    must(office.allocate(plant, "EUA1", 12_000, 2005))
    office.on("2005-09-01")
    must(office.transfer(plant, works, "EUA1", 3_000))
    office.on("2006-02-28")
    must(office.allocate(plant, "EUA1", 12_000, 2006))
    office.on("2006-03-31")
    must(office.report(plant, 2005, 10_500))
    assert status(office, plant, 2005).letter == "B"
    # and surrenders in April, with allowances of 2006 among them
    office.on("2006-04-30")
    must(office.surrender(plant, "EUA1", 10_500, 2005))
    # Then it is in compliance, and has the rest for next year
    assert status(office, plant, 2005).letter == "A"
    assert office.balance(plant, "EUA1") == 24_000 - 3_000 - 10_500
    assert verify_store(office.store).totals()["EUA1"] == {
        "held": 39_500,
        "surrendered": 10_500,
        "cancelled": 0,
        "retired": 0,
        "replacement": 0,
    }


def test_an_operator_that_does_not_report_may_surrender_but_not_sell(office: Office) -> None:
    # Given a plant with allowances and no report by the end of March (CITL 7025)
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    office.endow(plant, "EUA1", 1_000)
    works = office.operator("DE_1")
    office.on("2006-04-01")
    must(office.report(plant, 2005, None))
    # Then nothing leaves it, within the registry or without
    assert codes(office.transfer(plant, trader, "EUA1", 1)) == ["7025"]
    assert codes(office.transfer(plant, works, "EUA1", 1)) == ["7025"]
    # but it may surrender, and receive
    must(office.surrender(plant, "EUA1", 400, 2005))
    must(office.issue("AT", "EUA1", 10))
    must(office.transfer(office.registry("AT"), plant, "EUA1", 10))
    # When the report comes, the block is lifted
    must(office.report(plant, 2005, 400))
    must(office.transfer(plant, trader, "EUA1", 610))
    assert status(office, plant, 2005).letter == "A"


def test_an_operator_that_is_short_pays_and_still_owes(office: Office) -> None:
    # Given a plant that surrenders 800 for 1,000 tonnes of 2005
    plant = office.operator("AT_1")
    office.endow(plant, "EUA1", 5_000)
    office.on("2006-04-30")
    must(office.report(plant, 2005, 1_000))
    must(office.surrender(plant, "EUA1", 800, 2005))
    short = status(office, plant, 2005)
    assert (short.letter, short.shortfall, str(short.penalty)) == ("B", 200, "8,000.00 EUR")
    # When it surrenders 1,200 for the 1,000 tonnes of 2006
    office.on("2007-04-30")
    must(office.report(plant, 2006, 1_000))
    must(office.surrender(plant, "EUA1", 1_200, 2006))
    # Then both years are settled
    settled = status(office, plant, 2006)
    assert (settled.restitution, settled.obligation, settled.letter) == (200, 1_200, "A")


def test_no_allowance_of_the_first_period_covers_2008_and_none_of_the_second_2007(office: Office) -> None:
    plant = office.operator("AT_1")
    office.endow(plant, "EUA1", 500)
    office.on("2008-04-15")
    office.endow(plant, "EUA2", 500)
    refused = office.surrender(plant, "EUA2", 100, 2007)
    assert codes(refused) == ["P-5001"]
    assert "For 2007 that is CER, EUA1, not EUA2." in refused.refusals[0].detail
    assert codes(office.surrender(plant, "EUA1", 100, 2008)) == ["P-5001"]
    must(office.surrender(plant, "EUA1", 100, 2007))
    must(office.surrender(plant, "EUA2", 100, 2008))


def test_a_shortfall_of_2007_is_made_good_with_units_of_the_second_period(office: Office) -> None:
    """The implicit borrowing across periods that the seed paper describes."""
    plant = office.operator("AT_1")
    office.on("2008-04-30")
    must(office.report(plant, 2007, 100))
    office.on("2009-04-30")
    office.endow(plant, "EUA2", 300)
    must(office.report(plant, 2008, 200))
    must(office.surrender(plant, "EUA2", 300, 2008))
    assert str(status(office, plant, 2007).penalty) == "4,000.00 EUR"
    assert (status(office, plant, 2008).restitution, status(office, plant, 2008).letter) == (100, "A")


def test_credits_count_in_their_period_and_not_as_allowances(office: Office) -> None:
    plant = office.operator("AT_1")
    office.on("2009-04-30").credit(plant, 100)
    must(office.plan(plant, 2008, 400))
    assert codes(office.surrender(plant, "CER", 10, 2007)) == ["P-8033"]
    must(office.surrender(plant, "CER", 40, 2008))
    record = office.year(plant, 2008)
    assert (record.surrendered, record.surrendered_allowances) == (40, 0)


def test_an_operator_finds_one_wrong_digit(office: Office) -> None:
    plant, works = office.operator("AT_1"), office.operator("DE_1")
    office.endow(plant, "EUA1", 100)
    head, _, check = works.rpartition("-")
    wrong = f"{head}-{int(check) + 1}"
    refused = office.transfer(plant, wrong, "EUA1", 10)
    assert codes(refused) == ["P-2001", "7020"]
    assert all(wrong in refusal.detail for refusal in refused.refusals)
    must(office.transfer(plant, works, "EUA1", 10))


def test_a_mistaken_surrender_is_undone_once_and_for_its_own_year(office: Office) -> None:
    plant = office.operator("AT_1")
    office.endow(plant, "EUA1", 1_000)
    office.on("2006-04-30")
    mistaken = must(office.surrender(plant, "EUA1", 900, 2005))
    must(office.reverse(mistaken))
    assert office.year(plant, 2005).surrendered == 0
    assert office.ranges(plant) == [(1, 1_000)]
    assert "P-3019" in codes(office.reverse(mistaken))
    set_aside = office.government("AT", "100-6")
    right = must(office.surrender(plant, "EUA1", 90, 2005))
    for year in (0, 2006):
        words = {"year": year, "reverses": right, "serials": (("AT", 1, 90),)}
        assert codes(office.propose("10-92", set_aside, plant, "EUA1", 90, **words)) == ["P-3019"]


def test_a_reversal_gives_back_no_other_operators_units(office: Office) -> None:
    plant, other = office.operator("AT_1"), office.operator("AT_2")
    office.endow(other, "EUA1", 500)
    office.endow(plant, "EUA1", 100)
    office.on("2006-04-30")
    must(office.surrender(other, "EUA1", 500, 2005))
    mistaken = must(office.surrender(plant, "EUA1", 100, 2005))
    set_aside = office.government("AT", "100-6")
    outcome = office.propose("10-92", set_aside, plant, "EUA1", 100, year=2005, reverses=mistaken)
    assert not outcome.accepted or office.ranges(plant) == [(501, 600)]


def test_the_day_decides_which_years_have_begun(office: Office) -> None:
    plant = office.operator("AT_1")
    office.endow(plant, "EUA1", 100)
    office.on("2005-12-31")
    assert codes(office.surrender(plant, "EUA1", 10, 2006)) == ["P-5002"]
    office.on("2006-01-01")
    must(office.surrender(plant, "EUA1", 10, 2006))
    assert office.session.clock.now().date() == date(2006, 1, 1)
