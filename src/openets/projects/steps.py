"""What each step is told and what it would make of the project. Whether it may be taken is for the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from openets.kernel.refusals import Misuse
from openets.laws.now import ACTIVITIES
from openets.ledger.records import Step
from openets.projects.case import CycleStep, ProjectCase, Shown, Standing
from openets.projects.counted import KIND as COUNTED
from openets.projects.counted import TRANSACTION
from openets.projects.entity import Entity
from openets.projects.law import last_day_of, law, rule, scopes
from openets.projects.project import (
    Approval,
    Crediting,
    Issuance,
    Listed,
    Opinion,
    Period,
    Project,
    Reversal,
    SetAside,
)
from openets.projects.reckoning import ready_periods, unsettled
from openets.projects.rules_of_monitoring import net
from openets.projects.values import LONGEST_PROSE, LONGEST_TITLE, Values

LISTED_MECHANISMS = ("CDM",)
"""Mechanisms of which public lists are read."""

_SCALES = ("large", "small")
_KINDS = ("renewable", "fixed")
_MOST_YEARS = 100


@dataclass
class Taking:
    """A step while it is read. `text` becomes the line of the project's story."""

    step: Step
    row: CycleStep
    now: Project | None
    values: Values
    dated: date
    host: Standing | None
    entity: Entity | None
    text: str = ""

    @property
    def project(self) -> Project:
        """The project before the step, which is there for every step but the first."""
        assert self.now is not None
        return self.now

    def case(self, then: Project, **facts: Any) -> ProjectCase:
        return ProjectCase(
            self.step.key,
            self.row,
            self.now,
            then,
            self.step.on,
            self.dated,
            host=self.host,
            entity_key=str(self.step.values.get("entity") or ""),
            entity=self.entity,
            **facts,
        )


def design(taking: Taking) -> ProjectCase:
    """The design document. A new one begins the cycle again."""
    values = taking.values
    host = values.text("host", taking.step.key[:2])
    mechanism = values.text("mechanism")
    activity = values.whole("activity", 0, most=max(ACTIVITIES))
    crediting = _crediting(values, mechanism, activity)
    then = Project(
        key=taking.step.key,
        mechanism=mechanism,
        state="",
        title=values.text("title", longest=LONGEST_TITLE),
        host=host,
        parties=values.texts("parties"),
        participants=values.texts("participants"),
        methodologies=values.texts("methodologies"),
        scale=values.choice("scale", _SCALES, "large"),
        scopes=values.numbers("scopes", scopes()),
        technology=values.choice("technology", law()["technologies"], "other"),
        kilowatts=values.whole("kilowatts", 0),
        megawatt_hours=values.whole("megawatt_hours", 0),
        dam_criteria=values.flag("dam_criteria", False),
        activity=activity,
        unit=values.text("unit", _unit(mechanism, activity)),
        installations=values.texts("installations"),
        crediting=crediting,
        baseline=_by_year(values, "baseline", crediting),
        fixed_baseline=values.flag("fixed_baseline", True),
        expected=_by_year(values, "expected", crediting),
        synthetic=values.flag("synthetic", False),
        # allowances stay given up, whatever becomes of the document
        set_aside=taking.now.set_aside if taking.now is not None else (),
        events=taking.now.events if taking.now is not None else (),
    )
    taking.text = f"{mechanism}: {then.title}"
    return taking.case(then)


def _unit(mechanism: str, activity: int) -> str:
    """The unit that a project earns where it has no choice."""
    if mechanism.startswith("JI"):
        return "ERU-RMU" if activity else "ERU"
    if mechanism == "VER":
        return "VER"
    return "" if activity else "CER"


def _crediting(values: Values, mechanism: str, activity: int) -> Crediting:
    joint = mechanism.startswith("JI")
    kind = values.choice("crediting", _KINDS, "fixed" if joint or mechanism == "VER" else "renewable")
    first = values.day("first_day")
    if joint:
        longest: date = rule("crediting.JI", "last_day").value
    elif mechanism == "VER":
        longest = last_day_of(first, rule("crediting.VER", "fixed_years").value)
    else:
        longest = last_day_of(first, rule("crediting.sink" if activity else "crediting.CDM", f"{kind}_years").value)
    last = values.day("last_day", longest)
    if last.year - first.year > _MOST_YEARS:
        raise Misuse(f"value 'last_day' of step 'design' is {last}: expected at most {_MOST_YEARS} years")
    return Crediting(kind, first, last)


