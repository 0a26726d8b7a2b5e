"""Enter a Party's letter of approval."""

from __future__ import annotations

from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import FLAG, KEY, DryRun, Field, On, Request
from openets.commands.projects.step import Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("project approve", done="{project}: approval of {party} entered")
def approve(
    session: Session,
    *,
    project: Project,
    party: Annotated[str, Field(KEY, "Code of the Party that approves.", example="AT")],
    sustainable: Annotated[
        bool, Field(FLAG, "The host confirms that it helps to develop sustainably.", "--sustainable")
    ] = False,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Enter a Party's letter of approval.

    That of the host of a CDM project confirms that it helps to develop sustainably.
    """
    told = {"party": party, "sustainable": sustainable or None, "on": on}
    return take(session, project, "approve", request, dry_run, **told)
