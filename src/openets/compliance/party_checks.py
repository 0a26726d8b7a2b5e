"""The rules of a Party's steps: what must be so before the record changes.

Each is a check over :class:`PartyFacts`; `party_steps.py` says which step asks which. Numbers are ours.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from openets.checks.check import check
from openets.compliance import party_limits as limits
from openets.compliance.party_record import CRITERIA, Decision, Party
from openets.laws.law import Law
from openets.laws.protocol import PartyTarget
from openets.records.fields import REASON, ByName, Choice, Day, Exact, Flag, Text, Whole

INITIAL = "13/CMP.1, Annex, paragraphs 5-8"
KNOWN_STEPS = "our rule: a record keeps its order"
PERCENT = Exact(1, 200, "per cent of the base year, such as 92 for 8 % less")


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """All that the rules of one step look at. What the step was not told is at its default."""

    law: Law
    party: Party
    today: date
    on: date
    """Day on which the step took place."""
    target: PartyTarget | None = None
    """What Annex B and the burden sharing say of the Party."""
    in_books: int | None = None
    """Units that the registry's books show as retired; of the joint Party, all members'. `None` where nobody looked."""
    step: str = ""
    joint: Party | None = None
    """The joint Party of the bubble of which this one is a member, where it is on record."""
    # what steps are told: tonnes of CO2 equivalent, or units of one tonne
    base_year_emissions: Annotated[int, Whole(1)] = 0
    percent: Annotated[Decimal, PERCENT] = Decimal(0)
    assigned_amount: Annotated[int, Whole(1)] = 0
    questions: Annotated[bool, Flag()] = False
    synthetic: Annotated[bool, Flag()] = False
    criterion: Annotated[str, Choice(tuple(CRITERIA))] = ""
    met: Annotated[bool, Flag()] = False
    since: Annotated[date, Day()] = date.min
    reason: Annotated[str, Text(REASON)] = ""
    activity: Annotated[str, Choice(limits.land_use_letters)] = ""
    cap: Annotated[int, Whole()] = 0
    year: Annotated[int, Whole(1980, 2100, "a year from 1980 to 2100")] = 0
    tonnes: Annotated[int, Whole()] = 0
    gases: Annotated[tuple[tuple[str, int], ...], ByName("tonnes of CO2 equivalent by gas", "{'CO2': 1000}")] = ()
    emissions: Annotated[int, Whole()] = 0
    retired: Annotated[int, Whole()] = 0
    excess: Annotated[int | None, Whole()] = None
    deduction: Annotated[int | None, Whole()] = None
    plan: Annotated[str, Text(REASON)] = ""
    unit: Annotated[str, Choice(lambda law: sorted(law.terms.commitment_units))] = ""
    quantity: Annotated[int, Whole(1)] = 0


@check("P-7201", field="on", citation=KNOWN_STEPS, verified=False)
def step_of_a_party_is_not_dated_ahead(facts: PartyFacts) -> str | None:
    """A step must not be dated after today, nor before the Party's initial report."""
    if facts.on > facts.today:
        return f"{facts.on} is after {facts.today}."
    reported = facts.party.reported_on
    if reported is not None and facts.on < reported:
        return f"{facts.on} is before the initial report of {reported}."
    return None


@check("P-7202", field="step", citation=INITIAL, verified=False)
def initial_report_comes_first(facts: PartyFacts) -> str | None:
    """A Party must have submitted its initial report before anything else is recorded of it."""
    return None if facts.party.reported_on else f"{facts.party.code} has none: record its initial report first."


@check("P-7203", field="step", citation=KNOWN_STEPS, verified=False)
def period_is_not_decided_yet(facts: PartyFacts) -> str | None:
    """Nothing that compliance was judged by may change once the judgement is made."""
    decision = facts.party.decision
    return f"Compliance was decided on {decision.on}." if decision is not None else None


@check("P-7204", field="key", citation="Kyoto Protocol, Annex B; the paper, Table 1")
def party_has_a_target(facts: PartyFacts) -> str | None:
    """A Party must have a target in Annex B of the Protocol."""
    return None if facts.target is not None else f"'{facts.party.code}' has none."


@check("P-7205", field="key", citation="Kyoto Protocol, Articles 25 and 26", verified=False)
def party_has_ratified(facts: PartyFacts) -> str | None:
    """Only a country that has ratified the Protocol may be a Party to it."""
    if facts.target is None or facts.target.ratified:
        return None
    return f"{facts.target.name} has not: its target binds nobody."


