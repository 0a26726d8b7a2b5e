"""Reverse a surrender or an allocation that was made in error: the very same units go back."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import KEY, DryRun, Field, Request
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.ledger.entries import blocks_of, ranges_of
from openets.ledger.transactions import Proposal


@command("reverse", done="{transaction} reversed")
def reverse(
    session: Session,
    *,
    transaction: Annotated[str, Field(KEY, "Id of the transaction to undo, such as AT13.", "TRANSACTION")],
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Reverse a surrender or an allocation made in error; the same serial numbers go back."""
    entry = session.store.entry(transaction)
    if entry is None or entry.kind != "transaction":
        raise Misuse(f"no transaction '{transaction}' is known")
    content, moved = blocks_of(entry)
    kind = session.law.terms.transactions[content["type"]]
    if not kind.reversed_by:
        raise Misuse(f"{transaction} is a {kind.name.lower()} ({kind.code}), which cannot be reversed")
    serials = ranges_of(entry)
    quantity = sum(end - start + 1 for _, start, end in serials)
    proposal = Proposal(
        kind.reversed_by,
        content["to"],
        content["from"],
        moved[0][0].unit,
        quantity,
        request,
        content.get("year", 0),
        serials,
        reverses=transaction,
    )
    return session.one(proposal, dry_run=dry_run)
