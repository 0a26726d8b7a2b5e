"""Surrender units for the verified emissions of a year."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal


def surrender(
    session: Session, *, account: str, unit: str, quantity: int, year: int, request: str, dry_run: bool = False
) -> Outcome:
    """Hand `quantity` units to the State for the emissions of `year`. A blocked account may, too."""
    set_aside = government_account(account.partition("-")[0], "100-6")
    return session.one(Proposal("10-2", account, set_aside, unit, quantity, request, year), dry_run=dry_run)
