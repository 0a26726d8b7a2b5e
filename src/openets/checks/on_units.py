"""Checks on the units of a transaction: kind, quantity, possession."""

from __future__ import annotations

from itertools import pairwise

from openets.checks.check import Case, check
from openets.checks.on_accounts import ANNEX_XII, PRACTICE
from openets.kernel.units import MOST_UNITS, UNIT_TYPES


@check("P-3008", field="quantity", citation=PRACTICE.format("3007, 3008"))
def quantity_is_a_whole_positive_number(case: Case) -> str | None:
    """The quantity must be a whole number of units greater than zero."""
    quantity = case.proposal.quantity
    if type(quantity) is not int or quantity <= 0:
        return f"It is {quantity!r}."
    if quantity > MOST_UNITS:
        return f"It is {quantity}: serial numbers have 15 digits at most."
    return None


@check("P-3021", field="serials", citation="Reg. (EC) 2216/2004 Annex VI; our number")
def serial_ranges_add_up_to_the_quantity(case: Case) -> str | None:
    """Serial ranges that a proposal names must be ranges, be disjoint, and hold the quantity exactly."""
    if not case.proposal.serials:
        return None
    ranges = sorted(case.proposal.serials)
    for origin, start, end in ranges:
        if not 0 < start <= end:
            return f"{origin} {start}-{end} is no range of serial numbers."
    for (origin, _, end), (other, start, _) in pairwise(ranges):
        if origin == other and start <= end:
            return f"{origin} {start} is named twice."
    total = sum(end - start + 1 for _, start, end in ranges)
    if total != case.proposal.quantity:
        return f"They hold {total:,} units, not {case.proposal.quantity:,}."
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


@check("P-3013", field="acquiring", citation="3/CMP.1 App. D; Reg. (EC) 2216/2004 Art 45; our number", verified=False)
def units_are_issued_where_they_belong(case: Case) -> str | None:
    """CERs must be issued in the CDM registry, and all other units in a State's or the Union's."""
    account, unit = case.acquiring, case.proposal.unit
    if account is None or (unit == "CER") is (account.type == "110"):
        return None
    return f"{unit} are not issued into {account.identifier} ({account.kind.name})."


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
