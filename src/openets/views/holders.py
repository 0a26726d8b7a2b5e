"""Who holds operators' accounts, with what their installations were allocated in some years; kept like the totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from openets.views.kept import Kept
from openets.views.law import connection

_HOLDERS = """
    SELECT COALESCE(NULLIF(i.operator, ''), i.key), COUNT(DISTINCT i.key), SUM(y.allocated),
           MAX(CASE WHEN i.synthetic THEN 1 ELSE 0 END)
    FROM installation_year y JOIN installation i ON i.key = y.installation
    WHERE y.year BETWEEN 2005 AND 2007 AND (y.allocated > 0 OR y.verified > 0)
    GROUP BY COALESCE(NULLIF(i.operator, ''), i.key)
    ORDER BY 3 DESC, 1
"""


class HolderRow(NamedTuple):
    """An operator by name: how many of its installations had a Phase I, and what they were allocated in it."""

    name: str
    installations: int
    allocated: int
    synthetic: bool


@dataclass(frozen=True, eq=False)
class Holders:
    """All holders as the books stood after `entries` journal entries."""

    entries: int
    rows: list[HolderRow]


def _read(entries: int) -> Holders:
    with connection().cursor() as cursor:
        cursor.execute(_HOLDERS)
        # sums come back as Decimal from PostgreSQL
        rows = cursor.fetchall()
    found = [HolderRow(name, number, int(units), bool(made_up)) for name, number, units, made_up in rows]
    return Holders(entries, found)


_holders = Kept(_read)


def holders() -> Holders:
    """Everybody who was allocated anything, or reported, in Phase I; the greatest allocation first."""
    found = _holders.get(wait=True)
    assert found is not None
    return found
