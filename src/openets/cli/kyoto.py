"""`ets kyoto`: what Parties do with their units under the Protocol; all of it is declared."""

from __future__ import annotations

import typer

from openets.cli.declared import add_declared
from openets.commands.kyoto import cancel, carry_over, change_expiry, issue_removals, replace, retire

DECLARED_IN = (issue_removals, retire, cancel, replace, carry_over, change_expiry)
"""The modules that declare the commands."""


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="What Parties do with their units under the Kyoto Protocol.")
    names = ("issue-removals", "retire", "cancel", "replace", "carry-over", "change-expiry")
    add_declared(group, *(f"kyoto {name}" for name in names))
    app.add_typer(group, name="kyoto")
