"""Record the initial review, which fixes the assigned amount."""

from __future__ import annotations

from datetime import date

from openets.commands.parties.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def review(
    session: Session,
    *,
    party: str,
    assigned_amount: int,
    request: str,
    base_year_emissions: int | None = None,
    questions: bool = False,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record it. With `questions`, the Party is eligible only once every criterion is found met."""
    told = {"assigned_amount": assigned_amount, "base_year_emissions": base_year_emissions, "on": on}
    return take(session, party, "initial review", request, dry_run, questions=questions or None, **told)
