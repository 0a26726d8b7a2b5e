"""Decide whether a Party met its commitment, and record its plan where it did not."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import LINE, QUANTITY, TEXT, DryRun, Field, On, PartyCode, Request
from openets.commands.parties.standing import party_of
from openets.commands.parties.step import take
from openets.compliance.party_limits import reviewed_emissions
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("party decide", done="compliance of {party} decided (`ets party show {party}`)")
def decide(
    session: Session,
    *,
    party: PartyCode,
    emissions: Annotated[
        int | None, Field(QUANTITY, "Emissions of the period; those of the reviews if left out.")
    ] = None,
    retired: Annotated[int | None, Field(QUANTITY, "Units retired; those of the true-up report if left out.")] = None,
    plan: Annotated[str, Field(TEXT, "The compliance action plan, where there is one already.")] = "",
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Decide whether a Party met its commitment; an excess is deducted 1.3 times and suspends it.

    It does not suspend a member of a bubble whose joint target is met.
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


@command("party plan", done="plan of {party} recorded")
def action_plan(
    session: Session,
    *,
    party: PartyCode,
    plan: Annotated[str, Field(LINE, "The plan, in one line.", "TEXT", "Fewer cars.")],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record the compliance action plan of a Party that exceeded its amount."""
    return take(session, party, "action plan", request, dry_run, plan=plan, on=on)
