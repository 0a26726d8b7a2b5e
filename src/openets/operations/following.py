"""What follows from a completed transaction in the records: a notification is answered, a project has had its units."""

from __future__ import annotations

import json
from collections.abc import Mapping

from openets.kernel.refusals import Fault, Refused
from openets.kernel.units import CREDITS
from openets.ledger.books import Books
from openets.ledger.transactions import TRANSACTION_TYPES, Proposal
from openets.operations.acts import TakeStep
from openets.operations.posting import Stamp
from openets.operations.records import take


def follow(books: Books, proposal: Proposal, reference: str, mark: Stamp) -> None:
    """Take the steps that a transaction brings with it. The checks have made sure that nothing stands in their way."""
    if proposal.notice:
        settled = {"quantity": proposal.quantity, "transaction": reference}
        _step(books, "notice", proposal.notice, "settle", settled, reference, mark)
    if proposal.replaces:
        home = proposal.transferring.partition("-")[0]
        added = {"ranges": [list(each) for each in proposal.replaces]}
        take(books, TakeStep(home, "replaced", home, "add", json.dumps(added), f"#{reference}:replaced"), mark)
    project = proposal.elements.project
    kind = TRANSACTION_TYPES[proposal.type]
    if project and "project" in kind.looks and kind.makes(proposal.unit) in CREDITS:
        issued = {"quantity": proposal.quantity, "unit": kind.makes(proposal.unit), "transaction": reference}
        _step(books, "project", project, "issued", issued, reference, mark)


def _step(
    books: Books, kind: str, key: str, name: str, values: Mapping[str, object], reference: str, mark: Stamp
) -> None:
    record = books.records.get((kind, key))
    if record is None:
        return
    act = TakeStep(record.registry, kind, key, name, json.dumps(values), f"#{reference}:{kind}")
    try:
        take(books, act, mark)
    except Refused as refused:
        raise Fault(f"{kind} {key} does not take what {reference} brings: {refused}") from refused
