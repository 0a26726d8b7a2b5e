"""Enter the verification and certification of a monitoring period."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def verify(
    desk: Desk,
    *,
    project: str,
    period: int,
    request: str,
    entity: str = "",
    certified: int | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Certify tonnes of a period, all that was reported unless told. Without an entity: by the host (track 1)."""
    told = {"period": period, "entity": entity or None, "certified": certified, "on": on}
    return take(desk, project, "verify", request, dry_run, **told)