@check("P-7206", field="percent", citation="Kyoto Protocol, Annex B; the paper, Table 1")
def percent_is_that_of_the_target(facts: PartyFacts) -> str | None:
    """The per cent of the base year must be that of Annex B, or of the burden sharing for a member of the bubble."""
    if facts.target is None or facts.percent == facts.target.percent:
        return None
    return f"For {facts.party.code} it is {facts.target.percent}, not {facts.percent}."


@check("P-7207", field="assigned_amount", citation=INITIAL, verified=False)
def assigned_amount_follows_from_the_base_year(facts: PartyFacts) -> str | None:
    """The assigned amount reported must be base-year emissions × per cent × years, to a tonne a year."""
    expected = limits.over_the_period(facts.law, facts.base_year_emissions, facts.percent)
    years = len(limits.period_of(facts.law).years)
    if abs(facts.assigned_amount - expected) <= years:
        return None
    formula = f"{facts.base_year_emissions:,} t × {facts.percent} % × {years}"
    return f"{formula} is {expected:,} t; {facts.assigned_amount:,} t is {facts.assigned_amount - expected:+,} t off."


@check("P-7208", field="step", citation=INITIAL, verified=False)
def assigned_amount_is_not_fixed_yet(facts: PartyFacts) -> str | None:
    """The assigned amount must not change once the initial review has fixed it."""
    party = facts.party
    if party.reviewed_on is None:
        return None
    return f"It was fixed at {party.assigned_amount:,} t on {party.reviewed_on}."


@check("P-7209", field="step", citation="3/CMP.1, Annex, paragraph 34; 27/CMP.1, XV", verified=False)
def party_is_not_suspended_already(facts: PartyFacts) -> str | None:
    """Only a Party that is not suspended may be suspended, and not from a day before its last reinstatement."""
    if facts.party.suspended and facts.party.suspensions[-1].since <= facts.since:
        return f"It is, since {facts.party.suspensions[-1].since}."
    last = max((each.until for each in facts.party.suspensions if each.until is not None), default=None)
    if last is not None and facts.since < last:
        return f"{facts.since} is before its reinstatement on {last}."
    return None


@check("P-7210", field="step", citation="3/CMP.1, Annex, paragraph 34; 27/CMP.1, X", verified=False)
def only_a_suspended_party_is_reinstated(facts: PartyFacts) -> str | None:
    """Only a Party that is suspended may be reinstated, and not from a day before its suspension."""
    if not facts.party.suspended:
        return "It is not suspended."
    since = facts.party.suspensions[-1].since
    return f"{facts.since} is before {since}." if facts.since < since else None


@check("P-7211", field="step", citation="27/CMP.1, XV, paragraphs 5-7", verified=False)
def plan_comes_before_reinstatement(facts: PartyFacts) -> str | None:
    """A Party that missed its commitment must have handed in its compliance action plan before it is reinstated."""
    decision = facts.party.decision
    if decision is None or not decision.answers or facts.party.plan_on is not None:
        return None
    return f"It exceeded its amount by {decision.excess:,} t and has handed in no plan."


@check("P-7212", field="activity", citation="Kyoto Protocol, Article 3.3 and 3.4; 16/CMP.1", verified=False)
def activity_counts_in_the_period(facts: PartyFacts) -> str | None:
    """A land-use activity must be one that may count in the period, elected no later than the initial review."""
    elective = limits.activity_letters(facts.law, "elected")
    if facts.activity not in (*elective, *limits.activity_letters(facts.law, "always")):
        return f"{facts.activity} does not count in {limits.period_of(facts.law).name}."
    late = facts.party.fixed and facts.activity in elective and facts.party.cap(facts.activity) is None
    return f"{facts.activity} was not elected before the initial review." if late else None


@check("P-7213", field="cap", citation="16/CMP.1, Annex, paragraph 11 and appendix", verified=False)
def cap_on_forest_management_is_fixed(facts: PartyFacts) -> str | None:
    """The limit on RMUs from forest management must not change once the initial review is done."""
    before = facts.party.cap(facts.activity)
    fixed = facts.party.fixed and facts.activity in limits.activity_letters(facts.law, "fixed")
    if not fixed or before is None or before == facts.cap:
        return None
    return f"It is {before:,}."


