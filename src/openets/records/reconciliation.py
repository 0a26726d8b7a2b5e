"""What the last reconciliation of a log with a registry found, as a kind of record. Its key is the registry's code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from openets.ledger.reconciliation import KIND as NAME
from openets.ledger.reconciliation import ReconciliationStatus
from openets.records.fields import Choice, Ranges, Rows, Whole
from openets.records.steps import RecordKind, Step, StepType, step_type, table_of


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was found, whole: each result stands in the place of the one before."""

    status: int
    entry: int
    """Number of the journal entry up to which the two were compared."""
    on: date
    differing: tuple[Any, ...]
    quarantined: tuple[tuple[str, int, int], ...]
    """Serial numbers in doubt (origin, start, end)."""
    trail: tuple[Any, ...]


def _facts(
    row: StepType[Reconciliation, Reconciliation], step: Step, now: Reconciliation | None, told: dict[str, Any]
) -> Reconciliation:
    return Reconciliation(**{"on": step.on, **told})


def _result(facts: Reconciliation) -> Reconciliation:
    return facts


KIND: RecordKind[Reconciliation, Reconciliation] = RecordKind(
    NAME,
    "a reconciliation",
    Reconciliation,
    {
        "status": Choice(tuple(map(int, ReconciliationStatus))),
        "entry": Whole(),
        "differing": Rows(),
        "quarantined": Ranges(),
        "trail": Rows(),
    },
    table_of(step_type("result", _result, "status entry differing quarantined trail")),
    _facts,
    every_law=True,
)
