"""Parties and their positions, read from the books: nothing here changes anything."""

from __future__ import annotations

import json
from datetime import date

from openets.compliance import party_position
from openets.compliance.party_limits import retired_units
from openets.compliance.party_position import Position, counts_by_registry, counts_of, position
from openets.compliance.party_record import Party, party_from
from openets.compliance.party_steps import KIND
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.store import Store


def parties(store: Store) -> dict[str, Party]:
    """Every Party on record, by code."""
    return {record.key: party_from(json.loads(record.body)) for record in store.all_records(KIND.name)}


def party_of(store: Store, code: str) -> Party:
    """One Party. Raises `Misuse` for one that is not on record."""
    found = parties(store).get(code)
    if found is None:
        raise Misuse(f"'{code[:40]}' is no Party on record: `ets party initial-report` begins its record")
    return found


def positions(law: Law, store: Store, on: date) -> dict[str, Position]:
    """The position of every Party on a day, with the units that its registry has now."""
    return party_position.positions(law, parties(store), store.all_totals(), on)


def position_of(law: Law, store: Store, code: str, on: date) -> Position:
    """The position of one Party. Raises `Misuse` for one that is not on record."""
    return position(law, party_of(store, code), counts_of(law, counts_by_registry(store.all_totals()), code), on)


def retired(law: Law, store: Store, code: str) -> int:
    """Units that a Party retired; of the bubble, those of all its members too."""
    return retired_units(law, counts_of(law, counts_by_registry(store.all_totals()), code))
