"""Which computed penalties are shown: none that the official letter contradicts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openets.compliance.official import DOUBTS, Shown, shown
from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.kernel.money import Money
from tests.european import EU_ETS

SCHEME = EU_ETS
LEVIED = SCHEME.tables["penalties_levied"]["levied"]


def short(year: int, emitted: int = 100, surrendered: int = 70) -> YearStatus:
    given_up = [Surrendered(year, date.min, surrendered)]
    return statuses(SCHEME, [Reported(year, None, emitted)], given_up, date.max)[0]


def nothing(doubt: str) -> Shown:
    return Shown(0, Money(Decimal(0), "EUR"), doubt)


@pytest.mark.parametrize(
    ("state", "year", "official", "judged", "expected"),
    [
        ("AT", 2006, "B", True, Shown(30, Money(Decimal(1200), "EUR"), "")),
        ("AT", 2008, "B*", True, Shown(30, Money(Decimal(3000), "EUR"), "")),
        ("AT", 2008, "D", True, Shown(30, Money(Decimal(3000), "EUR"), "")),
        ("AT", 2008, "A", True, nothing("official letter")),
        ("AT", 2008, "A*", True, nothing("official letter")),
        ("AT", 2008, "C", True, nothing("official letter")),
        ("AT", 2008, "E", True, nothing("official letter")),
        ("AT", 2008, "X", True, nothing("official letter")),
        ("AT", 2008, "-", True, nothing("official letter")),
        ("AT", 2008, "", True, nothing("no official letter")),
        ("AT", 2008, "", False, Shown(30, Money(Decimal(3000), "EUR"), "")),
        ("FR", 2005, "B", True, nothing("registry late")),
        ("FR", 2006, "B", True, Shown(30, Money(Decimal(1200), "EUR"), "")),
        ("FR", 2005, "", False, Shown(30, Money(Decimal(1200), "EUR"), "")),
        ("BG", 2007, "B", True, nothing("registry late")),
    ],
)
def test_a_penalty_is_shown_where_the_official_letter_bears_it_out(
    state: str, year: int, official: str, judged: bool, expected: Shown
) -> None:
    assert shown(SCHEME, state, official, short(year), judged=judged) == expected


def test_where_nothing_is_missing_there_is_nothing_to_doubt() -> None:
    assert shown(SCHEME, "FR", "A", short(2005, 100, 100), judged=True) == nothing("")


@given(st.integers(2005, 2022), st.integers(0, 99), st.sampled_from(["A", "A*"]), st.booleans())
def test_nothing_is_ever_shown_in_a_year_whose_official_letter_is_a(
    year: int, surrendered: int, official: str, judged: bool
) -> None:
    assert shown(SCHEME, "AT", official, short(year, 100, surrendered), judged=judged).amount.amount == 0


def test_every_doubt_is_explained() -> None:
    given_up = {shown(SCHEME, "FR", official, short(2005), judged=True).doubt for official in ("A", "B", "")}
    assert given_up == DOUBTS.keys()


def test_the_computed_penalties_are_those_that_a_court_has_upheld() -> None:
    """Two mills of one firm in 2006, fined in kronor on the same day: at one rate the rules give both to the krona."""
    tonnes = {"SE_433": 10_828, "SE_434": 42_433}
    rates = {
        Decimal(row["amount"]) / short(row["year"], tonnes[row["installation"]], 0).penalty.amount for row in LEVIED
    }
    assert len(LEVIED) == 2
    assert max(rates) - min(rates) < Decimal("0.00001")
    assert Decimal("9.0") < min(rates) < Decimal("9.5")
