"""Transfer units between accounts, within a registry or from one to another."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import ACCOUNT, Account, DryRun, Field, Note, Quantity, Request, Unit
from openets.commands.proposals import proposal_for, transaction_type
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.laws.law import Law


def transfer_type(law: Law, source: str, target: str, unit: str) -> str:
    """The transaction type of a transfer between two accounts, or between two registries named by their codes."""
    return transaction_type(law, "transfer", unit=unit, source=source, target=target)


@command("transfer", done="{quantity:,} {unit} transferred to {target}")
def transfer(
    session: Session,
    *,
    source: Annotated[Account, Field(ACCOUNT, "Account identifier, such as AT-120-6-0-33.", "SOURCE")],
    target: Annotated[str, Field(ACCOUNT, "Identifier of the acquiring account.", "TARGET")],
    quantity: Quantity,
    unit: Unit,
    note: Note = "",
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Transfer units to another account, in the same registry or another."""
    asked = proposal_for(
        session.law, "transfer", unit=unit, quantity=quantity, request=request, source=source, target=target, note=note
    )
    return session.one(asked, dry_run=dry_run)
