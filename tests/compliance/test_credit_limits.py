"""How many credits may be used: the percentages, of what they are taken, and the days of exchange."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openets.compliance import credit_limits
from openets.ledger.store import YearRecord
from tests.european import EU_ETS, KYOTO

AUSTRIA, ESTONIA, MALTA = (EU_ETS.members[code] for code in ("AT", "EE", "MT"))


def years(first: int = 2008, last: int = 2012, **each: Any) -> list[YearRecord]:
    return [YearRecord("AT_1", year, **each) for year in range(first, last + 1)]


def test_the_limited_period_is_the_second() -> None:
    period = credit_limits.limited_period(EU_ETS)
    assert period is not None
    assert list(period.years) == [2008, 2009, 2010, 2011, 2012]
    assert credit_limits.limited_period(KYOTO) is None
    assert list(credit_limits.years_since(EU_ETS)) == list(range(2013, 2021))


def test_credits_are_what_was_surrendered_beside_allowances() -> None:
    assert credit_limits.used(years(surrendered=100, surrendered_allowances=90)) == 50
    assert credit_limits.used([]) == 0


@pytest.mark.parametrize(
    ("percent", "planned", "units"), [("10", 1_000, 500), ("15.76", 1_000, 788), ("8.4", 1, 0), ("0", 10**9, 0)]
)
def test_an_installation_may_surrender_a_percentage_of_its_plan(percent: str, planned: int, units: int) -> None:
    member = replace(AUSTRIA, credit_limit_percent=Decimal(percent))
    found = credit_limits.limit_of_installation(EU_ETS, member, years(planned=planned), aviation=False)
    assert found.units == units
    assert f"{5 * planned:,}" in found.source


def test_a_member_without_a_percentage_has_no_limit() -> None:
    found = credit_limits.limit_of_installation(EU_ETS, MALTA, years(planned=10), aviation=False)
    assert found.units is None
    assert credit_limits.limit_of_member(EU_ETS, MALTA).units is None


def test_a_member_may_let_a_percentage_of_its_cap_be_surrendered() -> None:
    found = credit_limits.limit_of_member(EU_ETS, AUSTRIA)
    assert found == (16_030_000, "10% of the cap of Austria for Phase II, 160,300,000")
    assert credit_limits.limit_of_member(EU_ETS, ESTONIA).units == 0


@pytest.mark.parametrize(
    ("member", "units", "percent"),
    [(AUSTRIA, 550, "11%"), (EU_ETS.members["DE"], 1_000, "20%"), (ESTONIA, 550, "11%"), (MALTA, 550, "11%")],
    ids=["AT", "DE", "EE", "MT"],
)
def test_who_was_allocated_may_use_the_greater_percentage_of_it(member: Any, units: int, percent: str) -> None:
    found = credit_limits.entitlement(EU_ETS, member, years(planned=1_000), [], aviation=False)
    assert found.units == units
    assert found.source.startswith(percent)


def test_who_was_allocated_nothing_may_use_a_percentage_of_its_emissions() -> None:
    since = years(2013, 2014, verified=1_000)
    found = credit_limits.entitlement(EU_ETS, AUSTRIA, years(), since, aviation=False)
    assert found == (90, "4.5% of its 2,000 t of verified emissions")


def test_aircraft_operators_may_use_percentages_of_their_emissions() -> None:
    period, since = [YearRecord("AT_900", 2012, verified=1_000)], years(2013, 2014, verified=1_000)
    assert credit_limits.limit_of_installation(EU_ETS, AUSTRIA, period, aviation=True).units == 150
    found = credit_limits.entitlement(EU_ETS, AUSTRIA, period, since, aviation=True)
    assert found.units == 150 + 30


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.decimals(0, 100, places=2))
def test_two_installations_never_have_a_greater_limit_than_one_of_their_size(
    one: int, other: int, percent: Decimal
) -> None:
    """What is rounded down gives nobody a unit more."""
    member = replace(AUSTRIA, credit_limit_percent=percent)

    def limit(planned: int) -> int:
        row = [YearRecord("AT_1", 2008, planned=planned)]
        return credit_limits.limit_of_installation(EU_ETS, member, row, aviation=False).units or 0

    assert limit(one) + limit(other) <= limit(one + other) <= limit(one) + limit(other) + 1
    assert limit(one) <= one


@pytest.mark.parametrize(
    ("day", "late", "said"),
    [
        (date(2012, 12, 31), True, "from 2013-01-01 on"),
        (date(2013, 1, 1), False, ""),
        (date(2015, 3, 31), False, ""),
        (date(2015, 4, 1), False, "After 2015-03-31"),
        (date(2015, 4, 1), True, ""),
        (date(2020, 12, 31), True, ""),
        (date(2021, 1, 1), True, "until 2020-12-31"),
    ],
)
def test_exchange_has_its_days(day: date, late: bool, said: str) -> None:
    found = credit_limits.untimely_exchange(EU_ETS, day, late=late)
    assert said in found
    assert bool(found) is bool(said)


@pytest.mark.parametrize(
    ("year", "day", "said"),
    [
        (2006, date(2008, 4, 30), ""),
        (2006, date(2008, 5, 1), "For Phase I they could be surrendered until 2008-04-30."),
        (2008, date(2013, 4, 30), ""),
        (2012, date(2013, 5, 1), "For Phase II they could be surrendered until 2013-04-30."),
        (
            2013,
            date(2014, 4, 30),
            "For 2013 they are exchanged first (`ets exchange`), and the allowances surrendered.",
        ),
        (
            2030,
            date(2031, 4, 30),
            "For 2030 they are exchanged first (`ets exchange`), and the allowances surrendered.",
        ),
        (1999, date(2010, 4, 30), ""),
    ],
)
def test_credits_are_surrendered_in_their_period_and_for_years_before_2013(year: int, day: date, said: str) -> None:
    """That 1999 is no year of the scheme another check says."""
    assert credit_limits.untimely_surrender(EU_ETS, year, day) == said
