"""How emissions changed between the first and the last year on record, of what reported in both and nothing else."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from openets.views import summaries
from openets.views.cells import Cell, YearTotals, add_up
from openets.views.law import books_law
from openets.views.places import chosen, sector_of
from openets.views.summaries import Totals
from openets.views.totals import KEPT


class Trend(NamedTuple):
    """Verified emissions of two years, of the members and sectors that reported in both."""

    first: int
    last: int
    before: int
    after: int
    aviation: bool
    """Whether it is of aircraft operators; else it is of stationary installations."""
    members: int
    """How many members it compares."""
    partial: bool
    """Whether members or sectors are left out that reported in one of the years only."""
    missing: tuple[int, int]
    """Installations that were allocated something and did not report, in the first year and in the last."""


def trend(state: str = "", sector: str = "") -> Trend | None:
    """The trend of all, or of a member or sector; `None` where fewer than two years can be compared."""
    return _trend(summaries.totals(), state, sector)


@lru_cache(maxsize=KEPT)
def _trend(totals: Totals, state: str, sector: str) -> Trend | None:
    cells = totals.of(chosen(state, sector))
    grounded = [cell for cell in cells if cell.activity not in books_law().aviation]
    aviation = not any(cell.reports for cell in grounded)
    own = cells if aviation else grounded
    years = sorted({cell.year for cell in own if cell.reports})
    if len(years) < 2:
        return None
    first, last = _of_year(own, years[0]), _of_year(own, years[-1])
    both = {place for place in first.keys() & last.keys() if first[place].reports and last[place].reports}
    before, after = (sum(year[place].verified for place in both) for year in (first, last))
    if not before:
        return None
    partial = any(each.reports and place not in both for year in (first, last) for place, each in year.items())
    early, late = (sum(year[place].silent for place in both) for year in (first, last))
    members = len({member for member, _ in both})
    return Trend(years[0], years[-1], before, after, aviation, members, partial, (early, late))


def _of_year(cells: Iterable[Cell], year: int) -> dict[tuple[str, str], YearTotals]:
    """What each member's each sector did in a year."""
    wanted = (cell for cell in cells if cell.year == year)
    return add_up(wanted, by=lambda cell: (cell.state, sector_of(cell.activity).slug))
