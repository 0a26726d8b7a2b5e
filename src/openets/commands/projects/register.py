"""Register a project, or reject it."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def register(session: Session, *, project: str, request: str, on: date | None = None, dry_run: bool = False) -> Outcome:
    """Register a project: from now on it can be credited."""
    return take(session, project, "register", request, dry_run, on=on)


def reject(
    session: Session, *, project: str, reason: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Refuse its registration; with a mended design it may come again."""
    return take(session, project, "reject", request, dry_run, reason=reason, on=on)
