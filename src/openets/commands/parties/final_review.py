"""Record that the expert review of the period is completed: the additional period begins."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, On, PartyCode, Request
from openets.commands.parties.step import take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("party final-review", done="expert review of {party} completed")
def final_review(
    session: Session, *, party: PartyCode, on: On = None, request: Request = "", dry_run: DryRun = False
) -> Outcome:
    """Record that the expert review of the period is completed; the additional period begins.

    From that day the Party has a hundred days to acquire and retire what it lacks.
    """
    return take(session, party, "expert review completed", request, dry_run, on=on)
