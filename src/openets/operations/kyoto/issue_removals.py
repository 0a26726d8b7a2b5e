"""Issue removal units for what a Party's land took up."""

from __future__ import annotations

from openets.kernel.refusals import Misuse
from openets.kernel.units import ACTIVITIES, Elements
from openets.ledger.accounts import government_account
from openets.ledger.transactions import Proposal
from openets.operations.acts import Outcome
from openets.operations.desk import Desk

NUMBERS = {letters: number for number, (letters, _) in ACTIVITIES.items()}
"""Land-use activities by their letters."""


def issue_removals(
    desk: Desk, *, party: str, activity: str, quantity: int, request: str, dry_run: bool = False
) -> Outcome:
    """Issue RMUs for an activity (AR, D, FM, CM, GM, RV), within what the Party may."""
    if activity not in NUMBERS:
        raise Misuse(f"'{activity}' is no land-use activity; known are {', '.join(NUMBERS)}")
    elements = Elements(activity=NUMBERS[activity])
    account = government_account(party, "100")
    return desk.one(Proposal("1-0", "", account, "RMU", quantity, request, elements=elements), dry_run=dry_run)
