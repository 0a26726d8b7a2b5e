"""Ask for the units of a certified period."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def request_issuance(
    session: Session,
    *,
    project: str,
    period: int,
    request: str,
    quantity: int | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Ask for units, all that is left of the period unless told. A review may be asked for in the days that follow."""
    return take(session, project, "request issuance", request, dry_run, period=period, quantity=quantity, on=on)
