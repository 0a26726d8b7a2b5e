"""How a log makes sure that a registry's books and its own view of them are the same, while trade goes on.

Three phases, as in the field: totals by group; the blocks of groups that differ; the entries that touched the serial
numbers in doubt. The registry says everything *as of* one of its own entries. What was completed after that entry, or
is on its way, is left out on both sides, so that nobody need stand still. Units in doubt, and no others, are
quarantined until somebody has settled what happened.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openets.kernel.refusals import Misuse
from openets.kernel.units import Block, block_from_text
from openets.ledger.accounts import TRANSIT
from openets.ledger.reconciliation import ReconciliationStatus, Span, joined
from openets.ledger.replay import touched_by
from openets.ledger.store import Group, Store
from openets.ledger.transactions import FINAL, Status
from openets.ledger.transfers import ACQUIRING, INITIATING, Transfer
from openets.operations.acts import TakeStep
from openets.operations.federated.side import Item, Side, Word, content_of, text, whole

ANSWERS = {"totals wanted": "totals", "blocks wanted": "blocks", "trail wanted": "trail"}
"""What a log asks a registry while it reconciles → what the registry answers."""

PIECE = 5000
"""Blocks in one item of a message."""


# ---- the registry's side -------------------------------------------------------------------------


class Snapshot(NamedTuple):
    """A registry's word on what it holds as of its own entry `entry`, and on the transfers that are between states."""

    entry: int
    totals: dict[Group, int]
    finished: dict[str, int]
    """Transfers that it completed or received and of which the log may not know yet → number of its entry."""


def snapshot(side: Side) -> Snapshot:
    """What the registry holds now. Units on their way count where they came from."""
    store = side.desk.store
    with store.reading():
        entry = store.heads()[side.name].sequence
        totals = defaultdict(int, store.group_totals(side.name))
        finished: dict[str, int] = {}
        types = _types(store)
        for transfer in store.open_transfers():
            if transfer.role != INITIATING:
                continue
            if Status(transfer.status) is Status.COMPLETED:
                finished[transfer.id] = transfer.initiating_entry
            elif Status(transfer.status) not in FINAL:
                _put_back(totals, transfer, types)
    return Snapshot(entry, {group: units for group, units in totals.items() if units}, finished)


def _types(store: Store) -> dict[str, str]:
    return {account.identifier: account.type for account in store.all_accounts()}


def _blocks(transfer: Transfer) -> list[Block]:
    return [block_from_text(each) for each in content_of(transfer).get("blocks", ())]


def _put_back(totals: dict[Group, int], transfer: Transfer, types: Mapping[str, str]) -> None:
    """Count what is in transit where it came from."""
    source = content_of(transfer).get("from", "")
    for block in _blocks(transfer):
        series = block.series
        totals[TRANSIT, series.unit, series.applicable_period] -= block.quantity
        totals[types[source], series.unit, series.applicable_period] += block.quantity


def answer(side: Side, kind: str, item: Item) -> list[Item]:
    """What a registry answers to a log that reconciles with it: one item, or many where there are many blocks."""
    match kind:
        case "totals wanted":
            found = snapshot(side)
            groups = [[*group, units] for group, units in sorted(found.totals.items())]
            known = {name: each.acquiring_entry for name, each in _received(side, item).items()}
            asked, thorough = list(item.get("unsure", ())), bool(item.get("thorough"))
            finished = {**found.finished, **known}
            said = {"entry": found.entry, "groups": groups, "finished": finished, "asked": asked}
            return [{"id": side.name, **said, "thorough": thorough}]
        case "blocks wanted":
            wished: list[Group] = [(str(row[0]), str(row[1]), int(row[2])) for row in item["groups"]]
            with side.desk.store.reading():
                entry = side.desk.store.heads()[side.name].sequence
                rows = [[owner, block.text()] for owner, block in _as_held(side.desk.store, side.name, wished)]
            pieces = [rows[start : start + PIECE] for start in range(0, len(rows), PIECE)] or [[]]
            return [
                {"id": f"{side.name}:{number}", "entry": entry, "of": len(pieces), "blocks": piece}
                for number, piece in enumerate(pieces)
            ]
    spans = [(str(row[0]), int(row[1]), int(row[2])) for row in item["spans"]]
    return [{"id": side.name, "entries": trail(side.desk.store, side.name, spans)}]


