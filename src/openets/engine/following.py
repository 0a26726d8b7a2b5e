"""What follows from a completed transaction in the records: a notification is answered, a project has had its units."""

from __future__ import annotations

import json
from collections.abc import Mapping

from openets.engine.posting import Stamp
from openets.engine.records import take
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Fault, Refused
from openets.laws.now import CREDITS, TRANSACTION_TYPES
from openets.ledger.books import Books
from openets.ledger.transactions import Proposal
from openets.projects.counted import KIND as COUNTED
from openets.projects.counted import home_of, shown_by


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


def follow_step(books: Books, act: TakeStep, reference: str, mark: Stamp) -> str:
    """Write down that a project's step has counted the transaction that it names; the step's own reference."""
    values = json.loads(act.values)
    proof = shown_by(act.step, values) if act.kind == "project" else ""
    if proof:
        told = {"project": act.key, "step": act.step, "quantity": values.get("quantity", 0)}
        counted = TakeStep(home_of(proof), COUNTED, proof, "count", json.dumps(told), f"#{reference}:counted")
        take(books, counted, mark)
    return reference


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
