"""Sectors, States, years and installations add up to the same, at every entrance and on both engines."""

from __future__ import annotations

import pytest

from tests.breakdowns import FIGURES, differing, everywhere
from tests.ets import done, ets
from tests.importing.panels import Handmade

WHOLE = {2005: (240, 300, 240), 2007: (370, 260, 170)}


def unlisted() -> Handmade:
    """Installations that the list does not have, or has with an activity that nobody knows: case 12, and more."""
    panel = Handmade()
    panel.place("AT_1", 9)
    panel.place("AT_2", 48)
    panel.place("DE_1", 1)
    for key, emitted in (("AT_1", 90), ("AT_2", 80), ("AT_3", 70)):
        panel.year(key, 2005, alloc=100, ver=emitted, surr=emitted, code="A")
    panel.year("AT_3", 2007, alloc=100, ver=60, surr=60, code="A")
    panel.year("DE_1", 2007, alloc=110, ver=110, surr=110, code="A")
    panel.year("AT_1", 2007, alloc=50)
    panel.year("BG_7", 2007, ver=200, code="B")
    return panel


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("sums")
    address = f"sqlite:///{folder / 'books.db'}"
    if request.param == "postgres":
        from tools import postgres

        address = postgres.new_database(request.getfixturevalue("postgres_server"))
    panel = unlisted().write(folder / "panel")
    answer = done(ets("import", "eutl", panel, "--report", folder / "report.json", "--json", store=address))
    assert answer["activities that the law does not have"] == {"48": 1}
    assert answer["installations missing from the list"] == 2
    return address


@pytest.mark.parametrize("year", WHOLE)
def test_every_breakdown_adds_up_to_the_same(books: str, year: int) -> None:
    assert list(differing(everywhere(books, year))) == [WHOLE[year]], FIGURES


def test_what_fits_no_sector_stands_in_a_row_of_its_own(books: str) -> None:
    import openets

    session = openets.connect(books)
    rows = {row.code: (row.name, row.installations, row.verified) for row in session.sectors(year=2005).rows()}
    assert rows["not-stated"] == ("Not stated", 3, 150)
    named = session.installations(sector="not-stated", year=2007).rows()
    assert {(row.id, row.sector, row.verified) for row in named} == {
        ("AT_3", "Not stated", 60), ("BG_7", "Not stated", 200),
    }  # fmt: skip
    assert {row.id for row in session.installations(sector="not-stated").rows()} == {"AT_2", "AT_3", "BG_7"}
    assert [row.verified for row in session.totals(sector="not-stated").rows()] == [150, 260]
    assert [row.code for row in session.sectors(member_state="DE", year=2007).rows()] == ["combustion"]


def test_the_page_says_why_more_was_emitted_than_allocated(books: str) -> None:
    from tests.web.conftest import served
    from tests.web.reading import Reader

    with served(books):
        reader = Reader()
        text = reader.get("/").text
        assert "2007: 370 t CO2e were emitted and 260 units allocated" in text
        assert "no allocation for Bulgaria, where 200 were emitted" in text
        assert "Of the allocated units 50 are those of installations without verified emissions" in text
        assert "without them 210" in text
        assert "2005:" not in text
        rows = {row["year"]: row for row in reader.csv("/charts/years.csv")}
    assert [rows[year]["verified_unallocated"] for year in ("2005", "2007")] == ["0", "200"]
    assert [rows[year]["allocated_unreported"] for year in ("2005", "2007")] == ["0", "50"]
