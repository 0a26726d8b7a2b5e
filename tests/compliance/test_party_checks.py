"""The rules of a Party's steps: each lets the sound case pass and names what is wrong with the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openets.checks.check import CHECKS, Finding
from openets.compliance import party_checks as rules
from openets.compliance.party_checks import PartyFacts
from openets.compliance.party_record import Decision, Party, Suspension
from openets.compliance.party_steps import STEPS
from tests.compliance.parties import LAW, PartyStory, reviewed_party

TARGETS = LAW.required_protocol.targets
TODAY = date(2010, 6, 1)
NEW = Party("AT")
REPORTED = PartyStory("AT").reported().party
FIXED = reviewed_party().party
ENDED = reviewed_party().period_over(80_000_000).party


def case(party: Party = FIXED, **facts: Any) -> PartyFacts:
    """A step with Austria's record on 1 June 2010."""
    known: dict[str, Any] = {"today": TODAY, "on": TODAY, "since": TODAY, "target": TARGETS["AT"], **facts}
    return PartyFacts(LAW, party, **known)


def passes(rule: Finding[PartyFacts], sound: PartyFacts) -> None:
    assert rule(sound) is None


def refuses(rule: Finding[PartyFacts], spoilt: PartyFacts, code: str, *culprits: str) -> None:
    detail = rule(spoilt)
    assert detail is not None, f"{rule.__name__} let it pass"
    assert CHECKS[rule.__name__].code == code
    for culprit in culprits:
        assert culprit in detail


def decided(excess: int, *, answers: bool | None = None) -> Party:
    """Austria after the decision."""
    known = Decision(TODAY, 100, 100 - excess, excess, 0, bool(excess) if answers is None else answers)
    return replace(FIXED, decision=known)


def test_step_of_a_party_is_not_dated_ahead() -> None:
    rule = rules.step_of_a_party_is_not_dated_ahead
    passes(rule, case())
    refuses(rule, case(on=date(2010, 6, 2)), "P-7201", "2010-06-02", "2010-06-01")
    refuses(rule, case(on=date(2006, 12, 26)), "P-7201", "2006-12-27")


def test_initial_report_comes_first() -> None:
    passes(rules.initial_report_comes_first, case(REPORTED))
    refuses(rules.initial_report_comes_first, case(NEW), "P-7202", "AT has none")


def test_period_is_not_decided_yet() -> None:
    passes(rules.period_is_not_decided_yet, case())
    refuses(rules.period_is_not_decided_yet, case(decided(0)), "P-7203", "2010-06-01")


def test_party_has_a_target() -> None:
    passes(rules.party_has_a_target, case())
    refuses(rules.party_has_a_target, case(Party("CN"), target=None), "P-7204", "'CN'")


def test_party_has_ratified() -> None:
    passes(rules.party_has_ratified, case())
    refuses(rules.party_has_ratified, case(Party("US"), target=TARGETS["US"]), "P-7205", "United States")


def test_percent_is_that_of_the_target() -> None:
    rule = rules.percent_is_that_of_the_target
    passes(rule, case(percent=Decimal("87.0")))
    refuses(rule, case(percent=Decimal(92)), "P-7206", "87", "92")
    passes(rule, case(Party("CH"), percent=Decimal(92), target=TARGETS["CH"]))


def test_assigned_amount_follows_from_the_base_year() -> None:
    rule = rules.assigned_amount_follows_from_the_base_year
    told = {"base_year_emissions": 79_049_657, "percent": Decimal(87)}
    passes(rule, case(assigned_amount=343_866_009, **told))  # the law's figure: base years have decimals
    passes(rule, case(assigned_amount=343_866_002, **told))
    refuses(rule, case(assigned_amount=343_866_013, **told), "P-7207", "343,866,007", "+6 t off")
    refuses(rule, case(assigned_amount=343_866_001, **told), "P-7207", "-6 t off")


