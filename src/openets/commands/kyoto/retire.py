"""Retire units of a Party: it counts them against its emissions of the period."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import ACCOUNT, DryRun, Field, PartyUnit, Quantity, RegistryCode, Request, Serials
from openets.commands.kyoto.protocol import protocol_of
from openets.commands.proposals import proposal_for
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("kyoto retire", done="{quantity:,} {unit} retired by {party}")
def retire(
    session: Session,
    *,
    party: RegistryCode,
    quantity: Quantity,
    unit: PartyUnit,
    account: Annotated[str, Field(ACCOUNT, "Account of the registry; the Party holding account if left out.")] = "",
    serials: Serials = (),
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Retire units of the Party holding account: they count against its emissions of the period."""
    proposal = proposal_for(
        protocol_of(session),
        "retire for the commitment",
        unit=unit,
        quantity=quantity,
        request=request,
        source=account,
        registry=party,
        serials=serials,
    )
    return session.one(proposal, dry_run=dry_run)
