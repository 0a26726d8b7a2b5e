"""What the Protocol's parameters say, and that nothing unseen passes for seen."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.european import EU_ETS, KYOTO
from tests.importing.panels import ABSENT, REAL

FILES = REAL.parent / "kyoto"


def rows(name: str) -> list[dict[str, str]]:
    """A file of the public data."""
    found = sorted(FILES.glob(f"{name}*.csv")) if FILES.is_dir() else []
    if not found:
        pytest.skip(ABSENT)
    return list(csv.DictReader(Path(found[0]).read_text("utf-8-sig").splitlines()))


def test_every_party_of_annex_b_is_there_with_its_target() -> None:
    parties = KYOTO.targets
    assert len(parties) == 39
    assert parties["IS"].change == 10
    assert parties["US"].change == -7
    assert parties["ES"].change == 15
    assert parties["ES"].annex_b_percent == 92


def test_the_bubble_is_fifteen_states_and_each_has_a_burden() -> None:
    members = KYOTO.bubble
    assert len(members) == 15
    assert all(party.burden_sharing_percent is not None and party.bubble == "EU" for party in members)
    outside = [party for party in KYOTO.targets.values() if not party.bubble]
    assert all(party.burden_sharing_percent is None for party in outside)


def test_belgium_is_as_the_law_says_and_says_that_it_was_not_seen() -> None:
    belgium = KYOTO.targets["BE"]
    assert belgium.percent == Decimal("92.5")
    assert not belgium.burden_sharing_verified
    assert KYOTO.targets["IT"].burden_sharing_verified


def test_base_years_are_1990_but_for_five_parties() -> None:
    other = {code: party.base_years for code, party in KYOTO.targets.items() if party.base_years != (1990,)}
    assert other == {"BG": (1988,), "HU": (1985, 1986, 1987), "PL": (1988,), "RO": (1989,), "SI": (1986,)}
    assert not KYOTO.targets["RO"].base_years_verified


def test_only_the_united_states_did_not_ratify() -> None:
    assert [code for code, party in KYOTO.targets.items() if not party.ratified] == ["US"]
    assert KYOTO.targets["US"].assigned_amount is None


def test_assigned_amounts_from_memory_say_so() -> None:
    unseen = {code for code, party in KYOTO.targets.items() if not party.assigned_amount_verified}
    assert unseen == {"AU", "CA", "CH", "HR", "IS", "JP", "LI", "MC", "NO", "NZ", "RU", "UA"}


def test_the_period_is_that_of_serial_numbers() -> None:
    period = KYOTO.periods[0]
    assert (period.number, list(period.years)) == (1, [2008, 2009, 2010, 2011, 2012])


def test_the_six_gases_of_annex_a() -> None:
    gases = KYOTO.gases
    assert set(gases) == {"CO2", "CH4", "N2O", "HFCs", "PFCs", "SF6"}
    assert gases["CO2"].potentials == {"CO2": 1}
    assert [code for code, gas in gases.items() if gas.verified] == ["CO2"]
    assert gases["HFCs"].potentials["HFC-23"] == 11_700


@pytest.mark.parametrize(
    ("name", "value", "verified"),
    [
        ("reserve_percent", 90, True),
        ("reserve_inventories", 5, True),
        ("reserve_restoration_days", 30, False),
        ("carry_over_cer_percent", Decimal("2.5"), False),
        ("carry_over_eru_percent", Decimal("2.5"), False),
        ("sink_credits_percent", 1, True),
        ("share_of_proceeds_percent", 2, True),
        ("additional_period_days", 100, True),
        ("deduction_factor", Decimal("1.3"), False),
        ("eligibility_months", 16, True),
        ("overall_reduction_percent", 5, True),
    ],
)
def test_a_rule_has_its_value_its_citation_and_whether_it_was_seen(name: str, value: object, verified: bool) -> None:
    rule = KYOTO.rules[name]
    assert (rule.value, rule.verified) == (value, verified)
    assert rule.citation


def test_the_targets_are_those_of_the_public_file() -> None:
    found = rows("kyoto_annexB")
    assert len(found) == len(KYOTO.targets)
    for row in found:
        party = KYOTO.targets[row["iso2"]]
        assert party.annex_b_percent == Decimal(row["annexB_pct_2008_2012"]), party.name
        if row["eu_burden_sharing_pct"] and party.code != "EU":
            assert party.burden_sharing_percent == Decimal(row["eu_burden_sharing_pct"]), party.name


def test_assigned_amounts_are_those_of_the_decision() -> None:
    for row in rows("eu_assigned_amounts"):
        if amount := row["assigned_amount_tco2e_2008_2012"]:
            party = KYOTO.targets[row["iso2"]]
            assert (party.assigned_amount, party.assigned_amount_verified) == (int(amount), True), party.name


def test_both_schemes_give_a_state_the_same_assigned_amount() -> None:
    states = EU_ETS.tables["members"]
    for code, state in states.items():
        known = state.get("assigned_amount")
        if known is not None and code in KYOTO.targets:
            amount = known["value"] if isinstance(known, dict) else known
            assert KYOTO.targets[code].assigned_amount == amount, code
