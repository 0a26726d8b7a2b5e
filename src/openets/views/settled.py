"""Years that are judged as of a past day as they are judged now: those that nothing entered since has touched.

Judging a quarter of a million years takes seconds, and nearly all of them come out the same on every day after their
own day of surrender. A year's letter follows from what was entered of it and of the years before it, so that it
stands where none of that has changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import NamedTuple

from openets.compliance.status import NOT_YET, heard
from openets.laws.law import Law
from openets.ledger.store import YearRecord
from openets.views.past import YearKnown


class _Told(NamedTuple):
    """The years of an installation that are judged, and the letter of each."""

    years: tuple[int, ...]
    letters: tuple[str, ...]


class Settled:
    """By installation the computed letters of now, of those where they follow from the figures of the years alone."""

    def __init__(self) -> None:
        self._told: dict[str, _Told] = {}
        self._alike: dict[_Told, _Told] = {}  # thousands have the same letters in the same years

    def keep(self, installation: str, years: Iterable[int], letters: Iterable[str]) -> None:
        told = _Told(tuple(years), tuple(letters))
        self._told[installation] = self._alike.setdefault(told, told)

    def letters(self, installation: str, years: Sequence[int]) -> Sequence[str] | None:
        """The letters of an installation's first years, or `None` where they are not known to be the same."""
        told = self._told.get(installation)
        if told is None or told.years[: len(years)] != tuple(years):
            return None
        letters = told.letters[: len(years)]
        return None if NOT_YET in letters else letters


def told_again(
    settled: Settled, law: Law, day: date, years: Iterable[YearKnown], others: Collection[str]
) -> Iterator[tuple[YearRecord, str | None]]:
    """Each year that was known on a day with its letter as of that day, or with `None`, where its installation must be
    judged anew. `years` come ordered by installation; those in `others` are judged anew."""
    is_due = cache(lambda year: law.period(year) is None or law.deadline("surrender", year) <= day)
    for key, group in groupby(years, key=lambda each: each.record.installation):
        own = list(group)
        due = [row for row in own if is_due(row.record.year)]
        same = key not in others and not any(row.changed for row in due)
        letters = settled.letters(key, [row.record.year for row in due]) if same else None
        if letters is None:
            yield from ((row.record, None) for row in own)
        else:
            yield from zip((row.record for row in due), letters, strict=True)
            rest = (row.record for row in own[len(due) :])
            yield from ((row, NOT_YET) for row in rest if row.surrendered or heard(law, row, day))
