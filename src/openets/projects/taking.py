"""What each step makes of a project: from the values that it is told to the project as it would leave it.

Nothing is decided here. Whether a step may be taken is for the checks, which look at the facts that these functions
return.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from openets.kernel.refusals import Misuse
from openets.projects.counted import COUNTED, TRANSACTION
from openets.projects.entities import Entity
from openets.projects.facts import CycleFacts, Evidence, HostEligibility
from openets.projects.law import LIST, cycle_step, cycles, days_of, last_day_of, longest_crediting, rule
from openets.projects.on_monitoring import net
from openets.projects.project import Approval, Crediting, Issuance, Listed, Opinion, Period, Project, Reversal, SetAside
from openets.projects.reckoning import ready_units, unsettled
from openets.records.bodies import record_from
from openets.records.fields import fields_of, wrong
from openets.records.steps import Step, Taking

ELIGIBILITY = "eligibility"
"""How far the host Party is eligible: evidence, never a record."""
LISTED_STATES = ("listed (imported)", "registered (imported)")
"""States of a project of a public list: without and with units issued."""

_MOST_YEARS = 100


def mechanism_of(step: Step, now: Project | None) -> str:
    """The mechanism of the project: as the step names it where that begins or lists one."""
    told = step.values.get("mechanism")
    if step.name in ("design", LIST) and type(told) is str:
        return told
    return now.mechanism if now is not None else ""


_TOLD = fields_of(CycleFacts)


def facts_of(taking: Taking[Project], then: Project, text: str = "", **more: Any) -> CycleFacts:
    """What the checks look at: the project as the step would leave it, what the step was told, and what it names.

    `text` is the line of the project's story; `more` goes before what was told.
    """
    step, told, others = taking.step, taking.told, taking.step.others
    found = {name: told[name] for name in _TOLD if name in told}
    if "period" in told:
        number = told["period"]
        text, found = f"period {number}: {text}", {**found, "period_number": number, "period": _period_of(taking)}
    host, entity = others.get((ELIGIBILITY, step.key[:2])), others.get(("entity", told.get("entity", "")))
    return CycleFacts(
        step.law,
        step.key,
        cycle_step(step.law, mechanism_of(step, taking.now), step.name),
        taking.now,
        then,
        step.on,
        taking.on,
        step.by,
        host=record_from(HostEligibility, host) if host is not None else None,
        entity_key=told.get("entity", ""),
        entity=record_from(Entity, entity) if entity is not None else None,
        evidence=_evidence(taking),
        text=text,
        **{**found, **more},
    )


def _period_of(taking: Taking[Project]) -> Period | None:
    return taking.before.period(taking.told["period"])


def _evidence(taking: Taking[Project]) -> Evidence | None:
    """What the books say of the transaction that the step names."""
    others, transaction = taking.step.others, taking.told.get("transaction", "")
    found, counted = others.get((TRANSACTION, transaction)), others.get((COUNTED, transaction))
    if found is None:
        return None
    return record_from(Evidence, {**found, "counted": counted["project"] if counted is not None else ""})


_DOCUMENT = fields_of(Project)
"""Fields of a design document that the project keeps as they are told."""


def design(taking: Taking[Project]) -> CycleFacts:
    """The design document. A new one begins the cycle again."""
    told, before = taking.told, taking.now
    cycle = cycles(taking.step.law)[told["mechanism"]]
    sink = bool(told.get("activity", 0))
    crediting = _crediting(taking, sink)
    then = Project(
        key=taking.key,
        mechanism=cycle.mechanism,
        state="",
        crediting=crediting,
        baseline=_by_year(told["baseline"], crediting),
        expected=_by_year(told["expected"], crediting),
        # allowances stay given up, whatever becomes of the document
        set_aside=before.set_aside if before is not None else (),
        events=before.events if before is not None else (),
        **_document(taking, cycle.units_of(sink)),
    )
    return facts_of(taking, then, f"{cycle.mechanism}: {then.title}")


def _document(taking: Taking[Project], units: tuple[str, ...]) -> dict[str, Any]:
    """What the project keeps as it is told; left out are its host and, of a project that earns but one, its unit."""
    left_out = {"host": taking.key[:2], "unit": units[0] if len(units) == 1 else ""}
    return {**left_out, **{name: taking.told[name] for name in _DOCUMENT if name in taking.told}}


def _crediting(taking: Taking[Project], sink: bool) -> Crediting:
    """The crediting period; where its last day is left out, as long as it may be."""
    told, law = taking.told, taking.step.law
    cycle = cycles(law)[told["mechanism"]]
    kind, first = told.get("crediting", cycle.kinds[0]), told["first_day"]
    # a kind that the mechanism does not know is refused; until then its last day is that of one that it knows
    known = kind if kind in cycle.kinds else cycle.kinds[0]
    last: date = told.get("last_day", longest_crediting(law, cycle.crediting_of(sink), known, first))
    if last.year - first.year > _MOST_YEARS:
        raise wrong(f"{taking.key}, design: 'last_day'", f"at most {_MOST_YEARS} years after the first", str(last))
    return Crediting(kind, first, last)


def _by_year(given: int | tuple[tuple[int, int], ...], crediting: Crediting) -> tuple[tuple[int, int], ...]:
    """Tonnes of each year; of one number for every year its share by days in the first and the last."""
    if not isinstance(given, int):
        return given
    found = []
    for year in range(crediting.first_day.year, crediting.last_day.year + 1):
        days, whole = days_of(year, crediting.first_day, crediting.last_day), days_of(year, date.min, date.max)
        found.append((year, given * days // whole))
    return tuple(found)


def state_additionality(taking: Taking[Project]) -> CycleFacts:
    """Why the project would not happen without its credits."""
    left_out = {"grounds": (), "argument": "", "required_by_law": False}
    then = replace(taking.before, **{name: taking.told.get(name, value) for name, value in left_out.items()})
    return facts_of(taking, then, ", ".join(then.grounds))


def approve(taking: Taking[Project]) -> CycleFacts:
    """A Party's letter of approval."""
    party, project = taking.told["party"], taking.before
    letter = Approval(party, taking.on, taking.told.get("sustainable", False))
    text = f"{party} ({'host' if party == project.host else 'other Party'})"
    return facts_of(taking, replace(project, approvals=(*project.approvals, letter)), text)


