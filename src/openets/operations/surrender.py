"""Surrender units for the verified emissions of a year."""

from __future__ import annotations

from openets.ledger.accounts import government_account
from openets.ledger.transactions import Proposal
from openets.operations.acts import Outcome
from openets.operations.desk import Desk


def surrender(
    desk: Desk, *, account: str, unit: str, quantity: int, year: int, request: str, dry_run: bool = False
) -> Outcome:
    """Hand `quantity` units to the State for the emissions of `year`. A blocked account may, too."""
    set_aside = government_account(account.partition("-")[0], "100-6")
    return desk.one(Proposal("10-2", account, set_aside, unit, quantity, request, year), dry_run=dry_run)
