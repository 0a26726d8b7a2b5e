"""What follows from a completed transaction in the records: a notification is answered, a project has had its units."""

from __future__ import annotations

import json

from openets.engine.posting import Stamp
from openets.engine.records import take
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Fault, Refused
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.transactions import Proposal
from openets.projects.counted import COUNTED, evidence_of, home_of


def follow(books: Books, proposal: Proposal, reference: str, mark: Stamp, law: Law) -> None:
    """Take the steps that a transaction brings with it. The checks have made sure that nothing stands in their way."""
    if proposal.notice:
        settled = {"quantity": proposal.quantity, "transaction": reference}
        step = TakeStep("", "notice", proposal.notice, "settle", json.dumps(settled), f"#{reference}:notice")
        _step(books, step, reference, mark, law)
    if proposal.replaces:
        home = proposal.transferring.partition("-")[0]
        added = {"ranges": [list(each) for each in proposal.replaces]}
        take(books, TakeStep(home, "replaced", home, "add", json.dumps(added), f"#{reference}:replaced"), mark, law)
    project = proposal.elements.project
    kind = law.terms.transactions[proposal.type]
    if project and "project" in law.needs.get(kind.code, ()) and kind.makes(proposal.unit) in law.terms.credits:
        issued = {"quantity": proposal.quantity, "unit": kind.makes(proposal.unit), "transaction": reference}
        step = TakeStep("", "project", project, "issued", json.dumps(issued), f"#{reference}:project")
        _step(books, step, reference, mark, law)


def follow_step(books: Books, command: TakeStep, reference: str, mark: Stamp, law: Law) -> str:
    """Write down that a project's step has counted the transaction that it names; the step's own reference."""
    values = json.loads(command.values)
    evidence = evidence_of(command.step, values) if command.kind == "project" else ""
    if evidence:
        told = {"project": command.key, "step": command.step, "quantity": values.get("quantity", 0)}
        counted = TakeStep(home_of(evidence), COUNTED, evidence, "count", json.dumps(told), f"#{reference}:counted")
        take(books, counted, mark, law)
    return reference


def _step(books: Books, command: TakeStep, reference: str, mark: Stamp, law: Law) -> None:
    """Take a step with a record that is at hand, in the registry that keeps it."""
    record = books.records.get((command.kind, command.key))
    if record is None:
        return
    try:
        take(books, command._replace(registry=record.registry), mark, law)
    except Refused as refused:
        raise Fault(f"{command.kind} {command.key} does not take what {reference} brings: {refused}") from refused
