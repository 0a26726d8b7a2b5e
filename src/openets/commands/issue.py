"""Issue units: create them, or convert assigned amount units into allowances."""

from __future__ import annotations

from openets.engine.acts import Outcome
from openets.engine.session import Session
from openets.laws.now import government_account
from openets.ledger.transactions import Proposal

ISSUANCE_TYPES = {
    "AAU": "1-0",
    "CER": "1-0",
    "EUA1": "1-51",
    "EUA2": "10-52",
    "EUA2N": "1-22",
    "EUA3": "1-31",
    "EUAA": "1-30",
}
"""Unit type → the transaction type that brings it into being."""


def issuance(registry: str, unit: str, quantity: int, request: str, *, note: str = "") -> Proposal:
    """The proposal to issue into a registry's Party holding account (CDM: pending account)."""
    party = government_account(registry, "110" if registry == "CDM" else "100")
    type = ISSUANCE_TYPES.get(unit, "1-0")
    if type == "10-52":
        return Proposal(type, party, party, "AAU", quantity, request, note=note)
    return Proposal(type, "", party, unit, quantity, request, note=note)


def issue(session: Session, *, registry: str, unit: str, quantity: int, request: str, dry_run: bool = False) -> Outcome:
    """Issue `quantity` units of a type in a registry. Phase II allowances are converted from its AAUs."""
    return session.one(issuance(registry, unit, quantity, request), dry_run=dry_run)
