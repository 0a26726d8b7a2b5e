"""Checks on what is entered and moves no units: one case refused and one that passes."""

from __future__ import annotations

from typing import Any

from openets.compliance import entries
from openets.compliance.entries import AccountChange, PlanTotal, YearEntry
from tests.european import ACCOUNT_TYPES
from tests.rules.specimen import PARTY, PLANT, passes, refuses


def change(account: Any = PLANT, **facts: Any) -> AccountChange:
    """Plant AG's account is closed: it is empty and owes nothing."""
    return AccountChange(account, ACCOUNT_TYPES[account.type], **{"closes": True, "releases": False, **facts})


def year(kind: str = "120", **facts: Any) -> YearEntry:
    """A plan, or a report, of 2006."""
    return YearEntry("AT_1", 2006, ACCOUNT_TYPES[kind], **facts)


def test_closed_account_is_no_standing_one() -> None:
    check = entries.closed_account_is_no_standing_one
    refuses(check, change(PARTY), "P-1020", PARTY.identifier)
    passes(check, change())
    passes(check, change(PARTY, closes=False))


def test_closed_account_is_empty() -> None:
    check = entries.closed_account_is_empty
    refuses(check, change(held={"EUA1": 1}), "P-1021", PLANT.identifier, "EUA1")
    passes(check, change())
    passes(check, change(closes=False, held={"EUA1": 1}))


def test_closed_account_owes_nothing() -> None:
    check = entries.closed_account_owes_nothing
    refuses(check, change(owed=50), "P-1022", "50")
    refuses(check, change(unreported=[2005, 2006]), "P-1022", "2005, 2006")
    refuses(check, change(PLANT._replace(reserved=80)), "P-1022", "80", "corrections")
    passes(check, change())
    passes(check, change(closes=False, owed=50))
    passes(check, change(owed=50, unreported=[2005], handed_over=True))


def test_block_is_lifted_by_the_missing_report() -> None:
    check = entries.block_is_lifted_by_the_missing_report
    refuses(check, change(closes=False, releases=True, unreported=[2005]), "P-1023", "2005")
    passes(check, change(closes=False, releases=True))
    passes(check, change(closes=False, unreported=[2005]))


def test_year_is_within_the_scope() -> None:
    check = entries.year_is_within_the_scope
    refuses(check, year("100-9"), "P-8010", "2012", "2006")
    passes(check, year())


def test_plan_is_of_a_year_that_is_not_settled() -> None:
    check = entries.plan_is_of_a_year_that_is_not_settled
    refuses(check, year(settled=True), "P-8011", "2006")
    passes(check, year())


def test_year_is_not_after_the_closure() -> None:
    check = entries.year_is_not_after_the_closure
    refuses(check, year(closed=2005, state="reported"), "P-8016", "AT_1", "2005")
    refuses(check, year(closed=2005, planned=2, allocated=1), "P-8016")
    passes(check, year(closed=2005, planned=1, allocated=1))
    passes(check, year(closed=2006, state="reported"))
    passes(check, year(state="reported"))


def test_year_is_within_the_membership() -> None:
    check = entries.year_is_within_the_membership
    refuses(check, year(takes_part=False), "P-8019", "AT_1", "2006")
    refuses(check, year(takes_part=False, state="reported"), "P-8019", "AT_1", "2006")
    passes(check, year(takes_part=False, state="not required"))
    passes(check, year())


def test_plan_gives_what_it_can() -> None:
    check = entries.plan_gives_what_it_can
    refuses(check, year(free=2, planned=1), "P-8012", "AT_1", "2 free")
    refuses(check, year(planned=1, allocated=2), "P-8012", "2 are allocated")
    passes(check, year(free=1, planned=2, allocated=2))


def test_plans_are_within_the_cap() -> None:
    check = entries.plans_are_within_the_cap
    refuses(check, PlanTotal("AT", "Phase I", 100, 99), "P-8013", "100", "99", "Phase I")
    passes(check, PlanTotal("AT", "Phase I", 99, 99))
    passes(check, PlanTotal("AT", "Phase I", 10**12, None))


def test_report_is_not_taken_back() -> None:
    check = entries.report_is_not_taken_back
    refuses(check, year(report="reported", state="not required"), "P-8014", "AT_1", "2006")
    passes(check, year(report="reported", state="reported"))
    passes(check, year(report="not reported", state="excluded"))


def test_report_is_plausible() -> None:
    check = entries.report_is_plausible
    refuses(check, year(verified=11, most=10, measure="t CO2e"), "P-8015", "11 t CO2e", "10")
    passes(check, year(verified=10, most=10))
    passes(check, year(verified=10**14))


def test_correction_is_decided_by_the_authority() -> None:
    check = entries.correction_is_decided_by_the_authority
    said = {"report": "reported", "stood": 500, "verified": 580, "settled": True, "by_authority": False}
    refuses(check, year(**said), "P-8020", "2006 is settled", "500", "580")
    passes(check, year(**said | {"by_authority": True}))
    passes(check, year(**said | {"settled": False}))
    passes(check, year(**said | {"verified": 500}))
    passes(check, year(**said | {"report": "not reported", "stood": None}))