def _as_held(store: Store, registry: str, groups: Sequence[Group]) -> Iterator[tuple[str, Block]]:
    """The blocks of some groups in a registry's accounts; units on their way count where they came from."""
    yield from store.group_blocks(registry, [group for group in groups if group[0] != TRANSIT])
    types = _types(store)
    for transfer in store.open_transfers():
        source = content_of(transfer).get("from", "")
        if transfer.home != registry or Status(transfer.status) in FINAL or not source:
            continue
        for block in _blocks(transfer):
            if (types[source], block.series.unit, block.series.applicable_period) in groups:
                yield source, block


def _received(side: Side, item: Mapping[str, Any]) -> dict[str, Transfer]:
    """Of the transfers that the log is unsure of, those that have arrived."""
    asked = [{"id": name} for name in item.get("unsure", ())]
    found = side.transfers(asked) if asked else {}
    return {name: each for name, each in found.items() if each.role == ACQUIRING and each.acquiring_entry}


def trail(store: Store, registry: str, spans: Sequence[Span]) -> list[dict[str, Any]]:
    """The entries of a registry's chain that touched any of these serial numbers."""
    found = []
    for entry in store.entries(registry):
        if entry.kind in ("transaction", "received") and _overlaps(touched_by(entry), spans):
            found.append({"entry": entry.sequence, "kind": entry.kind, "at": entry.at, "text": entry.text})
    return found


def _overlaps(ranges: Iterable[Span], spans: Sequence[Span]) -> bool:
    return any(
        origin == home and start <= last and end >= first
        for origin, start, end in ranges
        for home, first, last in spans
    )


# ---- the log's side ------------------------------------------------------------------------------


@dataclass
class Reconciliation:
    """A reconciliation of a log with one registry, as far as it has come."""

    registry: str
    status: ReconciliationStatus = ReconciliationStatus.INITIATED
    entry: int = 0
    differing: dict[Group, tuple[int, int]] = field(default_factory=dict)
    """Groups whose totals differ → the registry's and the log's number."""
    groups: list[Group] = field(default_factory=list)
    """Groups whose blocks are compared: those that differ, or all where a thorough reconciliation was asked for."""
    thorough: bool = False
    spans: list[Span] = field(default_factory=list)
    """Serial numbers in doubt."""
    trail: list[dict[str, Any]] = field(default_factory=list)
    pieces: dict[str, Item] = field(default_factory=dict)
    """Blocks that have come so far."""

    @property
    def over(self) -> bool:
        """Whether the result stands."""
        return self.status is ReconciliationStatus.COMPLETED or bool(self.spans and self.trail)


def wanted(log: Side, registry: str) -> dict[str, Any]:
    """What the log asks of a registry first: totals, and whether certain transfers have arrived."""
    return {"unsure": sorted(_unsure(log, registry))}


def _unsure(log: Side, registry: str) -> set[str]:
    return {
        transfer.id
        for transfer in log.desk.store.open_transfers()
        if transfer.target == registry and transfer.status == Status.COMPLETED and not transfer.acquiring_entry
    }


def compare_totals(log: Side, registry: str, said: Mapping[str, Any]) -> Reconciliation | set[str]:
    """Phase 1. Returns instead the transfers of which the log must know more before it can compare."""
    entry = whole(said, "entry")
    finished = {str(name): int(number) for name, number in said["finished"].items()}
    store = log.desk.store
    with store.reading():
        totals = defaultdict(int, store.group_totals(registry))
        types = _types(store)
        unsure = {name for name in _unsure(log, registry) if name not in finished and name not in said.get("asked", ())}
        if unsure:
            return unsure
        for transfer in _in_flux(store, registry, entry, finished):
            _as_of(totals, transfer, registry, types, entry, finished)
    theirs = {(str(row[0]), str(row[1]), int(row[2])): int(row[3]) for row in said["groups"]}
    ours = {group: units for group, units in totals.items() if units}
    differing = {
        group: (theirs.get(group, 0), ours.get(group, 0))
        for group in sorted({*theirs, *ours})
        if theirs.get(group, 0) != ours.get(group, 0)
    }
    status = ReconciliationStatus.TOTALS_INCONSISTENT if differing else ReconciliationStatus.COMPLETED
    thorough = bool(said.get("thorough"))
    groups = sorted({*theirs, *ours}) if thorough else list(differing)
    return Reconciliation(registry, status, entry, differing, groups, thorough)


