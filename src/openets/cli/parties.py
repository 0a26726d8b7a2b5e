"""Commands about Parties to the Kyoto Protocol: what is recorded of them, and where they stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    DryRunOption,
    JsonOption,
    RequestOption,
    StoreOption,
    fresh,
    session,
    settle,
    shortened,
    whole,
    words,
)
from openets.cli.standing import list_parties, show_party, what_if_party
from openets.commands.parties import carry_over as carrying
from openets.commands.parties import criterion as finding
from openets.commands.parties import decide as deciding
from openets.commands.parties import elect as electing
from openets.commands.parties import final_review as finishing
from openets.commands.parties import initial_report as reporting
from openets.commands.parties import inventory as taking_stock
from openets.commands.parties import review as reviewing
from openets.commands.parties import suspend as suspending
from openets.commands.parties import true_up as truing_up
from openets.compliance.party_record import CRITERIA
from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.laws.now import ACTIVITIES, kyoto

Party = Annotated[str, typer.Argument(help="The Party's code, such as AT; EU for the EU-15 together.")]
OnOption = Annotated[str, typer.Option("--on", help="Day on which it took place, such as 2007-12-10; else today.")]
SinceOption = Annotated[str, typer.Option("--since", help="Day from which it holds; the day of --on if left out.")]
Year = Annotated[int, typer.Option("--year", min=1, max=9999, help="The year of the emissions.")]
Tonnes = Annotated[str, typer.Argument(help="Tonnes of CO2 equivalent, such as 86,600,000.")]

parties = typer.Typer(help="Parties to the Kyoto Protocol: their records and where they stand.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    named: dict[str, Any] = {
        "initial-report": initial_report,
        "review": review,
        "criterion": criterion,
        "suspend": suspend,
        "reinstate": reinstate,
        "elect": elect,
        "inventory": inventory,
        "review-inventory": review_inventory,
        "final-review": final_review,
        "true-up": true_up,
        "decide": decide,
        "plan": plan,
        "carry-over": carry_over,
        "list": list_parties,
        "show": show_party,
        "what-if": what_if_party,
    }
    for name, command in named.items():
        parties.command(name)(command)
    app.add_typer(parties, name="party")


def day(text: str, what: str) -> date | None:
    """A day from the command line, or `None` where none was given."""
    if not text:
        return None
    if not is_day(text):
        raise Misuse(f"{what} is '{shortened(text)}': expected a day such as 2007-12-10")
    return date.fromisoformat(text)


def party_code(text: str) -> str:
    """The code of a Party of Annex B."""
    known = kyoto().targets
    if text not in known:
        hint = f": did you mean {text.upper()}?" if text.upper() in known else ": expected one such as AT, JP or EU"
        raise Misuse(f"'{shortened(text)}' is no Party with a target in Annex B{hint}")
    return text


# ---- what is recorded ----------------------------------------------------------------------------


def initial_report(
    party: Party,
    base_year: Annotated[str, typer.Argument(help="Base-year emissions, tonnes of CO2 equivalent.")],
    percent: Annotated[str, typer.Option(help="Per cent of the base year; that of the target if left out.")] = "",
    amount: Annotated[str, typer.Option(help="Assigned amount; what follows from the base year if left out.")] = "",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The figures are made up.")] = False,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record a Party's initial report: base year, target, assigned amount."""
    outcome = reporting.initial_report(
        session(store),
        party=party_code(party),
        base_year_emissions=whole(base_year, "BASE_YEAR"),
        percent=_percent(percent),
        assigned_amount=whole(amount, "--amount") if amount else None,
        synthetic=synthetic,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"initial report of {party} recorded", as_json, dry_run=dry_run)


