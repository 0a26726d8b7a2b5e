"""Import a public list of projects: history to look at, never units of these books."""

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from openets.commands.open_account import open_registry
from openets.commands.projects.design import PROJECT
from openets.commands.steps import as_json
from openets.engine.session import Session
from openets.engine.steps import TakeStep
from openets.importing.cdm.rows import COLUMNS, ListedProject, read_row
from openets.importing.eutl.table import open_table
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.holds import IMPORTED, REAL
from openets.ledger.records import Body, Record
from openets.ledger.store import stop_other_books
from openets.projects.law import LIST
from openets.projects.steps import KIND
from openets.records.steps import Step, advance

REGISTRY = "CDM"
_BATCH = 1000


class NotTaken(NamedTuple):
    """A row of the list that was not taken, and why."""

    row: int
    id: str
    reason: str


class Imported(NamedTuple):
    """What an import did."""

    source: str
    rows: int
    taken: int
    known: int
    """Rows that are in the books as the list has them."""
    changed: int
    """Among those taken: rows that the books had otherwise, from an earlier list."""
    not_taken: list[NotTaken]


def import_list(
    session: Session, file: Path, *, dry_run: bool = False, progress: Callable[[int], None] = lambda rows: None
) -> Imported:
    """Import the list of CDM projects. Again it takes only what is new or has changed.

    A row that cannot be read, or stands in the way of a project of these books, is reported and passed over. Raises
    `Misuse` for a file that is no such list, and for books that hold a demonstration.
    """
    stop_other_books(session.store, f"the list {file.name}", REAL, IMPORTED)
    return take_list(session, file, dry_run=dry_run, progress=progress)


def take_list(
    session: Session, file: Path, *, dry_run: bool = False, progress: Callable[[int], None] = lambda rows: None
) -> Imported:
    """The same, whatever the books hold."""
    listed, not_taken, rows = _read(session.law, file)
    closed = REGISTRY not in session.store.heads()
    if closed and not dry_run:
        open_registry(session, REGISTRY, request=f"open:{REGISTRY}")
    there = {record.key: record for record in session.store.all_records(PROJECT)}
    commands, changed, known = [], 0, 0
    for row, project in listed:
        record = there.get(project.key)
        body = json.loads(record.body) if record is not None else None
        if body is not None and "listed" not in body:
            not_taken.append(NotTaken(row, project.values["id"], f"{project.key} is a project of these books"))
        elif body is not None and _same(session.law, project, body):
            known += 1
        else:
            changed += body is not None
            commands.append(_act(project, record))
    progress(rows - len(commands))
    for start in range(0, 0 if closed and dry_run else len(commands), _BATCH):
        batch = commands[start : start + _BATCH]
        for outcome in session.commit(batch, dry_run=dry_run):
            if not outcome.accepted:
                raise Misuse(f"the books refuse request {outcome.request}: {outcome.refusals[0]}")
        progress(len(batch))
    return Imported(file.name, rows, len(commands), known, changed, sorted(not_taken))


def _read(law: Law, file: Path) -> tuple[list[tuple[int, ListedProject]], list[NotTaken], int]:
    """Rows that can be read, those that cannot, and how many there are in all."""
    found: list[tuple[int, ListedProject]] = []
    not_taken: list[NotTaken] = []
    seen: dict[str, int] = {}
    rows = 0
    with open_table(file) as table:
        for row, cells in table.picked(COLUMNS):
            rows += 1
            named = dict(zip(COLUMNS, cells, strict=True))
            try:
                project = read_row(law, named)
            except Misuse as error:
                not_taken.append(NotTaken(row, named["Project ID"][:40], str(error)))
                continue
            if project.values["id"] in seen:
                first = seen[project.values["id"]]
                not_taken.append(NotTaken(row, project.values["id"], f"row {first} has the same id"))
                continue
            seen[project.values["id"]] = row
            found.append((row, project))
    return found, not_taken, rows


def _same(law: Law, project: ListedProject, body: Body) -> bool:
    """Whether the books have the project as the list has it now."""
    day = date.fromisoformat(body["events"][0]["on"])
    listed = advance(KIND, Step(project.key, LIST, project.values, None, {}, day, "", law))
    # the story tells when each list was read, which is no part of what the list says
    return {**listed, "events": []} == {**body, "events": []}


def _act(project: ListedProject, record: Record | None) -> TakeStep:
    """The step; its request id is the content's own, so that a second try is the same request."""
    told = as_json(project.values)
    before = record.reference if record is not None else ""
    digest = sha256(f"{before} {told}".encode()).hexdigest()[:16]
    return TakeStep(REGISTRY, PROJECT, project.key, LIST, told, f"list:{project.key}:{digest}")
