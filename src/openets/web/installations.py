"""Installations: the list, and one installation with its years and how it complied."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from openets.compliance.penalties import DOUBTS
from openets.laws.now import eu_ets
from openets.stores.sql import queries
from openets.stores.sql.judged import JudgedYear, judged_years, penalised_by_phase
from openets.stores.sql.queries import InstallationFilter, InstallationRow
from openets.web import choices, figures, words
from openets.web.jinja import url
from openets.web.questions import Filter, Kind, ask, day, wants_csv
from openets.web.tables import Column, Table, marked, send, show


def _tags(row: InstallationRow) -> list[str]:
    return ["synthetic"] if row.installation.synthetic else []


def _sector(row: InstallationRow) -> str:
    return words.sector_of(row.installation.activity).name


INSTALLATIONS = Table(
    "installations",
    "Installations and aircraft operators",
    (
        Column(
            "name",
            "Installation",
            lambda row: row.installation.name,
            link=lambda row: url("installation", row.installation.key),
            tags=_tags,
            sort="name",
        ),
        Column("id", "Id", lambda row: row.installation.key, kind="code", sort="id"),
        Column("member_state", "State", lambda row: row.installation.member_state, sort="state"),
        Column("year", "Year", lambda row: row.year.year, csv_only=True),
        Column("verified", "Verified, t", lambda row: row.year.verified, kind="number", sort="verified"),
        Column("official", "Letter", lambda row: row.year.official, kind="letter"),
        Column("allocated", "Allocated, t", lambda row: row.year.allocated, kind="number", sort="allocated"),
        Column(
            "surrendered",
            "Surrendered, t",
            lambda row: row.year.surrendered,
            kind="number",
            sort="surrendered",
        ),
        Column("sector", "Sector", lambda row: words.sector_of(row.installation.activity).name, sort="sector"),
        Column("activity", "Activity", lambda row: row.installation.activity, csv_only=True),
        Column("operator", "Operator", lambda row: row.installation.operator, kind="long", sort="operator"),
        Column("city", "Place", lambda row: row.installation.city, csv_only=True),
        Column("synthetic", "Synthetic", lambda row: row.installation.synthetic, csv_only=True),
    ),
)
EMITTERS = Table(
    "emitters",
    "The biggest emitters of the year",
    tuple(
        column
        for column in INSTALLATIONS.columns
        if column.name in ("name", "member_state", "sector", "verified", "official")
    ),
)


def emitters(year: int, number: int = 10) -> tuple[Table, list[InstallationRow]]:
    """The table of the biggest emitters of a year and its rows."""
    return EMITTERS, queries.biggest_emitters(year, number)


def installations(request: HttpRequest) -> HttpResponseBase:
    filters = [
        Filter("q", "Name, id, operator or place"),
        choices.state(),
        choices.sector(),
        choices.letter(),
        choices.year(),
        Filter("kind", "Kind", Kind.CHOICE, [("", "All"), ("synthetic", "Synthetic only")]),
    ]
    asked = ask(request, filters, INSTALLATIONS.sorts, "name")
    rows = queries.installations(
        InstallationFilter(
            year=int(asked["year"] or 0),
            q=asked["q"],
            state=asked["state"],
            activities=words.sectors()[asked["sector"]].activities if asked["sector"] else (),
            letter=asked["letter"],
            synthetic=asked["kind"] == "synthetic",
        ),
        asked.sort,
    )
    return show(request, "installations.html", INSTALLATIONS, filters, asked, rows)


def _of_status(name: str, title: str, kind: str = "number") -> Column:
    return Column(name, title, lambda row: row.status and getattr(row.status, name), kind=kind)


YEARS = Table(
    "installation-years",
    "The installation's years: figures in tonnes, official and computed letter side by side",
    (
        Column("year", "Year", lambda row: row.record.year, kind="year"),
        Column("free", "Free allocation", lambda row: row.record.free, kind="number", csv_only=True),
        Column("planned", "Planned", lambda row: row.record.planned, kind="number", csv_only=True),
        Column("allocated", "Allocated", lambda row: row.record.allocated, kind="number"),
        Column("verified", "Verified emissions", lambda row: row.record.verified, kind="number"),
        Column("report", "Report", lambda row: row.record.report or words.NOTHING, csv_only=True),
        Column("reported_on", "Reported on", lambda row: row.record.reported_on, csv_only=True),
        _of_status("restitution", "Owed from before"),
        _of_status("obligation", "Obligation"),
        Column(
            "surrendered",
            "Surrendered",
            lambda row: row.record.surrendered if row.status is None else row.status.surrendered,
            kind="number",
        ),
        _of_status("balance", "Balance over the phase"),
        Column("penalty_eur", "Penalty, EUR", lambda row: row.penalty and row.penalty.amount.amount, kind="number"),
        Column("penalty_not_shown", "Why no penalty", lambda row: row.penalty and row.penalty.doubt, csv_only=True),
        Column("official", "Official", lambda row: row.record.official, kind="letter"),
        _of_status("letter", "Computed", "judged"),
        _of_status("letter_of_year", "Computed, year alone", "judged"),
        Column("difference", "Why they differ", lambda row: row.cause if row.meaning else "", csv_only=True),
    ),
)


def installation(request: HttpRequest, key: str) -> HttpResponseBase:
    found = queries.installation(key)
    if found is None:
        raise Http404(f"No installation has the id “{key}”.")
    as_of = day(request, "as_of")
    records = queries.years_of(key)
    years = judged_years(found, records, as_of)
    if wants_csv(request):
        return send(marked(YEARS, found.synthetic), years)
    accounts = queries.accounts_of(key)
    context = {
        "installation": found,
        "sector": words.sector_of(found.activity),
        "activity": words.activity_name(found.activity),
        "as_of": as_of.isoformat() if as_of else "",
        "years": years,
        "table": YEARS,
        "figure": figures.installation(found, records),
        "penalties": _penalties(years),
        "not_fined": _not_fined(years),
        "causes": {year.cause: year.meaning for year in years if year.meaning},
        "accounts": accounts,
        "held": queries.holdings([account.key for account in accounts]),
        "history": queries.history_beside([account.identifier for account in accounts]),
    }
    return render(request, "installation.html", context)


def _penalties(years: list[JudgedYear]) -> list[tuple[str, int, str]]:
    """(phase, tonnes, money) of every phase in which a penalty is shown."""
    tonnes = penalised_by_phase(years)
    return [
        (row.name, tonnes[row.number], str(eu_ets().penalty(row.first_year).times(tonnes[row.number])))
        for row in eu_ets().periods
        if tonnes[row.number]
    ]


def _not_fined(years: list[JudgedYear]) -> list[tuple[str, str, str]]:
    """(why, which years, what that means) of what the rules alone would penalise and the official record does not."""
    return [
        (
            doubt,
            ", ".join(str(year.record.year) for year in years if year.penalty and year.penalty.doubt == doubt),
            meaning,
        )
        for doubt, meaning in DOUBTS.items()
        if any(year.penalty and year.penalty.doubt == doubt for year in years)
    ]
