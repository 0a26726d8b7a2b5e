"""The first page."""

from __future__ import annotations

from tests.web.conftest import Registry
from tests.web.reading import Reader


def test_it_shows_the_scheme_by_year(pages: Reader) -> None:
    page = pages.get("/")
    assert page.h1 == "European Union Emissions Trading Scheme"
    year = dict(zip(page.tables[1][0], page.tables[1][1], strict=True))
    assert year["Year"] == "2005"
    assert year["Free allocation"] == "9,000"
    assert year["Verified emissions"] == "9,000"
    assert year["Surrendered"] == "8,500"
    assert year["Cap"] == "2,181,400,000"


def test_it_shows_compliance_official_and_computed(pages: Reader) -> None:
    page = pages.get("/")
    line = dict(zip(page.tables[2][0], page.tables[2][1], strict=True))
    assert line == {
        "Year": "2005", "A": "2", "B": "0", "C": "1", "D": "0", "E": "0", "X": "0", "–": "0",
        "A, computed": "1", "B, computed": "1", "C, computed": "1", "D, computed": "0", "E, computed": "0",
        "Differ": "1",
    }  # fmt: skip
    assert page.link("1 differ") == "/compliance/differences/"


def test_it_shows_the_biggest_emitters(pages: Reader) -> None:
    page = pages.get("/")
    assert page.column("Installation", 3) == ["Donau Kraftwerk", "Elm Cement synthetic"]
    assert page.column("Verified", 3) == ["5,000", "4,000"]


def test_every_unit_type_balances(pages: Reader) -> None:
    text = pages.get("/").text
    assert text.count("✓ balances") == 3
    assert "does not balance" not in text
    assert "converted 400" in text


def test_it_says_that_books_hold_synthetic_installations(pages: Reader) -> None:
    assert "Synthetic data" in pages.get("/").text


def test_it_counts_states_whether_or_not_they_are_members(pages: Reader) -> None:
    assert "States 3 installations 63" in pages.get("/").text


def test_it_says_of_which_caps_no_source_was_seen(pages: Reader) -> None:
    assert "amended cap, reconstructed, source not seen" in pages.get("/").text


def test_it_shows_the_heads_of_all_chains(pages: Reader, registry: Registry) -> None:
    from openets.stores.sql.chains import heads

    text = pages.get("/").text
    for head in heads():
        assert f"{head.registry} {head.sequence} {head.hash[:10]}" in text


def test_it_leads_to_history_only_where_there_is_some(pages: Reader) -> None:
    assert "Commission's own transaction file" not in pages.get("/").text


def test_it_leads_to_history(pages: Reader, history: None) -> None:
    assert pages.get("/").link("the Commission's own transaction file") == "/history/"


def test_empty_books_have_a_first_page_too(empty_pages: Reader) -> None:
    text = empty_pages.get("/").text
    assert "Nothing has been entered yet." in text
    assert "Nothing has been issued yet." in text


def test_the_first_page_of_parties_shows_where_they_stand_and_marks_them(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/")
    assert page.captions[0].startswith("Parties on record")
    assert page.column("Party")[0] == "Japan synthetic"
    assert page.column("R − E")[1].startswith("−")
    assert "Every unit is somewhere includes synthetic" in page.text
    for said, address in (("All Parties", "/parties/"), ("Operational entities", "/entities/")):
        assert page.link(said) == address


def test_books_with_a_list_of_projects_say_how_many(treaty_pages: Reader) -> None:
    assert treaty_pages.get("/").link("5") == "/projects/"


def test_empty_books_count_no_projects(empty_pages: Reader) -> None:
    assert "/projects/" not in [address for said, address in empty_pages.get("/").links if said.isdecimal()]
