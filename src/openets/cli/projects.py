"""Commands about projects: every step of their cycles, and the issuance of their units."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from openets.cli import project_register
from openets.cli.console import (
    DEFAULT_STORE,
    DryRunOption,
    JsonOption,
    RequestOption,
    StoreOption,
    fresh,
    identifier,
    session,
    settle,
    shortened,
    whole,
    words,
)
from openets.cli.parties import OnOption, day
from openets.commands.projects import approve as approving
from openets.commands.projects import change_track as changing
from openets.commands.projects import design as designing
from openets.commands.projects import issue as issuing
from openets.commands.projects import monitor as monitoring
from openets.commands.projects import register as registering
from openets.commands.projects import renew as renewing
from openets.commands.projects import request_issuance as requesting
from openets.commands.projects import reversal as reversing
from openets.commands.projects import review as reviewing
from openets.commands.projects import set_aside as setting_aside
from openets.commands.projects import validate as validating
from openets.commands.projects import verify as verifying
from openets.commands.projects import withdraw as withdrawing
from openets.engine.acts import Outcome
from openets.kernel.refusals import Misuse
from openets.laws.now import ACTIVITIES, eu_ets
from openets.projects.cycles import mechanisms
from openets.projects.law import table

Project = Annotated[str, typer.Argument(help="The project's number: its host's two letters and digits, as CN1234.")]
PeriodOption = Annotated[int, typer.Option("--period", min=1, help="Number of the monitoring period.")]
Entity = Annotated[str, typer.Option("--entity", help="Key of the operational entity, such as DNV.")]
Reason = Annotated[str, typer.Argument(help="Why, in one line.")]

projects = typer.Typer(help="Projects that earn credits: their cycles, step by step.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    named: dict[str, Any] = {
        "design": design,
        "additionality": additionality,
        "validate": validate,
        "approve": approve,
        "register": register,
        "reject": reject,
        "monitor": monitor,
        "verify": verify,
        "request-issuance": request_issuance,
        "request-review": request_review,
        "conclude-review": conclude_review,
        "issue": issue,
        "renew": renew,
        "withdraw": withdraw,
        "change-track": change_track,
        "set-aside": set_aside,
        "report-reversal": report_reversal,
        "settle-reversal": settle_reversal,
        "list": project_register.list_projects,
        "show": project_register.show_project,
    }
    for name, command in named.items():
        projects.command(name)(command)
    app.add_typer(projects, name="project")


def done(outcome: Outcome, project: str, text: str, as_json: bool, dry_run: bool) -> None:
    settle(outcome, f"{project}: {text}", as_json, dry_run=dry_run)


# ---- before registration ---------------------------------------------------------------------------


def design(
    project: Project,
    mechanism: Annotated[str, typer.Option(help=f"The kind of project: {', '.join(mechanisms(eu_ets()))}.")],
    title: Annotated[str, typer.Option(help="Its title.")] = "",
    party: Annotated[list[str], typer.Option(help="Code of another Party; again for each.")] = [],  # noqa: B006
    participant: Annotated[list[str], typer.Option(help="Whose project it is; again for each.")] = [],  # noqa: B006
    methodology: Annotated[list[str], typer.Option(help="Such as ACM0002; again for each.")] = [],  # noqa: B006
    scale: Annotated[str, typer.Option(help="large or small.")] = "",
    scope: Annotated[list[int], typer.Option(help="Sectoral scope, 1 to 15; again for each.")] = [],  # noqa: B006
    technology: Annotated[str, typer.Option(help=f"One of {', '.join(table(eu_ets())['technologies'])}.")] = "",
    kilowatts: Annotated[str, typer.Option(help="Installed capacity.")] = "",
    megawatt_hours: Annotated[str, typer.Option(help="Energy that it saves in a year.")] = "",
    dam_criteria: Annotated[
        bool, typer.Option("--dam-criteria", help="A large dam keeps to the World Commission on Dams' criteria.")
    ] = False,
    activity: Annotated[int | None, typer.Option(min=1, max=max(ACTIVITIES), help="Of a sink.")] = None,
    unit: Annotated[str, typer.Option(help="Of a CDM sink: tCER or lCER.")] = "",
    installation: Annotated[list[str], typer.Option(help="Of the EU ETS, where it saves; again for each.")] = [],  # noqa: B006
    crediting: Annotated[str, typer.Option(help="renewable or fixed.")] = "",
    first_day: Annotated[str, typer.Option(help="First day of the crediting period, such as 2008-01-01.")] = "",
    last_day: Annotated[str, typer.Option(help="Its last day; as late as it may be if left out.")] = "",
    baseline: Annotated[list[str], typer.Option(help="Tonnes a year, or 2008=1000; again for each year.")] = [],  # noqa: B006
    expected: Annotated[list[str], typer.Option(help="Expected reductions, in the same way.")] = [],  # noqa: B006
    free_baseline: Annotated[
        bool, typer.Option("--baseline-follows-output", help="Reports need not keep within the registered baseline.")
    ] = False,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The project is made up.")] = False,
    document: Annotated[Path | None, typer.Option(help="A JSON file with the same words; options go first.")] = None,
    registry: Annotated[str, typer.Option(help="Whose journal keeps it; the CDM's or the host's if left out.")] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Enter a project's design document; a new one begins the cycle again."""
    typed = {
        "title": title,
        "parties": party,
        "participants": participant,
        "methodologies": methodology,
        "scale": scale,
        "scopes": scope,
        "technology": technology,
        "kilowatts": whole(kilowatts, "--kilowatts") if kilowatts else None,
        "megawatt_hours": whole(megawatt_hours, "--megawatt-hours") if megawatt_hours else None,
        "dam_criteria": dam_criteria or None,
        "activity": activity,
        "unit": unit,
        "installations": installation,
        "crediting": crediting,
        "first_day": first_day,
        "last_day": last_day,
        "baseline": _tonnes(baseline, "--baseline"),
        "expected": _tonnes(expected, "--expected"),
        "fixed_baseline": False if free_baseline else None,
        "synthetic": synthetic or None,
    }
    told = {name: value for name, value in typed.items() if value not in ("", [], None)}
    outcome = designing.design(
        session(store),
        project=project,
        mechanism=mechanism,
        document={**_document(document), **told},
        registry=registry,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, "design document entered", as_json, dry_run)


