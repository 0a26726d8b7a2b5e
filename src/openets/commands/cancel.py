"""Cancel units: nobody can ever use them again."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import Account, DryRun, Note, Quantity, Request, Unit
from openets.commands.proposals import proposal_for
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.laws.law import Law
from openets.ledger.transactions import Proposal


def cancellation(law: Law, account: str, unit: str, quantity: int, request: str, note: str = "") -> Proposal:
    """The proposal to cancel units of an account in its own registry."""
    return proposal_for(law, "cancel", unit=unit, quantity=quantity, request=request, source=account, note=note)


@command("cancel", done="{quantity:,} {unit} cancelled")
def cancel(
    session: Session,
    *,
    account: Account,
    quantity: Quantity,
    unit: Unit,
    note: Note = "",
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Cancel units of an account for good."""
    return session.one(cancellation(session.law, account, unit, quantity, request, note), dry_run=dry_run)
