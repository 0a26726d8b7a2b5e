"""Withdraw a project, its registration with it."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def withdraw(
    desk: Desk, *, project: str, reason: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Withdraw it: no more units can be issued for it. Those issued before stay as they are."""
    return take(desk, project, "withdraw", request, dry_run, reason=reason, on=on)
