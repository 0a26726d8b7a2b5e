"""Elect a land-use activity."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import QUANTITY, DryRun, Field, On, PartyCode, Request
from openets.commands.kyoto.issue_removals import ACTIVITY
from openets.commands.parties.step import take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("party elect", done="{party}: {activity} counts, {cap:,} removal units at most")
def elect(
    session: Session,
    *,
    party: PartyCode,
    activity: Annotated[str, Field(ACTIVITY, "Land-use activity, by its letters.", "ACTIVITY")],
    cap: Annotated[int, Field(QUANTITY, "Most removal units that may be issued for it in the period.", "CAP")],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record that a land-use activity counts for a Party, and the most removal units for it."""
    return take(session, party, "elect activity", request, dry_run, activity=activity, cap=cap, on=on)
