"""Reverse a surrender or an allocation that was made in error: the very same units go back."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.now import TRANSACTION_TYPES
from openets.ledger.entries import blocks_of, ranges_of
from openets.ledger.transactions import Proposal


def reverse(session: Session, *, transaction: str, request: str, dry_run: bool = False) -> Outcome:
    """Undo a completed transaction by its opposite, with the same serial numbers."""
    entry = session.store.entry(transaction)
    if entry is None or entry.kind != "transaction":
        raise Misuse(f"no transaction '{transaction}' is known")
    content, moved = blocks_of(entry)
    kind = TRANSACTION_TYPES[content["type"]]
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
