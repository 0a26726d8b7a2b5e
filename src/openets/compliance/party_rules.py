"""The rules of a Party's steps: what must be so before the record changes.

Each is a check over a :class:`PartyCase`; `party.py` says which step asks which. Numbers are ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from openets.checks.check import CHECKS, Check, check
from openets.compliance.party_limits import (
    additional_period,
    carry_over_limits,
    deduction,
    excess,
    over_the_period,
    reviewed_emissions,
)
from openets.compliance.party_record import ELECTIVE_ACTIVITIES, MANDATORY_ACTIVITIES, Decision, Party
from openets.laws.now import kyoto
from openets.laws.protocol import PartyTarget

INITIAL = "13/CMP.1, Annex, paragraphs 5-8"
KNOWN_STEPS = "our rule: a record keeps its order"


@dataclass(frozen=True, slots=True)
class PartyCase:
    """All that the rules of one step look at. What the step was not told is at its default."""

    party: Party
    today: date
    on: date
    """Day on which the step took place."""
    target: PartyTarget | None = None
    """What Annex B and the burden sharing say of the Party."""
    in_books: int | None = None
    """Units that the registry's books show as retired; of the joint Party, all members'. `None` where nobody looked."""
    joint: Party | None = None
    """The joint Party of the bubble of which this one is a member, where it is on record."""
    base_year_emissions: int = 0
    percent: Decimal = Decimal(0)
    assigned_amount: int = 0
    questions: bool = False
    synthetic: bool = False
    criterion: str = ""
    met: bool = False
    since: date = date.min
    reason: str = ""
    activity: str = ""
    cap: int = 0
    year: int = 0
    tonnes: int = 0
    gases: tuple[tuple[str, int], ...] = ()
    emissions: int = 0
    retired: int = 0
    excess: int | None = None
    deduction: int | None = None
    plan: str = ""
    unit: str = ""
    quantity: int = 0


PartyRule = Callable[[PartyCase], str | None]


def rule(code: str, *, field: str, citation: str, verified: bool = False) -> Callable[[PartyRule], PartyRule]:
    """Declare a check over a case of a Party's step."""
    return cast("Callable[[PartyRule], PartyRule]", check(code, field=field, citation=citation, verified=verified))


def rules_named(*names: str) -> tuple[Check, ...]:
    return tuple(CHECKS[name] for name in names)


def refusing(rules: tuple[Check, ...], case: PartyCase) -> list[tuple[Check, str]]:
    """Every rule that says no to a step, with what it found."""
    return [(each, found) for each in rules if (found := each.run(cast(Any, case))) is not None]


# ---- every step ----------------------------------------------------------------------------------


@rule("P-7201", field="on", citation=KNOWN_STEPS)
def step_of_a_party_is_not_dated_ahead(case: PartyCase) -> str | None:
    """A step must not be dated after today, nor before the Party's initial report."""
    if case.on > case.today:
        return f"{case.on.isoformat()} is after {case.today.isoformat()}."
    reported = case.party.reported_on
    if reported is not None and case.on < reported:
        return f"{case.on.isoformat()} is before the initial report of {reported.isoformat()}."
    return None


@rule("P-7202", field="step", citation=INITIAL)
def initial_report_comes_first(case: PartyCase) -> str | None:
    """A Party must have submitted its initial report before anything else is recorded of it."""
    return None if case.party.reported_on else f"{case.party.code} has none: record its initial report first."


@rule("P-7203", field="step", citation=KNOWN_STEPS)
def period_is_not_decided_yet(case: PartyCase) -> str | None:
    """Nothing that compliance was judged by may change once the judgement is made."""
    decision = case.party.decision
    return f"Compliance was decided on {decision.on.isoformat()}." if decision is not None else None


# ---- initial report and review -------------------------------------------------------------------


@rule("P-7204", field="key", citation="Kyoto Protocol, Annex B; the paper, Table 1", verified=True)
def party_has_a_target(case: PartyCase) -> str | None:
    """A Party must have a target in Annex B of the Protocol."""
    return None if case.target is not None else f"'{case.party.code}' has none."


@rule("P-7205", field="key", citation="Kyoto Protocol, Articles 25 and 26")
def party_has_ratified(case: PartyCase) -> str | None:
    """Only a country that has ratified the Protocol may be a Party to it."""
    if case.target is None or case.target.ratified:
        return None
    return f"{case.target.name} has not: its target binds nobody."


