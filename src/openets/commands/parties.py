"""What is recorded of a Party, and its position: each command takes one step with its record.

The law of the steps is in `compliance`. A Party's record is kept in the journal of its own registry.
"""

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, Unpack

from openets.commands.declare import command
from openets.commands.field_kinds import DAY, FLAG, GASES, KEY, LINE, PERCENT, QUANTITY, TEXT, suggested
from openets.commands.fields import Field, How, PartyCode, PartyUnit, Quantity, Reason, Synthetic, Value, Year, day_text
from openets.commands.kyoto import ACTIVITY
from openets.commands.steps import StepCommands, as_json
from openets.compliance import party_position
from openets.compliance.party_checks import PERCENT as PERCENT_OF_BASE
from openets.compliance.party_limits import over_the_period, retired_units, reviewed_emissions
from openets.compliance.party_position import Position, counts_by_registry, counts_of, position
from openets.compliance.party_record import CRITERIA, Party
from openets.compliance.party_steps import KIND
from openets.compliance.party_steps import STEPS as TABLE
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import AnyCommand, TakeStep
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import Opening
from openets.ledger.store import Needs, Store
from openets.records.bodies import record_from


def parties(store: Store) -> dict[str, Party]:
    """Every Party on record, by code."""
    return {record.key: record_from(Party, json.loads(record.body)) for record in store.all_records(KIND.name)}


def party_of(store: Store, code: str) -> Party:
    """One Party. Raises `Misuse` for one that is not on record."""
    found = parties(store).get(code)
    if found is None:
        raise Misuse(f"'{code[:40]}' is no Party on record: `ets party initial-report` begins its record")
    return found


def positions(law: Law, store: Store, on: date) -> dict[str, Position]:
    """The position of every Party on a day, with the units that its registry has now."""
    return party_position.positions(law, parties(store), store.all_totals(), on)


def position_of(law: Law, store: Store, code: str, on: date) -> Position:
    """The position of one Party. Raises `Misuse` for one that is not on record."""
    return position(law, party_of(store, code), counts_of(law, counts_by_registry(store.all_totals()), code), on)


def retired(law: Law, store: Store, code: str) -> int:
    """Units that a Party retired; of the bubble, those of all its members too."""
    return retired_units(law, counts_of(law, counts_by_registry(store.all_totals()), code))


STEPS = StepCommands(
    __name__,
    KIND.name,
    "party",
    {
        "party": PartyCode,
        "assigned_amount": Field(QUANTITY, "The assigned amount that the review fixed, tonnes.", "AMOUNT"),
        "base_year_emissions": Field(QUANTITY, "Base-year emissions, if the review changed them.", "--base-year"),
        "questions": Field(FLAG, "Questions of implementation are open: no eligibility by time alone.", "--questions"),
        "criterion": Field(suggested(KEY, lambda law: CRITERIA), "The criterion.", "NAME"),
        "met": Field(FLAG, "Whether it is met.", "--met/--not-met", default=True),
        "since": Field(DAY, "Day from which it holds; the day of --on if left out."),
        "reason": Reason,
        "activity": Field(ACTIVITY, "Land-use activity, by its letters.", "ACTIVITY"),
        "cap": Field(QUANTITY, "Most removal units that may be issued for it in the period.", "CAP"),
        "year": Year,
        "gases": Field(GASES, "One gas of it, such as CO2=70000000; again for each.", "--gas"),
        "plan": Field(LINE, "The plan, in one line.", "TEXT", "Fewer cars."),
        "unit": PartyUnit,
    },
    TABLE,
    home=lambda session, party: party,
)
TONNES = Field(QUANTITY, "Tonnes of CO2 equivalent, such as 86,600,000.", "TONNES", "86600000")


class InitialReport(NamedTuple):
    """What a Party reports at the beginning, in tonnes of CO2 equivalent."""

    base_year_emissions: Annotated[
        int, Field(QUANTITY, "Base-year emissions, tonnes of CO2 equivalent.", "BASE_YEAR", "86600000")
    ]
    percent: Annotated[Decimal | None, Field(PERCENT, "Per cent of the base year; that of the target if left out.")] = (
        None
    )
    assigned_amount: Annotated[
        int | None, Field(QUANTITY, "Assigned amount; what follows from the base year if left out.", "--amount")
    ] = None
    synthetic: Synthetic = False


