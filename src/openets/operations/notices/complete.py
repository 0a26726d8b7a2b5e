"""Close a notification that nothing is outstanding of, or call one overdue."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.notices.step import take


def complete(
    desk: Desk, *, key: str, request: str, note: str = "", on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Complete it: what asked for units completes itself with the last of them."""
    return take(desk, key, "complete", request, dry_run, note=note or None, on=on)


def overdue(
    desk: Desk, *, key: str, request: str, note: str = "", on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Mark it incomplete: its deadline has passed."""
    return take(desk, key, "overdue", request, dry_run, note=note or None, on=on)
