"""Change what a notification asks for, or say more about it."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.notices.step import take


def update(
    desk: Desk,
    *,
    key: str,
    request: str,
    quantity: int | None = None,
    deadline: date | None = None,
    note: str = "",
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Change quantity or deadline, or add a note. A new deadline opens an overdue notification again."""
    told = {"quantity": quantity, "deadline": deadline, "note": note or None, "on": on}
    return take(desk, key, "update", request, dry_run, **told)
