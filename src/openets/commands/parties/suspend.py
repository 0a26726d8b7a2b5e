"""Suspend a Party's eligibility, and reinstate it."""

from __future__ import annotations

from datetime import date

from openets.commands.parties.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def suspend(
    session: Session,
    *,
    party: str,
    reason: str,
    request: str,
    since: date | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record that the enforcement branch suspended a Party from a day on."""
    return take(session, party, "suspend", request, dry_run, reason=reason, since=since, on=on)


def reinstate(
    session: Session,
    *,
    party: str,
    request: str,
    since: date | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record that its eligibility is back from a day on."""
    return take(session, party, "reinstate", request, dry_run, since=since, on=on)
