"""Change what a notification asks for, or say more about it."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, On, Request
from openets.commands.notices.step import AskedFor, Deadline, Key, More, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("notice update", done="{key} updated")
def update(
    session: Session,
    *,
    key: Key,
    quantity: AskedFor = None,
    deadline: Deadline = None,
    note: More = "",
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Change what a notification asks for, or say more about it.

    A new deadline opens an overdue notification again.
    """
    told = {"quantity": quantity, "deadline": deadline, "note": note or None, "on": on}
    return take(session, key, "update", request, dry_run, **told)
