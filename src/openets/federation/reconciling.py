"""How a log makes sure that a registry's books and its own view of them are the same, while trade goes on.

Three phases, as in the field: totals by group; the blocks of groups that differ; the entries that touched the serial
numbers in doubt. The registry says everything *as of* one of its own entries (`answering`). What was completed after
that entry, or is on its way, is left out on both sides, so that nobody need stand still. Units in doubt, and no
others, are quarantined until somebody has settled what happened.

A reconciliation is in the log's mind only until its result is in the journal: whoever misses the answer asks again.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex

from openets.engine.outcomes import expect
from openets.engine.steps import TakeStep
from openets.federation.answering import Held, as_held, count, group_in, put_back, trail, types_of
from openets.federation.items import Item, read_content, text, whole
from openets.federation.kinds.note import crossing_off
from openets.federation.side import OutboundItem, Side
from openets.kernel.refusals import Misuse
from openets.kernel.units import block_from_text, series_from_text
from openets.ledger.segments import Span, joined, less
from openets.ledger.store import Group, Store
from openets.ledger.transactions import Status
from openets.ledger.transfers import Transfer
from openets.records.reconciliation import KIND, ReconciliationStatus

MOST_PIECES = 20_000
"""Pieces of an answer that are kept until it is whole: room for a hundred million blocks."""

_NEVER = 2**62
"""The number of an entry that no journal will have."""


@dataclass
class Reconciliation:
    """A reconciliation of a log with one registry, as far as it has come."""

    registry: str
    through: str
    """Who is asked: the registry, or the international log for it."""
    question: str
    """By what the log's questions, and the answers to them, are known. Nobody can guess it, or has said it before."""
    thorough: bool = False
    """Whether every block is compared, even where totals agree."""
    entry: int = 0
    """The registry's entry as of which it has said what it holds; 0 before."""
    theirs: dict[Group, int] = field(default_factory=dict)
    """The totals that it has said."""
    finished: dict[str, int] = field(default_factory=dict)
    """Transfers that it says it has completed or received → number of its entry."""
    unsure: set[str] = field(default_factory=set)
    """Transfers about which it was asked last."""
    differing: dict[Group, tuple[int, int]] = field(default_factory=dict)
    """Groups whose totals differ → the registry's and the log's number."""
    groups: list[Group] = field(default_factory=list)
    """Groups whose blocks are compared: those that differ, or all of them."""
    spans: list[Span] = field(default_factory=list)
    """Serial numbers in doubt."""
    pieces: dict[str, Item] = field(default_factory=dict)
    """Blocks that have come so far."""
    shown: int = 0
    """The registry's entry as of which these are: an answer to a question that was asked twice comes twice."""
    asks: str = "totals"
    """The kind of the answer that is awaited, ``""`` once the result is in the journal."""


def begin(log: Side, registry: str, through: str, *, thorough: bool = False) -> Reconciliation:
    """Begin a reconciliation. Only answers to its question are taken up from now on."""
    found = Reconciliation(registry, through, f"{log.name}:{token_hex(8)}", thorough)
    found.unsure = _unsure(log, registry)
    return found


def ask_totals(found: Reconciliation) -> list[OutboundItem]:
    """Phase 1: the registry is asked for its totals, and how transfers in which they may differ stand with it."""
    return _ask(found, "totals", unsure=sorted(found.unsure))


def _ask(found: Reconciliation, phase: str, **more: object) -> list[OutboundItem]:
    found.asks = phase
    return [OutboundItem(found.through, f"{phase} wanted", {"id": found.registry, "question": found.question, **more})]


def _unsure(log: Side, registry: str) -> set[str]:
    """Transfers that the registry may have completed or received without this log's knowing.

    It hears of a completion from the international log, which may tell the Community log later.
    """
    store = log.session.store
    going_on = (each for each in store.open_transfers() if not each.is_over)
    known = {each.id for each in going_on if registry in (each.home, each.target)}
    return known | {each.id for each in store.finished_after(registry, _NEVER)}


