"""`ets correction`: its steps, which are declared, and the list of all."""

from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, AsOfOption, JsonOption, OnOption, StoreOption, session
from openets.cli.lists import Most, show_list

_COLUMNS = ("installation", "year", "before", "owed", "difference", "status", "reserved", "proposed_on", "decided_on")


def list_corrections(
    status: Annotated[str, typer.Option(help="Only those that are proposed, accepted, rejected or withdrawn.")] = "",
    most: Most = None,
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List the latest correction of each year that has any.

    ets correction list --status proposed
    """
    found = session(store).corrections(status=status.lower(), as_of=as_of, on=on)
    show_list(found, "Corrections of reports", _COLUMNS, as_json=as_json, most=most)


GROUPS = {"correction": "Corrections of reports: proposed, and accepted or rejected by the authority."}
COMMANDS = {"correction list": list_corrections}
