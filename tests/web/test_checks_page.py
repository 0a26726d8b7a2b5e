"""The catalogue of checks."""

from __future__ import annotations

import pytest

from openets.laws.reading import read_law
from openets.web.tables import PAGE_SIZE
from tests.web.reading import Reader


def test_it_lists_every_check_of_the_scheme(pages: Reader) -> None:
    names = {check.name for listed in read_law("eu_ets").catalogue.values() for check in listed}
    rows = pages.csv("/checks/?format=csv")
    assert {row["name"] for row in rows} == names
    numbers = range(1, -(-len(rows) // PAGE_SIZE) + 1)
    text = " ".join(pages.get(f"/checks/?page={number}").text for number in numbers)
    assert not [row for row in rows if row["sentence"] not in text or row["citation"].lstrip("'") not in text]


def test_it_marks_rules_of_which_the_source_was_not_seen(pages: Reader) -> None:
    shown = pages.get("/checks/?source_seen=no").column("What it asks")
    assert shown
    assert all(sentence.endswith("source not seen") for sentence in shown)


def test_it_filters_by_transaction_type_and_words(pages: Reader) -> None:
    rows = pages.csv("/checks/?format=csv&type=10-53")
    assert {row["name"] for row in rows} == {check.name for check in read_law("eu_ets").catalogue["10-53"]}
    assert pages.get("/checks/?q=7027").column("Code") == ["7027"]


def test_it_sorts(pages: Reader) -> None:
    codes = pages.get("/checks/?sort=-code").column("Code")
    assert codes == sorted(codes, reverse=True)


@pytest.mark.parametrize("question", ["type=nothing", "source_seen=maybe", "sort=name", "page=5"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/checks/?{question}")
