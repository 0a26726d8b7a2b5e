"""What the Protocol lets a Party do, in numbers: eligibility, reserve, limits, the additional period, the deduction."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from openets.compliance.party_limits import (
    additional_period,
    carry_over_limits,
    criterion_met,
    deduction,
    effort,
    eligible,
    excess,
    issuable_amount,
    last_day_to_retire,
    months_after,
    over_the_period,
    penalty,
    removal_limit,
    reserve,
    reserve_holdings,
    reviewed_emissions,
    sink_limit,
    supplementarity,
)
from openets.compliance.party_record import CRITERIA, Party
from openets.kernel.money import Money
from tests.compliance.parties import LAW, PartyStory, reviewed_party

DAY = date(2010, 6, 1)


def test_tonnes_over_the_period_are_rounded_down() -> None:
    assert over_the_period(LAW, 79_049_657, 87) == 343_866_007
    # the registry of Ukraine publishes this one, for the eight years of the second period
    assert over_the_period(LAW, Decimal("385933202.8"), 100, 8) == 3_087_465_622


@pytest.mark.parametrize("code", [code for code, each in LAW.required_protocol.targets.items() if each.ratified])
def test_a_base_year_can_be_found_for_every_amount_that_the_law_fixed(code: str) -> None:
    """The law's amounts and per cents agree: a base year in whole tonnes gives the amount, to a tonne a year."""
    target = LAW.required_protocol.targets[code]
    if target.assigned_amount is None:
        pytest.skip(f"no source gives the assigned amount of {code}")
    base = round(target.assigned_amount * 100 / target.percent / 5)
    PartyStory(code).step(
        "initial report", base_year_emissions=base, percent=str(target.percent), assigned_amount=target.assigned_amount
    )


def test_amounts_are_issuable_once_the_review_fixed_them() -> None:
    assert issuable_amount(PartyStory("AT").reported().party, DAY) == 0
    party = reviewed_party().party
    assert party.reviewed_on is not None
    assert issuable_amount(party, party.reviewed_on) == 435_000_000
    assert issuable_amount(party, party.reviewed_on - timedelta(1)) == 0


def test_removal_units_need_an_activity_that_counts() -> None:
    austria = PartyStory("AT").reported().step("elect activity", activity="FM", cap=630_000).reviewed()
    assert removal_limit(LAW, austria.party, 3) == 630_000
    assert removal_limit(LAW, austria.party, 1) == 0
    assert removal_limit(LAW, austria.party, 99) == 0


# ---- eligibility ---------------------------------------------------------------------------------


def test_without_an_initial_report_nobody_is_eligible() -> None:
    found = eligible(LAW, Party("AT"), DAY)
    assert (found.eligible, found.reasons) == (False, ("It has not submitted its initial report.",))
    assert not eligible(LAW, PartyStory("AT").on("2010-06-02").reported().party, DAY).eligible


def test_a_party_is_eligible_sixteen_months_after_its_report() -> None:
    austria = PartyStory("AT").on("2006-12-05").reported().on("2007-12-10").reviewed().party
    before = eligible(LAW, austria, date(2008, 4, 4))
    assert not before.eligible
    assert len(before.reasons) == 6
    assert "2008-04-05" in before.reasons[0]
    assert eligible(LAW, austria, date(2008, 4, 5)).eligible


def test_a_party_is_eligible_earlier_once_every_criterion_is_found_met() -> None:
    austria = PartyStory("AT").on("2006-12-05").reported()
    for criterion in CRITERIA:
        austria.step("criterion", criterion=criterion, met=True, since="2007-06-01")
    assert not eligible(LAW, austria.party, date(2007, 5, 31)).eligible
    assert eligible(LAW, austria.party, date(2007, 6, 1)).eligible


def test_questions_of_implementation_keep_a_party_out_until_every_criterion_is_found_met() -> None:
    greece = PartyStory("GR").on("2006-12-29").reported().on("2007-12-28").reviewed(questions=True)
    found = eligible(LAW, greece.party, DAY)
    assert (found.eligible, found.deemed_from, len(found.reasons)) == (False, None, 6)
    assert "questions of implementation" in found.reasons[0]
    for criterion in CRITERIA:
        greece.step("criterion", criterion=criterion, met=True, since="2008-11-13")
    assert eligible(LAW, greece.party, date(2008, 11, 13)).eligible


