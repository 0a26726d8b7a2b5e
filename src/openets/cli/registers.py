"""`ets missing-reports`, `ets refused`, `ets changes`: who is late, what was refused, what was written on a day."""

from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, AsOfOption, JsonOption, OnOption, StoreOption, session
from openets.cli.lists import Most, show_list

_MISSING = ("installation", "name", "operator", "year", "allocated", "due")
_REFUSED = ("number", "at", "registry", "type_name", "unit", "quantity", "checks", "reasons")
_CHANGES = ("at", "entry", "kind", "says")
RegistryOption = Annotated[str, typer.Option(help="Only of this registry.")]


def add_to(app: typer.Typer) -> None:
    app.command("missing-reports")(missing_reports)
    app.command()(refused)
    app.command()(changes)


def missing_reports(
    state: Annotated[str, typer.Option(help="Only of this Member State.")] = "",
    year: Annotated[str, typer.Option(help="Only of this year.")] = "",
    most: Most = None,
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List the reports that have not come by the law's day."""
    found = session(store).missing_reports(state=state, year=year, as_of=as_of, on=on)
    show_list(found, "Reports that have not come", _MISSING, as_json=as_json, most=most)


def refused(
    registry: RegistryOption = "",
    most: Most = None,
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List the proposals that the log refused, with every reason."""
    found = session(store).refused(registry=registry, as_of=as_of, on=on)
    show_list(found, "Refused proposals", _REFUSED, as_json=as_json, most=most)


def changes(
    day: Annotated[str, typer.Option(help="The day; the last one on which anything was written unless you say.")] = "",
    registry: RegistryOption = "",
    most: Most = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List what was written on a day, in all journals."""
    found = session(store).changes(day=day, registry=registry)
    show_list(found, "Changes of a day", _CHANGES, as_json=as_json, most=most)
