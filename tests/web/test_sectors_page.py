"""Sectors: the list, and one sector."""

from __future__ import annotations

import pytest

from tests.web.reading import Reader


def test_the_list_shows_sectors_with_installations(pages: Reader) -> None:
    page = pages.get("/sectors/")
    assert page.column("Sector") == ["Cement and lime includes synthetic", "Combustion", "Glass", "Pulp and paper"]
    assert page.column("Installations") == ["1", "1", "1", "60"]


def test_the_list_filters_and_sorts(pages: Reader) -> None:
    assert pages.get("/sectors/?q=paper").column("Sector") == ["Pulp and paper"]
    assert pages.get("/sectors/?member_state=AT").column("Sector") == ["Combustion", "Glass"]
    assert pages.get("/sectors/?sort=-verified").column("Sector")[:2] == [
        "Combustion",
        "Cement and lime includes synthetic",
    ]


def test_the_list_is_sent_as_csv(pages: Reader) -> None:
    assert [row["name"] for row in pages.csv("/sectors/?format=csv&member_state=DE")] == ["Cement and lime"]


@pytest.mark.parametrize("question", ["member_state=ZZ", "sort=-", "year=1999", "page=two"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/sectors/?{question}")


def test_a_sector_shows_its_years_states_and_activities(pages: Reader) -> None:
    page = pages.get("/sectors/cement-and-lime/")
    assert page.h1 == "Cement and lime"
    assert page.column("Verified emissions") == ["4,000"]
    assert page.column("Cap") == ["–"]
    assert "Production of cement clinker" in page.text
    assert page.link("Germany") == "/states/DE/"


def test_a_sector_that_is_none_is_not_found(pages: Reader) -> None:
    assert "There is no sector “tulips”" in pages.get("/sectors/tulips/", 404).text
