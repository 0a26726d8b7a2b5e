"""Sectors: the list, and one sector with its years and Member States."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from openets.stores.sql import queries, summaries
from openets.stores.sql.queries import InstallationFilter
from openets.stores.sql.queries_totals import named, sector_lines, state_lines
from openets.web import choices, figures, words
from openets.web.installations import EMITTERS
from openets.web.jinja import url
from openets.web.questions import Filter, ask
from openets.web.states import STATES
from openets.web.tables import Column, Table, in_order, show

SECTORS = Table(
    "sectors",
    "Sectors in one year; tonnes of CO₂ equivalent",
    (
        Column(
            "name",
            "Sector",
            lambda row: row.name,
            link=lambda row: url("sector", row.code),
            tags=figures.tags,
            sort="name",
        ),
        *(column for column in STATES.columns if column.name not in ("code", "name", "cap")),
    ),
)


def sectors(request: HttpRequest) -> HttpResponseBase:
    filters = [Filter("q", "Name"), choices.state(), choices.year()]
    asked = ask(request, filters, SECTORS.sorts, "name")
    year = int(asked["year"] or 0)
    lines = named(sector_lines(year, asked["state"]), asked["q"])
    rows = in_order(lines, SECTORS, asked.sort)
    figure = figures.sectors(year, asked["state"])
    return show(request, "sectors.html", SECTORS, filters, asked, rows, figure=figure, year=year)


def sector(request: HttpRequest, slug: str) -> HttpResponse:
    found = words.sectors().get(slug)
    if found is None:
        raise Http404(f"There is no sector “{slug}”.")
    year = summaries.latest_year()
    top = queries.installations(InstallationFilter(year, activities=found.activities), "-verified").page(1, 10)
    lines = [line for line in state_lines(year, slug) if line.installations]
    context = {
        "sector": found,
        "activities": [(code, words.activity_name(code)) for code in found.activities],
        "year": year,
        "installations": sum(line.installations for line in lines),
        "years": figures.years(sector=slug),
        "letters": figures.letters(sector=slug),
        "judgement": summaries.judgement(),
        "states": (_states(slug), sorted(lines, key=lambda line: -line.totals.verified)),
        "emitters": (EMITTERS, [row for row in top if row.year.verified is not None]),
    }
    return render(request, "sector.html", context)


def _states(slug: str) -> Table:
    """The columns of a sector's Member States; a cap is of all sectors, so it is left out."""
    return Table(f"{slug}-states", STATES.caption, [column for column in STATES.columns if column.name != "cap"])
