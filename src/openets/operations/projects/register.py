"""Register a project, or reject it."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def register(desk: Desk, *, project: str, request: str, on: date | None = None, dry_run: bool = False) -> Outcome:
    """Register a project: from now on it can be credited."""
    return take(desk, project, "register", request, dry_run, on=on)


def reject(
    desk: Desk, *, project: str, reason: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Refuse its registration; with a mended design it may come again."""
    return take(desk, project, "reject", request, dry_run, reason=reason, on=on)
