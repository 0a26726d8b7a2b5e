"""What a reconciliation of a log with a registry found: its status, and the serial numbers in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from openets.ledger.records import Body
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


def in_doubt(body: Body, spans: Iterable[Span]) -> str:
    """What of some serial numbers is quarantined, in words; ``""`` where nothing is."""
    return span_text(overlap(spans, body["quarantined"]))
