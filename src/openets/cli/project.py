"""`ets project`: the steps of the cycles of projects and the issuance of their units, which are declared, and lists."""

from __future__ import annotations

import typer

from openets.cli import project_register
from openets.cli.declared import add_declared
from openets.commands.projects import (
    approve,
    change_track,
    design,
    issue,
    monitor,
    register,
    renew,
    request_issuance,
    reversal,
    review,
    set_aside,
    validate,
    verify,
    withdraw,
)

DECLARED_IN = (
    design,
    validate,
    approve,
    register,
    monitor,
    verify,
    request_issuance,
    review,
    issue,
    renew,
    withdraw,
    change_track,
    set_aside,
    reversal,
)
"""The modules that declare the commands."""
NAMES = (
    "design", "additionality", "validate", "approve", "register", "reject", "monitor", "verify", "request-issuance",
    "request-review", "conclude-review", "issue", "renew", "withdraw", "change-track", "set-aside", "report-reversal",
    "settle-reversal",
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Projects that earn credits: their cycles, step by step.", no_args_is_help=True)
    add_declared(group, *(f"project {name}" for name in NAMES))
    group.command("list")(project_register.list_projects)
    group.command("show")(project_register.show_project)
    app.add_typer(group, name="project")
