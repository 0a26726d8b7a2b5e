"""Member States: the list, and one State with its years, sectors, caps and accounts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from openets.laws.now import eu_ets, kyoto
from openets.stores.sql import queries, summaries
from openets.stores.sql.queries import InstallationFilter
from openets.stores.sql.queries_totals import named, state_lines
from openets.web import choices, figures, words
from openets.web.home import balances
from openets.web.installations import EMITTERS
from openets.web.jinja import url
from openets.web.questions import Filter, ask
from openets.web.tables import Column, Table, in_order, show

STATES = Table(
    "states",
    "Member States in one year; tonnes of CO₂ equivalent",
    (
        Column("code", "Code", lambda row: row.code, kind="code", sort="code"),
        Column(
            "name",
            "Member State",
            lambda row: row.name,
            link=lambda row: url("state", row.code),
            tags=figures.tags,
            sort="name",
        ),
        Column(
            "installations",
            "Installations",
            lambda row: row.installations,
            kind="number",
            sort="installations",
        ),
        Column("cap", "Cap", lambda row: row.cap, kind="number", sort="cap"),
        Column("allocated", "Allocated", lambda row: row.totals.allocated, kind="number", sort="allocated"),
        Column("verified", "Verified emissions", lambda row: row.totals.verified, kind="number", sort="verified"),
        Column(
            "surrendered",
            "Surrendered",
            lambda row: row.totals.surrendered,
            kind="number",
            sort="surrendered",
        ),
        Column("in_compliance", "In compliance", lambda row: words.percent(row.complying, row.judged), kind="number"),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    ),
)


def states(request: HttpRequest) -> HttpResponseBase:
    filters = [Filter("q", "Name or code"), choices.sector(), choices.year()]
    asked = ask(request, filters, STATES.sorts, "name")
    year = int(asked["year"] or 0)
    lines = named(state_lines(year, asked["sector"]), asked["q"])
    rows = in_order(lines, STATES, asked.sort)
    return show(request, "states.html", STATES, filters, asked, rows, figure=figures.states(year), year=year)


def state(request: HttpRequest, code: str) -> HttpResponse:
    place = words.place(code)
    law = eu_ets().members.get(code)
    if law is None and not any(home == code for home, _ in summaries.totals().installations):
        raise Http404(f"No Member State has the code “{code}”.")
    year = summaries.latest_year()
    top = queries.installations(InstallationFilter(year, state=code), "-verified").page(1, 10)
    context = {
        "place": place,
        "law": law,
        "is_party": code in kyoto().targets,
        "scheme": eu_ets(),
        "year": year,
        "installations": sum(n for (home, _), n in summaries.totals().installations.items() if home == code),
        "years": figures.years(code),
        "letters": figures.letters(code),
        "judgement": summaries.judgement(),
        "sectors": figures.sectors(year, code),
        "emitters": (EMITTERS, [row for row in top if row.year.verified is not None]),
        "accounts": sum(n for (home, _), n in summaries.totals().accounts.items() if home == place.registry),
        "balances": balances(place.registry) if place.registry == code else [],
    }
    return render(request, "state.html", context)
