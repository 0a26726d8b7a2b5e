"""Steps of projects: the cycles as `parameters/cycles.toml` has them, and how a step is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from openets.checks.check import Check, named
from openets.kernel.refusals import Misuse, Refusal, Refused
from openets.ledger.records import Body, Place, Step
from openets.projects import rules_of_design, rules_of_issuance, rules_of_monitoring, rules_of_registration
from openets.projects.case import CycleStep, ProjectCase, Standing
from openets.projects.counted import KIND as COUNTED
from openets.projects.counted import TRANSACTION, shown_by
from openets.projects.entity import entity_from
from openets.projects.law import MECHANISMS, read, rule
from openets.projects.project import Event, Project, body_of, project_from
from openets.projects.reckoning import unsettled
from openets.projects.ruling import examine
from openets.projects.steps import HANDLERS, Taking, listed
from openets.projects.values import Values

_RULES = (rules_of_design, rules_of_issuance, rules_of_monitoring, rules_of_registration)

LIST = "list"
"""The step by which a public list enters a project: it belongs to no cycle."""


class Cycle(NamedTuple):
    """The cycle of one kind of project."""

    mechanism: str
    name: str
    registry: str
    """Whose journal keeps it: a registry's code, or ``host``."""
    steps: Mapping[str, CycleStep]


@cache
def cycles() -> dict[str, Cycle]:
    """Mechanism → cycle. Raises `KeyError` for a rule that nobody wrote."""
    assert _RULES
    table = read("cycles")
    return {
        mechanism: Cycle(
            mechanism,
            table[mechanism]["name"],
            table[mechanism]["registry"],
            {name: _step(name, row, table) for name, row in table[mechanism]["steps"].items()},
        )
        for mechanism in MECHANISMS
    }


def _step(name: str, row: dict[str, Any], table: dict[str, Any]) -> CycleStep:
    checks = [each for word in row["checks"] for each in table["sets"].get(word, [word])]
    return CycleStep(
        name,
        row["who"],
        tuple(row["from"]),
        row.get("to", ""),
        row.get("otherwise", ""),
        tuple(row.get("period", ())),
        row.get("period_to", ""),
        row.get("period_otherwise", ""),
        named([*table["every"], *checks]),
    )


@cache
def step_names() -> tuple[str, ...]:
    """Every step of every cycle, in the order of the cycles."""
    return tuple(dict.fromkeys([*(name for cycle in cycles().values() for name in cycle.steps), LIST]))


@cache
def _no_step(name: str) -> CycleStep:
    """A step that a cycle does not have: it is in no state that lets it pass."""
    return CycleStep(name, "", (), "", "", (), "", "", named([*read("cycles")["every"]]))


def registry_of(mechanism: str, key: str) -> str:
    """The registry in whose journal a project of this mechanism and number is kept."""
    cycle = cycles().get(mechanism)
    if cycle is None:
        raise Misuse(f"'{mechanism}' is no mechanism; known are {', '.join(MECHANISMS)}")
    return key[:2] if cycle.registry == "host" else cycle.registry


def needs(key: str, step: str, values: Mapping[str, Any]) -> list[Place]:
    """What a step looks at: the host Party's record, the entity's that it names, the transaction that is its proof."""
    entity, shown = values.get("entity"), shown_by(step, values)
    places: list[Place] = [("party", key[:2])]
    if type(entity) is str and entity:
        places.append(("entity", entity))
    return [*places, (TRANSACTION, shown), (COUNTED, shown)] if shown else places


def advance(step: Step, host: Standing | None) -> Body:
    """Take a step in a project's cycle: its record as it is since.

    `host` is how the host Party stands as to Joint Implementation; with `None` that is not looked at. Raises
    `Refused` with every rule that says no, `Misuse` for a step or value that makes no sense.
    """
    if step.name not in step_names():
        raise Misuse(f"'{step.name}' is no step of a project; known are {', '.join(step_names())}")
    now = project_from(step.now) if step.now is not None else None
    if step.name == LIST:
        return _recorded(listed(step, now), step, step.on, "")
    row = cycles()[_mechanism(step, now)].steps.get(step.name) or _no_step(step.name)
    if now is None and step.name != "design":
        _stop(step, row, now)
    values = Values(step.name, step.values)
    if now is not None and (now.imported or not row.states):
        _stop(step, row, now)
    dated = values.day("on", step.on)
    body = step.others.get(("entity", str(step.values.get("entity"))))
    taking = Taking(step, row, now, values, dated, host, entity_from(body) if body is not None else None)
    case = HANDLERS[step.name](taking)
    values.done()
    refusals = examine(row.checks, case)
    if refusals:
        raise Refused(refusals)
    return _recorded(_moved(case), step, dated, taking.text)


def _mechanism(step: Step, now: Project | None) -> str:
    if step.name != "design":
        return now.mechanism if now is not None else MECHANISMS[0]
    mechanism = step.values.get("mechanism")
    if mechanism not in MECHANISMS:
        raise Misuse(f"value 'mechanism' of step 'design' is {mechanism!r}: expected one of {', '.join(MECHANISMS)}")
    return str(mechanism)


def _stop(step: Step, row: CycleStep, now: Project | None) -> None:
    """Refuse a step that the project cannot take whatever it is told. Raises `Refused`."""
    then = now or Project(step.key, "", "", "", "")
    case = ProjectCase(step.key, row, now, then, step.on, step.on)
    raise Refused(examine(row.checks[:1], case))


def _moved(case: ProjectCase) -> Project:
    """The project in the state that the cycle says follows."""
    row, then = case.step, case.result or case.then
    after = row.to if case.positive else row.otherwise
    if after:
        then = replace(then, state=after)
    period = then.period(case.period_number)
    period_after = row.period_to if case.positive else row.period_otherwise
    if period is not None and period_after:
        then = then.with_period(replace(period, state=period_after))
    return then


def _recorded(project: Project, step: Step, dated: date, text: str) -> Body:
    event = Event(step.name, step.on, dated, step.by, text)
    return body_of(replace(project, events=(*project.events, event)))


def next_steps(project: Project) -> list[CycleStep]:
    """The steps that the project, as far as it has come, could take next."""
    return [step for step in cycles()[project.mechanism].steps.values() if _may_follow(project, step)]


def _may_follow(project: Project, step: CycleStep) -> bool:
    if project.state not in step.states:
        return False
    stands = project.state != "withdrawn"
    match step.name:
        case "request issuance":
            return stands and any(row.certified > row.requested for row in project.periods if row.state != "reported")
        case "issued":
            return stands and any(row.state == "requested" and row.outstanding for row in project.periods)
        case "set aside":
            return bool(project.installations)
        case "renew":
            crediting = project.crediting
            most: int = rule("crediting.CDM", "renewals").value
            return crediting is not None and crediting.renewable and crediting.renewals < most
        case "report reversal":
            return project.sink and project.issued > 0
        case "settle reversal":
            return unsettled(project) > 0
    return not step.period_states or any(row.state in step.period_states for row in project.periods)


def refusals_to_issue(project: Project, on: date, quantity: int, host: Standing | None) -> list[Refusal]:
    """Every rule that stands in the way of issuing units to a project on a day."""
    row = cycles()[project.mechanism].steps["issued"]
    case = ProjectCase(project.key, row, project, project, on, on, host=host, quantity=quantity, unit=project.unit)
    return examine(row.checks, case)


def checks_of(mechanism: str, step: str) -> tuple[Check, ...]:
    """The rules of a step, in order of precedence."""
    return cycles()[mechanism].steps[step].checks
