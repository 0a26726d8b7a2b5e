"""Transaction types with the field's codes, and the life of a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from typing import NamedTuple

from openets.kernel.units import NO_ELEMENTS, Elements, Series


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
    # the log looks once more at who may trade when the acquiring registry has accepted
    (Status.CHECKED_NO_DISCREPANCY, Event.FAIL_CHECKS): Status.CHECKED_DISCREPANCY,
    (Status.ACCEPTED, Event.FAIL_CHECKS): Status.CHECKED_DISCREPANCY,
    (Status.ACCEPTED, Event.TIME_OUT): Status.CANCELLED,
    (Status.ACCEPTED, Event.COMPLETE): Status.COMPLETED,
}
"""The one table of (state, event) → state. What is not in it cannot happen."""

COMPLETED_LIFE = (Status.PROPOSED, Status.CHECKED_NO_DISCREPANCY, Status.COMPLETED)
"""The states that a transaction passes in one commit when registry and log share their store."""


@cache
def may_become(state: Status, later: Status) -> bool:
    """Whether the table leads from one state to another. A side may hear of several steps at once."""
    reached, before = {state}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {after for (state, _), after in LIFE.items() if state in reached}
    return later in reached


class Effect(StrEnum):
    """What a transaction type does to units."""

    CREATE = "create"
    MOVE = "move"
    CONVERT = "convert"
    REPLACE = "replace"


NEW_UNITS = (Effect.CREATE, Effect.REPLACE)
"""Effects for which the initiating registry gives new serial numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionType:
    """A transaction type: its code in the law, what it does to units, and what it may touch."""

    code: str
    name: str
    verb: str = ""
    """What somebody asks for; ``""`` for types that no verb leads to."""
    effect: Effect
    units: frozenset[str]
    transferring: tuple[str, ...]
    """Account types from which it may start; of standing accounts the first is meant where none is named."""
    acquiring: tuple[str, ...]
    same_registry: bool | None
    """`True` within a registry, `False` between two, `None` where there is no second account."""
    reversed_by: str = ""
    targets: Mapping[str, str]
    """Unit type → what a conversion or replacement makes of it; others stay what they are."""
    changes: frozenset[str] = frozenset()
    back: bool = False
    """Whether a conversion makes units what they were before, so that nothing new counts as issued."""
    record: str
    """What it changes in an installation's year, which a proposal must then name: ``allocated``, ``surrendered`` or
    ``""``."""
    sign: int
    """Whether it adds (1) to the year's record or takes off (-1)."""
    replaces: bool = False
    """Whether it stands in for units that were used and must be named."""
    by: frozenset[str] = frozenset()
    """Roles that may propose it, besides the administrator."""
    source: str
    verified: bool = True

    def makes(self, unit: str) -> str:
        """The unit type that units of type `unit` are afterwards."""
        return self.targets.get(unit, unit)

    def converted(self, series: Series, elements: Elements) -> Series:
        """What a conversion makes of a series: serial numbers stay, elements change as the type says."""
        made = series._replace(unit=self.makes(series.unit))
        if "project" in self.changes:
            made = made._replace(project=elements.project, track=elements.track)
        if "expiry" in self.changes:
            made = made._replace(expiry=elements.expiry)
        if "period" in self.changes:
            made = made._replace(applicable_period=series.applicable_period + 1)
        return made


SerialRanges = tuple[tuple[str, int, int], ...]
"""Serial ranges: originating registry, first and last number."""


class Proposal(NamedTuple):
    """What somebody asks the log to do with units. `request` is the caller's own id for it.

    `transferring` is ``""`` for an issuance. `serials` names exact ranges ``(origin, start, end)`` where
    the caller means those units and no others; otherwise the log picks. `reconstructed` marks a transfer
    that no record shows and that a replay had to infer. `elements` are those of units to be issued or converted.
    `replaces` are the tCERs or lCERs that a replacement stands in for, `notice` the notification that the
    transaction answers. `on` is the day on which it took effect, where that is not the day of its entry.
    """

    type: str
    transferring: str
    acquiring: str
    unit: str
    quantity: int
    request: str
    year: int = 0
    serials: SerialRanges = ()
    reverses: str = ""
    reconstructed: bool = False
    note: str = ""
    elements: Elements = NO_ELEMENTS
    replaces: SerialRanges = ()
    notice: str = ""
    on: str = ""


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
    effective: str
    """The day on which it took effect, ``YYYY-MM-DD``; `at` is when it was entered."""

    @property
    def id(self) -> str:
        return f"{self.registry}{self.sequence}"
