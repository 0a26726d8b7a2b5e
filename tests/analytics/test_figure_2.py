"""Figure 2: targets, changes to 2005 and distances, with what the text says of buyers and sellers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from openets_paper.figure_2 import BUYER, SELLER, Distance, figure_2
from openets_paper.findings import Verdict
from openets_paper.inventories import Inventory, shipped
from tests.analytics.conftest import number, part, statement


def rows() -> dict[str, Distance]:
    return {row.party.code: row for row in part("figure-2").rows}


def test_both_panels_have_the_papers_parties_the_greatest_distance_first() -> None:
    found = part("figure-2").rows
    for panel, parties in (("A", 13), ("B", 26)):
        own = [row for row in found if row.panel == panel]
        assert len(own) == parties
        assert [row.distance for row in own] == sorted((row.distance for row in own), reverse=True)
        assert [row.place for row in own] == list(range(1, parties + 1))


def test_the_distance_is_the_change_less_the_target() -> None:
    spain = rows()["ES"]
    assert spain.target == 15
    assert round(spain.change, 2) == Decimal("52.44")
    assert spain.distance == spain.change - 15


@pytest.mark.parametrize("code", ["ES", "AT", "LU", "CA", "NZ", "IT", "PT"])
def test_buyers(code: str) -> None:
    assert rows()[code].side == BUYER


@pytest.mark.parametrize("code", ["RO", "BG", "EE", "LT", "LV", "UA", "RU", "PL", "HU", "SE"])
def test_sellers(code: str) -> None:
    assert rows()[code].side == SELLER


@pytest.mark.parametrize("code", ["RO", "BG", "EE", "LT", "LV"])
def test_five_states_fell_by_more_than_forty_per_cent(code: str) -> None:
    assert rows()[code].change < -40


def test_the_community_is_the_sum_of_its_fifteen_states() -> None:
    inventory = shipped().parties["EU"]
    assert inventory == Inventory(4_285_652_965, 4_229_524_663)
    assert rows()["EU"].side == BUYER


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Canada, New Zealand and Liechtenstein", Verdict.FAILS),
        ("Ukraine has reduced", Verdict.HOLDS),
        ("Spain, Portugal, Greece and Ireland", Verdict.HOLDS),
        ("Romania, Bulgaria, Estonia, Lithuania and Latvia", Verdict.HOLDS),
        ("52.3 %", Verdict.HOLDS),
        ("Spain, Austria and Luxembourg", Verdict.HOLDS),
        ("Economies in transition", Verdict.FAILS),
        ("widest margin", Verdict.HOLDS),
        ("a head", Verdict.OPEN),
    ],
)
def test_statements_of_the_text(text: str, verdict: Verdict) -> None:
    assert statement(part("figure-2"), text).verdict is verdict


def test_liechtenstein_fails_and_australia_is_left_out_and_both_are_said() -> None:
    because = statement(part("figure-2"), "Liechtenstein").because
    assert "Liechtenstein +15.4 %" in because
    assert "Australia +23.7 %" in because


def test_the_united_states_stand_where_a_wrong_sign_would_put_them() -> None:
    because = statement(part("figure-2"), "Panel A runs").because
    assert "+8.2" in because
    assert "inferred" in because


def test_a_party_that_meets_its_target_to_the_tonne_would_not_buy() -> None:
    inventories = shipped()
    spain = Inventory(100, 115)
    found = figure_2(inventories._replace(parties={**inventories.parties, "ES": spain}))
    [row] = [row for row in found.rows if row.party.code == "ES"]
    assert (row.distance, row.side) == (0, SELLER)
    assert statement(found, "52.3 %").verdict is Verdict.FAILS
    assert statement(found, "Spain, Austria and Luxembourg").verdict is Verdict.FAILS


def test_spain_is_the_one_number_that_is_printed() -> None:
    found = part("figure-2")
    assert [each.what for each in found.compared] == ["Spain: change from base year to 2005"]
    assert number(found, "Spain").difference == Decimal("0.14")


def test_the_shipped_inventories_are_those_of_the_public_file(data: Path) -> None:
    assert part("figure-2", data).rows == part("figure-2").rows
    assert "unfccc" in part("figure-2", data).source
    assert "July 2021" in part("figure-2").source