@rule("P-7206", field="percent", citation="Kyoto Protocol, Annex B; the paper, Table 1", verified=True)
def percent_is_that_of_the_target(case: PartyCase) -> str | None:
    """The per cent of the base year must be that of Annex B, or of the burden sharing for a member of the bubble."""
    if case.target is None or case.percent == case.target.percent:
        return None
    return f"For {case.party.code} it is {case.target.percent}, not {case.percent}."


@rule("P-7207", field="assigned_amount", citation=INITIAL)
def assigned_amount_follows_from_the_base_year(case: PartyCase) -> str | None:
    """The assigned amount reported must be base-year emissions × per cent × years, to a tonne a year."""
    expected, years = over_the_period(case.base_year_emissions, case.percent), len(kyoto().periods[0].years)
    if abs(case.assigned_amount - expected) <= years:
        return None
    formula = f"{case.base_year_emissions:,} t × {case.percent} % × {years}"
    return f"{formula} is {expected:,} t; {case.assigned_amount:,} t is {case.assigned_amount - expected:+,} t off."


@rule("P-7208", field="step", citation=INITIAL)
def assigned_amount_is_not_fixed_yet(case: PartyCase) -> str | None:
    """The assigned amount must not change once the initial review has fixed it."""
    party = case.party
    if party.reviewed_on is None:
        return None
    return f"It was fixed at {party.assigned_amount:,} t on {party.reviewed_on.isoformat()}."


# ---- eligibility ---------------------------------------------------------------------------------


@rule("P-7209", field="step", citation="3/CMP.1, Annex, paragraph 34; 27/CMP.1, XV")
def party_is_not_suspended_already(case: PartyCase) -> str | None:
    """Only a Party that is not suspended may be suspended, and not from a day before its last reinstatement."""
    if case.party.suspended and case.party.suspensions[-1].since <= case.since:
        return f"It is, since {case.party.suspensions[-1].since.isoformat()}."
    last = max((each.until for each in case.party.suspensions if each.until is not None), default=None)
    if last is not None and case.since < last:
        return f"{case.since.isoformat()} is before its reinstatement on {last.isoformat()}."
    return None


@rule("P-7210", field="step", citation="3/CMP.1, Annex, paragraph 34; 27/CMP.1, X")
def only_a_suspended_party_is_reinstated(case: PartyCase) -> str | None:
    """Only a Party that is suspended may be reinstated, and not from a day before its suspension."""
    if not case.party.suspended:
        return "It is not suspended."
    since = case.party.suspensions[-1].since
    return f"{case.since.isoformat()} is before {since.isoformat()}." if case.since < since else None


@rule("P-7211", field="step", citation="27/CMP.1, XV, paragraphs 5-7")
def plan_comes_before_reinstatement(case: PartyCase) -> str | None:
    """A Party that missed its commitment must have handed in its compliance action plan before it is reinstated."""
    decision = case.party.decision
    if decision is None or not decision.answers or case.party.plan_on is not None:
        return None
    return f"It exceeded its amount by {decision.excess:,} t and has handed in no plan."


# ---- land use ------------------------------------------------------------------------------------


@rule("P-7212", field="activity", citation="Kyoto Protocol, Article 3.3 and 3.4; 16/CMP.1")
def activity_counts_in_the_period(case: PartyCase) -> str | None:
    """A land-use activity must be one that may count in the period, elected no later than the initial review."""
    if case.activity not in (*ELECTIVE_ACTIVITIES, *MANDATORY_ACTIVITIES):
        return f"{case.activity} does not count in {kyoto().periods[0].name}."
    late = case.party.fixed and case.activity in ELECTIVE_ACTIVITIES and case.party.cap(case.activity) is None
    return f"{case.activity} was not elected before the initial review." if late else None


@rule("P-7213", field="cap", citation="16/CMP.1, Annex, paragraph 11 and appendix")
def cap_on_forest_management_is_fixed(case: PartyCase) -> str | None:
    """The limit on RMUs from forest management must not change once the initial review is done."""
    before = case.party.cap("FM")
    if case.activity != "FM" or not case.party.fixed or before is None or before == case.cap:
        return None
    return f"It is {before:,}."


# ---- inventories ---------------------------------------------------------------------------------


