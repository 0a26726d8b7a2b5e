"""Ask for a review of a request for issuance, and conclude it."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def request_review(
    desk: Desk,
    *,
    project: str,
    period: int,
    reason: str,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Ask for a review: nothing of the period is issued until it is concluded."""
    return take(desk, project, "request review", request, dry_run, period=period, reason=reason, on=on)


def conclude_review(
    desk: Desk,
    *,
    project: str,
    period: int,
    passed: bool,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Let the request pass, or reject it: then the period's days are free for another report."""
    return take(desk, project, "conclude review", request, dry_run, period=period, passed=passed, on=on)