def validate(taking: Taking[Project]) -> CycleFacts:
    """An entity's opinion of the design (in Joint Implementation: its determination)."""
    entity, positive = taking.told["entity"], taking.told.get("positive", True)
    opinion = Opinion(entity, taking.on, positive, 0, taking.told.get("opinion", ""))
    then = replace(taking.before, opinions=(*taking.before.opinions, opinion))
    return facts_of(taking, then, f"{entity}: {'positive' if positive else 'negative'}")


def register(taking: Taking[Project]) -> CycleFacts:
    return facts_of(taking, replace(taking.before, registered=taking.on))


def end(taking: Taking[Project]) -> CycleFacts:
    """A rejection, or the withdrawal of a registration."""
    reason = taking.told["reason"]
    return facts_of(taking, replace(taking.before, ended=reason), reason)


def monitor(taking: Taking[Project]) -> CycleFacts:
    """A monitoring report, or one that replaces a report not yet verified."""
    told, project = taking.told, taking.before
    replaced = told.get("replaces", 0)
    number = replaced or max((row.number for row in project.periods), default=0) + 1
    days, figures = (told["first_day"], told["last_day"]), (told["baseline"], told["monitored"], told.get("leakage", 0))
    period = Period(number, *days, *figures, 0, reported=taking.on, vintages=told.get("vintages", ()))
    total = net(project, period)
    period = replace(period, reductions=total)
    return facts_of(
        taking,
        project.with_period(period),
        f"period {number}: {period.first_day} to {period.last_day}, {total:,} t",
        period_number=number,
        period=period,
        reported=told.get("reductions", total),
        vintages=period.vintages,
        tonnes=total,
        replaced=replaced,
    )


