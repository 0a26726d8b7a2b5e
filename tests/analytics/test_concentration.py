"""Concentration: countries, companies and electricity in the record of Phase I."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from openets_paper.concentration import by_first_word, concentration, ranked
from openets_paper.findings import Verdict
from openets_paper.record import Holder, Sector
from tests.analytics.conftest import number, part, small_record, statement


def test_without_a_record_nothing_is_computed_and_it_says_what_is_needed() -> None:
    found = part("concentration")
    assert (found.rows, found.numbers) == ((), ())
    assert {each.verdict for each in found.statements} == {Verdict.OPEN}
    assert all("--data" in each.because for each in found.statements)


def test_holders_are_ranked_and_added_up() -> None:
    rows = list(ranked(small_record()))
    assert [(row.rank, row.share, row.together) for row in rows] == [
        (1, Decimal(60), Decimal(60)),
        (2, Decimal(25), Decimal(85)),
        (3, Decimal(15), Decimal(100)),
    ]
    assert number(concentration(small_record()), "together have half").ours == 1


def test_names_that_begin_alike_are_taken_together() -> None:
    assert by_first_word(small_record()) == [750, 250]


def test_combustion_stands_in_for_electricity_and_says_so() -> None:
    found = concentration(small_record())
    assert number(found, "stands in for electricity").ours == 75
    claim = statement(found, "around half")
    assert claim.verdict is Verdict.OPEN
    assert "no code for electricity" in claim.because


def test_little_combustion_refutes_the_claim() -> None:
    record = replace(small_record(), sectors={"Combustion": Sector(300, 300), "Glass": Sector(700, 700)})
    assert statement(concentration(record), "around half").verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("combustion", "glass", "verdict"),
    [
        ((750, 800), (250, 200), Verdict.HOLDS),
        ((750, 700), (250, 200), Verdict.FAILS),
        ((750, 760), (250, 290), Verdict.FAILS),
    ],
)
def test_the_constraint_lies_where_most_is_lacking(
    combustion: tuple[int, int], glass: tuple[int, int], verdict: Verdict
) -> None:
    record = replace(small_record(), sectors={"Combustion": Sector(*combustion), "Glass": Sector(*glass)})
    assert statement(concentration(record), "constraint").verdict is verdict


def test_thirty_of_many_holders() -> None:
    many = tuple(Holder(f"Holder {number}", 1, 10) for number in range(100))
    found = concentration(replace(small_record(), holders=many))
    assert len(found.rows) == 30
    assert number(found, "30 greatest account holders").ours == 30
    assert statement(found, "Thirty companies").verdict is Verdict.FAILS


def test_synthetic_figures_are_marked() -> None:
    assert concentration(replace(small_record(), synthetic=True)).synthetic
    assert not concentration(small_record()).synthetic


def test_states_without_allocations_are_named() -> None:
    assert "Austria" in concentration(small_record()).notes[-1]


def test_the_real_record(data: Path) -> None:
    found = part("concentration", data)
    assert statement(found, "Six countries").verdict is Verdict.HOLDS
    assert statement(found, "Thirty companies").verdict is Verdict.FAILS
    assert statement(found, "constraint").verdict is Verdict.HOLDS
    assert statement(found, "around 11,000").verdict is Verdict.HOLDS
    assert number(found, "30 greatest account holders").shown == Decimal("33.30")
    assert number(found, "stands in for electricity").shown == Decimal("70.80")
    assert found.rows[0].holder.name.startswith("RWE")
    assert "Bulgaria, Cyprus and Malta" in found.notes[-1]
