"""What a check is, what it looks at, and how a list of checks is run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from openets.kernel.refusals import Refusal
from openets.kernel.units import NO_ELEMENTS, Block, Elements, Vintages
from openets.ledger.accounts import Account, AccountType
from openets.ledger.terms import Terms
from openets.ledger.transactions import Proposal, SerialRanges, Transaction, TransactionType


@dataclass(slots=True)
class ProjectFacts:
    """What a project's record says of the units that it may still have issued."""

    fault: str
    """Why nothing may be issued for it now, or ``""``."""
    unit: str = ""
    left: int = 0
    share: int = 0
    """Of `left`, the Adaptation Fund's share."""
    elements: Elements = NO_ELEMENTS
    vintages: Vintages = ()
    """Of the units that are asked for, how many are of which vintage, in the order of their serial numbers."""


@dataclass(slots=True)
class Protocol:
    """What the Parties' records and the registries' totals say of a proposal. Limits are `None` where there is none."""

    missing: str = ""
    """The Parties concerned that are not on record, such as ``AT is`` or ``AT and DE are``, or ``""``."""
    seller_fault: str = ""
    """Why the transferring Party may not use the mechanisms, or ``""``."""
    buyer_fault: str = ""
    reserve: int = 0
    """Units that must stay in the transferring registry."""
    in_reserve: int = 0
    removals: int = 0
    removal_limit: int | None = None
    sinks: int = 0
    """tCERs and lCERs retired so far."""
    sink_limit: int | None = None
    carried: int = 0
    carry_limit: int | None = None
    settled: bool = False
    """Whether it is decided that the Party met its commitment."""
    period_over: date | None = None
    """The last day on which the Party could retire units for the period, where that is over."""
    due_expiry: str = ""
    """The day of expiry that units have by the record of the project that the notification names, or ``""``."""
    owed: int = 0
    """Share of proceeds that was issued and not yet handed over."""


@dataclass(slots=True)
class CreditUse:
    """What was used of credits of projects, and the most that may be. Limits are `None` where the law sets none."""

    used: int = 0
    """By the operator: surrendered for the limited period and, where credits are exchanged, exchanged since."""
    limit: int | None = None
    source: str = ""
    """What the limit follows from."""
    used_by_all: int = 0
    """Surrendered for the limited period by all installations of the member."""
    limit_of_all: int | None = None
    source_of_all: str = ""
    untimely: str = ""
    """Why such credits may not be surrendered for the year, or not be exchanged on the day, or ``""``."""
    excluded: str = ""
    """Why the credits of their project do not count, or ``""``."""


UNLIMITED = CreditUse()
"""What the checks on credits look at where the law limits none, or an import has said that it does not know better."""

NO_LIMITS = Protocol(settled=True)
"""What the Protocol's checks look at where no Party is concerned: it is not about its units, or reconstructed."""


@dataclass(slots=True)
class Facts:
    """All that the checks of one proposal look at. Plain values; absent things are `None`."""

    proposal: Proposal
    type: TransactionType | None
    transferring: Account | None
    acquiring: Account | None
    terms: Terms
    held: int = 0
    """Units of the proposal's type at hand in the transferring account (exact up to the quantity asked)."""
    serials_held: bool = True
    """Whether the transferring account holds the very serial numbers that the proposal names."""
    on: date = date.min
    allowed: bool = True
    """Whether the actor has the right (engine/rights.py), and to mark it as reconstructed, where it is so marked."""
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
    blocks: Sequence[Block] = ()
    """The blocks that would move, where the checks of the type look at them."""
    replaced_before: str = ""
    """Serial numbers among them that were replaced before, or ``""``."""
    replaced: Sequence[Block] = ()
    """Those of the blocks that a replacement stands in for that its Party has used."""
    protocol: Protocol | None = None
    """What the Protocol's checks look at; `None` where no Party is concerned."""
    project: ProjectFacts | None = None
    credits: CreditUse | None = None
    """What the checks on credits look at; `None` for all other units."""
    held_since: int | None = None
    """Units that the transferring account has held ever since an earlier day for which it is entered; `None` where none
    is named."""
    unreported: int = 0
    """The year of which the report was due last, if the transferring installation has not made it; else 0."""
    held_in_all: int = 0
    """Units of all types in the transferring account, where some of them are reserved."""
    in_doubt: str = ""
    """Serial numbers that a reconciliation has quarantined, or ``""``."""
    notice_fault: str = ""
    """Why the transaction does not answer the notification that it names, or ``""``."""

    @property
    def transferring_type(self) -> AccountType:
        """The type of the transferring account, which must be there."""
        assert self.transferring is not None
        return self.terms.accounts[self.transferring.type]

    @property
    def acquiring_type(self) -> AccountType:
        """The type of the acquiring account, which must be there."""
        assert self.acquiring is not None
        return self.terms.accounts[self.acquiring.type]

    @property
    def limits(self) -> Protocol:
        """What the Protocol says of it, which is nothing where there is none."""
        return self.protocol or NO_LIMITS

    @property
    def credit_use(self) -> CreditUse:
        """What the law says of the credits, which is nothing where it limits none."""
        return self.credits or UNLIMITED

    @property
    def quantity(self) -> int:
        """The proposal's quantity to reckon with; 0 where it is no whole number, which has a check of its own."""
        quantity = self.proposal.quantity
        return quantity if type(quantity) is int else 0


