"""Record that the expert review of the period is completed: the additional period begins."""

from __future__ import annotations

from datetime import date

from openets.commands.parties.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def final_review(
    session: Session, *, party: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Record it. From that day the Party has a hundred days to acquire and retire what it lacks."""
    return take(session, party, "expert review completed", request, dry_run, on=on)
