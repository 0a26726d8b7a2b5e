"""Carry units over into the next commitment period."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, PartyUnit, Quantity, RegistryCode, Request, Serials
from openets.commands.kyoto.protocol import protocol_of
from openets.commands.proposals import proposal_for
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("kyoto carry-over", done="{quantity:,} {unit} of {party} carried over")
def carry_over(
    session: Session,
    *,
    party: RegistryCode,
    quantity: Quantity,
    unit: PartyUnit,
    serials: Serials = (),
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Carry units over into the next commitment period.

    Their serial numbers stay. `serials` name which, where some of the same type lie there that were carried over
    before.
    """
    law = protocol_of(session)
    proposal = proposal_for(
        law, "carry over", unit=unit, quantity=quantity, request=request, registry=party, serials=serials
    )
    return session.one(proposal, dry_run=dry_run)
