"""Elect a land-use activity."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.parties.step import take


def elect(
    desk: Desk,
    *,
    party: str,
    activity: str,
    cap: int,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record that an activity (AR, D, FM, CM, GM, RV) counts, and the most RMUs that may be issued for it."""
    return take(desk, party, "elect activity", request, dry_run, activity=activity, cap=cap, on=on)
