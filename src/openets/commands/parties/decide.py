"""Decide whether a Party met its commitment, and record its plan where it did not."""

from __future__ import annotations

from datetime import date

from openets.commands.parties.standing import party_of
from openets.commands.parties.step import take
from openets.compliance.party_limits import reviewed_emissions
from openets.engine.acts import Outcome
from openets.engine.session import Session


def decide(
    session: Session,
    *,
    party: str,
    request: str,
    emissions: int | None = None,
    retired: int | None = None,
    plan: str = "",
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record the decision. Left out, emissions are those of the reviews and units those of the true-up report.

    An excess is deducted 1.3 times from the next period and suspends the Party, unless it is a member of a bubble
    whose joint target is met.
    """
    here = party_of(session.store, party)
    reviewed = reviewed_emissions(session.law, here, on or session.clock.now().date()) or 0
    told = {
        "emissions": reviewed if emissions is None else emissions,
        "retired": here.true_up_retired if retired is None else retired,
        "plan": plan or None,
        "on": on,
    }
    return take(session, party, "compliance decided", request, dry_run, **told)


def action_plan(
    session: Session, *, party: str, plan: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Record the compliance action plan that a Party handed in after the decision."""
    return take(session, party, "action plan", request, dry_run, plan=plan, on=on)
