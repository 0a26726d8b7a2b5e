"""What a registry answers to a log that reconciles with it: totals by group, blocks, and entries of its journal.

It says everything *as of* one of its own entries. What the log says of its own books, to compare them, is said with
the same functions.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openets.federation.items import Content, Item, read_content, text, transfer_id
from openets.federation.side import Side
from openets.kernel.units import Block
from openets.ledger.accounts import TRANSIT
from openets.ledger.entries import touched_by
from openets.ledger.segments import Span, overlap
from openets.ledger.store import Group, Store, group_of
from openets.ledger.transactions import Status
from openets.ledger.transfers import ACQUIRING, INITIATING

ANSWERS = {"totals wanted": "totals", "blocks wanted": "blocks", "trail wanted": "trail"}
"""What a log asks a registry while it reconciles → what the registry answers."""

MOST_ENTRIES = 1000
"""Entries of a trail that are told, the last ones: somebody will read them."""

PIECE = 2**16
"""Characters of blocks in one item of a message, about."""

Held = tuple[str, str, str]
"""Account, series and ranges of serial numbers, as `BlocksOfAccount` has them."""


def answer(side: Side, kind: str, item: Item) -> list[dict[str, Any]]:
    """What a registry answers to a log that reconciles with it: one item, or many where there are many blocks."""
    question = text(item, "question")
    match kind:
        case "totals wanted":
            answers = [_totals(side, item.get("unsure", ()))]
        case "blocks wanted":
            answers = _blocks(side, list(map(group_in, item["groups"])))
        case _:
            spans = [(str(row[0]), int(row[1]), int(row[2])) for row in item["spans"]]
            answers = [{"entries": trail(side.session.store, side.name, spans)}]
    return [{"id": side.name, "question": question, **each} for each in answers]


def _totals(side: Side, unsure: Sequence[str]) -> dict[str, Any]:
    """What the registry holds now, units on their way where they came from; and the entries with which it finished
    transfers of which the log may not know that, or says that it is unsure."""
    store = side.session.store
    finished: dict[str, int] = {}
    with store.reading():
        entry = store.heads()[side.name].sequence
        totals = defaultdict(int, store.group_totals(side.name))
        types = types_of(store)
        for transfer in store.open_transfers():
            if transfer.role != INITIATING:
                continue
            if transfer.status == Status.COMPLETED:
                finished[transfer.id] = transfer.initiating_entry
            elif not transfer.is_over:
                put_back(totals, read_content(transfer.content), types)
    for transfer in side.transfers(transfer_id({"id": name}) for name in unsure).values():
        if transfer.status == Status.COMPLETED:
            received = transfer.role == ACQUIRING
            finished[transfer.id] = transfer.acquiring_entry if received else transfer.initiating_entry
    groups = [[*group, units] for group, units in sorted(totals.items()) if units]
    return {"entry": entry, "groups": groups, "finished": finished, "asked": list(unsure)}


def _blocks(side: Side, groups: Sequence[Group]) -> list[dict[str, Any]]:
    """The blocks of some groups, in as many pieces as it takes."""
    store = side.session.store
    with store.reading():
        entry = store.heads()[side.name].sequence
        pieces = list(_pieces(as_held(store, side.name, groups))) or [[]]
    return [
        {"id": f"{side.name}:{number}", "entry": entry, "of": len(pieces), "blocks": piece}
        for number, piece in enumerate(pieces)
    ]


def trail(store: Store, registry: str, spans: Sequence[Span]) -> list[int]:
    """The numbers of the entries of a registry's chain that touched any of these serial numbers; the last ones."""
    found = (
        entry.sequence
        for entry in store.entries(registry)
        if entry.kind in ("transaction", "received") and overlap(touched_by(entry), spans) is not None
    )
    return list(deque(found, maxlen=MOST_ENTRIES))


def types_of(store: Store) -> dict[str, str]:
    """Account → its type."""
    return {account.identifier: account.type for account in store.all_accounts()}


def group_in(row: Sequence[Any]) -> Group:
    """The group with which a row of a message begins."""
    kind, unit, period, vintage, *_ = row
    return str(kind), str(unit), int(period), int(vintage)


def count(totals: dict[Group, int], kind: str, blocks: Iterable[Block], sign: int = 1) -> None:
    """Count blocks in accounts of a type; with sign -1 take them off."""
    for block in blocks:
        totals[group_of(kind, block.series)] += sign * block.quantity


def put_back(totals: dict[Group, int], content: Content, types: Mapping[str, str]) -> None:
    """Count what is in transit where it came from."""
    if content.moved:
        count(totals, TRANSIT, content.moved, -1)
        count(totals, types[content.proposal.transferring], content.moved)


def as_held(store: Store, registry: str, groups: Sequence[Group]) -> Iterator[Held]:
    """The blocks of some groups in a registry's accounts; units on their way count where they came from."""
    yield from map(tuple, store.group_blocks(registry, [group for group in groups if group[0] != TRANSIT]))
    types = types_of(store)
    for transfer in store.open_transfers():
        if transfer.home != registry or transfer.is_over:
            continue
        content = read_content(transfer.content)
        source = content.proposal.transferring
        for block in content.moved if source else ():
            if group_of(types[source], block.series) in groups:
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
