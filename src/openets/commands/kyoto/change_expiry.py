"""Put off the day on which units of forests expire."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from openets.commands.declare import command
from openets.commands.fields import (
    DAY,
    PARTY_UNIT,
    Account,
    DryRun,
    Field,
    Notice,
    Quantity,
    Request,
    Serials,
    Value,
    suggested,
)
from openets.commands.kyoto.protocol import protocol_of
from openets.commands.proposals import proposal_for
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.units import Elements

EXPIRING = suggested(PARTY_UNIT, lambda law: sorted(law.terms.expiring))


class Expiry(NamedTuple):
    """Which units of an account get a later last day."""

    account: Account
    quantity: Quantity
    unit: Annotated[str, Field(EXPIRING, "Unit type that expires, by its code in the Protocol.", "--unit")]
    expiry: Annotated[date, Field(DAY, "The new last day.")]
    serials: Serials = ()


@command("kyoto change-expiry", done="{quantity:,} {unit} of {account} expire on {expiry}")
def change_expiry(
    session: Session,
    units: Annotated[Expiry, Value(Expiry)],
    *,
    notice: Notice = "",
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Put off the day on which units of forests expire.

    A notification of the log asks for it.
    """
    proposal = proposal_for(
        protocol_of(session),
        "change expiry",
        unit=units.unit,
        quantity=units.quantity,
        request=request,
        source=units.account,
        target=units.account,
        serials=units.serials,
        elements=Elements(expiry=units.expiry.isoformat()),
        notice=notice,
    )
    return session.one(proposal, dry_run=dry_run)
