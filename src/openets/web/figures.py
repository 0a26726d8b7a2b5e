"""The charts of the pages: each with its title, its words, its table and its drawing.

A page shows a figure's table; the drawing and the CSV have addresses of their own (`charts.py`), made from
the same query, so that a page never waits for a drawing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from openets.analytics import charts
from openets.analytics.charts import YearPoint
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.views.columns import Column
from openets.views.installations import years_of
from openets.views.law import books_law
from openets.views.letters import LetterLine, letter_lines, letters_view
from openets.views.names import transaction_type_name
from openets.views.places import place_name
from openets.views.places import sectors as known_sectors
from openets.views.totals import SECTORS, STATES, YEARS, GroupLine, sector_lines, state_lines, year_lines
from openets.views.units import VOLUMES, VolumeLine, volume_lines
from openets.views.view import View


@dataclass(frozen=True)
class Figure:
    """A chart with everything that belongs to it. `draw` makes the specification for a width."""

    name: str
    asked: Mapping[str, str]
    title: str
    description: str
    """What a reader who cannot see it should know; the numbers are in the table."""
    table: View[Any]
    rows: Sequence[Any]
    draw: Callable[[int, str], dict[str, Any]]
    """Makes the specification for a width, with a note above the drawing."""
    height: int
    """Of the wide drawing, so that the page does not jump when it arrives."""
    note: str = ""
    """Says that what is shown was made up, or some of it, to those who see nothing else of the page."""
    blank: str = ""
    """What to say instead of a drawing in which there would be nothing to see."""

    @property
    def synthetic(self) -> bool:
        return bool(self.note)

    @property
    def question(self) -> str:
        """The query string that asks for this figure again."""
        return urlencode({name: value for name, value in self.asked.items() if value})


def note_of(rows: Iterable[Any]) -> str:
    """The note of a drawing of rows that say whether they count anything synthetic."""
    return "includes synthetic installations" if any(row.synthetic for row in rows) else ""


def _of(state: str, sector: str) -> str:
    """The words that name a choice of Member State and sector."""
    parts = [place_name(state)] if state else []
    parts += [known_sectors()[sector].name.lower()] if sector else []
    return ", ".join(parts) or "all Member States"


# --- cap, allocation, verified emissions and surrender by year ------------------------------------


def years(state: str = "", sector: str = "") -> Figure:
    lines = [line for line in year_lines(state, sector) if line.totals.verified or line.totals.allocated]
    points = [
        YearPoint(line.year, line.cap, line.totals.allocated, line.totals.verified, line.totals.surrendered)
        for line in lines
    ]
    return Figure(
        "years",
        {"state": state, "sector": sector},
        "Emissions, allocation and surrender by year",
        f"Bars of verified emissions by year, {_of(state, sector)}, with lines for allocation and cap"
        " and marks for units surrendered.",
        YEARS,
        lines,
        lambda width, note: charts.years_chart(points, width, books_law().measure, note),
        320,
        note_of(lines),
    )


# --- compliance letters by year -------------------------------------------------------------------


def letters(state: str = "", sector: str = "") -> Figure:
    lines = letter_lines(state, sector)
    own = books_law().letters
    others = (own.short, own.no_report, own.corrected_short, own.corrected_enough, own.impossible)
    counts = [(line.year, letter, line.holding[letter]) for line in lines for letter in others if line.holding[letter]]
    return Figure(
        "letters",
        {"state": state, "sector": sector},
        f"Compliance letters other than {own.enough}",
        f"Installations by year with a letter {_listed(others)}, official or else computed, stacked,"
        f" {_of(state, sector)}.",
        letters_view(),
        lines,
        lambda width, note: charts.letters_chart(counts, others, width, note),
        220,
        note_of(lines),
        "" if counts else _no_letters(lines, own.enough),
    )


def _no_letters(lines: Sequence[LetterLine], enough: str) -> str:
    """Why the chart of letters is empty: there are none, or none but the one of compliance."""
    if not any(line.holding.total() for line in lines):
        return "There are no letters yet."
    return f"There are none so far: every letter says {enough}, or that nothing was owed."


# --- Member States and sectors of a year ----------------------------------------------------------


def _listed(letters: Sequence[str]) -> str:
    """Letters in a sentence: ``B, C or D``."""
    *most, last = letters
    return f"{', '.join(most)} or {last}"


def _ranked(view: View[GroupLine], title: str) -> View[GroupLine]:
    """The columns of a ranking: the code is for CSV only."""
    names = ("code", "name", "installations", "verified", "in_compliance", "includes_synthetic")
    found = view.only(f"{view.name[:-1]}-ranking", f"{title}, the greatest verified emissions first", *names)
    columns = [replace(each, on="csv data") if each.name == "code" else each for each in found.columns]
    return replace(found, columns=columns)


RANKED_STATES, RANKED_SECTORS = _ranked(STATES, "Member State"), _ranked(SECTORS, "Sector")


def _ranking(
    name: str, table: View[GroupLine], lines: Sequence[GroupLine], asked: Mapping[str, str], title: str
) -> Figure:
    ranked = sorted(lines, key=lambda line: -line.totals.verified)
    bars = [(line.name, line.totals.verified) for line in ranked if line.totals.verified]
    return Figure(
        name,
        asked,
        title,
        f"{title}: horizontal bars, the greatest at the top.",
        table,
        ranked,
        lambda width, note: charts.ranking_chart(bars, width, books_law().measure, note),
        22 * max(3, len(bars)),
        note_of(ranked),
    )


def _in(year: int) -> str:
    """The year in a title; new books have none yet."""
    return f", {year}" if year else ""


def states(year: int) -> Figure:
    return _ranking(
        "states", RANKED_STATES, state_lines(year), {"year": str(year)}, f"Emissions by Member State{_in(year)}"
    )


def sectors(year: int, state: str = "") -> Figure:
    asked = {"year": str(year), "state": state}
    return _ranking("sectors", RANKED_SECTORS, sector_lines(year, state), asked, f"Emissions by sector{_in(year)}")


# --- one installation -----------------------------------------------------------------------------

INSTALLATION_YEARS: View[YearRecord] = View(
    "installation",
    "The installation's years",
    "A year of the installation, as it is on record.",
    (
        Column("year", "Year", "The year.", "year"),
        Column("allocated", "Allocated", "Units allocated.", "number"),
        Column("verified", "Verified emissions", "Verified emissions.", "number"),
        Column("surrendered", "Surrendered", "Units surrendered.", "number"),
        Column("official", "Official", "The official letter.", "letter"),
    ),
    measured=True,
)


def installation(thing: Installation, records: Sequence[YearRecord] | None = None) -> Figure:
    records = years_of(thing.key) if records is None else records
    points = [YearPoint(row.year, None, row.allocated, row.verified, row.surrendered) for row in records]
    return Figure(
        "installation",
        {"installation": thing.key},
        "Years",
        f"Bars of the verified emissions of installation {thing.key} by year, with a line for its allocation"
        " and marks for units surrendered.",
        INSTALLATION_YEARS.marked(thing.synthetic),
        records,
        lambda width, note: charts.years_chart(points, width, books_law().measure, note),
        320,
        "synthetic installation" if thing.synthetic else "",
    )


# --- transactions by year -------------------------------------------------------------------------


_MANY_KINDS = 6


def volumes(registry: str = "") -> Figure:
    lines = volume_lines(registry)
    bars = _stacked(lines)
    return Figure(
        "volumes",
        {"registry": registry},
        "Units moved by year",
        "Stacked bars of units that moved by year, coloured by the type of transaction"
        f"{'; what was reconstructed has a colour of its own' if any(line.reconstructed for line in lines) else ''}.",
        VOLUMES,
        lines,
        lambda width, note: charts.volumes_chart(bars, width, note),
        280,
        note_of(lines),
    )


def _stacked(lines: Sequence[VolumeLine]) -> list[tuple[int, str, int]]:
    """(year, what, units): the most frequent types by name, the others together, what was reconstructed apart."""
    by_kind: Counter[str] = Counter()
    for line in lines:
        by_kind[line.type] += 0 if line.reconstructed else line.units
    named = {kind for kind, _ in by_kind.most_common(_MANY_KINDS)}
    stacked: Counter[tuple[int, str]] = Counter()
    for line in lines:
        what = transaction_type_name(line.type) if line.type in named else "Other"
        stacked[line.year, charts.RECONSTRUCTED if line.reconstructed else what] += line.units
    return [(year, what, units) for (year, what), units in stacked.items()]
