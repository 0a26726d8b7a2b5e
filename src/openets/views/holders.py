"""Who holds operators' accounts, with what their installations were allocated in some years; kept like the totals."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from openets.views.kept import Kept
from openets.views.law import asked

_HOLDERS = """
    SELECT COALESCE(NULLIF(i.operator, ''), i.key), COUNT(DISTINCT i.key), SUM(y.allocated)
    FROM installation_year y JOIN installation i ON i.key = y.installation
    WHERE y.year BETWEEN %s AND %s AND (y.allocated > 0 OR y.verified > 0)
    GROUP BY COALESCE(NULLIF(i.operator, ''), i.key)
    ORDER BY 3 DESC, 1
"""


class HolderRow(NamedTuple):
    """An operator by name: how many of its installations have something on record, and what they were allocated."""

    name: str
    installations: int
    allocated: int


@dataclass(frozen=True, eq=False)
class Holders:
    """All holders as the books stood after `entries` journal entries."""

    entries: int
    rows: list[HolderRow]


def holders(first_year: int, last_year: int) -> Holders:
    """Everybody who was allocated anything, or reported, in these years; the greatest allocation first."""
    return _kept(first_year, last_year).ready()


@cache
def _kept(first_year: int, last_year: int) -> Kept[Holders]:
    return Kept(lambda entries: _read(entries, first_year, last_year))


def _read(entries: int, first_year: int, last_year: int) -> Holders:
    found = asked(_HOLDERS, [first_year, last_year])
    # sums come back as Decimal from PostgreSQL
    return Holders(entries, [HolderRow(name, number, int(units)) for name, number, units in found])
