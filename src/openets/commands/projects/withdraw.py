"""Withdraw a project, its registration with it."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def withdraw(
    session: Session, *, project: str, reason: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Withdraw it: no more units can be issued for it. Those issued before stay as they are."""
    return take(session, project, "withdraw", request, dry_run, reason=reason, on=on)
