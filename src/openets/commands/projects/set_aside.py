"""Show that allowances were given up against double counting."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def set_aside(
    session: Session,
    *,
    project: str,
    installation: str,
    quantity: int,
    transaction: str,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Name the completed cancellation of allowances of the installation or of its State; it counts once."""
    told = {"installation": installation, "quantity": quantity, "transaction": transaction, "on": on}
    return take(session, project, "set aside", request, dry_run, **told)
