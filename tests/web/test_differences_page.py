"""Where official and computed letters differ."""

from __future__ import annotations

import pytest

from tests.web.reading import Reader


def test_it_lists_each_difference_with_its_cause(pages: Reader) -> None:
    page = pages.get("/compliance/differences/")
    assert page.column("Installation") == ["Elm Cement synthetic"]
    assert page.column("Official") == ["A*"]
    assert page.column("Computed") == ["B"]
    assert page.column("Why") == ["short in the public figures"]
    assert "short in the public figures 1" in page.text


def test_it_filters_and_is_sent_as_csv(pages: Reader) -> None:
    assert "0 found" in pages.get("/compliance/differences/?member_state=AT").text
    assert "0 found" in pages.get("/compliance/differences/?cause=other").text
    rows = pages.csv("/compliance/differences/?format=csv&year=2005&sector=cement-and-lime")
    assert [(row["installation"], row["synthetic"]) for row in rows] == [("DE_1", "true")]


def test_it_says_when_it_is_not_ready(pages: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.views import judging_all

    monkeypatch.setattr(judging_all, "judgement", lambda: None)
    assert "being worked out" in pages.get("/compliance/differences/").text
    assert "being worked out" in pages.get("/").text


@pytest.mark.parametrize("question", ["year=1990", "cause=magic", "sort=computed", "page=2"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/compliance/differences/?{question}")
