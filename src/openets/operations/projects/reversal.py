"""Report that a sink lost what it had stored, and that this was made good."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.projects.step import take


def report_reversal(
    desk: Desk,
    *,
    project: str,
    entity: str,
    quantity: int,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Report tonnes lost: no more units are issued until as many are replaced or cancelled."""
    return take(desk, project, "report reversal", request, dry_run, entity=entity, quantity=quantity, on=on)


def settle_reversal(
    desk: Desk, *, project: str, transaction: str, request: str, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Name the transaction by which the units of the lost storage were replaced or cancelled."""
    return take(desk, project, "settle reversal", request, dry_run, transaction=transaction, on=on)
