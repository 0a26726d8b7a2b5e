"""`ets kyoto`: what Parties do with their units under the Protocol; all of it is declared."""

from __future__ import annotations

import typer

from openets.cli.declared import add_group


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="What Parties do with their units under the Kyoto Protocol.")
    add_group(group, "kyoto")
    app.add_typer(group, name="kyoto")
