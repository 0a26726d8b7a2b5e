"""Retire units: a member counts them against its own emissions."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import FLAG, DryRun, Field, Quantity, RegistryCode, Request, Unit
from openets.commands.proposals import proposal_for, standing_in
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.ledger.accounts import Bucket


@command("retire", done="{quantity:,} {unit} retired in {registry}")
def retire(
    session: Session,
    *,
    registry: RegistryCode,
    quantity: Quantity,
    unit: Unit,
    surrendered: Annotated[
        bool,
        Field(FLAG, "Retire surrendered units, or those of the Party account.", "--surrendered/--no-surrendered"),
    ] = True,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Retire a registry's surrendered units for the State's own compliance."""
    source = standing_in(session.law, registry, Bucket.SURRENDERED) if surrendered else ""
    asked = proposal_for(
        session.law, "retire", unit=unit, quantity=quantity, request=request, source=source, registry=registry
    )
    return session.one(asked, dry_run=dry_run)
