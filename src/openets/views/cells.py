"""Installation-years added up: the cells that the totals are kept in, and sums of some of them."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openets.views.law import books_law


class Cell(NamedTuple):
    """Installation-years of one member, activity, year, official letter and kind, added up."""

    state: str
    activity: int
    year: int
    official: str
    synthetic: bool
    installations: int
    reports: int
    allocated: int
    verified: int
    surrendered: int
    unreported: int = 0
    """Of the allocated units those of installations without verified emissions."""
    silent: int = 0
    """How many installations that is."""


@dataclass
class YearTotals:
    """Some installations' year, added up. Tonnes; letters are the official ones, and where that is said the computed
    ones of those that have none."""

    installations: int = 0
    reports: int = 0
    allocated: int = 0
    verified: int = 0
    surrendered: int = 0
    unreported: int = 0
    """Of the allocated units those of installations without verified emissions."""
    silent: int = 0
    """How many installations that is."""
    synthetic: bool = False
    """Whether any of them are synthetic."""
    letters: Counter[str] = field(default_factory=Counter)

    @property
    def judged(self) -> int:
        """Installations with a letter of enough or too little, given, reckoned or corrected."""
        own = books_law().letters
        return self._with(own.enough, own.short, own.no_report, own.corrected_short, own.corrected_enough)

    @property
    def complying(self) -> int:
        """Those of them whose letter says that they are in compliance."""
        own = books_law().letters
        return self._with(own.enough, own.corrected_enough)

    def _with(self, *letters: str) -> int:
        return sum(number for letter, number in self.letters.items() if letter.rstrip("*") in letters)

    def add(self, cell: Cell) -> None:
        self.installations += cell.installations
        self.reports += cell.reports
        self.allocated += cell.allocated
        self.verified += cell.verified
        self.surrendered += cell.surrendered
        self.unreported += cell.unreported
        self.silent += cell.silent
        self.synthetic = self.synthetic or cell.synthetic
        self.letters[cell.official] += cell.installations


def add_up(cells: Iterable[Cell], by: Callable[[Cell], Any]) -> dict[Any, YearTotals]:
    """Cells added up by whatever `by` says of them."""
    found: dict[Any, YearTotals] = {}
    for cell in cells:
        found.setdefault(by(cell), YearTotals()).add(cell)
    return found
