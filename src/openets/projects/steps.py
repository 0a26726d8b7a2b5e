"""Steps of projects: the table of the kind of record, and what may come next.

The states, hands and checks of each step stand in the law's `cycles.toml`; here stand its fields, and `taking.py` has
what it makes of the project.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from openets.checks.check import CHECKS, named
from openets.laws.law import Law
from openets.laws.rows import Source
from openets.ledger.records import Place
from openets.projects import on_design, on_issuance, on_monitoring, on_registration, taking
from openets.projects.counted import COUNTED, TRANSACTION, evidence_of
from openets.projects.facts import CycleFacts
from openets.projects.law import (
    LIST,
    CycleStep,
    check_numbers,
    cycle_step,
    cycles,
    mechanisms,
    numbers,
    read_countries,
    read_cycles,
    rule,
)
from openets.projects.project import Event, Listed, Period, Project
from openets.projects.reckoning import unsettled
from openets.projects.taking import ELIGIBILITY
from openets.projects.usability import check_credits
from openets.records.fields import PROSE, ByYear, Choice, Day, FieldType, Flag, Text, Whole, fields_of
from openets.records.steps import RecordKind, Step, StepType, Table, Taking, asked_for

CHECK_MODULES = (on_design, on_issuance, on_monitoring, on_registration)
"""The modules whose import declares the checks that cycles name."""


# ---- what steps may be told: tonnes of CO2 equivalent and units are whole numbers -----------------


FIELDS: dict[str, FieldType] = {
    **fields_of(Project),
    **fields_of(CycleFacts),
    "mechanism": Choice(mechanisms),
    "crediting": Choice(("renewable", "fixed")),
    "first_day": Day(),
    "last_day": Day(),
    "baseline": ByYear(),
    "expected": ByYear(),
    "sustainable": Flag(),
    "entity": Text(),
    "opinion": Text(PROSE, lines=True),
    "reason": Text(),
    "replaces": Whole(),
    "period": Whole(1, 10_000),
    "certified": Whole(),
    "passed": Flag(),
    "track": Whole(1, 2),
}

UNITS = {"quantity": Whole(1)}
"""Where a step is about units that moved there is at least one."""
REPORT = fields_of(Period)
"""In a monitoring report the days and the baseline are its own."""


def _listed(law: Law) -> Collection[str]:
    return tuple(name for name, cycle in cycles(law).items() if "listed" in cycle.traits)


# ---- the table -----------------------------------------------------------------------------------


class Form(NamedTuple):
    """What a step is told and what it would make of the project."""

    prepare: Callable[[Taking[Project]], CycleFacts]
    asked: str = ""
    """Names of its fields, as a row of a table has them."""
    fields: Mapping[str, FieldType] = {}


FORMS: dict[str, Form] = {
    "design": Form(
        taking.design,
        "mechanism title first_day baseline expected host? parties? participants? methodologies? scale? scopes?"
        " technology? kilowatts? megawatt_hours? dam_criteria? activity? unit? installations? crediting? last_day?"
        " fixed_baseline? synthetic?",
    ),
    "state additionality": Form(taking.state_additionality, "grounds? argument? required_by_law?"),
    "approve": Form(taking.approve, "party sustainable?"),
    "validate": Form(taking.validate, "entity positive? opinion?"),
    "register": Form(taking.register),
    "reject": Form(taking.end, "reason"),
    "withdraw": Form(taking.end, "reason"),
    "monitor": Form(taking.monitor, "first_day last_day baseline monitored leakage? reductions? replaces?", REPORT),
    "verify": Form(taking.verify, "period entity? certified?"),
    "request issuance": Form(taking.request_issuance, "period quantity?"),
    "request review": Form(taking.request_review, "period reason"),
    "conclude review": Form(taking.conclude_review, "period passed"),
    "issued": Form(taking.issued, "quantity transaction unit?", UNITS),
    "set aside": Form(taking.set_aside, "installation quantity transaction", UNITS),
    "renew": Form(taking.renew, "entity baseline expected opinion?"),
    "change track": Form(taking.change_track, "track"),
    "report reversal": Form(taking.report_reversal, "entity quantity", UNITS),
    "settle reversal": Form(taking.settle_reversal, "transaction"),
    LIST: Form(
        taking.listed,
        "mechanism source id title scale estimated? issued? validator? others? notes? methodologies? host? parties?",
        {**fields_of(Listed), "mechanism": Choice(_listed)},
    ),
}
"""Every step of every cycle, by name."""


@lru_cache(64)
def _tables(law: Law) -> dict[str, Table[CycleFacts, Project]]:
    """Mechanism → its table. A step that only other cycles have is there too: no state lets it pass."""
    return {mechanism: {name: _row(law, mechanism, name) for name in FORMS} for mechanism in cycles(law)}


def _row(law: Law, mechanism: str, name: str) -> StepType[CycleFacts, Project]:
    row, form = cycle_step(law, mechanism, name), FORMS[name]
    asked, checks = asked_for(form.asked), named(row.checks)
    return StepType(name, _take, *asked, checks, row.who, row.states, row.to, row.otherwise, form.fields)


def check_cycles(law: Law, source: Source) -> None:
    """Note what is wrong with a file of cycles: words that nobody knows, and numbers that the law does not have."""
    for mechanism, cycle in read_cycles(source).items():
        row = source.row("cycle", mechanism)
        for unit in (*cycle.units, *cycle.sink_units):
            if unit not in law.terms.units:
                row.problem(f"'{unit}' is no unit type", "Name one of units.toml.", "units")
        for group, kind in product({cycle.crediting, cycle.sink_crediting}, cycle.kinds):
            if not numbers(law, group).keys() & {"last_day", f"{kind}_years"}:
                row.problem(f"[{group}] lacks '{kind}_years'", "Add it to projects.toml.", "crediting")
        for step in cycle.steps.values():
            if step.name not in FORMS:
                row.problem(f"'{step.name}' is no step", f"Known are {', '.join(FORMS)}.", "steps", step.name)
            for check in step.checks:
                if check not in CHECKS:
                    row.problem(f"'{check}' is no check", "Name a set or a check of the reference.", "steps", step.name)


def _table(step: Step, now: Project | None) -> Table[CycleFacts, Project]:
    tables = _tables(step.law)
    return tables.get(taking.mechanism_of(step, now)) or tables[mechanisms(step.law)[0]]


def _impossible(taken: Taking[Project]) -> CycleFacts:
    return taking.facts_of(replace(taken, told={}), taken.now or Project(taken.key, "", "", "", ""))


def _take(facts: CycleFacts) -> Project:
    """The project as the step leaves it, its monitoring period in the state that the cycle says follows."""
    then = facts.result or facts.then
    period = then.period(facts.period_number)
    after = facts.step.period_to if facts.positive else facts.step.period_otherwise
    return then.with_period(replace(period, state=after)) if period is not None and after else then


def _finish(facts: CycleFacts, project: Project) -> Project:
    event = Event(facts.step.name, facts.on, facts.dated, facts.by, facts.text)
    return replace(project, events=(*project.events, event))


def _needs(law: Law, key: str, step: str, values: Mapping[str, Any]) -> list[Place]:
    """The host Party and how far it is eligible, the entity that the step names, the transaction on which it relies."""
    entity, transaction = values.get("entity"), evidence_of(step, values)
    places: list[Place] = [("party", key[:2]), (ELIGIBILITY, key[:2])]
    if type(entity) is str and entity:
        places.append(("entity", entity))
    return [*places, (TRANSACTION, transaction), (COUNTED, transaction)] if transaction else places


KIND: RecordKind[CycleFacts, Project] = RecordKind(
    "project",
    "a project",
    Project,
    FIELDS,
    _table,
    lambda taken: FORMS[taken.step.name].prepare(taken),
    _impossible,
    _needs,
    _finish,
    sparse=True,
    follows=frozenset({"issued"}),
    law_files={
        "cycles": check_cycles,
        "projects": check_numbers,
        "credits": check_credits,
        "countries": lambda law, source: read_countries(source),
    },
)


# ---- what may come next --------------------------------------------------------------------------


def next_steps(law: Law, project: Project) -> list[CycleStep]:
    """The steps that the project, as far as it has come, could take next."""
    return [step for step in cycles(law)[project.mechanism].steps.values() if _may_follow(law, project, step)]


def _may_follow(law: Law, project: Project, step: CycleStep) -> bool:
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
            most: int = rule(law, cycles(law)[project.mechanism].crediting, "renewals").value
            return crediting is not None and crediting.renewable and crediting.renewals < most
        case "report reversal":
            return project.sink and project.issued > 0
        case "settle reversal":
            return unsettled(project) > 0
    return not step.period_states or any(row.state in step.period_states for row in project.periods)
