"""Carry units over into the next commitment period."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal, SerialRanges


def carry_over(
    session: Session,
    *,
    party: str,
    unit: str,
    quantity: int,
    request: str,
    serials: SerialRanges = (),
    dry_run: bool = False,
) -> Outcome:
    """Make units of the Party holding account valid for the next period; their serial numbers stay.

    `serials` name which, where some of the same type lie there that were carried over before.
    """
    account = government_account(party, "100")
    type = "7-39" if unit == "AAU" else "7-38"
    return session.one(Proposal(type, account, account, unit, quantity, request, serials=serials), dry_run=dry_run)
