"""Close a notification that nothing is outstanding of, or call one overdue."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, On, Request
from openets.commands.notices.step import Key, More, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("notice complete", done="{key} completed")
def complete(
    session: Session, *, key: Key, note: More = "", on: On = None, request: Request = "", dry_run: DryRun = False
) -> Outcome:
    """Complete a notification of which nothing is outstanding.

    One that asked for units completes itself with the last of them.
    """
    return take(session, key, "complete", request, dry_run, note=note or None, on=on)


@command("notice overdue", done="{key} is overdue")
def overdue(
    session: Session, *, key: Key, note: More = "", on: On = None, request: Request = "", dry_run: DryRun = False
) -> Outcome:
    """Mark a notification incomplete: its deadline has passed."""
    return take(session, key, "overdue", request, dry_run, note=note or None, on=on)
