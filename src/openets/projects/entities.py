"""Operational entities: who validates and verifies projects, for which scopes, and when it was accredited.

Their steps are accreditation, suspension, and the interests that they declare.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from openets.checks.check import OUR_RULE, check
from openets.projects.law import programmes, scopes
from openets.records.fields import Flag, Numbers, Text, Texts, fields_of
from openets.records.steps import RecordKind, Taking, step_type, table_of

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
    name: Annotated[str, Text()]
    country: Annotated[str, Text()]
    state: str
    """``accredited``, ``suspended`` or ``withdrawn``."""
    mechanisms: Annotated[tuple[str, ...], Texts(programmes, least=1)]
    """The programmes of the law's cycles for which it is accredited."""
    functions: Annotated[tuple[str, ...], Texts(FUNCTIONS)]
    scopes: Annotated[tuple[int, ...], Numbers(scopes)]
    interests: tuple[str, ...] = ()
    """Projects and companies in which it has an interest, by id or name: it may judge none of them."""
    spells: tuple[Spell, ...] = ()
    synthetic: Annotated[bool, Flag()] = False

    def accredited(self, on: date) -> bool:
        return any(spell.first_day <= on and (spell.last_day is None or on <= spell.last_day) for spell in self.spells)


@check("P-7090", field="state", citation="3/CMP.1 Annex 20-27; 3/CMP.1 App. A", verified=False)
def entity_step_follows_its_accreditation(facts: Taking[Entity]) -> str | None:
    """An entity must be accredited before it is suspended, reinstated or withdrawn, and once only."""
    state = facts.now.state if facts.now is not None else ""
    if state in facts.row.states:
        return None
    if not state:
        return f"There is no entity {facts.key}: accredit it first."
    possible = ", ".join(f"'{name}'" for name, row in STEPS.items() if state in row.states)
    return f"{facts.key} is {state}; what it can do now: {possible or 'be accredited under another key'}."


@check("P-7091", field="on", citation=OUR_RULE, verified=False)
def entity_step_comes_after_the_last(facts: Taking[Entity]) -> str | None:
    """A decision on an accreditation must not be dated before the one that went before it, nor in the future."""
    if facts.on > facts.today:
        return f"{facts.on} has not come on {facts.today}."
    if facts.now is None:
        return None
    last = facts.now.spells[-1]
    before = last.first_day if last.last_day is None else last.last_day + timedelta(days=1)
    return f"It is {facts.on}, and the last decision of {before}." if facts.on < before else None


def _accredit(facts: Taking[Entity]) -> Entity:
    told = {name: value for name, value in facts.told.items() if name != "on" and value != ()}
    left_out = {"country": "", "functions": FUNCTIONS, "scopes": ()}
    return Entity(key=facts.key, state="", spells=(Spell(facts.on),), **left_out | told)


def _extend(facts: Taking[Entity]) -> Entity:
    return replace(facts.before, scopes=tuple(sorted({*facts.before.scopes, *facts.told["scopes"]})))


def _declare(facts: Taking[Entity]) -> Entity:
    return replace(facts.before, interests=(*facts.before.interests, facts.told["interest"]))


def _reinstate(facts: Taking[Entity]) -> Entity:
    return replace(facts.before, spells=(*facts.before.spells, Spell(facts.on)))


def _end(facts: Taking[Entity]) -> Entity:
    """A suspension or a withdrawal: the accreditation ends with the day before."""
    *earlier, last = facts.before.spells
    if last.last_day is None:
        last = last._replace(last_day=facts.on - timedelta(days=1), reason=facts.told["reason"])
    return replace(facts.before, spells=(*earlier, last))


FIELDS = {**fields_of(Entity), "reason": Text(), "interest": Text()}

_EVERY = "entity_step_follows_its_accreditation entity_step_comes_after_the_last"
_ACCREDITED, _KNOWN = ("accredited",), ("accredited", "suspended")

STEPS = table_of(
    step_type(
        "accredit",
        _accredit,
        "name mechanisms country? functions? scopes? synthetic?",
        _EVERY,
        states=("",),
        to="accredited",
    ),
    step_type("extend", _extend, "scopes", _EVERY, states=_ACCREDITED),
    step_type("suspend", _end, "reason", _EVERY, states=_ACCREDITED, to="suspended"),
    step_type("reinstate", _reinstate, "", _EVERY, states=("suspended",), to="accredited"),
    step_type("withdraw", _end, "reason", _EVERY, states=_KNOWN, to="withdrawn"),
    step_type("declare interest", _declare, "interest", _EVERY, states=_KNOWN),
)

KIND: RecordKind[Taking[Entity], Entity] = RecordKind(
    "entity", "an operational entity", Entity, FIELDS, STEPS, impossible=lambda taking: taking
)
