"""Which transactions have been counted for a project: none of them counts a second time, for whatever project.

The record of kind "counted" has a transaction's reference as its key and says for which project it counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from openets.kernel.refusals import Misuse
from openets.ledger.records import Body, Place, Step

KIND = "counted"
TRANSACTION = "transaction"
"""What the books say of a completed transaction: looked up for a step that names one, never written."""

SHOWING = frozenset({"set aside", "settle reversal"})
"""Steps of a project that name a transaction as their proof."""

_REFERENCE = re.compile(r"[A-Z]{2,3}[1-9][0-9]{0,14}")


def shown_by(step: str, values: Mapping[str, Any]) -> str:
    """The reference of the transaction that a project's step names as its proof, or ``""``."""
    named = values.get("transaction")
    return named if step in SHOWING and type(named) is str and _REFERENCE.fullmatch(named) else ""


def home_of(reference: str) -> str:
    """The registry in whose journal a transaction stands."""
    return reference.rstrip("0123456789")


def advance(step: Step) -> Body:
    """Count a transaction for a project: what the log does with the project's step. Raises `Misuse` for any other."""
    if step.name != "count" or step.now is not None:
        raise Misuse(f"'{step.name}' is no step of what was counted: projects' steps count a transaction, once")
    return {name: step.values[name] for name in ("project", "step", "quantity")}


def needs(key: str, step_name: str, values: Mapping[str, Any]) -> list[Place]:
    """No other record."""
    return []