def test_assigned_amount_is_not_fixed_yet() -> None:
    passes(rules.assigned_amount_is_not_fixed_yet, case(REPORTED))
    refuses(rules.assigned_amount_is_not_fixed_yet, case(), "P-7208", "435,000,000", "2007-12-10")


SUSPENDED = replace(FIXED, suspensions=(Suspension(date(2009, 1, 1), None, "late"),))
REINSTATED = replace(FIXED, suspensions=(Suspension(date(2009, 1, 1), date(2009, 6, 1), "late"),))


def test_party_is_not_suspended_already() -> None:
    rule = rules.party_is_not_suspended_already
    passes(rule, case())
    passes(rule, case(REINSTATED))
    refuses(rule, case(SUSPENDED), "P-7209", "2009-01-01")
    refuses(rule, case(REINSTATED, since=date(2009, 5, 1)), "P-7209", "2009-06-01")


def test_only_a_suspended_party_is_reinstated() -> None:
    rule = rules.only_a_suspended_party_is_reinstated
    passes(rule, case(SUSPENDED))
    refuses(rule, case(), "P-7210", "not suspended")
    refuses(rule, case(REINSTATED), "P-7210", "not suspended")
    refuses(rule, case(SUSPENDED, since=date(2008, 12, 31)), "P-7210", "2009-01-01")


def test_plan_comes_before_reinstatement() -> None:
    rule = rules.plan_comes_before_reinstatement
    passes(rule, case(SUSPENDED))
    passes(rule, case(replace(decided(9), plan="Save.", plan_on=TODAY)))
    passes(rule, case(decided(9, answers=False)))
    refuses(rule, case(decided(9)), "P-7211", "9 t")


def test_activity_counts_in_the_period() -> None:
    rule = rules.activity_counts_in_the_period
    passes(rule, case(REPORTED, activity="FM"))
    passes(rule, case(activity="AR"))
    refuses(rule, case(REPORTED, activity="WDR"), "P-7212", "WDR", "First commitment period")
    refuses(rule, case(activity="FM"), "P-7212", "FM", "initial review")


def test_cap_on_forest_management_is_fixed() -> None:
    rule = rules.cap_on_forest_management_is_fixed
    elected = PartyStory("AT").reported().step("elect activity", activity="FM", cap=630_000)
    passes(rule, case(elected.party, activity="FM", cap=700_000))
    fixed = elected.reviewed().party
    passes(rule, case(fixed, activity="FM", cap=630_000))
    passes(rule, case(fixed, activity="AR", cap=1))
    refuses(rule, case(fixed, activity="FM", cap=700_000), "P-7213", "630,000")


def test_inventory_is_of_a_year_that_has_ended() -> None:
    rule = rules.inventory_is_of_a_year_that_has_ended
    passes(rule, case(year=2009))
    passes(rule, case(year=1990))
    refuses(rule, case(year=2010), "P-7214", "2010 has not ended on 2010-06-01")
    refuses(rule, case(year=2013, on=date(2015, 1, 1)), "P-7214", "2012")


def test_gases_are_those_of_annex_a() -> None:
    rule = rules.gases_are_those_of_annex_a
    passes(rule, case(tonnes=5))
    passes(rule, case(tonnes=5, gases=(("CO2", 3), ("SF6", 2))))
    refuses(rule, case(tonnes=5, gases=(("CO2", 3), ("CH4", 1))), "P-7215", "4 t", "5 t")
    refuses(rule, case(tonnes=5, gases=(("CO2", 3), ("NF3", 2))), "P-7215", "NF3", "CH4")


def test_inventory_was_submitted_before_its_review() -> None:
    rule = rules.inventory_was_submitted_before_its_review
    submitted = reviewed_party().on("2010-04-15").step("inventory", year=2008, tonnes=5).party
    passes(rule, case(submitted, year=2008))
    refuses(rule, case(submitted, year=2007), "P-7216", "none for 2007")
    refuses(rule, case(submitted, year=2008, on=date(2010, 4, 14)), "P-7216", "2010-04-15")


