"""Allocate allowances of a year to an operator, within the allocation plan."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import Account, DryRun, InstallationKey, Quantity, Request, Unit, Year, YearOfLaw
from openets.commands.proposals import proposal_for
from openets.commands.reading import registry_of
from openets.engine.kinds.plan import EnterPlan
from openets.engine.outcomes import Outcome
from openets.engine.session import Session


@command("allocate", done="{quantity:,} {unit} of {year} allocated to {account}")
def allocate(
    session: Session,
    *,
    account: Account,
    quantity: Quantity,
    unit: Unit,
    year: Year,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Allocate allowances of a year to an operator, within the plan."""
    asked = proposal_for(
        session.law, "allocate", unit=unit, quantity=quantity, request=request, target=account, year=year
    )
    return session.one(asked, dry_run=dry_run)


@command("plan", done="plan of {quantity:,} t for {installation}, {year}, entered")
def plan(
    session: Session,
    *,
    installation: InstallationKey,
    quantity: Quantity,
    year: YearOfLaw,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Enter what the allocation plan gives an installation for a year."""
    rows = ((installation, quantity, quantity),)
    registry = registry_of(session.law, installation)
    return session.one(EnterPlan(registry, year, rows, request), dry_run=dry_run)


def enter_plan(
    session: Session,
    *,
    registry: str,
    year: int,
    rows: tuple[tuple[str, int, int], ...],
    request: str,
    dry_run: bool = False,
) -> Outcome:
    """Enter a year of the allocation plan of a whole registry: (installation key, free, total) in tonnes."""
    return session.one(EnterPlan(registry, year, rows, request), dry_run=dry_run)
