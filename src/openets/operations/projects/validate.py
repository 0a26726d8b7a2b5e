"""Enter an operational entity's opinion of a design (in Joint Implementation: its determination)."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def validate(
    desk: Desk,
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
    return take(desk, project, "validate", request, dry_run, **told)
