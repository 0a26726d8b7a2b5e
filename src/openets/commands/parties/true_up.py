"""Record the true-up report: what a Party retired for the period."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import QUANTITY, DryRun, Field, On, PartyCode, Request
from openets.commands.parties.standing import retired
from openets.commands.parties.step import take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("party true-up", done="true-up report of {party} recorded")
def true_up(
    session: Session,
    *,
    party: PartyCode,
    units: Annotated[int | None, Field(QUANTITY, "Units retired; those in the books if left out.")] = None,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record the true-up report: how many units were retired for the period.

    Left out, they are those that lie in the retirement account; of the EU-15, in all of theirs.
    """
    told = retired(session.law, session.store, party) if units is None else units
    return take(session, party, "true-up report", request, dry_run, retired=told, on=on)
