"""Renew a project's crediting period."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def renew(
    session: Session,
    *,
    project: str,
    entity: str,
    baseline: int | dict[str, int],
    expected: int | dict[str, int],
    request: str,
    opinion: str = "",
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Renew it with a baseline that an entity has validated anew; tonnes a year, or by year."""
    told = {"entity": entity, "baseline": baseline, "expected": expected, "opinion": opinion or None, "on": on}
    return take(session, project, "renew", request, dry_run, **told)
