"""Operational entities: the list, and one with what it may do and the projects that it judged."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from openets.projects.law import scopes
from openets.views import records
from openets.views.entities import ENTITIES, entities, entity
from openets.views.law import books_law
from openets.views.places import country_name
from openets.views.projects import PROJECTS, projects
from openets.web.tables import show_list

SHOWN_PROJECTS = 50


def entity_list(request: HttpRequest) -> HttpResponseBase:
    return show_list(request, "entities.html", ENTITIES, whole=len(entities()))


class Scope(NamedTuple):
    """A sectoral scope."""

    number: int
    name: str


def entity_page(request: HttpRequest, key: str) -> HttpResponse:
    record, found = records.record("entity", key), entity(key)
    if record is None or found is None:
        raise Http404(f"No operational entity has the id “{key}”.")
    judged = [row for row in projects() if key in row.entities]
    context = {
        "entity": found,
        "country": country_name(found.country),
        "scopes": [Scope(number, scopes(books_law()).get(number, "")) for number in found.scopes],
        "projects": (PROJECTS, judged[:SHOWN_PROJECTS]),
        "judged": len(judged),
        "linked": records.linked(record),
    }
    return render(request, "entity.html", context)
