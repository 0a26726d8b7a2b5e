"""Search by name or id over everything that has a page."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openets.compliance.notices_record import Notice, notice_types
from openets.laws.now import eu_ets, kyoto
from openets.stores.sql import queries, queries_entities, queries_parties, queries_projects, summaries
from openets.stores.sql.queries_totals import states_on_record
from openets.web import words
from openets.web.accounts import ACCOUNTS
from openets.web.entities import ENTITIES
from openets.web.installations import INSTALLATIONS
from openets.web.notices import marked
from openets.web.projects import PROJECTS
from openets.web.questions import text
from openets.web.words import Place

SHOWN = 10
"""Rows of each kind; a link leads to all of them."""


class PartyFound(NamedTuple):
    """A Party, and what there is of it."""

    code: str
    name: str
    marks: list[str]
    has_notices: bool
    has_projects: bool


def search(request: HttpRequest) -> HttpResponse:
    wanted = text(request, "q")
    kinds = _found(wanted) if wanted else None
    return render(request, "search.html", {"q": wanted, "found": kinds})


def _found(wanted: str) -> dict[str, Any]:
    """What there is of each kind; a kind with a table comes as (table, first rows, how many there are)."""
    year = summaries.latest_year()
    found = queries.search(wanted, year, SHOWN)
    every_project = queries_projects.projects()
    projects = queries_projects.called(every_project, wanted)
    hosts = {each.host for each in every_project}
    entities = queries_entities.called(queries_entities.entities(), wanted)
    every_notice, low = queries_parties.notices(), wanted.lower()
    notices = [each for each in every_notice if _is_called(each, wanted)]
    with_notices = {each.party for each in every_notice}
    return {
        "year": year,
        "transaction": found.transaction,
        "parties": [PartyFound(*each, each[0] in with_notices, each[0] in hosts) for each in _parties(low)],
        "states": _states(low),
        "sectors": [each for each in words.sectors().values() if low in each.name.lower()],
        "projects": (PROJECTS, projects[:SHOWN], len(projects)),
        "entities": (ENTITIES, entities[:SHOWN], len(entities)),
        "notices": (marked(queries.synthetic_registries()), notices[:SHOWN], len(notices)),
        "installations": (INSTALLATIONS, found.installations, found.installations_count),
        "accounts": (ACCOUNTS, found.accounts, found.accounts_count),
    }


def _states(low: str) -> list[Place]:
    known = [words.place(code) for code in sorted(states_on_record())]
    return [each for each in known if low in each.name.lower() or low == each.code.lower()]


def _parties(low: str) -> list[tuple[str, str, list[str]]]:
    """(code, name, marks) of the Party with this code, then of those with this in their names."""
    record = queries_parties.parties()
    found = [
        (code, target.name, ["synthetic"] if code in record and record[code].synthetic else [])
        for code, target in kyoto().targets.items()
        if low in target.name.lower() or low == code.lower()
    ]
    return sorted(found, key=lambda each: (each[0].lower() != low, each[1]))


def _is_called(notice: Notice, wanted: str) -> bool:
    """Whether a notification has this number or project, or all of these beginnings of words in what it is about."""
    about, low = notice_types(eu_ets())[notice.code].name.lower().split(), wanted.lower()
    named = low in (notice.key.lower(), notice.project.lower())
    return named or all(any(each.startswith(word) for each in about) for word in low.split())
