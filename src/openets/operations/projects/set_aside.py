"""Show that allowances were given up against double counting."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def set_aside(
    desk: Desk,
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
    return take(desk, project, "set aside", request, dry_run, **told)
