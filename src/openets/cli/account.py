"""`ets account`: accounts are closed, blocked and opened again, which is declared, and one is shown."""

from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, AsOfOption, JsonOption, OnOption, StoreOption, session
from openets.cli.lists import show_one
from openets.commands import reading
from openets.kernel.refusals import Misuse


def show_account(
    account: Annotated[str, typer.Argument(help="Account identifier, such as AT-120-6-0-33.")],
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show an account: its holder, its installation, how it stands and what it holds.

    ets account show AT-120-6-0-33
    """
    here = session(store)
    from openets.views.accounts import ACCOUNTS, account_row

    identifier = reading.account(account, "ACCOUNT", here)
    with here.reading(as_of, on):
        found = account_row(identifier)
        if found is None:
            raise Misuse(f"account '{identifier}' is not known: `ets accounts` lists them")
        show_one(ACCOUNTS, found, as_json=as_json)


GROUPS = {"account": "Accounts: closed, blocked and opened again."}
COMMANDS = {"account show": show_account}