@check("P-7214", field="year", citation="Kyoto Protocol, Article 7.1; 15/CMP.1", verified=False)
def inventory_is_of_a_year_that_has_ended(facts: PartyFacts) -> str | None:
    """An inventory must be of a year that has ended, and of no year after the commitment period."""
    last = limits.period_of(facts.law).last_year
    if facts.year > last:
        return f"The period ends with {last}."
    return f"{facts.year} has not ended on {facts.on}." if facts.year >= facts.on.year else None


@check("P-7215", field="gases", citation="Kyoto Protocol, Annex A")
def gases_are_those_of_annex_a(facts: PartyFacts) -> str | None:
    """The gases of an inventory must be those of Annex A and add up to its total."""
    if not facts.gases:
        return None
    covered = facts.law.required_protocol.gases
    unknown = [gas for gas, _ in facts.gases if gas not in covered]
    if unknown:
        return f"{', '.join(unknown)}: known are {', '.join(covered)}."
    total = sum(tonnes for _, tonnes in facts.gases)
    return None if total == facts.tonnes else f"They add up to {total:,} t, not {facts.tonnes:,} t."


@check("P-7216", field="year", citation="22/CMP.1, Annex, Part III", verified=False)
def inventory_was_submitted_before_its_review(facts: PartyFacts) -> str | None:
    """A review must be of an inventory that was submitted, and not be dated before it."""
    submitted = facts.party.inventory(facts.year).submitted
    if not submitted:
        return f"{facts.party.code} has submitted none for {facts.year}."
    first = submitted[0].on
    return f"It was submitted on {first} only." if facts.on < first else None


@check("P-7230", field="step", citation="13/CMP.1 paras 2-3; 22/CMP.1 (from memory)", verified=False)
def reviewed_inventories_stand(facts: PartyFacts) -> str | None:
    """No inventory may change once the expert review of the whole period is completed."""
    done = facts.party.final_review_on
    return f"It was completed on {done}." if done is not None else None


@check("P-7217", field="step", citation="13/CMP.1 paras 2-3 (the trigger is from memory)", verified=False)
def every_year_of_the_period_is_reviewed(facts: PartyFacts) -> str | None:
    """The expert review may be completed only when the inventory of every year of the period is reviewed."""
    years = limits.period_of(facts.law).years
    missing = [str(year) for year in years if facts.party.inventory(year).reviewed_by(facts.on) is None]
    return f"Not reviewed by {facts.on}: {', '.join(missing)}." if missing else None


@check("P-7218", field="step", citation="13/CMP.1 paras 2-3 (the trigger is from memory)", verified=False)
def expert_review_is_completed_once(facts: PartyFacts) -> str | None:
    """The expert review of the period must be completed once: from that day the additional period runs."""
    done = facts.party.final_review_on
    return f"It was, on {done}." if done is not None else None


@check("P-7219", field="on", citation="13/CMP.1 paras 2-3; the primer: 100 days")
def additional_period_has_ended(facts: PartyFacts) -> str | None:
    """The true-up report and the decision on compliance must wait for the end of the additional period."""
    days = limits.additional_period(facts.law, facts.party)
    if days is None:
        return "It has not begun: the expert review of the period is not completed."
    return None if days.has_ended(facts.on) else f"It runs until {days.ends}."


@check("P-7220", field="step", citation="13/CMP.1, Annex, paragraph 49", verified=False)
def true_up_report_comes_before_the_decision(facts: PartyFacts) -> str | None:
    """Compliance may be decided only when the true-up report is there."""
    return None if facts.party.true_up_on is not None else "There is none."


@check("P-7221", field="retired", citation="13/CMP.1, Annex, paragraph 49", verified=False)
def units_retired_are_those_of_the_true_up_report(facts: PartyFacts) -> str | None:
    """Compliance must be judged by the units retired according to the true-up report."""
    reported = facts.party.true_up_retired
    if facts.party.true_up_on is None or reported == facts.retired:
        return None
    return f"It says {reported:,}, not {facts.retired:,}."


@check("P-7231", field="retired", citation="13/CMP.1, Annex, paragraphs 14 and 49", verified=False)
def units_reported_are_in_the_retirement_account(facts: PartyFacts) -> str | None:
    """The true-up report must state the units that the books show as retired."""
    if facts.in_books is None or facts.retired == facts.in_books:
        return None
    return f"The books show {facts.in_books:,}, not {facts.retired:,}."


