"""`ets project`: the steps of the cycles of projects, which are declared, what is on record, and a public list."""

from pathlib import Path
from typing import Annotated

import typer

from openets.cli.console import (
    DEFAULT_STORE,
    AsOfOption,
    DryRunOption,
    JsonOption,
    OnOption,
    StoreOption,
    plain,
    progress,
    session,
    show,
)
from openets.cli.lists import Most, known_then, show_list, show_one
from openets.commands.projects.steps import project_record
from openets.importing.cdm.import_list import Imported, import_list
from openets.kernel.refusals import Misuse
from openets.ledger.holds import IMPORTED
from openets.projects.law import mechanisms

_COLUMNS = ("id", "title", "mechanism", "status", "parties", "certified", "issued", "synthetic")


def list_projects(
    host: Annotated[str, typer.Option(help="Only projects of this host, by its two letters.")] = "",
    mechanism: Annotated[str, typer.Option(help="Only this kind of project.")] = "",
    status: Annotated[str, typer.Option(help="Only projects with this status.")] = "",
    methodology: Annotated[str, typer.Option(help="Only projects with a methodology that begins so.")] = "",
    find: Annotated[str, typer.Option(help="Only projects with these words in number, title or host.")] = "",
    most: Most = None,
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List projects.

    ets project list --host CN --methodology ACM0002
    """
    here = session(store)
    if mechanism and mechanism not in mechanisms(here.law):
        raise Misuse(f"--mechanism is '{mechanism[:40]}': expected one of {', '.join(mechanisms(here.law))}")
    found = here.projects(
        q=find, host=host, mechanism=mechanism, status=status, methodology=methodology, as_of=as_of, on=on
    )
    show_list(found, "Projects", _COLUMNS, as_json=as_json, most=most)


def show_project(
    project: Annotated[str, typer.Argument(help="The project's number, such as CN1234.")],
    as_of: AsOfOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show a project: what it is, how far its cycle has come, what may be issued and what its units are good for.

    ets project show CN1234
    """
    here = session(store)
    from openets.views.project import WHOLE, project_file

    project_record(here, project)
    with here.reading(as_of, on):
        show_one(WHOLE, known_then("project", project_file(project), project), as_json=as_json)


def import_cdm(
    file: Annotated[Path, typer.Argument(help="The IGES list of CDM projects, CSV.")],
    store: StoreOption = DEFAULT_STORE,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read a public list of CDM projects into the register, as history. Again it takes only what is new or changed.

    ets import cdm cdm_projects.csv --dry-run
    """
    with progress(as_json, "Reading") as (bar, task):
        here = session(store, create=True, holds=IMPORTED)
        bar.update(task, description="Projects", total=_lines(file))
        found = import_list(here, file, dry_run=dry_run, progress=lambda rows: bar.advance(task, rows))
    answer = {"books": here.store.shown, **plain(found), "dry_run": dry_run}
    show(answer, f"The books at {here.store.shown}.\n{_report(found, dry_run)}", as_json)
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


GROUPS = {"project": "Projects that earn credits: their cycles, step by step."}
COMMANDS = {"project list": list_projects, "project show": show_project}