def test_reviewed_inventories_stand() -> None:
    passes(rules.reviewed_inventories_stand, case())
    refuses(rules.reviewed_inventories_stand, case(ENDED), "P-7230", "2015-06-01")
    story = reviewed_party().period_over(80_000_000)
    assert story.refused("inventory", year=2012, tonnes=1) == ["P-7230"]
    assert story.refused("inventory review", year=2012, tonnes=1) == ["P-7230"]


def test_units_reported_are_in_the_retirement_account() -> None:
    rule = rules.units_reported_are_in_the_retirement_account
    passes(rule, case(TRUED_UP, retired=7, in_books=7))
    passes(rule, case(TRUED_UP, retired=7))
    refuses(rule, case(TRUED_UP, retired=8, in_books=7), "P-7231", "7, not 8")
    refuses(rule, case(TRUED_UP, retired=6, in_books=7), "P-7231", "7, not 6")
    refuses(rule, case(TRUED_UP, retired=1, in_books=0), "P-7231", "0, not 1")
    looking = reviewed_party().period_over(80_000_000).beside("totals", "AT", {"retired": 7})
    assert looking.refused("true-up report", retired=8) == ["P-7231"]
    assert looking.step("true-up report", retired=7).party.true_up_retired == 7


def test_a_suspension_announced_for_later_stands_in_no_ones_way() -> None:
    """Neither in that of one from today on, nor in that which follows from a missed commitment."""
    story = reviewed_party().on("2010-01-01").step("suspend", reason="Announced.", since="2099-01-01")
    story.step("suspend", reason="Its registry failed.")
    assert story.party.suspensions == (Suspension(date(2010, 1, 1), None, "Its registry failed."),)
    assert story.refused("suspend", reason="Again.") == ["P-7209"]
    other = reviewed_party().on("2008-01-01").step("suspend", reason="Announced.", since="2099-01-01")
    found = other.judged(90_000_000, 400_000_000).party.suspensions
    assert [each.since for each in found] == [date(2015, 9, 10)]


def test_every_year_of_the_period_is_reviewed() -> None:
    rule = rules.every_year_of_the_period_is_reviewed
    passes(rule, case(ENDED, on=date(2015, 6, 1)))
    refuses(rule, case(ENDED, on=date(2015, 4, 14)), "P-7217", "2015-04-14: 2012.")
    refuses(rule, case(), "P-7217", "2008, 2009, 2010, 2011, 2012")


def test_expert_review_is_completed_once() -> None:
    passes(rules.expert_review_is_completed_once, case())
    refuses(rules.expert_review_is_completed_once, case(ENDED), "P-7218", "2015-06-01")


def test_additional_period_has_ended() -> None:
    rule = rules.additional_period_has_ended
    passes(rule, case(ENDED, on=date(2015, 9, 10)))
    refuses(rule, case(ENDED, on=date(2015, 9, 9)), "P-7219", "2015-09-09")
    refuses(rule, case(), "P-7219", "not begun")


TRUED_UP = replace(ENDED, true_up_on=date(2015, 9, 10), true_up_retired=400_000_000)


def test_true_up_report_comes_before_the_decision() -> None:
    passes(rules.true_up_report_comes_before_the_decision, case(TRUED_UP))
    refuses(rules.true_up_report_comes_before_the_decision, case(ENDED), "P-7220", "none")


def test_units_retired_are_those_of_the_true_up_report() -> None:
    rule = rules.units_retired_are_those_of_the_true_up_report
    passes(rule, case(TRUED_UP, retired=400_000_000))
    refuses(rule, case(TRUED_UP, retired=399_999_999), "P-7221", "400,000,000", "399,999,999")


def test_emissions_are_those_of_the_reviews() -> None:
    rule = rules.emissions_are_those_of_the_reviews
    late = date(2015, 9, 10)
    passes(rule, case(ENDED, emissions=400_000_000, on=late))
    refuses(rule, case(ENDED, emissions=400_000_001, on=late), "P-7222", "400,000,000", "400,000,001")
    refuses(rule, case(emissions=1), "P-7222", "Not every year")


