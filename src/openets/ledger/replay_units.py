"""What a transaction's entry does to a replay: units change hands, totals and years follow.

The auditor's own way: nothing here is asked by the books when they post, and nothing of theirs is asked here.
"""

from typing import Any

from openets.kernel.units import Elements, series_from_text
from openets.ledger.accounts import FOREIGN, PROCEEDS
from openets.ledger.compact import numbered
from openets.ledger.entries import Range, TransactionEntry, block_read, origin_of, unit_of
from openets.ledger.journal import Entry
from openets.ledger.replay import Replay
from openets.ledger.transactions import Effect, TransactionType
from openets.ledger.transfers import registry_of


def transaction(state: Replay, entry: Entry, told: TransactionEntry) -> None:
    """Follow a transaction that was completed where it stands."""
    stop_wrong_place(entry, told)
    kind = state.terms.transactions[told.type]
    _stop_wrong_accounts(state, entry, told, kind)
    moved, created = read_blocks(told)
    if bool(created) is (kind.effect is Effect.MOVE) or bool(moved) is (kind.effect is Effect.CREATE):
        raise ValueError(f"a transaction {kind.code} does not {'create' if created else 'move'} units")
    if not {unit_of(series) for series, _, _ in moved or created} <= kind.units:
        raise ValueError(f"a transaction {kind.code} has no {unit_of((moved or created)[0][0])}")
    _reverse(state, told, kind)
    if told.elements.vintage:
        _check_vintage(told, moved)
    if kind.effect is Effect.CONVERT:
        _convert(state, kind, told, moved, created)
    else:
        _check_new(state, entry, kind, moved, created)
        for block in moved:
            _hand_over(state, block, told)
        for series, start, end in created:
            state.ranges[entry.registry].create(start, end, told.from_ or told.to, series)
            state.issued[unit_of(series)] += end - start + 1
    _follow_year(state, told, moved)
    count(state, told, kind, moved, created)
    enter(state, told, moved or created)
    if told.to.partition("-")[0] != entry.registry and state.accounts[told.to].type != FOREIGN:
        state.sent[told.id] = entry.text


def arrival(state: Replay, entry: Entry, told: TransactionEntry) -> None:
    """The acquiring registry's copy of a transaction that another registry of the same books has completed."""
    if state.sent.pop(told.id, None) != entry.text or told.to.partition("-")[0] != entry.registry:
        raise ValueError(f"{told.id} was not sent here so, or was received before")


def stop_wrong_place(entry: Entry, told: TransactionEntry) -> None:
    """Raise `ValueError` for an entry that does not bear the number of its place."""
    if told.id != f"{entry.registry}{entry.sequence}":
        raise ValueError(f"it calls itself {told.id}")


def read_blocks(told: TransactionEntry) -> tuple[list[Range], list[Range]]:
    """The blocks that a transaction moved, and those that it brought into being."""
    return [block_read(text) for text in told.blocks], [block_read(text) for text in told.created]


def enter(state: Replay, told: TransactionEntry, blocks: list[Range]) -> None:
    """Count a transaction, and keep what the table of transactions must say of it."""
    state.transactions += 1
    link = state.links[registry_of(told.id)]
    state.fingerprints.set(registry_of(told.id), link.sequence, _fingerprint(state, told, blocks))


def count(
    state: Replay, told: TransactionEntry, kind: TransactionType, moved: list[Range], created: list[Range]
) -> None:
    """Follow the totals that cannot be read from who holds what."""
    home, target = told.from_.partition("-")[0], told.to.partition("-")[0]
    unit, quantity = unit_of((moved or created)[0][0]), _quantity(moved or created)
    made = unit_of((created or moved)[0][0])
    counts: list[tuple[str, str, str, int]] = []
    if kind.effect is Effect.CREATE:
        counts.append((target, unit, "issued", quantity))
        if unit in state.terms.removal_units:
            counts.append((target, unit, f"issued {series_from_text(created[0][0]).activity}", quantity))
    elif kind.effect is Effect.CONVERT and made != unit:
        counts.append((home, unit, "converted", quantity))
        counts.append((home, made, "converted", -quantity) if kind.back else (home, made, "issued", quantity))
    elif kind.effect is Effect.REPLACE:
        counts += [(home, made, "issued", quantity), (home, made, "in place", quantity)]
    elif home != target:
        for registry, end, what in ((home, told.from_, "sold"), (target, told.to, "bought")):
            if state.accounts[end].type != FOREIGN:
                counts.append((registry, unit, what, quantity))
    if "period" in kind.changes:
        counts.append((home, unit, "carried", quantity))
    if state.accounts[told.to].type == PROCEEDS:
        counts.append((home, unit, "owed", -quantity))
    if told.owed:
        counts.append((target, unit, "owed", told.owed))
    for registry, each, what, number in counts:
        state.counted[registry, each, what] += number


