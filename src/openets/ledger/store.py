"""The Store port: what the books must be able to do, whoever keeps them.

A store opens *work*: the only transaction there is. Everything that work reads is under the locks of the
registries it named first, and `write` is all or nothing.

Errors: `Misuse` where the books cannot be opened (missing, newer than this program, locked, disk full);
`Fault` where they contradict themselves, for instance when the database refuses an overlap.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from openets.kernel.refusals import Misuse
from openets.kernel.units import Block, Series
from openets.ledger.accounts import Account, Installation, RegistryHead
from openets.ledger.holds import HOLDS, IMPORTED, REAL, SYNTHETIC
from openets.ledger.journal import Entry
from openets.ledger.records import Place, Record
from openets.ledger.transactions import Transaction
from openets.ledger.transfers import Transfer

Total = tuple[str, str, str]
"""A running total of units: registry, unit type, and what is counted: a bucket of accounts (``held``, ``retired`` …),
``issued``, ``in place`` (of those, what was issued in the place of others that were given up), ``issued 3`` (removal
units by activity), ``converted`` (into another type), ``bought`` and ``sold`` (from and to other registries),
``carried`` (into the next period), ``owed`` (share of proceeds not yet handed over) or ``leaving`` (on their way to
other registries). Of no unit type, ``""``, are ``planned 2006``: what the plans of a year give, and ``credits 2008``:
credits of projects that installations surrendered for a year."""


Group = tuple[str, str, int, int]
"""What a reconciliation counts together: account type, unit type, applicable period and vintage."""


def group_of(type: str, series: Series) -> Group:
    """The group in which units of a series count that lie in an account of a type."""
    return type, series.unit, series.applicable_period, series.vintage


class BlocksOfAccount(NamedTuple):
    """The serial numbers of one series in one account."""

    account: str
    series: str
    """As :meth:`Series.text` writes it."""
    ranges: str
    """First and last serial number of each block, ``"1-10,21-30"``, in any order."""


class BooksLaw(NamedTuple):
    """The law under which books are kept, as they name it at birth, and what they hold."""

    name: str
    """The name of a law that is part of the package, or of a folder outside it."""
    digest: str
    """Fingerprint of all that the law said when the books began."""
    folder: str = ""
    """Where that folder stood, or ``""`` for a law that is part of the package. Not in the journal."""
    holds: str = REAL
    """A key of `HOLDS`; ``""`` of books that were begun before they said it."""

    @property
    def told(self) -> tuple[str, str, str]:
        """What the first entry of each registry's journal says of it."""
        return self.name, self.digest, self.holds


class Held(NamedTuple):
    """A block and the key of the account that holds it."""

    account: int
    block: Block


class Movement(NamedTuple):
    """What a transaction brought into an account or took out of it. `unit` is what it began with."""

    account: int
    type: str
    unit: str
    quantity: int
    effective: str
    incoming: bool


class Edge(NamedTuple):
    """A serial number at which an account may hold a block that can be joined."""

    account: int
    origin: str
    serial: int


class YearRecord(NamedTuple):
    """An installation's year: plan, allocation, report, surrender and the official compliance letter."""

    installation: str
    year: int
    free: int = 0
    planned: int = 0
    allocated: int = 0
    verified: int | None = None
    report: str = ""
    """``""`` nothing heard · ``reported`` · ``not reported`` · ``excluded`` · ``not required``."""
    surrendered: int = 0
    surrendered_allowances: int = 0
    official: str = ""
    reported_on: str = ""
    """Day on which the report that stands took effect, ``YYYY-MM-DD``."""
    plan_known: str = ""
    report_known: str = ""
    official_known: str = ""
    """Day on which what stands of the plan, the report or the official letter was entered."""


class SupersededYear(NamedTuple):
    """What an installation's year said of its plan, its report or its official letter until something else was entered.

    It was known from the day `known` until the day before `until`.
    """

    installation: str
    year: int
    what: str
    """``plan``, ``report`` or ``official``; the fields of the others are empty."""
    known: str
    until: str
    free: int = 0
    planned: int = 0
    verified: int | None = None
    report: str = ""
    reported_on: str = ""
    official: str = ""


ASPECTS = {"plan": ("free", "planned"), "report": ("verified", "report", "reported_on"), "official": ("official",)}
"""What is entered of a year, each by commands of its own → the fields that it fills."""


