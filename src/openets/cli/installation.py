"""`ets installation`: its steps, which are declared, the list of all and one with its years, operators and accounts."""

from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, AsOfOption, JsonOption, OnOption, StoreOption, session
from openets.cli.lists import known_then, show_one
from openets.commands import reading


def show_installation(
    installation: Annotated[str, typer.Argument(help="Its id, or a number that it had or has, such as AT_1.")],
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show an installation: its operators and accounts over time, its years, what has become of it.

    ets installation show AT_1
    """
    here = session(store)
    from openets.views.installation import WHOLE, installation_file

    key = reading.installation(installation, "INSTALLATION", here)
    with here.reading(as_of, on):
        show_one(WHOLE, known_then("installation", installation_file(key), key), as_json=as_json)


GROUPS = {"installation": "Installations: operators, closures, mergers and numbers."}
COMMANDS = {"installation show": show_installation}
