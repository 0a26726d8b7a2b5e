"""`ets party`: what is recorded of Parties to the Kyoto Protocol, which is declared, and where they stand."""

from __future__ import annotations

import typer

from openets.cli.declared import add_group
from openets.cli.standing import list_parties, show_party, what_if_party


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Parties to the Kyoto Protocol: their records and where they stand.", no_args_is_help=True)
    add_group(group, "party")
    group.command("list")(list_parties)
    group.command("show")(show_party)
    group.command("what-if")(what_if_party)
    app.add_typer(group, name="party")
