"""Enter an operational entity's opinion of a design (in Joint Implementation: its determination)."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def validate(
    session: Session,
    *,
    project: str,
    entity: str,
    request: str,
    positive: bool = True,
    opinion: str = "",
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Enter the opinion; a negative one sends the project back to its design."""
    told = {"entity": entity, "positive": positive, "opinion": opinion or None, "on": on}
    return take(session, project, "validate", request, dry_run, **told)