def review(
    party: Party,
    amount: Annotated[str, typer.Argument(help="The assigned amount that the review fixed, tonnes.")],
    base_year: Annotated[str, typer.Option(help="Base-year emissions, if the review changed them.")] = "",
    questions: Annotated[
        bool, typer.Option("--questions", help="Questions of implementation are open: no eligibility by time alone.")
    ] = False,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record the initial review, which fixes the assigned amount."""
    tonnes = whole(amount, "AMOUNT")
    outcome = reviewing.review(
        session(store),
        party=party_code(party),
        assigned_amount=tonnes,
        base_year_emissions=whole(base_year, "--base-year") if base_year else None,
        questions=questions,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"assigned amount of {party} fixed at {tonnes:,} t", as_json, dry_run=dry_run)


def criterion(
    party: Party,
    name: Annotated[str, typer.Argument(help=f"The criterion: {', '.join(CRITERIA)}.")],
    met: Annotated[bool, typer.Option("--met/--not-met", help="Whether it is met.")] = True,
    since: SinceOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record what was found of one of the six eligibility criteria."""
    outcome = finding.criterion(
        session(store),
        party=party_code(party),
        criterion=name,
        met=met,
        since=day(since, "--since"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{party}: '{name}' {'met' if met else 'not met'}", as_json, dry_run=dry_run)


def suspend(
    party: Party,
    reason: Annotated[str, typer.Argument(help="Why, in one line.")],
    since: SinceOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record that the enforcement branch suspended a Party's eligibility."""
    outcome = suspending.suspend(
        session(store),
        party=party_code(party),
        reason=words(reason, "REASON", needed=True),
        since=day(since, "--since"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{party} suspended", as_json, dry_run=dry_run)


def reinstate(
    party: Party,
    since: SinceOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record that a suspended Party's eligibility is back."""
    outcome = suspending.reinstate(
        session(store),
        party=party_code(party),
        since=day(since, "--since"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{party} reinstated", as_json, dry_run=dry_run)


def elect(
    party: Party,
    activity: Annotated[
        str, typer.Argument(help=f"Land-use activity: {', '.join(letters for letters, _ in ACTIVITIES.values())}.")
    ],
    cap: Annotated[str, typer.Argument(help="Most RMUs that may be issued for it in the period.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record that a land-use activity counts for a Party, and the most RMUs for it."""
    units = whole(cap, "CAP")
    outcome = electing.elect(
        session(store),
        party=party_code(party),
        activity=activity,
        cap=units,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{party}: {activity} counts, {units:,} RMUs at most", as_json, dry_run=dry_run)


def inventory(
    party: Party,
    tonnes: Tonnes,
    year: Year,
    gas: Annotated[list[str], typer.Option(help="One gas of it, such as CO2=70000000; again for each.")] = [],  # noqa: B006
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record a year's inventory as a Party submitted it, without land use."""
    total = whole(tonnes, "TONNES")
    outcome = taking_stock.inventory(
        session(store),
        party=party_code(party),
        year=year,
        tonnes=total,
        gases=dict(map(_gas, gas)),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{party}, {year}: {total:,} t submitted", as_json, dry_run=dry_run)


def review_inventory(
    party: Party,
    tonnes: Tonnes,
    year: Year,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record what the review of a year's inventory left standing."""
    total = whole(tonnes, "TONNES")
    outcome = taking_stock.review_inventory(
        session(store),
        party=party_code(party),
        year=year,
        tonnes=total,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{party}, {year}: {total:,} t after review", as_json, dry_run=dry_run)


def final_review(
    party: Party,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record that the expert review of the period is completed; the additional period begins."""
    outcome = finishing.final_review(
        session(store), party=party_code(party), on=day(on, "--on"), request=fresh(request), dry_run=dry_run
    )
    settle(outcome, f"expert review of {party} completed", as_json, dry_run=dry_run)


def true_up(
    party: Party,
    units: Annotated[str, typer.Option(help="Units retired; those in the books if left out.")] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record the true-up report: how many units were retired for the period."""
    outcome = truing_up.true_up(
        session(store),
        party=party_code(party),
        units=whole(units, "--units") if units else None,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"true-up report of {party} recorded", as_json, dry_run=dry_run)


def decide(
    party: Party,
    emissions: Annotated[str, typer.Option(help="Emissions of the period; those of the reviews if left out.")] = "",
    retired: Annotated[str, typer.Option(help="Units retired; those of the true-up report if left out.")] = "",
    plan: Annotated[str, typer.Option(help="The compliance action plan, where there is one already.")] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Decide whether a Party met its commitment; an excess is deducted 1.3 times and suspends it."""
    outcome = deciding.decide(
        session(store),
        party=party_code(party),
        emissions=whole(emissions, "--emissions") if emissions else None,
        retired=whole(retired, "--retired") if retired else None,
        plan=words(plan, "--plan"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"compliance of {party} decided (`ets party show {party}`)", as_json, dry_run=dry_run)


def plan(
    party: Party,
    text: Annotated[str, typer.Argument(help="The plan, in one line.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record the compliance action plan of a Party that exceeded its amount."""
    outcome = deciding.action_plan(
        session(store),
        party=party_code(party),
        plan=words(text, "TEXT", needed=True),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"plan of {party} recorded", as_json, dry_run=dry_run)


def carry_over(
    party: Party,
    quantity: Annotated[str, typer.Argument(help="Whole number of units.")],
    unit: Annotated[str, typer.Option("--unit", help="Unit type: AAU, CER or ERU.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record what a Party asks to carry over into the next period."""
    units = whole(quantity, "QUANTITY")
    outcome = carrying.carry_over(
        session(store),
        party=party_code(party),
        unit=unit,
        quantity=units,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    settle(outcome, f"{party}: {units:,} {unit} to be carried over", as_json, dry_run=dry_run)


def _percent(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        raise Misuse(f"--percent is '{shortened(text)}': expected per cent of the base year, such as 92") from None


def _gas(text: str) -> tuple[str, int]:
    name, _, tonnes = text.partition("=")
    return name, whole(tonnes, f"--gas {shortened(name)}")
