"""Replaying the journal: from nothing but its entries to who holds what.

This is the auditor's side. It needs no database and shares with the books only the words of the kernel, the terms of
the law and the hash. It knows no kind of entry by name: whoever replays hands over the table of kinds, and each kind
says what its entries do to the state that is kept here. What does not follow is a `Fault` that names the entry.
"""

from __future__ import annotations

import gc
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from openets.kernel.refusals import Fault
from openets.ledger.accounts import Account, Bucket, Installation
from openets.ledger.codec import EntryForm
from openets.ledger.compact import ByEntry, Seen, numbered
from openets.ledger.entries import unit_of
from openets.ledger.journal import GENESIS, Entry, Link, chained
from openets.ledger.records import Place, Record
from openets.ledger.segments import Ranges, Segment, segments_in
from openets.ledger.store import Stood, SupersededYear, Total, YearRecord, stood, superseded
from openets.ledger.terms import Terms

T = TypeVar("T", bound=tuple[Any, ...])


class Standing(dict[Any, Any]):
    """What stands of accounts, installations or records, by key; a state notes what stood before."""

    def __init__(self, form: Any, state: Replay) -> None:
        super().__init__()
        self.form, self.state = form, state

    def __setitem__(self, key: Any, row: Any) -> None:
        before, day = self.get(key), self.state.day
        if "entered" in self.form._fields:
            row = row._replace(entered=day if before is None else before.entered)
        if before is not None and (old := stood(self.form.__name__.lower(), self.form(*before), self.form(*row), day)):
            self.state.stood.append(old)
        super().__setitem__(key, row)