def _with(project: Project, period: Period | None, **changes: Any) -> Project:
    return project if period is None else project.with_period(replace(period, **changes))


def verify(taking: Taking[Project]) -> CycleFacts:
    """An entity's (on track 1 perhaps the host's own) verification and certification of a period.

    Its tonnes are of the years that the report says, unless the entity says others.
    """
    project, period = taking.before, _period_of(taking)
    years = period.vintages if period is not None else ()
    certified = taking.told.get("certified", max(0, period.reductions) if period is not None else 0)
    if not isinstance(certified, int):
        years, certified = certified, sum(tonnes for _, tonnes in certified)
    verifier = taking.told.get("entity", project.host)
    found = {"verifier": verifier, "verified": taking.on, "certified": certified, "vintages": years}
    text = f"{certified:,} t certified by {verifier}"
    more = {"quantity": certified, "vintages": years, "tonnes": certified}
    return facts_of(taking, _with(project, period, **found), text, **more)


def request_issuance(taking: Taking[Project]) -> CycleFacts:
    """Ask for units for a certified period; all that is left of it where no number is given."""
    period = _period_of(taking)
    certified, before = (period.certified, period.requested) if period is not None else (0, 0)
    quantity = taking.told.get("quantity", certified - before)
    then = _with(taking.before, period, requested=before + quantity, requested_on=taking.on, reviewed=False)
    return facts_of(taking, then, f"{quantity:,} units", quantity=quantity)


def request_review(taking: Taking[Project]) -> CycleFacts:
    return facts_of(taking, taking.before, taking.told["reason"])


def conclude_review(taking: Taking[Project]) -> CycleFacts:
    """A review ends: the request passes, or what was not issued of the period falls."""
    period, positive = _period_of(taking), taking.told["passed"]
    if positive or period is None:
        then = _with(taking.before, period, reviewed=True)
    else:
        then = _with(taking.before, period, requested=period.issued, certified=period.issued)
    return facts_of(taking, then, "passed" if positive else "rejected", positive=positive)


def issued(taking: Taking[Project]) -> CycleFacts:
    """Units were issued: they are counted against the oldest requests that are ready."""
    told, project = taking.told, taking.before
    quantity, transaction, unit = told["quantity"], told["transaction"], told.get("unit", project.unit)
    then = project
    for ready in ready_units(taking.step.law, project, taking.today, quantity):
        record = Issuance(transaction, ready.period.number, ready.quantity, project.unit, taking.today, ready.vintage)
        period = then.period(ready.period.number) or ready.period
        state = "issued" if ready.quantity == period.outstanding else period.state
        then = then.with_period(replace(period, issued=period.issued + ready.quantity, state=state))
        then = replace(then, issuances=(*then.issuances, record))
    # the checks look at what was issued before, so that nothing is counted twice
    return facts_of(taking, project, f"{quantity:,} {unit} in {transaction}", unit=unit, result=then)


def set_aside(taking: Taking[Project]) -> CycleFacts:
    """Allowances of an installation cancelled against double counting."""
    told, project = taking.told, taking.before
    row = SetAside(told["installation"], told["quantity"], told["transaction"], taking.on)
    text = f"{row.quantity:,} allowances of {row.installation} in {row.transaction}"
    return facts_of(taking, replace(project, set_aside=(*project.set_aside, row)), text)


def report_reversal(taking: Taking[Project]) -> CycleFacts:
    """Storage was lost again."""
    project, row = taking.before, Reversal(taking.told["quantity"], taking.on)
    then = replace(project, reversals=(*project.reversals, row))
    return facts_of(taking, then, f"{row.quantity:,} t")


