"""Compliance letters by year, official and computed, and the years in which the two differ."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from openets.compliance.official import CAUSES
from openets.kernel.refusals import Unavailable
from openets.laws.law import Letters
from openets.views import choices, summaries
from openets.views.columns import Column
from openets.views.law import books_law
from openets.views.places import activities_of, sector_of
from openets.views.summaries import Difference, Judgement, Totals
from openets.views.totals import KEPT
from openets.views.view import Filter, FilterKind, View

_SYNTHETIC = "Some of its installations were generated for demonstration, and its figures count them."


class LetterLine(NamedTuple):
    """A year's letters: the official ones, the computed ones where they are ready, and where they differ."""

    year: int
    official: Counter[str]
    computed: Counter[str] | None
    differing: int | None
    synthetic: bool


def counted(letters: Counter[str] | None) -> dict[str, int] | None:
    """Letters that somebody has, in their order."""
    if letters is None:
        return None
    return {letter: number for letter, number in sorted(letters.items()) if letter and number}


def _official(letter: str) -> Column:
    name = f"official_{letter}" if letter.isascii() else "official_none"
    return Column(name, letter, lambda row: row.official.get(letter, 0),
                  f"Installations with the official letter {letter}.", "number", on="page csv")  # fmt: skip


def _computed(letter: str) -> Column:
    return Column(f"computed_{letter}", f"{letter}, computed", lambda row: row.computed and row.computed.get(letter, 0),
                  f"Installations with the computed letter {letter}.", "number", on="page csv")  # fmt: skip


_YEAR = Column("year", "Year", lambda row: row.year, "The year.", "year", sort="year")
_COUNTS = (
    Column("official", "Official", lambda row: counted(row.official),
           "By official letter, without its star.", "counts", on="data"),
    Column("computed", "Computed", lambda row: counted(row.computed),
           "By the scheme's rules; null while that is being worked out.", "counts", on="data", null=True),
    Column("differ", "Differ", lambda row: row.differing, "Where the two are not the same.", "number",
           null=True),
    Column("includes_synthetic", "Synthetic", lambda row: row.synthetic, _SYNTHETIC, "flag", on="csv data",
           csv="synthetic"),
)  # fmt: skip
_HELP = "Installations of a year by compliance letter; a letter that is not named has none."
LETTERS: View[LetterLine] = View("letters", "Letters", _HELP, (_YEAR, *_COUNTS))
"""The same as data, which names letters in its values: its columns are those of every law."""


def letters_view() -> View[LetterLine]:
    """The letters of every year; which columns there are, the law's letters decide."""
    return _view_of(books_law().letters)


@cache
def _view_of(own: Letters) -> View[LetterLine]:
    return View(
        "compliance",
        "Installations by compliance letter and year: official, computed, and where the two differ",
        _HELP,
        (
            _YEAR,
            *map(_official, dict.fromkeys((own.enough, own.short, own.no_report, own.corrected_short,
                                           own.corrected_enough, own.impossible, own.nothing_owed))),
            *map(_computed, (own.enough, own.short, own.no_report)),
            *_COUNTS,
        ),
        key=lambda row: row.year,
        query=lambda state="", sector="": letter_lines(state, sector),
        filters=(choices.MEMBER, choices.SECTOR),
        sort="year",
    )  # fmt: skip


def plain_letter(code: str) -> str:
    """A letter without its star; a hyphen is how some sources write “no obligation”."""
    return code.rstrip("*").replace("-", books_law().letters.nothing_owed)


def letter_lines(state: str = "", sector: str = "") -> list[LetterLine]:
    """The letters of every year, of a member or sector where one is named."""
    return _letter_lines(summaries.totals(), summaries.judgement(), state, sector)


@lru_cache(maxsize=KEPT)
def _letter_lines(totals: Totals, judgement: Judgement | None, state: str, sector: str) -> list[LetterLine]:
    activities = activities_of(sector)
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


# --- where the two differ -------------------------------------------------------------------------

CAUSE = Filter(
    "cause", "Why they differ", "Why they differ.", FilterKind.CHOICE, lambda: [(name, name) for name in CAUSES], "Any"
)
OF_YEAR = Filter("year", "Year", "Only this year.", FilterKind.YEAR, choices.YEAR.choices, of_books=True)


def _differences(state: str = "", sector: str = "", year: str = "", cause: str = "") -> list[Difference]:
    judgement = summaries.judgement()
    if judgement is None:
        raise Unavailable("the computed letters are being worked out: ask again in a few seconds")
    return [
        each
        for each in differences(judgement, state, sector)
        if year in ("", str(each.year)) and cause in ("", each.cause)
    ]


DIFFERENCES: View[Difference] = View(
    "differences",
    "Installation-years whose computed letter is not the official one",
    "An installation's year whose computed letter is not the official one.",
    (
        Column("installation", "Id", lambda row: row.installation, "Id of the installation.", "code", sort="id"),
        Column("name", "Installation", lambda row: row.name, "Its name.", sort="name",
               link=lambda row: ("installation", row.installation),
               tags=lambda row: ["synthetic"] if row.synthetic else []),
        Column("member_state", "State", lambda row: row.member_state, "Code of its Member State.", sort="state"),
        Column("sector", "Sector", lambda row: sector_of(row.activity).name, "Its sector of activities."),
        Column("year", "Year", lambda row: row.year, "The year.", "year", sort="year"),
        Column("verified", "Verified", lambda row: row.verified, "Verified emissions.", "number", null=True,
               sort="verified"),
        Column("surrendered", "Surrendered", lambda row: row.surrendered, "Units surrendered for the year.",
               "number", "units", sort="surrendered"),
        Column("official", "Official", lambda row: row.official, "The official letter.", "letter"),
        Column("computed", "Computed", lambda row: row.computed, "The letter by the scheme's rules.", "letter"),
        Column("cause", "Why", lambda row: row.cause, "Why they differ.", sort="cause"),
        Column("meaning", "Meaning", lambda row: CAUSES[row.cause], "What the cause means.", on="data"),
        Column("synthetic", "Synthetic", lambda row: row.synthetic,
               "Generated for demonstration: no real installation.", "flag", on="csv data"),
    ),
    # a blank stands before every character of an id, so that these keys have the order of id and year
    key=lambda row: f"{row.installation} {row.year}",
    query=_differences,
    filters=(choices.MEMBER, choices.SECTOR, OF_YEAR, CAUSE),
    sort="-verified",
)  # fmt: skip


def differences(judgement: Judgement | None, state: str = "", sector: str = "") -> list[Difference]:
    """Years whose computed letter is not the official one; none while they are being worked out."""
    activities = activities_of(sector)
    return [
        each
        for each in (judgement.differences if judgement else ())
        if state in ("", each.member_state) and (activities is None or each.activity in activities)
    ]