def _by_year(values: Values, name: str, crediting: Crediting) -> tuple[tuple[int, int], ...]:
    """Tonnes of each year; of one number for every year its share by days in the first and the last."""
    given = values.tonnes(name)
    if isinstance(given, dict):
        return tuple(sorted(given.items()))
    found = []
    for year in range(crediting.first_day.year, crediting.last_day.year + 1):
        begin, end = max(crediting.first_day, date(year, 1, 1)), min(crediting.last_day, date(year, 12, 31))
        days = (date(year, 12, 31) - date(year, 1, 1)).days + 1
        found.append((year, given * ((end - begin).days + 1) // days))
    return tuple(found)


def state_additionality(taking: Taking) -> ProjectCase:
    """Why the project would not happen without its credits."""
    values = taking.values
    then = replace(
        taking.project,
        grounds=values.texts("grounds", law()["grounds"]),
        argument=values.text("argument", "", LONGEST_PROSE),
        required_by_law=values.flag("required_by_law", False),
    )
    taking.text = ", ".join(then.grounds)
    return taking.case(then)


def approve(taking: Taking) -> ProjectCase:
    """A Party's letter of approval."""
    party = taking.values.text("party")
    letter = Approval(party, taking.dated, taking.values.flag("sustainable", False))
    project = taking.project
    taking.text = f"{party} ({'host' if party == project.host else 'other Party'})"
    return taking.case(replace(project, approvals=(*project.approvals, letter)), party=party)


def validate(taking: Taking) -> ProjectCase:
    """An entity's opinion of the design (in Joint Implementation: its determination)."""
    entity = taking.values.text("entity")
    positive = taking.values.flag("positive", True)
    opinion = Opinion(entity, taking.dated, positive, 0, taking.values.text("opinion", "", LONGEST_PROSE))
    project = taking.project
    taking.text = f"{entity}: {'positive' if positive else 'negative'}"
    return taking.case(replace(project, opinions=(*project.opinions, opinion)), positive=positive)


def register(taking: Taking) -> ProjectCase:
    return taking.case(replace(taking.project, registered=taking.dated))


def end(taking: Taking) -> ProjectCase:
    """A rejection, or the withdrawal of a registration."""
    taking.text = taking.values.text("reason")
    return taking.case(replace(taking.project, ended=taking.text))


def monitor(taking: Taking) -> ProjectCase:
    """A monitoring report, or one that replaces a report not yet verified."""
    values, project = taking.values, taking.project
    replaced = values.whole("replaces", 0)
    number = replaced or max((row.number for row in project.periods), default=0) + 1
    baseline, monitored = values.whole("baseline"), values.whole("monitored")
    period = Period(
        number,
        values.day("first_day"),
        values.day("last_day"),
        baseline,
        monitored,
        values.whole("leakage", 0),
        0,
        reported=taking.dated,
    )
    total = net(project, period)
    reported = values.whole("reductions", total, least=-(10**15))
    period = replace(period, reductions=total)
    taking.text = f"period {number}: {period.first_day} to {period.last_day}, {total:,} t"
    return taking.case(
        project.with_period(period), period_number=number, period=period, reported=reported, replaced=replaced
    )


def _period_of(taking: Taking) -> tuple[int, Period | None]:
    number = taking.values.whole("period", least=1, most=10_000)
    return number, taking.project.period(number)


def _with(project: Project, period: Period | None, **changes: Any) -> Project:
    return project if period is None else project.with_period(replace(period, **changes))


def verify(taking: Taking) -> ProjectCase:
    """An entity's (on track 1 perhaps the host's own) verification and certification of a period."""
    project = taking.project
    number, period = _period_of(taking)
    entity = taking.values.text("entity", "")
    certified = taking.values.whole("certified", max(0, period.reductions) if period is not None else 0)
    verifier = entity or project.host
    then = _with(project, period, verifier=verifier, verified=taking.dated, certified=certified)
    taking.text = f"period {number}: {certified:,} t certified by {verifier}"
    return taking.case(then, period_number=number, period=period, quantity=certified)


def request_issuance(taking: Taking) -> ProjectCase:
    """Ask for units for a certified period; all that is left of it where no number is given."""
    number, period = _period_of(taking)
    left = period.certified - period.requested if period is not None else 0
    quantity = taking.values.whole("quantity", left)
    requested = (period.requested if period is not None else 0) + quantity
    then = _with(taking.project, period, requested=requested, requested_on=taking.dated, reviewed=False)
    taking.text = f"period {number}: {quantity:,} units"
    return taking.case(then, period_number=number, period=period, quantity=quantity)


def request_review(taking: Taking) -> ProjectCase:
    number, period = _period_of(taking)
    taking.text = f"period {number}: {taking.values.text('reason')}"
    return taking.case(taking.project, period_number=number, period=period)


def conclude_review(taking: Taking) -> ProjectCase:
    """A review ends: the request passes, or what was not issued of the period falls."""
    number, period = _period_of(taking)
    positive = taking.values.flag("passed")
    if positive or period is None:
        then = _with(taking.project, period, reviewed=True)
    else:
        issued = period.issued
        then = _with(taking.project, period, requested=issued, certified=issued)
    taking.text = f"period {number}: {'passed' if positive else 'rejected'}"
    return taking.case(then, period_number=number, period=period, positive=positive)


def issued(taking: Taking) -> ProjectCase:
    """Units were issued: they are counted against the oldest requests that are ready."""
    values, project = taking.values, taking.project
    quantity = values.whole("quantity", least=1)
    transaction = values.text("transaction")
    unit = values.text("unit", project.unit)
    then, left = project, quantity
    for period in ready_periods(project, taking.step.on):
        part = min(left, period.outstanding)
        if part:
            left -= part
            record = Issuance(transaction, period.number, part, project.unit, taking.step.on)
            state = "issued" if part == period.outstanding else period.state
            then = then.with_period(replace(period, issued=period.issued + part, state=state))
            then = replace(then, issuances=(*then.issuances, record))
    taking.text = f"{quantity:,} {unit} in {transaction}"
    # the rules look at what was issued before, so that nothing is counted twice
    spent = taking.case(project, quantity=quantity, unit=unit, transaction=transaction)
    return replace(spent, result=then)


def _shown(taking: Taking, transaction: str) -> Shown | None:
    """What the books say of the transaction that the step names."""
    others = taking.step.others
    found, counted = others.get((TRANSACTION, transaction)), others.get((COUNTED, transaction))
    if found is None:
        return None
    known = {**found, "on": date.fromisoformat(found["on"]), "projects": tuple(found["projects"])}
    return Shown(**known, counted=counted["project"] if counted is not None else "")


def set_aside(taking: Taking) -> ProjectCase:
    """Allowances of an installation cancelled against double counting."""
    values, project = taking.values, taking.project
    row = SetAside(
        values.text("installation"), values.whole("quantity", least=1), values.text("transaction"), taking.dated
    )
    taking.text = f"{row.quantity:,} allowances of {row.installation} in {row.transaction}"
    then = replace(project, set_aside=(*project.set_aside, row))
    return taking.case(
        then,
        installation=row.installation,
        transaction=row.transaction,
        quantity=row.quantity,
        shown=_shown(taking, row.transaction),
    )


def renew(taking: Taking) -> ProjectCase:
    """Renew the crediting period, with a baseline that an entity has validated anew."""
    values, project = taking.values, taking.project
    entity = values.text("entity")
    old = project.crediting
    assert old is not None
    first = old.last_day + timedelta(days=1)
    years: int = rule("crediting.sink" if project.sink else "crediting.CDM", "renewable_years").value
    fresh = Crediting(old.kind, first, last_day_of(first, years))
    number = old.renewals + 1
    opinion = Opinion(entity, taking.dated, True, number, values.text("opinion", "", LONGEST_PROSE))
    then = replace(
        project,
        crediting=Crediting(old.kind, old.first_day, fresh.last_day, number),
        baseline=_sum_by_year(project.baseline, _by_year(values, "baseline", fresh)),
        expected=_sum_by_year(project.expected, _by_year(values, "expected", fresh)),
        opinions=(*project.opinions, opinion),
    )
    taking.text = f"until {fresh.last_day}"
    return taking.case(then)


def _sum_by_year(old: tuple[tuple[int, int], ...], more: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Both periods' years; the year in which one ends and the other begins holds both parts."""
    total = dict(old)
    for year, tonnes in more:
        total[year] = total.get(year, 0) + tonnes
    return tuple(sorted(total.items()))


def change_track(taking: Taking) -> ProjectCase:
    """To the other track of Joint Implementation.

    On track 2 an entity must determine the project and verify its reports, so what the host verified by itself and
    has not issued yet goes back.
    """
    project = taking.project
    track = taking.values.whole("track", least=1, most=2)
    wanted = f"JI track {track}"
    then = replace(project, mechanism=wanted)
    if track == 2 and project.state == "registered":
        again = [
            _reported(row) if row.state in ("verified", "requested") or row.certified > row.issued > 0 else row
            for row in project.periods
        ]
        then = replace(then, state="additionality stated", periods=tuple(again))
    elif track == 1 and project.state == "validated":
        then = replace(then, state="additionality stated")
    taking.text = wanted
    return taking.case(then, wanted=wanted)


def _reported(period: Period) -> Period:
    """A period as it was when it had only been reported, save for the units that were issued."""
    return replace(
        period,
        state="reported",
        verifier="",
        verified=None,
        certified=period.issued,
        requested=period.issued,
        requested_on=None,
        reviewed=False,
    )


def report_reversal(taking: Taking) -> ProjectCase:
    """Storage was lost again."""
    values, project = taking.values, taking.project
    values.text("entity")
    row = Reversal(values.whole("quantity", least=1), taking.dated)
    taking.text = f"{row.quantity:,} t"
    return taking.case(replace(project, reversals=(*project.reversals, row)), quantity=row.quantity)


def settle_reversal(taking: Taking) -> ProjectCase:
    """Units of reversed storage were replaced or cancelled: as many tonnes are made good, the oldest first."""
    transaction, project = taking.values.text("transaction"), taking.project
    shown = _shown(taking, transaction)
    left = shown.quantity if shown is not None else 0
    settled: list[Reversal] = []
    for row in project.reversals:
        part = 0 if row.settled else min(left, row.quantity)
        left -= part
        if part:
            settled.append(row._replace(quantity=part, settled=transaction))
        if row.quantity > part:
            settled.append(row._replace(quantity=row.quantity - part))
    then = replace(project, reversals=tuple(settled))
    taking.text = f"{unsettled(project) - unsettled(then):,} t by {transaction}"
    return taking.case(then, transaction=transaction, shown=shown)


HANDLERS: dict[str, Callable[[Taking], ProjectCase]] = {
    "design": design,
    "state additionality": state_additionality,
    "approve": approve,
    "validate": validate,
    "register": register,
    "reject": end,
    "withdraw": end,
    "monitor": monitor,
    "verify": verify,
    "request issuance": request_issuance,
    "request review": request_review,
    "conclude review": conclude_review,
    "issued": issued,
    "set aside": set_aside,
    "renew": renew,
    "change track": change_track,
    "report reversal": report_reversal,
    "settle reversal": settle_reversal,
}


def listed(step: Step, now: Project | None) -> Project:
    """A project as a public list has it. Raises `Misuse` where a project of its own has that number."""
    if now is not None and not now.imported:
        raise Misuse(f"{step.key} is a project of these books: a list must not overwrite it")
    values = Values(step.name, step.values)
    mechanism = values.choice("mechanism", LISTED_MECHANISMS)
    row = Listed(
        source=values.text("source"),
        id=values.text("id"),
        estimated=values.text("estimated", ""),
        issued=values.whole("issued") if step.values.get("issued") is not None else None,
        validator=values.text("validator", ""),
        others=values.text("others", ""),
        notes=values.texts("notes"),
    )
    methodologies = values.texts("methodologies")
    sink = any(each.startswith("AR-") for each in methodologies)
    project = Project(
        key=step.key,
        mechanism=mechanism,
        state="registered (imported)" if row.issued else "listed (imported)",
        title=values.text("title", longest=LONGEST_TITLE),
        host=values.text("host", step.key[:2]),
        parties=values.texts("parties"),
        methodologies=methodologies,
        scale=values.choice("scale", _SCALES),
        activity=1 if sink else 0,
        unit="" if sink else "CER",
        fixed_baseline=False,
        listed=row,
        events=now.events if now is not None else (),
    )
    values.done()
    return project
