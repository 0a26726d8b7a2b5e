"""Checks on the units of a transaction: kind, quantity, possession."""

from openets.checks.check import Facts, check, ranges_fault
from openets.checks.on_accounts import ANNEX_XII, PRACTICE, UNUSUAL
from openets.kernel.folding import did_you_mean
from openets.kernel.units import MOST_UNITS, NO_ELEMENTS, UnitType
from openets.ledger.transactions import Effect, TransactionType


@check("P-3008", field="quantity", citation=PRACTICE.format("3007, 3008"))
def quantity_is_a_whole_positive_number(facts: Facts) -> str | None:
    """The quantity must be a whole number of units greater than zero."""
    quantity = facts.proposal.quantity
    if type(quantity) is not int or quantity <= 0:
        return f"It is {quantity!r}."
    if quantity > MOST_UNITS:
        return f"It is {quantity}: serial numbers have 15 digits at most."
    return None


@check("P-3021", field="serials", citation="Reg. (EC) 2216/2004 Annex VI", when="named")
def serial_ranges_add_up_to_the_quantity(facts: Facts) -> str | None:
    """Serial ranges that a proposal names must be ranges, be disjoint, and hold the quantity exactly."""
    return ranges_fault(facts.proposal.serials, facts.quantity) if facts.proposal.serials else None


@check("P-3023", field="elements", citation="13/CMP.1 Annex; rules on serial numbers", verified=False, when="named")
def elements_are_those_that_the_transaction_gives(facts: Facts) -> str | None:
    """A transaction may name no elements of serial numbers but those that it gives its units, or finds them by."""
    elements, kind = facts.proposal.elements, facts.type
    if elements == NO_ELEMENTS or kind is None or facts.proposal.unit not in facts.terms.units:
        return None
    given = _given(kind, facts.terms.units[facts.proposal.unit])
    others = [name for name, value in elements._asdict().items() if value and name not in given]
    return f"'{kind.name}' gives {facts.proposal.unit} no {' and no '.join(others)}." if others else None


def _given(kind: TransactionType, traits: UnitType) -> set[str]:
    """The elements that a transaction gives units of a type."""
    if kind.effect is Effect.CREATE:
        given = {"activity": traits.sink, "project": traits.project, "expiry": traits.expires}
        return {name for name in given if given[name]}
    # units have their vintage already, and their activity: here they say which are meant
    meant = {"vintage"} if traits.vintaged or traits.later else set()
    if "project" in kind.changes:
        return meant | ({"project", "track", "activity"} if traits.sink else {"project", "track"})
    return meant | ({"expiry"} & kind.changes)


@check("P-3024", field="replaces", citation="UK registry transaction 6-0", when="named")
def only_a_replacement_names_what_it_replaces(facts: Facts) -> str | None:
    """Only a replacement may name units that it replaces."""
    if facts.proposal.replaces and facts.type is not None and not facts.type.replaces:
        return f"'{facts.type.name}' replaces nothing."
    return None


@check("P-3006", field="unit", citation=PRACTICE.format("3006"))
def unit_type_fits_the_transaction(facts: Facts) -> str | None:
    """The unit type must be one that this transaction may move."""
    unit, kind = facts.proposal.unit, facts.type
    if unit not in facts.terms.units:
        hint = did_you_mean(unit, facts.terms.units)
        return f"'{unit}' is no unit type{f': {hint} Known' if hint else '; known'} are {', '.join(facts.terms.units)}."
    if kind is not None and unit not in kind.units:
        return f"Transaction {kind.code} ({kind.name}) does not move {unit}."
    return None


@check("P-3013", field="acquiring", citation="3/CMP.1 App. D; Reg. (EC) 2216/2004 Art 45", verified=False)
def units_are_issued_where_they_belong(facts: Facts) -> str | None:
    """Units of the CDM must be issued in its registry, and all others in a State's or the Union's."""
    account, unit = facts.acquiring, facts.proposal.unit
    if account is None or (unit in facts.terms.project_units) is (account.type in facts.terms.project_accounts):
        return None
    return f"{unit} are not issued into {account.identifier} ({facts.acquiring_type.name})."


@check("P-3016", field="serials", citation="UK registry 3016; reconciliation rules of the logs", verified=False)
def units_are_not_in_doubt(facts: Facts) -> str | None:
    """Units about which a registry and the log do not agree must stay where they are until that is settled."""
    return f"{facts.in_doubt} are in quarantine since the last reconciliation." if facts.in_doubt else None


@check("7027", field="quantity", citation=ANNEX_XII)
def transferring_account_holds_the_units(facts: Facts) -> str | None:
    """The transferring account must hold the units that it transfers."""
    proposal = facts.proposal
    if facts.transferring is None:
        return None
    of = f" of vintage {proposal.elements.vintage}" if proposal.elements.vintage else ""
    if type(proposal.quantity) is int and facts.held < proposal.quantity:
        return f"It holds {facts.held:,} {proposal.unit}{of}, {proposal.quantity - facts.held:,} too few."
    if not facts.serials_held:
        return f"It does not hold the serial numbers that the proposal names{of and f', all{of}'}."
    return None


@check(
    "P-1025",
    field="quantity",
    citation="Directive 2003/87/EC Art 15; TFRS issues 2453, 2562",
    verified=False,
    when=UNUSUAL,
)
def reserved_units_stay_in_their_account(facts: Facts) -> str | None:
    """Units that an undecided correction would make due must not leave their account but to be surrendered."""
    account, kind = facts.transferring, facts.type
    if account is None or not account.reserved or kind is None or account is facts.acquiring:
        return None
    if kind.record or facts.proposal.reverses or facts.held_in_all - facts.quantity >= account.reserved:
        return None
    left = max(0, facts.held_in_all - account.reserved)
    return f"{account.reserved:,} are reserved until corrections of its reports are decided: {left:,} may leave it."
