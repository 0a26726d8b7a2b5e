"""Issue removal units for what a Party's land took up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from openets.commands.declare import command
from openets.commands.fields import KEY, DryRun, Field, Quantity, RegistryCode, Request, suggested
from openets.commands.kyoto.protocol import protocol_of
from openets.commands.proposals import proposal_for
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.laws.law import Law


def activities(law: Law) -> Iterable[str]:
    """Land-use activities by their letters."""
    return [letters for letters, _ in law.terms.activities.values()]


ACTIVITY = suggested(KEY, activities)


@command("kyoto issue-removals", done="{quantity:,} removal units issued in {party} for {activity}")
def issue_removals(
    session: Session,
    *,
    party: RegistryCode,
    quantity: Quantity,
    activity: Annotated[str, Field(ACTIVITY, "Land-use activity, by its letters.")],
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Issue removal units for what a Party's land took up, within what it may."""
    law = protocol_of(session)
    numbers = {letters: number for number, (letters, _) in law.terms.activities.items()}
    if activity not in numbers:
        raise Misuse(f"'{activity}' is no land-use activity; known are {', '.join(numbers)}")
    (unit,) = law.terms.removal_units
    elements = Elements(activity=numbers[activity])
    proposal = proposal_for(
        law, "issue", unit=unit, quantity=quantity, request=request, registry=party, elements=elements
    )
    return session.one(proposal, dry_run=dry_run)
