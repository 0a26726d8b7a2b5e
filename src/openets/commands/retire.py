"""Retire units: the State counts them against its own emissions."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal


def retire(
    session: Session,
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
    return session.one(Proposal(type, source, target, unit, quantity, request), dry_run=dry_run)
