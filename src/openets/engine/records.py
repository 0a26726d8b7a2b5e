"""Steps of records: which rooms know the law of which kind of record, and how a step enters the books."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from openets.compliance import notices, party, replacement
from openets.compliance.party_limits import criterion_met, eligible
from openets.compliance.party_record import party_from
from openets.engine.posting import Stamp
from openets.engine.showing import looked_up
from openets.engine.steps import TakeStep
from openets.kernel.refusals import Misuse
from openets.ledger import reconciliation
from openets.ledger.books import Books
from openets.ledger.journal import payload
from openets.ledger.records import Body, Place, Record, Step
from openets.ledger.store import Store
from openets.projects import counted, cycle, entities
from openets.projects.case import Standing


class RecordKind(NamedTuple):
    """A kind of record: the function that takes its steps, and the one that says which other records a step needs."""

    advance: Callable[[Step], Body]
    needs: Callable[[str, str, Mapping[str, Any]], list[Place]]


def _project(step: Step) -> Body:
    """A project's step looks at how its host Party stands as to Joint Implementation."""
    host = step.others.get(("party", step.key[:2]))
    return cycle.advance(step, standing(host, step.on))


TRACK_2 = ("party", "assigned amount", "national registry")
"""The criteria of eligibility without which a host cannot even issue what was verified on track 2."""


def standing(host: Body | None, on: date) -> Standing:
    """How a host Party stands on a day: full eligibility opens track 1, three of its criteria track 2."""
    if host is None:
        return Standing()
    found_party = party_from(host)
    found = eligible(found_party, on)
    unmet = any(criterion_met(found_party, each, on) is False for each in TRACK_2)
    basic = found_party.fixed and not found_party.suspended and not unmet
    return Standing(known=True, full=found.eligible, basic=basic, why=found.reasons)


KINDS: dict[str, RecordKind] = {
    "party": RecordKind(party.advance, party.needs),
    "notice": RecordKind(notices.advance, notices.needs),
    "project": RecordKind(_project, cycle.needs),
    "entity": RecordKind(entities.advance, entities.needs),
    "replaced": RecordKind(replacement.advance, replacement.needs),
    "counted": RecordKind(counted.advance, counted.needs),
    "reconciliation": RecordKind(reconciliation.advance, reconciliation.needs),
}

OF_THE_LOG = frozenset({("replaced", "add"), ("notice", "settle"), ("project", "issued"), ("counted", "count")})
"""Steps that only follow from another act (following.py): nobody takes them by hand."""

_KEY = re.compile(r"[A-Za-z0-9._-]{1,40}")


def kind_of(act: TakeStep) -> RecordKind:
    """The kind of record that a step is about. Raises `Misuse` for one that nobody knows."""
    kind = KINDS.get(act.kind)
    if kind is None:
        raise Misuse(f"'{act.kind}' is no kind of record; known are {', '.join(KINDS)}")
    if not _KEY.fullmatch(act.key):
        raise Misuse(f"'{act.key}' is no key of a record: use 1 to 40 letters, digits and . _ -")
    return kind


def values_of(act: TakeStep) -> dict[str, Any]:
    """What a step is told. Raises `Misuse` where that is no JSON object."""
    try:
        values = json.loads(act.values)
        # no journal can hold NaN, infinity or half a character
        json.dumps(values, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Misuse(f"the values of step '{act.step}' are no JSON ({error})") from None
    if type(values) is not dict:
        raise Misuse(f"the values of step '{act.step}' must be a JSON object")
    return values


def places_of(acts: Iterable[TakeStep]) -> set[Place]:
    """The records that steps change or look at."""
    found: set[Place] = set()
    for act in acts:
        found.add((act.kind, act.key))
        found.update(kind_of(act).needs(act.key, act.step, values_of(act)))
    return found


def take(books: Books, act: TakeStep, mark: Stamp) -> str:
    """Take a step; the reference of its journal entry. Raises `Refused` where a rule says no, `Misuse` for nonsense."""
    kind, values = kind_of(act), values_of(act)
    before = books.records.get((act.kind, act.key))
    if before is not None and before.registry != act.registry:
        raise Misuse(f"{act.kind} {act.key} is kept in registry {before.registry}, not in {act.registry}")
    others = {place: json.loads(books.records[place].body) for place in _others(books, kind, act, values)}
    others |= looked_up(books, act, values, mark.day)
    now = json.loads(before.body) if before is not None else None
    body = kind.advance(Step(act.key, act.step, values, now, others, mark.day, mark.by))
    chain = books.chains[act.registry]
    content = {
        "kind": "record",
        "record": [act.kind, act.key],
        "step": act.step,
        "values": values,
        "now": body,
        **({"before": before.reference} if before is not None else {}),
        "request": act.request,
        "at": mark.at,
        "by": mark.by,
    }
    books.changes.entries.append(chain.append("record", mark.at, payload(content)))
    reference = f"{act.registry}{chain.sequence}"
    books.set_record(Record(act.kind, act.key, act.registry, payload(body), reference))
    return reference


def _others(books: Books, kind: RecordKind, act: TakeStep, values: Mapping[str, Any]) -> list[Place]:
    return [place for place in kind.needs(act.key, act.step, values) if place in books.records]


def body_at(store: Store, kind: str, key: str) -> Body | None:
    """A record as it stands, or `None` where there is none."""
    with store.reading() as books:
        record = books.records([(kind, key)]).get((kind, key))
    return json.loads(record.body) if record is not None else None
