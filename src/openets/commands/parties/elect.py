"""Elect a land-use activity."""

from __future__ import annotations

from datetime import date

from openets.commands.parties.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def elect(
    session: Session,
    *,
    party: str,
    activity: str,
    cap: int,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record that an activity (AR, D, FM, CM, GM, RV) counts, and the most RMUs that may be issued for it."""
    return take(session, party, "elect activity", request, dry_run, activity=activity, cap=cap, on=on)
