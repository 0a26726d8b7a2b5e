"""The charts of the pages: each with its title, its words, its table and its drawing.

A page shows a figure's table; the drawing and the CSV have addresses of their own (`charts.py`), made from
the same query, so that a page never waits for a drawing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from openets.analytics import charts, takeaways
from openets.analytics.charts import WIDE, Heading, Names, YearPoint
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.views.columns import Column
from openets.views.installations import years_of
from openets.views.law import books_law
from openets.views.letters import LetterLine, letter_lines, letters_view
from openets.views.places import place_name
from openets.views.places import sectors as known_sectors
from openets.views.totals import (
    BOTH,
    SECTORS,
    STATES,
    YEARS,
    GroupLine,
    YearLine,
    cap_lines,
    sector_lines,
    state_lines,
    year_lines,
)
from openets.views.trends import trend
from openets.views.units import BETWEEN_HOLDERS, EVENTS, VOLUMES, VolumeLine, event_of, volume_lines
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
    draw: Callable[[int, Heading], dict[str, Any]]
    """Makes the specification for a width, with a heading above the drawing."""
    height: int
    """Of the wide drawing, so that the page does not jump when it arrives."""
    note: str = ""
    """Says that what is shown was made up, or some of it, to those who see nothing else of the page."""
    blank: str = ""
    """What to say instead of a drawing in which there would be nothing to see."""

    takeaway: str = ""
    """What it shows, in a sentence that is computed from its rows; it is the title of the drawing."""
    basis: str = ""
    """What that sentence rests on, and what a reader must not conclude."""

    @property
    def heading(self) -> Heading:
        """What stands above the drawing."""
        note = "; ".join(part for part in (self.title, self.note) if part)
        return Heading(self.takeaway, note) if self.takeaway else Heading("", note)

    @property
    def listed(self) -> Sequence[Any]:
        """The rows of the page's table: those with nothing but a cap are for files."""
        return [row for row in self.rows if getattr(row, "on_record", True)]

    @property
    def height_here(self) -> int:
        """Of the wide drawing on a page, which has the sentence and the title in words of its own."""
        return self.height + Heading("", self.note).height(WIDE)

    @property
    def synthetic(self) -> bool:
        return "synthetic" in self.note

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
    own = lines if state or sector or not lines else [*lines, *cap_lines(lines[-1].year)]
    points = [_point(line) for line in own]
    mixed = any(point.aviation is not None and point.verified is not None for point in points)
    names = _names(mixed=mixed, inferred=any(line.auction_inferred for line in own))
    takeaway, basis = _trend_of(lines, state, sector)
    return Figure(
        "years",
        {"member_state": state, "sector": sector},
        "Emissions, allocation and surrender by year",
        f"Bars of verified emissions by year, {_of(state, sector)}{', aviation stacked apart' if mixed else ''}, with"
        " lines for free allocation, what was issued for auction and the cap, and marks for units surrendered.",
        YEARS,
        own,
        lambda width, heading: charts.years_chart(points, width, books_law().measure, heading, names),
        336,
        note_of(lines),
        takeaway=takeaway,
        basis=basis,
    )


def _point(line: YearLine) -> YearPoint:
    """A year as the chart shows it: what aviation was allocated stands in the table only, beside its own bar."""
    if not line.on_record:
        return YearPoint(line.year, cap=line.cap)
    flown, all_ = line.aviation, line.totals
    alone = flown.installations == all_.installations
    return YearPoint(
        line.year,
        None if alone else line.stationary,
        flown.verified if flown.installations else None,
        all_.allocated if alone else all_.allocated - flown.allocated,
        line.auctioned,
        all_.surrendered,
        line.cap,
    )


def _names(*, mixed: bool, inferred: bool) -> Names:
    names = Names(auctioned=f"Issued for auction{' (reconstructed)' if inferred else ''}")
    if not mixed:
        return names
    return names._replace(
        verified="Verified emissions, stationary",
        allocated="Free allocation, stationary",
        surrendered="Surrendered, stationary and aviation",
        cap="Cap, stationary",
    )


