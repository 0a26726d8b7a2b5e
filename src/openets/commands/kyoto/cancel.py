"""Cancel units of a Party for a reason that the Protocol knows."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal, SerialRanges

REASONS = {
    "net source": "210",
    "non-compliance": "220",
    "voluntary": "230",
    "excess issuance": "240",
    "mandatory": "250",
}
"""Why units are cancelled → the type of the account that they go to; for excess issuance one of the CDM registry."""


def cancel(
    session: Session,
    *,
    party: str,
    unit: str,
    quantity: int,
    reason: str,
    request: str,
    notice: str = "",
    serials: SerialRanges = (),
    dry_run: bool = False,
) -> Outcome:
    """Cancel units of the Party holding account; `notice` is the log's notification that asks for it."""
    if reason not in REASONS:
        raise Misuse(f"'{reason}' is no reason to cancel; known are {', '.join(REASONS)}")
    excess = reason == "excess issuance"
    source = government_account(party, "110" if party == "CDM" else "100")
    target = government_account("CDM" if excess else party, REASONS[reason])
    type = "3-0" if excess and party != "CDM" else "4-0"
    proposal = Proposal(type, source, target, unit, quantity, request, serials=serials, notice=notice)
    return session.one(proposal, dry_run=dry_run)
