"""Replaying the journal: from nothing but its entries to who holds what.

This is the auditor's side. It needs no database and shares with the books only the words of the kernel, the
account types and the hash. What does not follow is a `Fault` that names the entry.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from openets.kernel.identifiers import parse_account_identifier
from openets.kernel.refusals import Fault
from openets.kernel.units import Elements, series_from_text
from openets.ledger.accounts import FOREIGN, PROCEEDS, STANDING, TRANSIT, Bucket
from openets.ledger.entries import Range, block_read, origin_of, unit_of
from openets.ledger.journal import GENESIS, Entry, Link, chained
from openets.ledger.records import Place, Record
from openets.ledger.segments import Ranges, Segment
from openets.ledger.store import Total, YearRecord
from openets.ledger.terms import Terms
from openets.ledger.transactions import FINAL, Effect, Status, TransactionType


class KnownAccount(NamedTuple):
    """An account as the journal knows it."""

    identifier: str
    type: str
    name: str
    holder: str
    state: str
    blocked: bool
    installation: str


class Replay:
    """The state that the entries read so far lead to."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.laws: set[tuple[str, str]] = set()
        """Name and digest of the law under which each registry began; the same for all."""
        self.links: dict[str, Link] = {}
        self.accounts: dict[str, KnownAccount] = {}
        self.account_of: dict[str, str] = {}
        """Installation key → account identifier."""
        self.ranges: dict[str, Ranges] = defaultdict(Ranges)
        self.issued: dict[str, int] = defaultdict(int)
        """Units issued by unit type, less those converted into another type."""
        self.counted: dict[Total, int] = defaultdict(int)
        """Totals that do not follow from who holds what: issued, converted, bought, sold, carried, owed."""
        self.records: dict[Place, Record] = {}
        self.years: dict[tuple[str, int], YearRecord] = {}
        self.installations: dict[str, tuple[Any, ...]] = {}
        """Installation key → all that is known of it."""
        self.fingerprints: dict[str, int] = {}
        """Transaction id → fingerprint of what the table of transactions must say of it."""
        self.answers: dict[str, str] = {}
        """Request id → reference of the entry that answered it."""
        self.transactions = 0
        self.entries = 0
        self.open: dict[str, dict[str, Any]] = {}
        """Transfers that are proposed and have not ended, by id."""
        self._numbered: dict[str, int] = defaultdict(int)
        """The last serial number that a proposal has taken, by registry."""
        self._last_account: dict[str, int] = defaultdict(lambda: terms.first_account - 1)
        self._unreported: dict[str, set[int]] = defaultdict(set)
        self._types: dict[str, str] = {}
        """Transaction id → its type; once it was reversed, the type that did it."""
        self._sent: dict[str, str] = {}
        """Id → hash-free text of external transfers that the acquiring registry has not entered yet."""

    # ---- reading entries -----------------------------------------------------------------------------

    def read(self, entry: Entry) -> None:
        """Follow one entry. Raises `Fault` naming it where it does not follow."""
        link = self.links.get(entry.registry, Link(0, GENESIS))
        if entry.sequence != link.sequence + 1:
            raise _fault(entry, f"expected entry {link.sequence + 1} of its registry")
        if chained(link.hash, entry.text) != entry.hash:
            raise _fault(entry, "its hash does not follow from its text and the hash before it")
        self.links[entry.registry] = Link(entry.sequence, entry.hash)
        self.entries += 1
        try:
            content = json.loads(entry.text, object_pairs_hook=_unique)
            kind, at = content["kind"], content["at"]
            if at != entry.at or (kind != entry.kind and entry.kind != "received"):
                raise ValueError("its heading is not that of its text")
            self._follow(entry, content)
            if entry.kind != "received" or content["kind"] == "received":
                self._answer(entry, content)
        except Fault:
            raise
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise _fault(entry, str(error) or type(error).__name__) from error

    def _answer(self, entry: Entry, content: dict[str, Any]) -> None:
        request = content["request"]
        if request.startswith("#"):
            return  # a step that a side took by itself
        if request in self.answers:
            raise ValueError(f"request '{request}' was answered before, by {self.answers[request]}")
        self.answers[request] = content["account"] if entry.kind == "account" else f"{entry.registry}{entry.sequence}"

    def _follow(self, entry: Entry, content: dict[str, Any]) -> None:
        match entry.kind:
            case "transaction":
                self._transaction(entry, content)
            case "proposed":
                self._propose(entry, content)
            case "ended":
                self._give_back(entry, content)
            case "received" if content["kind"] == "received":
                self._receive(entry, content)
            case "received":
                if (
                    self._sent.pop(content["id"], None) != entry.text
                    or content["to"].partition("-")[0] != entry.registry
                ):
                    raise ValueError(f"{content['id']} was not sent here so, or was received before")
            case "account":
                self._account(entry.registry, content)
            case "report":
                record = self._year(content["installation"], content["year"])
                self._set(
                    record._replace(verified=content["verified"], report=content["state"], reported_on=entry.at[:10])
                )
                self._block_unreported(
                    content["installation"], content["year"], missing=content["state"] == "not reported"
                )
            case "account state":
                self._change(content["account"], state=content["state"], blocked=content["blocked"])
            case "plan":
                for installation, free, planned in content["rows"]:
                    self._set(self._year(installation, content["year"])._replace(free=free, planned=planned))
            case "official":
                for installation, code in content["rows"]:
                    self._set(self._year(installation, content["year"])._replace(official=code))
            case "record":
                kind, key = content["record"]
                known = self.records.get((kind, key))
                if content.get("before", "") != (known.reference if known is not None else ""):
                    raise ValueError(f"it does not follow the last step of {kind} {key}")
                body = json.dumps(content["now"], ensure_ascii=False, separators=(",", ":"))
                reference = f"{entry.registry}{entry.sequence}"
                self.records[kind, key] = Record(kind, key, entry.registry, body, reference)
            case "registry":
                self.laws.add((content["law"], content["digest"]))
            case "import":
                pass
            case _:
                raise ValueError(f"'{entry.kind}' is no kind of entry")

    def _account(self, registry: str, content: dict[str, Any]) -> None:
        identifier = content["account"]
        if content["type"] != FOREIGN and identifier.partition("-")[0] != registry:
            raise ValueError(f"{identifier} is not for {registry} to open")
        if content["type"] == FOREIGN:
            self._last_account[registry] += 1
        elif self.terms.first_account <= (number := parse_account_identifier(identifier).number) < STANDING:
            self._last_account[registry] = max(self._last_account[registry], number)
        if identifier in self.accounts:
            raise ValueError(f"account {identifier} was opened before")
        installation = content.get("installation", {}).get("key", "")
        self.accounts[identifier] = KnownAccount(
            identifier, content["type"], content["name"], content["holder"], "open", False, installation
        )
        if installation:
            self.account_of[installation] = identifier
            self.installations[installation] = tuple(content["installation"].values())

    def _block_unreported(self, installation: str, year: int, *, missing: bool) -> None:
        """An account is blocked while any of its years lacks its report."""
        years = self._unreported[installation]
        (years.add if missing else years.discard)(year)
        self._change(self.account_of[installation], blocked=bool(years))

    def _change(self, identifier: str, **changes: Any) -> None:
        self.accounts[identifier] = self.accounts[identifier]._replace(**changes)

    # ---- transactions --------------------------------------------------------------------------------

    def _transaction(self, entry: Entry, content: dict[str, Any]) -> None:
        if content["id"] != f"{entry.registry}{entry.sequence}":
            raise ValueError(f"it calls itself {content['id']}")
        kind = self.terms.transactions[content["type"]]
        source, target = content["from"], content["to"]
        if (source or target).partition("-")[0] != entry.registry:
            raise ValueError(
                f"it stands in the journal of {entry.registry} and begins with account '{source or target}'"
            )
        within = target.partition("-")[0] == entry.registry
        if source and kind.same_registry is not None and kind.same_registry is not within:
            raise ValueError(f"a transaction {kind.code} does not go from {source} to {target}")
        for identifier, kinds in ((source, kind.transferring), (target, kind.acquiring)):
            if identifier and identifier not in self.accounts:
                raise ValueError(f"account {identifier} was never opened")
            if bool(identifier) is not bool(kinds) or (
                identifier and self.accounts[identifier].type not in {*kinds, FOREIGN}
            ):
                raise ValueError(f"a transaction {kind.code} does not go by account '{identifier}'")
        moved = [block_read(text) for text in content["blocks"]]
        created = [block_read(text) for text in content.get("created", ())]
        if content.get("of"):
            self._take_up(content)
        if bool(created) is (kind.effect is Effect.MOVE) or bool(moved) is (kind.effect is Effect.CREATE):
            raise ValueError(f"a transaction {kind.code} does not {'create' if created else 'move'} units")
        if not {unit_of(series) for series, _, _ in moved or created} <= kind.units:
            raise ValueError(f"a transaction {kind.code} has no {unit_of((moved or created)[0][0])}")
        self._reverse(content, kind)
        if kind.effect is Effect.CONVERT:
            self._convert(kind, source, target, moved, created)
        else:
            _check_new(entry, kind, moved, created)
            for series, start, end in moved:
                self._hand_over(series, start, end, source, target)
            for series, start, end in created:
                self.ranges[entry.registry].create(start, end, source or target, series)
                self.issued[unit_of(series)] += end - start + 1
        self._follow_year(content, moved)
        self._count(content, kind, moved, created)
        self.transactions += 1
        self.fingerprints[content["id"]] = self._fingerprint(content, moved or created)
        if target.partition("-")[0] != entry.registry and self.accounts[target].type != FOREIGN:
            self._sent[content["id"]] = entry.text

    def _reverse(self, content: dict[str, Any], kind: TransactionType) -> None:
        """A transaction is reversed once, by the type that undoes it."""
        self._types[content["id"]] = kind.code
        undone = content.get("reverses")
        if not undone:
            return
        if self.terms.transactions[self._types[undone]].reversed_by != kind.code:
            raise ValueError(f"a transaction {kind.code} does not reverse {undone}")
        self._types[undone] = kind.code  # which nothing reverses

    def _hand_over(self, series: str, start: int, end: int, source: str, target: str) -> None:
        """Units change hands; those that go to another registry's own books leave these."""
        ranges = self.ranges[origin_of(series)]
        ranges.move(start, end, source, series, target, series)
        if self.accounts[target].type == FOREIGN:
            ranges.remove(start, end)
            self.issued[unit_of(series)] -= end - start + 1

    # ---- transactions that take several steps --------------------------------------------------------

    def _propose(self, entry: Entry, content: dict[str, Any]) -> None:
        """Units are set aside until the transaction has ended."""
        if content["id"] != f"{entry.registry}{entry.sequence}" or content["of"] in self.open:
            raise ValueError(f"it calls itself {content['id']} and proposes {content['of']}")
        transit = self.terms.standing_account(entry.registry, TRANSIT)
        for series, start, end in map(block_read, content["blocks"]):
            self.ranges[origin_of(series)].move(start, end, content["from"], series, transit, series)
        for series, _, end in map(block_read, content.get("created", ())):
            self._numbered[origin_of(series)] = max(self._numbered[origin_of(series)], end)
        self._count_leaving(content, 1)
        self.open[content["of"]] = content

    def _count_leaving(self, content: dict[str, Any], sign: int) -> None:
        """Keep count of the units that are on their way to other registries."""
        home, target = content["from"].partition("-")[0], content["to"].partition("-")[0]
        if home and home != target:
            for series, start, end in map(block_read, content["blocks"]):
                self.counted[home, unit_of(series), "leaving"] += sign * (end - start + 1)

    def _take_up(self, content: dict[str, Any]) -> None:
        """What was proposed is completed: its units are back where they came from, to go where they should."""
        proposed = self.open.pop(content["of"], None)
        same = ("type", "from", "to", "blocks", "created")
        if proposed is None or any(proposed.get(name) != content.get(name) for name in same):
            raise ValueError(f"{content['of']} was not proposed so, or has ended")
        self._put_back(proposed)

    def _put_back(self, proposed: dict[str, Any]) -> None:
        self._count_leaving(proposed, -1)
        transit = self.terms.standing_account(proposed["from"].partition("-")[0], TRANSIT) if proposed["from"] else ""
        for series, start, end in map(block_read, proposed["blocks"]):
            self.ranges[origin_of(series)].move(start, end, transit, series, proposed["from"], series)

    def _give_back(self, entry: Entry, content: dict[str, Any]) -> None:
        proposed = self.open.pop(content["of"], None)
        if proposed is None or (proposed["from"] or proposed["to"]).partition("-")[0] != entry.registry:
            raise ValueError(f"{content['of']} was not proposed here, or has ended")
        if content["status"] not in FINAL or content["status"] == Status.COMPLETED:
            raise ValueError(f"{content['of']} does not end with status {content['status']}")
        self._put_back(proposed)

    def _receive(self, entry: Entry, content: dict[str, Any]) -> None:
        """Units come from another registry's own books."""
        if content["id"] != f"{entry.registry}{entry.sequence}":
            raise ValueError(f"it calls itself {content['id']}")
        kind, target = self.terms.transactions[content["type"]], content["to"]
        if target.partition("-")[0] != entry.registry or kind.effect is not Effect.MOVE:
            raise ValueError(f"a transaction {kind.code} to {target} is not received here")
        if self.accounts[content["from"]].type != FOREIGN or self.accounts[target].type not in kind.acquiring:
            raise ValueError(f"a transaction {kind.code} does not come so from {content['from']} to {target}")
        moved = [block_read(text) for text in content["blocks"]]
        for series, start, end in moved:
            self.ranges[origin_of(series)].create(start, end, target, series)
            self.issued[unit_of(series)] += end - start + 1
        self._count(content, kind, moved, [])
        self.transactions += 1
        self.fingerprints[content["id"]] = self._fingerprint(content, moved)

    def _fingerprint(self, content: dict[str, Any], blocks: list[Range]) -> int:
        """What the table of transactions must say, in short; see :func:`fingerprint`."""
        source, target = content["from"], content["to"]
        own = self.accounts[source].installation if source else ""
        return fingerprint(
            content["type"],
            source,
            target,
            unit_of(blocks[0][0]),
            sum(end - start + 1 for _, start, end in blocks),
            content["at"],
            content.get("year", 0),
            own or self.accounts[target].installation,
            content["request"],
            content.get("reverses", ""),
            content.get("reconstructed", False),
            content["by"],
        )

    def _convert(
        self, kind: TransactionType, source: str, target: str, moved: list[Range], created: list[Range]
    ) -> None:
        for (series, start, end), (new_series, new_start, new_end) in zip(moved, created, strict=True):
            if (start, end) != (new_start, new_end):
                raise ValueError("a conversion keeps serial numbers")
            after = series_from_text(new_series)
            if kind.converted(series_from_text(series), Elements(*after[4:])) != after:
                raise ValueError(f"a transaction {kind.code} does not make {new_series} of {series}")
            self.ranges[origin_of(series)].move(start, end, source, series, target, new_series)
            self.issued[unit_of(series)] -= end - start + 1
            self.issued[unit_of(new_series)] += end - start + 1

    def _count(self, content: dict[str, Any], kind: TransactionType, moved: list[Range], created: list[Range]) -> None:
        """Follow the totals that cannot be read from who holds what."""
        home, target = content["from"].partition("-")[0], content["to"].partition("-")[0]
        unit, quantity = unit_of((moved or created)[0][0]), sum(end - start + 1 for _, start, end in moved or created)
        made = unit_of((created or moved)[0][0])
        counts: list[tuple[str, str, str, int]] = []
        if kind.effect is Effect.CREATE:
            counts.append((target, unit, "issued", quantity))
            if unit == "RMU":
                counts.append((target, unit, f"issued {series_from_text(created[0][0]).activity}", quantity))
        elif kind.effect is Effect.CONVERT and made != unit:
            counts.append((home, unit, "converted", quantity))
            counts.append((home, made, "converted", -quantity) if kind.back else (home, made, "issued", quantity))
        elif kind.effect is Effect.REPLACE:
            counts.append((home, made, "issued", quantity))
        elif home != target:
            for registry, end, what in ((home, "from", "sold"), (target, "to", "bought")):
                if self.accounts[content[end]].type != FOREIGN:
                    counts.append((registry, unit, what, quantity))
        if "period" in kind.changes:
            counts.append((home, unit, "carried", quantity))
        if self.accounts[content["to"]].type == PROCEEDS:
            counts.append((home, unit, "owed", -quantity))
        if content.get("owed"):
            counts.append((target, unit, "owed", content["owed"]))
        for registry, each, what, number in counts:
            self.counted[registry, each, what] += number

    def _follow_year(self, content: dict[str, Any], moved: list[Range]) -> None:
        year, kind = content.get("year"), self.terms.transactions[content["type"]]
        if not year or not kind.record:
            return
        ends = (content["from"], content["to"])
        holder = next(each for each in ends if each and self.accounts[each].type in self.terms.operators)
        record = self._year(self.accounts[holder].installation, year)
        quantity = sum(end - start + 1 for _, start, end in moved)
        signed = kind.sign * quantity
        if kind.record == "allocated":
            self._set(record._replace(allocated=record.allocated + signed))
        else:
            allowances = signed if self.terms.units[unit_of(moved[0][0])].allowance else 0
            self._set(
                record._replace(
                    surrendered=record.surrendered + signed,
                    surrendered_allowances=record.surrendered_allowances + allowances,
                )
            )

    def _year(self, installation: str, year: int) -> YearRecord:
        return self.years.get((installation, year)) or YearRecord(installation, year)

    def _set(self, record: YearRecord) -> None:
        self.years[record.installation, record.year] = record

    # ---- results -------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Raise `Fault` where something that was sent never arrived, or the balance does not close."""
        if self._sent:
            missing = next(iter(self._sent))
            raise Fault(f"transaction {missing} left its registry and never arrived in the other")
        for unit, buckets in self.totals().items():
            if sum(buckets.values()) != self.issued[unit]:
                raise Fault(f"{unit}: {self.issued[unit]} issued, but {buckets} are to be found")

    def heads(self) -> Iterator[tuple[str, int, str, int, int]]:
        """Registry, number and hash of its last entry, its next serial number and its next account number."""
        for registry, link in self.links.items():
            ranges = self.ranges.get(registry)
            last = ranges.last if ranges is not None else 0
            serial = max(last, self._numbered[registry]) + 1
            yield registry, link.sequence, link.hash, serial, self._last_account[registry] + 1

    def segments(self) -> Iterator[tuple[str, Segment]]:
        """Every segment with its origin, in order."""
        for origin in sorted(self.ranges):
            ranges = self.ranges[origin]
            for start in ranges.starts:
                yield origin, ranges.segments[start]

    def all_totals(self) -> dict[Total, int]:
        """Every total of the registries that is not zero, as the tables must have it."""
        totals: dict[Total, int] = defaultdict(int, self.counted)
        for _, segment in self.segments():
            bucket = str(self.terms.accounts[self.accounts[segment.owner].type].bucket)
            totals[segment.owner.partition("-")[0], unit_of(segment.series), bucket] += segment.end - segment.start + 1
        return {key: number for key, number in totals.items() if number}

    def totals(self) -> dict[str, dict[str, int]]:
        """Unit type → bucket → units."""
        totals: dict[str, dict[str, int]] = {unit: {str(bucket): 0 for bucket in Bucket} for unit in self.issued}
        for _, segment in self.segments():
            bucket = str(self.terms.accounts[self.accounts[segment.owner].type].bucket)
            totals[unit_of(segment.series)][bucket] += segment.end - segment.start + 1
        return totals


