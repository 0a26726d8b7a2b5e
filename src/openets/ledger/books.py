"""The working copy of the books on which one batch is decided.

`Books` loads with a handful of set-based reads what a batch touches, lets each command see the effects of those
before it, and in the end says what changed. It decides nothing: what may happen is for the checks.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from openets.kernel.refusals import Unavailable
from openets.kernel.units import Block, Series, Vintages
from openets.ledger.accounts import KEYS_PER_REGISTRY, TRANSIT_NUMBER, Account, Installation, RegistryHead
from openets.ledger.codec import EntryForm
from openets.ledger.holdings import Shelf, Spans, merge
from openets.ledger.journal import GENESIS, Entry, chained
from openets.ledger.records import Body, Place, Record
from openets.ledger.segments import joined
from openets.ledger.store import (
    BooksLaw,
    ChangedRecord,
    Changes,
    Edge,
    Found,
    Held,
    Needs,
    Work,
    YearRecord,
    stood,
    superseded,
)
from openets.ledger.terms import Terms
from openets.ledger.transactions import Proposal, SerialRanges
from openets.ledger.transfers import Transfer


@dataclass(slots=True)
class Chain:
    """A registry's counters while a batch is decided."""

    code: str
    ordinal: int
    sequence: int
    hash: str
    next_serial: int
    next_account: int
    at: str = ""

    def append(self, kind: str, at: str, text: str) -> Entry:
        """Add an entry to the chain. Raises `Unavailable` for one that would be older than the last."""
        if at < self.at:
            raise Unavailable(f"the clock says {at}, and the last entry of {self.code} is of {self.at}: set the clock")
        self.sequence += 1
        self.at = at
        self.hash = chained(self.hash, text)
        return Entry(self.code, self.sequence, kind, at, self.hash, text)

    def head(self) -> RegistryHead:
        return RegistryHead(
            self.code, self.ordinal, self.sequence, self.hash, self.next_serial, self.next_account, self.at
        )


