"""Enter the verification and certification of a monitoring period."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import KEY, QUANTITY, DryRun, Field, On, Request
from openets.commands.projects.step import PeriodNumber, Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project verify", done="{project}: period {period} certified")
def verify(
    session: Session,
    *,
    project: Project,
    period: PeriodNumber,
    entity: Annotated[str, Field(KEY, "The entity; on track 1 the host verifies if left out.")] = "",
    certified: Annotated[int | None, Field(QUANTITY, "Tonnes certified; all that was reported if left out.")] = None,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Enter the verification and certification of a monitoring period."""
    told = {"period": period, "entity": entity or None, "certified": certified, "on": on}
    return take(session, project, "verify", request, dry_run, **told)
