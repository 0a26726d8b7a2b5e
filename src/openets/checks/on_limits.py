"""Checks on what the law lets be issued and allocated in all."""

from openets.checks.check import Facts, above, check


@check("P-3500", field="quantity", citation="Directive 2003/87/EC Arts 9, 11; UK registry 3500", needs="limit")
def issuance_is_within_the_cap(facts: Facts) -> str | None:
    """A State must not issue more allowances for a period than its cap."""
    return _above_the_limit(facts)


@check("5008", field="quantity", citation="ITL check 5008 (UNFCCC data exchange standards)", needs="limit parties")
def issuance_is_within_the_assigned_amount(facts: Facts) -> str | None:
    """The AAUs that a Party issues must not exceed the quantity allowed for the commitment period."""
    return _above_the_limit(facts)


@check("P-8003", field="quantity", citation="Reg. (EC) 2216/2004 Art 46", verified=False, needs="plan")
def allocation_is_within_the_plan(facts: Facts) -> str | None:
    """An installation must not be allocated more for a year than the national allocation plan gives it."""
    if facts.planned is None:
        return f"The plan gives it nothing for {facts.proposal.year}."
    total = facts.allocated + facts.quantity
    if total > facts.planned:
        return f"The plan gives it {facts.planned:,} for {facts.proposal.year}; this would make {total:,}."
    return None


def _above_the_limit(facts: Facts) -> str | None:
    fault = above(facts.limit, facts.issued, facts.quantity, "issued")
    return fault and f"{fault.rstrip('.')} ({facts.limit_source})."
