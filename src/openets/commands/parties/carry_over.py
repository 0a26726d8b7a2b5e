"""Record what a Party asks to carry over into the next period."""

from __future__ import annotations

from datetime import date

from openets.commands.parties.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def carry_over(
    session: Session,
    *,
    party: str,
    unit: str,
    quantity: int,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record the request; the units themselves move by transactions 7-38 and 7-39."""
    return take(session, party, "carry over", request, dry_run, unit=unit, quantity=quantity, on=on)
