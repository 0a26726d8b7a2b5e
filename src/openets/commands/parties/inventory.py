"""Record a year's inventory, and what its review made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import GASES, QUANTITY, DryRun, Field, On, PartyCode, Request, Year
from openets.commands.parties.step import take
from openets.engine.outcomes import Outcome
from openets.engine.session import Session

Tonnes = Annotated[int, Field(QUANTITY, "Tonnes of CO2 equivalent, such as 86,600,000.", "TONNES", "86600000")]


@command("party inventory", done="{party}, {year}: {tonnes:,} t submitted")
def inventory(
    session: Session,
    *,
    party: PartyCode,
    tonnes: Tonnes,
    year: Year,
    gases: Annotated[
        Mapping[str, int] | None, Field(GASES, "One gas of it, such as CO2=70000000; again for each.", "--gas")
    ] = None,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record a year's inventory as a Party submitted it, without land use."""
    by_gas = dict(gases) if gases else None
    return take(session, party, "inventory", request, dry_run, year=year, tonnes=tonnes, gases=by_gas, on=on)


@command("party review-inventory", done="{party}, {year}: {tonnes:,} t after review")
def review_inventory(
    session: Session,
    *,
    party: PartyCode,
    tonnes: Tonnes,
    year: Year,
    on: On = None,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Record what the review of a year's inventory left standing.

    A later review may leave something else.
    """
    return take(session, party, "inventory review", request, dry_run, year=year, tonnes=tonnes, on=on)
