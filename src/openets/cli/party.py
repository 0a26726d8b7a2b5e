"""`ets party`: what is recorded of Parties to the Kyoto Protocol, which is declared, and where they stand."""

from __future__ import annotations

import typer

from openets.cli.declared import add_declared
from openets.cli.standing import list_parties, show_party, what_if_party
from openets.commands.parties import (
    carry_over,
    criterion,
    decide,
    elect,
    final_review,
    initial_report,
    inventory,
    review,
    suspend,
    true_up,
)

DECLARED_IN = (
    initial_report,
    review,
    criterion,
    suspend,
    elect,
    inventory,
    final_review,
    true_up,
    decide,
    carry_over,
)
"""The modules that declare the commands."""
NAMES = (
    "initial-report", "review", "criterion", "suspend", "reinstate", "elect", "inventory", "review-inventory",
    "final-review", "true-up", "decide", "plan", "carry-over",
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Parties to the Kyoto Protocol: their records and where they stand.", no_args_is_help=True)
    add_declared(group, *(f"party {name}" for name in NAMES))
    group.command("list")(list_parties)
    group.command("show")(show_party)
    group.command("what-if")(what_if_party)
    app.add_typer(group, name="party")
