"""What a check is, what it looks at, and how a list of checks is run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openets.kernel.refusals import Refusal
from openets.ledger.accounts import Account
from openets.ledger.transactions import Proposal, TransactionType


@dataclass(slots=True)
class Case:
    """All that the checks of one proposal look at. Plain values; absent things are `None`."""

    proposal: Proposal
    type: TransactionType | None
    transferring: Account | None
    acquiring: Account | None
    held: int = 0
    """Units of the proposal's type at hand in the transferring account (exact up to the quantity asked)."""
    serials_held: bool = True
    """Whether the transferring account holds the very serial numbers that the proposal names."""
    on: date = date.min
    allowed: bool = True
    """Whether the actor has the right (operations/rights.py)."""
    request_conflict: str = ""
    """Reference of the earlier request with the same id and other content."""
    issued: int = 0
    limit: int | None = None
    """Most that may be issued, or allocated, in all; `None` where the law sets no limit."""
    limit_source: str = ""
    allocated: int = 0
    planned: int | None = None
    surrender_units: frozenset[str] = frozenset()
    """Unit types with which the emissions of the proposal's year may be covered."""
    bankable: bool = True
    """Whether units of the proposal's period may be replaced by units of the next."""
    reversal: Reversal | None = None


@dataclass(frozen=True, slots=True)
class Reversal:
    """The transaction that a reversal wants to undo."""

    id: str
    type: str
    reversed_by: str
    quantity: int
    unit: str
    transferring: int
    acquiring: int
    year: int
    already_reversed: bool
    serials: tuple[tuple[str, int, int], ...]
    """The serial ranges that it moved."""


_REQUEST = re.compile(r"[A-Za-z0-9._:/+-]{1,120}")

Finding = Callable[[Case], str | None]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule of the transaction log. `run` returns what is wrong, or `None`."""

    code: str
    name: str
    sentence: str
    field: str
    citation: str
    verified: bool
    run: Finding


CHECKS: dict[str, Check] = {}
"""Every check by name. Filled by the decorator as the `on_…` modules are imported."""


def check(code: str, *, field: str, citation: str, verified: bool = True) -> Callable[[Finding], Finding]:
    """Declare a check. The function's name is the check's name, its docstring the sentence."""

    def declare(function: Finding) -> Finding:
        sentence = (function.__doc__ or "").strip().splitlines()[0]
        CHECKS[function.__name__] = Check(code, function.__name__, sentence, field, citation, verified, function)
        return function

    return declare


def examine(checks: Sequence[Check], case: Case) -> list[Refusal]:
    """Run the checks in order of precedence and return every refusal."""
    return [refuse(each, detail) for each in checks if (detail := each.run(case)) is not None]


def refuse(each: Check, detail: str) -> Refusal:
    """The refusal with which a check says no."""
    return Refusal(each.code, each.name, each.sentence, each.field, detail, each.citation)


def named(names: Iterable[str]) -> tuple[Check, ...]:
    """The checks with these names, in this order. Raises `KeyError` for a name that no check has."""
    return tuple(CHECKS[name] for name in names)


def request_fault(request: str, conflict: str) -> str | None:
    """What is wrong with a request id; `conflict` is the reference of an earlier act with it and other content."""
    if conflict:
        return f"'{request}' was answered for other content ({conflict}): use a new id."
    if not _REQUEST.fullmatch(request):
        return f"'{request}' is not: use letters, digits and . _ : / + -"
    return None
