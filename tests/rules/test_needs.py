"""What is gathered for a transaction type follows from its checks, and covers what the tables said before."""

from __future__ import annotations

import pytest

from openets.checks.check import CHECKS, NEEDS, check
from openets.laws.reading import read_law
from tests.apart import as_own_log, as_registry, as_upper_log

USED_BEFORE: dict[str, set[str]] = {
    "1-0": {"limit", "totals", "parties", "project"},
    "1-90": {"project"},
    "2-0": {"parties", "blocks", "project"},
    "7-39": {"parties", "blocks"},
    "7-38": {"totals", "parties", "blocks"},
    "8-0": {"parties", "blocks", "expiry"},
    "10-0": {"blocks", "proceeds"},
    "3-0": {"totals", "parties", "blocks"},
    "5-0": {"totals", "parties", "blocks"},
    "5-1": {"parties", "blocks"},
    "5-2": {"parties", "blocks"},
    "6-0": {"blocks", "replaced"},
    "1-51": {"limit"},
    "1-22": {"limit"},
    "10-52": {"limit"},
    "10-53": {"plan", "period"},
    "10-2": {"period"},
    "10-92": {"reversal"},
    "10-86": {"reversal"},
    "10-41": {"banking"},
}
"""Transaction type → what its checks looked at when the law's tables still said so by hand (`looks`); what they said
and no check of the type looked at (totals of 10-61, Parties of 4-0 …) is left out."""


@pytest.mark.parametrize("code", USED_BEFORE)
def test_no_check_has_lost_a_fact(code: str) -> None:
    assert read_law("eu_ets").needs[code] >= USED_BEFORE[code]


@pytest.mark.parametrize("code", ["10-1", "4-3", "10-61", "10-62"])
def test_nothing_is_gathered_that_no_check_looks_at(code: str) -> None:
    assert read_law("eu_ets").needs[code] == {"notice"}


def test_only_transactions_of_credits_ask_for_what_limits_them() -> None:
    """Allowances, of which there are a million a batch, pass no check more than before, and load nothing more."""
    law = read_law("eu_ets")
    assert law.needs["10-2"] >= {"credits", "blocks"}
    assert law.needs_of_others["10-2"] == {"notice", "period"}
    assert [each for each in law.catalogue["10-2"] if each.of_credits] == [
        each for each in law.catalogue["10-2"] if each not in law.catalogue_of_others["10-2"]
    ]
    assert law.catalogue["10-0"] == law.catalogue_of_others["10-0"]


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_everything_that_can_be_needed_is_needed_by_a_check(name: str) -> None:
    assert any(name in each.needs for each in CHECKS.values())


def test_a_log_that_makes_few_checks_needs_little() -> None:
    law = read_law("eu_ets")
    assert as_own_log(law).needs["3-0"] == {"notice", "report"}
    assert as_upper_log(law).needs["3-0"] >= {"parties", "totals", "blocks"}
    assert as_registry(law).needs["10-2"] == law.needs["10-2"]


def test_a_check_cannot_need_what_nobody_gathers() -> None:
    with pytest.raises(KeyError, match="weather"):

        @check("P-0000", field="x", citation="none", needs="weather")
        def a_check_that_needs_the_weather(facts: object) -> str | None:
            """It must not rain."""
            return None
