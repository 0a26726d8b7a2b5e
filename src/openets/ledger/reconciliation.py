"""What a reconciliation of a log with a registry found: its status, and the serial numbers in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from openets.kernel.refusals import Misuse
from openets.ledger.records import Body, Place, Step
from openets.ledger.segments import Span, overlap, span_text

KIND = "reconciliation"
"""The kind of record that holds the last reconciliation with a registry, whose code is its key."""


class ReconciliationStatus(IntEnum):
    """Status of a reconciliation, in the numbers of the field (UKREG ITLReconciliationStatus)."""

    CONFIRMED = 0
    INITIATED = 1
    VALIDATED = 2
    TOTALS_INCONSISTENT = 3
    BLOCKS_INCONSISTENT = 4
    COMPLETED = 5
    COMPLETED_WITH_INTERVENTION = 6


def advance(step: Step) -> Body:
    """The record of the last reconciliation with a registry: what it found, whole."""
    names = ("status", "entry", "on", "differing", "quarantined", "trail")
    if step.name != "result" or set(step.values) != set(names):
        raise Misuse(f"a reconciliation has one step, 'result', with {', '.join(names)}")
    found = {name: step.values[name] for name in names}
    if type(found["status"]) is not int or found["status"] not in tuple(ReconciliationStatus):
        raise Misuse(f"{found['status']!r} is no status of a reconciliation: expected 0 to 6")
    for span in found["quarantined"] if type(found["quarantined"]) is list else [None]:
        if type(span) is not list or [type(each) for each in span] != [str, int, int]:
            raise Misuse(f"'quarantined' must be ranges such as ['AT', 1, 100], not {span!r:.80}")
    return found


def needs(key: str, step_name: str, values: Mapping[str, Any]) -> list[Place]:
    """A reconciliation looks at no other record."""
    return []


def in_doubt(body: Body, spans: Iterable[Span]) -> str:
    """What of some serial numbers is quarantined, in words; ``""`` where nothing is."""
    return span_text(overlap(spans, body["quarantined"]))