class Replay:
    """The state that the entries read so far lead to."""

    def __init__(self, terms: Terms, kinds: EntryKinds) -> None:
        self.terms = terms
        self.kinds = kinds
        self.laws: set[tuple[str, str, str]] = set()
        """Name and digest of the law under which each registry began, and what its books hold; the same for all."""
        self.links: dict[str, Link] = {}
        self.day = ""
        """The day on which the entry that is read was written."""
        self.stood: list[Stood] = []
        self.accounts: dict[str, Account] = Standing(Account, self)
        """By identifier; the store's own key is 0, for the journal has none."""
        self.account_of: dict[str, str] = {}
        """Installation key → account identifier."""
        self.ranges: dict[str, Ranges] = defaultdict(Ranges)
        self.issued: dict[str, int] = defaultdict(int)
        """Units issued by unit type, less those converted into another type."""
        self.counted: dict[Total, int] = defaultdict(int)
        """Totals that do not follow from who holds what: issued, converted, bought, sold, carried, owed."""
        self.records: dict[Place, Record] = Standing(Record, self)
        self.years: dict[tuple[str, int], YearRecord] = {}
        self.superseded: list[SupersededYear] = []
        self.installations: dict[str, tuple[Any, ...]] = Standing(Installation, self)
        """Installation key → all that is known of it."""
        self.fingerprints = ByEntry()
        """Transaction id → fingerprint of what the table of transactions must say of it."""
        self.requests = Seen()
        self.answered = ByEntry()
        """Reference of an entry → fingerprint of the request that it answered."""
        self.answered_so: dict[str, int] = {}
        """The same where the answer was another text, such as an account's identifier."""
        self.transactions = 0
        self.entries = 0
        self.judged = 0
        """How many entries were decided again."""
        self.unjudged = "quick depth: no entry was decided again"
        """Why none was, in words; ``""`` where each was."""
        self.open: dict[str, Any] = {}
        """Transfers that are proposed and have not ended, by id, as the journal proposed them."""
        self.numbered: dict[str, int] = defaultdict(int)
        """The last serial number that a proposal has taken, by registry."""
        self.last_account: dict[str, int] = defaultdict(lambda: terms.first_account - 1)
        self.unreported: dict[str, set[int]] = defaultdict(set)
        self.types = ByEntry()
        """Transaction id → the number of its type, until it is reversed."""
        self.type_numbers = {code: number for number, code in enumerate(terms.transactions, start=1)}
        self.sent: dict[str, str] = {}
        """Id → hash-free text of external transfers that the acquiring registry has not entered yet."""

    def read(self, entry: Entry) -> tuple[EntryKind[Any], Any]:
        """Follow one entry: its kind, and what it tells. Raises `Fault` naming it where it does not follow."""
        link = self.links.get(entry.registry, Link(0, GENESIS, ""))
        if entry.sequence != link.sequence + 1:
            raise _fault(entry, f"expected entry {link.sequence + 1} of its registry")
        if chained(link.hash, entry.text) != entry.hash:
            raise _fault(entry, "its hash does not follow from its text and the hash before it")
        if type(entry.at) is not str or entry.at < link.at:
            raise _fault(entry, f"it is of {entry.at!r:.60}, and the entry before it of {link.at}")
        self.links[entry.registry] = Link(entry.sequence, entry.hash, entry.at)
        self.entries += 1
        self.day = entry.at[:10]
        try:
            content = _DECODER.decode(entry.text)
            kind = self.kinds.of(entry.kind, content["kind"])
            if content["at"] != entry.at:
                raise ValueError("its heading is not that of its text")
            told = kind.form.read(content)
            if self.unjudged:  # else the whole text is compared with what the engine writes
                kind.stop_strange(entry, told)
            kind.apply(self, entry, told)
            if kind.answers is not None:
                self._answer(entry, told.request, kind.answers(entry, told))
        except Fault:
            raise
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise _fault(entry, str(error) or type(error).__name__) from error
        return kind, told

    def _answer(self, entry: Entry, request: str, reference: str) -> None:
        if request.startswith("#"):
            return  # a step that a side took by itself
        if not self.requests.add(request):
            raise ValueError(f"request '{request}' was answered before")
        if reference == f"{entry.registry}{entry.sequence}":
            self.answered.set(entry.registry, entry.sequence, numbered(request))
        else:
            self.answered_so[reference] = numbered(request)

    def take_answer(self, reference: str) -> int:
        """The fingerprint of the request that was answered so; 0 for none. It is asked for once."""
        return self.answered.take(reference) or self.answered_so.pop(reference, 0)

    def change_account(self, identifier: str, **changes: Any) -> None:
        """Change what is known of an account that was opened."""
        self.accounts[identifier] = self.accounts[identifier]._replace(**changes)

    def stop_elsewhere(self, entry: Entry, installation: str) -> None:
        """Raise `ValueError` for an entry about an installation of another registry, `KeyError` for an unknown one."""
        if self.account_of[installation].partition("-")[0] != entry.registry:
            raise ValueError(f"{installation} is not for {entry.registry} to tell of")

    def year(self, installation: str, year: int) -> YearRecord:
        """The year record of an installation, empty where nothing is known yet."""
        return self.years.get((installation, year)) or YearRecord(installation, year)

    def enter_year(self, what: str, record: YearRecord, day: str) -> None:
        """Follow what was entered of a year on a day; what stood before is kept."""
        if old := superseded(what, self.year(record.installation, record.year), day):
            self.superseded.append(old)
        known: dict[str, Any] = {f"{what}_known": day}
        self.set_year(record._replace(**known))

    def set_year(self, record: YearRecord) -> None:
        self.years[record.installation, record.year] = record

    def finish(self) -> None:
        """Raise `Fault` where something that was sent never arrived, or the balance does not close."""
        if self.sent:
            missing = next(iter(self.sent))
            raise Fault(f"transaction {missing} left its registry and never arrived in the other")
        for unit, buckets in self.totals().items():
            if sum(buckets.values()) != self.issued[unit]:
                raise Fault(f"{unit}: {self.issued[unit]} issued, but {buckets} are to be found")

    def heads(self) -> Iterator[tuple[str, int, str, int, int, str]]:
        """Registry, number and hash of its last entry, its next serial and account number, and when that was."""
        for registry, link in self.links.items():
            ranges = self.ranges.get(registry)
            last = ranges.last if ranges is not None else 0
            serial = max(last, self.numbered[registry]) + 1
            yield registry, link.sequence, link.hash, serial, self.last_account[registry] + 1, link.at

    def segments(self) -> Iterator[tuple[str, Segment]]:
        """Every segment with its origin, in order."""
        return segments_in(self.ranges)

    def all_totals(self) -> dict[Total, int]:
        """Every total of the registries that is not zero, as the tables must have it."""
        return {key: number for key, number in {**self.counted, **self._held()}.items() if number}

    def totals(self) -> dict[str, dict[str, int]]:
        """Unit type → bucket → units."""
        totals: dict[str, dict[str, int]] = {unit: {str(bucket): 0 for bucket in Bucket} for unit in self.issued}
        for (_, unit, bucket), number in self._held().items():
            totals[unit][bucket] += number
        return totals

    def _held(self) -> dict[Total, int]:
        """The totals that follow from who holds what."""
        held: dict[Total, int] = defaultdict(int)
        for _, segment in self.segments():
            bucket = str(self.terms.accounts[self.accounts[segment.owner].type].bucket)
            held[segment.owner.partition("-")[0], unit_of(segment.series), bucket] += segment.end - segment.start + 1
        return held


