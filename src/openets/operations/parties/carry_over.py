"""Record what a Party asks to carry over into the next period."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.parties.step import take


def carry_over(
    desk: Desk,
    *,
    party: str,
    unit: str,
    quantity: int,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record the request; the units themselves move by transactions 7-38 and 7-39."""
    return take(desk, party, "carry over", request, dry_run, unit=unit, quantity=quantity, on=on)