@check("P-7222", field="emissions", citation="Kyoto Protocol, Article 3.1; 22/CMP.1", verified=False)
def emissions_are_those_of_the_reviews(facts: PartyFacts) -> str | None:
    """Compliance must be judged by the reviewed emissions of all years of the period."""
    total = limits.reviewed_emissions(facts.law, facts.party, facts.on)
    if total is None:
        return "Not every year of the period is reviewed."
    return None if facts.emissions == total else f"The reviews add up to {total:,} t, not {facts.emissions:,} t."


@check("P-7223", field="excess", citation="the paper, 2.1.b: E − R")
def excess_is_emissions_less_units_retired(facts: PartyFacts) -> str | None:
    """The excess must be the reviewed emissions that no retired unit covers."""
    found = limits.excess(facts.emissions, facts.retired)
    if facts.excess is None or facts.excess == found:
        return None
    return f"{facts.emissions:,} t less {facts.retired:,} retired leave {found:,} t, not {facts.excess:,} t."


@check("P-7224", field="deduction", citation="27/CMP.1, XV, paragraph 5(a) (secondary sources only)", verified=False)
def deduction_is_the_excess_and_thirty_per_cent(facts: PartyFacts) -> str | None:
    """The deduction from the next period must be 1.3 times the excess for which the Party answers, rounded up."""
    found = decided(facts).deduction
    return None if facts.deduction in (None, found) else f"It is {found:,} t, not {facts.deduction:,} t."


@check("P-7225", field="step", citation="Kyoto Protocol, Article 4.5 and 4.6", verified=False)
def joint_target_is_decided_before_a_member_answers(facts: PartyFacts) -> str | None:
    """A member of the bubble that missed its own level may be judged only after the joint target was."""
    if facts.joint is None or facts.joint.decision is not None or not limits.excess(facts.emissions, facts.retired):
        return None
    return f"{facts.joint.code} is not decided yet: if the joint target is met, {facts.party.code} does not answer."


def decided(facts: PartyFacts) -> Decision:
    """The decision that follows from emissions and retired units: excess, who answers for it, and the deduction."""
    missing = limits.excess(facts.emissions, facts.retired)
    joint = facts.joint.decision if facts.joint is not None else None
    answers = bool(missing) and not (joint is not None and not joint.excess)
    lost = limits.deduction(facts.law, missing) if answers else 0
    return Decision(facts.on, facts.emissions, facts.retired, missing, lost, answers)


@check("P-7226", field="plan", citation="27/CMP.1, XV, paragraphs 5(b) and 6", verified=False)
def only_a_party_that_answers_hands_in_a_plan(facts: PartyFacts) -> str | None:
    """Only a Party that answers for an excess may hand in a compliance action plan, once."""
    decision = facts.party.decision
    if decision is None or not decision.answers:
        return "It answers for no excess."
    return f"It did on {facts.party.plan_on}." if facts.party.plan_on is not None else None


@check("P-7227", field="unit", citation="UKREG transactions 7-38 and 7-39")
def party_may_carry_over_the_unit_type(facts: PartyFacts) -> str | None:
    """Only AAUs, CERs, and ERUs not converted from RMUs may be carried over into the next period."""
    if limits.carry_over_limits(facts.law, facts.party.assigned_amount).get(facts.unit, 0) == 0:
        return f"{facts.unit} may not."
    return None


@check(
    "P-7228", field="quantity", citation="13/CMP.1, Annex, paragraph 15: 2.5 % each of CERs and ERUs", verified=False
)
def party_carries_over_within_its_limit(facts: PartyFacts) -> str | None:
    """CERs and ERUs carried over must each stay within their share of the assigned amount."""
    limit = limits.carry_over_limits(facts.law, facts.party.assigned_amount).get(facts.unit)
    before = sum(each.quantity for each in facts.party.carried if each.unit == facts.unit)
    if not limit or before + facts.quantity <= limit:
        return None
    return f"The limit for {facts.unit} is {limit:,}; this would make {before + facts.quantity:,}."


@check("P-7229", field="step", citation="13/CMP.1, Annex, paragraphs 15 and 36", verified=False)
def party_met_its_commitment_before_it_carries_over(facts: PartyFacts) -> str | None:
    """A Party must be found to have met its commitment before it carries units over."""
    decision = facts.party.decision
    if decision is None:
        return "Its compliance is not decided yet."
    return f"It exceeded its amount by {decision.excess:,} t." if decision.answers else None