def compare_totals(log: Side, found: Reconciliation) -> None:
    """Phase 1: which groups differ, as of the registry's entry."""
    store = log.session.store
    with store.reading():
        totals = defaultdict(int, store.group_totals(found.registry))
        types = types_of(store)
        for transfer in _in_flux(store, found.registry, found.entry):
            _as_of(totals, transfer, found, types)
    theirs, ours = found.theirs, {group: units for group, units in totals.items() if units}
    found.differing = {
        group: (theirs.get(group, 0), ours.get(group, 0))
        for group in sorted({*theirs, *ours})
        if theirs.get(group, 0) != ours.get(group, 0)
    }
    found.groups = sorted({*theirs, *ours}) if found.thorough else list(found.differing)


def _in_flux(store: Store, registry: str, entry: int) -> Iterator[Transfer]:
    """Transfers in which the registry's books at its entry and the log's books now may differ.

    Those that ended without completion are none of them: on both sides their units are where they came from.
    """
    found = {each.id: each for each in (*store.open_transfers(), *store.finished_after(registry, entry))}
    for transfer in found.values():
        undone = transfer.is_over and transfer.status != Status.COMPLETED
        if registry in (transfer.home, transfer.target) and not undone:
            yield transfer


def _as_of(totals: dict[Group, int], transfer: Transfer, found: Reconciliation, types: Mapping[str, str]) -> None:
    """Turn the log's totals into what the registry must have had at its entry."""
    content = read_content(transfer.content)
    proposal, at_home = content.proposal, transfer.home == found.registry
    number = transfer.initiating_entry if at_home else transfer.acquiring_entry
    here = transfer.status == Status.COMPLETED
    there = 0 < (number or found.finished.get(transfer.id, 0)) <= found.entry
    if at_home and not here:
        put_back(totals, content, types)
    if here is there:
        return
    sign = 1 if there else -1
    if at_home and proposal.transferring:
        count(totals, types[proposal.transferring], content.moved, -sign)
    if proposal.acquiring.partition("-")[0] == found.registry:
        count(totals, types[proposal.acquiring], content.created or content.moved, sign)


def compare_blocks(log: Side, found: Reconciliation, said: Iterable[Sequence[str]]) -> None:
    """Phase 2: the serial numbers that lie elsewhere with the registry than with the log. What moves is left out."""
    store = log.session.store
    with store.reading():
        differences = _differences(said, as_held(store, found.registry, found.groups))
        moving = [
            (block.series.origin, block.start, block.end)
            for transfer in _in_flux(store, found.registry, min(found.shown, found.entry))
            for blocks in read_content(transfer.content)[2:]
            for block in blocks
        ]
    found.spans = less(differences, moving)


def _differences(theirs: Iterable[Sequence[str]], ours: Iterable[Held]) -> list[Span]:
    """Serial numbers whose account or series differs between what a registry says and what the log has.

    Raises `ValueError` for blocks that differ and are none.
    """
    said = _by_place(theirs)
    found: list[Span] = []
    for place, ranges in _by_place(ours).items():
        found += _uneven(place, said.pop(place, set()), ranges)
    for place, ranges in said.items():
        found += _uneven(place, ranges, set())
    return joined(found)


