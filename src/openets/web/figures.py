"""The charts of the pages: each with its title, its words, its table and its drawing.

A page shows a figure's table; the drawing and the CSV have addresses of their own (`charts.py`), made from
the same question, so that a page never waits for a drawing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from openets.analytics import charts
from openets.analytics.charts import YearPoint
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.schemes.eu_ets import eu_ets
from openets.stores.sql import queries, summaries
from openets.stores.sql.summaries import Difference, Judgement, Totals, Volume, YearTotals, add_up
from openets.web import words
from openets.web.jinja import url
from openets.web.tables import Column, Table, marked

KEPT = 256
"""Answers kept of each kind, for totals that are themselves kept until the journal grows."""

NONE = YearTotals()


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


def _activities(sector: str) -> tuple[int, ...] | None:
    return words.sectors()[sector].activities if sector else None


def _of(state: str, sector: str) -> str:
    """The words that name a choice of Member State and sector."""
    parts = [words.state_name(state)] if state else []
    parts += [words.sectors()[sector].name.lower()] if sector else []
    return ", ".join(parts) or "all Member States"


# --- cap, allocation, verified emissions and surrender by year ------------------------------------


class YearLine(NamedTuple):
    """A year of some installations."""

    year: int
    phase: str
    cap: int | None
    totals: YearTotals


YEARS = Table(
    "years",
    "Cap, allocation, verified emissions and surrender by year, in tonnes of CO₂ equivalent",
    (
        Column("year", "Year", lambda row: row.year, kind="year"),
        Column("phase", "Phase", lambda row: row.phase, kind="short"),
        Column("cap", "Cap", lambda row: row.cap, kind="number"),
        Column("allocated", "Allocated", lambda row: row.totals.allocated, kind="number"),
        Column("verified", "Verified emissions", lambda row: row.totals.verified, kind="number"),
        Column("surrendered", "Surrendered", lambda row: row.totals.surrendered, kind="number"),
        Column("reports", "Reports", lambda row: row.totals.reports, kind="number"),
        Column("synthetic", "Synthetic", lambda row: row.totals.synthetic, csv_only=True),
    ),
)


def cap(state: str, year: int) -> int | None:
    """The cap of a year as its source prints it: of one State, or of all that had joined."""
    scheme = eu_ets()
    phase = scheme.phase(year)
    chosen = [scheme.states[state]] if state in scheme.states else [] if state else list(scheme.states.values())
    known = [
        each.yearly_caps[phase.number]
        for each in chosen
        if phase is not None and phase.number in each.yearly_caps and each.joined <= year
    ]
    return sum(known) if known else None


def year_lines(state: str = "", sector: str = "") -> list[YearLine]:
    return _year_lines(summaries.totals(), state, sector)


@lru_cache(maxsize=KEPT)
def _year_lines(totals: Totals, state: str, sector: str) -> list[YearLine]:
    found = add_up(totals.of(state, _activities(sector)), by=lambda cell: cell.year)
    lines = []
    for year in sorted(found):
        phase = eu_ets().phase(year)
        lines.append(YearLine(year, phase.name if phase else "", None if sector else cap(state, year), found[year]))
    return lines


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


class LetterLine(NamedTuple):
    """A year's letters: the official ones, the computed ones where they are ready, and where they differ."""

    year: int
    official: Counter[str]
    computed: Counter[str] | None
    differing: int | None
    synthetic: bool


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


def plain_letter(code: str) -> str:
    """A letter without its star; a hyphen is how some sources write “no obligation”."""
    return code.rstrip("*").replace("-", words.NOTHING)


def letter_lines(state: str = "", sector: str = "") -> list[LetterLine]:
    return _letter_lines(summaries.totals(), summaries.judgement(), state, sector)


