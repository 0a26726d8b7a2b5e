"""Allocate allowances of a year to an operator, within the national allocation plan."""

from __future__ import annotations

from openets.engine.acts import EnterPlan, Outcome
from openets.engine.session import Session
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal


def allocate(
    session: Session, *, account: str, unit: str, quantity: int, year: int, request: str, dry_run: bool = False
) -> Outcome:
    """Move `quantity` allowances of `year` from the Party holding account to an operator's account."""
    party = government_account(account.partition("-")[0], "100")
    return session.one(Proposal("10-53", party, account, unit, quantity, request, year), dry_run=dry_run)


def enter_plan(
    session: Session,
    *,
    registry: str,
    year: int,
    rows: tuple[tuple[str, int, int], ...],
    request: str,
    dry_run: bool = False,
) -> Outcome:
    """Enter a year of the national allocation plan: (installation key, free, total) in tonnes."""
    return session.one(EnterPlan(registry, year, rows, request), dry_run=dry_run)
