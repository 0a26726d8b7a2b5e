"""Steps of records: which kinds there are, and how a step enters the books.

A new kind of record is its table (in `compliance`, `projects` or where its law is known) and one line of `KINDS`. Which
of them some books keep, their law says (`records` in its law.toml).
"""

import json
import re
from typing import Any

from openets.compliance import (
    correction_record,
    credit_limits,
    installation_record,
    notices_steps,
    party_steps,
    replacement,
)
from openets.compliance.credit_limits import EXCHANGED
from openets.engine.credit_facts import exchange_step
from openets.engine.evidence import looked_up
from openets.engine.posting import Stamp
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Fault, Misuse, Refused
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.codec import canonical
from openets.ledger.records import RECORD, Body, Place, Record, RecordEntry
from openets.ledger.store import Needs, Store
from openets.ledger.transactions import Proposal
from openets.projects import counted, entities, steps
from openets.projects.counted import COUNTED, evidence_of, home_of
from openets.records import reconciliation
from openets.records.steps import RecordKind, Step, advance

KINDS: dict[str, RecordKind[Any, Any]] = {
    kind.name: kind
    for kind in (
        party_steps.KIND,
        notices_steps.KIND,
        steps.KIND,
        entities.KIND,
        replacement.KIND,
        credit_limits.KIND,
        counted.KIND,
        reconciliation.KIND,
        installation_record.KIND,
        installation_record.NUMBERS,
        correction_record.KIND,
    )
}
"""Every kind of record that these books may keep."""

LAW_FILES = {name: kind.law_files for name, kind in KINDS.items()}
"""Kind of record → the files of a law that only it reads, each with what notes everything wrong with it."""

OF_THE_LOG = frozenset((kind.name, step) for kind in KINDS.values() for step in kind.follows)
"""Steps that only follow from another command (see below): nobody takes them by hand."""

_KEY = re.compile(r"[A-Za-z0-9._-]{1,40}")


def kind_of(command: TakeStep, law: Law) -> RecordKind[Any, Any]:
    """The kind of record that a step is about. Raises `Misuse` for one that nobody knows or the law does not keep."""
    kind = KINDS.get(command.kind)
    known = ", ".join(name for name, each in KINDS.items() if _keeps(law, each))
    if kind is None:
        raise Misuse(f"'{command.kind}' is no kind of record; known are {known}")
    if not _keeps(law, kind):
        raise Misuse(f"'{command.kind}' is no kind of record under the law {law.name}; known are {known}")
    if not _KEY.fullmatch(command.key):
        raise Misuse(f"'{command.key}' is no key of a record: use 1 to 40 letters, digits and . _ -")
    return kind


def _keeps(law: Law, kind: RecordKind[Any, Any]) -> bool:
    return kind.every_law or kind.name in law.records


def values_of(command: TakeStep) -> dict[str, Any]:
    """What a step is told. Raises `Misuse` where that is no JSON object."""
    try:
        values = json.loads(command.values)
        # no journal can hold NaN, infinity or half a character
        json.dumps(values, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Misuse(f"the values of step '{command.step}' are no JSON ({error})") from None
    if type(values) is not dict:
        raise Misuse(f"the values of step '{command.step}' must be a JSON object")
    return values


def places_of(command: TakeStep, law: Law) -> set[Place]:
    """The records that a step changes or looks at."""
    looked_at = kind_of(command, law).needs(law, command.key, command.step, values_of(command))
    return {(command.kind, command.key), *looked_at}


def take(books: Books, command: TakeStep, mark: Stamp, law: Law) -> str:
    """Take a step; the reference of its journal entry. Raises `Refused` where a rule says no, `Misuse` for nonsense."""
    kind, values = kind_of(command, law), values_of(command)
    before = books.records.get((command.kind, command.key))
    if before is not None and before.registry != command.registry:
        raise Misuse(f"{command.kind} {command.key} is kept in registry {before.registry}, not in {command.registry}")
    places = kind.needs(law, command.key, command.step, values)
    others = {place: json.loads(books.records[place].body) for place in places if place in books.records}
    others |= looked_up(books, command, places, mark.day, law)
    now = books.body(command.kind, command.key)
    body = advance(kind, Step(command.key, command.step, values, now, others, mark.day, mark.by, law))
    return write_step(books, command, values, body, mark)


def write_step(books: Books, command: TakeStep, values: Body, now: Body, mark: Stamp) -> str:
    """Enter a step, and what its record is since; the reference of the entry."""
    place, registry = (command.kind, command.key), command.registry
    before = books.records.get(place)
    after = before.reference if before is not None else ""
    entry = RecordEntry(place, command.step, values, now, command.request, mark.at, mark.by, after)
    reference = books.write(registry, RECORD, entry)
    books.set_record(Record(*place, registry, canonical(now), reference))
    return reference


def body_at(store: Store, kind: str, key: str) -> Body | None:
    """A record as it stands, or `None` where there is none."""
    with store.reading() as books:
        record = books.load(Needs(records={(kind, key)})).records.get((kind, key))
    return json.loads(record.body) if record is not None else None


# What follows from a transaction: a notification is answered, a project has had its units.


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
    if exchange := exchange_step(books, proposal, reference, law):
        home, installation, request = exchange
        told = json.dumps({"quantity": proposal.quantity})
        take(books, TakeStep(home, EXCHANGED, installation, "add", told, request), mark, law)
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