def place_of(entry: Entry, told: Any) -> str:
    """The reference of an entry: what answers the request that led to it, unless its kind says otherwise."""
    return f"{entry.registry}{entry.sequence}"


@dataclass(frozen=True)
class EntryKind(Generic[T]):
    """A kind of journal entry: what it says, and what it does to the state that a replay keeps."""

    form: EntryForm[T]
    apply: Callable[[Replay, Entry, T], None]
    """Raises `ValueError` (or lets `KeyError` pass) where the entry does not follow from those before it."""
    heading: str = ""
    """The kind under which it stands in the journal, where that is not the name of its form."""
    answers: Callable[[Entry, T], str] | None = place_of
    """What its request was answered with; `None` where another entry answers it."""
    asked: Callable[[Entry, T], Any] | None = None
    """The command that it stands for; `None` where it only ever follows from another entry's."""

    def stop_strange(self, entry: Entry, told: T) -> None:
        """Raise `ValueError` for an entry that is not written, to the character, as one of this kind is."""
        if self.form.write(told) != entry.text and _DECODER.decode(entry.text).get("version", 1) == self.form.version:
            raise ValueError("it is not written as such an entry is")


class EntryKinds:
    """The kinds of entries that a journal may have."""

    def __init__(self, kinds: Iterable[EntryKind[Any]]) -> None:
        self._kinds: Mapping[tuple[str, str], EntryKind[Any]] = {
            (kind.heading or kind.form.name, kind.form.name): kind for kind in kinds
        }
        self.names = {name for each in self._kinds for name in each}

    def of(self, heading: str, name: str) -> EntryKind[Any]:
        """The kind of an entry by its heading and what its text says. Raises `ValueError` where there is none."""
        kind = self._kinds.get((heading, name))
        if kind is None:
            unknown = [each for each in (name, heading) if each not in self.names]
            raise ValueError(
                f"'{unknown[0]}' is no kind of entry" if unknown else "its heading is not that of its text"
            )
        return kind


class Hearing(Protocol):
    """Somebody who hears every entry after the replay has followed it."""

    def hear(self, entry: Entry, kind: EntryKind[Any], told: Any) -> None: ...

    def finish(self) -> None: ...


def replay(
    entries: Iterable[Entry], terms: Terms, kinds: EntryKinds, hearing: Callable[[Replay], Hearing] | None = None
) -> Replay:
    """Replay a whole journal under the terms of its law. Raises `Fault` naming the first entry that does not follow.

    `hearing` makes, of the state that is kept, who hears the entries, too.
    """
    state = Replay(terms, kinds)
    heard = hearing(state) if hearing is not None else None
    collecting = gc.isenabled()
    gc.disable()  # as in a commit: a million records and no cycles
    try:
        for entry in entries:
            kind, told = state.read(entry)
            if heard is not None:
                heard.hear(entry, kind, told)
        if heard is not None:
            heard.finish()
    finally:
        if collecting:
            gc.enable()
    state.finish()
    return state


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of a JSON object, none of which may be named twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("it names something twice")
    return members


def _no_number(constant: str) -> Any:
    raise ValueError(f"it holds {constant}, which is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_number)


def _fault(entry: Entry, what: str) -> Fault:
    return Fault(f"entry {entry.registry}{entry.sequence} of {entry.at or 'no date'}: {what}")