def test_a_criterion_that_is_not_met_is_named_and_may_be_mended() -> None:
    austria = PartyStory("AT").on("2006-12-05").reported()
    austria.step("criterion", criterion="annual inventory", met=False, since="2010-04-20")
    austria.step("criterion", criterion="annual inventory", met=True, since="2010-09-01")
    assert eligible(LAW, austria.party, date(2010, 4, 19)).eligible
    found = eligible(LAW, austria.party, DAY)
    assert len(found.reasons) == 1
    assert "'annual inventory'" in found.reasons[0]
    assert eligible(LAW, austria.party, date(2010, 9, 1)).eligible
    assert criterion_met(austria.party, "annual inventory", date(2009, 1, 1)) is None


def test_a_finding_made_later_about_the_same_day_stands() -> None:
    austria = PartyStory("AT").on("2006-12-05").reported()
    austria.step("criterion", criterion="party", met=False, since="2009-01-01")
    austria.step("criterion", criterion="party", met=True, since="2009-01-01")
    assert criterion_met(austria.party, "party", DAY) is True


def test_a_suspension_goes_before_everything_and_ends_with_the_reinstatement() -> None:
    austria = PartyStory("AT").on("2006-12-05").reported().on("2010-01-01")
    austria.step("suspend", reason="Its national system is broken.", since="2010-02-01")
    austria.step("reinstate", since="2010-08-01")
    assert eligible(LAW, austria.party, date(2010, 1, 31)).eligible
    assert eligible(LAW, austria.party, DAY).reasons == (
        "The enforcement branch suspended it from 2010-02-01: Its national system is broken.",
    )
    assert eligible(LAW, austria.party, date(2010, 8, 1)).eligible


def test_a_party_that_withdrew_is_one_no_more() -> None:
    canada = PartyStory("CA").on("2007-03-15").reported().party
    assert eligible(LAW, canada, date(2012, 12, 14)).eligible
    assert "withdrew" in eligible(LAW, canada, date(2012, 12, 15)).reasons[0]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [("2006-12-05", 16, "2008-04-05"), ("2006-10-31", 16, "2008-02-29"), ("2007-08-31", 1, "2007-09-30")],
)
def test_months_end_with_the_month(day: str, months: int, later: str) -> None:
    assert months_after(date.fromisoformat(day), months).isoformat() == later


# ---- reserve -------------------------------------------------------------------------------------


def test_the_reserve_is_ninety_per_cent_of_the_amount_while_inventories_are_high() -> None:
    austria = reviewed_party().on("2010-04-15").step("inventory", year=2008, tonnes=86_600_000)
    found = reserve(LAW, austria.party, DAY)
    assert (found.level, found.governs, found.by_inventory) == (391_500_000, "assigned amount", None)
    austria.step("inventory review", year=2008, tonnes=86_600_000)
    found = reserve(LAW, austria.party, DAY)
    assert (found.level, found.by_inventory, found.inventory_year) == (391_500_000, 433_000_000, 2008)


def test_the_reserve_is_five_inventories_where_that_is_less() -> None:
    austria = reviewed_party().emitted(70_000_000, range(2007, 2009)).party
    assert reserve(LAW, austria, date(2010, 4, 14)).level == 391_500_000
    found = reserve(LAW, austria, DAY)
    assert (found.level, found.governs, found.by_assigned_amount) == (350_000_000, "inventory", 391_500_000)


def test_the_reserve_follows_the_latest_year_and_its_latest_review() -> None:
    austria = reviewed_party().emitted(70_000_000, range(2007, 2009)).on("2012-01-01")
    austria.step("inventory review", year=2007, tonnes=10).step("inventory review", year=2008, tonnes=60_000_000)
    assert reserve(LAW, austria.party, date(2011, 12, 31)).level == 350_000_000
    assert reserve(LAW, austria.party, date(2012, 1, 1)).level == 300_000_000


