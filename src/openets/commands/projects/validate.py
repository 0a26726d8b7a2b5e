"""Enter an operational entity's opinion of a design (in Joint Implementation: its determination)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from openets.commands.declare import command
from openets.commands.fields import FLAG, DryRun, Field, On, Request
from openets.commands.projects.step import Entity, Opinion, Project, take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


def _done(told: Mapping[str, Any]) -> str:
    found = "positive" if told["positive"] else "negative"
    return f"{told['project']}: {found} opinion of {told['entity']} entered"


@command("project validate", done=_done)
def validate(
    session: Session,
    *,
    project: Project,
    entity: Entity,
    positive: Annotated[bool, Field(FLAG, "What the entity found.", "--positive/--negative")] = True,
    opinion: Opinion = "",
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Enter an entity's opinion of the design (in Joint Implementation: its determination).

    A negative one sends the project back to its design.
    """
    told = {"entity": entity, "positive": positive, "opinion": opinion or None, "on": on}
    return take(session, project, "validate", request, dry_run, **told)
