"""Checks on years and periods, and on the order of things: what was reversed or asked before."""

from openets.checks.check import Facts, check, request_fault


@check("P-4006", field="request", citation="UK transaction log 10006")
def request_id_is_new_or_repeats_itself(facts: Facts) -> str | None:
    """A request id must be 1 to 120 plain characters and must not have been used for anything else."""
    return request_fault(facts.proposal.request, facts.request_conflict)


@check("P-5001", field="unit", citation="Directive 2003/87/EC Art 13(1)", needs="period")
def units_are_valid_for_the_year(facts: Facts) -> str | None:
    """Emissions of a year may be covered only with units valid for the period of that year."""
    if facts.proposal.unit in facts.surrender_units:
        return None
    valid = ", ".join(sorted(facts.surrender_units)) or "no units"
    return f"For {facts.proposal.year} that is {valid}, not {facts.proposal.unit}."


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
    original, already_reversed, serials = facts.reversal
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


@check("P-3020", field="reverses", citation="Reg. (EC) 2216/2004 Art 34a")
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
