"""Enter a Party's letter of approval."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def approve(
    desk: Desk,
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
    return take(desk, project, "approve", request, dry_run, **told)
