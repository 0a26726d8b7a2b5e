"""Suspend a Party's eligibility, and reinstate it."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.parties.step import take


def suspend(
    desk: Desk,
    *,
    party: str,
    reason: str,
    request: str,
    since: date | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record that the enforcement branch suspended a Party from a day on."""
    return take(desk, party, "suspend", request, dry_run, reason=reason, since=since, on=on)


def reinstate(
    desk: Desk,
    *,
    party: str,
    request: str,
    since: date | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record that its eligibility is back from a day on."""
    return take(desk, party, "reinstate", request, dry_run, since=since, on=on)
