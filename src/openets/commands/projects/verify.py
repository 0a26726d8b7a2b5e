"""Enter the verification and certification of a monitoring period."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def verify(
    session: Session,
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
    return take(session, project, "verify", request, dry_run, **told)