class Reversal(NamedTuple):
    """The transaction that a reversal wants to undo, and what became of it."""

    original: Transaction
    already_reversed: bool
    settled: bool
    """Whether the day of surrender for its year is over."""
    serials: SerialRanges
    """The serial ranges that it moved."""


_REQUEST = re.compile(r"[A-Za-z0-9._:/+-]{1,120}")

T = TypeVar("T")
"""The facts that a check looks at: those of a transaction, or those of a step of some kind of record."""
Finding = Callable[[T], str | None]
"""What is wrong with some facts, in words; `None` where nothing is."""


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """A rule, of the transaction log or of a record's step. `run` looks at plain facts and says what is wrong."""

    code: str
    name: str
    sentence: str
    field: str
    citation: str
    verified: bool
    run: Finding[T]
    needs: frozenset[str] = frozenset()
    """What it looks at beyond the proposal, its type and its accounts: names of `NEEDS`."""
    when: str = ""
    """When alone it has something to say: a name of `WHEN`, or ``""``."""

    @property
    def of_credits(self) -> bool:
        """Whether it looks at credits of projects alone: it is made of no other unit."""
        return "credits" in self.needs


NEEDS = {
    "limit": "what was issued, and the most that may be",
    "report": "whether the report that was due last has come",
    "plan": "the year's allocation plan of the installation, and what it was allocated",
    "period": "the unit types with which emissions of the year may be covered",
    "banking": "whether the period's units may be replaced by the next one's",
    "reversal": "the transaction that is to be undone",
    "blocks": "the very blocks that would move",
    "credits": "what was used of credits of projects, and the most that may be: of no other unit is it looked at",
    "totals": "running totals of the registries",
    "parties": "the Parties' records",
    "proceeds": "the share of proceeds that is owed, where units go to its account",
    "project": "the record of the project that the proposal names",
    "notice": "the notification that the proposal answers",
    "expiry": "the record of the project that this notification is about",
    "replaced": "the used units that the proposal replaces",
}
"""What checks may need → in words. Only what some check of a transaction type needs is loaded for it, and gathered."""


WHEN = {
    "named": "the proposal names its field, which may be left out",
    "unusual account": "an account is unknown or closed, its installation has another one, or units in it are reserved",
}
"""When alone a check has something to say → in words. It is left out of the checks of all other proposals."""


OUR_RULE = "our rule"
"""The citation of a check that keeps a record in order and that no law was seen to make."""

CHECKS: dict[str, Check[Any]] = {}
"""Every check by name. Filled by the decorator as the modules that declare checks are imported."""


def check(
    code: str, *, field: str, citation: str, verified: bool = True, needs: str = "", when: str = ""
) -> Callable[[Finding[T]], Finding[T]]:
    """Declare a check. The function's name is the check's name, its docstring the sentence.

    A code that begins with ``P-`` is no number of the field, which is said behind the citation. Raises `KeyError` for a
    name that is taken, and for something in `needs` that nobody gathers.
    """
    ours = code.startswith("P-") and OUR_RULE not in citation
    source = f"{citation}; our number" if ours else citation

    def declare(function: Finding[T]) -> Finding[T]:
        name = function.__name__
        if name in CHECKS:
            raise KeyError(f"there is a check '{name}' already")
        for need in needs.split():
            NEEDS[need]
        sentence = (function.__doc__ or "").strip().splitlines()[0]
        needed = frozenset(needs.split())
        if when:
            WHEN[when]
        CHECKS[name] = Check(code, name, sentence, field, source, verified, function, needed, when)
        return function

    return declare


def examine(checks: Sequence[Check[T]], facts: T) -> list[Refusal]:
    """Run the checks in order of precedence and return every refusal."""
    return [refuse(each, detail) for each in checks if (detail := each.run(facts)) is not None]


def refuse(each: Check[Any], detail: str) -> Refusal:
    """The refusal with which a check says no."""
    return Refusal(each.code, each.name, each.sentence, each.field, detail, each.citation)


def named(names: Iterable[str]) -> tuple[Check[Any], ...]:
    """The checks with these names, in this order. Raises `KeyError` for a name that no check has."""
    return tuple(CHECKS[name] for name in names)


def above(limit: int | None, done: int, more: int, word: str) -> str | None:
    """What is wrong where `more` units are too many besides those that are `word`, such as ``issued``, already."""
    if limit is None or done + more <= limit:
        return None
    return f"{done:,} are {word}, {more:,} more exceed {limit:,}."


def ranges_fault(ranges: SerialRanges, quantity: int) -> str | None:
    """What is wrong with serial ranges that must hold `quantity` units: no ranges, not disjoint, or another number."""
    ordered = sorted(ranges)
    for origin, start, end in ordered:
        if not 0 < start <= end:
            return f"{origin} {start}-{end} is no range of serial numbers."
    for (origin, _, end), (other, start, _) in pairwise(ordered):
        if origin == other and start <= end:
            return f"{origin} {start} is named twice."
    total = sum(end - start + 1 for _, start, end in ordered)
    return None if total == quantity else f"They hold {total:,} units, not {quantity:,}."


def request_fault(request: str, conflict: str) -> str | None:
    """What is wrong with a request id; `conflict` is the reference of an earlier command with it and other content."""
    if conflict:
        return f"'{request}' was answered for other content ({conflict}): use a new id."
    if not _REQUEST.fullmatch(request):
        return f"'{request}' is not: use letters, digits and . _ : / + -"
    return None
