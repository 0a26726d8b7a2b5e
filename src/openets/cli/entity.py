"""`ets entity`: who may validate and verify projects. Its steps are declared, its list is a view."""

from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, AsOfOption, JsonOption, OnOption, StoreOption, session
from openets.cli.lists import known_then, show_list, show_one
from openets.commands.projects.entities import entity_record

_COLUMNS = ("id", "name", "status", "mechanisms", "scopes", "synthetic")
Key = Annotated[str, typer.Argument(help="The entity's key, such as DNV.")]


def list_entities(
    as_of: AsOfOption = "", on: OnOption = "", store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False
) -> None:
    """List operational entities.

    ets entity list
    """
    show_list(session(store).entities(as_of=as_of, on=on), "Operational entities", _COLUMNS, as_json=as_json)


def show_entity(
    entity: Key,
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show an entity: its scopes, the days on which it was accredited, its interests.

    ets entity show DNV
    """
    here = session(store)
    from openets.views.entities import ENTITIES
    from openets.views.entities import entity as find

    entity_record(here, entity)
    with here.reading(as_of, on):
        show_one(ENTITIES, known_then("entity", find(entity), entity), as_json=as_json)


GROUPS = {"entity": "Operational entities: accreditation and interests."}
COMMANDS = {"entity list": list_entities, "entity show": show_entity}
