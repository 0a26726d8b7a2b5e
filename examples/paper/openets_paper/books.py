"""Phase I as the books have it: what the seed paper's claims about the public record are held against."""

from __future__ import annotations

from functools import lru_cache

from openets.views import summaries
from openets.views.holders import Holders, holders
from openets.views.law import books_law
from openets.views.summaries import Totals
from openets_paper.record import YEARS, Holder, PublicRecord, by_sector, by_state

_SOURCE = "allocations and reports of 2005-2007 (European Commission, Union Registry / EUTL)"


def paper_record() -> PublicRecord | None:
    """Phase I as these books have it; `None` where they hold no allocations of it."""
    # the paper is about a scheme that hangs from the Protocol: no other's installations are its evidence
    return _record(summaries.totals(), holders(YEARS[0], YEARS[-1])) if books_law().protocol is not None else None


@lru_cache(maxsize=4)
def _record(totals: Totals, found: Holders) -> PublicRecord | None:
    cells = [cell for cell in totals.cells if cell.year in YEARS]
    states = by_state((cell.state, cell.allocated) for cell in cells)
    if not any(states.values()):
        return None
    given = {(cell.state, cell.year) for cell in cells if cell.allocated}
    synthetic = any(cell.synthetic for cell in cells)
    return PublicRecord(
        source=f"these books{', which hold synthetic installations' if synthetic else ''}: {_SOURCE}",
        states=states,
        verified_2005=by_state((cell.state, cell.verified) for cell in cells if cell.year == YEARS[0]),
        # without years in which a State has no allocations on record
        sectors=by_sector(
            (cell.activity, cell.allocated, cell.verified) for cell in cells if (cell.state, cell.year) in given
        ),
        holders=tuple(Holder(*row) for row in found.rows if row.allocated),
        installations=sum(row.installations for row in found.rows),
        synthetic=synthetic,
    )
