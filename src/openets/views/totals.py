"""Members and sectors in one year, and years added up: readings of the totals that `summaries` keeps.

The totals are kept until the journal grows; so are these readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from openets.views import choices, summaries
from openets.views.columns import Column
from openets.views.formatting import percent
from openets.views.law import books_law
from openets.views.places import activities_of, place_name, sector_of, sectors
from openets.views.summaries import Cell, Totals, YearTotals, add_up
from openets.views.view import View

KEPT = 256
"""Answers kept of each kind, for totals that are themselves kept until the journal grows."""
NONE = YearTotals()
_SYNTHETIC = "Some of its installations were generated for demonstration, and its figures count them."


class GroupLine(NamedTuple):
    """A member or a sector in one year."""

    code: str
    name: str
    year: int
    installations: int
    """All that are known, whether or not they reported that year."""
    cap: int | None
    totals: YearTotals
    synthetic: bool
    """Whether any of its installations are synthetic."""

    @property
    def judged(self) -> int:
        """Installations with an official letter of enough or too little, given, reckoned or corrected."""
        letters = books_law().letters
        known = (letters.enough, letters.short, letters.no_report, letters.corrected_short, letters.corrected_enough)
        return sum(number for letter, number in self.totals.letters.items() if letter.rstrip("*") in known)

    @property
    def complying(self) -> int:
        """Those of them whose letter says that they are in compliance."""
        letters = books_law().letters
        good = (letters.enough, letters.corrected_enough)
        return sum(number for letter, number in self.totals.letters.items() if letter.rstrip("*") in good)


def tags(line: GroupLine) -> list[str]:
    """The word that stands beside a member or sector of which some installations are synthetic."""
    return ["includes synthetic"] if line.synthetic else []


def _columns(page: str, title: str, *, state: bool) -> tuple[Column, ...]:
    own = (
        Column("code", "Code", lambda row: row.code, "As addresses and filters name it.", "code", sort="code"),
    ) if state else (
        Column("code", "Code", lambda row: row.code, "As addresses and filters name it.", on="data"),
    )  # fmt: skip
    return (
        *own,
        Column("name", title, lambda row: row.name, "Its name.", sort="name", tags=tags,
               link=lambda row: (page, row.code)),
        Column("year", "Year", lambda row: row.year or None, "The year of the figures; null in books without any.",
               "year", on="data", null=True),
        Column("installations", "Installations", lambda row: row.installations,
               "All that are known, whether or not they reported that year.", "number", sort="installations"),
        Column("cap", "Cap", lambda row: row.cap,
               "As the source prints it for the phase; null of a sector, and where no source gives one.", "number",
               "units", on="page csv data" if state else "data", null=True, sort="cap" if state else ""),
        Column("allocated", "Allocated", lambda row: row.totals.allocated, "Units allocated for the year.", "number",
               "units", sort="allocated"),
        Column("verified", "Verified emissions", lambda row: row.totals.verified, "Verified emissions.", "number",
               "t", sort="verified"),
        Column("surrendered", "Surrendered", lambda row: row.totals.surrendered, "Units surrendered for the year.",
               "number", "units", sort="surrendered"),
        Column("in_compliance", "In compliance", lambda row: percent(row.complying, row.judged),
               "The share of those judged that complied.", "number", on="page csv"),
        Column("judged", "Judged", lambda row: row.judged, "Those with an official letter from A to E.", "number",
               on="data"),
        Column("complying", "Complying", lambda row: row.complying, "Those of them in compliance: A and E.", "number",
               on="data"),
        Column("includes_synthetic", "Synthetic", lambda row: row.synthetic, _SYNTHETIC, "flag", on="csv data",
               csv="synthetic"),
    )  # fmt: skip


def _named(lines: Iterable[GroupLine], wanted: str) -> list[GroupLine]:
    """Lines whose name holds some text, or whose code it is."""
    text = wanted.lower()
    return [line for line in lines if text in line.name.lower() or text == line.code.lower()]


def _year(year: str) -> int:
    return int(year or summaries.latest_year())


_HELP = "A part of the name, or the code."
STATES: View[GroupLine] = View(
    "states",
    "Member States in one year",
    "A Member State in one year. In the denomination of the law's units.",
    _columns("state", "Member State", state=True),
    key=lambda row: row.code,
    query=lambda q="", sector="", year="": _named(state_lines(_year(year), sector), q),
    filters=(choices.words("Name or code", _HELP), choices.SECTOR, choices.YEAR),
    sort="name",
    measured=True,
)
SECTORS: View[GroupLine] = View(
    "sectors",
    "Sectors in one year",
    "A sector in one year. In the denomination of the law's units.",
    _columns("sector", "Sector", state=False),
    key=lambda row: row.code,
    query=lambda q="", state="", year="": _named(sector_lines(_year(year), state), q),
    filters=(choices.words("Name", _HELP), choices.MEMBER, choices.YEAR),
    sort="name",
    measured=True,
)


def state_lines(year: int, sector: str = "") -> list[GroupLine]:
    """Members by name, in one year; of one sector where it is named."""
    return _state_lines(summaries.totals(), year, sector)


@lru_cache(maxsize=KEPT)
def _state_lines(totals: Totals, year: int, sector: str) -> list[GroupLine]:
    activities = activities_of(sector)
    found = add_up((cell for cell in totals.of(activities=activities) if cell.year == year), by=lambda cell: cell.state)
    known: Counter[str] = Counter()
    for (code, activity), number in totals.installations.items():
        if activities is None or activity in activities:
            known[code] += number
    made_up = {code for code, activity in totals.synthetic if activities is None or activity in activities}
    return [
        GroupLine(code, place_name(code), year, known[code], None if sector else cap(code, year),
                  found.get(code, NONE), code in made_up)
        for code in sorted(known, key=place_name)
    ]  # fmt: skip


def sector_lines(year: int, state: str = "") -> list[GroupLine]:
    """Sectors by slug, in one year; of one member where it is named."""
    return _sector_lines(summaries.totals(), year, state)


@lru_cache(maxsize=KEPT)
def _sector_lines(totals: Totals, year: int, state: str) -> list[GroupLine]:
    cells = (cell for cell in totals.of(state) if cell.year == year)
    found = add_up(cells, by=lambda cell: sector_of(cell.activity).slug)
    known: Counter[str] = Counter()
    for (code, activity), number in totals.installations.items():
        if state in ("", code):
            known[sector_of(activity).slug] += number
    made_up = {sector_of(activity).slug for code, activity in totals.synthetic if state in ("", code)}
    return [
        GroupLine(slug, sectors()[slug].name, year, known[slug], None, found.get(slug, NONE), slug in made_up)
        for slug in sorted(known)
        if slug
    ]


# --- years ----------------------------------------------------------------------------------------


class YearLine(NamedTuple):
    """A year of some installations."""

    year: int
    phase: str
    cap: int | None
    totals: YearTotals


YEARS: View[YearLine] = View(
    "years",
    "Cap, allocation, verified emissions and surrender by year",
    "A year of all installations, or of a Member State's or sector's. In the denomination of the law's units.",
    (
        Column("year", "Year", lambda row: row.year, "The year.", "year", sort="year"),
        Column("phase", "Period", lambda row: row.phase, "The period of the law.", "short"),
        Column("cap", "Cap", lambda row: row.cap,
               "As the source prints it for the phase; null of a sector, and where no source gives one.", "number",
               "units", null=True),
        Column("allocated", "Allocated", lambda row: row.totals.allocated, "Units allocated.", "number", "units"),
        Column("verified", "Verified emissions", lambda row: row.totals.verified, "Verified emissions.", "number",
               "t"),
        Column("surrendered", "Surrendered", lambda row: row.totals.surrendered, "Units surrendered.", "number",
               "units"),
        Column("reports", "Reports", lambda row: row.totals.reports,
               "Installations with verified emissions on record.", "number"),
        Column("includes_synthetic", "Synthetic", lambda row: row.totals.synthetic, _SYNTHETIC, "flag",
               on="csv data", csv="synthetic"),
    ),
    key=lambda row: row.year,
    query=lambda state="", sector="": year_lines(state, sector),
    filters=(choices.MEMBER, choices.SECTOR),
    sort="year",
    measured=True,
)  # fmt: skip


def cap(state: str, year: int) -> int | None:
    """The cap of a year as its source prints it: of one member, or of all that had joined."""
    law = books_law()
    phase = law.period(year)
    chosen = [law.members[state]] if state in law.members else [] if state else list(law.members.values())
    known = [
        each.yearly_caps[phase.number]
        for each in chosen
        if phase is not None and phase.number in each.yearly_caps and each.joined <= year
    ]
    return sum(known) if known else None


def year_lines(state: str = "", sector: str = "") -> list[YearLine]:
    """Every year on record, of a member or sector where one is named."""
    return _year_lines(summaries.totals(), state, sector)


@lru_cache(maxsize=KEPT)
def _year_lines(totals: Totals, state: str, sector: str) -> list[YearLine]:
    found = add_up(totals.of(state, activities_of(sector)), by=lambda cell: cell.year)
    lines = []
    for year in sorted(found):
        phase = books_law().period(year)
        lines.append(YearLine(year, phase.name if phase else "", None if sector else cap(state, year), found[year]))
    return lines


# --- emissions ------------------------------------------------------------------------------------


class EmissionsRow(NamedTuple):
    """A year of the installations of a member and sector."""

    year: int
    state: str
    sector: str
    totals: YearTotals


EMISSIONS: View[EmissionsRow] = View(
    "emissions",
    "Emissions by year, Member State and sector",
    "A year of a Member State's installations of one sector. In the denomination of the law's units.",
    (
        Column("year", "Year", lambda row: row.year, "The year.", "year", sort="year"),
        Column("state", "State", lambda row: row.state, "Code of the Member State.", sort="state"),
        Column("sector", "Sector", lambda row: row.sector, "The sector of activities.", sort="sector"),
        Column("installations", "Installations", lambda row: row.totals.installations,
               "Installations with this year on record.", "number"),
        Column("verified", "Verified emissions", lambda row: row.totals.verified, "Verified emissions.", "number",
               "t", sort="verified"),
        Column("allocated", "Allocated", lambda row: row.totals.allocated, "Units allocated.", "number", "units"),
        Column("surrendered", "Surrendered", lambda row: row.totals.surrendered, "Units surrendered.", "number",
               "units"),
        Column("includes_synthetic", "Synthetic", lambda row: row.totals.synthetic, _SYNTHETIC, "flag",
               on="csv data", csv="synthetic"),
    ),
    key=lambda row: f"{row.year} {row.state} {row.sector}",
    query=lambda state="", sector="": emissions_rows(state, sector),
    filters=(choices.MEMBER, choices.SECTOR),
    sort="year",
)  # fmt: skip


def emissions_rows(state: str = "", sector: str = "") -> list[EmissionsRow]:
    """Years, members and sectors on record."""

    def group(cell: Cell) -> tuple[int, str, str]:
        return cell.year, cell.state, sector_of(cell.activity).name

    found = add_up(summaries.totals().of(state, activities_of(sector)), by=group)
    return [EmissionsRow(year, home, name, found[year, home, name]) for year, home, name in sorted(found)]