def _stop_wrong_accounts(state: Replay, entry: Entry, told: TransactionEntry, kind: TransactionType) -> None:
    """Raise `ValueError` where a transaction of this type cannot go from one of its accounts to the other."""
    source, target = told.from_, told.to
    if (source or target).partition("-")[0] != entry.registry:
        raise ValueError(f"it stands in the journal of {entry.registry} and begins with account '{source or target}'")
    within = target.partition("-")[0] == entry.registry
    if source and kind.same_registry is not None and kind.same_registry is not within:
        raise ValueError(f"a transaction {kind.code} does not go from {source} to {target}")
    for identifier, kinds in ((source, kind.transferring), (target, kind.acquiring)):
        account = state.accounts.get(identifier)
        if identifier and account is None:
            raise ValueError(f"account {identifier} was never opened")
        goes_by = not kinds if account is None else bool(kinds) and (account.type in kinds or account.type == FOREIGN)
        if not goes_by:
            raise ValueError(f"a transaction {kind.code} does not go by account '{identifier}'")


def _reverse(state: Replay, told: TransactionEntry, kind: TransactionType) -> None:
    """A transaction is reversed once, by the type that undoes it."""
    registry = registry_of(told.id)
    state.types.set(registry, state.links[registry].sequence, state.type_numbers[kind.code])
    if not told.reverses:
        return
    undone = state.types.take(told.reverses)  # which is reversed once
    types = state.terms.transactions.values()
    if undone not in [state.type_numbers[each.code] for each in types if each.reversed_by == kind.code]:
        raise ValueError(f"a transaction {kind.code} does not reverse {told.reverses}")


def _hand_over(state: Replay, block: Range, told: TransactionEntry) -> None:
    """Units change hands; those that go to another registry's own books leave these."""
    series, start, end = block
    ranges = state.ranges[origin_of(series)]
    if state.accounts[told.to].type == FOREIGN:
        ranges.remove(start, end, told.from_, series)
        state.issued[unit_of(series)] -= end - start + 1
    else:
        ranges.move(start, end, told.from_, series, told.to, series)


def _convert(
    state: Replay, kind: TransactionType, told: TransactionEntry, moved: list[Range], created: list[Range]
) -> None:
    for (series, start, end), (new_series, new_start, new_end) in zip(moved, created, strict=True):
        if (start, end) != (new_start, new_end):
            raise ValueError("a conversion keeps serial numbers")
        after = series_from_text(new_series)
        if kind.converted(series_from_text(series), Elements(*after[4:])) != after:
            raise ValueError(f"a transaction {kind.code} does not make {new_series} of {series}")
        state.ranges[origin_of(series)].move(start, end, told.from_, series, told.to, new_series)
        state.issued[unit_of(series)] -= end - start + 1
        state.issued[unit_of(new_series)] += end - start + 1


def _follow_year(state: Replay, told: TransactionEntry, moved: list[Range]) -> None:
    kind = state.terms.transactions[told.type]
    if not told.year or not kind.record:
        return
    ends = (told.from_, told.to)
    holder = next(each for each in ends if each and state.accounts[each].type in state.terms.operators)
    record = state.year(state.accounts[holder].installation, told.year)
    signed = kind.sign * _quantity(moved)
    if kind.record == "allocated":
        state.set_year(record._replace(allocated=record.allocated + signed))
        return
    unit = unit_of(moved[0][0])
    allowances = signed if state.terms.units[unit].allowance else 0
    if unit in state.terms.credits and not state.terms.accounts[state.accounts[holder].type].aviation:
        state.counted[registry_of(told.id), "", f"credits {told.year}"] += signed
    surrendered, covered = record.surrendered + signed, record.surrendered_allowances + allowances
    state.set_year(record._replace(surrendered=surrendered, surrendered_allowances=covered))


def _check_new(state: Replay, entry: Entry, kind: TransactionType, moved: list[Range], created: list[Range]) -> None:
    """New units are of the registry's own, of the type that the transaction makes, and as many as they replace; they
    have a vintage if those of their type do."""
    if not created:
        return
    before = unit_of(moved[0][0]) if moved else unit_of(created[0][0])
    for series, _, _ in created:
        if origin_of(series) != entry.registry or unit_of(series) != kind.makes(before):
            raise ValueError(f"a transaction {kind.code} of {entry.registry} does not make {series}")
        unit = state.terms.units[unit_of(series)]
        if not unit.later and bool(series_from_text(series).vintage) is not unit.vintaged:
            raise ValueError(f"{series} has {'a' if series_from_text(series).vintage else 'no'} vintage")
    if moved and _quantity(moved) != _quantity(created):
        raise ValueError(f"{_quantity(moved)} units cannot be replaced by {_quantity(created)}")


def _check_vintage(told: TransactionEntry, moved: list[Range]) -> None:
    """Of a vintage that is named is all that moves."""
    for series, _, _ in moved:
        if series_from_text(series).vintage != told.elements.vintage:
            raise ValueError(f"{series} is not of vintage {told.elements.vintage}")


def _quantity(blocks: list[Range]) -> int:
    return sum(end - start + 1 for _, start, end in blocks)


def _fingerprint(state: Replay, told: TransactionEntry, blocks: list[Range]) -> int:
    """What the table of transactions must say, in short; see :func:`fingerprint`."""
    own = state.accounts[told.from_].installation if told.from_ else ""
    units = (unit_of(blocks[0][0]), _quantity(blocks))
    settled = (told.at, told.year, own or state.accounts[told.to].installation, told.request, told.reverses)
    effective = told.on or told.at[:10]
    return fingerprint(told.type, told.from_, told.to, *units, *settled, told.reconstructed, told.by, effective)


def fingerprint(*facts: Any) -> int:
    """A number for the facts of a transaction."""
    return numbered(*facts)