class Books(Found):
    """What a batch touches, in memory: all that was found, as the commands before have left it.

    Totals are complete for the registries that the batch needs them of. Blocks lie on shelves, heads are chains.
    """

    def __init__(self, work: Work, terms: Terms, law: BooksLaw) -> None:
        super().__init__()
        self.work = work
        self.terms = terms
        self.law = law
        self.chains: dict[str, Chain] = {}
        self.posted: dict[str, Proposal] = {}
        """Proposals of this batch that became transactions, by request id."""
        self.vintages: dict[str, Vintages] = {}
        """Transactions of this batch, or asked for before → what they moved of which vintage, of units with one."""
        self.remembered: dict[str, Any] = {}
        """What kinds of commands remember from one command of the batch to the next, each under a name of its own."""
        self.changes = Changes()
        self.day = ""
        """The day on which the batch is entered."""
        self._opened = 0
        self._before: dict[str, int] = {}
        self._touched_years: set[tuple[str, int]] = set()
        self._touched_accounts: dict[int, Account] = {}
        self._found_records: dict[Place, str] = {}
        """Records that changed → the reference of the step after which they were found."""
        self._touched_transfers: set[str] = set()
        self._shelves: dict[tuple[int, str], Shelf | Spans] = {}
        self._loaded: dict[tuple[str, int], Held] = {}
        self._changed_shelves: set[tuple[int, str]] = set()
        self._created: set[tuple[str, int]] = set()

    def load(self, needs: Needs) -> None:
        """Bring to hand what is needed, besides what is there already."""
        found = self.work.load(needs)
        for code, head in found.heads.items():
            self.chains[code] = Chain(*head)
            self._before[code] = head.sequence
        for name in _BY_KEY:
            getattr(self, name).update(getattr(found, name))
        self.pending += found.pending
        if found.blocks or needs.blocks:
            self._put_on_shelves(needs, found.blocks)

    def _put_on_shelves(self, needs: Needs, blocks: Sequence[Held]) -> None:
        """Take up loaded blocks: of each account exactly the first that suffice, and those with named serials."""
        accounts, missing, exact = self.accounts, {}, set()
        by_shelf: dict[tuple[int, str], list[Block]] = {}
        for shelved, quantity in needs.first_blocks.items():
            account = accounts.get(shelved[0])
            if account is not None:
                _, unit, vintage = shelved
                missing[account.key, unit, vintage] = quantity
                by_shelf[account.key, unit] = []
                if needs.taken.get(shelved, 0) > _FEW_RANGES:
                    exact.add((account.key, unit))
        named = _sharing_any(blocks, needs.ranges) if needs.ranges else []
        for held in (*_first(blocks, missing), *named):
            place = (held.block.series.origin, held.block.start)
            if place not in self._loaded:
                self._loaded[place] = held
                by_shelf.setdefault((held.account, held.block.series.unit), []).append(held.block)
        for key, rows in by_shelf.items():
            shelf = self._shelves.get(key)
            if shelf is None:
                self._shelves[key] = Spans(rows) if key in exact else _shelf(key[0], rows)
            else:
                for block in rows:
                    shelf.put(block)

    def held(self, account: Account, unit: str, vintage: int = 0) -> int:
        """Units at hand, of a vintage where it is named: exact up to what the batch asks of the account, never more
        than it holds."""
        shelf = self._shelves.get((account.key, unit))
        return shelf.of(vintage) if shelf else 0

    def at_hand(self, account: Account, proposal: Proposal) -> list[Block]:
        """The blocks that the proposal would take, as they lie; nothing moves. Empty where there are too few."""
        shelf = self._shelves.get((account.key, proposal.unit))
        if shelf is None or type(proposal.quantity) is not int:
            return []
        if proposal.serials:
            return _sharing(shelf, proposal.serials)
        quantity, vintage = proposal.quantity, proposal.elements.vintage
        return shelf.first(quantity, vintage) if 0 < quantity <= shelf.of(vintage) else []

    def projects_at_hand(self, unit: str) -> set[str]:
        """The projects that the units of a type name which lie on any shelf."""
        shelves = [shelf for (_, code), shelf in self._shelves.items() if code == unit]
        return {block.series.project for shelf in shelves for block in shelf if block.series.project}

    def blocks_named(self, ranges: SerialRanges, accounts: Iterable[str] | None = None) -> list[Block]:
        """The blocks that share a serial number with ranges that are named: of some accounts, or whoever holds them."""
        keys = {self.accounts[name].key for name in accounts or () if name in self.accounts}
        return [
            block
            for (account, _), shelf in self._shelves.items()
            if accounts is None or account in keys
            for block in _sharing(shelf, ranges)
        ]

    def covers(self, account: Account, unit: str, ranges: Sequence[tuple[str, int, int]], vintage: int = 0) -> bool:
        """Whether the account holds every one of these serial numbers, all of a vintage where it is named."""
        shelf = self._shelves.get((account.key, unit))
        wanted = sum(end - start + 1 for _, start, end in ranges)
        if shelf is None:
            return wanted == 0
        found = sum(
            min(block.end, end) - max(block.start, start) + 1
            for origin, start, end in ranges
            for block in shelf.within(origin, start, end)
            if vintage in (0, block.series.vintage)
        )
        return found == wanted

    def pick(self, account: Account, unit: str, quantity: int, vintage: int = 0) -> list[Block]:
        """Take units out of an account: the oldest, or those of a vintage, in as few blocks as can be."""
        key = (account.key, unit)
        self._changed_shelves.add(key)
        return self._shelves[key].pick(quantity, vintage)

    def take(self, account: Account, unit: str, ranges: Sequence[tuple[str, int, int]]) -> list[Block] | None:
        """Take exact serial ranges out of an account, or `None` and nothing where it lacks one of them."""
        key = (account.key, unit)
        shelf = self._shelves.get(key)
        if shelf is None:
            return None
        before = list(shelf) if len(ranges) > 1 else []
        taken: list[Block] = []
        for origin, start, end in ranges:
            part = shelf.take(origin, start, end)
            if part is None and not taken:
                return None
            if part is None:
                self._shelves[key] = _shelf(account.key, before)
                return None
            taken += merge(part) if len(part) > 1 else part  # as they were named, however they lay
        self._changed_shelves.add(key)
        return taken

    def put(self, account: Account, blocks: Iterable[Block]) -> None:
        """Add blocks to an account."""
        for block in blocks:
            key = (account.key, block.series.unit)
            shelf = self._shelves.get(key)
            if shelf is None:
                shelf = self._shelves[key] = _shelf(account.key)
            self._changed_shelves.add(key)
            shelf.put(block)

    def open_registry(self, code: str) -> None:
        """Begin a registry's chain."""
        self.chains[code] = Chain(
            code, self.work.next_ordinal() + self._opened, 0, GENESIS, 1, self.terms.first_account
        )
        self._opened += 1

    def create(self, registry: str, series: Series, quantity: int) -> Block:
        """New units with the next serial numbers of the registry."""
        chain = self.chains[registry]
        start = chain.next_serial
        chain.next_serial += quantity
        self._created.add((registry, start))
        return Block(series, start, start + quantity - 1)

    def count(self, registry: str, unit: str, what: str, quantity: int) -> None:
        """Add to a total."""
        key = (registry, unit, what)
        self.totals[key] = self.totals.get(key, 0) + quantity
        added = self.changes.totals
        added[key] = added.get(key, 0) + quantity

    def total(self, registry: str, unit: str, what: str) -> int:
        return self.totals.get((registry, unit, what), 0)

    def body(self, kind: str, key: str) -> Body | None:
        """What a record says, as it stands; `None` where there is none, or it was not asked for."""
        record = self.records.get((kind, key))
        return json.loads(record.body) if record is not None else None

    def write(self, registry: str, form: EntryForm[Any], entry: Any) -> str:
        """Append an entry to a registry's journal; its reference."""
        chain = self.chains[registry]
        self.changes.entries.append(chain.append(form.name, entry.at, form.write(entry)))
        return f"{registry}{chain.sequence}"

    def set_transfer(self, transfer: Transfer) -> None:
        """Add a transfer or replace it by its new state."""
        self.transfers[transfer.id] = transfer
        self._touched_transfers.add(transfer.id)

    def set_record(self, record: Record) -> None:
        """Add a record or replace it by its new state."""
        place = (record.kind, record.key)
        before = self.records.get(place)
        self._found_records.setdefault(place, before.reference if before is not None else "")
        self.records[place] = self._entered("record", before, record)

    def year(self, installation: str, year: int) -> YearRecord:
        """The year record of an installation, empty where nothing is known yet."""
        return self.years.get((installation, year)) or YearRecord(installation, year)

    def enter_year(self, what: str, record: YearRecord, day: str) -> None:
        """Enter something of a year, on a day: of its ``plan``, ``report`` or ``official`` letter. What stood before is
        kept with the days on which it was known."""
        before = self.year(record.installation, record.year)
        if old := superseded(what, before, day):
            self.changes.superseded.append(old)
        known: dict[str, Any] = {f"{what}_known": day}
        self.set_year(record._replace(**known))

    def set_year(self, record: YearRecord) -> None:
        key = (record.installation, record.year)
        self.years[key] = record
        self._touched_years.add(key)

    def set_account(self, account: Account) -> None:
        """Add an account or replace it by its new state."""
        account = self._entered("account", self._known(account), account)
        self.accounts[account.identifier] = account
        known = self.accounts_of.get(account.installation)
        if account.of:
            self.accounts_of[account.of] = account
        elif known is not None and known.identifier == account.identifier:
            del self.accounts_of[account.installation]
        self._touched_accounts[account.key] = account

    def set_installation(self, place: Installation) -> None:
        """Add an installation or replace it by what is known of it now."""
        self._note("installation", self.described.get(place.key), place)
        self.described[place.key] = place
        self.changes.installations.append(place)

    def finish(self) -> Changes:
        """Everything that changed, adjacent blocks merged."""
        changes = self.changes
        self._finish_blocks(changes)
        for code, chain in self.chains.items():
            if chain.sequence != self._before.get(code):
                changes.heads.append(chain.head())
        changes.years = list(map(self.years.__getitem__, sorted(self._touched_years)))
        changes.transfers = list(map(self.transfers.__getitem__, sorted(self._touched_transfers)))
        for place, before in sorted(self._found_records.items()):
            changes.records.append(ChangedRecord(self.records[place], before))
        changes.accounts = list(self._touched_accounts.values())
        return changes

    def _known(self, account: Account) -> Account | None:
        """The account as the books have it, however it was found; one without a key is only named."""
        found = self.accounts.get(account.identifier) or self.accounts_of.get(account.installation)
        return found if found is not None and found.key == account.key else None

    def _entered(self, what: str, before: Any, now: Any) -> Any:
        """What something is now, with the day on which the books first knew it; what stood before is noted."""
        now = now._replace(entered=before.entered if before is not None else self.day)
        self._note(what, before, now)
        return now

    def _note(self, what: str, before: Any, now: Any) -> None:
        if old := stood(what, before, now, self.day):
            self.changes.stood.append(old)

    def _finish_blocks(self, changes: Changes) -> None:
        if not self._changed_shelves:
            return
        loaded = self._loaded
        now: dict[int, list[Block]] = defaultdict(list)
        fresh: list[Held] = []
        for account, unit in self._changed_shelves:
            for block in self._shelves[account, unit]:
                now[account].append(block)
                known = loaded.get((block.series.origin, block.start))
                if known is None or known.account != account or known.block != block:
                    fresh.append(Held(account, block))
        gone: set[tuple[str, int]] = set()
        for place, held in loaded.items():
            if (held.account, held.block.series.unit) in self._changed_shelves:
                gone.add(place)
        for held in self._neighbours(fresh):
            place = (held.block.series.origin, held.block.start)
            if place not in loaded:
                loaded[place] = held
                gone.add(place)
                now[held.account].append(held.block)
        for account in sorted(now):
            blocks = now[account]
            for block in merge(blocks) if len(blocks) > 1 else blocks:
                place = (block.series.origin, block.start)
                known = loaded.get(place)
                if known is not None and known.account == account and known.block == block:
                    gone.discard(place)
                else:
                    changes.added.append(Held(account, block))
        for place in sorted(gone):
            changes.removed.append(loaded[place].block)

    def _neighbours(self, fresh: Sequence[Held]) -> list[Held]:
        """Blocks in the books that may join the fresh ones.

        A fresh block was cut from a loaded block or newly created. What lies beside it within that block is in
        memory; only at the outer edges can there be something that was not loaded.
        """
        first, last = set(self._created), set()
        for _, loaded in self._loaded.values():
            first.add((loaded.series.origin, loaded.start))
            last.add((loaded.series.origin, loaded.end))
        ends, starts = [], []
        for account, block in fresh:
            origin = block.series.origin
            if (origin, block.start) in first:
                ends.append(Edge(account, origin, block.start - 1))
            if (origin, block.end) in last:
                starts.append(Edge(account, origin, block.end + 1))
        return self.work.blocks_touching(ends, starts) if ends or starts else []


