"""Retire units: the State counts them against its own emissions."""

from __future__ import annotations

from openets.ledger.accounts import government_account
from openets.ledger.transactions import Proposal
from openets.operations.acts import Outcome
from openets.operations.desk import Desk


def retire(
    desk: Desk,
    *,
    registry: str,
    unit: str,
    quantity: int,
    request: str,
    surrendered: bool = True,
    dry_run: bool = False,
) -> Outcome:
    """Retire surrendered units of a registry, or (`surrendered=False`) units of its Party holding account."""
    source = government_account(registry, "100-6" if surrendered else "100")
    target = government_account(registry, "300")
    type = "4-3" if unit == "EUA1" else "5-1"
    return desk.one(Proposal(type, source, target, unit, quantity, request), dry_run=dry_run)
