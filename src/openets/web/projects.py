"""The public register of projects: the list, and one project with its cycle, its numbers and what its units may do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from openets.engine.showing import eligibility
from openets.laws.now import ACTIVITIES, eu_ets, kyoto
from openets.ledger.records import Record
from openets.projects.cycles import cycles, mechanisms
from openets.projects.fields import grounds
from openets.projects.issuing import Issuable, issuable
from openets.projects.law import countries, has_rule, rule, scopes
from openets.projects.project import Period, Project, project_from
from openets.projects.reckoning import certification_due
from openets.projects.steps import LIST, next_steps
from openets.projects.usability import counts_for_parties, usability, warnings
from openets.stores.sql import chains, queries_projects
from openets.stores.sql.queries_projects import ProjectRow, StepEntry
from openets.web.jinja import url
from openets.web.questions import Filter, Kind, ask, choice, wants_csv
from openets.web.tables import Column, Table, in_order, marked, send, show
from openets.web.transactions import SHOWN_BLOCKS, Moved, moved

_SHOWN_METHODOLOGIES = 2


def tags(row: ProjectRow | Project) -> list[str]:
    """Words that must stand beside a project wherever it is shown."""
    found = ["imported"] if row.imported else []
    return [*found, "synthetic"] if row.synthetic else found


def country_name(code: str) -> str:
    country = countries(eu_ets()).get(code)
    return country.name if country is not None else code


def _methodologies(row: ProjectRow) -> str:
    named = row.methodologies
    more = f" and {len(named) - _SHOWN_METHODOLOGIES} more" if len(named) > _SHOWN_METHODOLOGIES else ""
    return ", ".join(named[:_SHOWN_METHODOLOGIES]) + more


PROJECTS = Table(
    "projects",
    "Projects that earn credits",
    (
        Column("id", "Project", lambda row: row.key, kind="code", link=lambda row: url("project", row.key), sort="id"),
        Column("title", "Title", lambda row: row.title, kind="long", tags=tags, sort="title"),
        Column("mechanism", "Kind", lambda row: row.mechanism, kind="short", sort="mechanism"),
        Column("host", "Host", lambda row: row.host, csv_only=True),
        Column("host_name", "Host", lambda row: country_name(row.host), sort="host"),
        Column("scale", "Scale", lambda row: row.scale, kind="short"),
        Column("methods", "Methodologies", _methodologies, page_only=True),
        Column("methodologies", "Methodologies", lambda row: " ".join(row.methodologies), csv_only=True),
        Column("parties", "Other Parties", lambda row: " ".join(row.parties), csv_only=True),
        Column("state", "State", lambda row: row.state, sort="state"),
        Column("unit", "Unit type", lambda row: row.unit, csv_only=True),
        Column("certified", "Certified, t", lambda row: row.certified or None, kind="number", sort="certified"),
        Column("issued", "Issued here", lambda row: row.issued or None, kind="number", sort="issued"),
        Column("list_issued", "Issued, by the list", lambda row: row.list_issued, kind="number", sort="list_issued"),
        Column("list_estimate", "Estimated, by the list", lambda row: row.list_estimate, csv_only=True),
        Column("list_id", "Id in the list", lambda row: row.list_id, csv_only=True),
        Column("validator", "Validator", lambda row: row.validator, csv_only=True),
        Column("imported", "Imported", lambda row: row.imported, csv_only=True),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    ),
)


def projects(request: HttpRequest) -> HttpResponseBase:
    found = queries_projects.projects()
    filters = [
        Filter("q", "Title, number or host"),
        Filter("host", "Host", Kind.CHOICE, [("", "All"), *_hosts(found)]),
        Filter("mechanism", "Kind", Kind.CHOICE, [("", "All"), *((each, each) for each in mechanisms(eu_ets()))]),
        Filter("scale", "Scale", Kind.CHOICE, [("", "All"), ("large", "Large"), ("small", "Small")]),
        Filter("state", "State", Kind.CHOICE, [("", "All"), *((each, each) for each in sorted(_states(found)))]),
        Filter("methodology", "Methodology"),
    ]
    asked = ask(request, filters, PROJECTS.sorts, "id")
    wanted = asked["methodology"].lower()
    rows = [
        row
        for row in queries_projects.called(found, asked["q"])
        if asked["host"] in ("", row.host)
        and asked["mechanism"] in ("", row.mechanism)
        and asked["scale"] in ("", row.scale)
        and asked["state"] in ("", row.state)
        and (not wanted or any(each.lower().startswith(wanted) for each in row.methodologies))
    ]
    listed = sum(row.imported for row in found)
    context = {"listed": listed, "whole": len(found)}
    return show(request, "projects.html", PROJECTS, filters, asked, in_order(rows, PROJECTS, asked.sort), **context)


def _hosts(rows: list[ProjectRow]) -> list[tuple[str, str]]:
    return sorted(((code, country_name(code)) for code in {row.host for row in rows}), key=lambda each: each[1])


def _states(rows: list[ProjectRow]) -> set[str]:
    return {row.state for row in rows}


# --- one project ----------------------------------------------------------------------------------


def _verifier(row: Period) -> str:
    return url("entity", row.verifier) if row.verifier else ""


PERIODS = Table(
    "monitoring-periods",
    "Monitoring periods, tonnes of CO₂ equivalent",
    (
        Column("number", "Period", lambda row: row.number, kind="year"),
        Column("first_day", "From", lambda row: row.first_day, kind="short"),
        Column("last_day", "To", lambda row: row.last_day, kind="short"),
        Column("baseline", "Baseline", lambda row: row.baseline, kind="number"),
        Column("monitored", "Monitored", lambda row: row.monitored, kind="number"),
        Column("leakage", "Leakage", lambda row: row.leakage, kind="number"),
        Column("reductions", "Reductions", lambda row: row.reductions, kind="number"),
        Column("certified", "Certified", lambda row: row.certified or None, kind="number"),
        Column("verifier", "Verified by", lambda row: row.verifier or None, link=_verifier),
        Column("requested", "Requested", lambda row: row.requested or None, kind="number"),
        Column("issued", "Issued", lambda row: row.issued or None, kind="number"),
        Column("state", "State", lambda row: row.state, kind="short"),
    ),
)


class Year(NamedTuple):
    """What the design document says of a year."""

    year: int
    baseline: int
    expected: int


YEARS = Table(
    "design-years",
    "Baseline and expected reductions by year, tonnes of CO₂ equivalent",
    (
        Column("year", "Year", lambda row: row.year, kind="year"),
        Column("baseline", "Baseline", lambda row: row.baseline, kind="number"),
        Column("expected", "Expected", lambda row: row.expected, kind="number"),
    ),
)


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


def project(request: HttpRequest, key: str) -> HttpResponseBase:
    record = queries_projects.record("project", key)
    if record is None:
        raise Http404(f"No project has the number “{key}”.")
    found = project_from(_body(record.key))
    if wants_csv(request):
        table = choice(request, "table", ("periods", "years"), "periods")
        chosen, rows = (YEARS, _years(found)) if table == "years" else (PERIODS, list(found.periods))
        return send(marked(chosen, found.synthetic), rows)
    today = timezone.now().date()
    entries = queries_projects.steps(record)
    context = {
        "project": found,
        "record": record,
        "cycle": cycles(eu_ets())[found.mechanism],
        "tags": tags(found),
        "country_name": country_name,
        "party_codes": kyoto().targets,
        "scope_names": scopes(eu_ets()),
        "activity": ACTIVITIES.get(found.activity, ("", ""))[1],
        "grounds": grounds(eu_ets()),
        "estimate": _rounded(found),
        "periods": (PERIODS, found.periods),
        "years": (YEARS, _years(found)),
        "taken": _story(found, entries),
        "possible": next_steps(eu_ets(), found),
        "may": _issuable(found, today),
        "issues": _issues(found),
        "usable": usability(eu_ets(), found, today),
        "counts": counts_for_parties(eu_ets(), found),
        "warnings": warnings(eu_ets(), found),
        "due": certification_due(eu_ets(), found),
        "share_rule": rule(eu_ets(), "share_of_proceeds", "per_cent"),
        "crediting_verified": _crediting_verified(found),
        "linked": linked(record),
        "today": today,
    }
    return render(request, "project.html", context)


def _body(key: str) -> dict[str, Any]:
    found = queries_projects.body("project", key)
    assert found is not None
    return found


def _rounded(found: Project) -> int | None:
    """What the list estimates, in whole tonnes."""
    written = found.listed.estimated if found.listed else ""
    return int(Decimal(written).to_integral_value()) if written else None


def _years(found: Project) -> list[Year]:
    expected = dict(found.expected)
    return [Year(year, baseline, expected.get(year, 0)) for year, baseline in found.baseline]


def _story(found: Project, entries: list[StepEntry]) -> list[Taken]:
    """What was done, each step with its journal entry: there is one for each, in the same order."""
    hands = {name: row.who for cycle in cycles(eu_ets()).values() for name, row in cycle.steps.items()}
    hands |= {name: row.who for name, row in cycles(eu_ets())[found.mechanism].steps.items()}
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


def _issuable(found: Project, today: date) -> Issuable | None:
    """What may be issued now; `None` for a project for which that is no question yet, or never will be."""
    if found.registered is None or found.imported:
        return None
    host = queries_projects.body("party", found.host)
    return issuable(eu_ets(), _body(found.key), today, eligibility(eu_ets(), host, today))


def _issues(found: Project) -> list[Issue]:
    """Issuances by transaction, oldest first."""
    names = list(dict.fromkeys(each.transaction for each in found.issuances))
    blocks = queries_projects.serials(names)
    issues = []
    for name in names:
        rows = [each for each in found.issuances if each.transaction == name]
        units = sum(each.quantity for each in rows)
        periods = [each.period for each in rows]
        issues.append(Issue(name, rows[0].on, periods, units, rows[0].unit, moved(blocks[name])[:SHOWN_BLOCKS]))
    return issues


def _crediting_verified(found: Project) -> bool:
    """Whether the length of the crediting period is one whose source was seen."""
    if found.crediting is None:
        return True
    group = cycles(eu_ets())[found.mechanism].crediting_of(found.sink)
    length = "last_day" if has_rule(eu_ets(), group, "last_day") else f"{found.crediting.kind}_years"
    return rule(eu_ets(), group, length).verified


def linked(record: Record) -> chains.Linked | None:
    """The journal entry that made a record what it is."""
    digits = record.reference.removeprefix(record.registry)
    return chains.linked(record.registry, int(digits)) if digits.isdecimal() else None
