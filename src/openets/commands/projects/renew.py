"""Renew a project's crediting period."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from openets.commands.declare import command
from openets.commands.fields import TONNES_BY_YEAR, DryRun, Field, On, Request, Value
from openets.commands.projects.step import Entity, Opinion, Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


class Renewal(NamedTuple):
    """What an entity has validated anew: tonnes a year, or by year."""

    entity: Entity
    baseline: Annotated[
        int | dict[str, int], Field(TONNES_BY_YEAR, "Tonnes a year, or 2015=1000; again for each year.", "--baseline")
    ]
    expected: Annotated[
        int | dict[str, int], Field(TONNES_BY_YEAR, "Expected reductions, in the same way.", "--expected")
    ]
    opinion: Opinion = ""


@command("project renew", done="{project}: crediting period renewed")
def renew(
    session: Session,
    *,
    project: Project,
    renewal: Annotated[Renewal, Value(Renewal)],
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Renew a project's crediting period, with a baseline that an entity has validated anew."""
    told = {**renewal._asdict(), "opinion": renewal.opinion or None, "on": on}
    return take(session, project, "renew", request, dry_run, **told)
