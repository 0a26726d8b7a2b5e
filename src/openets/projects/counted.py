"""Which transactions have been counted for a project: none of them counts a second time, for whatever project.

The record of kind "counted" has a transaction's reference as its key and says for which project it counts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from openets.kernel.refusals import Misuse
from openets.records.fields import Text, Whole, fields_of
from openets.records.steps import RecordKind, Taking, step_type, table_of

COUNTED = "counted"
TRANSACTION = "transaction"
"""What the books say of a completed transaction: evidence for a step that names one, never a record."""

RELYING = frozenset({"set aside", "settle reversal"})
"""Steps of a project that name a transaction as their evidence."""

_REFERENCE = re.compile(r"[A-Z]{2,3}[1-9][0-9]{0,14}")


def evidence_of(step: str, values: Mapping[str, Any]) -> str:
    """The reference of the transaction on which a project's step relies, or ``""``."""
    named = values.get("transaction")
    return named if step in RELYING and type(named) is str and _REFERENCE.fullmatch(named) else ""


def home_of(reference: str) -> str:
    """The registry in whose journal a transaction stands."""
    return reference.rstrip("0123456789")


@dataclass(frozen=True, slots=True)
class Counted:
    """The project for which a transaction counts, the step that relied on it, and as how many units."""

    project: Annotated[str, Text()]
    step: Annotated[str, Text()]
    quantity: Annotated[int, Whole()]


def _count(taking: Taking[Counted]) -> Counted:
    if taking.now is not None:
        raise Misuse(f"{taking.key} counts for {taking.now.project} already: a transaction counts once")
    return Counted(taking.told["project"], taking.told["step"], taking.told["quantity"])


# what the log does with the project's step
KIND: RecordKind[Taking[Counted], Counted] = RecordKind(
    COUNTED,
    "what was counted",
    Counted,
    fields_of(Counted),
    table_of(step_type("count", _count, "project step quantity")),
    follows=frozenset({"count"}),
)