def _trend_of(lines: Sequence[YearLine], state: str, sector: str) -> tuple[str, str]:
    """What the years show, and what that rests on."""
    found = trend(state, sector)
    if found is None:
        told = [(str(line.year), line.totals.verified) for line in lines if line.totals.reports]
        return takeaways.of_years(told, books_law().measure), ""
    who = "aircraft operators" if found.aviation else "stationary installations" if books_law().aviation else "all"
    where = " only"
    if found.partial and not state:
        where = f" of the {found.members} Member States that reported both"
    basis = f"{found.first} and {found.last} are compared for what reported in both years."
    if found.partial:
        basis += " Member States and sectors that reported in one of them only are left out."
    basis += " Installations that opened, closed or came in between are counted."
    own = (found.first, found.last, found.before, found.after)
    return takeaways.of_two_years(*own, f"{who}{where}", found.missing), basis


# --- compliance letters by year -------------------------------------------------------------------


def letters(state: str = "", sector: str = "") -> Figure:
    lines = letter_lines(state, sector)
    own = books_law().letters
    others = (own.short, own.no_report, own.corrected_short, own.corrected_enough, own.impossible)
    flown = next((line.year for line in year_lines(state, sector) if line.scope == BOTH), 0)
    counts = [(line.year, letter, line.holding[letter]) for line in lines for letter in others if line.holding[letter]]
    return Figure(
        "letters",
        {"member_state": state, "sector": sector},
        f"Compliance letters other than {own.enough}",
        f"Installations by year with a letter {_listed(others)}, official or else computed, stacked,"
        f" {_of(state, sector)}.",
        letters_view(),
        lines,
        lambda width, heading: charts.letters_chart(counts, others, width, heading),
        220,
        note_of(lines),
        "" if counts else _no_letters(lines, own.enough),
        takeaways.of_letters(*_judged(lines), _who(flown)),
        f"Aircraft operators are counted from {flown} on." if flown else "",
    )


def _who(flown: int) -> str:
    """Who is judged: aircraft operators too, in books that have them."""
    return "installations and aircraft operators" if flown else "installations"


def _judged(lines: Sequence[LetterLine]) -> tuple[int, int, int]:
    """The last year of which there are letters, how many complied in it, and how many were judged."""
    own = books_law().letters
    wanted = (own.enough, own.corrected_enough)
    for line in reversed(lines):
        judged = sum(line.holding[each] for each in {*wanted, own.short, own.no_report, own.corrected_short})
        if judged:
            return line.year, sum(line.holding[each] for each in set(wanted)), judged
    return (lines[-1].year if lines else 0), 0, 0


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
    names = ("code", "name", "installations", "verified", "verified_aviation", "in_compliance", "includes_synthetic")
    found = view.only(f"{view.name[:-1]}-ranking", f"{title}, the greatest verified emissions first", *names)
    columns = [replace(each, on="csv data") if each.name == "code" else each for each in found.columns]
    return replace(found, columns=columns)


RANKED_STATES, RANKED_SECTORS = _ranked(STATES, "Member State"), _ranked(SECTORS, "Sector")


def _ranking(
    name: str, table: View[GroupLine], lines: Sequence[GroupLine], asked: Mapping[str, str], title: str, year: int
) -> Figure:
    ranked = sorted(lines, key=lambda line: -line.totals.verified)
    bars = [(line.name, line.totals.verified, line.aviation.verified) for line in ranked if line.totals.verified]
    mixed = any(flown for _, _, flown in bars)
    return Figure(
        name,
        asked,
        title,
        f"{title}: horizontal bars, the greatest at the top{', with aviation apart' if mixed else ''}.",
        table,
        ranked,
        lambda width, heading: charts.ranking_chart(bars, width, books_law().measure, heading),
        22 * max(3, len(bars)) + 30,
        note_of(ranked),
        takeaway=takeaways.of_ranking(year, [bar[:2] for bar in bars], books_law().measure),
        basis="Stationary installations and aircraft operators together." if mixed else "",
    )


