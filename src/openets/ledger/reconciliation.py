"""What the record of a reconciliation of a log with a registry is called, and the status that it ends with."""

from enum import IntEnum

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