def superseded(what: str, before: YearRecord, day: str) -> SupersededYear | None:
    """What a year said before something else was entered on a day; `None` where it said nothing until then."""
    known = getattr(before, f"{what}_known")
    if not known:
        return None
    own = {name: getattr(before, name) for name in ASPECTS[what]}
    return SupersededYear(before.installation, before.year, what, known, day, **own)


class Stood(NamedTuple):
    """What stood of an account, an installation or a record until something else was entered on a day.

    A record's body is left out: the journal entry that it names has it.
    """

    what: str
    """``account``, ``installation`` or ``record``."""
    row: tuple[Any, ...]
    until: str


def stood(what: str, before: Any, now: Any, day: str) -> Stood | None:
    """What stood of something until `now` was entered on a day; `None` where that is no change, or of its first day."""
    if before is None or before == now or getattr(before, "entered", "") == day:
        return None
    return Stood(what, tuple(value for name, value in before._asdict().items() if name != "body"), day)


class Answer(NamedTuple):
    """The stored answer to a request: the same id with the same content again gets the same answer."""

    request: str
    digest: str
    """Fingerprint of the content; ``""`` where a transaction answered, whose journal entry has the content itself."""
    reference: str
    refusals: str
    """Refusals as JSON text, ``""`` for an accepted request."""


def known_on(record: YearRecord, before: Sequence[SupersededYear], known: str, on: str) -> YearRecord:
    """What was known of a year's plan, report and official letter on a day, of what was in effect on another.

    `before` is what the year said before, in the order of entry. Only reports have a day of effect.
    """

    def stands(what: str, entered: str, reported_on: str) -> bool:
        return entered <= known and reported_on <= on if what == "report" else entered <= min(known, on)

    values = record._asdict()
    for what, names in ASPECTS.items():
        if not stands(what, values[f"{what}_known"], record.reported_on):
            rows = (each for each in reversed(before) if each.what == what and each.year == record.year)
            then = next((each for each in rows if stands(what, each.known, each.reported_on)), None)
            blank = YearRecord._field_defaults if then is None else then._asdict()
            values |= {name: blank[name] for name in names} | {f"{what}_known": then.known if then is not None else ""}
    return YearRecord(**values)


ACCOUNT_ENTRIES = ("account", "account state", "report")
"""Kinds of journal entries that open or change accounts."""


class RefusedProposal(NamedTuple):
    """The record of a proposal that was refused; the only trace that it leaves."""

    request: str
    registry: str
    at: str
    by: str
    proposal: str
    refusals: str


class ChangedRecord(NamedTuple):
    """A record as a work leaves it, and the reference of the step after which the work found it."""

    record: Record
    before: str


@dataclass(slots=True)
class Changes:
    """All that one commit writes."""

    heads: list[RegistryHead] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    transactions: list[Transaction] = field(default_factory=list)
    installations: list[Installation] = field(default_factory=list)
    """New installations, and those whose operator changed."""
    accounts: list[Account] = field(default_factory=list)
    """New accounts and accounts whose state changed."""
    removed: list[Block] = field(default_factory=list)
    added: list[Held] = field(default_factory=list)
    totals: dict[Total, int] = field(default_factory=dict)
    """What is to be added to the totals."""
    records: list[ChangedRecord] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    years: list[YearRecord] = field(default_factory=list)
    superseded: list[SupersededYear] = field(default_factory=list)
    stood: list[Stood] = field(default_factory=list)
    """What stood before of accounts, installations and records that changed."""
    answers: list[Answer] = field(default_factory=list)
    """Answers to commands that are no transactions."""
    refused: list[RefusedProposal] = field(default_factory=list)


Shelved = tuple[str, str, int]
"""Identifier of an account, unit type and vintage; 0 for whichever vintage."""