def _check_new(entry: Entry, kind: TransactionType, moved: list[Range], created: list[Range]) -> None:
    """New units are of the registry's own, of the type that the transaction makes, and as many as they replace."""
    if not created:
        return
    before = unit_of(moved[0][0]) if moved else unit_of(created[0][0])
    for series, _, _ in created:
        if origin_of(series) != entry.registry or unit_of(series) != kind.makes(before):
            raise ValueError(f"a transaction {kind.code} of {entry.registry} does not make {series}")
    if moved and _quantity(moved) != _quantity(created):
        raise ValueError(f"{_quantity(moved)} units cannot be replaced by {_quantity(created)}")


def _quantity(blocks: list[Range]) -> int:
    return sum(end - start + 1 for _, start, end in blocks)


def fingerprint(*facts: Any) -> int:
    """A number for the facts of a transaction: equal facts, equal number, within one run of the program."""
    return hash(facts)


def replay(entries: Iterable[Entry], terms: Terms) -> Replay:
    """Replay a whole journal under the terms of its law. Raises `Fault` naming the first entry that does not follow."""
    state = Replay(terms)
    for entry in entries:
        state.read(entry)
    state.finish()
    return state


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The members of a JSON object, none of which may be named twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("it names something twice")
    return members


def _fault(entry: Entry, what: str) -> Fault:
    return Fault(f"entry {entry.registry}{entry.sequence} of {entry.at or 'no date'}: {what}")