def _in_flux(store: Store, registry: str, entry: int, finished: Mapping[str, int]) -> Iterator[Transfer]:
    """Transfers in which the registry's books at its entry and the log's books now may differ."""
    seen: set[str] = set()
    for transfer in (*store.open_transfers(), *store.finished_after(registry, entry)):
        if transfer.id not in seen and registry in (transfer.home, transfer.target):
            seen.add(transfer.id)
            yield transfer


def _as_of(
    totals: dict[Group, int],
    transfer: Transfer,
    registry: str,
    types: Mapping[str, str],
    entry: int,
    finished: Mapping[str, int],
) -> None:
    """Turn the log's totals into what the registry must have had at its entry."""
    content = content_of(transfer)
    status = Status(transfer.status)
    moved = [block_from_text(each) for each in content.get("blocks", ())]
    made = [block_from_text(each) for each in content.get("created", ())] or moved
    here = status is Status.COMPLETED
    if transfer.home == registry:
        done_there = 0 < (transfer.initiating_entry or finished.get(transfer.id, 0)) <= entry
        if not here and status not in FINAL and content.get("from"):
            _put_back(totals, transfer, types)
        if here and not done_there:
            _move(totals, moved, made, types, content, registry, -1)
        elif done_there and not here:
            _move(totals, moved, made, types, content, registry, 1)
    elif here and not 0 < (transfer.acquiring_entry or finished.get(transfer.id, 0)) <= entry:
        _add(totals, moved, types[content["to"]], -1)


def _move(
    totals: dict[Group, int],
    moved: Sequence[Block],
    made: Sequence[Block],
    types: Mapping[str, str],
    content: Mapping[str, Any],
    registry: str,
    sign: int,
) -> None:
    """Do (or with sign -1 undo) a completed transaction in the totals of the registry that proposed it."""
    if content.get("from"):
        _add(totals, moved, types[content["from"]], -sign)
    if content["to"].partition("-")[0] == registry:
        _add(totals, made, types[content["to"]], sign)


def _add(totals: dict[Group, int], blocks: Iterable[Block], kind: str, sign: int) -> None:
    for block in blocks:
        totals[kind, block.series.unit, block.series.applicable_period] += sign * block.quantity


def compare_blocks(log: Side, found: Reconciliation, said: Mapping[str, Any]) -> Reconciliation:
    """Phase 2: the serial numbers that lie elsewhere with the registry than with the log. What moves is left out."""
    entry = whole(said, "entry")
    store = log.desk.store
    theirs = [(text({"owner": row[0]}, "owner"), block_from_text(row[1])) for row in said["blocks"]]
    with store.reading():
        ours = list(_as_held(store, found.registry, found.groups))
        moving = [
            (block.series.origin, block.start, block.end)
            for transfer in _in_flux(store, found.registry, min(entry, found.entry), {})
            for block in (*_blocks(transfer), *map(block_from_text, content_of(transfer).get("created", ())))
        ]
    found.spans = _without(_differences(theirs, ours), moving)
    found.status = ReconciliationStatus.BLOCKS_INCONSISTENT if found.spans else ReconciliationStatus.COMPLETED
    return found


def _differences(one: Iterable[tuple[str, Block]], other: Iterable[tuple[str, Block]]) -> list[Span]:
    """Serial numbers whose account or series differs between two lists of blocks."""
    marks: dict[str, list[tuple[int, int, tuple[str, str]]]] = defaultdict(list)
    for sign, rows in ((1, one), (-1, other)):
        for owner, block in rows:
            label = (owner, block.series.text())
            marks[block.series.origin].append((block.start, sign, label))
            marks[block.series.origin].append((block.end + 1, -sign, label))
    spans: list[Span] = []
    for origin in sorted(marks):
        balance: dict[tuple[str, str], int] = defaultdict(int)
        uneven, since = 0, 0
        for place, sign, label in sorted(marks[origin]):
            if uneven and place > since:
                spans.append((origin, since, place - 1))
            before = balance[label]
            balance[label] += sign
            uneven += (balance[label] != 0) - (before != 0)
            since = place
    return joined(spans)


