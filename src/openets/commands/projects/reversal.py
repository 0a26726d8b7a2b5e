"""Report that a sink lost what it had stored, and that this was made good."""

from __future__ import annotations

from datetime import date

from openets.commands.projects.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def report_reversal(
    session: Session,
    *,
    project: str,
    entity: str,
    quantity: int,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Report tonnes lost: no more units are issued until as many are replaced or cancelled."""
    return take(session, project, "report reversal", request, dry_run, entity=entity, quantity=quantity, on=on)


def settle_reversal(
    session: Session, *, project: str, transaction: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Name the transaction by which the units of the lost storage were replaced or cancelled."""
    return take(session, project, "settle reversal", request, dry_run, transaction=transaction, on=on)
