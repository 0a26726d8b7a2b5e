"""Steps of an operational entity: accreditation, suspension, and the interests that it declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from openets.checks.check import named
from openets.kernel.refusals import Misuse, Refused
from openets.ledger.records import Body, Place, Step
from openets.projects.entity import FUNCTIONS, MECHANISMS, Entity, Spell, body_of, entity_from
from openets.projects.law import scopes
from openets.projects.ruling import OUR_RULE, examine, rule_of
from openets.projects.values import Values

STEPS = {
    "accredit": ("",),
    "extend": ("accredited",),
    "suspend": ("accredited",),
    "reinstate": ("suspended",),
    "withdraw": ("accredited", "suspended"),
    "declare interest": ("accredited", "suspended"),
}
"""Step → states in which it may be taken; the empty one: there is no such entity yet."""


@dataclass(frozen=True, slots=True)
class EntityCase:
    """A step that somebody wants to take with an entity."""

    step: Step
    now: Entity | None
    dated: date


def needs(key: str, step: str, values: Mapping[str, Any]) -> list[Place]:
    """An entity's steps look at no other record."""
    return []


@rule_of("P-7090", field="state", citation="3/CMP.1 Annex 20-27; 3/CMP.1 App. A")
def entity_step_follows_its_accreditation(case: EntityCase) -> str | None:
    """An entity must be accredited before it is suspended, reinstated or withdrawn, and once only."""
    state = case.now.state if case.now is not None else ""
    if state in STEPS[case.step.name]:
        return None
    if not state:
        return f"There is no entity {case.step.key}: accredit it first."
    possible = ", ".join(f"'{name}'" for name, states in STEPS.items() if state in states)
    return f"{case.step.key} is {state}; what it can do now: {possible or 'be accredited under another key'}."


@rule_of("P-7091", field="dated", citation=OUR_RULE)
def entity_step_comes_after_the_last(case: EntityCase) -> str | None:
    """A decision on an accreditation must not be dated before the one that went before it, nor in the future."""
    if case.dated > case.step.on:
        return f"{case.dated} has not come on {case.step.on}."
    if case.now is None:
        return None
    last = case.now.spells[-1]
    before = last.first_day if last.last_day is None else last.last_day + timedelta(days=1)
    return f"It is {case.dated}, and the last decision of {before}." if case.dated < before else None


_RULES = named(["entity_step_follows_its_accreditation", "entity_step_comes_after_the_last"])


def advance(step: Step) -> Body:
    """Take a step with an entity's accreditation. Raises `Refused` where a rule forbids it, `Misuse` for nonsense."""
    if step.name not in STEPS:
        raise Misuse(f"'{step.name}' is no step of an operational entity; known are {', '.join(STEPS)}")
    now = entity_from(step.now) if step.now is not None else None
    values = Values(step.name, step.values)
    dated = values.day("on", step.on)
    refusals = examine(_RULES, EntityCase(step, now, dated))
    if refusals:
        raise Refused(refusals)
    then = _accredited(step, values, dated) if now is None else _after(step.name, now, values, dated)
    values.done()
    return body_of(then)


def _accredited(step: Step, values: Values, dated: date) -> Entity:
    return Entity(
        key=step.key,
        name=values.text("name"),
        country=values.text("country", ""),
        state="accredited",
        mechanisms=values.texts("mechanisms", MECHANISMS, needed=True),
        functions=values.texts("functions", FUNCTIONS) or FUNCTIONS,
        scopes=values.numbers("scopes", scopes()),
        spells=(Spell(dated),),
        synthetic=values.flag("synthetic", False),
    )


def _after(name: str, now: Entity, values: Values, dated: date) -> Entity:
    match name:
        case "extend":
            return replace(now, scopes=tuple(sorted({*now.scopes, *values.numbers("scopes", scopes())})))
        case "declare interest":
            return replace(now, interests=(*now.interests, values.text("interest")))
        case "reinstate":
            return replace(now, state="accredited", spells=(*now.spells, Spell(dated)))
    *earlier, last = now.spells
    reason = values.text("reason")
    if last.last_day is None:
        last = last._replace(last_day=dated - timedelta(days=1), reason=reason)
    return replace(now, state="suspended" if name == "suspend" else "withdrawn", spells=(*earlier, last))
