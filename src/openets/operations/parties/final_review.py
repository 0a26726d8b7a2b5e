"""Record that the expert review of the period is completed: the additional period begins."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.parties.step import take


def final_review(desk: Desk, *, party: str, request: str, on: date | None = None, dry_run: bool = False) -> Outcome:
    """Record it. From that day the Party has a hundred days to acquire and retire what it lacks."""
    return take(desk, party, "expert review completed", request, dry_run, on=on)
