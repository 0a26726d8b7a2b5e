"""Record the true-up report: what a Party retired for the period."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.parties.standing import retired
from openets.operations.parties.step import take


def true_up(
    desk: Desk,
    *,
    party: str,
    request: str,
    units: int | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record it. Left out, the units are those that lie in the retirement account; of the EU-15, in all of theirs."""
    told = retired(desk.store, party) if units is None else units
    return take(desk, party, "true-up report", request, dry_run, retired=told, on=on)