def settle_reversal(taking: Taking[Project]) -> CycleFacts:
    """Units of reversed storage were replaced or cancelled: as many tonnes are made good, the oldest first."""
    transaction, project = taking.told["transaction"], taking.before
    evidence = _evidence(taking)
    left = evidence.quantity if evidence is not None else 0
    settled: list[Reversal] = []
    for row in project.reversals:
        part = 0 if row.settled else min(left, row.quantity)
        left -= part
        if part:
            settled.append(row._replace(quantity=part, settled=transaction))
        if row.quantity > part:
            settled.append(row._replace(quantity=row.quantity - part))
    then = replace(project, reversals=tuple(settled))
    text = f"{unsettled(project) - unsettled(then):,} t by {transaction}"
    return facts_of(taking, then, text)


def renew(taking: Taking[Project]) -> CycleFacts:
    """Renew the crediting period, with a baseline that an entity has validated anew."""
    told, project = taking.told, taking.before
    old = project.crediting
    assert old is not None
    law, first = taking.step.law, old.last_day + timedelta(days=1)
    group = cycles(law)[project.mechanism].crediting_of(project.sink)
    fresh = Crediting(old.kind, first, last_day_of(first, rule(law, group, "renewable_years").value))
    number = old.renewals + 1
    opinion = Opinion(told["entity"], taking.on, True, number, told.get("opinion", ""))
    then = replace(
        project,
        crediting=Crediting(old.kind, old.first_day, fresh.last_day, number),
        baseline=_sum_by_year(project.baseline, _by_year(told["baseline"], fresh)),
        expected=_sum_by_year(project.expected, _by_year(told["expected"], fresh)),
        opinions=(*project.opinions, opinion),
    )
    return facts_of(taking, then, f"until {fresh.last_day}")


def _sum_by_year(old: tuple[tuple[int, int], ...], more: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Both periods' years; the year in which one ends and the other begins holds both parts."""
    total = Counter(dict(old))
    total.update(dict(more))
    return tuple(sorted(total.items()))


def change_track(taking: Taking[Project]) -> CycleFacts:
    """To the other track of the same programme.

    On a track on which an entity must determine the project and verify its reports, what the host verified by itself
    and has not issued yet goes back.
    """
    project, known = taking.before, cycles(taking.step.law)
    programme, track = known[project.mechanism].programme, taking.told["track"]
    wanted = next(row for row in known.values() if (row.programme, row.track) == (programme, track))
    then, judged = replace(project, mechanism=wanted.mechanism), "validate" in wanted.steps
    if judged and project.state == "registered":
        again = [
            _reported(row) if row.state in ("verified", "requested") or row.certified > row.issued > 0 else row
            for row in project.periods
        ]
        then = replace(then, state="additionality stated", periods=tuple(again))
    elif not judged and project.state == "validated":
        then = replace(then, state="additionality stated")
    return facts_of(taking, then, wanted.mechanism, wanted=wanted.mechanism)


def _reported(period: Period) -> Period:
    """A period as it was when it had only been reported, save for the units that were issued."""
    issued = {"certified": period.issued, "requested": period.issued}
    fresh = {"state": "reported", "verifier": "", "verified": None, "requested_on": None, "reviewed": False}
    return replace(period, **issued, **fresh)  # type: ignore[arg-type]


def listed(taking: Taking[Project]) -> CycleFacts:
    """A project as a public list has it. Raises `Misuse` where a project of its own has that number."""
    told, now, key = taking.told, taking.now, taking.key
    if now is not None and not now.imported:
        raise Misuse(f"{key} is a project of these books: a list must not overwrite it")
    cycle = cycles(taking.step.law)[told["mechanism"]]
    words = {name: told.get(name, "") for name in ("estimated", "validator", "others")}
    row = Listed(source=told["source"], id=told["id"], issued=told.get("issued"), notes=told.get("notes", ()), **words)
    sink = any(each.startswith(cycle.sink_methodologies) for each in told.get("methodologies", ()))
    project = Project(
        key=key,
        mechanism=cycle.mechanism,
        state=LISTED_STATES[bool(row.issued)],
        activity=cycle.sink_activities[0] if sink else 0,
        fixed_baseline=False,
        listed=row,
        events=now.events if now is not None else (),
        **_document(taking, cycle.units_of(sink)),
    )
    return facts_of(taking, project)
