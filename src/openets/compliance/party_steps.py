"""A Party's record: the table of its steps, what each may be told, and what it makes of the record.

What the Protocol says of a Party as it is on record is in `party_limits.py` and `party_position.py`; the record itself
in `party_record.py`; the checks in `party_checks.py`. The key of the record is the Party's code.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from openets.compliance.party_checks import PartyFacts, decided
from openets.compliance.party_limits import check_activities
from openets.compliance.party_position import check_balance
from openets.compliance.party_record import Activity, Carried, Event, Figure, Finding, Party, Suspension
from openets.laws.law import Law
from openets.ledger.records import Place
from openets.records.fields import fields_of
from openets.records.steps import RecordKind, Taking, step_type, table_of

TOTALS = "totals"
"""What the books count for a Party: evidence for a step that states it, never a record."""


def _facts(taking: Taking[Party]) -> PartyFacts:
    """The record before, what the step is told, and what the Protocol says of the Party."""
    others, target = taking.step.others, taking.step.law.required_protocol.targets.get(taking.key)
    joint = others.get((KIND.name, target.bubble)) if target is not None and target.bubble else None
    return PartyFacts(
        law=taking.step.law,
        party=taking.now or Party(taking.key),
        today=taking.today,
        target=target,
        in_books=others.get((TOTALS, taking.key), {}).get("retired"),
        joint=KIND.read(joint) if joint is not None else None,
        step=taking.step.name,
        **{"on": taking.on, "since": taking.on, **taking.told},
    )


def _needs(law: Law, key: str, step: str, told: Mapping[str, Any]) -> list[Place]:
    """The joint Party when a member of the bubble is judged; what the books show as retired."""
    target = law.required_protocol.targets.get(key)
    if step == "true-up report":
        return [(TOTALS, key)]
    return [("party", target.bubble)] if step == "compliance decided" and target is not None and target.bubble else []


def _initial_report(facts: PartyFacts) -> Party:
    return replace(
        facts.party,
        base_year_emissions=facts.base_year_emissions,
        percent=facts.percent,
        reported_amount=facts.assigned_amount,
        reported_on=facts.on,
        synthetic=facts.synthetic,
    )


def _initial_review(facts: PartyFacts) -> Party:
    return replace(
        facts.party,
        base_year_emissions=facts.base_year_emissions or facts.party.base_year_emissions,
        reviewed_amount=facts.assigned_amount,
        reviewed_on=facts.on,
        questions=facts.questions,
    )


def _criterion(facts: PartyFacts) -> Party:
    return replace(facts.party, findings=(*facts.party.findings, Finding(facts.criterion, facts.met, facts.since)))


def _suspended(party: Party, since: date, reason: str) -> Party:
    """The Party suspended from a day on; a suspension that was to begin later begins with this one."""
    before = party.suspensions[:-1] if party.suspended else party.suspensions
    return replace(party, suspensions=(*before, Suspension(since, None, reason)))


def _reinstate(facts: PartyFacts) -> Party:
    *before, last = facts.party.suspensions
    return replace(facts.party, suspensions=(*before, last._replace(until=facts.since)))


def _elect(facts: PartyFacts) -> Party:
    others = [each for each in facts.party.activities if each.letters != facts.activity]
    return replace(facts.party, activities=tuple(sorted([*others, Activity(facts.activity, facts.cap)])))


def _inventory(facts: PartyFacts) -> Party:
    before = facts.party.inventory(facts.year)
    figure = Figure(facts.tonnes, facts.on, facts.gases)
    return facts.party.with_inventory(before._replace(submitted=(*before.submitted, figure)))


def _inventory_review(facts: PartyFacts) -> Party:
    before = facts.party.inventory(facts.year)
    return facts.party.with_inventory(before._replace(reviewed=(*before.reviewed, Figure(facts.tonnes, facts.on))))


def _decide(facts: PartyFacts) -> Party:
    """Record the decision; whoever answers for an excess is suspended from trading with it."""
    decision = decided(facts)
    party = replace(facts.party, decision=decision)
    if facts.plan and decision.answers:
        party = replace(party, plan=facts.plan, plan_on=facts.on)
    if not decision.answers or (party.suspended and party.suspensions[-1].since <= facts.on):
        return party
    return _suspended(party, facts.on, f"Emissions exceeded what was retired by {decision.excess:,} t.")


def _carry_over(facts: PartyFacts) -> Party:
    return replace(facts.party, carried=(*facts.party.carried, Carried(facts.unit, facts.quantity, facts.on)))


def _finish(facts: PartyFacts, party: Party) -> Party:
    return replace(party, events=(*party.events, Event(facts.step, facts.on)))


_DATED = "step_of_a_party_is_not_dated_ahead "
_KNOWN = _DATED + "initial_report_comes_first "
_OPEN = _KNOWN + "period_is_not_decided_yet "

STEPS = table_of(
    step_type(
        "initial report",
        _initial_report,
        "base_year_emissions percent assigned_amount synthetic?",
        _DATED + "party_has_a_target party_has_ratified assigned_amount_is_not_fixed_yet percent_is_that_of_the_target"
        " assigned_amount_follows_from_the_base_year",
    ),
    step_type(
        "initial review",
        _initial_review,
        "assigned_amount base_year_emissions? questions?",
        _KNOWN + "assigned_amount_is_not_fixed_yet",
    ),
    step_type("criterion", _criterion, "criterion met since?", _KNOWN),
    step_type(
        "suspend",
        lambda facts: _suspended(facts.party, facts.since, facts.reason),
        "reason since?",
        _KNOWN + "party_is_not_suspended_already",
    ),
    step_type(
        "reinstate",
        _reinstate,
        "since?",
        _KNOWN + "only_a_suspended_party_is_reinstated plan_comes_before_reinstatement",
    ),
    step_type(
        "elect activity",
        _elect,
        "activity cap",
        _OPEN + "activity_counts_in_the_period cap_on_forest_management_is_fixed",
    ),
    step_type(
        "inventory",
        _inventory,
        "year tonnes gases?",
        _OPEN + "reviewed_inventories_stand inventory_is_of_a_year_that_has_ended gases_are_those_of_annex_a",
    ),
    step_type(
        "inventory review",
        _inventory_review,
        "year tonnes",
        _OPEN + "reviewed_inventories_stand inventory_was_submitted_before_its_review",
    ),
    step_type(
        "expert review completed",
        lambda facts: replace(facts.party, final_review_on=facts.on),
        checks=_KNOWN + "expert_review_is_completed_once every_year_of_the_period_is_reviewed",
    ),
    step_type(
        "true-up report",
        lambda facts: replace(facts.party, true_up_on=facts.on, true_up_retired=facts.retired),
        "retired",
        _OPEN + "additional_period_has_ended units_reported_are_in_the_retirement_account",
    ),
    step_type(
        "compliance decided",
        _decide,
        "emissions retired excess? deduction? plan?",
        _OPEN
        + "additional_period_has_ended true_up_report_comes_before_the_decision emissions_are_those_of_the_reviews"
        " units_retired_are_those_of_the_true_up_report excess_is_emissions_less_units_retired"
        " joint_target_is_decided_before_a_member_answers deduction_is_the_excess_and_thirty_per_cent",
    ),
    step_type(
        "action plan",
        lambda facts: replace(facts.party, plan=facts.plan, plan_on=facts.on),
        "plan",
        _KNOWN + "only_a_party_that_answers_hands_in_a_plan",
    ),
    step_type(
        "carry over",
        _carry_over,
        "unit quantity",
        _KNOWN + "party_met_its_commitment_before_it_carries_over party_may_carry_over_the_unit_type"
        " party_carries_over_within_its_limit",
    ),
)

KIND: RecordKind[PartyFacts, Party] = RecordKind(
    "party",
    "a Party",
    Party,
    fields_of(PartyFacts),
    STEPS,
    _facts,
    needs=_needs,
    finish=_finish,
    law_files={"parties": check_activities, "balance": check_balance},
)
