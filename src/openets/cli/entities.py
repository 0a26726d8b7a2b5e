"""Commands about operational entities: who may validate and verify projects."""

from __future__ import annotations

import json
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
    show,
    table,
    words,
)
from openets.cli.parties import OnOption, day
from openets.commands.projects import accredit as accrediting
from openets.commands.projects.step import ENTITY, entity_record
from openets.engine.acts import Outcome
from openets.laws.now import eu_ets
from openets.projects.cycles import programmes
from openets.projects.entity import FUNCTIONS, Entity, entity_from

Key = Annotated[str, typer.Argument(help="The entity's key, such as DNV.")]
Reason = Annotated[str, typer.Argument(help="Why, in one line.")]

entities = typer.Typer(help="Operational entities: accreditation and interests.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    named: dict[str, Any] = {
        "accredit": accredit,
        "extend": extend,
        "suspend": suspend,
        "reinstate": reinstate,
        "withdraw": withdraw,
        "interest": interest,
        "list": list_entities,
        "show": show_entity,
    }
    for name, command in named.items():
        entities.command(name)(command)
    app.add_typer(entities, name="entity")


def accredit(
    entity: Key,
    name: Annotated[str, typer.Argument(help="Its name.")],
    mechanism: Annotated[list[str], typer.Option(help=f"One of {', '.join(programmes(eu_ets()))}; again for each.")],
    scope: Annotated[list[int], typer.Option(help="Sectoral scope, 1 to 15; again for each.")],
    function: Annotated[  # both unless told
        list[str], typer.Option(help=f"{' or '.join(FUNCTIONS)}; both if left out.")
    ] = [],  # noqa: B006
    country: Annotated[str, typer.Option(help="Where it is at home, two letters.")] = "",
    registry: Annotated[str, typer.Option(help="Whose journal keeps its record.")] = "CDM",
    synthetic: Annotated[bool, typer.Option("--synthetic", help="The entity is made up.")] = False,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Accredit an entity to validate and verify."""
    outcome = accrediting.accredit(
        session(store),
        entity=entity,
        name=words(name, "NAME", needed=True),
        mechanisms=mechanism,
        scopes=scope,
        functions=function,
        country=country,
        registry=registry,
        synthetic=synthetic,
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    _done(outcome, entity, "accredited", as_json, dry_run)


def extend(
    entity: Key,
    scope: Annotated[list[int], typer.Option(help="Sectoral scope, 1 to 15; again for each.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Accredit an entity for more scopes."""
    outcome = accrediting.extend(
        session(store), entity=entity, scopes=scope, on=day(on, "--on"), request=fresh(request), dry_run=dry_run
    )
    _done(outcome, entity, "accredited for more scopes", as_json, dry_run)


def suspend(
    entity: Key,
    reason: Reason,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Suspend an entity: what it signs from that day on is refused."""
    outcome = accrediting.suspend(
        session(store),
        entity=entity,
        reason=words(reason, "REASON", needed=True),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    _done(outcome, entity, "suspended", as_json, dry_run)


def reinstate(
    entity: Key,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Lift an entity's suspension."""
    outcome = accrediting.reinstate(
        session(store), entity=entity, on=day(on, "--on"), request=fresh(request), dry_run=dry_run
    )
    _done(outcome, entity, "reinstated", as_json, dry_run)


def withdraw(
    entity: Key,
    reason: Reason,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Withdraw an entity's accreditation for good."""
    outcome = accrediting.withdraw_accreditation(
        session(store),
        entity=entity,
        reason=words(reason, "REASON", needed=True),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    _done(outcome, entity, "accreditation withdrawn", as_json, dry_run)


def interest(
    entity: Key,
    of: Annotated[str, typer.Argument(help="A project's number, or a company's name.")],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    request: RequestOption = "",
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Record that an entity has an interest in a project or company: it may not judge it."""
    outcome = accrediting.declare_interest(
        session(store),
        entity=entity,
        interest=words(of, "OF", needed=True),
        on=day(on, "--on"),
        request=fresh(request),
        dry_run=dry_run,
    )
    _done(outcome, entity, f"interest in {of} recorded", as_json, dry_run)


def _done(outcome: Outcome, entity: str, text: str, as_json: bool, dry_run: bool) -> None:
    settle(outcome, f"{entity}: {text}", as_json, dry_run=dry_run)


def list_entities(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List operational entities."""
    found = [entity_from(json.loads(record.body)) for record in session(store).store.all_records(ENTITY)]
    rows = [(each.key, each.name, _state(each), ", ".join(each.mechanisms), _scopes(each)) for each in found]
    columns = ("Entity", "Name", "State", "Mechanisms", "Scopes")
    names = ("entity", "name", "state", "mechanisms", "scopes")
    answer = [dict(zip(names, row, strict=True)) for row in rows]
    show(answer, table("Operational entities", columns, rows), as_json)


def _state(entity: Entity) -> str:
    return entity.state + (", synthetic" if entity.synthetic else "")


def _scopes(entity: Entity) -> str:
    return " ".join(map(str, entity.scopes))


def show_entity(entity: Key, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Show an entity: its scopes, the days on which it was accredited, its interests."""
    record = entity_record(session(store), entity)
    body = json.loads(record.body)
    found = entity_from(body)
    rows = [(str(row.first_day), str(row.last_day or ""), row.reason) for row in found.spells]
    interests = f" Interests: {', '.join(found.interests)}." if found.interests else ""
    title = (
        f"{found.key} {found.name}: {_state(found)} for {', '.join(found.mechanisms)} ({', '.join(found.functions)}),"
        f" scopes {_scopes(found) or 'none'}.{interests}"
    )
    show(body, table(title, ("Accredited from", "To", "Why it ended"), rows), as_json)
