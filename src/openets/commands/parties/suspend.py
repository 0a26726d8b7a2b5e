"""Suspend a Party's eligibility, and reinstate it."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, On, PartyCode, Reason, Request, Since
from openets.commands.parties.step import take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("party suspend", done="{party} suspended")
def suspend(
    session: Session,
    *,
    party: PartyCode,
    reason: Reason,
    since: Since = None,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record that the enforcement branch suspended a Party's eligibility."""
    return take(session, party, "suspend", request, dry_run, reason=reason, since=since, on=on)


@command("party reinstate", done="{party} reinstated")
def reinstate(
    session: Session,
    *,
    party: PartyCode,
    since: Since = None,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record that a suspended Party's eligibility is back."""
    return take(session, party, "reinstate", request, dry_run, since=since, on=on)
