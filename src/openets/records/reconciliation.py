"""What the last reconciliation of a log with a registry found, as a kind of record. Its key is the registry's code."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Annotated, Any

from openets.records.fields import Choice, Ranges, Rows, Whole, fields_of
from openets.records.steps import RecordKind, Taking, step_type, table_of


class ReconciliationStatus(IntEnum):
    """Status of a reconciliation, in the numbers of the field (UKREG ITLReconciliationStatus)."""

    CONFIRMED = 0
    INITIATED = 1
    VALIDATED = 2
    TOTALS_INCONSISTENT = 3
    BLOCKS_INCONSISTENT = 4
    COMPLETED = 5
    COMPLETED_WITH_INTERVENTION = 6


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was found, whole: each result stands in the place of the one before."""

    status: Annotated[int, Choice(tuple(map(int, ReconciliationStatus)))]
    entry: Annotated[int, Whole()]
    """Number of the journal entry up to which the two were compared."""
    on: date
    differing: Annotated[tuple[Any, ...], Rows()]
    quarantined: Annotated[tuple[tuple[str, int, int], ...], Ranges()]
    """Serial numbers in doubt (origin, start, end)."""
    trail: Annotated[tuple[Any, ...], Rows()]


def _result(taking: Taking[Reconciliation]) -> Reconciliation:
    return Reconciliation(**{"on": taking.on, **taking.told})


KIND: RecordKind[Taking[Reconciliation], Reconciliation] = RecordKind(
    "reconciliation",
    "a reconciliation",
    Reconciliation,
    fields_of(Reconciliation),
    table_of(step_type("result", _result, "status entry differing quarantined trail")),
    every_law=True,
)
