"""Transfer units between accounts, within a registry or from one to another."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.ledger.transactions import Proposal


def transfer_type(source: str, target: str, unit: str) -> str:
    """The transaction type of a transfer: internal, external, or external of Phase I allowances."""
    if source.partition("-")[0] == target.partition("-")[0]:
        return "10-0"
    return "3-21" if unit == "EUA1" else "3-0"


def transfer(
    session: Session,
    *,
    source: str,
    target: str,
    unit: str,
    quantity: int,
    request: str,
    note: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Move `quantity` units from one account to another."""
    type = transfer_type(source, target, unit)
    return session.one(Proposal(type, source, target, unit, quantity, request, note=note), dry_run=dry_run)
