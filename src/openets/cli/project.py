"""`ets project`: the steps of the cycles of projects and the issuance of their units, which are declared, and lists."""

from __future__ import annotations

import typer

from openets.cli import project_register
from openets.cli.declared import add_group


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Projects that earn credits: their cycles, step by step.", no_args_is_help=True)
    add_group(group, "project")
    group.command("list")(project_register.list_projects)
    group.command("show")(project_register.show_project)
    app.add_typer(group, name="project")
