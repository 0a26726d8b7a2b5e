"""Compliance letters by year, official and computed, and the years in which the two differ."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from openets.compliance.official import CAUSES
from openets.kernel.refusals import Unavailable
from openets.laws.law import Law
from openets.views import choices, judging_all, summaries
from openets.views.columns import Column, counts_synthetic, marks, synthetic_column
from openets.views.formatting import plain_letter
from openets.views.judging_all import Difference, Judgement
from openets.views.law import once_for_law
from openets.views.places import chosen, sector_of
from openets.views.summaries import Totals
from openets.views.totals import KEPT
from openets.views.view import Filter, FilterKind, View
from openets.views.years import WHOSE


class LetterLine(NamedTuple):
    """A year's letters: the official ones, the computed ones where they are ready, and where they differ."""

    year: int
    official: Counter[str]
    computed: Counter[str] | None
    differing: int | None
    synthetic: bool
    holding: Counter[str]
    """The official ones, and the computed ones of those that have none."""


def counted(letters: Counter[str] | None) -> dict[str, int] | None:
    """Letters that somebody has, in their order."""
    if letters is None:
        return None
    return {letter: number for letter, number in sorted(letters.items()) if letter and number}


def _letter(which: str, letter: str, title: str) -> Column:
    """How many installations have a letter; of the computed ones nothing while they are being worked out."""

    def value(row: LetterLine) -> int | None:
        found: Counter[str] | None = getattr(row, which)
        return None if found is None else found.get(letter, 0)

    name = f"{which}_{letter}" if letter.isascii() else f"{which}_none"
    return Column(name, title, f"Installations with the {which} letter {letter}.", "number", value=value, on="page csv")


_YEAR = Column("year", "Year", "The year.", "year", sort="year")
_COUNTS = (
    Column("official", "Official", "By official letter, without its star.", "counts",
           value=lambda row: counted(row.official), on="data"),
    Column("computed", "Computed", "By the scheme's rules; null while that is being worked out.", "counts",
           value=lambda row: counted(row.computed), on="data", null=True),
    Column("holding", "Letter", "By the letter that holds: the official one, else the computed one.", "counts",
           value=lambda row: counted(row.holding), on="data"),
    Column("differ", "Differ", "Where the two are not the same.", "number", value="differing", null=True),
    counts_synthetic(),
    WHOSE,
)  # fmt: skip
_HELP = "Installations of a year by compliance letter; a letter that is not named has none."
LETTERS: View[LetterLine] = View("letters", "Letters", _HELP, (_YEAR, *_COUNTS))
"""The same as data, which names letters in its values: its columns are those of every law."""


@once_for_law
def letters_view(law: Law) -> View[LetterLine]:
    """The letters of every year; which columns there are, the law's letters decide."""
    own = law.letters
    computed = (own.enough, own.short, own.no_report, own.corrected_short, own.corrected_enough)
    official = (own.enough, own.short, own.no_report, own.corrected_short, own.corrected_enough, own.impossible,
                own.nothing_owed)  # fmt: skip
    return View(
        "compliance",
        "Installations by compliance letter and year: official, computed, and where the two differ",
        _HELP,
        (
            _YEAR,
            *(_letter("official", each, each) for each in dict.fromkeys(official)),
            *(_letter("computed", each, f"{each}, computed") for each in computed),
            *_COUNTS,
        ),
        key=lambda row: row.year,
        query=lambda member_state="", sector="": letter_lines(member_state, sector),
        filters=(choices.MEMBER, choices.SECTOR),
        sort="year",
    )  # fmt: skip


def letter_lines(state: str = "", sector: str = "") -> list[LetterLine]:
    """The letters of every year, of a member or sector where one is named."""
    return _letter_lines(summaries.totals(), judging_all.judgement(), state, sector)


