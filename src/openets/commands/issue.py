"""Issue units: create them, or convert units of the law above into allowances."""

from __future__ import annotations

from openets.commands.declare import command
from openets.commands.fields import DryRun, Quantity, RegistryCode, Request, Unit
from openets.commands.proposals import proposal_for
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.laws.law import Law
from openets.ledger.transactions import Proposal


def issuance(law: Law, registry: str, unit: str, quantity: int, request: str, *, note: str = "") -> Proposal:
    """The proposal to issue into the first account of a registry that may receive new units."""
    return proposal_for(law, "issue", unit=unit, quantity=quantity, request=request, registry=registry, note=note)


@command("issue", done="{quantity:,} {unit} issued in {registry}")
def issue(
    session: Session,
    *,
    registry: RegistryCode,
    quantity: Quantity,
    unit: Unit,
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Issue units into a registry's first account, within the cap.

    Units that the law makes of others, as allowances of assigned amount units, are converted from what lies there.
    """
    return session.one(issuance(session.law, registry, unit, quantity, request), dry_run=dry_run)