@dataclass(slots=True)
class Needs:
    """What a batch asks of the books, put together before any of it is asked, so that it can be asked at once."""

    registries: set[str] = field(default_factory=set)
    """Registries to be locked."""
    requests: list[str] = field(default_factory=list)
    """Request ids whose stored answers are wanted."""
    accounts: set[str] = field(default_factory=set)
    """Identifiers of accounts."""
    installations: set[str] = field(default_factory=set)
    """Keys of installations whose accounts are wanted, those that they have now."""
    described: set[str] = field(default_factory=set)
    """Keys of installations of which all that is known is wanted."""
    unreported: set[str] = field(default_factory=set)
    """Keys of installations of which all years without the report that was due are wanted."""
    years: set[tuple[str, int]] = field(default_factory=set)
    """Installation keys and years."""
    years_of: set[tuple[str, int]] = field(default_factory=set)
    """Identifiers of accounts and years: the year of whichever installation the account belongs to."""
    day: date = date.min
    """Today, by the clock."""
    moved_since: dict[str, str] = field(default_factory=dict)
    """Account identifier → day: what moved in or out of the account after it is wanted."""
    totals: set[str] = field(default_factory=set)
    """Registries all of whose totals are wanted."""
    records: set[Place] = field(default_factory=set)
    transactions: set[str] = field(default_factory=set)
    """Ids of transactions, which are wanted with whether they were reversed, and with their entries."""
    entries: set[str] = field(default_factory=set)
    """References of journal entries."""
    transfers: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    """Registries of which the transfers are wanted that have been proposed and have not ended."""
    blocks: dict[Shelved, int] = field(default_factory=dict)
    """Units of which the first blocks are wanted: those of the oldest vintage, and of one vintage the largest."""
    vintages: set[Shelved] = field(default_factory=set)
    """Of those, what is wanted of a vintage that is named."""
    ranges: list[tuple[str, int, int]] = field(default_factory=list)
    """Serial numbers (origin, start, end) of which the blocks are wanted, whoever holds them."""
    taken: dict[Shelved, int] = field(default_factory=dict)
    """How many exact ranges are to come out of it."""

    @property
    def rare(self) -> bool:
        """Whether it asks for anything that only few commands need."""
        return bool(
            self.ranges
            or self.moved_since
            or self.unreported
            or self.described
            or self.totals
            or self.records
            or self.transactions
            or self.entries
            or self.transfers
            or self.pending
        )

    def units(
        self, account: str, unit: str, quantity: int, serials: Sequence[tuple[str, int, int]] = (), vintage: int = 0
    ) -> None:
        """Ask for so many units of an account, besides those asked for before; for exact ranges where named."""
        key = (account, unit, 0)
        self.blocks[key] = self.blocks.get(key, 0) + quantity
        if vintage:
            self.vintages.add((account, unit, vintage))
        if serials:
            self.ranges += serials
            self.taken[key] = self.taken.get(key, 0) + len(serials)

    @property
    def first_blocks(self) -> Mapping[Shelved, int]:
        """Units of which the first blocks are wanted; of a vintage that is named as many as of all, for what is taken
        without naming one may be of it."""
        if not self.vintages:
            return self.blocks
        return {**self.blocks, **{key: self.blocks[*key[:2], 0] for key in self.vintages}}


@dataclass(slots=True)
class Found:
    """What the books answered to `Needs`. What is not there is absent."""

    heads: dict[str, RegistryHead] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    accounts_of: dict[str, Account] = field(default_factory=dict)
    """By installation key: the account that it has now."""
    described: dict[str, Installation] = field(default_factory=dict)
    """Installations by key."""
    unreported: dict[str, set[int]] = field(default_factory=dict)
    """By installation, years without the report that was due: while there is one, its account is blocked."""
    years: dict[tuple[str, int], YearRecord] = field(default_factory=dict)
    movements: dict[int, list[Movement]] = field(default_factory=dict)
    """By the key of an account, what moved after the day that was named."""
    totals: dict[Total, int] = field(default_factory=dict)
    records: dict[Place, Record] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    reversed: set[str] = field(default_factory=set)
    entries: dict[str, Entry] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    pending: list[Transfer] = field(default_factory=list)
    blocks: list[Held] = field(default_factory=list)


class Reading(Protocol):
    """One unchanging view of the books, for questions by key."""

    def load(self, needs: Needs) -> Found:
        """All that is asked for, in as few round trips as the store can. In a work, registries and request ids that
        are named are locked first, until the work ends."""

    def open_transfers(self) -> Iterable[Transfer]:
        """Transfers in which somebody's word is awaited, by id."""

    def account_entries(self, registry: str, after: int, most: int) -> list[Entry]:
        """The first entries of a registry, after the one of that number, that opened or changed accounts."""


