"""Record what was found of one of the six eligibility criteria."""

from __future__ import annotations

from datetime import date

from openets.operations.acts import Outcome
from openets.operations.desk import Desk
from openets.operations.parties.step import take


def criterion(
    desk: Desk,
    *,
    party: str,
    criterion: str,
    met: bool,
    request: str,
    since: date | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record that a criterion is met, or not, from a day on."""
    return take(desk, party, "criterion", request, dry_run, criterion=criterion, met=met, since=since, on=on)
