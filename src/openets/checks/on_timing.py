"""Checks on years and periods, and on the order of things: what was reversed or asked before."""

from openets.checks.check import OUR_RULE, Facts, check, request_fault
from openets.ledger.accounts import Bucket
from openets.ledger.transactions import Effect


@check("P-4006", field="request", citation="UK transaction log 10006")
def request_id_is_new_or_repeats_itself(facts: Facts) -> str | None:
    """A request id must be 1 to 120 plain characters and must not have been used for anything else."""
    return request_fault(facts.proposal.request, facts.request_conflict)


@check("P-4007", field="on", citation=OUR_RULE, verified=False, when="named")
def accounts_were_open_on_the_day(facts: Facts) -> str | None:
    """Both accounts must have been open on the day on which the transaction took effect."""
    day = facts.proposal.on
    if not day:
        return None  # what takes effect today finds no account that is opened later
    for account in (facts.transferring, facts.acquiring):
        if account is not None and account.opened > day:
            return f"{account.identifier} was opened on {account.opened}, after {day}."
    return None


@check("P-4008", field="on", citation="Directive 2003/87/EC Art 12(3)", verified=False, when="named")
def units_were_held_ever_since_the_day(facts: Facts) -> str | None:
    """What is entered for an earlier day must move units that the account has held from that day until now."""
    quantity = facts.proposal.quantity
    if facts.held_since is None or type(quantity) is not int or not facts.held_since < quantity <= facts.held:
        return None
    return f"Of {facts.proposal.unit} it has held {max(facts.held_since, 0):,} ever since {facts.on}, not {quantity:,}."


@check("P-5001", field="unit", citation="Directive 2003/87/EC Art 13(1)", needs="period")
def units_are_valid_for_the_year(facts: Facts) -> str | None:
    """Emissions of a year may be covered only with units valid for the period of that year."""
    if facts.proposal.unit in facts.surrender_units:
        return _too_young(facts) if facts.blocks else None
    valid = ", ".join(sorted(facts.surrender_units)) or "no units"
    return f"For {facts.proposal.year} that is {valid}, not {facts.proposal.unit}."


def _too_young(facts: Facts) -> str | None:
    """What is wrong with units that were issued for later years."""
    year = facts.proposal.year
    late = [each for each in facts.blocks if type(year) is int and each.series.vintage > year]
    if not late:
        return None
    return f"{facts.terms.serial_number(late[0])} serves no year before {late[0].series.vintage}, not {year}."


@check("P-3030", field="unit", citation="Directive 2003/87/EC Arts 11, 13(1); Kyoto Protocol Art 3(7)", verified=False)
def units_are_issued_in_their_time(facts: Facts) -> str | None:
    """Units must be issued within the days that the law sets for their type."""
    kind = facts.type
    if kind is None or kind.effect is Effect.MOVE or kind.back:
        return None
    made = kind.makes(facts.proposal.unit)
    unit = facts.terms.units.get(made)
    if unit is None or (kind.effect is Effect.CONVERT and made == facts.proposal.unit):
        return None  # nothing comes into being where units only change their serial numbers
    if unit.issue_from is not None and facts.on < unit.issue_from:
        return f"{unit.code} are issued from {unit.issue_from} on, not on {facts.on}."
    if unit.issue_until is not None and facts.on > unit.issue_until:
        return f"{unit.code} were issued until {unit.issue_until}, not on {facts.on}."
    return None


@check("P-3031", field="unit", citation="Directive 2003/87/EC Art 13(2), 13(3)")
def units_are_still_valid(facts: Facts) -> str | None:
    """Units whose time is over must be cancelled or replaced, and no more be allocated, traded or surrendered."""
    unit = facts.terms.units.get(facts.proposal.unit)
    if unit is None or unit.valid_until is None or facts.on <= unit.valid_until:
        return None
    if facts.transferring is None or facts.acquiring is None or facts.transferring_type.bucket is not Bucket.HELD:
        return None
    if facts.acquiring_type.bucket not in (Bucket.HELD, Bucket.SURRENDERED):
        return None
    return f"{unit.code} were good until {unit.valid_until}, and it is {facts.on}."


@check("P-5002", field="year", citation="Directive 2003/87/EC Arts 11(4), 12(3)", needs="period")
def year_is_a_compliance_year(facts: Facts) -> str | None:
    """The transaction must name a year of the scheme, and not one that has not begun."""
    year = facts.proposal.year
    if not facts.surrender_units:
        return f"{year or 'None'} is not a year of this scheme."
    if year > facts.on.year:
        return f"{year} has not begun on {facts.on.isoformat()}."
    return None


@check("P-5004", field="year", citation="Directive 2003/87/EC Art 12(3)")
def year_is_named_where_it_is_needed(facts: Facts) -> str | None:
    """The year must be a whole number, and only transactions that settle a year may name one."""
    year = facts.proposal.year
    if type(year) is not int or not 0 <= year <= 9999:
        return f"It is {year!r}."
    if year and facts.type is not None and not facts.type.record:
        return f"'{facts.type.name}' settles no year, but names {year}."
    return None


@check("P-3019", field="reverses", citation="Reg. (EC) 2216/2004 Art 34a; UK registry 3019", needs="reversal")
def transaction_can_be_reversed(facts: Facts) -> str | None:
    """Only a completed transaction of a reversible type can be reversed, once, and as a whole."""
    proposal = facts.proposal
    if facts.reversal is None:
        return f"No transaction '{proposal.reverses}' is known."
    original, already_reversed, _, serials = facts.reversal
    if facts.terms.transactions[original.type].reversed_by != proposal.type:
        return f"{original.id} is of type {original.type}, which {proposal.type} does not reverse."
    if already_reversed:
        return f"{original.id} has been reversed already."
    if original.year != proposal.year:
        return f"{original.id} was for {original.year or 'no year'}, not {proposal.year or 'none'}."
    accounts = (facts.transferring and facts.transferring.key, facts.acquiring and facts.acquiring.key)
    same = (original.acquiring, original.transferring, original.quantity, original.unit)
    if (*accounts, proposal.quantity, proposal.unit) != same:
        return f"{original.id} moved {original.quantity:,} {original.unit} between other accounts."
    if sorted(proposal.serials) != sorted(serials):
        return f"{original.id} moved other serial numbers; the very same units must go back."
    return None


@check("P-3018", field="reverses", citation="Reg. (EU) 389/2013 Art 70", verified=False, needs="reversal")
def surrender_is_reversed_before_its_year_is_settled(facts: Facts) -> str | None:
    """A surrender must not be reversed once the day of surrender for its year is over."""
    if facts.reversal is None or not facts.reversal.settled:
        return None
    return f"{facts.reversal.original.year} is settled on {facts.on}."


@check("P-3020", field="reverses", citation="Reg. (EC) 2216/2004 Art 34a", when="named")
def only_a_reversal_names_another_transaction(facts: Facts) -> str | None:
    """Only a reversal may name a transaction that it reverses."""
    if facts.proposal.reverses and facts.type is not None and facts.type.code not in facts.terms.reversals:
        return f"'{facts.type.name}' reverses nothing, but names {facts.proposal.reverses}."
    return None


@check("P-5003", field="unit", citation="Directive 2003/87/EC Art 13(2), 13(3)", needs="banking")
def period_may_be_banked_into_the_next(facts: Facts) -> str | None:
    """What a period leaves over may be replaced only where the law lets it be banked into the next."""
    if facts.bankable:
        return None
    return f"{facts.proposal.unit} may not: what is left of it is cancelled."
