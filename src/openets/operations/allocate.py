"""Allocate allowances of a year to an operator, within the national allocation plan."""

from __future__ import annotations

from openets.ledger.accounts import government_account
from openets.ledger.transactions import Proposal
from openets.operations.acts import EnterPlan, Outcome
from openets.operations.desk import Desk


def allocate(
    desk: Desk, *, account: str, unit: str, quantity: int, year: int, request: str, dry_run: bool = False
) -> Outcome:
    """Move `quantity` allowances of `year` from the Party holding account to an operator's account."""
    party = government_account(account.partition("-")[0], "100")
    return desk.one(Proposal("10-53", party, account, unit, quantity, request, year), dry_run=dry_run)


def enter_plan(
    desk: Desk,
    *,
    registry: str,
    year: int,
    rows: tuple[tuple[str, int, int], ...],
    request: str,
    dry_run: bool = False,
) -> Outcome:
    """Enter a year of the national allocation plan: (installation key, free, total) in tonnes."""
    return desk.one(EnterPlan(registry, year, rows, request), dry_run=dry_run)
