"""Stories of Member States: what they may issue, convert, retire and cancel."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openets.commands.open_account import open_registry
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.kernel.units import Block, Series
from tests.european import EU_ETS, serial_number
from tests.session import Office, codes, must

TABLE_2 = """
AT  33.0  30.7  0.35 10
BE  62.1  58.5  5.0  8.4
CZ  97.6  86.8  -    10
DK  33.5  24.5  0    17.01
FR 156.5 132.8  5.1  13.5
DE 499.0 453.1 11.0  20
MT   2.9   2.1  -    -
PL 239.1 208.5  6.3  10
ES 174.4 152.3  6.7  20
GB 245.3 246.2  9.5  8
"""
"""Ten rows of the paper's Table 2: caps of both periods in Mt a year, additional emissions, credits in %."""


@pytest.mark.parametrize("row", TABLE_2.strip().splitlines(), ids=lambda row: row[:2])
def test_the_caps_are_those_of_the_papers_table(row: str) -> None:
    code, first, second, additional, percent = row.split()
    state = EU_ETS.members[code]
    assert state.yearly_caps == {1: int(Decimal(first) * 10**6), 2: int(Decimal(second) * 10**6)}
    assert state.caps[1] == int(Decimal(first) * 3 * 10**6)
    extra = Decimal(additional.replace("-", "0"))
    if state.assigned_amount_verified and not state.cap_amended:
        assert state.caps[2] == int((Decimal(second) + extra) * 5 * 10**6)
    assert state.credit_limit_percent == (Decimal(percent) if percent != "-" else None)


def test_the_table_adds_up_as_the_paper_prints_it() -> None:
    """Its columns, added up here, are 2,298.5 and 2,082.63 Mt a year (the paper prints 2,082.68)."""
    states = [state for state in EU_ETS.members.values() if state.yearly_caps]
    assert len(states) == 27
    assert sum(state.yearly_caps[1] for state in states) == 2_298_500_000
    assert sum(state.yearly_caps[2] for state in states) == 2_082_630_000


def test_a_state_issues_its_cap_for_three_years_and_not_one_allowance_more() -> None:
    office = Office()
    office.registry("AT")
    must(office.issue("AT", "EUA1", 33_000_000 * 3 - 1))
    refused = office.issue("AT", "EUA1", 2)
    assert codes(refused) == ["P-3500"]
    assert "exceed 99,000,000 (cap of AT for EUA1)" in refused.refusals[0].detail
    must(office.issue("AT", "EUA1", 1))


def test_a_party_issues_its_assigned_amount_and_not_one_unit_more() -> None:
    office = Office()
    office.registry("AT")
    must(office.issue("AT", "AAU", 343_866_009))
    refused = office.issue("AT", "AAU", 1)
    assert codes(refused) == ["5008"]
    assert "assigned amount of AT" in refused.refusals[0].detail


def test_allowances_of_the_second_period_are_converted_assigned_amount_units() -> None:
    office = Office(day="2008-02-28")
    party = office.registry("AT")
    assert codes(office.issue("AT", "EUA2", 100)) == ["7027"]
    must(office.issue("AT", "AAU", 1_000))
    must(office.issue("AT", "EUA2", 400))
    assert office.blocks(party) == [
        Block(Series("AAU", "AT", 1, 1), 401, 1_000),
        Block(Series("EUA2", "AT", 1, 1), 1, 400),
    ]
    assert serial_number(office.blocks(party)[1]) == "AT-1-1-1-400-1-1"
    totals = verify_store(office.store).totals()
    assert {unit: row["held"] for unit, row in totals.items()} == {"AAU": 600, "EUA2": 400}


def test_a_state_without_assigned_amount_issues_allowances_of_its_own() -> None:
    office = Office(day="2008-02-28")
    malta = office.registry("MT")
    must(office.issue("MT", "EUA2N", 1_000))
    plant = office.operator("MT_1")
    must(office.plan(plant, 2008, 1_000))
    must(office.allocate(plant, "EUA2N", 1_000, 2008))
    must(office.surrender(plant, "EUA2N", 900, 2008))
    assert office.balance(malta, "EUA2N") == 0


def test_what_a_period_leaves_over_is_cancelled_and_what_was_surrendered_is_retired() -> None:
    office = Office(day="2007-02-28")
    plant = office.operator("AT_1")
    office.endow(plant, "EUA1", 1_000)
    office.on("2008-04-30")
    must(office.surrender(plant, "EUA1", 700, 2007))
    must(office.cancel(plant, "EUA1", 300))
    must(office.retire("AT", "EUA1", 700))
    totals = verify_store(office.store).totals()["EUA1"]
    assert totals == {"held": 0, "surrendered": 0, "cancelled": 300, "retired": 700, "replacement": 0}
    retired = office.government("AT", "300")
    assert codes(office.transfer(retired, plant, "EUA1", 1)) == ["P-1007", "P-3022"]


@pytest.mark.parametrize("code", ["XI", "ZZ", "", "at"])
def test_only_a_registry_of_the_scheme_can_be_opened(code: str) -> None:
    office = Office()
    with pytest.raises(Misuse, match="is no registry of European Union Emissions Trading Scheme"):
        open_registry(office.session, code, request="open")


def test_a_registry_opens_once() -> None:
    office = Office()
    office.registry("AT")
    with pytest.raises(Misuse, match="registry 'AT' is open already"):
        open_registry(office.session, "AT", request="again")


def test_converted_and_unconverted_allowances_of_a_period_share_a_cap() -> None:
    """Malta has no assigned amount: what it issues, it issues as such; a State that has one cannot issue twice."""
    office = Office(day="2008-02-28")
    office.registry("AT")
    cap = office.session.law.cap("AT", "EUA2")
    assert cap is not None
    must(office.issue("AT", "AAU", cap))
    must(office.issue("AT", "EUA2", cap - 100))
    assert codes(office.issue("AT", "EUA2N", 101)) == ["P-3500"]
    must(office.issue("AT", "EUA2N", 100))
    assert codes(office.issue("AT", "EUA2", 1)) == ["P-3500"]