@rule("P-7214", field="year", citation="Kyoto Protocol, Article 7.1; 15/CMP.1")
def inventory_is_of_a_year_that_has_ended(case: PartyCase) -> str | None:
    """An inventory must be of a year that has ended, and of no year after the commitment period."""
    last = kyoto().periods[0].last_year
    if case.year > last:
        return f"The period ends with {last}."
    return f"{case.year} has not ended on {case.on.isoformat()}." if case.year >= case.on.year else None


@rule("P-7215", field="gases", citation="Kyoto Protocol, Annex A", verified=True)
def gases_are_those_of_annex_a(case: PartyCase) -> str | None:
    """The gases of an inventory must be those of Annex A and add up to its total."""
    if not case.gases:
        return None
    unknown = [gas for gas, _ in case.gases if gas not in kyoto().gases]
    if unknown:
        return f"{', '.join(unknown)}: known are {', '.join(kyoto().gases)}."
    total = sum(tonnes for _, tonnes in case.gases)
    return None if total == case.tonnes else f"They add up to {total:,} t, not {case.tonnes:,} t."


@rule("P-7216", field="year", citation="22/CMP.1, Annex, Part III")
def inventory_was_submitted_before_its_review(case: PartyCase) -> str | None:
    """A review must be of an inventory that was submitted, and not be dated before it."""
    submitted = case.party.inventory(case.year).submitted
    if not submitted:
        return f"{case.party.code} has submitted none for {case.year}."
    first = submitted[0].on
    return f"It was submitted on {first.isoformat()} only." if case.on < first else None


@rule("P-7230", field="step", citation="13/CMP.1 paras 2-3; 22/CMP.1 (from memory); our number")
def reviewed_inventories_stand(case: PartyCase) -> str | None:
    """No inventory may change once the expert review of the whole period is completed."""
    done = case.party.final_review_on
    return f"It was completed on {done.isoformat()}." if done is not None else None


# ---- the end of the period -----------------------------------------------------------------------


@rule("P-7217", field="step", citation="13/CMP.1 paras 2-3 (the trigger is from memory); our number")
def every_year_of_the_period_is_reviewed(case: PartyCase) -> str | None:
    """The expert review may be completed only when the inventory of every year of the period is reviewed."""
    missing = [
        str(year) for year in kyoto().periods[0].years if case.party.inventory(year).reviewed_by(case.on) is None
    ]
    return f"Not reviewed by {case.on.isoformat()}: {', '.join(missing)}." if missing else None


@rule("P-7218", field="step", citation="13/CMP.1 paras 2-3 (the trigger is from memory); our number")
def expert_review_is_completed_once(case: PartyCase) -> str | None:
    """The expert review of the period must be completed once: from that day the additional period runs."""
    done = case.party.final_review_on
    return f"It was, on {done.isoformat()}." if done is not None else None


@rule("P-7219", field="on", citation="13/CMP.1 paras 2-3; the primer: 100 days; our number", verified=True)
def additional_period_has_ended(case: PartyCase) -> str | None:
    """The true-up report and the decision on compliance must wait for the end of the additional period."""
    days = additional_period(case.party)
    if days is None:
        return "It has not begun: the expert review of the period is not completed."
    return None if days.has_ended(case.on) else f"It runs until {days.ends.isoformat()}."


@rule("P-7220", field="step", citation="13/CMP.1, Annex, paragraph 49")
def true_up_report_comes_before_the_decision(case: PartyCase) -> str | None:
    """Compliance may be decided only when the true-up report is there."""
    return None if case.party.true_up_on is not None else "There is none."


@rule("P-7221", field="retired", citation="13/CMP.1, Annex, paragraph 49")
def units_retired_are_those_of_the_true_up_report(case: PartyCase) -> str | None:
    """Compliance must be judged by the units retired according to the true-up report."""
    reported = case.party.true_up_retired
    if case.party.true_up_on is None or reported == case.retired:
        return None
    return f"It says {reported:,}, not {case.retired:,}."


@rule("P-7231", field="retired", citation="13/CMP.1, Annex, paragraphs 14 and 49")
def units_reported_are_in_the_retirement_account(case: PartyCase) -> str | None:
    """The true-up report must state the units that the books show as retired."""
    if case.in_books is None or case.retired == case.in_books:
        return None
    return f"The books show {case.in_books:,}, not {case.retired:,}."


