"""Projects: the register.

A record is JSON text, so that filters and orders of the list would make a database read every one of them each time.
The projects are therefore kept in process, each with the journal entry that it stands at, and only those that have
changed since are read anew: what a page shows is always what the books hold.
"""

import json
from collections.abc import Iterator
from itertools import islice
from threading import Lock

from openets.projects.law import mechanisms
from openets.projects.project import Project
from openets.projects.steps import KIND
from openets.stores.sql import models
from openets.views import choices
from openets.views.columns import Column, marks, synthetic_column
from openets.views.law import books_law, books_name
from openets.views.places import country_name
from openets.views.records import one_of
from openets.views.view import Filter, View

_CHUNK = 500
_SHOWN_METHODOLOGIES = 2


tags = marks("imported", "synthetic")
"""What finds the words that must stand beside a project wherever it is shown."""


def _some_methodologies(row: Project) -> str:
    named = row.methodologies
    more = f" and {len(named) - _SHOWN_METHODOLOGIES} more" if len(named) > _SHOWN_METHODOLOGIES else ""
    return ", ".join(named[:_SHOWN_METHODOLOGIES]) + more


def _validator(project: Project) -> str:
    if project.listed is not None:
        return project.listed.validator
    return ", ".join(opinion.entity for opinion in project.opinions if opinion.positive)


COLUMNS = (
    Column("id", "Project", "Its number.", "code", value="key", sort="id", link=lambda row: ("project", row.key)),
    Column("title", "Title", "What it is called.", "long", tags=tags, sort="title"),
    Column("mechanism", "Kind", "The kind of project.", "short", sort="mechanism"),
    Column("host", "Host", "Code of the host Party.", on="csv data"),
    Column("host_name", "Host", "Name of the host Party.", value=lambda row: country_name(row.host), sort="host"),
    Column("scale", "Scale", "large or small.", "short"),
    Column("methods", "Methodologies", "The first of its methodologies.", value=_some_methodologies, on="page"),
    Column("methodologies", "Methodologies", "Numbers of its methodologies.", "texts", on="csv data"),
    Column("parties", "Other Parties", "Other Parties that take part.", "texts", on="csv data"),
    Column("status", "Status", "How far its cycle has come.", value="state", sort="status"),
    Column("unit", "Unit type", "The unit type that it earns.", on="csv data", null=True),
    Column("certified", "Certified, t", "Tonnes certified in these books.", "number", "t CO2e",
           value=lambda row: row.certified or None, null=True, sort="certified"),
    Column("issued", "Issued here", "Units issued in these books.", "number", "units",
           value=lambda row: row.issued or None, null=True, sort="issued"),
    Column("list_issued", "Issued, by the list", "Units issued by the list's own account.", "number", "units",
           value="listed.issued", null=True, sort="list_issued"),
    Column("list_estimate", "Estimated, by the list", "Tonnes as the list writes them.", value="listed.estimated",
           on="csv data", null=True),
    Column("list_id", "Id in the list", "Its number in the list that it was imported from.", value="listed.id",
           on="csv data", null=True),
    Column("validator", "Validator", "Who validated it.", value=_validator, on="csv data", null=True),
    Column("imported", "Imported", "From a public list: history, no units of these books.", "flag", on="csv data"),
    synthetic_column(),
)  # fmt: skip


def _said(row: Project) -> str:
    list_id = row.listed.id if row.listed is not None else ""
    return f"{row.key} {list_id} {row.title} {country_name(row.host)}"


def _follows(row: Project, methodology: str) -> bool:
    return any(each.lower().startswith(methodology.lower()) for each in row.methodologies)


def _hosts() -> list[tuple[str, str]]:
    return sorted(((code, country_name(code)) for code in {row.host for row in projects()}), key=lambda each: each[1])


PROJECTS: View[Project] = View(
    "projects",
    "Projects that earn credits",
    "A project as the list shows it.",
    COLUMNS,
    key=lambda row: row.key,
    query=lambda: projects(),
    filters=(
        choices.words(
            "Title, number or host",
            "Words that all stand in number, number in the list, title, or host country.",
            keeps=choices.every_word_in(_said),
        ),
        Filter("host", "Host", "The host Party's two letters.", _hosts, of_books=True),
        choices.one_of("mechanism", "Kind", "The kind of project.", lambda: mechanisms(books_law())),
        Filter("scale", "Scale", "Their scale.", lambda: [("large", "Large"), ("small", "Small")]),
        choices.in_books(
            "status",
            "Status",
            "How far its cycle has come.",
            lambda: sorted({row.state for row in projects()}),
            keeps="state",
        ),
        Filter(
            "methodology", "Methodology", "The beginning of a methodology's number, such as ACM0002.", keeps=_follows
        ),
    ),
    sort="id",
)


def entities_of(project: Project) -> list[str]:
    """Operational entities on record that validated a project or verified its reductions."""
    verifiers = [period.verifier for period in project.periods if period.verifier]
    return list(dict.fromkeys([*(each.entity for each in project.opinions), *verifiers]))


class _Kept:
    """The rows of the books that this process reads, by key, each with the entry that it stands at."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.books = ""
        self.rows: dict[str, tuple[str, Project]] = {}


_kept = _Kept()


def projects() -> list[Project]:
    """Every project, by key."""
    now = dict(models.Record.objects.filter(kind=KIND.name).order_by("key").values_list("key", "reference"))
    with _kept.lock:
        books = books_name()
        if books != _kept.books:
            _kept.books, _kept.rows = books, {}
        stale = [key for key, reference in now.items() if _kept.rows.get(key, ("",))[0] != reference]
        for key, reference, body in _bodies(stale, len(now)):
            _kept.rows[key] = (reference, KIND.read(json.loads(body)))
        return [_kept.rows[key][1] for key in now if key in _kept.rows]


def number() -> int:
    """How many projects there are."""
    return models.Record.objects.filter(kind=KIND.name).count()


def _bodies(keys: list[str], everything: int) -> Iterator[tuple[str, str, str]]:
    """Key, reference and body of these records; of all of them in one question where that is most of them."""
    query = models.Record.objects.filter(kind=KIND.name)
    if 2 * len(keys) > everything:
        yield from query.values_list("key", "reference", "body").iterator(chunk_size=2000)
        return
    walk = iter(keys)
    while chunk := list(islice(walk, _CHUNK)):
        yield from query.filter(key__in=chunk).values_list("key", "reference", "body")


def project(key: str) -> Project | None:
    """One project."""
    return one_of(KIND, key)
