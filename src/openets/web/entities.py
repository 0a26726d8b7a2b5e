"""Operational entities: the list, and one with what it may do and the projects that it judged."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from openets.laws.now import eu_ets
from openets.projects.cycles import programmes
from openets.projects.entity import FUNCTIONS, Entity
from openets.projects.law import scopes
from openets.stores.sql import queries_entities, queries_projects
from openets.web.jinja import url
from openets.web.projects import PROJECTS, country_name, linked
from openets.web.questions import Filter, Kind, ask
from openets.web.tables import Column, Table, in_order, show

SHOWN_PROJECTS = 50


def tags(row: Entity) -> list[str]:
    """The word that must stand beside an entity that was made up."""
    return ["synthetic"] if row.synthetic else []


ENTITIES = Table(
    "entities",
    "Operational entities, which validate and verify projects",
    (
        Column("id", "Entity", lambda row: row.key, kind="code", link=lambda row: url("entity", row.key), sort="id"),
        Column("name", "Name", lambda row: row.name, kind="long", tags=tags, sort="name"),
        Column("country", "Country", lambda row: row.country, csv_only=True),
        Column(
            "country_name", "Country", lambda row: country_name(row.country) or None, page_only=True, sort="country"
        ),
        Column("mechanisms", "For", lambda row: ", ".join(row.mechanisms), page_only=True),
        Column("mechanisms", "For", lambda row: " ".join(row.mechanisms), csv_only=True),
        Column("functions", "May do", lambda row: ", ".join(row.functions), page_only=True),
        Column("functions", "May do", lambda row: " ".join(row.functions), csv_only=True),
        Column("scopes", "Sectoral scopes", lambda row: ", ".join(map(str, row.scopes)), page_only=True),
        Column("scopes", "Sectoral scopes", lambda row: " ".join(map(str, row.scopes)), csv_only=True),
        Column("state", "State", lambda row: row.state, kind="short", sort="state"),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    ),
)


def entities(request: HttpRequest) -> HttpResponseBase:
    states = ("accredited", "suspended", "withdrawn")
    filters = [
        Filter("q", "Name or id"),
        Filter("mechanism", "For", Kind.CHOICE, [("", "All"), *((each, each) for each in programmes(eu_ets()))]),
        Filter("function", "May do", Kind.CHOICE, [("", "All"), *((each, each) for each in FUNCTIONS)]),
        Filter("state", "State", Kind.CHOICE, [("", "All"), *((each, each) for each in states)]),
    ]
    asked = ask(request, filters, ENTITIES.sorts, "id")
    found = queries_entities.entities()
    rows = [
        row
        for row in queries_entities.called(found, asked["q"])
        if asked["mechanism"] in ("", *row.mechanisms)
        and asked["function"] in ("", *row.functions)
        and asked["state"] in ("", row.state)
    ]
    return show(
        request, "entities.html", ENTITIES, filters, asked, in_order(rows, ENTITIES, asked.sort), whole=len(found)
    )


class Scope(NamedTuple):
    """A sectoral scope."""

    number: int
    name: str


def entity(request: HttpRequest, key: str) -> HttpResponse:
    record = queries_projects.record("entity", key)
    found = queries_entities.entity(key)
    if record is None or found is None:
        raise Http404(f"No operational entity has the id “{key}”.")
    judged = [row for row in queries_projects.projects() if key in row.entities]
    context = {
        "entity": found,
        "tags": tags(found),
        "country": country_name(found.country),
        "scopes": [Scope(number, scopes(eu_ets()).get(number, "")) for number in found.scopes],
        "projects": (PROJECTS, judged[:SHOWN_PROJECTS]),
        "judged": len(judged),
        "linked": linked(record),
    }
    return render(request, "entity.html", context)
