"""`ets installation`: its steps, which are declared, the list of all and one with its years, operators and accounts."""

from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, AsOfOption, JsonOption, OnOption, StoreOption, session
from openets.cli.groups import add_group
from openets.cli.lists import Most, known_then, show_list, show_one
from openets.commands import reading

_COLUMNS = ("id", "name", "member_state", "sector", "operator", "synthetic")
_HELP = "Installations: operators, closures, mergers and numbers."


def add_to(app: typer.Typer) -> None:
    add_group(app, "installation", _HELP, list=list_installations, show=show_installation)


def list_installations(
    find: Annotated[str, typer.Option(help="Only those with these words in name, id, operator or place.")] = "",
    most: Most = None,
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List installations."""
    found = session(store).installations(q=find, as_of=as_of, on=on)
    show_list(found, "Installations", _COLUMNS, as_json=as_json, most=most)


def show_installation(
    installation: Annotated[str, typer.Argument(help="Its id, or a number that it had or has, such as AT_1.")],
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show an installation: its operators and accounts over time, its years, what has become of it."""
    here = session(store)
    from openets.views.installation import WHOLE, installation_file

    key = reading.installation(installation, "INSTALLATION", here)
    with here.reading(as_of, on):
        show_one(WHOLE, known_then("installation", installation_file(key), key), as_json=as_json)
