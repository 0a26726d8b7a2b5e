"""One installation."""

from __future__ import annotations

import pytest

from tests.web.conftest import Registry
from tests.web.reading import Page, Reader


def letters(page: Page) -> dict[str, list[str]]:
    """The strip of letters: its rows by name."""
    return {row[0]: row[1:] for row in page.tables[0][1:]}


def test_it_shows_official_and_computed_letter_side_by_side(pages: Reader) -> None:
    page = pages.get("/installations/AT_1/")
    assert page.h1 == "Donau Kraftwerk"
    assert letters(page) == {"Official": ["A"], "Computed": ["A"], "Year alone": ["A"]}
    assert page.column("Verified emissions", 1) == ["5,000"]
    assert page.column("Surrendered", 1) == ["5,000"]


def test_it_says_why_letters_differ_and_fines_nobody_whose_official_letter_is_a(pages: Reader) -> None:
    page = pages.get("/installations/DE_1/")
    assert letters(page)["Official"] == ["A*"]
    assert letters(page)["Computed"] == ["B"]
    assert "short in the public figures 2005" in page.text
    assert page.column("Penalty, EUR", 1) == ["0"]
    assert "Penalty by the rules" not in page.text
    assert "EUR" not in page.text.replace("Penalty, EUR", "")
    assert "No penalty shown: official letter 2005" in page.text
    (row,) = pages.csv("/installations/DE_1/?format=csv")
    assert (row["penalty"], row["penalty_not_shown"]) == ("0", "official letter")


def test_it_shows_the_penalty_where_the_official_letter_says_b(pages: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.views import installation as file_of
    from openets.views import installations

    (year,) = installations.years_of("DE_1")
    monkeypatch.setattr(file_of, "years_of", lambda key: [year._replace(official="B")])
    page = pages.get("/installations/DE_1/")
    assert page.column("Penalty, EUR", 1) == ["20,000"]
    assert "20,000.00 EUR" in page.text
    assert "500 units not covered on time" in page.text
    assert "No penalty shown" not in page.text


def test_a_synthetic_installation_says_so(pages: Reader) -> None:
    page = pages.get("/installations/DE_1/")
    assert page.h1 == "Elm Cement synthetic"
    assert "This installation does not exist." in page.text


def test_it_is_judged_again_as_of_another_day(pages: Reader) -> None:
    before = pages.get("/installations/AT_1/?as_of=2006-04-10")
    assert "As known on 10 April 2006" in before.text
    assert before.column("Surrendered", 1) == ["0"]
    assert letters(pages.get("/installations/AT_1/?as_of=2006-04-30"))["Computed"] == ["A"]
    assert letters(pages.get("/installations/DE_1/?as_of=2006-04-30"))["Computed"] == ["B"]


def test_before_the_day_of_surrender_a_year_is_not_yet_judged(pages: Reader) -> None:
    page = pages.get("/installations/DE_1/?as_of=2006-04-29")
    assert letters(page) == {"Official": ["A*"], "Computed": ["not yet judged"], "Year alone": ["not yet judged"]}
    assert page.column("Computed", 1) == ["not yet judged"]
    assert not any("differs" in given.get("class", "") for given in page.all("td"))
    assert "Penalty by the rules" not in page.text


def test_letters_of_a_past_day_are_held_against_each_other_as_on_that_day(pages: Reader) -> None:
    page = pages.get("/installations/DE_1/?as_of=2006-05-01")
    assert letters(page)["Computed"] == ["B"]
    assert "short in the public figures" in page.text
    differences = [
        pages.csv(f"/installations/DE_1/?format=csv&as_of={day}")[0]["difference"] for day in ("2006-04-29", "")
    ]
    assert differences == ["", "short in the public figures"]


def test_it_leads_to_its_account(pages: Reader, registry: Registry) -> None:
    page = pages.get("/installations/AT_1/")
    assert page.link(registry.plant) == f"/accounts/{registry.plant}/"
    assert page.link("Austria") == "/states/AT/"
    assert page.link("Combustion") == "/sectors/combustion/"


def test_its_chart_has_words_and_a_csv(pages: Reader) -> None:
    page = pages.get("/installations/AT_1/")
    assert any("verified emissions of installation AT_1" in each["alt"] for each in page.all("img"))
    rows = pages.csv("/installations/AT_1/" + page.link("CSV"))
    assert rows[0]["official"] == rows[0]["letter"] == "A"


def test_csv_honours_the_day(pages: Reader) -> None:
    page = pages.get("/installations/AT_1/?as_of=2006-04-10")
    row = pages.csv("/installations/AT_1/" + page.link("CSV"))[0]
    assert (row["letter"], row["letter_of_year"], row["difference"]) == ("", "", "")


def test_one_without_years_has_a_page(pages: Reader) -> None:
    assert "Nothing has been entered for this installation yet." in pages.get("/installations/LU_1/").text


@pytest.mark.parametrize("day", ["foo", "2006-13-01", "2006-02-30", "20060401", "99999-01-01"])
def test_a_day_that_is_none_is_refused(pages: Reader, day: str) -> None:
    assert "must be a day written like 2012-04-30" in pages.refused(f"/installations/AT_1/?as_of={day}")


@pytest.mark.parametrize("key", ["AT_9", "at_1", "%00", "'--", "AT_1%20OR%201=1"])
def test_one_that_is_unknown_is_not_found(pages: Reader, key: str) -> None:
    assert "There is nothing here" in pages.get(f"/installations/{key}/", 404).text
