"""Cancel units of a Party for a reason that the Protocol knows."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from openets.commands.declare import command
from openets.commands.fields import (
    KEY,
    DryRun,
    Field,
    Notice,
    PartyUnit,
    Quantity,
    RegistryCode,
    Request,
    Serials,
    Value,
    suggested,
)
from openets.commands.kyoto.protocol import protocol_of, reasons, registry_with
from openets.commands.proposals import proposal_for
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse

REASON = suggested(KEY, reasons)


class Cancellation(NamedTuple):
    """Which units a Party cancels, and why."""

    party: RegistryCode
    quantity: Quantity
    unit: PartyUnit
    reason: Annotated[str, Field(REASON, "Why: each reason has its account.", "--reason")]
    serials: Serials = ()


@command("kyoto cancel", done="{quantity:,} {unit} of {party} cancelled ({reason})")
def cancel(
    session: Session,
    cancellation: Annotated[Cancellation, Value(Cancellation)],
    *,
    notice: Notice = "",
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Cancel units of a Party for a reason of the Protocol."""
    law, asked = protocol_of(session), cancellation
    known = reasons(law)
    if asked.reason not in known:
        raise Misuse(f"'{asked.reason}' is no reason to cancel; known are {', '.join(known)}")
    home = registry_with(law, known[asked.reason], asked.party)
    proposal = proposal_for(
        law,
        # where another registry has the account of the reason, the units must be sent there
        "cancel" if home == asked.party else "transfer",
        unit=asked.unit,
        quantity=asked.quantity,
        request=request,
        target=law.terms.standing_account(home, known[asked.reason]),
        registry=asked.party,
        serials=asked.serials,
        notice=notice,
    )
    return session.one(proposal, dry_run=dry_run)