def test_the_reserve_is_rounded_up() -> None:
    austria = reviewed_party(base=101).party
    assert austria.assigned_amount == 439
    assert reserve(LAW, austria, DAY).level == 396  # 395.1


def test_units_held_surrendered_and_retired_count_towards_the_reserve_and_cancelled_ones_do_not() -> None:
    counts = {
        ("AAU", "issued"): 1000,
        ("AAU", "held"): 500,
        ("EUA2", "held"): 100,
        ("EUA2", "surrendered"): 50,
        ("AAU", "retired"): 200,
        ("AAU", "cancelled"): 70,
        ("CER", "replacement"): 5,
        ("EUA1", "held"): 9_000,
        ("tCER", "held"): 400,
    }
    assert reserve_holdings(LAW, counts) == 850
    assert reserve_holdings(LAW, {**counts, ("AAU", "carried"): 30}) == 820


# ---- limits --------------------------------------------------------------------------------------


def test_sink_credits_are_limited_to_one_per_cent_of_the_base_year_each_year() -> None:
    assert sink_limit(LAW, reviewed_party(base=79_049_657).party) == 3_952_482


def test_carry_over_knows_each_unit_type() -> None:
    assert carry_over_limits(LAW, 435_000_001) == {
        "AAU": None, "CER": 10_875_000, "ERU": 10_875_000, "ERU-RMU": 0, "RMU": 0, "tCER": 0, "lCER": 0,
    }  # fmt: skip


def test_supplementarity_is_a_share_and_no_limit() -> None:
    assert supplementarity(30, 40) == Decimal("75.0")
    assert supplementarity(100, 40) == Decimal("250.0")
    assert supplementarity(1, 3) == Decimal("33.3")
    assert supplementarity(30, 0) is None


def test_the_effort_is_what_lies_above_the_assigned_amount() -> None:
    austria = reviewed_party()
    assert effort(LAW, austria.party, DAY) == 65_000_000
    austria.emitted(110_000_000, range(2007, 2009))
    assert effort(LAW, austria.party, DAY) == 115_000_000
    spain = reviewed_party("ES")
    assert effort(LAW, spain.party, DAY) == 0


# ---- the end of the period -----------------------------------------------------------------------


def test_the_additional_period_runs_to_the_hundredth_day() -> None:
    assert additional_period(LAW, reviewed_party().party) is None
    days = additional_period(LAW, reviewed_party().period_over(80_000_000).party)
    assert days is not None
    assert (days.begins.isoformat(), days.ends.isoformat()) == ("2015-06-01", "2015-09-09")
    assert not days.has_ended(date(2015, 9, 9))
    assert days.has_ended(date(2015, 9, 10))


def test_there_is_a_last_day_to_retire_also_where_no_review_was_completed() -> None:
    assert last_day_to_retire(LAW, reviewed_party().party) == date(2015, 11, 18)
    assert last_day_to_retire(LAW, reviewed_party().period_over(80_000_000).party) == date(2015, 9, 9)


def test_emissions_of_the_period_need_every_year() -> None:
    austria = reviewed_party().emitted(80_000_000).party
    assert reviewed_emissions(LAW, austria, date(2015, 4, 14)) is None
    assert reviewed_emissions(LAW, austria, date(2015, 4, 15)) == 400_000_000


@pytest.mark.parametrize(("tonnes", "lost"), [(0, 0), (1, 2), (9, 12), (10, 13), (1_000_000, 1_300_000)])
def test_the_deduction_is_rounded_up(tonnes: int, lost: int) -> None:
    assert deduction(LAW, tonnes) == lost


def test_the_penalty_is_the_price_of_what_is_missing() -> None:
    price = Money(Decimal("22.50"), "EUR")
    assert penalty(price, 1_000, 900) == Money(Decimal("2250.00"), "EUR")
    assert penalty(price, 1_000, 1_000) == Money(Decimal("0.00"), "EUR")
    assert penalty(price, 1_000, 2_000) == Money(Decimal("0.00"), "EUR")
    assert excess(1_000, 2_000) == 0