def _tonnes(given: Sequence[str], what: str) -> int | dict[str, int] | None:
    """Tonnes as they were typed: one number for every year, or one for each."""
    if not given:
        return None
    if len(given) == 1 and "=" not in given[0]:
        return whole(given[0], what)
    pairs = [each.partition("=") for each in given]
    if bad := [each for each, (_, sign, _) in zip(given, pairs, strict=True) if not sign]:
        raise Misuse(
            f"{what} is '{shortened(bad[0])}': expected tonnes a year such as 1000, or 2008=1000 for each year"
        )
    return {year: whole(number, f"{what} {shortened(year)}") for year, _, number in pairs}


def _document(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        content = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise Misuse(f"--document {file} is no JSON in UTF-8 ({error})") from None
    if type(content) is not dict:
        raise Misuse(f"--document {file} must hold a JSON object, such as {{'title': …}}")
    return content


def additionality(
    project: Project,
    ground: Annotated[list[str], typer.Option(help=f"One of {', '.join(table(eu_ets())['grounds'])}; again for each.")],
    argument: Annotated[str, typer.Option(help="Why it would not happen without credits.")],
    required_by_law: Annotated[bool, typer.Option("--required-by-law", help="The law asks for it anyway.")] = False,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """State why a project's reductions are additional."""
    outcome = designing.state_additionality(
        session(store),
        project=project,
        grounds=ground,
        argument=argument,
        required_by_law=required_by_law,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, "statement of additionality entered", as_json, dry_run)


def validate(
    project: Project,
    entity: Entity,
    positive: Annotated[bool, typer.Option("--positive/--negative", help="What the entity found.")] = True,
    opinion: Annotated[str, typer.Option(help="Its opinion in words.")] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Enter an entity's opinion of the design (in Joint Implementation: its determination)."""
    outcome = validating.validate(
        session(store),
        project=project,
        entity=entity,
        positive=positive,
        opinion=words(opinion, "--opinion"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"{'positive' if positive else 'negative'} opinion of {entity} entered", as_json, dry_run)


def approve(
    project: Project,
    party: Annotated[str, typer.Option(help="Code of the Party that approves.")],
    sustainable: Annotated[
        bool, typer.Option("--sustainable", help="The host confirms that it helps to develop sustainably.")
    ] = False,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Enter a Party's letter of approval."""
    outcome = approving.approve(
        session(store),
        project=project,
        party=party,
        sustainable=sustainable,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"approval of {party} entered", as_json, dry_run)


def register(
    project: Project,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Register a project."""
    outcome = registering.register(
        session(store), project=project, on=day(on, "--on"), request=fresh(request), dry_run=dry_run
    )
    done(outcome, project, "registered", as_json, dry_run)


def reject(
    project: Project,
    reason: Reason,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Reject a project's registration."""
    outcome = registering.reject(
        session(store),
        project=project,
        reason=words(reason, "REASON", needed=True),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, "rejected", as_json, dry_run)


# ---- monitoring and issuance -----------------------------------------------------------------------


def monitor(
    project: Project,
    first_day: Annotated[str, typer.Argument(help="First day of the period, such as 2008-01-01.")],
    last_day: Annotated[str, typer.Argument(help="Its last day.")],
    baseline: Annotated[str, typer.Option(help="Tonnes that would have been emitted (a sink: stored) without it.")],
    monitored: Annotated[str, typer.Option(help="Tonnes that were emitted (a sink: stored).")],
    leakage: Annotated[str, typer.Option(help="Tonnes emitted elsewhere because of it.")] = "0",
    reductions: Annotated[str, typer.Option(help="What it comes to, to be checked.")] = "",
    replaces: Annotated[int, typer.Option(min=0, help="Number of the report that this one corrects.")] = 0,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Enter a monitoring report."""
    first, last = day(first_day, "FIRST_DAY"), day(last_day, "LAST_DAY")
    if first is None or last is None:
        raise Misuse("FIRST_DAY and LAST_DAY are days such as 2008-01-01, not blank")
    outcome = monitoring.monitor(
        session(store),
        project=project,
        first_day=first,
        last_day=last,
        baseline=whole(baseline, "--baseline"),
        monitored=whole(monitored, "--monitored"),
        leakage=whole(leakage, "--leakage"),
        reductions=whole(reductions, "--reductions") if reductions else None,
        replaces=replaces,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"report on {first} to {last} entered", as_json, dry_run)


def verify(
    project: Project,
    period: PeriodOption,
    entity: Annotated[str, typer.Option(help="The entity; on track 1 the host verifies if left out.")] = "",
    certified: Annotated[str, typer.Option(help="Tonnes certified; all that was reported if left out.")] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Enter the verification and certification of a monitoring period."""
    outcome = verifying.verify(
        session(store),
        project=project,
        period=period,
        entity=entity,
        certified=whole(certified, "--certified") if certified else None,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"period {period} certified", as_json, dry_run)


def request_issuance(
    project: Project,
    period: PeriodOption,
    quantity: Annotated[str, typer.Option(help="Units; all that is left of the period if left out.")] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Ask for the units of a certified period."""
    outcome = requesting.request_issuance(
        session(store),
        project=project,
        period=period,
        quantity=whole(quantity, "--quantity") if quantity else None,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"units of period {period} requested", as_json, dry_run)


def request_review(
    project: Project,
    reason: Reason,
    period: PeriodOption,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Ask for a review of a request for issuance."""
    outcome = reviewing.request_review(
        session(store),
        project=project,
        period=period,
        reason=words(reason, "REASON", needed=True),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"review of period {period} requested", as_json, dry_run)


def conclude_review(
    project: Project,
    period: PeriodOption,
    passed: Annotated[bool, typer.Option("--passed/--rejected", help="How it ended.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Conclude a review: the request passes, or the period earns nothing."""
    outcome = reviewing.conclude_review(
        session(store),
        project=project,
        period=period,
        passed=passed,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"review of period {period} {'passed' if passed else 'rejected'}", as_json, dry_run)


def issue(
    project: Project,
    quantity: Annotated[str, typer.Option(help="Units; all that may be issued if left out.")] = "",
    account: Annotated[str, typer.Option(help="Of voluntary units: the account that they come into.")] = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Issue a project's units (of Joint Implementation: convert assigned amount or removal units)."""
    units = whole(quantity, "--quantity") if quantity else None
    outcome = issuing.issue(
        session(store),
        project=project,
        quantity=units,
        account=identifier(account) if account else "",
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"{units:,} units issued" if units else "units issued", as_json, dry_run)


# ---- what changes a project ------------------------------------------------------------------------


def renew(
    project: Project,
    entity: Entity,
    baseline: Annotated[list[str], typer.Option(help="Tonnes a year, or 2015=1000; again for each year.")],
    expected: Annotated[list[str], typer.Option(help="Expected reductions, in the same way.")],
    opinion: Annotated[str, typer.Option(help="The entity's opinion in words.")] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Renew a project's crediting period, with a baseline that an entity has validated anew."""
    outcome = renewing.renew(
        session(store),
        project=project,
        entity=entity,
        baseline=_tonnes(baseline, "--baseline") or 0,
        expected=_tonnes(expected, "--expected") or 0,
        opinion=words(opinion, "--opinion"),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, "crediting period renewed", as_json, dry_run)


def withdraw(
    project: Project,
    reason: Reason,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Withdraw a project and its registration: no more units can be issued for it."""
    outcome = withdrawing.withdraw(
        session(store),
        project=project,
        reason=words(reason, "REASON", needed=True),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, "withdrawn", as_json, dry_run)


def change_track(
    project: Project,
    track: Annotated[int, typer.Argument(min=1, max=2, help="The other track of Joint Implementation.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take a project of Joint Implementation to the other track."""
    outcome = changing.change_track(
        session(store), project=project, track=track, on=day(on, "--on"), request=fresh(request), dry_run=dry_run
    )
    done(outcome, project, f"on track {track} now", as_json, dry_run)


def set_aside(
    project: Project,
    installation: Annotated[str, typer.Argument(help="The installation, such as CZ_55.")],
    quantity: Annotated[str, typer.Argument(help="Allowances given up.")],
    transaction: Annotated[str, typer.Option(help="The transaction that shows it.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show that allowances of an installation were given up, so that nothing is counted twice."""
    units = whole(quantity, "QUANTITY")
    outcome = setting_aside.set_aside(
        session(store),
        project=project,
        installation=installation,
        quantity=units,
        transaction=transaction,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"{units:,} allowances of {installation} given up", as_json, dry_run)


def report_reversal(
    project: Project,
    quantity: Annotated[str, typer.Argument(help="Tonnes lost.")],
    entity: Entity,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Report that a sink lost what it had stored."""
    tonnes = whole(quantity, "QUANTITY")
    outcome = reversing.report_reversal(
        session(store),
        project=project,
        entity=entity,
        quantity=tonnes,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, f"{tonnes:,} t reported lost", as_json, dry_run)


def settle_reversal(
    project: Project,
    transaction: Annotated[str, typer.Argument(help="The transaction that replaced or cancelled the units.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Show that a reversal of storage was made good."""
    outcome = reversing.settle_reversal(
        session(store),
        project=project,
        transaction=transaction,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    done(outcome, project, "reversal made good", as_json, dry_run)