def _in(year: int) -> str:
    """The year in a title; new books have none yet."""
    return f", {year}" if year else ""


def states(year: int) -> Figure:
    return _ranking(
        "states", RANKED_STATES, state_lines(year), {"year": str(year)}, f"Emissions by Member State{_in(year)}", year
    )


def sectors(year: int, state: str = "") -> Figure:
    asked = {"year": str(year), "member_state": state}
    return _ranking(
        "sectors", RANKED_SECTORS, sector_lines(year, state), asked, f"Emissions by sector{_in(year)}", year
    )


# --- one installation -----------------------------------------------------------------------------

INSTALLATION_YEARS: View[YearRecord] = View(
    "installation",
    "The installation's years",
    "A year of the installation, as it is on record.",
    (
        Column("year", "Year", "The year.", "year"),
        Column("allocated", "Free allocation", "Units allocated free of charge.", "number"),
        Column("verified", "Verified emissions", "Verified emissions.", "number"),
        Column("surrendered", "Surrendered", "Units surrendered.", "number"),
        Column("official", "Official", "The official letter.", "letter"),
    ),
    measured=True,
)


def installation(thing: Installation, records: Sequence[YearRecord] | None = None) -> Figure:
    records = years_of(thing.key) if records is None else records
    points = [YearPoint(row.year, row.verified, None, row.allocated, None, row.surrendered) for row in records]
    return Figure(
        "installation",
        {"installation": thing.key},
        "Years",
        f"Bars of the verified emissions of installation {thing.key} by year, with a line for its allocation"
        " and marks for units surrendered.",
        INSTALLATION_YEARS.marked(thing.synthetic),
        records,
        lambda width, heading: charts.years_chart(points, width, books_law().measure, heading),
        336,
        "synthetic installation" if thing.synthetic else "",
        takeaway=_own_trend(records),
    )


def _own_trend(records: Sequence[YearRecord]) -> str:
    """How the emissions of one installation changed."""
    told = [(row.year, row.verified) for row in records if row.verified is not None]
    if len(told) < 2 or not told[0][1]:
        return takeaways.of_years([(str(year), tonnes) for year, tonnes in told], books_law().measure)
    (first, before), (last, after) = told[0], told[-1]
    silent = [str(row.year) for row in records if row.verified is None and first < row.year < last]
    found = f"Verified emissions {takeaways.moved(before, after)} from {first} to {last}"
    return f"{found}; no report of {', '.join(silent)}" if silent else found


# --- transactions by year -------------------------------------------------------------------------


def volumes(registry: str = "") -> Figure:
    lines = volume_lines(registry)
    found = _by_event(lines)
    rows = -(-len({what for _, what, _, _ in found}) // charts.panels_across(WIDE))
    inferred = any(line.reconstructed for line in lines)
    return Figure(
        "volumes",
        {"registry": registry},
        "Units by year and by what was done with them",
        "A panel of bars by year, in million units, for each thing that is done with units"
        f"{'; what was reconstructed has a colour of its own' if inferred else ''}.",
        VOLUMES,
        lines,
        lambda width, heading: charts.volumes_chart(found, width, heading),
        rows * (charts.PANEL + 66) + (30 if inferred else 0),
        "; ".join(filter(None, ("million units; each panel counts its units once", note_of(lines)))),
        takeaway=takeaways.of_volumes(found, BETWEEN_HOLDERS),
        basis="A unit is issued, allocated and surrendered: it stands in three panels, which are not to be added up.",
    )


def _by_event(lines: Sequence[VolumeLine]) -> list[tuple[int, str, bool, int]]:
    """(year, what was done, reconstructed, units), in the order of a unit's life."""
    found: Counter[tuple[int, str, bool]] = Counter()
    for line in lines:
        found[line.year, event_of(line.type), line.reconstructed] += line.units
    return sorted(((*key, units) for key, units in found.items()), key=lambda row: (EVENTS.index(row[1]), row[0]))
