"""Record the initial review, which fixes the assigned amount."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.parties.step import take


def review(
    desk: Desk,
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
    return take(desk, party, "initial review", request, dry_run, questions=questions or None, **told)