def _by_place(held: Iterable[Sequence[str]]) -> dict[tuple[str, str], set[str]]:
    """Account and series → ranges of serial numbers."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for account, series, ranges in held:
        found[account, series].update(ranges.split(","))
    return found


def _uneven(place: tuple[str, str], one: set[str], other: set[str]) -> Iterator[Span]:
    """Serial numbers in one of two sets of ranges that are not in the other, however each side has cut them."""
    _, series = place
    marks: list[tuple[int, int]] = []
    for sign, ranges in ((1, one - other), (-1, other - one)):
        for block in (block_from_text(f"{series} {each}") for each in ranges):
            marks += [(block.start, sign), (block.end + 1, -sign)]
    origin = series_from_text(series).origin
    balance, since = 0, 0
    for serial, sign in sorted(marks):
        if balance and serial > since:
            yield origin, since, serial - 1
        balance, since = balance + sign, serial


def record(log: Side, found: Reconciliation, entries: Sequence[tuple[str, int]] = ()) -> None:
    """Write the result into the log's journal. Units in doubt are quarantined from now on.

    `entries` are side and number of each entry, in its journal of this registry, that touched them.
    """
    status = ReconciliationStatus.TOTALS_INCONSISTENT if found.differing else ReconciliationStatus.COMPLETED
    head = log.session.store.heads()[found.registry].sequence
    step = result(
        found.registry,
        f"reconciliation:{found.registry}:{head}",
        status=int(ReconciliationStatus.BLOCKS_INCONSISTENT if found.spans else status),
        entry=found.entry,
        on=log.session.clock.now().date().isoformat(),
        differing=[[*group, *numbers] for group, numbers in found.differing.items()],
        quarantined=[list(span) for span in found.spans],
        trail=[list(each) for each in entries],
    )
    expect(log.do([step]))


def release(log: Side, registry: str, request: str) -> None:
    """Lift a quarantine once somebody has settled what happened (status 6, manual intervention)."""
    status = int(ReconciliationStatus.COMPLETED_WITH_INTERVENTION)
    on = log.session.clock.now().date().isoformat()
    expect(log.do([result(registry, request, status=status, on=on)]))


def result(registry: str, request: str, **values: object) -> TakeStep:
    """The command that keeps what a reconciliation found; what is not said of it is nothing."""
    nothing = {"entry": 0, "differing": [], "quarantined": [], "trail": []}
    return TakeStep(registry, KIND.name, registry, "result", json.dumps({**nothing, **values}), request)


def handle(log: Side, found: Reconciliation, kind: str, items: Sequence[Item]) -> list[OutboundItem]:
    """Take up a registry's answer; what is asked next. What answers another question, or one that was answered,
    changes nothing. Raises `Misuse`, or what reading a wrong value raises, for an answer that makes no sense."""
    if found.asks != kind or any(text(item, "question") != found.question for item in items):
        return []
    match kind:
        case "totals":
            return _handle_totals(log, found, items[0])
        case "blocks":
            return _handle_blocks(log, found, items)
    theirs = [(found.registry, whole({"entry": each}, "entry")) for each in items[0]["entries"]]
    ours = [(log.name, each) for each in trail(log.session.store, found.registry, found.spans)]
    found.asks = ""
    record(log, found, [*theirs, *ours])
    return []


def _handle_totals(log: Side, found: Reconciliation, item: Item) -> list[OutboundItem]:
    asked = set(item["asked"])
    if not found.unsure <= asked:
        return []  # the answer to what was asked before that
    found.finished |= {str(name): int(number) for name, number in item["finished"].items()}
    if found.through != found.registry:
        # the Community log hears from nobody else when the registry received transfers
        unsure = log.session.store.finished_after(found.registry, _NEVER)
        finished = found.finished
        log.do([crossing_off(own, "", finished[own.id]) for own in unsure if own.id in finished])
    if not found.entry:
        theirs = {group_in(row): int(row[4]) for row in item["groups"]}
        found.entry, found.theirs = whole(item, "entry"), theirs
        # what is proposed from now on cannot have been completed at that entry: asked once more, it is enough
        found.unsure = _unsure(log, found.registry) - asked - found.finished.keys()
        if found.unsure:
            return ask_totals(found)
    compare_totals(log, found)
    if found.groups:
        return _ask(found, "blocks", groups=[list(group) for group in found.groups])
    found.asks = ""
    record(log, found)
    return []


def _handle_blocks(log: Side, found: Reconciliation, items: Sequence[Item]) -> list[OutboundItem]:
    for item in items:
        entry, name = whole(item, "entry"), text(item, "id")
        if entry > found.shown:
            found.pieces, found.shown = {}, entry  # units may have moved meanwhile: one answer must be whole
        if entry == found.shown:
            found.pieces[name] = item
    pieces = list(found.pieces.values())
    if not pieces:
        return []
    of = whole(pieces[0], "of")
    if len(pieces) > min(of, MOST_PIECES) or of > MOST_PIECES:
        raise Misuse(f"M-2004: {found.registry} shows its blocks in {of:,} pieces and sends {len(pieces):,} so far")
    if len(pieces) < of:
        return []
    found.pieces = {}
    compare_blocks(log, found, [row for piece in pieces for row in piece["blocks"]])
    record(log, found)  # what is in doubt is quarantined at once, whatever becomes of the third phase
    if found.spans:
        return _ask(found, "trail", spans=[list(span) for span in found.spans])
    found.asks = ""
    return []