_BY_KEY = tuple(each.name for each in fields(Found) if each.name not in ("heads", "pending", "blocks"))
"""What was found that is added to what was found before: dictionaries and sets."""

_FEW_RANGES = 4
"""So many exact ranges are taken out of a shelf by looking through it; for more it is put in order first."""


def _sharing_any(blocks: Iterable[Held], ranges: Iterable[tuple[str, int, int]]) -> list[Held]:
    """Of some blocks those that share a serial number with one of some ranges."""
    wanted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for origin, start, end in joined(ranges):
        wanted[origin].append((start, end))
    found = []
    for held in blocks:
        spans = wanted.get(held.block.series.origin, ())
        index = bisect_right(spans, (held.block.end, _BEYOND)) - 1
        if index >= 0 and spans[index][1] >= held.block.start:
            found.append(held)
    return found


_BEYOND = 10**18


def _shelf(account: int, blocks: Iterable[Block] = ()) -> Shelf | Spans:
    """What holds the blocks of an account: a transit account gives back exact ranges, all others the largest."""
    return Spans(blocks) if account % KEYS_PER_REGISTRY == TRANSIT_NUMBER else Shelf(blocks)


def _sharing(shelf: Shelf | Spans, ranges: SerialRanges) -> list[Block]:
    """The blocks on a shelf that share a serial number with one of some ranges, each once."""
    return list(dict.fromkeys(block for each in ranges for block in shelf.within(*each)))


def _first(blocks: Iterable[Held], needs: Mapping[tuple[int, str, int], int]) -> list[Held]:
    """Of each shelf exactly the first blocks that suffice: a store may bring more to hand, but which units are picked
    must not depend on the kind of store."""
    missing, found = dict(needs), []
    ordered = []
    for held in blocks:
        block = held.block
        series = block.series
        ordered.append((series.vintage, block.start - block.end, series.origin, block.start, held))
    ordered.sort()
    for vintage, minus, _, _, held in ordered:
        unit = held.block.series.unit
        for key in ((held.account, unit, 0), (held.account, unit, vintage)) if vintage else ((held.account, unit, 0),):
            if missing.get(key, 0) > 0:
                missing[key] -= 1 - minus
                found.append(held)
    return found
