"""Numbers and statements: when a number of ours keeps to one that is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openets_paper.findings import Bound, Number, Verdict, judged, listed
from openets_paper.numbers import decimals, rounded
from openets_paper.parts import PARTS
from tests.analytics.conftest import part


@pytest.mark.parametrize(
    ("printed", "ours", "agrees"),
    [
        ("93.6", "93.597", True),
        ("93.6", "93.65", False),
        ("77", "76.97", True),
        ("44.5", "44.5454", True),
        ("94.8", "94.949", False),
        ("-6.5", "-6.5", True),
        ("12", "11.5", True),
    ],
)
def test_a_number_agrees_when_it_rounds_to_the_printed_one(printed: str, ours: str, agrees: bool) -> None:
    assert Number("share", "%", printed, Decimal(ours)).agrees is agrees


@pytest.mark.parametrize(
    ("bound", "ours", "agrees"),
    [
        (Bound.MORE, "65.1", True),
        (Bound.MORE, "65", False),
        (Bound.LEAST, "65", True),
        (Bound.LEAST, "64.9", False),
        (Bound.EXACT, "65", True),
        (Bound.EXACT, "65.2", False),
    ],
)
def test_a_limit_is_kept_or_not(bound: Bound, ours: str, agrees: bool) -> None:
    number = Number("share", "%", "65", Decimal(ours), bound=bound)
    assert number.agrees is agrees
    assert number.said == {"more than": "more than 65", "at least": "at least 65"}.get(bound, "65")


def test_a_mark_agrees_with_nothing_and_a_blank_is_not_compared() -> None:
    assert Number("additional", "Mt", "n.a.", None).agrees
    assert not Number("additional", "Mt", "n.a.", Decimal(1)).agrees
    assert not Number("additional", "Mt", "0.35", None).agrees
    assert Number("additional", "Mt", "", Decimal(1)).agrees
    assert Number("additional", "Mt", "n.a.", None).difference is None


def test_the_difference_is_ours_less_the_papers() -> None:
    number = Number("sum", "Mt", "2122.16", Decimal("2123.13"))
    assert (number.shown, number.difference) == (Decimal("2123.13"), Decimal("0.97"))


def test_halves_are_rounded_as_tables_are_printed() -> None:
    assert [rounded(Decimal(text), 1) for text in ("0.25", "0.35", "-0.25")] == [
        Decimal("0.3"),
        Decimal("0.4"),
        Decimal("-0.3"),
    ]
    assert [decimals(Decimal(text)) for text in ("499", "7.12", "33.0")] == [0, 2, 1]


def test_words_are_listed() -> None:
    assert [listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_a_statement_is_judged() -> None:
    assert judged("1", "It rains.", True, "It does.").verdict is Verdict.HOLDS
    assert judged("1", "It rains.", False, "It does not.").verdict is Verdict.FAILS


@pytest.mark.parametrize("name", PARTS)
def test_every_number_that_differs_says_why(name: str) -> None:
    found = part(name)
    assert not [number.what for number in found.differing if not number.why]
    assert not [row.text for row in found.statements if not row.because or not row.where]


@pytest.mark.parametrize("name", PARTS)
def test_every_part_has_a_title_a_source_and_columns_that_work(name: str) -> None:
    found = part(name)
    assert found.name == name
    assert found.title
    assert found.lead
    assert found.source
    names = [column.name for column in found.columns]
    assert len(names) == len(set(names))
    for row in found.rows:
        [column.value(row) for column in found.columns]