@rule("P-7222", field="emissions", citation="Kyoto Protocol, Article 3.1; 22/CMP.1")
def emissions_are_those_of_the_reviews(case: PartyCase) -> str | None:
    """Compliance must be judged by the reviewed emissions of all years of the period."""
    total = reviewed_emissions(case.party, case.on)
    if total is None:
        return "Not every year of the period is reviewed."
    return None if case.emissions == total else f"The reviews add up to {total:,} t, not {case.emissions:,} t."


@rule("P-7223", field="excess", citation="the paper, 2.1.b: E − R", verified=True)
def excess_is_emissions_less_units_retired(case: PartyCase) -> str | None:
    """The excess must be the reviewed emissions that no retired unit covers."""
    found = excess(case.emissions, case.retired)
    if case.excess is None or case.excess == found:
        return None
    return f"{case.emissions:,} t less {case.retired:,} retired leave {found:,} t, not {case.excess:,} t."


@rule("P-7224", field="deduction", citation="27/CMP.1, XV, paragraph 5(a) (secondary sources only)")
def deduction_is_the_excess_and_thirty_per_cent(case: PartyCase) -> str | None:
    """The deduction from the next period must be 1.3 times the excess for which the Party answers, rounded up."""
    found = decided(case).deduction
    return None if case.deduction in (None, found) else f"It is {found:,} t, not {case.deduction:,} t."


@rule("P-7225", field="step", citation="Kyoto Protocol, Article 4.5 and 4.6")
def joint_target_is_decided_before_a_member_answers(case: PartyCase) -> str | None:
    """A member of the bubble that missed its own level may be judged only after the joint target was."""
    if case.joint is None or case.joint.decision is not None or not excess(case.emissions, case.retired):
        return None
    return f"{case.joint.code} is not decided yet: if the joint target is met, {case.party.code} does not answer."


def decided(case: PartyCase) -> Decision:
    """The decision that follows from emissions and retired units: excess, who answers for it, and the deduction."""
    missing = excess(case.emissions, case.retired)
    joint = case.joint.decision if case.joint is not None else None
    answers = bool(missing) and not (joint is not None and not joint.excess)
    lost = deduction(missing) if answers else 0
    return Decision(case.on, case.emissions, case.retired, missing, lost, answers)


@rule("P-7226", field="plan", citation="27/CMP.1, XV, paragraphs 5(b) and 6")
def only_a_party_that_answers_hands_in_a_plan(case: PartyCase) -> str | None:
    """Only a Party that answers for an excess may hand in a compliance action plan, once."""
    decision = case.party.decision
    if decision is None or not decision.answers:
        return "It answers for no excess."
    return f"It did on {case.party.plan_on.isoformat()}." if case.party.plan_on is not None else None


# ---- carry-over ----------------------------------------------------------------------------------


@rule("P-7227", field="unit", citation="UKREG transactions 7-38 and 7-39; our number", verified=True)
def party_may_carry_over_the_unit_type(case: PartyCase) -> str | None:
    """Only AAUs, CERs, and ERUs not converted from RMUs may be carried over into the next period."""
    if carry_over_limits(case.party.assigned_amount).get(case.unit, 0) == 0:
        return f"{case.unit} may not."
    return None


@rule("P-7228", field="quantity", citation="13/CMP.1, Annex, paragraph 15: 2.5 % each of CERs and ERUs")
def party_carries_over_within_its_limit(case: PartyCase) -> str | None:
    """CERs and ERUs carried over must each stay within their share of the assigned amount."""
    limit = carry_over_limits(case.party.assigned_amount).get(case.unit)
    before = sum(each.quantity for each in case.party.carried if each.unit == case.unit)
    if not limit or before + case.quantity <= limit:
        return None
    return f"The limit for {case.unit} is {limit:,}; this would make {before + case.quantity:,}."


@rule("P-7229", field="step", citation="13/CMP.1, Annex, paragraphs 15 and 36")
def party_met_its_commitment_before_it_carries_over(case: PartyCase) -> str | None:
    """A Party must be found to have met its commitment before it carries units over."""
    decision = case.party.decision
    if decision is None:
        return "Its compliance is not decided yet."
    return f"It exceeded its amount by {decision.excess:,} t." if decision.answers else None