@lru_cache(maxsize=KEPT)
def _letter_lines(totals: Totals, judgement: Judgement | None, state: str, sector: str) -> list[LetterLine]:
    activities = _activities(sector)
    official: dict[int, Counter[str]] = {}
    cells = totals.of(state, activities)
    made_up = {cell.year for cell in cells if cell.synthetic}
    for cell in cells:
        if cell.official:
            official.setdefault(cell.year, Counter())[plain_letter(cell.official)] += cell.installations
    computed: dict[int, Counter[str]] = {}
    differing: Counter[int] = Counter()
    if judgement is not None:
        for (home, activity, year, letter), number in judgement.letters.items():
            if state in ("", home) and (activities is None or activity in activities):
                computed.setdefault(year, Counter())[letter] += number
        differing.update(each.year for each in differences(judgement, state, sector))
    ready = judgement is not None
    return [
        LetterLine(
            year,
            official.get(year, Counter()),
            computed.get(year, Counter()) if ready else None,
            differing[year] if ready else None,
            year in made_up,
        )
        for year in sorted({*official, *computed})
    ]


def differences(judgement: Judgement | None, state: str = "", sector: str = "") -> list[Difference]:
    """Years whose computed letter is not the official one; none while they are being worked out."""
    activities = _activities(sector)
    return [
        each
        for each in (judgement.differences if judgement else ())
        if state in ("", each.member_state) and (activities is None or each.activity in activities)
    ]


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


class GroupLine(NamedTuple):
    """A Member State or a sector in one year."""

    code: str
    name: str
    installations: int
    """All that are known, whether or not they reported that year."""
    cap: int | None
    totals: YearTotals
    synthetic: bool
    """Whether any of its installations are synthetic."""

    @property
    def in_compliance(self) -> str:
        judged = sum(number for letter, number in self.totals.letters.items() if letter[:1] in tuple("ABCDE"))
        return words.percent(sum(self.totals.letters[letter] for letter in ("A", "A*", "E", "E*")), judged)


def state_lines(year: int, sector: str = "") -> list[GroupLine]:
    return _state_lines(summaries.totals(), year, sector)


@lru_cache(maxsize=KEPT)
def _state_lines(totals: Totals, year: int, sector: str) -> list[GroupLine]:
    activities = _activities(sector)
    cells = (cell for cell in totals.of(activities=activities) if cell.year == year)
    found = add_up(cells, by=lambda cell: cell.state)
    known: Counter[str] = Counter()
    for (code, activity), number in totals.installations.items():
        if activities is None or activity in activities:
            known[code] += number
    made_up = {code for code, activity in totals.synthetic if activities is None or activity in activities}
    return [
        GroupLine(
            code,
            words.state_name(code),
            known[code],
            None if sector else cap(code, year),
            found.get(code, NONE),
            code in made_up,
        )
        for code in sorted(known, key=words.state_name)
    ]


def sector_lines(year: int, state: str = "") -> list[GroupLine]:
    return _sector_lines(summaries.totals(), year, state)


@lru_cache(maxsize=KEPT)
def _sector_lines(totals: Totals, year: int, state: str) -> list[GroupLine]:
    cells = (cell for cell in totals.of(state) if cell.year == year)
    found = add_up(cells, by=lambda cell: words.sector_of(cell.activity).slug)
    known: Counter[str] = Counter()
    for (code, activity), number in totals.installations.items():
        if state in ("", code):
            known[words.sector_of(activity).slug] += number
    made_up = {words.sector_of(activity).slug for code, activity in totals.synthetic if state in ("", code)}
    sectors = words.sectors()
    return [
        GroupLine(slug, sectors[slug].name, known[slug], None, found.get(slug, NONE), slug in made_up)
        for slug in sorted(known)
        if slug
    ]


def _groups(page: str, title: str) -> Table:
    columns = (
        Column("code", "Code", lambda row: row.code, csv_only=True),
        Column("name", title, lambda row: row.name, link=lambda row: url(page, row.code), tags=tags),
        Column("installations", "Installations", lambda row: row.installations, kind="number"),
        Column("verified", "Verified emissions", lambda row: row.totals.verified, kind="number"),
        Column("in_compliance", "In compliance", lambda row: row.in_compliance, kind="number"),
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
