"""Projects for pages: the register as light rows, one project, its steps in the journal, the serials of its units.

A record is JSON text, so that filters and orders of the list would make a database read every one of them each time.
The rows are therefore kept in process, each with the journal entry that it stands at, and only those that have changed
since are read anew: what a page shows is always what the books hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple

from django.db import connection

from openets.laws.now import eu_ets
from openets.ledger.records import Body, Record
from openets.projects.law import countries
from openets.projects.project import Project, project_from
from openets.stores.sql import models

_CHUNK = 500
_KIND = "project"


class ProjectRow(NamedTuple):
    """A project as a list shows it."""

    key: str
    title: str
    mechanism: str
    host: str
    parties: tuple[str, ...]
    methodologies: tuple[str, ...]
    scale: str
    state: str
    unit: str
    certified: int
    issued: int
    imported: bool
    list_id: str
    list_estimate: str
    """What the list that it was imported from estimates, as written there."""
    list_issued: int | None
    validator: str
    synthetic: bool
    entities: tuple[str, ...]
    """Operational entities on record that validated it or verified its reductions."""


def row_of(project: Project) -> ProjectRow:
    """The row of a project."""
    listed = project.listed
    validators = [opinion.entity for opinion in project.opinions if opinion.positive]
    return ProjectRow(
        project.key,
        project.title,
        project.mechanism,
        project.host,
        project.parties,
        project.methodologies,
        project.scale,
        project.state,
        project.unit,
        project.certified,
        project.issued,
        project.imported,
        listed.id if listed else "",
        listed.estimated if listed else "",
        listed.issued if listed else None,
        listed.validator if listed else ", ".join(validators),
        project.synthetic,
        tuple(dict.fromkeys([*(each.entity for each in project.opinions), *_verifiers(project)])),
    )


def _verifiers(project: Project) -> list[str]:
    return [period.verifier for period in project.periods if period.verifier]


def called(rows: Iterable[ProjectRow], text: str) -> list[ProjectRow]:
    """Projects of which every word of `text` stands in number, number in the list, title or host country."""
    words = text.lower().split()
    return [row for row in rows if all(word in _said(row) for word in words)]


def _said(row: ProjectRow) -> str:
    country = countries(eu_ets()).get(row.host)
    return f"{row.key} {row.list_id} {row.title} {country.name if country is not None else row.host}".lower()


class _Kept:
    """The rows of the books that this process reads, by key, each with the entry that it stands at."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.books = ""
        self.rows: dict[str, tuple[str, ProjectRow]] = {}


_kept = _Kept()


def projects() -> list[ProjectRow]:
    """Every project, by key."""
    now = dict(models.Record.objects.filter(kind=_KIND).order_by("key").values_list("key", "reference"))
    with _kept.lock:
        books = str(connection.settings_dict["NAME"])
        if books != _kept.books:
            _kept.books, _kept.rows = books, {}
        stale = [key for key, reference in now.items() if _kept.rows.get(key, ("",))[0] != reference]
        for key, reference, body in _bodies(stale, len(now)):
            _kept.rows[key] = (reference, row_of(project_from(json.loads(body))))
        return [_kept.rows[key][1] for key in now if key in _kept.rows]


def number() -> int:
    """How many projects there are."""
    return models.Record.objects.filter(kind=_KIND).count()


def _bodies(keys: list[str], everything: int) -> Iterator[tuple[str, str, str]]:
    """Key, reference and body of these records; of all of them in one question where that is most of them."""
    query = models.Record.objects.filter(kind=_KIND)
    if 2 * len(keys) > everything:
        yield from query.values_list("key", "reference", "body").iterator(chunk_size=2000)
        return
    walk = iter(keys)
    while chunk := list(islice(walk, _CHUNK)):
        yield from query.filter(key__in=chunk).values_list("key", "reference", "body")


def record(kind: str, key: str) -> Record | None:
    """A record as it stands."""
    row = models.Record.objects.filter(kind=kind, key=key).values_list(*Record._fields).first()
    return Record(*row) if row is not None else None


def body(kind: str, key: str) -> Body | None:
    """A record's body, or `None` where there is no such record."""
    found = record(kind, key)
    return None if found is None else json.loads(found.body)


def project_row(key: str) -> ProjectRow | None:
    """One project as a list shows it."""
    found = body(_KIND, key)
    return None if found is None else row_of(project_from(found))


class StepEntry(NamedTuple):
    """A journal entry by which a record changed."""

    reference: str
    step: str
    at: str
    by: str
    values: dict[str, Any]


def steps(of: Record) -> list[StepEntry]:
    """Every step of a record, oldest first: each entry names the one before it."""
    found: list[StepEntry] = []
    reference = of.reference
    while reference and (text := _text(reference)):
        content = json.loads(text)
        found.append(StepEntry(reference, content["step"], content["at"], content["by"], content["values"]))
        reference = content.get("before", "")
    return found[::-1]


def _text(reference: str) -> str | None:
    """The text of a journal entry, `None` where there is none."""
    place = _place(reference)
    return models.JournalEntry.objects.filter(**place).values_list("text", flat=True).first() if place else None


def serials(transactions: Iterable[str]) -> dict[str, list[str]]:
    """The blocks that came to be in each of these transactions, as their journal entries name them."""
    found = {}
    for reference in transactions:
        text = _text(reference)
        found[reference] = list(json.loads(text).get("created", [])) if text else []
    return found


def _place(reference: str) -> dict[str, Any]:
    """Registry and sequence of an entry's reference, such as ``CDM14``; nothing for what is none."""
    registry = reference.rstrip("0123456789")
    number = reference[len(registry) :]
    if not (registry.isalpha() and registry.isascii() and 0 < len(number) <= 18):
        return {}
    return {"registry": registry, "sequence": int(number)}
