"""Put off the day on which tCERs or lCERs expire."""

from __future__ import annotations

from datetime import date

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.kernel.units import Elements
from openets.ledger.transactions import Proposal, SerialRanges


def change_expiry(
    session: Session,
    *,
    account: str,
    unit: str,
    quantity: int,
    expiry: date,
    request: str,
    notice: str = "",
    serials: SerialRanges = (),
    dry_run: bool = False,
) -> Outcome:
    """Give units of an account a later day of expiry, as notification 9 asks."""
    elements = Elements(expiry=expiry.isoformat())
    proposal = Proposal(
        "8-0", account, account, unit, quantity, request, serials=serials, elements=elements, notice=notice
    )
    return session.one(proposal, dry_run=dry_run)
