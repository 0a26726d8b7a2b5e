"""Member States, sectors and years added up, for pages and the read-only interface.

Each is a reading of the totals in `summaries`, which are kept until the journal grows; so are the readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from openets.laws.now import FOREIGN_REGISTRIES, eu_ets, kyoto
from openets.stores.sql import summaries
from openets.stores.sql.summaries import Difference, Judgement, Totals, YearTotals, add_up

KEPT = 256
"""Answers kept of each kind, for totals that are themselves kept until the journal grows."""

NONE = YearTotals()
NORTHERN_IRELAND = "XI"
NO_OBLIGATION = "–"
_COMPLYING = ("A", "A*", "E", "E*")


# --- places and sectors ---------------------------------------------------------------------------


class Place(NamedTuple):
    """A Member State, a Party, or another registry of the law."""

    code: str
    name: str
    registry: str


def place(code: str) -> Place:
    """The State, Party or registry with a code, whether or not the scheme knows it."""
    state = eu_ets().members.get(code)
    if state is not None:
        return Place(code, state.name, state.registry)
    if code == NORTHERN_IRELAND:
        return Place(code, "Northern Ireland", "GB")
    party = kyoto().targets.get(code)
    return Place(code, FOREIGN_REGISTRIES.get(code) or (party.name if party is not None else code), code)


def state_name(code: str) -> str:
    """The name of a State or registry; its code where the scheme does not know it."""
    return place(code).name


class Sector(NamedTuple):
    """Activities that are read together."""

    slug: str
    name: str
    activities: tuple[int, ...]


@cache
def sectors() -> dict[str, Sector]:
    """Sectors by slug, in the order of their names."""
    found: dict[str, list[int]] = {}
    for code, (_, name) in eu_ets().activities.items():
        found.setdefault(name, []).append(code)
    return {
        slug: Sector(slug, name, tuple(found[name]))
        for name in sorted(found)
        if (slug := name.lower().replace(" ", "-"))
    }


@cache
def sector_of(activity: int) -> Sector:
    """The sector of an activity; one without a page where the scheme does not list the activity."""
    name = eu_ets().sector(activity)
    return sectors().get(name.lower().replace(" ", "-"), Sector("", name, (activity,)))


def _activities(sector: str) -> tuple[int, ...] | None:
    return sectors()[sector].activities if sector else None


def states_on_record() -> set[str]:
    """Codes of the Member States whose installations the books hold."""
    return {code for code, _ in summaries.totals().installations}


# --- years ----------------------------------------------------------------------------------------


class YearLine(NamedTuple):
    """A year of some installations."""

    year: int
    phase: str
    cap: int | None
    totals: YearTotals


def cap(state: str, year: int) -> int | None:
    """The cap of a year as its source prints it: of one State, or of all that had joined."""
    law = eu_ets()
    phase = law.period(year)
    chosen = [law.members[state]] if state in law.members else [] if state else list(law.members.values())
    known = [
        each.yearly_caps[phase.number]
        for each in chosen
        if phase is not None and phase.number in each.yearly_caps and each.joined <= year
    ]
    return sum(known) if known else None


def year_lines(state: str = "", sector: str = "") -> list[YearLine]:
    """Every year on record, of a Member State or sector where one is named."""
    return _year_lines(summaries.totals(), state, sector)


@lru_cache(maxsize=KEPT)
def _year_lines(totals: Totals, state: str, sector: str) -> list[YearLine]:
    found = add_up(totals.of(state, _activities(sector)), by=lambda cell: cell.year)
    lines = []
    for year in sorted(found):
        phase = eu_ets().period(year)
        lines.append(YearLine(year, phase.name if phase else "", None if sector else cap(state, year), found[year]))
    return lines


# --- compliance letters by year -------------------------------------------------------------------


class LetterLine(NamedTuple):
    """A year's letters: the official ones, the computed ones where they are ready, and where they differ."""

    year: int
    official: Counter[str]
    computed: Counter[str] | None
    differing: int | None
    synthetic: bool


def plain_letter(code: str) -> str:
    """A letter without its star; a hyphen is how some sources write “no obligation”."""
    return code.rstrip("*").replace("-", NO_OBLIGATION)


def letter_lines(state: str = "", sector: str = "") -> list[LetterLine]:
    """The letters of every year, of a Member State or sector where one is named."""
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
    def judged(self) -> int:
        """Installations with an official letter from A to E."""
        return sum(number for letter, number in self.totals.letters.items() if letter[:1] in tuple("ABCDE"))

    @property
    def complying(self) -> int:
        """Those of them whose letter says that they are in compliance."""
        return sum(self.totals.letters[letter] for letter in _COMPLYING)


def named(lines: Iterable[GroupLine], wanted: str) -> list[GroupLine]:
    """Lines whose name holds some text, or whose code it is."""
    text = wanted.lower()
    return [line for line in lines if text in line.name.lower() or text == line.code.lower()]


def state_lines(year: int, sector: str = "") -> list[GroupLine]:
    """Member States by name, in one year; of one sector where it is named."""
    return _state_lines(summaries.totals(), year, sector)


@lru_cache(maxsize=KEPT)
def _state_lines(totals: Totals, year: int, sector: str) -> list[GroupLine]:
    activities = _activities(sector)
    cells = (cell for cell in totals.of(activities=activities) if cell.year == year)
    found = add_up(cells, by=lambda cell: cell.state)
    known: Counter[str] = Counter()
    for (code, activity), number in totals.installations.items():
        if _among(activity, activities):
            known[code] += number
    made_up = {code for code, activity in totals.synthetic if _among(activity, activities)}
    return [
        GroupLine(
            code,
            state_name(code),
            known[code],
            None if sector else cap(code, year),
            found.get(code, NONE),
            code in made_up,
        )
        for code in sorted(known, key=state_name)
    ]


def _among(activity: int, activities: Collection[int] | None) -> bool:
    return activities is None or activity in activities


def sector_lines(year: int, state: str = "") -> list[GroupLine]:
    """Sectors by slug, in one year; of one Member State where it is named."""
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
        GroupLine(slug, sectors()[slug].name, known[slug], None, found.get(slug, NONE), slug in made_up)
        for slug in sorted(known)
        if slug
    ]