@command("party initial-report", done="initial report of {party} recorded")
def initial_report(
    session: Session, *, party: PartyCode, report: Annotated[InitialReport, Value(InitialReport)], **how: Unpack[How]
) -> Outcome:
    """Record a Party's initial report: base year, target, assigned amount.

    Its registry gets the accounts that only a Party needs.
    """
    law = session.law
    target = session.law.required_protocol.targets.get(party)
    if target is None:
        raise Misuse(f"'{party}' has no target in Annex B: expected a code such as AT, or EU for the EU-15")
    share = target.percent if report.percent is None else PERCENT_OF_BASE.read("'percent'", str(report.percent), law)
    amount = report.assigned_amount
    told = {
        "base_year_emissions": report.base_year_emissions,
        "percent": share,
        "assigned_amount": over_the_period(law, report.base_year_emissions, share) if amount is None else amount,
        "synthetic": True if report.synthetic else None,
        "on": how["on"],
    }
    step = TakeStep(party, KIND.name, party, "initial report", as_json(told), how["request"])
    if how["dry_run"] or not session.one(step, dry_run=True).accepted:
        return session.one(step, dry_run=how["dry_run"])
    missing = _missing_accounts(session, party, target.name, how["request"], day_text(how["on"]))
    first, *_ = session.commit([step, *missing])
    return first


def _missing_accounts(session: Session, party: str, name: str, request: str, on: str) -> list[AnyCommand]:
    """What opens the accounts that a registry needs under the Protocol and does not have yet."""
    terms = session.law.terms
    wanted = {terms.standing_account(party, type): type for type in terms.registries[party].later}
    with session.store.reading() as books:
        known = books.load(Needs(accounts=set(wanted))).accounts
    return [
        OpenAccount(party, Opening(party, type, f"{name}: {terms.accounts[type].name}", name), f"{request}:{type}", on)
        for identifier, type in wanted.items()
        if identifier not in known
    ]


review = STEPS.command(
    "review",
    "assigned amount of {party} fixed at {assigned_amount:,} t",
    "Record the initial review, which fixes the assigned amount.",
    more="With `questions`, the Party is eligible only once every criterion is found met.",
    step="initial review",
)

criterion = STEPS.command(
    "criterion",
    lambda told: f"{told['party']}: '{told['criterion']}' {'met' if told['met'] else 'not met'}",
    "Record what was found of one of the six eligibility criteria, from a day on.",
)

suspend = STEPS.command(
    "suspend", "{party} suspended", "Record that the enforcement branch suspended a Party's eligibility."
)

reinstate = STEPS.command("reinstate", "{party} reinstated", "Record that a suspended Party's eligibility is back.")


elect = STEPS.command(
    "elect",
    "{party}: {activity} counts, {cap:,} removal units at most",
    "Record that a land-use activity counts for a Party, and the most removal units for it.",
    step="elect activity",
)

inventory = STEPS.command(
    "inventory",
    "{party}, {year}: {tonnes:,} t submitted",
    "Record a year's inventory as a Party submitted it, without land use.",
    tonnes=TONNES,
)

review_inventory = STEPS.command(
    "review-inventory",
    "{party}, {year}: {tonnes:,} t after review",
    "Record what the review of a year's inventory left standing.",
    more="A later review may leave something else.",
    step="inventory review",
    tonnes=TONNES,
)


final_review = STEPS.command(
    "final-review",
    "expert review of {party} completed",
    "Record that the expert review of the period is completed; the additional period begins.",
    more="From that day the Party has a hundred days to acquire and retire what it lacks.",
    step="expert review completed",
)


def _with_units_retired(session: Session, party: str, told: dict[str, Any]) -> dict[str, Any]:
    units = told.pop("units") if "units" in told else retired(session.law, session.store, party)
    return {**told, "retired": units}


true_up = STEPS.command(
    "true-up",
    "true-up report of {party} recorded",
    "Record the true-up report: how many units were retired for the period.",
    more="Left out, they are those that lie in the retirement account; of the EU-15, in all of theirs.",
    step="true-up report",
    fill=_with_units_retired,
    units=Field(QUANTITY, "Units retired; those in the books if left out."),
)


def _with_figures_on_record(session: Session, party: str, told: dict[str, Any]) -> dict[str, Any]:
    here = party_of(session.store, party)
    reviewed = reviewed_emissions(session.law, here, told.get("on") or session.clock.now().date()) or 0
    return {"emissions": reviewed, "retired": here.true_up_retired, **told}


decide = STEPS.command(
    "decide",
    "compliance of {party} decided (`ets party show {party}`)",
    "Decide whether a Party met its commitment; an excess is deducted 1.3 times and suspends it.",
    more="It does not suspend a member of a bubble whose joint target is met.",
    step="compliance decided",
    fill=_with_figures_on_record,
    emissions=Field(QUANTITY, "Emissions of the period; those of the reviews if left out.", default=None),
    retired=Field(QUANTITY, "Units retired; those of the true-up report if left out.", default=None),
    plan=Field(TEXT, "The compliance action plan, where there is one already."),
)

plan = STEPS.command(
    "plan",
    "plan of {party} recorded",
    "Record the compliance action plan of a Party that exceeded its amount.",
    step="action plan",
)

carry_over = STEPS.command(
    "carry-over",
    "{party}: {quantity:,} {unit} to be carried over",
    "Record what a Party asks to carry over into the next period.",
    more="The units themselves are carried over by `ets kyoto carry-over`.",
    quantity=Quantity,
)
