"""The list of installations."""

from __future__ import annotations

import pytest

from tests.web.reading import Reader


def test_it_shows_a_page_of_installations(pages: Reader) -> None:
    page = pages.get("/installations/")
    assert "1–50 of 63" in page.text
    assert len(page.tables[0]) == 51


def test_it_pages(pages: Reader) -> None:
    first = pages.get("/installations/")
    second = pages.get("/installations/" + first.link("Next"))
    assert "51–63 of 63" in second.text
    names = [*first.column("Installation"), *second.column("Installation")]
    assert len(set(names)) == 63


def test_it_sorts_and_says_how(pages: Reader) -> None:
    page = pages.get("/installations/?sort=-verified")
    assert page.column("Installation")[:2] == ["Donau Kraftwerk", "Elm Cement synthetic"]
    sorts = [given["aria-sort"] for given in page.all("th") if "aria-sort" in given]
    assert sorts.count("descending") == 1
    assert set(sorts) == {"descending", "none"}
    again = pages.get("/installations/" + page.link("Verified"))
    assert again.column("Installation")[:2] == ["Elm Cement synthetic", "Donau Kraftwerk"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("q=donau", ["Donau Kraftwerk"]),
        ("q=energie+donau", ["Donau Kraftwerk"]),
        ("q=AT_1", ["Donau Kraftwerk"]),
        ("member_state=DE", ["Elm Cement synthetic"]),
        ("sector=combustion", ["Donau Kraftwerk"]),
        ("letter=C", ["=1+1"]),
        ("letter=A*", ["Elm Cement synthetic"]),
        ("kind=synthetic", ["Elm Cement synthetic"]),
        ("member_state=AT&sort=-name", ["Donau Kraftwerk", "=1+1"]),
    ],
)
def test_it_filters(pages: Reader, question: str, found: list[str]) -> None:
    assert pages.get(f"/installations/?{question}").column("Installation") == found


def test_a_filter_survives_sorting_and_paging(pages: Reader) -> None:
    page = pages.get("/installations/?member_state=LU")
    assert "member_state=LU" in page.link("Next")
    assert "member_state=LU" in page.link("Operator")


def test_it_says_when_nothing_matches(pages: Reader) -> None:
    assert "Nothing matches" in pages.get("/installations/?q=nowhere").text


def test_names_cannot_bring_markup(pages: Reader) -> None:
    page = pages.get("/installations/?member_state=AT")
    assert "<b>Söhne</b>" not in page.source
    assert "@Formel & <b>Söhne</b>" in page.text


def test_csv_honours_filters_and_disarms_formulas(pages: Reader) -> None:
    rows = pages.csv("/installations/?format=csv&member_state=AT&sort=name")
    assert [row["name"] for row in rows] == ["'=1+1", "Donau Kraftwerk"]
    assert rows[0]["operator"] == "'@Formel & <b>Söhne</b>"
    assert rows[1]["verified"] == "5000"


def test_csv_holds_every_page_and_says_what_is_synthetic(pages: Reader) -> None:
    rows = pages.csv("/installations/?format=csv")
    assert len(rows) == 63
    assert {row["id"] for row in rows if row["synthetic"] == "true"} == {"DE_1"}


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("page=abc", "“page” must be a whole number"),
        ("page=-1", "“page” must be a whole number"),
        ("page=٣", "“page” must be a whole number"),
        ("page=9", "There is no page 9: this list ends at page 2."),
        ("sort=drop", "cannot be sorted by “drop”"),
        ("sort=--name", "cannot be sorted by “--name”"),
        ("year=99999", "“year” cannot be “99999”"),
        ("member_state=austria", "“member_state” cannot be “austria”"),
        ("format=xml", "“format” cannot be “xml”"),
        ("q=%00", "cannot be printed"),
        ("q=" + "x" * 121, "too long"),
    ],
)
def test_a_question_without_sense_is_refused(pages: Reader, question: str, sentence: str) -> None:
    assert sentence in pages.refused(f"/installations/?{question}")