def _without(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The spans less all serial numbers of others."""
    left = list(spans)
    for origin, first, last in joined(others):
        kept: list[Span] = []
        for home, start, end in left:
            if home != origin or end < first or start > last:
                kept.append((home, start, end))
                continue
            kept += [(home, start, first - 1)] if start < first else []
            kept += [(home, last + 1, end)] if end > last else []
        left = kept
    return left


def record(log: Side, found: Reconciliation) -> None:
    """Write the result into the log's journal. Units in doubt are quarantined from now on."""
    values = {
        "status": int(found.status),
        "entry": found.entry,
        "on": log.desk.clock.now().date().isoformat(),
        "differing": [[*group, *numbers] for group, numbers in found.differing.items()],
        "quarantined": [list(span) for span in found.spans],
        "trail": [each["entry"] for each in found.trail],
    }
    step = TakeStep(found.registry, "reconciliation", found.registry, "result", json.dumps(values), "#")
    head = log.desk.store.heads()[found.registry].sequence
    [outcome] = log.do([step._replace(request=f"reconciliation:{found.registry}:{head}")])
    if not outcome.accepted:
        raise Misuse(f"the reconciliation with {found.registry} cannot be recorded: {outcome.refusals}")


def release(log: Side, registry: str, request: str) -> None:
    """Lift a quarantine once somebody has settled what happened (status 6, manual intervention)."""
    values = {
        "status": int(ReconciliationStatus.COMPLETED_WITH_INTERVENTION),
        "entry": 0,
        "on": log.desk.clock.now().date().isoformat(),
        "differing": [],
        "quarantined": [],
        "trail": [],
    }
    log.do([TakeStep(registry, "reconciliation", registry, "result", json.dumps(values), request)])


def begin(log: Side, registry: str, *, thorough: bool = False) -> list[Word]:
    """Ask a registry for its totals; a `thorough` reconciliation compares every block even where totals agree."""
    return [Word(registry, "totals wanted", {"id": registry, **wanted(log, registry), "thorough": thorough})]


def hear(log: Side, found: Reconciliation | None, sender: str, kind: str, items: Sequence[Mapping[str, Any]]) -> Heard:
    """Take up a registry's answer: how far the reconciliation has come, and what is asked next."""
    item = dict(items[0]) if items else {}
    try:
        if kind == "totals":
            return _heard_totals(log, sender, item)
        if found is None:
            raise Misuse(f"3002: no reconciliation with {sender} is going on")
        if kind == "blocks":
            return _heard_blocks(log, found, sender, items)
        found.trail = [*item["entries"], *trail(log.desk.store, sender, found.spans)]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Misuse(f"2004: what {sender} says of its books cannot be read ({error!r})") from None
    record(log, found)
    return Heard(found, [])


class Heard(NamedTuple):
    """How far a reconciliation has come, and what is asked next."""

    found: Reconciliation | None
    words: list[Word]


def _heard_totals(log: Side, sender: str, item: Item) -> Heard:
    found = compare_totals(log, sender, item)
    if not isinstance(found, Reconciliation):
        unsure = sorted({*found, *wanted(log, sender)["unsure"]})
        again = {"id": sender, "unsure": unsure, "thorough": bool(item.get("thorough"))}
        return Heard(None, [Word(sender, "totals wanted", again)])
    if found.groups:
        groups = [list(group) for group in found.groups]
        return Heard(found, [Word(sender, "blocks wanted", {"id": sender, "groups": groups})])
    record(log, found)
    return Heard(found, [])


def _heard_blocks(log: Side, found: Reconciliation, sender: str, items: Sequence[Mapping[str, Any]]) -> Heard:
    for item in items:
        found.pieces[text(item, "id")] = dict(item)
    first = next(iter(found.pieces.values()))
    if len(found.pieces) < whole(first, "of"):
        return Heard(found, [])
    rows = [row for piece in found.pieces.values() for row in piece["blocks"]]
    found.pieces.clear()
    compare_blocks(log, found, {"entry": first["entry"], "blocks": rows})
    if found.spans:
        return Heard(found, [Word(sender, "trail wanted", {"id": sender, "spans": [list(s) for s in found.spans]})])
    record(log, found)
    return Heard(found, [])
