"""Surrender units for the verified emissions of a year."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import Account, DryRun, Quantity, Request, Unit, Year
from openets.commands.proposals import proposal_for
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("surrender", done="{quantity:,} {unit} surrendered for {year}")
def surrender(
    session: Session,
    *,
    account: Account,
    quantity: Quantity,
    unit: Unit,
    year: Year,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Surrender units for the emissions of a year.

    A blocked account may, too.
    """
    asked = proposal_for(
        session.law, "surrender", unit=unit, quantity=quantity, request=request, source=account, year=year
    )
    return session.one(asked, dry_run=dry_run)
