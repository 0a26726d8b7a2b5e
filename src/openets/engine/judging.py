"""Deciding every entry of a journal again, as the engine would have on its day, under the law of the books.

From an entry its kind rebuilds the command that it stands for; that command goes down the same road as any other, on
books in memory that hold what all entries before have led to; and what the engine then writes must be the entry, to
the character. What no command leads to is no entry. The auditor's replay (`ledger.replay`) has read the entry before,
in its own way; in the end both must know the same.

Some of what the registry knew when it decided is in no journal, and is not judged: whether the actor had the right
(every actor counts as the administrator, but there must be one), which of several blocks were picked where nobody named
serial numbers (those of the entry are taken), what was asked before and refused. An entry that is marked as
reconstructed must follow the mark of an import that wrote it.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from openets.engine.kind import Deciding, Kinds
from openets.engine.posting import Stamp
from openets.engine.rights import administrator
from openets.engine.steps import AnyCommand
from openets.engine.wellformed import stop_other_days
from openets.kernel.clock import instant_text
from openets.kernel.refusals import Fault, Misuse, Unavailable
from openets.laws.law import Law
from openets.ledger.accounts import TRANSIT, Account
from openets.ledger.books import Books
from openets.ledger.entries import TRANSACTION, block_read, unit_of
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.store import BooksLaw, Changes, Movement, Needs
from openets.ledger.transactions import Status, Transaction
from openets.ledger.transfers import registry_of
from openets.stores.memory import MemoryStore

_MOST = 5_000
"""Entries that are decided together: enough to be quick, few enough to stay out of memory."""
_BITS = 48
"""Of a transaction's number those for its place in its registry; the registry's ordinal stands before them."""
APART = "books of a side of a federation: what other sides agreed to is not in them, so they are not decided again"

Lookup = Callable[[str], Entry | None]
"""The entry of a reference, wherever the journal is kept."""


class Past(MemoryStore):
    """What the entries judged so far have led to. Entries themselves are looked up where the journal is."""

    def __init__(self, lookup: Lookup) -> None:
        super().__init__()
        self.lookup = lookup
        self._moves: dict[int, array[int]] = defaultdict(lambda: array("Q"))
        """By account, the numbers of the transactions that it took part in."""

    def entry(self, reference: str) -> Entry | None:
        head = self._heads.get(registry_of(reference))
        number = reference[len(head.code) :] if head is not None else ""
        # an entry may name what came before it, and nothing later
        if head is None or not number.isascii() or len(number) > 18 or int(number) > head.sequence:
            return None
        return self.lookup(reference)

    def transaction(self, name: str) -> Transaction | None:
        entry = self.entry(name)
        if entry is None or entry.kind != "transaction":
            return None
        told = TRANSACTION.read(json.loads(entry.text))
        blocks = list(map(block_read, told.blocks or told.created))
        source, target = self._accounts.get(told.from_), self._accounts[told.to]
        return Transaction(
            entry.registry,
            entry.sequence,
            told.type,
            int(Status.COMPLETED),
            source.key if source is not None else 0,
            target.key,
            unit_of(blocks[0][0]),
            sum(end - start + 1 for _, start, end in blocks),
            told.at,
            told.year,
            (source.installation if source is not None else "") or target.installation,
            told.request,
            told.reverses,
            told.reconstructed,
            told.by,
            told.on or told.at[:10],
        )

    def _movements(self, account: Account, since: str) -> list[Movement]:
        """The account's transactions, the latest first: nothing takes effect after it is entered, so those that were
        entered until the day are not looked at."""
        codes, found = {head.ordinal: head.code for head in self._heads.values()}, []
        for number in reversed(self._moves[account.key]):
            row = self.transaction(f"{codes[number >> _BITS]}{number & (1 << _BITS) - 1}")
            if row is None or row.at[:10] <= since:
                break
            if row.effective > since:
                facts = (row.type, row.unit, row.quantity, row.effective, row.acquiring == account.key)
                found.append(Movement(account.key, *facts))
        return found

    def write(self, changes: Changes) -> None:
        ordinals = {head.code: head.ordinal for head in (*self._heads.values(), *changes.heads)}
        for each in changes.transactions:
            for key in {each.transferring, each.acquiring} - {0}:
                self._moves[key].append(ordinals[each.registry] << _BITS | each.sequence)
        self._reversed.update(each.reverses for each in changes.transactions if each.reverses)
        changes.entries, changes.transactions, changes.answers, changes.refused, changes.stood = [], [], [], [], []
        super().write(changes)


class Heard(NamedTuple):
    """An entry, its kind, what it tells, and the command that it stands for; `None` for what only follows."""

    entry: Entry
    kind: EntryKind[Any]
    told: Any
    command: AnyCommand | None


class _NotSo(Exception):
    """An entry does not come out as it stands; how many entries before it did."""

    def __init__(self, done: int, why: str) -> None:
        super().__init__(why)
        self.done = done


class Judge:
    """Decides entries again, in the order in which they were written."""

    def __init__(self, law: Law, kinds: Kinds, lookup: Lookup, state: Replay) -> None:
        self.law, self.kinds, self.state = law, kinds, state
        self.past = Past(lookup)
        state.unjudged = ""
        self._window: list[Heard] = []
        self._most = _MOST
        self._expected: dict[str, deque[Entry]] = {}
        """By registry, what the commands so far have led to and the journal must still have."""
        self._stamps: dict[str, tuple[str, str]] = {}
        """By registry, when and by whom its last entry was written: a batch has the same of all."""
        self._accounts = 0
        self._imported = ("", "")
        """When and by whom the last step of an import was marked."""

    def hear(self, entry: Entry, kind: EntryKind[Any], told: Any) -> None:
        """Take up an entry that the replay has read. Raises `Fault` naming an entry that does not come out so."""
        if self.state.unjudged:
            return
        if self._is_apart(entry):
            self.state.unjudged, self.state.judged = APART, 0
            self._follow_only(entry, kind, told)
            return
        window = self._window
        if window and (len(window) >= _MOST or window[-1].told.at != told.at or window[-1].told.by != told.by):
            self._judge()
        self._stop_wrong_heading(entry, told)
        follows = kind.asked is None or told.request.startswith("#")
        self._window.append(Heard(entry, kind, told, None if follows else self._asked(entry, kind, told)))

    def finish(self) -> None:
        """Judge the last entries. Raises `Fault`, too, where something is missing that the law makes follow."""
        if self._window and not self.state.unjudged:
            self._judge()
        for entry in (queue[0] for queue in self._expected.values() if queue and not self.state.unjudged):
            raise Fault(f"entry {entry.registry}{entry.sequence} of {entry.at} is missing: {entry.text}")

    def _follow_only(self, entry: Entry, kind: EntryKind[Any], told: Any) -> None:
        """Hold what was to be judged against how it is written, as the replay does with all that is not judged."""
        for each in (*self._window, Heard(entry, kind, told, None)):
            try:
                each.kind.stop_strange(each.entry, each.told)
            except ValueError as error:
                raise _fault(each.entry, str(error)) from error

    def _asked(self, entry: Entry, kind: EntryKind[Any], told: Any) -> Any:
        assert kind.asked is not None
        day = getattr(told, "on", "")
        try:
            command = kind.asked(entry, told)
            if day:
                stop_other_days(day, date.fromisoformat(told.at[:10]), self.law)
                command = command._replace(on=day)
            self.kinds[type(command)].well_formed(command, self.law.terms)
        except (Misuse, *_SENSELESS) as error:
            raise _fault(entry, f"nobody can have asked for that: {error}") from error
        return command

    def _stop_wrong_heading(self, entry: Entry, told: Any) -> None:
        """Raise `Fault` for an entry that nobody wrote, or that was written at no time."""
        stamp = (told.at, told.by)
        if self._stamps.get(entry.registry) == stamp:
            return
        self._stamps[entry.registry] = stamp
        if not told.by.strip() or not told.by.isprintable():
            raise _fault(entry, "it does not say who acted")
        try:
            at = datetime.strptime(told.at, "%Y-%m-%dT%H:%M:%S%z")
        except ValueError:
            at = None
        if at is None or instant_text(at) != told.at:
            raise _fault(entry, f"'{told.at}' is no instant such as 2006-04-30T12:00:00Z")

    def _judge(self) -> None:
        """Decide the entries that were taken up, all at once where they do not build on one another."""
        rows, self._window = self._window, []
        while rows:
            part = rows[: self._most]
            before = {registry: deque(queue) for registry, queue in self._expected.items()}
            try:
                self._decide(part)
                self._most = min(2 * self._most, _MOST)
            except _NotSo as found:
                self._expected = before
                if len(part) == 1:
                    raise _fault(part[0].entry, str(found)) from found
                # what was decided at once may have been asked for one after the other: go on from where it fails
                part = part[: found.done]
                self._most = 1
                if part:
                    self._decide(part)
            rows = rows[len(part) :]
            self.state.judged += len(part)

    def _is_apart(self, entry: Entry) -> bool:
        """Whether an entry shows that these are the books of a side. Raises `Fault` where that can only be pretended: a
        side opens its accounts of units in transit before anything else happens in its books."""
        state, terms = self.state, self.law.terms
        if len(state.accounts) == self._accounts or TRANSIT not in terms.accounts:
            return False
        self._accounts = len(state.accounts)
        if terms.standing_account(entry.registry, TRANSIT) not in state.accounts:
            return False
        if state.transactions or state.years or state.records:
            raise _fault(entry, "nobody opens an account of units in transit in books that are in use")
        return True

    def _decide(self, rows: Sequence[Heard]) -> None:
        """Decide some entries on the books as they stand, and write what they lead to. Raises `_NotSo`."""
        books = Books(self.past, self.law.terms, self._law())
        self._load(books, rows)
        written, told = books.changes.entries, rows[0].told
        stamp = (told.at, told.by)
        mark = Stamp(*stamp, datetime.fromisoformat(told.at).date())
        under = Deciding(self.law, administrator(told.by), mark, self._imported == stamp)
        heard = 0
        for done, row in enumerate(rows):
            entry, command = row.entry, row.command
            queue = self._expected.setdefault(entry.registry, deque())
            if not queue:
                if self._ask(books, command, under, done):
                    self._imported, under = stamp, under._replace(importing=True)
                for each in written[heard:]:
                    self._expected.setdefault(each.registry, deque()).append(each)
                heard = len(written)
            if not queue or not _is_so(row, queue[0]):
                raise _NotSo(done, _difference(entry, queue[0] if queue else None))
            queue.popleft()
        self.past.write(books.finish())

    def _ask(self, books: Books, command: AnyCommand | None, under: Deciding, done: int) -> bool:
        """Decide a command; whether it marks what follows as imported. Raises `_NotSo` where it is not accepted."""
        if command is None:
            raise _NotSo(done, "nothing in the journal leads to it")
        try:
            day, kind = getattr(command, "on", ""), self.kinds[type(command)]
            outcome = kind.decide(books, command, None, under.on(day) if day else under)
        except (Misuse, Fault, Unavailable, *_SENSELESS) as error:
            raise _NotSo(done, f"decided again it makes no sense: {error}") from error
        if not outcome.accepted:
            raise _NotSo(done, f"decided again it is refused: {'; '.join(map(str, outcome.refusals))}")
        return kind.imports

    def _load(self, books: Books, rows: Sequence[Heard]) -> None:
        """Bring to hand what the commands need, as a commit does."""
        needs, further = Needs(day=date.fromisoformat(rows[0].told.at[:10])), Needs()
        asked = [(self.kinds[type(row.command)], row) for row in rows if row.command is not None]
        for kind, row in asked:
            try:
                kind.touches(row.command, needs, self.law)
            except (Misuse, *_SENSELESS) as error:
                raise _fault(row.entry, f"nobody can have asked for that: {error}") from error
        books.load(needs)
        for kind, row in asked:
            if kind.leads is not None:
                kind.leads(books, row.command, further, self.law)
        if further != Needs():
            books.load(further)

    def _law(self) -> BooksLaw:
        """The law as the journal names it: it may have changed since."""
        if not self.state.laws:
            return self.law.as_named
        name, digest, holds = min(self.state.laws)
        return BooksLaw(name, digest, holds=holds)


_SENSELESS = (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError)
"""What comes of values that no command can have."""


def _is_so(row: Heard, again: Entry) -> bool:
    """Whether an entry comes out as it stands. One of an older version is what the engine writes now in other words."""
    entry, kind, told, _ = row
    if again[:4] != entry[:4] or again.text == entry.text:
        return again[:4] == entry[:4]
    try:
        kind.stop_strange(entry, told)
    except ValueError:
        return False
    return again.text == kind.form.write(told)


def _difference(entry: Entry, again: Entry | None) -> str:
    if again is None:
        return "decided again it is written in another journal"
    if again.kind != entry.kind:
        return f"decided again there is an entry '{again.kind}' in its place"
    return f"decided again it reads {again.text}"


def _fault(entry: Entry, what: str) -> Fault:
    return Fault(f"entry {entry.registry}{entry.sequence} of {entry.at or 'no date'}: {what}")
