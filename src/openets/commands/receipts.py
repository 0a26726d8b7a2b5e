"""What a transaction moved, as its receipt tells it: read back from its journal entry."""

import json
from typing import NamedTuple

from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.ledger.entries import units_of


class Receipt(NamedTuple):
    """What an accepted command moved."""

    type: str
    """Code of the transaction type."""
    unit: str
    quantity: int
    transferring_account: str | None
    """`None` for an issuance."""
    acquiring_account: str | None
    year: int | None
    """The year of the emissions that it is for, where it is for one."""
    serials: list[str]
    """Its serial numbers by originating registry, such as ``AT:1-1000``."""


def receipt(session: Session, outcome: Outcome) -> Receipt | None:
    """The receipt of a transaction; `None` for what was refused, only tried, or is no transaction."""
    entry = session.store.entry(outcome.reference) if outcome.accepted and outcome.reference else None
    if entry is None or entry.kind != "transaction":
        return None
    content, blocks = json.loads(entry.text), units_of(entry)
    return Receipt(
        content["type"],
        blocks[0][0].unit,
        sum(end - start + 1 for _, start, end in blocks),
        content.get("from") or None,
        content.get("to") or None,
        content.get("year") or None,
        [f"{series.origin}:{start}-{end}" for series, start, end in blocks],
    )
