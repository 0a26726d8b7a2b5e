"""Figure 3: shares of the allowances, and the columns that were drawn by mistake."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openets_paper.figure_3 import labels
from openets_paper.findings import Verdict
from tests.analytics.conftest import part, statement


def test_shares_add_up_to_a_hundred() -> None:
    for measure in ("first_cap", "allowed", "verified_2005"):
        assert abs(sum(getattr(row, measure) for row in part("figure-3").rows) - 100) < Decimal("1e-20")


def test_six_countries_and_the_others() -> None:
    rows = part("figure-3").rows
    assert [row.code for row in rows] == ["DE", "GB", "PL", "IT", "ES", "FR", ""]
    assert [round(row.first_cap, 1) for row in rows] == [
        Decimal(text) for text in ("21.7", "10.7", "10.4", "9.7", "7.6", "6.8", "33.1")
    ]


def test_the_printed_labels_are_those_of_other_columns() -> None:
    rows = part("figure-3").rows
    assert labels(rows, "allowed") == [row.printed_a for row in rows]
    assert labels(rows, "verified_2005") == [row.printed_b for row in rows]
    assert labels(rows, "first_cap") != [row.printed_a for row in rows]
    [note] = part("figure-3").notes
    assert "panel A are, label for label, the caps of Phase II" in note
    assert "panel B are, label for label, the emissions of 2005" in note
    assert "inferred" in note


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("more than 65 %", Verdict.HOLDS),
        ("Only these six", Verdict.HOLDS),
        ("Germany (22 %)", Verdict.FAILS),
        ("highest verified emissions", Verdict.HOLDS),
    ],
)
def test_statements_of_the_text(text: str, verdict: Verdict) -> None:
    assert statement(part("figure-3"), text).verdict is verdict