class Work(Reading, Protocol):
    """One transaction on the books. Reads see what the work itself has not yet written as it was before."""

    def next_ordinal(self) -> int:
        """The ordinal for a registry that is about to open."""

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Held]:
        """Blocks that end at one of `ends` or start at one of `starts`, if the edge's account holds them."""

    def write(self, changes: Changes) -> None:
        """Write everything. Called at most once."""


class Store(Protocol):
    """Where books are kept."""

    address: str
    shown: str
    """The address as people may see it: without a password."""

    def law(self) -> BooksLaw | None:
        """The law that the books named when they began; `None` before."""

    def begin(self, law: BooksLaw) -> BooksLaw:
        """Name the law of the books and what they hold, once for ever; returns what they named then.

        Raises `Misuse` where they have named another law.
        """

    def work(self) -> AbstractContextManager[Work]:
        """Open a transaction; it is committed when the block ends well and undone when it does not."""

    def reading(self) -> AbstractContextManager[Reading]:
        """One unchanging view of the books for several questions, while others may go on writing."""

    def entries(self, registry: str | None = None) -> Iterator[Entry]:
        """All journal entries in the order in which they were written."""

    def answer(self, request: str) -> Answer | None:
        """The stored answer to a request, or `None`."""

    def transfers(self, ids: Sequence[str]) -> dict[str, Transfer]:
        """Transfers by id, as they stand now; unknown ones are absent."""

    def entry(self, reference: str) -> Entry | None:
        """One journal entry by its reference (registry + sequence), or `None`."""

    def holdings(self) -> Iterator[tuple[str, Block]]:
        """Every block with its account's identifier: current state, not history."""

    def balances(self, unit: str) -> dict[str, int]:
        """Units of one type by account identifier, accounts with none left out."""

    def year_records(self) -> Iterator[YearRecord]:
        """Every year record, by installation and year."""

    def accepted(self) -> Iterator[tuple[str, str]]:
        """Every accepted request with its reference; not the steps that sides took by themselves (``#…``)."""

    def superseded_years(self) -> Iterator[SupersededYear]:
        """What years said of plans, reports and letters before something else was entered, in the order of entry."""

    def all_that_stood(self) -> Iterator[Stood]:
        """What stood of accounts (their keys are 0), installations and records before something else was entered."""

    def transaction_facts(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Every transaction's id, and its facts in the order in which the journal's replay takes them."""

    def all_accounts(self) -> Iterator[Account]:
        """Every account."""

    def all_installations(self) -> Iterator[Installation]:
        """Every installation."""

    def all_totals(self) -> dict[Total, int]:
        """Every total that is not zero."""

    def group_totals(self, registry: str) -> dict[Group, int]:
        """Units in the accounts of a registry, by group."""

    def group_blocks(self, registry: str, groups: Sequence[Group]) -> Iterator[BlocksOfAccount]:
        """The blocks of some groups in the accounts of a registry."""

    def open_transfers(self) -> Iterator[Transfer]:
        """Transfers in which somebody's word is awaited, by id."""

    def finished_after(self, registry: str, entry: int) -> Iterator[Transfer]:
        """Completed transfers that a registry itself completed, or received, after its own entry of that number or
        that it has not said so yet; in the books of a log."""

    def all_records(self, kind: str | None = None) -> Iterator[Record]:
        """Every record, or those of one kind, by kind and key."""

    def heads(self) -> dict[str, RegistryHead]:
        """Heads of every registry's chain, as they stand now."""


def held_by(store: Store) -> str:
    """What books hold, a key of `HOLDS`; `REAL` where they have not begun, for who makes others says so then.

    Books that were begun before they said it are judged by what is in them.
    """
    named = store.law()
    if named is None or named.holds:
        return named.holds if named is not None else REAL
    if any(installation.synthetic for installation in store.all_installations()):
        return SYNTHETIC
    return IMPORTED if any(entry.kind == "import" for entry in store.entries()) else REAL


def stop_other_books(store: Store, what: str, *kinds: str) -> None:
    """Raise `Misuse` where what is to be entered may not stand in the books: they hold none of these `kinds`."""
    held = held_by(store)
    if held not in kinds:
        raise Misuse(
            f"the books at {store.shown} are {held} ({HOLDS[held]}): {what} goes into {' or '.join(kinds)} books only,"
            " and nothing was written. Name other books with --store: a new file is made, such as"
            f" --store sqlite:///{kinds[0]}.db"
        )
