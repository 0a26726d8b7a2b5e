"""Record the true-up report: what a Party retired for the period."""

from __future__ import annotations

from datetime import date

from openets.commands.parties.standing import retired
from openets.commands.parties.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def true_up(
    session: Session,
    *,
    party: str,
    request: str,
    units: int | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record it. Left out, the units are those that lie in the retirement account; of the EU-15, in all of theirs."""
    told = retired(session.law, session.store, party) if units is None else units
    return take(session, party, "true-up report", request, dry_run, retired=told, on=on)
