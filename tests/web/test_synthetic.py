"""Synthetic data says so on every page, in every drawing and in every CSV; where there is none, nothing does."""

from __future__ import annotations

import pytest

from tests.books import guard_off
from tests.web.conftest import Registry
from tests.web.reading import Reader
from tests.web.test_every_page import PAGES

NOTICE = "Synthetic data"
"""The title of the one banner; a page of something made up says of that thing what it is."""


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_once_that_the_books_hold_some(pages: Reader, registry: Registry, address: str) -> None:
    assert pages.get(address.format(**registry._asdict())).text.count(NOTICE) == 1


def test_books_without_any_say_nothing(empty_pages: Reader) -> None:
    for address in ("/", "/states/", "/installations/", "/verify/"):
        assert "synthetic" not in empty_pages.get(address).text.replace("Synthetic only", "").lower()


@pytest.mark.parametrize(
    ("address", "name", "made_up"),
    [
        ("/states/?", "code", ["DE"]),
        ("/sectors/?", "name", ["Cement and lime"]),
        ("/charts/states.csv?", "code", ["DE"]),
        ("/charts/sectors.csv?", "code", ["cement-and-lime"]),
        ("/charts/years.csv?", "year", ["2005"]),
        ("/charts/years.csv?member_state=DE", "year", ["2005"]),
        ("/charts/years.csv?member_state=AT", "year", []),
        ("/charts/letters.csv?", "year", ["2005"]),
        ("/charts/letters.csv?sector=combustion", "year", []),
        ("/charts/installation.csv?installation=DE_1", "year", ["2005"]),
        ("/charts/installation.csv?installation=AT_1", "year", []),
        ("/installations/DE_1/?", "year", ["2005"]),
        ("/installations/AT_1/?", "year", []),
        ("/installations/?", "id", ["DE_1"]),
        ("/compliance/differences/?", "installation", ["DE_1"]),
    ],
)
def test_every_csv_says_which_rows_show_or_include_some(
    pages: Reader, address: str, name: str, made_up: list[str]
) -> None:
    rows = pages.csv(f"{address}&format=csv")
    assert {row["synthetic"] for row in rows} <= {"true", "false"}
    assert [row[name] for row in rows if row["synthetic"] == "true"] == made_up


def test_blocks_and_accounts_say_it_in_csv(pages: Reader, registry: Registry) -> None:
    works = pages.csv(f"/accounts/{registry.works}/?format=csv")
    assert {row["synthetic"] for row in works} <= {"true"}
    assert {row["synthetic"] for row in pages.csv(f"/accounts/{registry.plant}/?format=csv")} == {"false"}
    accounts = pages.csv("/accounts/?format=csv")
    assert [row["identifier"] for row in accounts if row["synthetic"] == "true"] == [registry.works]


def test_units_moved_for_synthetic_installations_say_it(pages: Reader) -> None:
    rows = pages.csv("/charts/volumes.csv?")
    assert {row["type"] for row in rows if row["synthetic"] == "true"} == {"10-53", "3-21", "10-2"}
    assert {row["type"] for row in rows if row["synthetic"] == "false"} >= {"10-92"}


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        ("years.svg?", True),
        ("years.svg?member_state=AT", False),
        ("letters.svg?", True),
        ("letters.svg?member_state=AT", False),
        ("states.svg?", True),
        ("sectors.svg?", True),
        ("sectors.svg?member_state=AT", False),
        ("volumes.svg?", True),
        ("volumes.svg?registry=LU", False),
        ("installation.svg?installation=DE_1", True),
        ("installation.svg?installation=AT_1", False),
    ],
)
def test_a_drawing_says_it_by_itself(pages: Reader, chart: str, said: bool) -> None:
    assert (b"synthetic installation" in pages.ask(f"/charts/{chart}").content) is said


def test_a_figure_says_it_in_words_too(pages: Reader) -> None:
    page = pages.get("/states/DE/")
    assert "Emissions, allocation and surrender by year includes synthetic" in page.text
    assert all(each["alt"].endswith("It includes synthetic installations.") for each in page.all("img"))
    assert "includes synthetic" not in pages.get("/states/AT/").text.replace("includes synthetic installations", "")


def test_two_installations_alike_but_for_that_have_two_drawings(pages: Reader) -> None:
    from openets.stores.sql.models import Installation

    for number, made_up in ((1, True), (2, False)):
        Installation(f"FR_{number}", "FR", "Usine", "", 1, "", made_up).save()
    try:
        tags = {pages.ask(f"/charts/installation.svg?installation=FR_{number}")["ETag"] for number in (1, 2)}
        assert len(tags) == 2
    finally:
        with guard_off("installation"):
            Installation.objects.filter(member_state="FR").delete()