@lru_cache(maxsize=KEPT)
def _letter_lines(totals: Totals, judgement: Judgement | None, state: str, sector: str) -> list[LetterLine]:
    wanted = chosen(state, sector)
    official: dict[int, Counter[str]] = {}
    cells = totals.of(wanted)
    made_up = {cell.year for cell in cells if cell.synthetic}
    for cell in cells:
        if cell.official:
            official.setdefault(cell.year, Counter())[plain_letter(cell.official)] += cell.installations
    if judgement is None:
        return [LetterLine(year, own, None, None, year in made_up, own) for year, own in sorted(official.items())]
    holding = {year: Counter(own) for year, own in official.items()}
    for year, (home, activity, letter), number in _unofficial(judgement):
        if wanted(home, activity):
            holding.setdefault(year, Counter())[letter] += number
    computed: dict[int, Counter[str]] = {}
    for (home, activity, year, letter), number in judgement.letters.items():
        if wanted(home, activity):
            computed.setdefault(year, Counter())[letter] += number
    differing = Counter(each.year for each in differences(judgement, state, sector))
    none: Counter[str] = Counter()
    return [
        LetterLine(
            year,
            official.get(year, none),
            computed.get(year, none),
            differing[year],
            year in made_up,
            holding.get(year, none),
        )
        for year in sorted({*official, *computed})
    ]


def _unofficial(judgement: Judgement) -> Iterator[tuple[int, tuple[str, int, str], int]]:
    for year, computed in judgement.unofficial.items():
        for place, number in computed.counts.items():
            yield year, place, number


# --- where the two differ -------------------------------------------------------------------------

CAUSE = choices.one_of("cause", "Why they differ", "Why they differ.", lambda: CAUSES, everything="Any")
OF_YEAR = Filter("year", "Year", "Only this year.", choices.YEAR.choices, of_books=True, kind=FilterKind.YEAR)


def _differences(member_state: str = "", sector: str = "") -> list[Difference]:
    judgement = judging_all.judgement()
    if judgement is None:
        raise Unavailable(judging_all.WORKED_OUT)
    return differences(judgement, member_state, sector)


DIFFERENCES: View[Difference] = View(
    "differences",
    "Installation-years whose computed letter is not the official one",
    "An installation's year whose computed letter is not the official one.",
    (
        Column("installation", "Id", "Id of the installation.", "code", sort="id"),
        Column("name", "Installation", "Its name.", sort="name", link=lambda row: ("installation", row.installation),
               tags=marks("synthetic")),
        Column("member_state", "State", "Code of its Member State.", sort="member_state"),
        Column("sector", "Sector", "Its sector of activities.", value=lambda row: sector_of(row.activity).name),
        Column("year", "Year", "The year.", "year", sort="year"),
        Column("verified", "Verified", "Verified emissions.", "number", null=True, sort="verified"),
        Column("surrendered", "Surrendered", "Units surrendered for the year.", "number", "units", sort="surrendered"),
        Column("penalised", "Missing", "What the rules alone would penalise: none of it is shown as a penalty where the"
               " official letter finds nothing missing.", "number", "units", sort="penalised"),
        Column("official", "Official", "The official letter.", "letter"),
        Column("computed", "Computed", "The letter by the scheme's rules.", "letter"),
        Column("cause", "Why", "Why they differ.", sort="cause"),
        Column("meaning", "Meaning", "What the cause means.", value=lambda row: CAUSES[row.cause], on="data"),
        synthetic_column("Generated for demonstration: no real installation."),
        WHOSE,
    ),
    # a blank stands before every character of an id, so that these keys have the order of id and year
    key=lambda row: f"{row.installation} {row.year}",
    query=_differences,
    filters=(choices.MEMBER, choices.SECTOR, OF_YEAR, CAUSE),
    sort="-verified",
)  # fmt: skip


def differences(judgement: Judgement | None, state: str = "", sector: str = "") -> list[Difference]:
    """Years whose computed letter is not the official one; none while they are being worked out."""
    wanted = chosen(state, sector)
    return [each for each in judgement.differences if wanted(each.member_state, each.activity)] if judgement else []
