"""Where the computed letter of a year is not the official one, and why."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponseBase

from openets.compliance.agreement import CAUSES
from openets.stores.sql import queries_totals, summaries
from openets.web import choices, words
from openets.web.jinja import url
from openets.web.questions import Filter, Kind, ask
from openets.web.tables import Column, Table, in_order, show

DIFFERENCES = Table(
    "differences",
    "Installation-years whose computed letter is not the official one",
    (
        Column("installation", "Id", lambda row: row.installation, kind="code", sort="id"),
        Column(
            "name",
            "Installation",
            lambda row: row.name,
            link=lambda row: url("installation", row.installation),
            tags=lambda row: ["synthetic"] if row.synthetic else [],
            sort="name",
        ),
        Column("member_state", "State", lambda row: row.member_state, sort="state"),
        Column("sector", "Sector", lambda row: words.sector_of(row.activity).name),
        Column("year", "Year", lambda row: row.year, kind="year", sort="year"),
        Column("verified", "Verified, t", lambda row: row.verified, kind="number", sort="verified"),
        Column("surrendered", "Surrendered, t", lambda row: row.surrendered, kind="number", sort="surrendered"),
        Column("official", "Official", lambda row: row.official, kind="letter"),
        Column("computed", "Computed", lambda row: row.computed, kind="letter"),
        Column("cause", "Why", lambda row: row.cause, sort="cause"),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    ),
)


def differences(request: HttpRequest) -> HttpResponseBase:
    years = summaries.totals().years
    judgement = summaries.judgement()
    filters = [
        choices.state(),
        choices.sector(),
        Filter("year", "Year", Kind.CHOICE, [("", "All"), *((str(year), str(year)) for year in years)]),
        Filter("cause", "Why they differ", Kind.CHOICE, [("", "Any"), *((name, name) for name in CAUSES)]),
    ]
    asked = ask(request, filters, DIFFERENCES.sorts, "-verified")
    found = [
        each
        for each in queries_totals.differences(judgement, asked["state"], asked["sector"])
        if asked["year"] in ("", str(each.year)) and asked["cause"] in ("", each.cause)
    ]
    counts = Counter(each.cause for each in found)
    rows = in_order(found, DIFFERENCES, asked.sort)
    causes = [(name, meaning, counts[name]) for name, meaning in CAUSES.items()]
    return show(request, "differences.html", DIFFERENCES, filters, asked, rows, causes=causes, judgement=judgement)
