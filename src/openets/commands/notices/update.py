"""Change what a notification asks for, or say more about it."""

from __future__ import annotations

from datetime import date

from openets.commands.notices.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def update(
    session: Session,
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
    return take(session, key, "update", request, dry_run, **told)
