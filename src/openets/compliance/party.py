"""How a Party's record changes: its steps, what each is told, which rules it must pass, and what it does.

What the Protocol says of a Party as it stands is in `party_limits.py` and `party_position.py`; the record itself in
`party_record.py`; the rules in `party_rules.py`. The key of the record is the Party's code; ``EU`` is the bubble.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from openets.checks.check import Check, refuse
from openets.compliance import party_values as values
from openets.compliance.party_record import (
    CRITERIA,
    Activity,
    Carried,
    Event,
    Figure,
    Finding,
    Party,
    Suspension,
    body_of,
    party_from,
)
from openets.compliance.party_rules import PartyCase, decided, refusing, rules_named
from openets.kernel.refusals import Misuse, Refused
from openets.laws.now import COMMITMENT_UNITS, kyoto
from openets.ledger.records import Body, Place, Step

KIND = "party"
TOTALS = "totals"
"""What the books count for a Party: looked up for a step that states it, never written."""

READERS: dict[str, values.Reader] = {
    "on": values.day,
    "base_year_emissions": values.positive,
    "percent": values.percent,
    "assigned_amount": values.positive,
    "questions": values.flag,
    "synthetic": values.flag,
    "criterion": values.one_of(tuple(CRITERIA)),
    "met": values.flag,
    "since": values.day,
    "reason": values.text,
    "activity": values.activity,
    "cap": values.whole,
    "year": values.year,
    "tonnes": values.whole,
    "gases": values.gases,
    "emissions": values.whole,
    "retired": values.whole,
    "excess": values.whole,
    "deduction": values.whole,
    "plan": values.text,
    "unit": values.one_of(tuple(sorted(COMMITMENT_UNITS))),
    "quantity": values.positive,
}
"""What a step may be told → how it is read. `on` is the day on which the step took place; today unless told."""


class PartyStep(NamedTuple):
    """A step: what it must and may be told, the rules in order of precedence, and what it does."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    rules: tuple[Check, ...]
    take: Callable[[PartyCase], Party]


def advance(step: Step) -> Body:
    """Take a step with a Party's record and return its new body.

    Raises `Misuse` for values that are malformed (naming the field), `Refused` with every rule that says no.
    """
    kind = STEPS.get(step.name)
    if kind is None:
        raise Misuse(f"'{step.name}' is no step of a Party; known are {', '.join(STEPS)}")
    case = case_of(step, values.read(step, READERS, kind.needed, ("on", *kind.optional)))
    found = refusing(kind.rules, case)
    if found:
        raise Refused([refuse(each, detail) for each, detail in found])
    party = kind.take(case)
    return body_of(replace(party, events=(*party.events, Event(step.name, case.on))))


def needs(key: str, step_name: str, told: Mapping[str, Any]) -> list[Place]:
    """What a step looks at: the joint Party when a member of the bubble is judged; what the books show as retired."""
    target = kyoto().targets.get(key)
    if step_name == "true-up report":
        return [(TOTALS, key)]
    return [(KIND, target.bubble)] if step_name == "compliance decided" and target is not None and target.bubble else []


def case_of(step: Step, told: Mapping[str, Any]) -> PartyCase:
    """What the rules look at: the record before, what the step is told, and what the Protocol says of the Party."""
    target = kyoto().targets.get(step.key)
    joint = step.others.get((KIND, target.bubble)) if target is not None and target.bubble else None
    on = told.get("on", step.on)
    return PartyCase(
        party=party_from(step.now) if step.now is not None else Party(step.key),
        today=step.on,
        target=target,
        in_books=step.others.get((TOTALS, step.key), {}).get("retired"),
        joint=party_from(joint) if joint is not None else None,
        **{"on": on, "since": on, **told},
    )


# ---- what each step does -------------------------------------------------------------------------


def _initial_report(case: PartyCase) -> Party:
    return replace(
        case.party,
        base_year_emissions=case.base_year_emissions,
        percent=case.percent,
        reported_amount=case.assigned_amount,
        reported_on=case.on,
        synthetic=case.synthetic,
    )


def _initial_review(case: PartyCase) -> Party:
    return replace(
        case.party,
        base_year_emissions=case.base_year_emissions or case.party.base_year_emissions,
        reviewed_amount=case.assigned_amount,
        reviewed_on=case.on,
        questions=case.questions,
    )


def _criterion(case: PartyCase) -> Party:
    return replace(case.party, findings=(*case.party.findings, Finding(case.criterion, case.met, case.since)))


def _suspend(case: PartyCase) -> Party:
    return _suspended(case.party, case.since, case.reason)


def _suspended(party: Party, since: date, reason: str) -> Party:
    """The Party suspended from a day on; a suspension that was to begin later begins with this one."""
    before = party.suspensions[:-1] if party.suspended else party.suspensions
    return replace(party, suspensions=(*before, Suspension(since, None, reason)))


def _reinstate(case: PartyCase) -> Party:
    *before, last = case.party.suspensions
    return replace(case.party, suspensions=(*before, last._replace(until=case.since)))


