"""One project with its cycle, its numbers and what its units may do; the operational entities that judge projects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.laws.law import Law
from openets.projects.law import LIST, cycles, grounds, rule, rule_or_none, scopes
from openets.projects.project import Project
from openets.projects.steps import next_steps
from openets.views import records
from openets.views.blocks import Moved, moved
from openets.views.entities import ENTITIES, entities, entity
from openets.views.law import books_law, protocol
from openets.views.project import PERIODS, YEARS, design_years, project_file
from openets.views.projects import PROJECTS, entities_of, projects, tags
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


def project_page(request: HttpRequest, key: str) -> HttpResponseBase:
    file = project_file(key)
    if file is None:
        raise Http404(f"No project has the number “{key}”.")
    found, law = file.project, file.law
    if wants_csv(request):
        table = choice(request, "table", ("periods", "years"), "periods")
        if table == "years":
            return send(YEARS.marked(found.synthetic), design_years(found))
        return send(PERIODS.marked(found.synthetic), found.periods)
    context = {
        "file": file,
        "project": found,
        "cycle": cycles(law)[found.mechanism],
        "tags": tags(found),
        "party_codes": protocol().targets,
        "scope_names": scopes(law),
        "activity": law.terms.activities.get(found.activity, ("", ""))[1],
        "grounds": grounds(law),
        "estimate": _rounded(found),
        "periods": (PERIODS, found.periods),
        "years": (YEARS, design_years(found)),
        "hands": _hands(law, found),
        "possible": next_steps(law, found),
        "issues": _issues(found),
        "share_rule": rule(law, "share_of_proceeds", "per_cent"),
        "crediting_verified": _crediting_verified(law, found),
        "linked": records.linked(file.record),
    }
    return render(request, "project.html", context)


def _rounded(found: Project) -> int | None:
    """What the list estimates, in whole tonnes."""
    written = found.listed.estimated if found.listed else ""
    return int(Decimal(written).to_integral_value()) if written else None


def _hands(law: Law, found: Project) -> dict[str, str]:
    """At whose hand each step of a project's story was, by the cycle."""
    known = [*cycles(law).values(), cycles(law)[found.mechanism]]
    return {name: row.who for cycle in known for name, row in cycle.steps.items()} | {LIST: "public list"}


def _issues(found: Project) -> list[Issue]:
    """Issuances by transaction, oldest first."""
    names = list(dict.fromkeys(each.transaction for each in found.issuances))
    blocks = records.serials(names)
    issues = []
    for name in names:
        rows = [each for each in found.issuances if each.transaction == name]
        units = sum(each.quantity for each in rows)
        periods = [each.period for each in rows]
        issues.append(Issue(name, rows[0].on, periods, units, rows[0].unit, moved(blocks[name])[:SHOWN_BLOCKS]))
    return issues


def _crediting_verified(law: Law, found: Project) -> bool:
    """Whether the length of the crediting period is one whose source was seen."""
    if found.crediting is None:
        return True
    group = cycles(law)[found.mechanism].crediting_of(found.sink)
    length = rule_or_none(law, group, "last_day") or rule(law, group, f"{found.crediting.kind}_years")
    return length.verified


# ---- operational entities ------------------------------------------------------------------------


def entity_list(request: HttpRequest) -> HttpResponseBase:
    return show_list(request, "entities.html", ENTITIES, whole=len(entities()))


def entity_page(request: HttpRequest, key: str) -> HttpResponseBase:
    """An entity with what it may do, and the projects that it judged."""
    record, found = records.record("entity", key), entity(key)
    if record is None or found is None:
        raise Http404(f"No operational entity has the id “{key}”.")
    judged = [row for row in projects() if key in entities_of(row)]
    context = {
        "entity": found,
        "scope_names": scopes(books_law()),
        "projects": (PROJECTS, judged[:SHOWN_PROJECTS]),
        "judged": len(judged),
        "linked": records.linked(record),
    }
    return render(request, "entity.html", context)
