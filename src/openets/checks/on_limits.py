"""Checks on what the law lets be issued and allocated in all."""

from __future__ import annotations

from openets.checks.check import Case, check


@check("P-3500", field="quantity", citation="Directive 2003/87/EC Arts 9, 11; UK registry 3500; our number")
def issuance_is_within_the_cap(case: Case) -> str | None:
    """A State must not issue more allowances for a period than its cap."""
    return _exceeds(case)


@check("5008", field="quantity", citation="ITL check 5008 (UNFCCC data exchange standards)")
def issuance_is_within_the_assigned_amount(case: Case) -> str | None:
    """The AAUs that a Party issues must not exceed the quantity allowed for the commitment period."""
    return _exceeds(case)


@check("P-8003", field="quantity", citation="Reg. (EC) 2216/2004 Art 46; our number", verified=False)
def allocation_is_within_the_plan(case: Case) -> str | None:
    """An installation must not be allocated more for a year than the national allocation plan gives it."""
    if case.planned is None:
        return f"The plan gives it nothing for {case.proposal.year}."
    total = case.allocated + case.quantity
    if total > case.planned:
        return f"The plan gives it {case.planned:,} for {case.proposal.year}; this would make {total:,}."
    return None


def _exceeds(case: Case) -> str | None:
    total = case.issued + case.quantity
    if case.limit is None or total <= case.limit:
        return None
    return f"{case.issued:,} issued and {case.quantity:,} more exceed {case.limit:,} ({case.limit_source})."
