"""Issue removal units for what a Party's land took up."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.laws.now import ACTIVITIES, government_account
from openets.ledger.transactions import Proposal

NUMBERS = {letters: number for number, (letters, _) in ACTIVITIES.items()}
"""Land-use activities by their letters."""


def issue_removals(
    session: Session, *, party: str, activity: str, quantity: int, request: str, dry_run: bool = False
) -> Outcome:
    """Issue RMUs for an activity (AR, D, FM, CM, GM, RV), within what the Party may."""
    if activity not in NUMBERS:
        raise Misuse(f"'{activity}' is no land-use activity; known are {', '.join(NUMBERS)}")
    elements = Elements(activity=NUMBERS[activity])
    account = government_account(party, "100")
    return session.one(Proposal("1-0", "", account, "RMU", quantity, request, elements=elements), dry_run=dry_run)
