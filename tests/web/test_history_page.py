"""The Commission's own transaction file, beside the books."""

from __future__ import annotations

import pytest

from tests.web.reading import Reader


def test_it_says_that_it_is_part_of_no_balance(pages: Reader, history: None) -> None:
    page = pages.get("/history/")
    assert "no balance on these pages contains them" in page.text
    assert page.column("Transaction") == ["FR7", "AT1020"]


def test_it_filters_and_sorts(pages: Reader, history: None) -> None:
    assert pages.get("/history/?q=at1020").column("Transaction") == ["AT1020"]
    assert pages.get("/history/?type=3-0").column("Transaction") == ["FR7"]
    assert pages.get("/history/?until=2006-12-31").column("Transaction") == ["AT1020"]
    assert pages.get("/history/?sort=-amount").column("Transaction") == ["AT1020", "FR7"]


def test_it_is_sent_as_csv(pages: Reader, history: None) -> None:
    assert [row["source"] for row in pages.csv("/history/?format=csv")] == ["sample.csv", "sample.csv"]


def test_it_has_a_page_without_any(pages: Reader) -> None:
    assert "Nothing matches" in pages.get("/history/").text


@pytest.mark.parametrize("question", ["type=10-0", "since=2006", "sort=source", "page=2"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/history/?{question}")
