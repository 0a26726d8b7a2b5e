"""Ask for the units of a certified period."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import QUANTITY, DryRun, Field, On, Request
from openets.commands.projects.step import PeriodNumber, Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project request-issuance", done="{project}: units of period {period} requested")
def request_issuance(
    session: Session,
    *,
    project: Project,
    period: PeriodNumber,
    quantity: Annotated[int | None, Field(QUANTITY, "Units; all that is left of the period if left out.")] = None,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Ask for the units of a certified period.

    A review may be asked for in the days that follow.
    """
    return take(session, project, "request issuance", request, dry_run, period=period, quantity=quantity, on=on)
