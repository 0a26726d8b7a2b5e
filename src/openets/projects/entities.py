"""Steps of an operational entity: accreditation, suspension, and the interests that it declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from openets.checks.check import check
from openets.projects.cycles import programmes
from openets.projects.entity import FUNCTIONS, Entity, Spell
from openets.projects.facts import OUR_RULE
from openets.projects.law import scopes
from openets.records.fields import FieldType, Flag, Numbers, Text, Texts
from openets.records.steps import RecordKind, Step, StepType, step_type, table_of

FIELDS: dict[str, FieldType] = {
    "name": Text(),
    "country": Text(),
    "mechanisms": Texts(programmes, least=1),
    "functions": Texts(FUNCTIONS),
    "scopes": Numbers(scopes),
    "synthetic": Flag(),
    "reason": Text(),
    "interest": Text(),
}


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """A step that somebody wants to take with an entity."""

    key: str
    step: str
    now: Entity | None
    on: date
    dated: date
    told: Mapping[str, Any]

    @property
    def entity(self) -> Entity:
        """The entity before the step, which is there for every step but the first."""
        assert self.now is not None
        return self.now


def _facts(row: StepType[EntityFacts, Entity], step: Step, now: Entity | None, told: dict[str, Any]) -> EntityFacts:
    return EntityFacts(step.key, step.name, now, step.on, told.get("on", step.on), told)


def _impossible(row: StepType[EntityFacts, Entity], step: Step, now: Entity | None) -> EntityFacts:
    return _facts(row, step, now, {})


@check("P-7090", field="state", citation="3/CMP.1 Annex 20-27; 3/CMP.1 App. A", verified=False)
def entity_step_follows_its_accreditation(facts: EntityFacts) -> str | None:
    """An entity must be accredited before it is suspended, reinstated or withdrawn, and once only."""
    state = facts.now.state if facts.now is not None else ""
    if state in STEPS[facts.step].states:
        return None
    if not state:
        return f"There is no entity {facts.key}: accredit it first."
    possible = ", ".join(f"'{name}'" for name, row in STEPS.items() if state in row.states)
    return f"{facts.key} is {state}; what it can do now: {possible or 'be accredited under another key'}."


@check("P-7091", field="dated", citation=OUR_RULE, verified=False)
def entity_step_comes_after_the_last(facts: EntityFacts) -> str | None:
    """A decision on an accreditation must not be dated before the one that went before it, nor in the future."""
    if facts.dated > facts.on:
        return f"{facts.dated} has not come on {facts.on}."
    if facts.now is None:
        return None
    last = facts.now.spells[-1]
    before = last.first_day if last.last_day is None else last.last_day + timedelta(days=1)
    return f"It is {facts.dated}, and the last decision of {before}." if facts.dated < before else None


# ---- what each step does -------------------------------------------------------------------------


def _accredit(facts: EntityFacts) -> Entity:
    told = facts.told
    return Entity(
        key=facts.key,
        name=told["name"],
        country=told.get("country", ""),
        state="",
        mechanisms=told["mechanisms"],
        functions=told.get("functions") or FUNCTIONS,
        scopes=told.get("scopes", ()),
        spells=(Spell(facts.dated),),
        synthetic=told.get("synthetic", False),
    )


def _extend(facts: EntityFacts) -> Entity:
    return replace(facts.entity, scopes=tuple(sorted({*facts.entity.scopes, *facts.told["scopes"]})))


def _declare(facts: EntityFacts) -> Entity:
    return replace(facts.entity, interests=(*facts.entity.interests, facts.told["interest"]))


def _reinstate(facts: EntityFacts) -> Entity:
    return replace(facts.entity, spells=(*facts.entity.spells, Spell(facts.dated)))


def _end(facts: EntityFacts) -> Entity:
    """A suspension or a withdrawal: the accreditation ends with the day before."""
    *earlier, last = facts.entity.spells
    if last.last_day is None:
        last = last._replace(last_day=facts.dated - timedelta(days=1), reason=facts.told["reason"])
    return replace(facts.entity, spells=(*earlier, last))


# ---- the table -----------------------------------------------------------------------------------

_EVERY = "entity_step_follows_its_accreditation entity_step_comes_after_the_last"
_ACCREDITED, _KNOWN = ("accredited",), ("accredited", "suspended")

STEPS = table_of(
    step_type(
        "accredit",
        _accredit,
        "name mechanisms",
        "country functions scopes synthetic",
        _EVERY,
        states=("",),
        to="accredited",
    ),
    step_type("extend", _extend, "scopes", "", _EVERY, states=_ACCREDITED),
    step_type("suspend", _end, "reason", "", _EVERY, states=_ACCREDITED, to="suspended"),
    step_type("reinstate", _reinstate, "", "", _EVERY, states=("suspended",), to="accredited"),
    step_type("withdraw", _end, "reason", "", _EVERY, states=_KNOWN, to="withdrawn"),
    step_type("declare interest", _declare, "interest", "", _EVERY, states=_KNOWN),
)

KIND: RecordKind[EntityFacts, Entity] = RecordKind(
    "entity", "an operational entity", Entity, FIELDS, STEPS, _facts, _impossible
)
