"""Retire units of a Party: it counts them against its emissions of the period."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal, SerialRanges


def retire(
    session: Session,
    *,
    party: str,
    unit: str,
    quantity: int,
    request: str,
    account: str = "",
    serials: SerialRanges = (),
    dry_run: bool = False,
) -> Outcome:
    """Retire units of the Party holding account, or of another account of the registry."""
    source = account or government_account(party, "100")
    target = government_account(party, "300")
    return session.one(Proposal("5-0", source, target, unit, quantity, request, serials=serials), dry_run=dry_run)
