"""The paper, computed again: its first page, a page for each part, their drawings and their CSV."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from openets_paper.parts import PARTS
from tests.web.reading import Reader

DRAWINGS = [
    "paper-table-1", "paper-table-2", "paper-figure-1", "paper-figure-2-a", "paper-figure-2-b", "paper-figure-3-a",
    "paper-figure-3-b", "paper-figure-4", "paper-concentration",
]  # fmt: skip


def test_every_page_leads_to_it(pages: Reader) -> None:
    assert pages.get("/states/").link("The paper, computed again") == "/paper/"


def test_the_first_page_lists_the_parts_with_what_was_compared(pages: Reader) -> None:
    page = pages.get("/paper/")
    assert [link for _, link in page.links if link.startswith("/paper/") and link != "/paper/"] == [
        f"/paper/{name}/" for name in PARTS
    ]
    assert page.column("Numbers compared")[0] == "41"
    assert page.column("Differ")[0] == "1"
    rows = pages.csv("/paper/?format=csv")
    assert [row["name"] for row in rows] == list(PARTS)
    assert rows[0]["hold"] == "3"


@pytest.mark.parametrize("name", PARTS)
def test_every_part_has_a_page_with_statements_and_csv(pages: Reader, name: str) -> None:
    page = pages.get(f"/paper/{name}/")
    assert page.h1.removesuffix(" includes synthetic").startswith(name.replace("-", " ").capitalize())
    assert "does not hold" in page.text or "holds" in page.text
    assert pages.csv(f"/paper/{name}/?format=csv")
    statements = pages.csv(f"/paper/{name}/?format=csv&of=statements")
    assert {row["verdict"] for row in statements} <= {"holds", "does not hold", "not computed"}


def test_table_1_has_both_values_of_belgium(pages: Reader) -> None:
    page = pages.get("/paper/table-1/")
    row = next(row for row in page.tables[0] if row[0] == "Belgium")
    assert row[2:5] == ["−8", "−7.5", "−8"]
    assert "2002/358/EC" in page.text


def test_table_2_has_the_papers_marks_its_sums_and_why_they_differ(pages: Reader) -> None:
    page = pages.get("/paper/table-2/")
    cells = dict(zip(page.column("Member State"), page.column("Additional"), strict=True))
    assert (cells["Italy"], cells["Bulgaria"], cells["Estonia"]) == ("n.k.", "n.a.", "0.31")
    assert page.column("Verified 2005")[-1] == "2,123.13"
    assert "2122.16 in the paper, 2,123.13 here; difference 0.97" in page.text
    numbers = pages.csv("/paper/table-2/?format=csv&of=numbers")
    sums = {row["what"]: row for row in numbers}
    assert sums["Sum: Proposed 2008-2012"]["difference"] == "-0.03"


def test_figure_2_names_buyers_and_sellers(pages: Reader) -> None:
    page = pages.get("/paper/figure-2/")
    sides = dict(zip(page.column("Party"), page.column("Potential"), strict=True))
    assert {sides[name] for name in ("Spain", "Austria", "Luxembourg")} == {"buyer"}
    assert {sides[name] for name in ("Romania", "Latvia", "Ukraine")} == {"seller"}
    assert "July 2021" in page.text


def test_figure_3_says_which_columns_were_drawn(pages: Reader) -> None:
    assert "label for label, the caps of Phase II" in pages.get("/paper/figure-3/").text


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_part_is_drawn_in_both_widths_and_has_its_numbers(pages: Reader, name: str, width: str) -> None:
    answer = pages.ask(f"/charts/{name}.svg?width={width}")
    assert answer.status_code == 200
    drawing = ElementTree.fromstring(answer.content)
    assert int(drawing.get("width", "0")) <= (1120 if width == "wide" else 340)
    assert pages.csv(f"/charts/{name}.csv")


def test_the_lanes_are_drawn_with_names_of_holders_and_uses(pages: Reader) -> None:
    drawing = pages.ask("/charts/paper-figure-1.svg").content.decode()
    for word in ("EUA1", "an operator", "emissions of 2005-2007", "a Party's target"):
        assert f'aria-label="{word}"' in drawing.replace("&#39;", "'").replace("&apos;", "'")


def test_concentration_is_that_of_these_books(pages: Reader) -> None:
    page = pages.get("/paper/concentration/")
    assert page.column("Account holder") == ["Donau Energie AG", "Elm Materials"]
    assert page.column("Allocated") == ["6,000", "3,000"]
    assert "these books" in page.text


def test_what_counts_synthetic_installations_says_so(pages: Reader) -> None:
    for name in ("table-2", "concentration"):
        assert pages.get(f"/paper/{name}/").h1.endswith("includes synthetic")
    assert "synthetic" not in pages.get("/paper/figure-2/").h1
    assert "counts the synthetic installations" in pages.get("/paper/").text
    assert b"includes synthetic" in pages.ask("/charts/paper-concentration.svg").content
    assert b"includes synthetic" not in pages.ask("/charts/paper-figure-2-b.svg").content


def test_empty_books_say_what_they_lack(empty_pages: Reader) -> None:
    assert "hold no allocations of 2005–2007" in empty_pages.get("/paper/").text
    page = empty_pages.get("/paper/concentration/")
    assert "not computed" in page.text
    assert not page.tables
    assert empty_pages.get("/paper/table-2/").column("Verified 2005")[-1] == "2,123.13"
    assert empty_pages.ask("/charts/paper-concentration.svg").status_code == 200


def test_holders_are_added_up_by_operator(pages: Reader) -> None:
    from openets.views.holders import holders

    rows = {row.name: row for row in holders(2005, 2007).rows}
    assert rows["Donau Energie AG"] == ("Donau Energie AG", 1, 6000)
    assert "Elm Materials" in rows
    assert "Minett SA" not in rows


def test_the_books_are_added_up_by_year_state_and_sector(pages: Reader) -> None:
    from types import SimpleNamespace

    from openets.views.cells import Cell
    from openets.views.holders import Holders
    from openets_paper.books import _record

    cells = [
        Cell("GB", 1, 2005, "A", False, 1, 1, 100, 90, 90),
        Cell("XI", 7, 2005, "A", False, 1, 1, 20, 30, 30),
        Cell("GB", 1, 2006, "A", False, 1, 1, 100, 80, 80),
        Cell("BG", 1, 2007, "A", False, 1, 1, 0, 500, 0),
        Cell("GB", 1, 2008, "A", False, 1, 1, 900, 900, 900),
    ]
    record = _record.__wrapped__(SimpleNamespace(cells=cells), Holders(1, []))
    assert record is not None
    assert record.states == {"GB": 220, "BG": 0}
    assert record.verified_2005 == {"GB": 120}
    assert record.sectors == {"Combustion": (200, 170), "Glass": (20, 30)}


def test_every_drawing_is_known(pages: Reader) -> None:
    from openets.web.paper import FIGURES

    assert list(FIGURES) == DRAWINGS


def test_nothing_else_is_a_part(pages: Reader) -> None:
    assert "The paper has no part “table-3”" in pages.get("/paper/table-3/", 404).text
    assert "cannot be answered" in pages.refused("/paper/table-1/?format=pdf")
    assert "cannot be answered" in pages.refused("/paper/table-1/?format=csv&of=everything")


def test_parties_of_the_tables_lead_to_their_pages(pages: Reader) -> None:
    assert pages.get("/paper/table-1/").link("Spain") == "/parties/ES/"
    assert pages.get("/paper/figure-2/").link("Ukraine") == "/parties/UA/"
    assert not [said for said, _ in pages.get("/paper/table-2/").links if said == "Spain"]
