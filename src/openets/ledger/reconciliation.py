"""What a reconciliation of a log with a registry found: its status, and the serial numbers in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from openets.kernel.refusals import Misuse
from openets.ledger.records import Body, Place, Step

KIND = "reconciliation"
"""The kind of record that holds the last reconciliation with a registry, whose code is its key."""

Span = tuple[str, int, int]
"""Originating registry, first and last serial number."""


class ReconciliationStatus(IntEnum):
    """Status of a reconciliation, in the numbers of the field (UKREG ITLReconciliationStatus)."""

    CONFIRMED = 0
    INITIATED = 1
    VALIDATED = 2
    TOTALS_INCONSISTENT = 3
    BLOCKS_INCONSISTENT = 4
    COMPLETED = 5
    COMPLETED_WITH_INTERVENTION = 6


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for origin, start, end in sorted(spans):
        if found and found[-1][0] == origin and found[-1][2] >= start - 1:
            found[-1] = (origin, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((origin, start, end))
    return found


def advance(step: Step) -> Body:
    """The record of the last reconciliation with a registry: what it found, whole."""
    names = ("status", "entry", "on", "differing", "quarantined", "trail")
    if step.name != "result" or set(step.values) != set(names):
        raise Misuse(f"a reconciliation has one step, 'result', with {', '.join(names)}")
    return {name: step.values[name] for name in names}


def needs(key: str, step_name: str, values: Mapping[str, Any]) -> list[Place]:
    """A reconciliation looks at no other record."""
    return []


def in_doubt(body: Body, spans: Iterable[Span]) -> str:
    """What of some serial numbers is quarantined, in words; ``""`` where nothing is."""
    for home, start, end in spans:
        for origin, first, last in body["quarantined"]:
            if home == origin and start <= last and end >= first:
                return f"{origin} {max(start, first)}-{min(end, last)}"
    return ""