def _elect(case: PartyCase) -> Party:
    others = [each for each in case.party.activities if each.letters != case.activity]
    return replace(case.party, activities=tuple(sorted([*others, Activity(case.activity, case.cap)])))


def _inventory(case: PartyCase) -> Party:
    before = case.party.inventory(case.year)
    figure = Figure(case.tonnes, case.on, case.gases)
    return case.party.with_inventory(before._replace(submitted=(*before.submitted, figure)))


def _inventory_review(case: PartyCase) -> Party:
    before = case.party.inventory(case.year)
    return case.party.with_inventory(before._replace(reviewed=(*before.reviewed, Figure(case.tonnes, case.on))))


def _final_review(case: PartyCase) -> Party:
    return replace(case.party, final_review_on=case.on)


def _true_up(case: PartyCase) -> Party:
    return replace(case.party, true_up_on=case.on, true_up_retired=case.retired)


def _decide(case: PartyCase) -> Party:
    """Record the decision; whoever answers for an excess is suspended from trading with it."""
    decision = decided(case)
    party = replace(case.party, decision=decision)
    if case.plan and decision.answers:
        party = replace(party, plan=case.plan, plan_on=case.on)
    if not decision.answers or (party.suspended and party.suspensions[-1].since <= case.on):
        return party
    return _suspended(party, case.on, f"Emissions exceeded what was retired by {decision.excess:,} t.")


def _plan(case: PartyCase) -> Party:
    return replace(case.party, plan=case.plan, plan_on=case.on)


def _carry_over(case: PartyCase) -> Party:
    return replace(case.party, carried=(*case.party.carried, Carried(case.unit, case.quantity, case.on)))


# ---- the steps -----------------------------------------------------------------------------------


def _step(take: Callable[[PartyCase], Party], needed: str, optional: str, *rules: str) -> PartyStep:
    dated = "step_of_a_party_is_not_dated_ahead"
    return PartyStep(tuple(needed.split()), tuple(optional.split()), rules_named(dated, *rules), take)


_REPORTED = "initial_report_comes_first"
_OPEN = "period_is_not_decided_yet"

STEPS: dict[str, PartyStep] = {
    "initial report": _step(
        _initial_report,
        "base_year_emissions percent assigned_amount",
        "synthetic",
        "party_has_a_target",
        "party_has_ratified",
        "assigned_amount_is_not_fixed_yet",
        "percent_is_that_of_the_target",
        "assigned_amount_follows_from_the_base_year",
    ),
    "initial review": _step(
        _initial_review,
        "assigned_amount",
        "base_year_emissions questions",
        _REPORTED,
        "assigned_amount_is_not_fixed_yet",
    ),
    "criterion": _step(_criterion, "criterion met", "since", _REPORTED),
    "suspend": _step(_suspend, "reason", "since", _REPORTED, "party_is_not_suspended_already"),
    "reinstate": _step(
        _reinstate, "", "since", _REPORTED, "only_a_suspended_party_is_reinstated", "plan_comes_before_reinstatement"
    ),
    "elect activity": _step(
        _elect,
        "activity cap",
        "",
        _REPORTED,
        _OPEN,
        "activity_counts_in_the_period",
        "cap_on_forest_management_is_fixed",
    ),
    "inventory": _step(
        _inventory,
        "year tonnes",
        "gases",
        _REPORTED,
        _OPEN,
        "reviewed_inventories_stand",
        "inventory_is_of_a_year_that_has_ended",
        "gases_are_those_of_annex_a",
    ),
    "inventory review": _step(
        _inventory_review,
        "year tonnes",
        "",
        _REPORTED,
        _OPEN,
        "reviewed_inventories_stand",
        "inventory_was_submitted_before_its_review",
    ),
    "expert review completed": _step(
        _final_review,
        "",
        "",
        _REPORTED,
        "expert_review_is_completed_once",
        "every_year_of_the_period_is_reviewed",
    ),
    "true-up report": _step(
        _true_up,
        "retired",
        "",
        _REPORTED,
        _OPEN,
        "additional_period_has_ended",
        "units_reported_are_in_the_retirement_account",
    ),
    "compliance decided": _step(
        _decide,
        "emissions retired",
        "excess deduction plan",
        _REPORTED,
        _OPEN,
        "additional_period_has_ended",
        "true_up_report_comes_before_the_decision",
        "emissions_are_those_of_the_reviews",
        "units_retired_are_those_of_the_true_up_report",
        "excess_is_emissions_less_units_retired",
        "joint_target_is_decided_before_a_member_answers",
        "deduction_is_the_excess_and_thirty_per_cent",
    ),
    "action plan": _step(_plan, "plan", "", _REPORTED, "only_a_party_that_answers_hands_in_a_plan"),
    "carry over": _step(
        _carry_over,
        "unit quantity",
        "",
        _REPORTED,
        "party_met_its_commitment_before_it_carries_over",
        "party_may_carry_over_the_unit_type",
        "party_carries_over_within_its_limit",
    ),
}
"""Every step of a Party's record by its name."""
