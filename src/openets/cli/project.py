"""`ets project`: the steps of the cycles of projects, which are declared, what is on record, and a public list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    DryRunOption,
    JsonOption,
    StoreOption,
    out,
    plain,
    print_table,
    progress,
    session,
    show,
    table,
)
from openets.cli.declared import add_group
from openets.cli.lists import show_list, table_of
from openets.commands.projects.issue import may_issue
from openets.commands.projects.steps import project_record
from openets.importing.cdm.import_list import Imported, import_list
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.projects.law import mechanisms, scopes
from openets.projects.project import Project, project_from
from openets.projects.reckoning import certification_due
from openets.projects.usability import usability, warnings

_COLUMNS = ("id", "title", "mechanism", "state", "parties", "certified", "issued", "synthetic")
_PERIODS = (
    "number", "first_day", "last_day", "baseline", "monitored", "leakage", "reductions", "certified", "issued", "state",
)  # fmt: skip
_STORY = ("Day", "Step", "What", "By")


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Projects that earn credits: their cycles, step by step.", no_args_is_help=True)
    add_group(group, "project")
    group.command("list")(list_projects)
    group.command("show")(show_project)
    app.add_typer(group, name="project")


def list_projects(
    host: Annotated[str, typer.Option(help="Only projects of this host, by its two letters.")] = "",
    mechanism: Annotated[str, typer.Option(help="Only this kind of project.")] = "",
    state: Annotated[str, typer.Option(help="Only projects in this state.")] = "",
    methodology: Annotated[str, typer.Option(help="Only projects with a methodology that begins so.")] = "",
    find: Annotated[str, typer.Option(help="Only projects with these words in number, title or host.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="How many to list.")] = 50,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List projects."""
    here = session(store)
    if mechanism and mechanism not in mechanisms(here.law):
        raise Misuse(f"--mechanism is '{mechanism[:40]}': expected one of {', '.join(mechanisms(here.law))}")
    found = here.projects(q=find, host=host, mechanism=mechanism, state=state, methodology=methodology)
    show_list(found, "Projects", _COLUMNS, as_json=as_json, most=most)


def show_project(
    project: Annotated[str, typer.Argument(help="The project's number, such as CN1234.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show a project: what it is, how far its cycle has come, what may be issued and what its units are good for."""
    here = session(store)
    record = project_record(here, project)
    body = json.loads(record.body)
    found = project_from(body)
    may = may_issue(here, project)
    today = here.clock.now().date()
    usable = usability(here.law, found, today)
    notes = warnings(here.law, found)
    if as_json:
        answer = {**body, "issuable": plain(may), "usable_here": plain(usable), "warnings": notes}
        show({**answer, "reference": record.reference}, "", True)
        return
    lines = _facts(here.law, found)
    if found.registered is not None:
        lines.append(
            f"May be issued now: {may.quantity:,} {may.unit}, of them {may.share_of_proceeds:,} to adaptation."
        )
        lines += [f"  {refusal}" for refusal in may.refusals]
    lines.append(f"Usable under the {here.law.name}: {usable.answer}. {' '.join(usable.reasons)}")
    lines += [f"Note: {warning}" for warning in notes]
    for line in lines:
        out.print(line, markup=False)
    if found.periods:
        from openets.views.project import PERIODS

        periods = map(PERIODS.item, found.periods)
        print_table(table_of(PERIODS, periods, "Monitoring periods, tonnes of CO2 equivalent", _PERIODS))
    story = [(str(row.dated), row.step, row.text, row.by) for row in found.events]
    print_table(table("What was done", _STORY, story))


def _facts(law: Law, project: Project) -> list[str]:
    marks = ", synthetic" if project.synthetic else ""
    lines = [f"{project.key} {project.title}", f"{project.mechanism}, {project.scale} scale, {project.state}{marks}."]
    if project.parties:
        lines.append(f"Other Parties: {', '.join(project.parties)}.")
    if project.methodologies:
        lines.append(f"Methodologies: {', '.join(project.methodologies)}.")
    if project.scopes:
        lines.append(f"Scopes: {', '.join(f'{number} {scopes(law)[number]}' for number in project.scopes)}.")
    if project.crediting is not None:
        crediting = project.crediting
        lines.append(f"Credited from {crediting.first_day} to {crediting.last_day} ({crediting.kind}).")
    if (due := certification_due(law, project)) is not None:
        lines.append(f"Next certification report due by {due}.")
    if project.listed is not None:
        row = project.listed
        issued = "nothing" if row.issued is None else f"{row.issued:,} units"
        lines.append(f"Imported from {row.source} as {row.id}: issued {issued} by its account; the list has no dates.")
    return lines


def import_cdm(
    file: Annotated[Path, typer.Argument(help="The IGES list of CDM projects, CSV.")],
    store: StoreOption = DEFAULT_STORE,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read a public list of CDM projects into the register, as history. Again it takes only what is new or changed."""
    with progress(as_json) as bar:
        task = bar.add_task("Reading", total=None)
        here = session(store, create=True)
        bar.update(task, description="Projects", total=_lines(file))
        found = import_list(here, file, dry_run=dry_run, progress=lambda rows: bar.advance(task, rows))
    show({**plain(found), "dry_run": dry_run}, _report(found, dry_run), as_json)
    if found.not_taken:
        raise typer.Exit(1)


def _lines(file: Path) -> int | None:
    """About how many rows a file has, for the progress bar."""
    if not file.is_file() or file.suffix == ".gz":
        return None
    with file.open("rb") as binary:
        return max(0, sum(1 for _ in binary) - 1)


def _report(found: Imported, dry_run: bool) -> str:
    verb = "would be taken" if dry_run else "taken"
    lines = [
        f"{found.source}: {found.rows:,} rows; {found.taken:,} {verb} ({found.changed:,} of them changed),"
        f" {found.known:,} known before, {len(found.not_taken):,} not taken."
    ]
    lines += [f"  row {row.row}, {row.id or 'no id'}: {row.reason}" for row in found.not_taken]
    return "\n".join(lines)
