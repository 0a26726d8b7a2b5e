"""Where Parties stand, read from the books: nothing here changes anything."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from openets.compliance.party import KIND
from openets.compliance.party_limits import Counts, retired_units
from openets.compliance.party_position import Bubble, Position, bubble, bubble_members, position
from openets.compliance.party_record import Party, party_from
from openets.kernel.refusals import Misuse
from openets.laws.now import BUBBLE
from openets.ledger.store import Store, Total


def parties(store: Store) -> dict[str, Party]:
    """Every Party on record, by code."""
    return {record.key: party_from(json.loads(record.body)) for record in store.all_records(KIND)}


def party_of(store: Store, code: str) -> Party:
    """One Party. Raises `Misuse` for one that is not on record."""
    found = parties(store).get(code)
    if found is None:
        raise Misuse(f"'{code[:40]}' is no Party on record: `ets party initial-report` begins its record")
    return found


def counts_by_registry(totals: Mapping[Total, int]) -> dict[str, dict[tuple[str, str], int]]:
    """Totals of each registry: (unit type, what is counted) → units."""
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for (registry, unit, what), units in totals.items():
        found[registry][unit, what] = units
    return found


def counts_of(counts: Mapping[str, Counts], code: str) -> Counts:
    """Totals by which a Party is judged: its registry's; for the joint Party of the bubble all members' too."""
    if code != BUBBLE:
        return counts.get(code, {})
    together: Counter[tuple[str, str]] = Counter()
    for each in (code, *bubble_members()):
        together.update(dict(counts.get(each, {})))
    return together


def positions(store: Store, on: date) -> dict[str, Position]:
    """Where every Party stands on a day, with the units that its registry has now."""
    return positions_from(parties(store), store.all_totals(), on)


def positions_from(known: Mapping[str, Party], totals: Mapping[Total, int], on: date) -> dict[str, Position]:
    """The same from Parties and totals that are at hand."""
    counts = counts_by_registry(totals)
    return {code: position(party, counts_of(counts, code), on) for code, party in known.items()}


def position_of(store: Store, code: str, on: date) -> Position:
    """Where one Party stands. Raises `Misuse` for one that is not on record."""
    return position(party_of(store, code), counts_of(counts_by_registry(store.all_totals()), code), on)


def retired(store: Store, code: str) -> int:
    """Units that a Party retired; of the bubble, those of all its members too."""
    return retired_units(counts_of(counts_by_registry(store.all_totals()), code))


def bubble_of(here: Mapping[str, Position], totals: Mapping[Total, int]) -> Bubble | None:
    """How the EU-15 stand together; `None` while their joint Party is not on record."""
    joint = here.get(BUBBLE)
    if joint is None:
        return None
    return bubble(joint.party, here, counts_by_registry(totals).get(BUBBLE, {}))
