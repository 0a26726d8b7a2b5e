"""Close a notification that nothing is outstanding of, or call one overdue."""

from __future__ import annotations

from datetime import date

from openets.commands.notices.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def complete(
    session: Session, *, key: str, request: str, note: str = "", on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Complete it: what asked for units completes itself with the last of them."""
    return take(session, key, "complete", request, dry_run, note=note or None, on=on)


def overdue(
    session: Session, *, key: str, request: str, note: str = "", on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Mark it incomplete: its deadline has passed."""
    return take(session, key, "overdue", request, dry_run, note=note or None, on=on)
