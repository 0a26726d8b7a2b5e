"""Record what was found of one of the six eligibility criteria."""

from __future__ import annotations

from datetime import date

from openets.commands.parties.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def criterion(
    session: Session,
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
    return take(session, party, "criterion", request, dry_run, criterion=criterion, met=met, since=since, on=on)
