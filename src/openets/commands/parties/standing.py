"""Positions of Parties, read from the books: nothing here changes anything."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from openets.compliance.party_limits import Counts, retired_units
from openets.compliance.party_position import Bubble, Position, bubble, bubble_members, joint_party, position
from openets.compliance.party_record import Party, party_from
from openets.compliance.party_steps import KIND
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.store import Store, Total


def parties(store: Store) -> dict[str, Party]:
    """Every Party on record, by code."""
    return {record.key: party_from(json.loads(record.body)) for record in store.all_records(KIND.name)}


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


def counts_of(law: Law, counts: Mapping[str, Counts], code: str) -> Counts:
    """Totals by which a Party is judged: its registry's; for the joint Party of the bubble all members' too."""
    if code != joint_party(law):
        return counts.get(code, {})
    together: Counter[tuple[str, str]] = Counter()
    for each in (code, *bubble_members(law)):
        together.update(dict(counts.get(each, {})))
    return together


def positions(law: Law, store: Store, on: date) -> dict[str, Position]:
    """The position of every Party on a day, with the units that its registry has now."""
    return positions_from(law, parties(store), store.all_totals(), on)


def positions_from(law: Law, known: Mapping[str, Party], totals: Mapping[Total, int], on: date) -> dict[str, Position]:
    """The same from Parties and totals that are at hand."""
    counts = counts_by_registry(totals)
    return {code: position(law, party, counts_of(law, counts, code), on) for code, party in known.items()}


def position_of(law: Law, store: Store, code: str, on: date) -> Position:
    """The position of one Party. Raises `Misuse` for one that is not on record."""
    return position(law, party_of(store, code), counts_of(law, counts_by_registry(store.all_totals()), code), on)


def retired(law: Law, store: Store, code: str) -> int:
    """Units that a Party retired; of the bubble, those of all its members too."""
    return retired_units(law, counts_of(law, counts_by_registry(store.all_totals()), code))


def bubble_of(law: Law, here: Mapping[str, Position], totals: Mapping[Total, int]) -> Bubble | None:
    """The position of the Parties that meet one target together; `None` while their joint Party is not on record."""
    code = joint_party(law)
    joint = here.get(code)
    if joint is None:
        return None
    return bubble(law, joint.party, here, counts_by_registry(totals).get(code, {}))
