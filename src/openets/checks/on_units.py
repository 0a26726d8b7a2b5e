"""Checks on the units of a transaction: kind, quantity, possession."""

from __future__ import annotations

from openets.checks.check import Case, check, ranges_fault
from openets.checks.on_accounts import ANNEX_XII, PRACTICE
from openets.kernel.units import MOST_UNITS, NO_ELEMENTS, UnitType
from openets.ledger.transactions import Effect, TransactionType


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
    return ranges_fault(case.proposal.serials, case.quantity) if case.proposal.serials else None


@check("P-3023", field="elements", citation="13/CMP.1 Annex; rules on serial numbers; our number", verified=False)
def elements_are_those_that_the_transaction_gives(case: Case) -> str | None:
    """A transaction may name no elements of serial numbers but those that it gives its units."""
    elements, kind = case.proposal.elements, case.type
    if elements == NO_ELEMENTS or kind is None or case.proposal.unit not in case.terms.units:
        return None
    given = _given(kind, case.terms.units[case.proposal.unit])
    others = [name for name, value in elements._asdict().items() if value and name not in given]
    return f"'{kind.name}' gives {case.proposal.unit} no {' and no '.join(others)}." if others else None


def _given(kind: TransactionType, traits: UnitType) -> set[str]:
    """The elements that a transaction gives units of a type."""
    if kind.effect is Effect.CREATE:
        given = {"activity": traits.sink, "project": traits.project, "expiry": traits.expires}
        return {name for name in given if given[name]}
    if "project" in kind.changes:
        # units have their activity already: here it says which are meant
        return {"project", "track", "activity"} if traits.sink else {"project", "track"}
    return {"expiry"} & kind.changes


@check("P-3024", field="replaces", citation="UK registry transaction 6-0; our number")
def only_a_replacement_names_what_it_replaces(case: Case) -> str | None:
    """Only a replacement may name units that it replaces."""
    if case.proposal.replaces and case.type is not None and not case.type.replaces:
        return f"'{case.type.name}' replaces nothing."
    return None


@check("P-3006", field="unit", citation=PRACTICE.format("3006"))
def unit_type_fits_the_transaction(case: Case) -> str | None:
    """The unit type must be one that this transaction may move."""
    unit, kind = case.proposal.unit, case.type
    if unit not in case.terms.units:
        return f"'{unit}' is no unit type; known are {', '.join(case.terms.units)}."
    if kind is not None and unit not in kind.units:
        return f"Transaction {kind.code} ({kind.name}) does not move {unit}."
    return None


@check("P-3013", field="acquiring", citation="3/CMP.1 App. D; Reg. (EC) 2216/2004 Art 45; our number", verified=False)
def units_are_issued_where_they_belong(case: Case) -> str | None:
    """Units of the CDM must be issued in its registry, and all others in a State's or the Union's."""
    account, unit = case.acquiring, case.proposal.unit
    if account is None or (unit in case.terms.project_units) is (account.type in case.terms.project_accounts):
        return None
    return f"{unit} are not issued into {account.identifier} ({case.acquiring_type.name})."


@check(
    "P-3016", field="serials", citation="UK registry 3016; reconciliation rules of the logs; our number", verified=False
)
def units_are_not_in_doubt(case: Case) -> str | None:
    """Units about which a registry and the log do not agree must stay where they are until that is settled."""
    return f"{case.in_doubt} are in quarantine since the last reconciliation." if case.in_doubt else None


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
