"""Record a year's inventory, and what its review made of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from openets.commands.parties.step import take
from openets.engine.acts import Outcome
from openets.engine.session import Session


def inventory(
    session: Session,
    *,
    party: str,
    year: int,
    tonnes: int,
    request: str,
    gases: Mapping[str, int] | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record the inventory that a Party submitted, tonnes of CO2 equivalent without land use."""
    by_gas = dict(gases) if gases else None
    return take(session, party, "inventory", request, dry_run, year=year, tonnes=tonnes, gases=by_gas, on=on)


def review_inventory(
    session: Session,
    *,
    party: str,
    year: int,
    tonnes: int,
    request: str,
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Record the tonnes that a review left standing; a later review may leave others."""
    return take(session, party, "inventory review", request, dry_run, year=year, tonnes=tonnes, on=on)
