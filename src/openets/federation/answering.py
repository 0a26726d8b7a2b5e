"""What a registry answers to a log that reconciles with it: totals by group, blocks, and entries of its journal.

It says everything *as of* one of its own entries. What the log says of its own books, to compare them, is said with
the same functions.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from openets.federation.items import text
from openets.federation.side import Item, Side, content_of
from openets.kernel.units import Block, block_from_text
from openets.ledger.accounts import TRANSIT
from openets.ledger.entries import touched_by
from openets.ledger.segments import Span, overlap
from openets.ledger.store import Group, Store
from openets.ledger.transactions import FINAL, Status
from openets.ledger.transfers import ACQUIRING, INITIATING, Transfer

ANSWERS = {"totals wanted": "totals", "blocks wanted": "blocks", "trail wanted": "trail"}
"""What a log asks a registry while it reconciles → what the registry answers."""

MOST_ENTRIES = 1000
"""Entries of a trail that are told, the last ones: somebody will read them."""

PIECE = 2**16
"""Characters of blocks in one item of a message, about."""

Held = tuple[str, str, str]
"""Account, series and ranges of serial numbers, as `BlocksOfAccount` has them."""


class Snapshot(NamedTuple):
    """A registry's word on what it holds as of its own entry `entry`, and on the transfers that are between states."""

    entry: int
    totals: dict[Group, int]
    finished: dict[str, int]
    """Transfers that it completed or received and of which the log may not know yet → number of its entry."""


def snapshot(side: Side) -> Snapshot:
    """What the registry holds now. Units on their way count where they came from."""
    store = side.session.store
    with store.reading():
        entry = store.heads()[side.name].sequence
        totals = defaultdict(int, store.group_totals(side.name))
        finished: dict[str, int] = {}
        types = types_of(store)
        for transfer in store.open_transfers():
            if transfer.role != INITIATING:
                continue
            if Status(transfer.status) is Status.COMPLETED:
                finished[transfer.id] = transfer.initiating_entry
            elif Status(transfer.status) not in FINAL:
                put_back(totals, transfer, types)
    return Snapshot(entry, {group: units for group, units in totals.items() if units}, finished)


def types_of(store: Store) -> dict[str, str]:
    """Account → its type."""
    return {account.identifier: account.type for account in store.all_accounts()}


def blocks_of(transfer: Transfer) -> list[Block]:
    """The serial numbers that a transfer moves."""
    return [block_from_text(each) for each in content_of(transfer).get("blocks", ())]


def put_back(totals: dict[Group, int], transfer: Transfer, types: Mapping[str, str]) -> None:
    """Count what is in transit where it came from."""
    source = content_of(transfer).get("from", "")
    for block in blocks_of(transfer):
        series = block.series
        totals[TRANSIT, series.unit, series.applicable_period] -= block.quantity
        totals[types[source], series.unit, series.applicable_period] += block.quantity


def answer(side: Side, kind: str, item: Item) -> list[Item]:
    """What a registry answers to a log that reconciles with it: one item, or many where there are many blocks."""
    question = text(item, "question")
    match kind:
        case "totals wanted":
            found = snapshot(side)
            groups = [[*group, units] for group, units in sorted(found.totals.items())]
            asked = list(item.get("unsure", ()))
            finished = {**found.finished, **_done(side, item)}
            said = {"entry": found.entry, "groups": groups, "finished": finished, "asked": asked}
            return [{"id": side.name, "question": question, **said}]
        case "blocks wanted":
            wished: list[Group] = [(str(row[0]), str(row[1]), int(row[2])) for row in item["groups"]]
            with side.session.store.reading():
                entry = side.session.store.heads()[side.name].sequence
                pieces = list(_pieces(as_held(side.session.store, side.name, wished))) or [[]]
            said = {"question": question, "entry": entry, "of": len(pieces)}
            return [{"id": f"{side.name}:{number}", **said, "blocks": piece} for number, piece in enumerate(pieces)]
    spans = [(str(row[0]), int(row[1]), int(row[2])) for row in item["spans"]]
    return [{"id": side.name, "question": question, "entries": trail(side.session.store, side.name, spans)}]


def as_held(store: Store, registry: str, groups: Sequence[Group]) -> Iterator[Held]:
    """The blocks of some groups in a registry's accounts; units on their way count where they came from."""
    yield from map(tuple, store.group_blocks(registry, [group for group in groups if group[0] != TRANSIT]))
    types = types_of(store)
    for transfer in store.open_transfers():
        source = content_of(transfer).get("from", "")
        if transfer.home != registry or Status(transfer.status) in FINAL or not source:
            continue
        for block in blocks_of(transfer):
            if (types[source], block.series.unit, block.series.applicable_period) in groups:
                yield source, block.series.text(), f"{block.start}-{block.end}"


def _pieces(held: Iterable[Held]) -> Iterator[list[Held]]:
    """The same in lists of bounded length; where one account's ranges are too many they come as several rows."""
    piece: list[Held] = []
    room = PIECE
    for account, series, ranges in held:
        start = 0
        while start < len(ranges):
            end = len(ranges) if len(ranges) - start <= room else ranges.find(",", start + room)
            end = end if end > 0 else len(ranges)
            piece.append((account, series, ranges[start:end]))
            room -= end - start
            start = end + 1
            if room <= 0:
                yield piece
                piece, room = [], PIECE
    if piece:
        yield piece


def _done(side: Side, item: Mapping[str, Any]) -> dict[str, int]:
    """Of the transfers that the log is unsure of, those that are completed or received here → number of the entry."""
    asked = [{"id": name} for name in item.get("unsure", ())]
    found = side.transfers(asked) if asked else {}
    completed = (each for each in found.values() if Status(each.status) is Status.COMPLETED)
    return {each.id: each.acquiring_entry if each.role == ACQUIRING else each.initiating_entry for each in completed}


def trail(store: Store, registry: str, spans: Sequence[Span]) -> list[int]:
    """The numbers of the entries of a registry's chain that touched any of these serial numbers; the last ones."""
    found = (
        entry.sequence
        for entry in store.entries(registry)
        if entry.kind in ("transaction", "received") and overlap(touched_by(entry), spans) is not None
    )
    return list(deque(found, maxlen=MOST_ENTRIES))
