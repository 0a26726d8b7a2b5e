"""An operational entity: who validates and verifies projects, for which scopes, and when it was accredited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from openets.ledger.records import Body
from openets.records.bodies import record_from

FUNCTIONS = ("validation", "verification")


class Spell(NamedTuple):
    """Days on which an entity was accredited; `last_day` is `None` while it still is."""

    first_day: date
    last_day: date | None = None
    reason: str = ""
    """Why it ended."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A designated operational entity (CDM) or accredited independent entity (JI)."""

    key: str
    name: str
    country: str
    state: str
    """``accredited``, ``suspended`` or ``withdrawn``."""
    mechanisms: tuple[str, ...]
    """The programmes of the law's cycles for which it is accredited."""
    functions: tuple[str, ...]
    scopes: tuple[int, ...]
    interests: tuple[str, ...] = ()
    """Projects and companies in which it has an interest, by id or name: it may judge none of them."""
    spells: tuple[Spell, ...] = ()
    synthetic: bool = False

    def accredited(self, on: date) -> bool:
        return any(spell.first_day <= on and (spell.last_day is None or on <= spell.last_day) for spell in self.spells)


def entity_from(body: Body) -> Entity:
    """Read an entity from its record's body."""
    return record_from(Entity, body)
