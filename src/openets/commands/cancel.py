"""Cancel units: nobody can ever use them again."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal


def cancellation(account: str, unit: str, quantity: int, request: str, note: str = "") -> Proposal:
    """The proposal to cancel units of an account in its own registry."""
    target = government_account(account.partition("-")[0], "230")
    type = "10-1" if unit == "EUA1" else "4-0"
    return Proposal(type, account, target, unit, quantity, request, note=note)


def cancel(
    session: Session, *, account: str, unit: str, quantity: int, request: str, note: str = "", dry_run: bool = False
) -> Outcome:
    """Cancel `quantity` units of an account."""
    return session.one(cancellation(account, unit, quantity, request, note), dry_run=dry_run)
