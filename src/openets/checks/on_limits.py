"""Checks on what the law lets be issued and allocated, and of credits of projects be used, in all."""

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


@check("P-8004", field="unit", citation="Directive 2003/87/EC Art 3e; Reg. (EU) 1193/2011", verified=False)
def units_are_those_that_the_account_is_allocated(facts: Facts) -> str | None:
    """An operator must be allocated only the units that the law has for such operators."""
    if facts.acquiring is None:
        return None
    known = facts.acquiring_type.allocated
    if not known or facts.proposal.unit in known:
        return None
    return f"A {facts.acquiring_type.name.lower()} account is allocated {', '.join(sorted(known))}."


@check("P-8005", field="year", citation="Directive 2008/101/EC", verified=False)
def year_is_within_the_scope_of_the_account(facts: Facts) -> str | None:
    """An operator must not be allocated, or surrender, anything for a year in which the law did not reach it yet."""
    year = facts.proposal.year
    for account in (facts.transferring, facts.acquiring):
        kind = facts.terms.accounts[account.type] if account is not None else None
        if kind is not None and type(year) is int and year < kind.first_year:
            return f"The law reaches a {kind.name.lower()} from {kind.first_year} on, not {year}."
    return None


@check("P-8030", field="quantity", citation="Directive 2003/87/EC Art 11a(1)", needs="credits")
def credits_are_within_the_limit_of_the_installation(facts: Facts) -> str | None:
    """An operator must not surrender more credits for a period than the plan's percentage of its allocation."""
    use = facts.credit_use
    return _above(use.limit, use.used, facts.quantity, "surrendered", use.source)


@check("P-8031", field="quantity", citation="Directive 2003/87/EC Art 11a(1); the paper, Table 2 (2)", needs="credits")
def credits_are_within_the_limit_of_the_member(facts: Facts) -> str | None:
    """The installations of a State must not surrender more credits for a period than its percentage of the cap."""
    use = facts.credit_use
    return _above(use.limit_of_all, use.used_by_all, facts.quantity, "surrendered in the State", use.source_of_all)


@check("P-8032", field="quantity", citation="Reg. (EU) 1123/2013 Art 1", verified=False, needs="credits")
def credits_are_within_the_entitlement(facts: Facts) -> str | None:
    """An operator must not exchange more credits than its entitlement leaves over."""
    use = facts.credit_use
    return _above(use.limit, use.used, facts.quantity, "used", use.source)


@check("P-8033", field="year", citation="Directive 2003/87/EC Art 11a(2), (3); Reg. (EU) 389/2013", needs="credits")
def credits_are_surrendered_only_before_their_exchange(facts: Facts) -> str | None:
    """Credits must be surrendered in their period, and none for years since which they are exchanged for allowances."""
    return facts.credit_use.untimely or None


@check("P-8034", field="unit", citation="Directive 2003/87/EC Art 11a(2)-(4)", needs="credits blocks")
def credits_are_exchanged_in_their_time(facts: Facts) -> str | None:
    """Credits must be exchanged within the days that the law sets for them."""
    return facts.credit_use.untimely or None


@check("P-8035", field="unit", citation="Directive 2003/87/EC Arts 11a(3), 11b(6); Reg. (EU) 550/2011",
       needs="credits blocks")  # fmt: skip
def credits_are_of_projects_that_count(facts: Facts) -> str | None:
    """Credits must be of projects that the law does not exclude, as far as their records are at hand."""
    return facts.credit_use.excluded or None


def _above_the_limit(facts: Facts) -> str | None:
    return _above(facts.limit, facts.issued, facts.quantity, "issued", facts.limit_source)


def _above(limit: int | None, done: int, more: int, word: str, source: str) -> str | None:
    fault = above(limit, done, more, word)
    return fault and f"{fault.rstrip('.')} ({source})."
