"""Checks on years, on requests and on what was reversed: one case refused and one that passes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from openets.checks import on_timing
from openets.checks.check import Reversal
from openets.checks.on_timing import accounts_were_open_on_the_day, units_were_held_ever_since_the_day
from tests.rules.specimen import (
    CANCELLED,
    PARTY,
    PLANT,
    REVERSED,
    SET_ASIDE,
    SURRENDER,
    account,
    case,
    passes,
    refuses,
    reversal_case,
)


def test_request_id_is_new_or_repeats_itself() -> None:
    check = on_timing.request_id_is_new_or_repeats_itself
    refuses(check, case(request_conflict="AT7"), "P-4006", "'r1'", "AT7")
    passes(check, case(proposal={"request": "eutl:2005/AT_1+a-b.c"}))
    passes(check, case(proposal={"request": "x" * 120}))


@pytest.mark.parametrize("request_id", ["", " ", "a b", "a\n", 'a"b', "ü", "a\x00", "x" * 121])
def test_request_id_is_new_or_repeats_itself_in_plain_characters(request_id: str) -> None:
    check = on_timing.request_id_is_new_or_repeats_itself
    refuses(check, case(proposal={"request": request_id}), "P-4006", request_id)


def test_units_are_valid_for_the_year() -> None:
    check = on_timing.units_are_valid_for_the_year
    words = {"unit": "EUA2", "year": 2007}
    refuses(check, case("10-2", PLANT, SET_ASIDE, words), "P-5001", "2007", "EUA1", "EUA2")
    passes(check, case("10-2", PLANT, SET_ASIDE, {"unit": "EUA1", "year": 2007}))


def test_units_are_issued_in_their_time() -> None:
    check = on_timing.units_are_issued_in_their_time
    early = case("1-31", None, PARTY, {"unit": "EUA3"}, on=date(2006, 1, 1))
    refuses(check, early, "P-3030", "EUA3", "2012-01-01", "2006-01-01")
    late = case("1-51", None, PARTY, {"unit": "EUA1"}, on=date(2008, 1, 1))
    refuses(check, late, "P-3030", "EUA1", "2007-12-31", "2008-01-01")
    converted = case("10-52", PARTY, PARTY, {"unit": "AAU"}, on=date(2007, 12, 31))
    refuses(check, converted, "P-3030", "EUA2", "2008-01-01")
    passes(check, case("1-51", None, PARTY, {"unit": "EUA1"}, on=date(2007, 12, 31)))
    passes(check, case("10-62", PARTY, PARTY, {"unit": "EUA2"}, on=date(2014, 1, 1)))
    passes(check, case("7-39", PARTY, PARTY, {"unit": "AAU"}, on=date(2016, 1, 1)))
    passes(check, case(on=date(2030, 1, 1)))


@pytest.mark.parametrize("unit", ["AAU", "RMU"])
def test_units_are_issued_in_their_time_by_parties(unit: str) -> None:
    """From the first day of the commitment period to the last of the additional one; so are ERUs, made of them."""
    check = on_timing.units_are_issued_in_their_time
    first, last = date(2008, 1, 1), date(2015, 11, 18)
    for day in (first, last):
        passes(check, case("1-0", None, PARTY, {"unit": unit}, on=day))
        passes(check, case("2-0", PARTY, PARTY, {"unit": unit}, on=day))
    for day in (first - timedelta(1), last + timedelta(1)):
        refuses(check, case("1-0", None, PARTY, {"unit": unit}, on=day), "P-3030", unit, str(day))
        refuses(check, case("2-0", PARTY, PARTY, {"unit": unit}, on=day), "P-3030", "ERU", str(day))


@pytest.mark.parametrize("unit", ["CER", "tCER", "lCER"])
def test_units_are_issued_in_their_time_by_the_cdm(unit: str) -> None:
    """Promptly: before the commitment period, and after it for what was reduced in it."""
    check = on_timing.units_are_issued_in_their_time
    refuses(check, case("1-0", None, PARTY, {"unit": unit}, on=date(2005, 2, 15)), "P-3030", unit, "2005-02-16")
    passes(check, case("1-0", None, PARTY, {"unit": unit}, on=date(2005, 2, 16)))
    passes(check, case("1-0", None, PARTY, {"unit": unit}, on=date(2016, 1, 1)))


def test_units_are_still_valid() -> None:
    check = on_timing.units_are_still_valid
    over = date(2008, 5, 1)
    refuses(check, case(on=over), "P-3031", "EUA1", "2008-04-30", "2008-05-01")
    refuses(check, case("10-2", PLANT, SET_ASIDE, {"year": 2007}, on=over), "P-3031")
    passes(check, case(on=date(2008, 4, 30)))
    passes(check, case("10-1", PLANT, CANCELLED, on=over))
    passes(check, case("10-41", PLANT, CANCELLED, on=over))
    passes(check, case("4-3", SET_ASIDE, PARTY, on=over))


def test_surrender_is_reversed_before_its_year_is_settled() -> None:
    check = on_timing.surrender_is_reversed_before_its_year_is_settled
    refuses(check, reversal_case(REVERSED._replace(settled=True)), "P-3018", "2005")
    passes(check, reversal_case())


def test_year_is_a_compliance_year() -> None:
    check = on_timing.year_is_a_compliance_year
    no_scheme = case("10-2", PLANT, SET_ASIDE, {"year": 2004}, surrender_units=frozenset())
    refuses(check, no_scheme, "P-5002", "2004 is not a year")
    no_year = case("10-2", PLANT, SET_ASIDE, surrender_units=frozenset())
    refuses(check, no_year, "P-5002", "None is not a year")
    too_early = case("10-2", PLANT, SET_ASIDE, {"year": 2007}, on=date(2006, 12, 31))
    refuses(check, too_early, "P-5002", "2007 has not begun on 2006-12-31")
    passes(check, case("10-2", PLANT, SET_ASIDE, {"year": 2007}, on=date(2007, 1, 1)))


def test_transaction_can_be_reversed() -> None:
    check = on_timing.transaction_can_be_reversed
    refuses(check, reversal_case(None), "P-3019", "'AT9'")
    passes(check, reversal_case())


@pytest.mark.parametrize(
    ("original", "culprit"),
    [
        ({"already_reversed": True}, "reversed already"),
        ({"type": "10-53"}, "10-53"),
        ({"type": "10-0"}, "10-0"),
        ({"year": 2006}, "2006"),
        ({"quantity": 99}, "99 EUA1"),
        ({"unit": "CER"}, "100 CER"),
        ({"transferring": 7}, "other accounts"),
        ({"acquiring": 7}, "other accounts"),
        ({"serials": (("AT", 1, 100),)}, "other serial numbers"),
    ],
)
def test_transaction_can_be_reversed_once_and_as_a_whole(original: dict[str, Any], culprit: str) -> None:
    check = on_timing.transaction_can_be_reversed
    of_both = {name: value for name, value in original.items() if name in Reversal._fields}
    of_it = {name: value for name, value in original.items() if name not in of_both}
    spoilt = REVERSED._replace(original=SURRENDER._replace(**of_it), **of_both)
    refuses(check, reversal_case(spoilt), "P-3019", "AT9", culprit)


def test_transaction_can_be_reversed_whatever_the_order_of_its_serial_ranges() -> None:
    check = on_timing.transaction_can_be_reversed
    passes(check, reversal_case(serials=tuple(reversed(REVERSED.serials))))
    refuses(check, reversal_case(serials=()), "P-3019", "other serial numbers")


def test_only_a_reversal_names_another_transaction() -> None:
    check = on_timing.only_a_reversal_names_another_transaction
    refuses(check, case(proposal={"reverses": "AT9"}), "P-3020", "AT9", "External transfer")
    passes(check, case())
    passes(check, reversal_case())


def test_period_may_be_banked_into_the_next() -> None:
    check = on_timing.period_may_be_banked_into_the_next
    refused = case("10-41")
    refused.bankable = False
    refuses(check, refused, "P-5003", "EUA1")
    passes(check, case("10-41"))


def test_year_is_named_where_it_is_needed() -> None:
    check = on_timing.year_is_named_where_it_is_needed
    refuses(check, case(proposal={"year": 2005}), "P-5004", "2005")
    for year in (2005.0, "2005", -1, 10_000, True):
        refuses(check, case("10-2", proposal={"year": year}), "P-5004", repr(year))
    passes(check, case())
    passes(check, case("10-2", proposal={"year": 2005}))


def test_accounts_were_open_on_the_day() -> None:
    for end in ("transferring", "acquiring"):
        young: dict[str, Any] = {end: account(number=8)._replace(opened="2006-03-02")}
        said = f"{young[end].identifier} was opened on 2006-03-02, after 2006-03-01."
        assert accounts_were_open_on_the_day(case(**young, proposal={"on": "2006-03-01"})) == said
        assert accounts_were_open_on_the_day(case(**young, proposal={"on": "2006-03-02"})) is None
        assert accounts_were_open_on_the_day(case(**young)) is None


def test_units_were_held_ever_since_the_day() -> None:
    assert units_were_held_ever_since_the_day(case()) is None
    assert units_were_held_ever_since_the_day(case(held_since=100)) is None
    said = "Of EUA1 it has held 99 ever since 2006-03-01, not 100."
    assert units_were_held_ever_since_the_day(case(held_since=99)) == said
