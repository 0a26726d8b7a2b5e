"""What follows from a project's record on a day: what is ready to be issued, what is due, when units expire."""

from __future__ import annotations

from datetime import date, timedelta

from openets.projects.law import commitment_periods, countries, rule, years_later
from openets.projects.project import Period, Project


def review_ends(requested: date) -> date:
    """The last day on which a review may be asked for."""
    return requested + timedelta(days=rule("issuance", "review_days").value)


def may_be_reviewed(project: Project, period: Period, on: date) -> bool:
    """Whether the days in which a review may be asked for still run. The host of track 1 and a programme have none."""
    if project.mechanism in ("JI track 1", "VER") or period.requested_on is None:
        return False
    return on <= review_ends(period.requested_on)


def ready_periods(project: Project, on: date) -> list[Period]:
    """The periods whose requests have passed review, or can no longer be reviewed."""
    return [
        row
        for row in project.periods
        if row.state == "requested" and row.outstanding > 0 and (row.reviewed or not may_be_reviewed(project, row, on))
    ]


def certification_due(project: Project) -> date | None:
    """The day by which a sink that has earned units must be certified again; `None` where nothing is due."""
    verified = [row.verified for row in project.periods if row.verified is not None and row.counts]
    if not project.sink or not verified or project.mechanism != "CDM":
        return None
    years: int = rule("sink", "certification_years").value
    return years_later(max(verified), years)


def unsettled(project: Project) -> int:
    """Tonnes of reversed storage for which units have not been replaced or cancelled."""
    return sum(row.quantity for row in project.reversals if not row.settled)


def share_of_proceeds(project: Project, quantity: int, on: date) -> int:
    """Units that go to the Adaptation Fund: a share of those of the CDM, none where the host is least developed.

    The share is rounded down over all that the project was ever issued, so that issuing in small parts saves none.
    """
    if project.mechanism != "CDM":
        return 0
    exempt: bool = rule("share_of_proceeds", "least_developed_exempt").value
    if exempt and countries()[project.host].is_least_developed(on):
        return 0
    per_cent: int = rule("share_of_proceeds", "per_cent").value
    before = project.issued
    return (before + quantity) * per_cent // 100 - before * per_cent // 100


def expiry_of(project: Project, on: date) -> date | None:
    """The last day of units issued on a day: of tCERs the end of the next commitment period, of lCERs of the crediting.

    `None` for units that do not expire, and for tCERs where no period is known that follows the one of issue.
    """
    if project.unit == "lCER":
        return project.crediting.last_day if project.crediting else None
    if project.unit != "tCER":
        return None
    periods = commitment_periods()
    for index, period in enumerate(periods[:-1]):
        if period.first_day <= on <= period.last_day:
            return periods[index + 1].last_day
    return None
