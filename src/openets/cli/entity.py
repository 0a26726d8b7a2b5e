"""`ets entity`: who may validate and verify projects. Its steps are declared, its list is a view."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, StoreOption, session, show, table
from openets.cli.declared import add_group
from openets.cli.lists import show_list
from openets.commands.projects.entities import entity_record
from openets.projects.entities import Entity, entity_from

_COLUMNS = ("id", "name", "state", "mechanisms", "scopes", "synthetic")
Key = Annotated[str, typer.Argument(help="The entity's key, such as DNV.")]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Operational entities: accreditation and interests.", no_args_is_help=True)
    add_group(group, "entity")
    group.command("list")(list_entities)
    group.command("show")(show_entity)
    app.add_typer(group, name="entity")


def list_entities(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List operational entities."""
    show_list(session(store).entities(), "Operational entities", _COLUMNS, as_json=as_json)


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
