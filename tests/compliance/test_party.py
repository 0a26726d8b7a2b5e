"""A Party's record: the steps through a commitment period, what they leave, and what malformed words are answered."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from openets.compliance.party_record import CRITERIA, Figure, Party
from openets.compliance.party_steps import KIND, STEPS
from openets.kernel.refusals import Misuse, Refused
from openets.records.bodies import record_from
from openets.records.steps import Step, advance
from tests.compliance.parties import LAW, PartyStory, reviewed_party


def test_an_initial_report_states_base_year_target_and_amount() -> None:
    austria = PartyStory("AT").on("2006-12-05").reported(79_049_657).party
    assert (austria.base_year_emissions, austria.reported_on) == (79_049_657, date(2006, 12, 5))
    assert austria.assigned_amount == 343_866_007  # the law's own figure, 343,866,009, is the review's
    assert not austria.fixed


def test_the_review_fixes_the_amount_and_may_differ_from_the_report() -> None:
    austria = PartyStory("AT").reported(79_049_657).on("2007-12-12").reviewed(343_866_009).party
    assert (austria.assigned_amount, austria.fixed) == (343_866_009, True)


def test_a_report_may_be_corrected_until_the_review() -> None:
    austria = PartyStory("AT").reported(78_000_000).reported(79_049_657)
    assert austria.party.base_year_emissions == 79_049_657
    austria.reviewed()
    assert austria.refused(
        "initial report", base_year_emissions=79_049_657, percent=87, assigned_amount=343_866_007
    ) == ["P-7208"]


def test_an_inventory_may_be_reviewed_again_lower_or_higher() -> None:
    austria = reviewed_party().on("2010-04-15").step("inventory", year=2008, tonnes=86_600_000)
    austria.on("2011-01-20").step("inventory review", year=2008, tonnes=86_900_000)
    austria.on("2012-01-20").step("inventory review", year=2008, tonnes=86_100_000)
    inventory = austria.party.inventory(2008)
    assert inventory.submitted_by(date(2010, 4, 15)) == Figure(86_600_000, date(2010, 4, 15))
    assert inventory.reviewed_by(date(2010, 12, 31)) is None
    assert inventory.reviewed_by(date(2011, 12, 31)) == Figure(86_900_000, date(2011, 1, 20))
    assert inventory.reviewed_by(date(2012, 12, 31)) == Figure(86_100_000, date(2012, 1, 20))


def test_of_two_reviews_on_a_day_the_later_stands() -> None:
    austria = reviewed_party().on("2010-04-15").step("inventory", year=2008, tonnes=5)
    austria.step("inventory review", year=2008, tonnes=6).step("inventory review", year=2008, tonnes=7)
    standing = austria.party.inventory(2008).reviewed_by(date(2010, 4, 15))
    assert standing is not None
    assert standing.tonnes == 7


def test_an_inventory_may_give_its_gases() -> None:
    austria = reviewed_party().on("2010-04-15")
    austria.step("inventory", year=2008, tonnes=100, gases={"CO2": 80, "CH4": 20})
    assert austria.party.inventory(2008).submitted[0].gases == (("CO2", 80), ("CH4", 20))


def test_a_party_that_covers_its_emissions_owes_nothing() -> None:
    decision = reviewed_party().judged(80_000_000, 400_000_000).party.decision
    assert decision is not None
    assert (decision.excess, decision.deduction, decision.answers) == (0, 0, False)


def test_a_party_that_fails_is_deducted_and_suspended_until_it_has_a_plan() -> None:
    austria = reviewed_party().judged(80_000_000, 399_999_991)
    decision = austria.party.decision
    assert decision is not None
    assert (decision.excess, decision.deduction, decision.answers) == (9, 12, True)  # 1.3 × 9 = 11.7
    assert austria.party.suspended
    assert "exceeded" in austria.party.suspensions[-1].reason
    assert austria.refused("reinstate") == ["P-7211"]
    austria.step("action plan", plan="Insulate every roof.").on("2016-02-01").step("reinstate")
    assert not austria.party.suspended


def test_a_plan_may_come_with_the_decision() -> None:
    austria = reviewed_party().period_over(80_000_000).step("true-up report", retired=1)
    austria.step("compliance decided", emissions=400_000_000, retired=1, plan="Insulate every roof.")
    assert austria.party.plan_on == date(2015, 9, 10)


def test_a_member_of_the_bubble_does_not_answer_while_the_joint_target_is_met() -> None:
    union = PartyStory("EU").reported(4_265_517_719).reviewed().judged(3_900_000_000, 19_500_000_000)
    austria = reviewed_party().beside("party", "EU", union.body or {}).judged(80_000_000, 399_999_991)
    decision = austria.party.decision
    assert decision is not None
    assert (decision.excess, decision.deduction, decision.answers) == (9, 0, False)
    assert not austria.party.suspended


def test_a_member_of_the_bubble_answers_where_the_joint_target_is_missed() -> None:
    union = PartyStory("EU").reported(4_265_517_719).reviewed().judged(3_900_000_000, 19_499_999_999)
    austria = reviewed_party().beside("party", "EU", union.body or {}).judged(80_000_000, 399_999_991)
    decision = austria.party.decision
    assert decision is not None
    assert (decision.deduction, decision.answers) == (12, True)


def test_only_the_judgement_of_a_member_looks_at_the_joint_party() -> None:
    assert KIND.needs(LAW, "AT", "compliance decided", {}) == [("party", "EU")]
    assert KIND.needs(LAW, "AT", "inventory", {}) == []
    assert KIND.needs(LAW, "CH", "compliance decided", {}) == []
    assert KIND.needs(LAW, "EU", "compliance decided", {}) == []


def test_what_is_carried_over_is_on_record() -> None:
    austria = reviewed_party().judged(80_000_000, 400_000_000)
    austria.step("carry over", unit="AAU", quantity=30_000_000).step("carry over", unit="CER", quantity=7)
    assert [(each.unit, each.quantity) for each in austria.party.carried] == [("AAU", 30_000_000), ("CER", 7)]


def test_a_step_may_be_dated_before_today() -> None:
    austria = PartyStory("AT").on("2026-01-01").reported(on="2006-12-05")
    assert austria.party.reported_on == date(2006, 12, 5)
    austria.step("criterion", criterion="national registry", met=True, since="2008-01-01", on="2007-06-01")
    assert austria.party.findings[0].since == date(2008, 1, 1)
    assert [(event.step, event.on.isoformat()) for event in austria.party.events] == [
        ("initial report", "2006-12-05"),
        ("criterion", "2007-06-01"),
    ]


def test_a_synthetic_party_says_so() -> None:
    assert PartyStory("AT").reported(synthetic=True).party.synthetic
    assert not PartyStory("AT").reported().party.synthetic


def test_a_record_survives_being_written_and_read() -> None:
    austria = reviewed_party().step("elect activity", activity="AR", cap=5)
    austria.step("suspend", reason="Its registry is down.").step("reinstate")
    for criterion in CRITERIA:
        austria.step("criterion", criterion=criterion, met=True)
    austria.on("2010-04-15").step("inventory", year=2007, tonnes=100, gases={"CO2": 80, "CH4": 20})
    austria.judged(80_000_000, 399_999_991).step("action plan", plan="Insulate every roof.")
    text = json.dumps(austria.body)
    assert record_from(Party, json.loads(text)) == austria.party
    assert KIND.body(record_from(Party, json.loads(text))) == json.loads(text)


def test_all_refusals_come_at_once_in_order() -> None:
    codes = PartyStory("US").refused(
        "initial report", base_year_emissions=1, percent=92, assigned_amount=99, on="2007-01-01"
    )
    assert codes == ["P-7201", "P-7205", "P-7206", "P-7207"]
    assert PartyStory("AT").refused("compliance decided", emissions=1, retired=0) == [
        "P-7202", "P-7219", "P-7220", "P-7222",
    ]  # fmt: skip


def test_a_refusal_names_field_finding_and_source() -> None:
    with pytest.raises(Refused) as caught:
        PartyStory("AT").step("initial report", base_year_emissions=100, percent=92, assigned_amount=460)
    (refusal,) = caught.value.refusals
    assert refusal.as_dict() == {
        "code": "P-7206",
        "name": "percent_is_that_of_the_target",
        "sentence": "The per cent of the base year must be that of Annex B, or of the burden sharing for a member of"
        " the bubble.",
        "field": "percent",
        "detail": "For AT it is 87, not 92.",
        "citation": "Kyoto Protocol, Annex B; the paper, Table 1; our number",
    }


REPORT: dict[str, Any] = {"base_year_emissions": 100, "percent": "87", "assigned_amount": 435}


@pytest.mark.parametrize(
    ("step", "values", "words"),
    [
        ("confess", {}, ("'confess'", "initial report", "carry over")),
        ("initial report", {**REPORT, "assigned_amount": "435"}, ("AT, initial report: 'assigned_amount'", "'435'")),
        ("initial report", {**REPORT, "assigned_amount": -1}, ("assigned_amount", "-1")),
        ("initial report", {**REPORT, "assigned_amount": 0}, ("assigned_amount", "above 0")),
        ("initial report", {**REPORT, "assigned_amount": True}, ("assigned_amount", "True")),
        ("initial report", {**REPORT, "base_year_emissions": 10**15}, ("base_year_emissions", "1000000000000000")),
        ("initial report", {**REPORT, "percent": -13}, ("percent", "92 for 8 % less", "-13")),
        ("initial report", {**REPORT, "percent": "NaN"}, ("percent", "NaN")),
        ("initial report", {**REPORT, "percent": "87 %"}, ("percent", "87 %")),
        ("initial report", {**REPORT, "percent": 0.87}, ("percent", "0.87")),
        ("initial report", {"percent": 87, "assigned_amount": 435}, ("'base_year_emissions' is missing",)),
        ("initial report", {**REPORT, "colour": "red"}, ("'colour' is not asked for", "assigned_amount")),
        ("initial report", {**REPORT, "on": "2006-2-30"}, ("'on'", "2006-2-30")),
        ("initial report", {**REPORT, "synthetic": "yes"}, ("'synthetic'", "true or false")),
        ("criterion", {"criterion": "good manners", "met": True}, ("criterion", "national registry")),
        ("criterion", {"criterion": "party", "met": 1}, ("'met'", "true or false")),
        ("suspend", {"reason": " "}, ("'reason'", "1 to 1000")),
        ("suspend", {"reason": "a\nb"}, ("'reason'",)),
        ("suspend", {"reason": "x" * 1001}, ("'reason'", "…")),
        ("elect activity", {"activity": "FW", "cap": 1}, ("'activity'", "AR", "FW")),
        ("inventory", {"year": "2008", "tonnes": 1}, ("'year'", "'2008'")),
        ("inventory", {"year": 1, "tonnes": 1}, ("'year'", "1980")),
        ("inventory", {"year": 2005, "tonnes": 1, "gases": []}, ("'gases'", "CO2")),
        ("inventory", {"year": 2005, "tonnes": 1, "gases": {"CO2": 0.5}}, ("'gases', CO2", "0.5")),
        ("carry over", {"unit": "EUA2", "quantity": 1}, ("'unit'", "AAU", "EUA2")),
    ],
)
def test_malformed_words_are_misuse_that_says_where(step: str, values: dict[str, Any], words: tuple[str, ...]) -> None:
    with pytest.raises(Misuse) as caught:
        advance(KIND, Step("AT", step, values, None, {}, date(2007, 1, 1), "tester", LAW))
    for word in words:
        assert word in str(caught.value)


def test_every_step_asks_whether_it_is_dated_ahead() -> None:
    for name, step in STEPS.items():
        assert step.checks[0].name == "step_of_a_party_is_not_dated_ahead", name
        assert len({rule.name for rule in step.checks}) == len(step.checks)
