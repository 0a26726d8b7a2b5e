"""One project with its cycle, its numbers and what its units may do; the operational entities that judge projects."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.laws.law import Law
from openets.projects.law import LIST, cycles, grounds, rule, rule_or_none, scopes
from openets.projects.project import Project
from openets.projects.steps import next_steps
from openets.views import records
from openets.views.blocks import Moved, moved
from openets.views.entities import ENTITIES, entities, entity
from openets.views.finding import found
from openets.views.law import books_law, protocol
from openets.views.project import PERIODS, YEARS, design_years, project_file
from openets.views.projects import PROJECTS, entities_of, projects, tags
from openets.views.view import View
from openets.web.query import choice, wants_csv
from openets.web.tables import send, show_list
from openets.web.transactions import SHOWN_BLOCKS

SHOWN_PROJECTS = 50


class Issue(NamedTuple):
    """Units issued by one transaction, with their serial numbers."""

    transaction: str
    on: date
    periods: list[int]
    quantity: int
    unit: str
    blocks: list[Moved]
    """The first of them."""
    blocks_count: int


def project_page(request: HttpRequest, key: str) -> HttpResponseBase:
    file = found("project", project_file(key), key)
    own, law = file.project, file.law
    tables: dict[str, tuple[View[Any], Sequence[Any]]] = {
        "periods": (PERIODS, own.periods),
        "years": (YEARS, design_years(own)),
    }
    if wants_csv(request):
        table, rows = tables[choice(request, "table", tables, "periods")]
        return send(request, table.marked(own.synthetic), rows)
    context = {
        "file": file,
        "project": own,
        "cycle": cycles(law)[own.mechanism],
        "tags": tags(own),
        "party_codes": protocol().targets,
        "scope_names": scopes(law),
        "activity": law.terms.activities.get(own.activity, ("", ""))[1],
        "grounds": grounds(law),
        "estimate": _rounded(own),
        **tables,
        "hands": _hands(law, own),
        "possible": next_steps(law, own),
        "issues": _issues(own),
        "share_rule": rule(law, "share_of_proceeds", "per_cent"),
        "crediting_verified": _crediting_verified(law, own),
        "linked": records.linked(file.record),
    }
    return render(request, "project.html", context)


def _rounded(own: Project) -> int | None:
    """What the list estimates, in whole tonnes."""
    written = own.listed.estimated if own.listed else ""
    return int(Decimal(written).to_integral_value()) if written else None


def _hands(law: Law, own: Project) -> dict[str, str]:
    """At whose hand each step of a project's story was, by the cycle."""
    known = [*cycles(law).values(), cycles(law)[own.mechanism]]
    return {name: row.who for cycle in known for name, row in cycle.steps.items()} | {LIST: "public list"}


def _issues(own: Project) -> list[Issue]:
    """Issuances by transaction, oldest first."""
    names = list(dict.fromkeys(each.transaction for each in own.issuances))
    blocks = records.serials(names)
    issues = []
    for name in names:
        rows = [each for each in own.issuances if each.transaction == name]
        units = sum(each.quantity for each in rows)
        periods = list(dict.fromkeys(each.period for each in rows))
        own_blocks = moved(blocks[name])
        first = own_blocks[:SHOWN_BLOCKS]
        issues.append(Issue(name, rows[0].on, periods, units, rows[0].unit, first, len(own_blocks)))
    return issues


def _crediting_verified(law: Law, own: Project) -> bool:
    """Whether the length of the crediting period is one whose source was seen."""
    if own.crediting is None:
        return True
    group = cycles(law)[own.mechanism].crediting_of(own.sink)
    length = rule_or_none(law, group, "last_day") or rule(law, group, f"{own.crediting.kind}_years")
    return length.verified


def entity_list(request: HttpRequest) -> HttpResponseBase:
    return show_list(request, "entities.html", ENTITIES, whole=len(entities()))


def entity_page(request: HttpRequest, key: str) -> HttpResponseBase:
    """An entity with what it may do, and the projects that it judged."""
    record = found("entity", records.record("entity", key), key)
    judged = [row for row in projects() if key in entities_of(row)]
    context = {
        "entity": entity(key),
        "scope_names": scopes(books_law()),
        "projects": (PROJECTS, judged[:SHOWN_PROJECTS]),
        "judged": len(judged),
        "linked": records.linked(record),
    }
    return render(request, "entity.html", context)
