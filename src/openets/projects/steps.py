"""Steps of projects: the table of the kind of record, and what may come next.

The states, hands and checks of each step stand in the law's `cycles.toml`; here stand its fields, and `taking.py` has
what it makes of the project.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import Any

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
from openets.records.steps import RecordKind, Step, StepType, Table, Taking, step_type, table_of

CHECK_MODULES = (on_design, on_issuance, on_monitoring, on_registration)
"""The modules whose import declares the checks that cycles name."""

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
    "certified": ByYear(),
    "passed": Flag(),
    "track": Whole(1, 2),
}
"""What steps may be told: tonnes of CO2 equivalent and units are whole numbers."""
UNITS = {"quantity": Whole(1)}
"""Where a step is about units that moved there is at least one."""
REPORT = fields_of(Period)
"""In a monitoring report the days and the baseline are its own."""


def _listed(law: Law) -> Collection[str]:
    return tuple(name for name, cycle in cycles(law).items() if "listed" in cycle.traits)


FORMS: Table[Taking[Project], CycleFacts] = table_of(
    step_type(
        "design",
        taking.design,
        "mechanism title first_day baseline expected host? parties? participants? methodologies? scale? scopes?"
        " technology? kilowatts? megawatt_hours? dam_criteria? activity? unit? installations? crediting? last_day?"
        " fixed_baseline? synthetic?",
    ),
    step_type("state additionality", taking.state_additionality, "grounds? argument? required_by_law?"),
    step_type("approve", taking.approve, "party sustainable?"),
    step_type("validate", taking.validate, "entity positive? opinion?"),
    step_type("register", taking.register),
    step_type("reject", taking.end, "reason"),
    step_type("withdraw", taking.end, "reason"),
    step_type(
        "monitor",
        taking.monitor,
        "first_day last_day baseline monitored leakage? reductions? vintages? replaces?",
        fields=REPORT,
    ),
    step_type("verify", taking.verify, "period entity? certified?"),
    step_type("request issuance", taking.request_issuance, "period quantity?"),
    step_type("request review", taking.request_review, "period reason"),
    step_type("conclude review", taking.conclude_review, "period passed"),
    step_type("issued", taking.issued, "quantity transaction unit?", fields=UNITS),
    step_type("set aside", taking.set_aside, "installation quantity transaction", fields=UNITS),
    step_type("renew", taking.renew, "entity baseline expected opinion?"),
    step_type("change track", taking.change_track, "track"),
    step_type("report reversal", taking.report_reversal, "entity quantity", fields=UNITS),
    step_type("settle reversal", taking.settle_reversal, "transaction"),
    step_type(
        LIST,
        taking.listed,
        "mechanism source id title scale estimated? issued? validator? others? notes? methodologies? host? parties?",
        fields={**fields_of(Listed), "mechanism": Choice(_listed)},
    ),
)
"""Every step of every cycle: what it is told, and the facts that it makes of that."""


@lru_cache(64)
def _tables(law: Law) -> dict[str, Table[CycleFacts, Project]]:
    """Mechanism → its table. A step that only other cycles have is there too: no state lets it pass."""
    return {mechanism: {name: _row(law, mechanism, name) for name in FORMS} for mechanism in cycles(law)}


def _row(law: Law, mechanism: str, name: str) -> StepType[CycleFacts, Project]:
    row, told = cycle_step(law, mechanism, name), FORMS[name]
    asked, checks = (told.needed, told.optional), named(row.checks)
    return StepType(name, _take, *asked, checks, row.who, row.states, row.to, row.otherwise, told.fields)


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
    lambda taken: FORMS[taken.step.name].take(taken),
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
