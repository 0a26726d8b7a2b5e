"""Checks on what may be issued, allocated, and used of credits in all: the limit passes, one unit more does not."""

from __future__ import annotations

from typing import Any

import pytest

from openets.checks import on_limits
from openets.checks.check import CreditUse, Facts
from tests.rules.specimen import PARTY, PLANT, SET_ASIDE, account, case, passes, refuses


def issuance(kind: str, unit: str, quantity: int, **facts: Any) -> Facts:
    return case(kind, None, PARTY, {"unit": unit, "quantity": quantity}, **facts)


def test_issuance_is_within_the_cap() -> None:
    check = on_limits.issuance_is_within_the_cap
    facts = {"issued": 98_000_000, "limit": 99_000_000, "limit_source": "cap of AT for EUA1"}
    above = issuance("1-51", "EUA1", 1_000_001, **facts)
    refuses(check, above, "P-3500", "98,000,000", "1,000,001", "99,000,000", "cap of AT")
    passes(check, issuance("1-51", "EUA1", 1_000_000, **facts))


def test_issuance_is_within_the_cap_where_the_law_sets_none() -> None:
    passes(on_limits.issuance_is_within_the_cap, issuance("1-51", "EUA1", 10**14, limit=None))


def test_issuance_is_within_the_assigned_amount() -> None:
    check = on_limits.issuance_is_within_the_assigned_amount
    facts = {"issued": 343_866_000, "limit": 343_866_009, "limit_source": "assigned amount of AT"}
    refuses(check, issuance("1-0", "AAU", 10, **facts), "5008", "343,866,009", "assigned amount of AT")
    passes(check, issuance("1-0", "AAU", 9, **facts))


def test_allocation_is_within_the_plan() -> None:
    check = on_limits.allocation_is_within_the_plan
    words = {"quantity": 100, "year": 2005}
    refuses(check, case("10-53", PARTY, PLANT, words, planned=599, allocated=500), "P-8003", "599", "600", "2005")
    refuses(check, case("10-53", PARTY, PLANT, words, planned=None), "P-8003", "nothing for 2005")
    passes(check, case("10-53", PARTY, PLANT, words, planned=600, allocated=500))


def test_units_are_those_that_the_account_is_allocated() -> None:
    check = on_limits.units_are_those_that_the_account_is_allocated
    aircraft = account("100-9", number=8)
    refuses(check, case("10-53", PARTY, aircraft, {"unit": "EUA2"}), "P-8004", "EUAA", "aircraft")
    refuses(check, case("10-53", PARTY, PLANT, {"unit": "EUAA"}), "P-8004", "EUA1, EUA2")
    passes(check, case("10-53", PARTY, aircraft, {"unit": "EUAA"}))
    passes(check, case("10-53", PARTY, PLANT))


def test_year_is_within_the_scope_of_the_account() -> None:
    check = on_limits.year_is_within_the_scope_of_the_account
    aircraft = account("100-9", number=8)
    refuses(check, case("10-53", PARTY, aircraft, {"year": 2011}), "P-8005", "2012", "2011")
    passes(check, case("10-53", PARTY, aircraft, {"year": 2012}))
    passes(check, case("10-53", PARTY, PLANT, {"year": 2005}))
    passes(check, case("10-53", PARTY, aircraft, {"year": None}))


@pytest.mark.parametrize("quantity", [None, "100", 1.5, True])
def test_no_check_stumbles_over_a_quantity_that_is_none(quantity: Any) -> None:
    """That the quantity is no whole number, a check of its own says."""
    passes(on_limits.issuance_is_within_the_cap, issuance("1-51", "EUA1", quantity, limit=0))
    passes(on_limits.issuance_is_within_the_assigned_amount, issuance("1-0", "AAU", quantity, limit=0))
    words = {"quantity": quantity, "year": 2005}
    passes(on_limits.allocation_is_within_the_plan, case("10-53", PARTY, PLANT, words, planned=1))


def of_credits(kind: str = "10-2", quantity: int = 10, **use: Any) -> Facts:
    """Plant AG gives up credits: what was used of them, and how many may be."""
    target = SET_ASIDE if kind == "10-2" else account("100-22", number=900_000_022)
    return case(kind, PLANT, target, {"unit": "CER", "quantity": quantity}, credits=CreditUse(**use))


def test_credits_are_within_the_limit_of_the_installation() -> None:
    check = on_limits.credits_are_within_the_limit_of_the_installation
    refuses(check, of_credits(used=491, limit=500, source="10% of 5,000"), "P-8030", "491", "10 more", "10% of 5,000")
    passes(check, of_credits(used=490, limit=500))
    passes(check, of_credits(used=490, limit=None))
    passes(check, of_credits(used=0, limit=0, quantity=0))
    passes(check, case("10-2", PLANT, SET_ASIDE))


def test_credits_are_within_the_limit_of_the_member() -> None:
    check = on_limits.credits_are_within_the_limit_of_the_member
    facts = {"used_by_all": 91, "limit_of_all": 100, "source_of_all": "10% of the cap of Austria"}
    refuses(check, of_credits(**facts), "P-8031", "91", "100", "cap of Austria")
    passes(check, of_credits(**facts, quantity=9))
    passes(check, of_credits(used_by_all=10**12))


def test_credits_are_within_the_entitlement() -> None:
    check = on_limits.credits_are_within_the_entitlement
    refuses(check, of_credits("10-71", used=541, limit=550, source="11% of 5,000"), "P-8032", "541 are used", "550")
    passes(check, of_credits("10-71", used=540, limit=550))


def test_credits_are_surrendered_only_before_their_exchange() -> None:
    check = on_limits.credits_are_surrendered_only_before_their_exchange
    refuses(check, of_credits(untimely="For 2014 they are exchanged first."), "P-8033", "2014")
    passes(check, of_credits())


def test_credits_are_exchanged_in_their_time() -> None:
    check = on_limits.credits_are_exchanged_in_their_time
    refuses(check, of_credits("10-71", untimely="They were exchanged until 2020-12-31."), "P-8034", "2020-12-31")
    passes(check, of_credits("10-71"))


def test_credits_are_of_projects_that_count() -> None:
    check = on_limits.credits_are_of_projects_that_count
    refuses(check, of_credits(excluded="CN1: Nuclear facilities are excluded."), "P-8035", "CN1", "Nuclear")
    passes(check, of_credits())
