"""Checks on who acts."""

from openets.checks.check import Facts, check


@check("P-6001", field="actor", citation="Reg. (EC) 2216/2004 Arts 23, 48-53", verified=False)
def actor_has_the_right(facts: Facts) -> str | None:
    """Whoever proposes a transaction must have the right to it."""
    if not facts.allowed:
        if facts.proposal.reconstructed:
            return "Only a step of an import may mark a transaction as reconstructed."
        kind = facts.type.name if facts.type is not None else facts.proposal.type
        return f"'{kind}' needs another role: ask the registry administrator."
    return None


@check("P-3000", field="type", citation="transaction type lists of the UK registry and the EUTL")
def transaction_type_is_known(facts: Facts) -> str | None:
    """The transaction type must be one that the scheme knows on that day."""
    if facts.type is None:
        return f"'{facts.proposal.type}' is not."
    return None
