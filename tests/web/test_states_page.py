"""Member States: the list, and one State."""

from __future__ import annotations

import pytest

from tests.books import guard_off
from tests.web.reading import Reader


def test_the_list_shows_every_state_with_installations(pages: Reader) -> None:
    page = pages.get("/states/")
    assert page.column("Member State") == ["Austria", "Germany includes synthetic", "Luxembourg"]
    assert page.column("Installations") == ["2", "1", "60"]
    assert page.column("Verified") == ["5,000", "4,000", "0"]


def test_the_list_sorts(pages: Reader) -> None:
    assert pages.get("/states/?sort=-installations").column("Member State") == [
        "Luxembourg",
        "Austria",
        "Germany includes synthetic",
    ]
    assert pages.get("/states/?sort=verified").column("Member State") == [
        "Luxembourg",
        "Germany includes synthetic",
        "Austria",
    ]


def test_the_list_filters_by_name_sector_and_year(pages: Reader) -> None:
    assert pages.get("/states/?q=germ").column("Member State") == ["Germany includes synthetic"]
    assert pages.get("/states/?q=AT").column("Member State") == ["Austria"]
    by_sector = pages.get("/states/?sector=cement-and-lime&sort=-verified")
    assert by_sector.column("Verified")[0] == "4,000"


def test_the_list_is_sent_as_csv(pages: Reader) -> None:
    rows = pages.csv("/states/?format=csv&q=austria")
    assert [row["code"] for row in rows] == ["AT"]
    assert rows[0]["in_compliance"] == "50.0 %"


@pytest.mark.parametrize("question", ["year=99999", "year=abc", "sort=drop", "sector=nothing", "page=2", "page=0"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/states/?{question}")


def test_a_state_shows_its_years_and_caps(pages: Reader) -> None:
    page = pages.get("/states/AT/")
    assert page.h1 == "Austria"
    assert page.column("Verified emissions") == ["5,000"]
    assert "33,000,000" in page.text
    assert "source not seen amended cap, reconstructed from the allocations made" in page.text


def test_a_state_shows_its_sectors_and_biggest_emitters(pages: Reader) -> None:
    page = pages.get("/states/DE/")
    assert page.link("Cement and lime") == "/sectors/cement-and-lime/"
    assert page.link("Elm Cement") == "/installations/DE_1/"
    assert "synthetic" in page.text


def test_northern_ireland_says_where_its_accounts_are(pages: Reader) -> None:
    from openets.stores.sql.models import Installation
    from openets.views import judging_all

    thing = Installation("XI_1", "XI", "Kilroot", "", 1, "", False)
    thing.save()
    judging_all.forget()
    try:
        page = pages.get("/states/XI/")
        assert page.h1 == "Northern Ireland"
        assert page.link("GB") == "/accounts/?registry=GB"
    finally:
        with guard_off("installation"):
            thing.delete()


def test_a_state_that_is_none_is_not_found(pages: Reader) -> None:
    assert "No Member State has the code “ZZ”" in pages.get("/states/ZZ/", 404).text


def test_a_state_and_its_party_lead_to_each_other(pages: Reader) -> None:
    assert pages.get("/parties/AT/").link("Austria under the European Union Emissions Trading Scheme") == "/states/AT/"
    assert pages.get("/states/AT/").link("Austria as a Party to the Kyoto Protocol") == "/parties/AT/"
    assert "as a Party" not in pages.get("/states/CY/").text
