"""Transaction types with the field's codes, and the life of a transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Status(IntEnum):
    """Status of a transaction, in the numbers of the field."""

    AWAITING_APPROVAL = 0
    PROPOSED = 1
    CHECKED_NO_DISCREPANCY = 2
    CHECKED_DISCREPANCY = 3
    COMPLETED = 4
    TERMINATED = 5
    REJECTED = 6
    CANCELLED = 7
    ACCEPTED = 8
    DELAYED = 30

    @property
    def final(self) -> bool:
        return self in FINAL


FINAL = frozenset({Status.COMPLETED, Status.TERMINATED, Status.REJECTED, Status.CANCELLED})


class Event(StrEnum):
    """What can happen to a transaction."""

    APPROVE = "approve"
    WITHDRAW = "withdraw"
    PASS_CHECKS = "pass checks"
    FAIL_CHECKS = "fail checks"
    DELAY = "delay"
    RELEASE = "release"
    ACCEPT = "accept"
    REJECT = "reject"
    COMPLETE = "complete"
    TERMINATE = "terminate"
    TIME_OUT = "time out"


LIFE: dict[tuple[Status, Event], Status] = {
    (Status.AWAITING_APPROVAL, Event.APPROVE): Status.PROPOSED,
    (Status.AWAITING_APPROVAL, Event.WITHDRAW): Status.CANCELLED,
    (Status.AWAITING_APPROVAL, Event.TIME_OUT): Status.CANCELLED,
    (Status.PROPOSED, Event.PASS_CHECKS): Status.CHECKED_NO_DISCREPANCY,
    (Status.PROPOSED, Event.FAIL_CHECKS): Status.CHECKED_DISCREPANCY,
    (Status.PROPOSED, Event.DELAY): Status.DELAYED,
    (Status.PROPOSED, Event.TIME_OUT): Status.CANCELLED,
    (Status.DELAYED, Event.RELEASE): Status.PROPOSED,
    (Status.DELAYED, Event.WITHDRAW): Status.CANCELLED,
    (Status.CHECKED_DISCREPANCY, Event.TERMINATE): Status.TERMINATED,
    (Status.CHECKED_NO_DISCREPANCY, Event.COMPLETE): Status.COMPLETED,
    (Status.CHECKED_NO_DISCREPANCY, Event.ACCEPT): Status.ACCEPTED,
    (Status.CHECKED_NO_DISCREPANCY, Event.REJECT): Status.REJECTED,
    (Status.CHECKED_NO_DISCREPANCY, Event.TIME_OUT): Status.CANCELLED,
    (Status.ACCEPTED, Event.COMPLETE): Status.COMPLETED,
}
"""The one table of (state, event) → state. What is not in it cannot happen."""

COMPLETED_LIFE = (Status.PROPOSED, Status.CHECKED_NO_DISCREPANCY, Status.COMPLETED)
"""The states that a transaction passes in one commit when registry and log share their store."""

TERMINATED_LIFE = (Status.PROPOSED, Status.CHECKED_DISCREPANCY, Status.TERMINATED)
"""The same for a proposal that the checks refused."""


def step(state: Status, event: Event) -> Status:
    """The state after `event`. Raises `ValueError` where the table has no such step."""
    try:
        return LIFE[state, event]
    except KeyError:
        raise ValueError(f"a transaction that is {state.name} cannot {event.value}") from None


class Effect(StrEnum):
    """What a transaction type does to units."""

    CREATE = "create"
    MOVE = "move"
    CONVERT = "convert"
    REPLACE = "replace"


_ALLOWANCES = frozenset({"EUA1", "EUA2", "EUA2N", "EUA3", "EUAA"})
_HOLDERS = frozenset({"100", "120", "100-9", "121", "100-14"})
_OPERATORS = frozenset({"120", "100-9"})
_PARTY = frozenset({"100"})


REPLACEMENTS = {"EUA1": "EUA2", "EUA2": "EUA3", "EUA2N": "EUA3"}
"""Allowances of a period → those that replace them where the law lets them be banked."""


@dataclass(frozen=True, slots=True)
class TransactionType:
    """A transaction type: its main-supplementary code and what it may touch."""

    code: str
    name: str
    effect: Effect
    units: frozenset[str]
    transferring: frozenset[str]
    acquiring: frozenset[str]
    same_registry: bool | None
    """`True` within a registry, `False` between two, `None` where there is no second account."""
    reversed_by: str = ""
    target: str = ""
    """The unit type that a conversion makes."""
    source: str = "UKREG and EUTL code lists"
    verified: bool = True
    year_required: bool = field(default=False)


def _type(code: str, name: str, effect: Effect, **kw: object) -> TransactionType:
    return TransactionType(code, name, effect, **kw)  # type: ignore[arg-type]


TRANSACTION_TYPES: dict[str, TransactionType] = {
    kind.code: kind
    for kind in (
        _type(
            "1-0",
            "Issuance of assigned amount units or certified emission reductions",
            Effect.CREATE,
            units=frozenset({"AAU", "CER"}),
            transferring=frozenset(),
            acquiring=frozenset({"100", "110"}),
            same_registry=None,
        ),
        _type(
            "1-51",
            "Issuance of allowances 2005-2007",
            Effect.CREATE,
            units=frozenset({"EUA1"}),
            transferring=frozenset(),
            acquiring=_PARTY,
            same_registry=None,
        ),
        _type(
            "1-22",
            "Issuance of allowances by a State without assigned amount",
            Effect.CREATE,
            units=frozenset({"EUA2N"}),
            transferring=frozenset(),
            acquiring=_PARTY,
            same_registry=None,
            source="Reg. (EC) 916/2007",
        ),
        _type(
            "1-30",
            "Issuance of aviation allowances",
            Effect.CREATE,
            units=frozenset({"EUAA"}),
            transferring=frozenset(),
            acquiring=frozenset({"100", "100-14"}),
            same_registry=None,
        ),
        _type(
            "1-31",
            "Issuance of general allowances from 2013",
            Effect.CREATE,
            units=frozenset({"EUA3"}),
            transferring=frozenset(),
            acquiring=frozenset({"100", "100-14"}),
            same_registry=None,
        ),
        _type(
            "10-52",
            "Issuance of allowances 2008-2012 by conversion of assigned amount units",
            Effect.CONVERT,
            units=frozenset({"AAU"}),
            transferring=_PARTY,
            acquiring=_PARTY,
            same_registry=True,
            target="EUA2",
        ),
        _type(
            "10-53",
            "Allocation of allowances",
            Effect.MOVE,
            units=_ALLOWANCES,
            transferring=_PARTY,
            acquiring=_OPERATORS,
            same_registry=True,
            reversed_by="10-86",
            year_required=True,
        ),
        _type(
            "10-0",
            "Internal transfer",
            Effect.MOVE,
            units=_ALLOWANCES | {"AAU", "CER"},
            transferring=_HOLDERS,
            acquiring=_HOLDERS,
            same_registry=True,
        ),
        _type(
            "3-0",
            "External transfer",
            Effect.MOVE,
            units=(_ALLOWANCES | {"AAU", "CER"}) - {"EUA1"},
            transferring=_HOLDERS | {"110"},
            acquiring=_HOLDERS,
            same_registry=False,
        ),
        _type(
            "3-21",
            "External transfer of allowances 2005-2007",
            Effect.MOVE,
            units=frozenset({"EUA1"}),
            transferring=_HOLDERS,
            acquiring=_HOLDERS,
            same_registry=False,
        ),
        _type(
            "10-2",
            "Surrender",
            Effect.MOVE,
            units=_ALLOWANCES | {"CER"},
            transferring=_OPERATORS,
            acquiring=frozenset({"100-6"}),
            same_registry=True,
            reversed_by="10-92",
            year_required=True,
        ),
        _type(
            "10-92",
            "Reversal of surrender",
            Effect.MOVE,
            units=_ALLOWANCES | {"CER"},
            transferring=frozenset({"100-6"}),
            acquiring=_OPERATORS,
            same_registry=True,
            year_required=True,
        ),
        _type(
            "10-86",
            "Reversal of excess allocation",
            Effect.MOVE,
            units=_ALLOWANCES,
            transferring=_OPERATORS,
            acquiring=_PARTY,
            same_registry=True,
            year_required=True,
        ),
        _type(
            "10-1",
            "Cancellation of allowances 2005-2007",
            Effect.MOVE,
            units=frozenset({"EUA1"}),
            transferring=_HOLDERS,
            acquiring=frozenset({"230"}),
            same_registry=True,
        ),
        _type(
            "4-0",
            "Voluntary cancellation",
            Effect.MOVE,
            units=(_ALLOWANCES | {"AAU", "CER"}) - {"EUA1"},
            transferring=_HOLDERS,
            acquiring=frozenset({"230"}),
            same_registry=True,
        ),
        _type(
            "10-41",
            "Cancellation and replacement at the change of period",
            Effect.REPLACE,
            units=frozenset(REPLACEMENTS),
            transferring=_HOLDERS,
            acquiring=frozenset({"230"}),
            same_registry=True,
            verified=False,
        ),
        _type(
            "4-3",
            "Retirement of allowances 2005-2007",
            Effect.MOVE,
            units=frozenset({"EUA1"}),
            transferring=frozenset({"100", "100-6"}),
            acquiring=frozenset({"300"}),
            same_registry=True,
        ),
        _type(
            "5-1",
            "Retirement of surrendered units",
            Effect.MOVE,
            units=(_ALLOWANCES | {"CER", "AAU"}) - {"EUA1"},
            transferring=frozenset({"100", "100-6"}),
            acquiring=frozenset({"300"}),
            same_registry=True,
            source="Reg. (EC) 916/2007",
        ),
    )
}


class Proposal(NamedTuple):
    """What somebody asks the log to do with units. `request` is the caller's own id for it.

    `transferring` is ``""`` for an issuance. `serials` names exact ranges ``(origin, start, end)`` where
    the caller means those units and no others; otherwise the log picks. `reconstructed` marks a transfer
    that no record shows and that a replay had to infer.
    """

    type: str
    transferring: str
    acquiring: str
    unit: str
    quantity: int
    request: str
    year: int = 0
    serials: tuple[tuple[str, int, int], ...] = ()
    reverses: str = ""
    reconstructed: bool = False
    note: str = ""


class Transaction(NamedTuple):
    """A completed transaction as the books keep it. Its id is ``registry`` + ``sequence``, as in ``AT1042``."""

    registry: str
    sequence: int
    type: str
    status: int
    transferring: int
    acquiring: int
    unit: str
    quantity: int
    at: str
    year: int
    installation: str
    request: str
    reverses: str
    reconstructed: bool
    by: str

    @property
    def id(self) -> str:
        return f"{self.registry}{self.sequence}"
