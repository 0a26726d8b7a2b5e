"""Books in memory: for tests, notebooks and simulation. Gone when the process ends."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from openets.kernel.refusals import Fault, Misuse, Unavailable
from openets.kernel.units import Block
from openets.ledger.accounts import Account, Installation, RegistryHead
from openets.ledger.journal import Entry
from openets.ledger.records import Place, Record
from openets.ledger.store import (
    ACCOUNT_ENTRIES,
    Answer,
    BlocksOfAccount,
    BooksLaw,
    Changes,
    Edge,
    Found,
    Group,
    Held,
    Movement,
    Needs,
    RefusedProposal,
    Stood,
    SupersededYear,
    Total,
    YearRecord,
    group_of,
)
from openets.ledger.transactions import Status, Transaction
from openets.ledger.transfers import ACQUIRING, Transfer


class MemoryStore:
    """A `Store` of dictionaries. It is its own `Work`, under one lock for all registries."""

    def __init__(self) -> None:
        self.address = self.shown = "memory:"
        self._law: BooksLaw | None = None
        self.refused: list[RefusedProposal] = []
        self._lock = threading.RLock()
        self._heads: dict[str, RegistryHead] = {}
        self._entries: list[Entry] = []
        self._transactions: dict[str, Transaction] = {}
        self._reversed: set[str] = set()
        self._answers: dict[str, Answer] = {}
        self._installations: dict[str, Installation] = {}
        self._accounts: dict[str, Account] = {}
        self._accounts_of: dict[str, Account] = {}
        self._by_key: dict[int, Account] = {}
        self._blocks: dict[tuple[str, int], Held] = {}
        self._starts: dict[str, list[int]] = defaultdict(list)
        self._shelves: dict[tuple[int, str], dict[tuple[str, int], Block]] = defaultdict(dict)
        self._totals: dict[Total, int] = {}
        self._records: dict[Place, Record] = {}
        """Kinds of records of which there is any."""
        self._transfers: dict[str, Transfer] = {}
        self._years: dict[tuple[str, int], YearRecord] = {}
        self._unreported: dict[str, set[int]] = defaultdict(set)
        self._superseded: list[SupersededYear] = []
        self._stood: list[Stood] = []

    def law(self) -> BooksLaw | None:
        return self._law

    def begin(self, law: BooksLaw) -> BooksLaw:
        with self._lock:
            if self._law is not None and self._law.name != law.name:
                raise Misuse(f"these books are kept under the law {self._law.name}, not under {law.name}")
            self._law = self._law or law
            return self._law

    @contextmanager
    def work(self) -> Iterator[MemoryStore]:
        with self._lock:
            yield self

    @contextmanager
    def reading(self) -> Iterator[MemoryStore]:
        with self._lock:
            yield self

    def next_ordinal(self) -> int:
        return len(self._heads) + 1

    def load(self, needs: Needs) -> Found:
        known, years, found = self._accounts, list(needs.years), Found()
        for code in needs.registries & self._heads.keys():
            found.heads[code] = self._heads[code]
        for request in needs.requests:
            if request in self._answers:
                found.answers[request] = self._answers[request]
        for name in needs.accounts & known.keys():
            found.accounts[name] = known[name]
        for key in needs.installations & self._accounts_of.keys():
            found.accounts_of[key] = self._accounts_of[key]
        for name, year in needs.years_of:
            if name in known:
                years.append((known[name].installation, year))
        for place in years:
            if place in self._years:
                found.years[place] = self._years[place]
        for identifier, unit, _ in needs.blocks:
            account = known.get(identifier)
            if account is not None:
                for block in self._shelves[account.key, unit].values():
                    found.blocks.append(Held(account.key, block))
        if needs.rare:
            self._load_rarer(needs, found)
        return found

    def _load_rarer(self, needs: Needs, found: Found) -> None:
        """What few batches ask for."""
        found.blocks += self._blocks_within(needs.ranges)
        for installation in needs.unreported & self._unreported.keys():
            found.unreported[installation] = set(self._unreported[installation])
        for name in needs.moved_since.keys() & self._accounts.keys():
            account = self._accounts[name]
            found.movements[account.key] = self._movements(account, needs.moved_since[name])
        found.described = {key: self._installations[key] for key in needs.described & self._installations.keys()}
        found.totals = {key: number for key, number in self._totals.items() if key[0] in needs.totals}
        found.records = {place: self._records[place] for place in needs.records & self._records.keys()}
        known = {name: self.transaction(name) for name in needs.transactions}
        found.transactions = {name: row for name, row in known.items() if row is not None}
        found.reversed = self._reversed & needs.transactions
        named = {reference: self.entry(reference) for reference in needs.entries | needs.transactions}
        found.entries = {reference: entry for reference, entry in named.items() if entry is not None}
        found.transfers = self.transfers(tuple(needs.transfers))
        for each in self._transfers.values():
            if each.registry in needs.pending and each.role != ACQUIRING and not each.is_over:
                found.pending.append(each)

    def _movements(self, account: Account, since: str) -> list[Movement]:
        return [
            Movement(account.key, row.type, row.unit, row.quantity, row.effective, row.acquiring == account.key)
            for row in self._transactions.values()
            if account.key in (row.transferring, row.acquiring) and row.effective > since
        ]

    def _blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> list[Held]:
        found: dict[tuple[str, int], Held] = {}
        for origin, start, end in ranges:
            starts = self._starts[origin]
            first = max(0, bisect_right(starts, start) - 1)
            for place in starts[first : bisect_right(starts, end)]:
                held = self._blocks[origin, place]
                if held.block.end >= start:
                    found[origin, place] = held
        return list(found.values())

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Held]:
        found: dict[tuple[str, int], Held] = {}
        for account, origin, serial in starts:
            held = self._blocks.get((origin, serial))
            if held is not None and held.account == account:
                found[origin, serial] = held
        for account, origin, serial in ends:
            index = bisect_right(self._starts[origin], serial) - 1
            if index >= 0:
                held = self._blocks[origin, self._starts[origin][index]]
                if held.account == account and held.block.end == serial:
                    found[origin, held.block.start] = held
        return list(found.values())

    def transfers(self, ids: Sequence[str]) -> dict[str, Transfer]:
        return {name: self._transfers[name] for name in ids if name in self._transfers}

    def account_entries(self, registry: str, after: int, most: int) -> list[Entry]:
        found = (entry for entry in self._entries if entry.registry == registry and entry.sequence > after)
        return [entry for entry in found if entry.kind in ACCOUNT_ENTRIES][:most]

    def write(self, changes: Changes) -> None:
        self._write_blocks(changes)
        for head in changes.heads:
            self._heads[head.code] = head
        self._entries += changes.entries
        for transaction in changes.transactions:
            name = transaction.id
            self._transactions[name] = transaction
            self._answers[transaction.request] = Answer(transaction.request, "", name, "")
            if transaction.reverses:
                self._reversed.add(transaction.reverses)
        for place in changes.installations:
            self._installations[place.key] = place
        for account in changes.accounts:
            self._accounts[account.identifier] = self._by_key[account.key] = account
            own = self._accounts_of.get(account.installation)
            if account.of:
                self._accounts_of[account.of] = account
            elif own is not None and own.identifier == account.identifier:
                del self._accounts_of[account.installation]
        for key, number in changes.totals.items():
            self._totals[key] = self._totals.get(key, 0) + number
        for transfer in changes.transfers:
            self._transfers[transfer.id] = transfer
        for record, before in changes.records:
            known = self._records.get((record.kind, record.key))
            if (known.reference if known is not None else "") != before:
                raise Unavailable(f"another call was faster with {record.kind} {record.key}: ask again")
            self._records[record.kind, record.key] = record
        for year in changes.years:
            self._years[year.installation, year.year] = year
            if year.report == "not reported":
                self._unreported[year.installation].add(year.year)
            elif year.installation in self._unreported:
                self._unreported[year.installation].discard(year.year)
        self._superseded += changes.superseded
        self._stood += changes.stood
        for answer in changes.answers:
            self._answers[answer.request] = answer
        self.refused += changes.refused

    def _write_blocks(self, changes: Changes) -> None:
        removed: list[Held] = []
        added: list[Block] = []
        try:
            for block in changes.removed:
                removed.append(self._remove(block))
            for held in changes.added:
                self._add(held)
                added.append(held.block)
        except Fault:
            for block in added:
                self._remove(block)
            for held in removed:
                self._add(held)
            raise

    def _remove(self, block: Block) -> Held:
        place = (block.series.origin, block.start)
        held = self._blocks.pop(place, None)
        if held is None:
            raise Fault(f"a block that starts with {block.text()} should have been there")
        starts = self._starts[block.series.origin]
        del starts[bisect_left(starts, block.start)]
        del self._shelves[held.account, block.series.unit][place]
        return held

    def _add(self, held: Held) -> None:
        block = held.block
        starts = self._starts[block.series.origin]
        index = bisect_right(starts, block.end) - 1
        if index >= 0 and self._blocks[block.series.origin, starts[index]].block.end >= block.start:
            raise Fault(f"serial numbers {block.text()} are held already")
        place = (block.series.origin, block.start)
        self._blocks[place] = held
        starts.insert(index + 1, block.start)
        self._shelves[held.account, block.series.unit][place] = block

    def entries(self, registry: str | None = None) -> Iterator[Entry]:
        return iter([entry for entry in self._entries if registry in (None, entry.registry)])

    def answer(self, request: str) -> Answer | None:
        return self._answers.get(request)

    def transaction(self, name: str) -> Transaction | None:
        """A transaction by its id, or `None`."""
        return self._transactions.get(name)

    def entry(self, reference: str) -> Entry | None:
        return next((row for row in self._entries if f"{row.registry}{row.sequence}" == reference), None)

    def holdings(self) -> Iterator[tuple[str, Block]]:
        for held in list(self._blocks.values()):
            yield self._by_key[held.account].identifier, held.block

    def balances(self, unit: str) -> dict[str, int]:
        totals: dict[str, int] = defaultdict(int)
        for identifier, block in self.holdings():
            if block.series.unit == unit:
                totals[identifier] += block.quantity
        return dict(totals)

    def year_records(self) -> Iterator[YearRecord]:
        return iter([self._years[key] for key in sorted(self._years)])

    def accepted(self) -> Iterator[tuple[str, str]]:
        rows = [row for row in self._answers.values() if not row.refusals and row.request[:1] != "#"]
        return iter([(row.request, row.reference) for row in rows])

    def superseded_years(self) -> Iterator[SupersededYear]:
        return iter(list(self._superseded))

    def all_that_stood(self) -> Iterator[Stood]:
        for each in list(self._stood):
            yield each._replace(row=(0, *each.row[1:])) if each.what == "account" else each

    def transaction_facts(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        names = {0: "", **{key: account.identifier for key, account in self._by_key.items()}}
        for row in list(self._transactions.values()):
            accounts = (names[row.transferring], names[row.acquiring])
            settled = (row.unit, row.quantity, row.at, row.year, row.installation, row.request)
            yield row.id, (row.type, *accounts, *settled, row.reverses, row.reconstructed, row.by, row.effective)

    def all_accounts(self) -> Iterator[Account]:
        return iter(list(self._accounts.values()))

    def all_installations(self) -> Iterator[Installation]:
        return iter(list(self._installations.values()))

    def all_totals(self) -> dict[Total, int]:
        return {key: number for key, number in self._totals.items() if number}

    def group_totals(self, registry: str) -> dict[Group, int]:
        totals: dict[Group, int] = defaultdict(int)
        for held in list(self._blocks.values()):
            account, series = self._by_key[held.account], held.block.series
            if account.registry == registry:
                totals[group_of(account.type, series)] += held.block.quantity
        return dict(totals)

    def group_blocks(self, registry: str, groups: Sequence[Group]) -> Iterator[BlocksOfAccount]:
        found: dict[tuple[str, str], list[str]] = {}
        for held in self._blocks.values():
            account, series = self._by_key[held.account], held.block.series
            if account.registry == registry and group_of(account.type, series) in groups:
                ranges = found.setdefault((account.identifier, series.text()), [])
                ranges.append(f"{held.block.start}-{held.block.end}")
        return iter([BlocksOfAccount(*place, ",".join(found[place])) for place in sorted(found)])

    def open_transfers(self) -> Iterator[Transfer]:
        return iter([self._transfers[name] for name in sorted(self._transfers) if self._transfers[name].waiting])

    def finished_after(self, registry: str, entry: int) -> Iterator[Transfer]:
        completed = [each for each in self._transfers.values() if each.status == Status.COMPLETED]
        return iter(
            [
                each
                for each in completed
                if (each.home == registry and each.initiating_entry > entry)
                or (each.target == registry != each.home and not 0 < each.acquiring_entry <= entry)
            ]
        )

    def all_records(self, kind: str | None = None) -> Iterator[Record]:
        return iter([self._records[place] for place in sorted(self._records) if kind in (None, place[0])])

    def heads(self) -> dict[str, RegistryHead]:
        return dict(self._heads)