def test_excess_is_emissions_less_units_retired() -> None:
    rule = rules.excess_is_emissions_less_units_retired
    passes(rule, case(emissions=10, retired=1))
    passes(rule, case(emissions=10, retired=1, excess=9))
    passes(rule, case(emissions=1, retired=10, excess=0))
    refuses(rule, case(emissions=10, retired=1, excess=8), "P-7223", "9 t", "8 t")


def test_deduction_is_the_excess_and_thirty_per_cent() -> None:
    rule = rules.deduction_is_the_excess_and_thirty_per_cent
    passes(rule, case(emissions=10, retired=1))
    passes(rule, case(emissions=10, retired=1, deduction=12))
    refuses(rule, case(emissions=10, retired=1, deduction=11), "P-7224", "12 t", "11 t")


def test_joint_target_is_decided_before_a_member_answers() -> None:
    rule = rules.joint_target_is_decided_before_a_member_answers
    union = PartyStory("EU").reported().party
    passes(rule, case(emissions=10, retired=1))
    passes(rule, case(emissions=10, retired=10, joint=union))
    passes(rule, case(emissions=10, retired=1, joint=replace(union, decision=Decision(TODAY, 1, 1, 0, 0, False))))
    refuses(rule, case(emissions=10, retired=1, joint=union), "P-7225", "EU is not decided", "AT")


def test_only_a_party_that_answers_hands_in_a_plan() -> None:
    rule = rules.only_a_party_that_answers_hands_in_a_plan
    passes(rule, case(decided(9)))
    refuses(rule, case(), "P-7226", "no excess")
    refuses(rule, case(decided(9, answers=False)), "P-7226", "no excess")
    refuses(rule, case(replace(decided(9), plan="Save.", plan_on=TODAY)), "P-7226", "2010-06-01")


@pytest.mark.parametrize("unit", ["RMU", "ERU-RMU", "tCER", "lCER"])
def test_party_may_carry_over_the_unit_type(unit: str) -> None:
    rule = rules.party_may_carry_over_the_unit_type
    for sound in ("AAU", "CER", "ERU"):
        passes(rule, case(unit=sound))
    refuses(rule, case(unit=unit), "P-7227", unit)


def test_party_carries_over_within_its_limit() -> None:
    rule = rules.party_carries_over_within_its_limit
    passes(rule, case(unit="AAU", quantity=10**12))
    passes(rule, case(unit="CER", quantity=10_875_000))  # 2.5 % of 435 Mt
    refuses(rule, case(unit="CER", quantity=10_875_001), "P-7228", "10,875,000", "10,875,001")
    carried = reviewed_party().judged(80_000_000, 400_000_000).step("carry over", unit="ERU", quantity=10_875_000).party
    refuses(rule, case(carried, unit="ERU", quantity=1), "P-7228", "10,875,001")
    passes(rule, case(carried, unit="CER", quantity=1))


def test_party_met_its_commitment_before_it_carries_over() -> None:
    rule = rules.party_met_its_commitment_before_it_carries_over
    passes(rule, case(decided(0)))
    refuses(rule, case(), "P-7229", "not decided")
    refuses(rule, case(decided(9)), "P-7229", "9 t")


def _declared() -> list[str]:
    return [name for name, each in CHECKS.items() if each.run.__module__ == rules.__name__]


def test_every_rule_is_asked_by_a_step_and_has_its_test() -> None:
    asked = {rule.name for step in STEPS.values() for rule in step.checks}
    assert asked == set(_declared())
    assert {f"test_{name}" for name in _declared()} <= set(globals())


@pytest.mark.parametrize("name", _declared())
def test_every_rule_reads_as_a_sentence_with_a_source(name: str) -> None:
    each = CHECKS[name]
    assert each.sentence.endswith(".")
    assert " must " in each.sentence or " may " in each.sentence or each.sentence.startswith("Only ")
    assert each.citation
