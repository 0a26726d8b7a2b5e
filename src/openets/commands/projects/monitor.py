"""Enter a monitoring report."""

from __future__ import annotations

from datetime import date
from typing import Annotated, NamedTuple

from openets.commands.declare import command
from openets.commands.fields import DAY, QUANTITY, DryRun, Field, On, Request, Value, number
from openets.commands.projects.step import Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


class Monitoring(NamedTuple):
    """What a project emitted (a sink: stored) in a period, in tonnes of CO2 equivalent."""

    first_day: Annotated[date, Field(DAY, "First day of the period, such as 2008-01-01.", "FIRST_DAY")]
    last_day: Annotated[date, Field(DAY, "Its last day.", "LAST_DAY", "2008-12-31")]
    baseline: Annotated[int, Field(QUANTITY, "Tonnes that would have been emitted (a sink: stored) without it.")]
    monitored: Annotated[int, Field(QUANTITY, "Tonnes that were emitted (a sink: stored).", example="400")]
    leakage: Annotated[int, Field(QUANTITY, "Tonnes emitted elsewhere because of it.", blank=False)] = 0
    reductions: Annotated[int | None, Field(QUANTITY, "What it comes to, to be checked.")] = None
    replaces: Annotated[int, Field(number(0, 9999), "Number of the report that this one corrects.")] = 0


@command("project monitor", done="{project}: report on {first_day} to {last_day} entered")
def monitor(
    session: Session,
    *,
    project: Project,
    report: Annotated[Monitoring, Value(Monitoring)],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Enter a monitoring report.

    Reductions, where they are given, must be what the other numbers come to. A report that replaces another corrects
    one that is not verified yet.
    """
    told = {**report._asdict(), "leakage": report.leakage or None, "replaces": report.replaces or None, "on": on}
    return take(session, project, "monitor", request, dry_run, **told)
