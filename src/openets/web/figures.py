"""The charts of the pages: each with its title, its words, its table and its drawing.

A page shows a figure's table; the drawing and the CSV have addresses of their own (`charts.py`), made from
the same question, so that a page never waits for a drawing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from openets.analytics import charts
from openets.analytics.charts import YearPoint
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.stores.sql import queries, summaries
from openets.stores.sql.queries_totals import GroupLine, letter_lines, sector_lines, state_lines, year_lines
from openets.stores.sql.summaries import Volume
from openets.web import words
from openets.web.jinja import url
from openets.web.tables import Column, Table, marked


@dataclass(frozen=True)
class Figure:
    """A chart with everything that belongs to it. `draw` makes the specification for a width."""

    name: str
    asked: Mapping[str, str]
    title: str
    description: str
    """What a reader who cannot see it should know; the numbers are in the table."""
    table: Table
    rows: Sequence[Any]
    draw: Callable[[int], dict[str, Any]]
    height: int
    """Of the wide drawing, so that the page does not jump when it arrives."""
    synthetic: bool
    """Whether any of what it shows belongs to synthetic installations."""

    @property
    def question(self) -> str:
        """The query string that asks for this figure again."""
        return urlencode({name: value for name, value in self.asked.items() if value})


def _note(synthetic: bool) -> str:
    return "includes synthetic installations" if synthetic else ""


def tags(line: GroupLine) -> list[str]:
    """The word that stands beside a Member State or sector of which some installations are synthetic."""
    return ["includes synthetic"] if line.synthetic else []


def _of(state: str, sector: str) -> str:
    """The words that name a choice of Member State and sector."""
    parts = [words.state_name(state)] if state else []
    parts += [words.sectors()[sector].name.lower()] if sector else []
    return ", ".join(parts) or "all Member States"


# --- cap, allocation, verified emissions and surrender by year ------------------------------------


YEARS = Table(
    "years",
    "Cap, allocation, verified emissions and surrender by year, in tonnes of CO₂ equivalent",
    (
        Column("year", "Year", lambda row: row.year, kind="year"),
        Column("phase", "Period", lambda row: row.phase, kind="short"),
        Column("cap", "Cap", lambda row: row.cap, kind="number"),
        Column("allocated", "Allocated", lambda row: row.totals.allocated, kind="number"),
        Column("verified", "Verified emissions", lambda row: row.totals.verified, kind="number"),
        Column("surrendered", "Surrendered", lambda row: row.totals.surrendered, kind="number"),
        Column("reports", "Reports", lambda row: row.totals.reports, kind="number"),
        Column("synthetic", "Synthetic", lambda row: row.totals.synthetic, csv_only=True),
    ),
)


def years(state: str = "", sector: str = "") -> Figure:
    lines = [line for line in year_lines(state, sector) if line.totals.verified or line.totals.allocated]
    points = [
        YearPoint(line.year, line.cap, line.totals.allocated, line.totals.verified, line.totals.surrendered)
        for line in lines
    ]
    synthetic = any(line.totals.synthetic for line in lines)
    return Figure(
        "years",
        {"state": state, "sector": sector},
        "Emissions, allocation and surrender by year",
        f"Bars of verified emissions by year, {_of(state, sector)}, with lines for allocation and cap"
        " and marks for units surrendered.",
        YEARS,
        lines,
        lambda width: charts.years_chart(points, width, _note(synthetic)),
        320,
        synthetic,
    )


# --- compliance letters by year -------------------------------------------------------------------


def _letter_column(letter: str) -> Column:
    return Column(
        f"official_{letter}" if letter != words.NOTHING else "official_none",
        letter,
        lambda row: row.official.get(letter, 0),
        kind="number",
    )


def _computed(letter: str) -> Column:
    name = f"computed_{letter}"
    return Column(name, f"{letter}, computed", lambda row: row.computed and row.computed.get(letter, 0), kind="number")


LETTERS = Table(
    "compliance",
    "Installations by compliance letter and year: official, computed, and where the two differ",
    (
        Column("year", "Year", lambda row: row.year, kind="year"),
        *map(_letter_column, ("A", "B", "C", "D", "E", "X", words.NOTHING)),
        *map(_computed, ("A", "B", "C")),
        Column("differ", "Differ", lambda row: row.differing, kind="number"),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    ),
)


def letters(state: str = "", sector: str = "") -> Figure:
    lines = letter_lines(state, sector)
    counts = [
        (line.year, letter, line.official[letter]) for line in lines for letter in "BCDEX" if line.official[letter]
    ]
    synthetic = any(line.synthetic for line in lines)
    return Figure(
        "letters",
        {"state": state, "sector": sector},
        "Compliance letters other than A",
        f"Installations by year with an official letter B, C, D, E or X, stacked, {_of(state, sector)}.",
        LETTERS,
        lines,
        lambda width: charts.letters_chart(counts, width, _note(synthetic)),
        220,
        synthetic,
    )


# --- Member States and sectors of a year ----------------------------------------------------------


def _groups(page: str, title: str) -> Table:
    columns = (
        Column("code", "Code", lambda row: row.code, csv_only=True),
        Column("name", title, lambda row: row.name, link=lambda row: url(page, row.code), tags=tags),
        Column("installations", "Installations", lambda row: row.installations, kind="number"),
        Column("verified", "Verified emissions", lambda row: row.totals.verified, kind="number"),
        Column("in_compliance", "In compliance", lambda row: words.percent(row.complying, row.judged), kind="number"),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    )
    return Table(f"{page}-ranking", f"{title}, the greatest verified emissions first", columns)


STATES, SECTORS = _groups("state", "Member State"), _groups("sector", "Sector")


def _ranking(name: str, table: Table, lines: Sequence[GroupLine], asked: Mapping[str, str], title: str) -> Figure:
    ranked = sorted(lines, key=lambda line: -line.totals.verified)
    bars = [(line.name, line.totals.verified) for line in ranked if line.totals.verified]
    synthetic = any(line.synthetic for line in ranked)
    return Figure(
        name,
        asked,
        title,
        f"{title}: horizontal bars, the greatest at the top.",
        table,
        ranked,
        lambda width: charts.ranking_chart(bars, width, _note(synthetic)),
        22 * max(3, len(bars)),
        synthetic,
    )


def states(year: int) -> Figure:
    return _ranking("states", STATES, state_lines(year), {"year": str(year)}, f"Emissions by Member State, {year}")


def sectors(year: int, state: str = "") -> Figure:
    asked = {"year": str(year), "state": state}
    return _ranking("sectors", SECTORS, sector_lines(year, state), asked, f"Emissions by sector, {year}")


# --- one installation -----------------------------------------------------------------------------

INSTALLATION_YEARS = Table(
    "installation",
    "The installation's years, in tonnes of CO₂ equivalent",
    (
        Column("year", "Year", lambda row: row.year, kind="year"),
        Column("allocated", "Allocated", lambda row: row.allocated, kind="number"),
        Column("verified", "Verified emissions", lambda row: row.verified, kind="number"),
        Column("surrendered", "Surrendered", lambda row: row.surrendered, kind="number"),
        Column("official", "Official", lambda row: row.official, kind="letter"),
    ),
)


def installation(thing: Installation, records: Sequence[YearRecord] | None = None) -> Figure:
    records = queries.years_of(thing.key) if records is None else records
    note = "synthetic installation" if thing.synthetic else ""
    points = [YearPoint(row.year, None, row.allocated, row.verified, row.surrendered) for row in records]
    return Figure(
        "installation",
        {"installation": thing.key},
        "Its years",
        f"Bars of the verified emissions of installation {thing.key} by year, with a line for its allocation"
        " and marks for units surrendered.",
        marked(INSTALLATION_YEARS, thing.synthetic),
        records,
        lambda width: charts.years_chart(points, width, note),
        320,
        thing.synthetic,
    )


# --- transactions by year -------------------------------------------------------------------------


class VolumeLine(NamedTuple):
    """What moved in a year, by transaction type, apart by whether a record shows it."""

    year: int
    type: str
    reconstructed: bool
    number: int
    units: int
    synthetic: bool


VOLUMES = Table(
    "volumes",
    "Transactions by year, type and origin",
    (
        Column("year", "Year", lambda row: row.year, kind="year"),
        Column("type", "Type", lambda row: row.type),
        Column("name", "Name", lambda row: words.transaction_type_name(row.type)),
        Column("origin", "Origin", lambda row: "Reconstructed" if row.reconstructed else "Recorded", page_only=True),
        Column("reconstructed", "Reconstructed", lambda row: row.reconstructed, csv_only=True),
        Column("transactions", "Transactions", lambda row: row.number, kind="number"),
        Column("units", "Units", lambda row: row.units, kind="number"),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    ),
)
_MANY_KINDS = 6


def volumes(registry: str = "") -> Figure:
    lines = volume_lines(registry)
    bars = _stacked(lines)
    synthetic = any(line.synthetic for line in lines)
    return Figure(
        "volumes",
        {"registry": registry},
        "Units moved by year",
        "Stacked bars of units that moved by year, coloured by the type of transaction"
        f"{'; what was reconstructed has a colour of its own' if any(line.reconstructed for line in lines) else ''}.",
        VOLUMES,
        lines,
        lambda width: charts.volumes_chart(bars, width, _note(synthetic)),
        280,
        synthetic,
    )


def volume_lines(registry: str) -> list[VolumeLine]:
    found: dict[tuple[int, str, bool], list[Volume]] = {}
    for (home, kind, _, year, inferred), volume in summaries.totals().transactions.items():
        if registry in ("", home):
            found.setdefault((year, kind, inferred), []).append(volume)
    return [
        VolumeLine(
            *key,
            sum(each.number for each in found[key]),
            sum(each.units for each in found[key]),
            any(each.synthetic for each in found[key]),
        )
        for key in sorted(found)
    ]


def _stacked(lines: Sequence[VolumeLine]) -> list[tuple[int, str, int]]:
    """(year, what, units): the most frequent types by name, the others together, what was reconstructed apart."""
    by_kind: Counter[str] = Counter()
    for line in lines:
        by_kind[line.type] += 0 if line.reconstructed else line.units
    named = {kind for kind, _ in by_kind.most_common(_MANY_KINDS)}
    stacked: Counter[tuple[int, str]] = Counter()
    for line in lines:
        what = words.transaction_type_name(line.type) if line.type in named else "Other"
        stacked[line.year, charts.RECONSTRUCTED if line.reconstructed else what] += line.units
    return [(year, what, units) for (year, what), units in stacked.items()]
