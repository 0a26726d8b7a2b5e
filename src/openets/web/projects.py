"""One project with its cycle, its numbers and what its units may do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.engine.showing import eligibility
from openets.laws.law import Law
from openets.projects.cycles import cycles
from openets.projects.fields import grounds
from openets.projects.issuing import Issuable, issuable
from openets.projects.law import has_rule, rule, scopes
from openets.projects.project import Project, project_from
from openets.projects.reckoning import certification_due
from openets.projects.steps import LIST, next_steps
from openets.projects.usability import counts_for_parties, usability, warnings
from openets.views import records
from openets.views.law import books_law, protocol
from openets.views.parties import today as day_of_judging
from openets.views.places import country_name
from openets.views.project import PERIODS, YEARS, design_years
from openets.views.projects import tags
from openets.views.records import StepEntry
from openets.web.query import choice, wants_csv
from openets.web.tables import send
from openets.web.transactions import SHOWN_BLOCKS, Moved, moved


class Taken(NamedTuple):
    """A step of a project's story, and the journal entry that wrote it."""

    step: str
    on: date
    dated: date
    who: str
    """At whose hand, by the cycle."""
    by: str
    text: str
    entry: StepEntry | None


class Issue(NamedTuple):
    """Units issued by one transaction, with their serial numbers."""

    transaction: str
    on: date
    periods: list[int]
    quantity: int
    unit: str
    blocks: list[Moved]


def project_page(request: HttpRequest, key: str) -> HttpResponseBase:
    record = records.record("project", key)
    if record is None:
        raise Http404(f"No project has the number “{key}”.")
    found = project_from(_body(record.key))
    if wants_csv(request):
        table = choice(request, "table", ("periods", "years"), "periods")
        if table == "years":
            return send(YEARS.marked(found.synthetic), design_years(found))
        return send(PERIODS.marked(found.synthetic), found.periods)
    law, today = books_law(), day_of_judging()
    entries = records.steps(record)
    context = {
        "project": found,
        "record": record,
        "cycle": cycles(law)[found.mechanism],
        "tags": tags(found),
        "country_name": country_name,
        "party_codes": protocol().targets,
        "scope_names": scopes(law),
        "activity": law.terms.activities.get(found.activity, ("", ""))[1],
        "grounds": grounds(law),
        "estimate": _rounded(found),
        "periods": (PERIODS, found.periods),
        "years": (YEARS, design_years(found)),
        "taken": _story(law, found, entries),
        "possible": next_steps(law, found),
        "may": _issuable(law, found, today),
        "issues": _issues(found),
        "usable": usability(law, found, today),
        "counts": counts_for_parties(law, found),
        "warnings": warnings(law, found),
        "due": certification_due(law, found),
        "share_rule": rule(law, "share_of_proceeds", "per_cent"),
        "crediting_verified": _crediting_verified(law, found),
        "linked": records.linked(record),
        "today": today,
    }
    return render(request, "project.html", context)


def _body(key: str) -> dict[str, Any]:
    found = records.body("project", key)
    assert found is not None
    return found


def _rounded(found: Project) -> int | None:
    """What the list estimates, in whole tonnes."""
    written = found.listed.estimated if found.listed else ""
    return int(Decimal(written).to_integral_value()) if written else None


def _story(law: Law, found: Project, entries: list[StepEntry]) -> list[Taken]:
    """What was done, each step with its journal entry: there is one for each, in the same order."""
    hands = {name: row.who for cycle in cycles(law).values() for name, row in cycle.steps.items()}
    hands |= {name: row.who for name, row in cycles(law)[found.mechanism].steps.items()}
    same = len(entries) == len(found.events)
    return [
        Taken(
            event.step,
            event.on,
            event.dated,
            "public list" if event.step == LIST else hands.get(event.step, ""),
            event.by,
            event.text,
            entries[index] if same else None,
        )
        for index, event in enumerate(found.events)
    ]


def _issuable(law: Law, found: Project, today: date) -> Issuable | None:
    """What may be issued now; `None` for a project for which that is no question yet, or never will be."""
    if found.registered is None or found.imported:
        return None
    host = records.body("party", found.host)
    return issuable(law, _body(found.key), today, eligibility(law, host, today))


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
    length = "last_day" if has_rule(law, group, "last_day") else f"{found.crediting.kind}_years"
    return rule(law, group, length).verified
