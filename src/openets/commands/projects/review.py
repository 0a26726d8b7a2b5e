"""Ask for a review of a request for issuance, and conclude it."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def request_review(
    session: Session,
    *,
    project: str,
    period: int,
    reason: str,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Ask for a review: nothing of the period is issued until it is concluded."""
    return take(session, project, "request review", request, dry_run, period=period, reason=reason, on=on)


def conclude_review(
    session: Session,
    *,
    project: str,
    period: int,
    passed: bool,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Let the request pass, or reject it: then the period's days are free for another report."""
    return take(session, project, "conclude review", request, dry_run, period=period, passed=passed, on=on)
