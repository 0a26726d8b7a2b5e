"""What follows from a project's record on a day: what may be issued, what is due, when units expire."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from openets.checks.check import examine, named
from openets.kernel.refusals import Refusal
from openets.kernel.units import Vintages
from openets.laws.law import Law
from openets.ledger.records import Body
from openets.projects.facts import CycleFacts, HostEligibility
from openets.projects.law import countries, cycles, rule, rule_or_none, years_later
from openets.projects.project import Period, Project
from openets.records.bodies import record_from


def review_ends(law: Law, requested: date) -> date:
    """The last day on which a review may be asked for."""
    return requested + timedelta(days=rule(law, "issuance", "review_days").value)


def may_be_reviewed(law: Law, project: Project, period: Period, on: date) -> bool:
    """Whether the days in which a review may be asked for still run. The host of track 1 and a programme have none."""
    if "reviewed" not in cycles(law)[project.mechanism].traits or period.requested_on is None:
        return False
    return on <= review_ends(law, period.requested_on)


def ready_periods(law: Law, project: Project, on: date) -> list[Period]:
    """The periods whose requests have passed review, or can no longer be reviewed."""
    return [
        row
        for row in project.periods
        if row.state == "requested" and row.outstanding > 0
        if row.reviewed or not may_be_reviewed(law, project, row, on)
    ]


class Ready(NamedTuple):
    """Units of one vintage of a monitoring period that are ready to be issued."""

    period: Period
    vintage: int
    """0 where serial numbers of the project's units name none."""
    quantity: int


def ready_units(law: Law, project: Project, on: date, most: int) -> list[Ready]:
    """What is ready to be issued, up to `most` units: of the first period first, and of a period the oldest."""
    unit, left, found = law.terms.units.get(project.unit), most, []
    vintaged = unit is not None and unit.vintaged
    for period in ready_periods(law, project, on):
        for year, units in period.outstanding_by_vintage if vintaged else ((0, period.outstanding),):
            if part := min(left, units):
                found.append(Ready(period, year, part))
                left -= part
    return found


def vintages_of(law: Law, project: Project, on: date, quantity: int) -> Vintages:
    """So many units that are issued to a project by their vintages, the oldest first."""
    total: Counter[int] = Counter()
    for each in ready_units(law, project, on, quantity):
        total[each.vintage] += each.quantity
    return tuple(sorted(total.items()))


def certification_due(law: Law, project: Project) -> date | None:
    """The day by which a sink that has earned units must be certified again; `None` where nothing is due."""
    verified = [row.verified for row in project.periods if row.verified is not None and row.counts]
    if not project.sink or not verified or "certified again" not in cycles(law)[project.mechanism].traits:
        return None
    years: int = rule(law, "sink", "certification_years").value
    return years_later(max(verified), years)


def unsettled(project: Project) -> int:
    """Tonnes of reversed storage for which units have not been replaced or cancelled."""
    return sum(row.quantity for row in project.reversals if not row.settled)


def share_of_proceeds(law: Law, project: Project, quantity: int, on: date) -> int:
    """Units that go to the Adaptation Fund: a share where the cycle says so, none where the host is least developed.

    The share is rounded down over all that the project was ever issued, so that issuing in small parts saves none.
    """
    if "proceeds" not in cycles(law)[project.mechanism].traits:
        return 0
    exempt: bool = rule(law, "share_of_proceeds", "least_developed_exempt").value
    if exempt and countries(law)[project.host].is_least_developed(on):
        return 0
    per_cent: int = rule(law, "share_of_proceeds", "per_cent").value
    before = project.issued
    return (before + quantity) * per_cent // 100 - before * per_cent // 100


NEXT_PERIOD = "next period"


def expires_with(law: Law, unit: str) -> str:
    """With what units of a type expire: the ``next period`` or the ``crediting period``; ``""`` if they never do."""
    found = rule_or_none(law, "expiry", unit)
    return str(found.value) if found is not None else ""


def expiry_of(law: Law, project: Project, on: date) -> date | None:
    """The last day of units issued on a day: the end of the next commitment period, or of the crediting period.

    `None` for units that do not expire, and where no period is known that follows the one of issue.
    """
    ends = expires_with(law, project.unit)
    if ends != NEXT_PERIOD:
        return project.crediting.last_day if ends and project.crediting else None
    periods = law.required_protocol.periods
    for index, period in enumerate(periods[:-1]):
        if period.first_day <= on <= period.last_day:
            return periods[index + 1].last_day
    return None


class Issuable(NamedTuple):
    """What may be issued to a project on a day."""

    unit: str
    quantity: int
    """The most units, 0 where anything stands in the way."""
    activity: int
    project: str
    track: int
    expiry: str
    """Of tCERs and lCERs the last day on which they are valid, ``YYYY-MM-DD``."""
    share_of_proceeds: int
    """Of the quantity, what goes to the Adaptation Fund."""
    vintages: Vintages
    """The quantity by the years in which the tonnes were reduced, the oldest first; the year 0 for units without."""
    refusals: tuple[Refusal, ...] = ()
    """Why nothing may be issued, where that is so."""

    @property
    def fault(self) -> str:
        """The refusals as one text, empty where something may be issued."""
        return " ".join(str(refusal) for refusal in self.refusals)


def issuable(law: Law, body: Body, on: date, host: HostEligibility | None = None) -> Issuable:
    """What may be issued to the project of this record.

    `host` is how far the host Party is eligible; without it that is not looked at.
    """
    project = record_from(Project, body)
    ready = sum(period.outstanding for period in ready_periods(law, project, on))
    if project.installations:
        given_up = sum(row.quantity for row in project.set_aside) - project.issued
        ready = min(ready, given_up) if given_up > 0 else ready
    cycle = cycles(law)[project.mechanism]
    row, own = cycle.steps["issued"], project.unit
    facts = CycleFacts(law, project.key, row, project, project, on, on, host=host, quantity=ready, unit=own)
    refusals = tuple(examine(named(row.checks), facts))
    quantity, expiry = 0 if refusals else ready, str(expiry_of(law, project, on) or "")
    share = share_of_proceeds(law, project, quantity, on)
    years = vintages_of(law, project, on, quantity)
    return Issuable(own, quantity, project.activity, project.key, cycle.track, expiry, share, years, refusals)
