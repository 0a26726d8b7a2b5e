"""What follows from a project's record on a day: what is ready to be issued, what is due, when units expire."""

from __future__ import annotations

from datetime import date, timedelta

from openets.laws.law import Law
from openets.projects.cycles import cycles
from openets.projects.law import countries, has_rule, rule, years_later
from openets.projects.project import Period, Project


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
    return str(rule(law, "expiry", unit).value) if has_rule(law, "expiry", unit) else ""


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
