"""Carrying out what the checks let pass: units move, year records follow, the journal grows.

Nothing here can say no. What these functions cannot do is a fault.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from openets.kernel.refusals import Fault
from openets.kernel.units import UNIT_TYPES, Block, Series, converted
from openets.ledger.accounts import Account
from openets.ledger.books import Books
from openets.ledger.transactions import (
    REPLACEMENTS,
    TRANSACTION_TYPES,
    Effect,
    Proposal,
    Status,
    Transaction,
    TransactionType,
)


class Stamp(NamedTuple):
    """When and by whom a batch is written; `by_text` is the name as JSON."""

    at: str
    by: str
    by_text: str


def stamp(at: str, by: str) -> Stamp:
    return Stamp(at, by, json.dumps(by, ensure_ascii=False))


def post(books: Books, proposal: Proposal, mark: Stamp) -> Transaction:
    """Carry out a proposal that passed its checks."""
    kind = TRANSACTION_TYPES[proposal.type]
    target = books.accounts[proposal.acquiring]
    source = books.accounts.get(proposal.transferring)
    moved, created = _move(books, proposal, kind, source, target)
    chain = books.chains[source.registry if source is not None else target.registry]
    reference = f"{chain.code}{chain.sequence + 1}"
    text = _text(reference, proposal, moved, created, mark)
    books.changes.entries.append(chain.append("transaction", mark.at, text))
    transaction = Transaction(
        chain.code,
        chain.sequence,
        proposal.type,
        int(Status.COMPLETED),
        source.key if source is not None else 0,
        target.key,
        proposal.unit,
        proposal.quantity,
        mark.at,
        proposal.year,
        (source.installation if source is not None else "") or target.installation,
        proposal.request,
        proposal.reverses,
        proposal.reconstructed,
        mark.by,
    )
    books.changes.transactions.append(transaction)
    if target.registry != chain.code:
        received = books.chains[target.registry].append("received", mark.at, text)
        books.changes.entries.append(received)
    if proposal.year:
        _follow(books, proposal, kind, transaction.installation)
    return transaction


def _move(
    books: Books, proposal: Proposal, kind: TransactionType, source: Account | None, target: Account
) -> tuple[list[Block], list[Block]]:
    """Move, create, convert or replace units; the blocks that moved and the blocks that came to be."""
    if source is None:
        series = _new_series(proposal.unit, target.registry)
        created = [books.create(target.registry, series, proposal.quantity)]
        books.put(target, created)
        return [], created
    if proposal.serials:
        taken = books.take(source, proposal.unit, proposal.serials)
        if taken is None:
            raise Fault(f"{source.identifier} lost serial numbers between check and posting")
        moved = taken
    else:
        moved = books.pick(source, proposal.unit, proposal.quantity)
    if kind.effect is Effect.MOVE:
        books.put(target, moved)
        return moved, []
    if kind.effect is Effect.CONVERT:
        made = [Block(converted(block.series, kind.target), block.start, block.end) for block in moved]
        books.put(target, made)
        books.count_issued(source.registry, kind.target, proposal.quantity)
        return moved, made
    books.put(target, moved)
    series = _new_series(REPLACEMENTS[proposal.unit], source.registry)
    made = [books.create(source.registry, series, proposal.quantity)]
    books.put(source, made)
    return moved, made


def _new_series(unit: str, registry: str) -> Series:
    period = UNIT_TYPES[unit].period
    number = 1 if period is None else period
    return Series(unit, registry, number, number)


def _follow(books: Books, proposal: Proposal, kind: TransactionType, installation: str) -> None:
    """Bring the installation's year record up to date."""
    record = books.year(installation, proposal.year)
    quantity = proposal.quantity
    if kind.code in ("10-53", "10-86"):
        sign = 1 if kind.code == "10-53" else -1
        books.set_year(record._replace(allocated=record.allocated + sign * quantity))
    elif kind.code in ("10-2", "10-92"):
        signed = quantity if kind.code == "10-2" else -quantity
        allowances = signed if UNIT_TYPES[proposal.unit].allowance else 0
        books.set_year(
            record._replace(
                surrendered=record.surrendered + signed,
                surrendered_allowances=record.surrendered_allowances + allowances,
            )
        )


def _text(reference: str, proposal: Proposal, moved: list[Block], created: list[Block], mark: Stamp) -> str:
    """The journal's line for a transaction, canonical JSON.

    Written by hand, because it is most of what a transfer costs; only free text needs JSON's escapes (the
    checks hold request ids to plain characters).
    """
    blocks = ",".join([f'"{block.series.text()} {block.start}-{block.end}"' for block in moved])
    made = ",".join([f'"{block.series.text()} {block.start}-{block.end}"' for block in created])
    return (
        f'{{"kind":"transaction","id":"{reference}","type":"{proposal.type}","from":"{proposal.transferring}",'
        f'"to":"{proposal.acquiring}","blocks":[{blocks}]'
        + (f',"created":[{made}]' if made else "")
        + (f',"year":{proposal.year}' if proposal.year else "")
        + f',"at":"{mark.at}","request":"{proposal.request}","by":{mark.by_text}'
        + (f',"reverses":"{proposal.reverses}"' if proposal.reverses else "")
        + (',"reconstructed":true' if proposal.reconstructed else "")
        + (f',"note":{json.dumps(proposal.note, ensure_ascii=False)}' if proposal.note else "")
        + "}"
    )
