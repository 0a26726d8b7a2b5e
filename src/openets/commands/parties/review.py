"""Record the initial review, which fixes the assigned amount."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import FLAG, QUANTITY, DryRun, Field, On, PartyCode, Request
from openets.commands.parties.step import take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("party review", done="assigned amount of {party} fixed at {assigned_amount:,} t")
def review(
    session: Session,
    *,
    party: PartyCode,
    assigned_amount: Annotated[int, Field(QUANTITY, "The assigned amount that the review fixed, tonnes.", "AMOUNT")],
    base_year_emissions: Annotated[
        int | None, Field(QUANTITY, "Base-year emissions, if the review changed them.", "--base-year")
    ] = None,
    questions: Annotated[
        bool, Field(FLAG, "Questions of implementation are open: no eligibility by time alone.", "--questions")
    ] = False,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record the initial review, which fixes the assigned amount.

    With `questions`, the Party is eligible only once every criterion is found met.
    """
    told = {"assigned_amount": assigned_amount, "base_year_emissions": base_year_emissions, "on": on}
    return take(session, party, "initial review", request, dry_run, questions=questions or None, **told)
