"""Checks on the units of a transaction: kind, quantity, possession."""

from __future__ import annotations

from openets.checks.check import Case, check
from openets.checks.on_accounts import ANNEX_XII, PRACTICE
from openets.kernel.units import UNIT_TYPES


@check("P-3008", field="quantity", citation=PRACTICE.format("3007, 3008"))
def quantity_is_a_whole_positive_number(case: Case) -> str | None:
    """The quantity must be a whole number of units greater than zero."""
    quantity = case.proposal.quantity
    if type(quantity) is not int or quantity <= 0:
        return f"It is {quantity!r}."
    return None


@check("P-3006", field="unit", citation=PRACTICE.format("3006"))
def unit_type_fits_the_transaction(case: Case) -> str | None:
    """The unit type must be one that this transaction may move."""
    unit, kind = case.proposal.unit, case.type
    if unit not in UNIT_TYPES:
        return f"'{unit}' is no unit type; known are {', '.join(UNIT_TYPES)}."
    if kind is not None and unit not in kind.units:
        return f"Transaction {kind.code} ({kind.name}) does not move {unit}."
    return None


@check("7027", field="quantity", citation=ANNEX_XII)
def transferring_account_holds_the_units(case: Case) -> str | None:
    """The transferring account must hold the units that it transfers."""
    proposal = case.proposal
    if case.transferring is None:
        return None
    if type(proposal.quantity) is int and case.held < proposal.quantity:
        return f"It holds {case.held:,} {proposal.unit}, {proposal.quantity - case.held:,} too few."
    if not case.serials_held:
        return "It does not hold the serial numbers that the proposal names."
    return None
