"""Enter a Party's letter of approval."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def approve(
    session: Session,
    *,
    project: str,
    party: str,
    request: str,
    sustainable: bool = False,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Enter the letter; the host's for a CDM project confirms (`sustainable`) that it helps to develop sustainably."""
    told = {"party": party, "sustainable": sustainable or None, "on": on}
    return take(session, project, "approve", request, dry_run, **told)
