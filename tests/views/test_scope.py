"""Totals keep their scope: aviation apart, free allocation beside what was auctioned, the Union's cap to its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import openets
from openets.laws.reading import read_law
from openets.laws.tables import union_cap
from tests.ets import done, ets
from tests.importing.panels import Handmade
from tests.web.conftest import served
from tests.web.reading import Reader


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("scope")
    panel = Handmade()
    panel.place("AT_1", 20)
    panel.place("AT_9", 10)
    panel.place("BG_1", 20)
    panel.year("AT_1", 2007, alloc=1000, ver=1000, surr=1000, code="A")
    panel.year("AT_1", 2012, alloc=900, ver=800, surr=800, code="A")
    panel.year("AT_9", 2012, alloc=500, ver=500, surr=500, code="A")
    panel.year("BG_1", 2012, alloc=100, ver=100, surr=100, code="A")
    panel.year("AT_1", 2013, alloc=400, ver=700, surr=700, code="A")
    address = f"sqlite:///{folder / 'books.db'}"
    done(ets("import", "eutl", panel.write(folder / "panel"), "--report", folder / "r.json", "--json", store=address))
    return address


@pytest.fixture
def reader(books: str) -> Iterator[Reader]:
    with served(books):
        yield Reader()


def test_a_year_says_what_it_counts_and_names_aviation(books: str) -> None:
    rows = {row.year: row for row in openets.connect(books).totals().rows()}
    assert (rows[2007].scope, rows[2012].scope) == ("stationary", "stationary and aviation")
    assert (rows[2012].verified, rows[2012].verified_aviation, rows[2012].allocated_aviation) == (1400, 500, 500)


def test_each_scope_can_be_asked_for_alone(books: str) -> None:
    session = openets.connect(books)
    ground = {row.year: row.verified for row in session.totals(scope="stationary").rows()}
    air = {row.year: (row.verified, row.cap) for row in session.totals(scope="aviation").rows()}
    assert ground[2012] == 900
    assert air == {2012: (500, None)}


def test_a_trend_compares_what_reported_in_both_years_and_says_so(reader: Reader) -> None:
    said = reader.ask("/charts/years.json").json()["takeaway"]
    assert said == "Verified emissions fell 30% from 2007 to 2013, stationary installations only"


def test_what_was_auctioned_stands_beside_free_allocation(books: str, reader: Reader) -> None:
    rows = {row.year: row for row in openets.connect(books).totals().rows()}
    assert rows[2012].auctioned is None
    assert rows[2013].allocated == 400
    assert rows[2013].auctioned == 1_973_964_104 - 400
    assert rows[2013].auctioned_reconstructed
    page = reader.get("/")
    assert page.column("Free allocation")[-1] == "400"
    assert "What was issued for auction is reconstructed" in page.text
    assert openets.connect(books).totals(member_state="AT").rows()[-1].auctioned is None


def test_the_cap_goes_to_the_end_of_the_law_and_says_that_its_source_was_not_seen(reader: Reader) -> None:
    rows = {row["year"]: row for row in reader.ask("/charts/years.json").json()["rows"]}
    assert max(rows) == 2030
    assert rows[2030]["cap"] == union_cap(read_law("eu_ets").tables, 2030)[0]  # type: ignore[index]
    assert (rows[2007]["cap_source_seen"], rows[2013]["cap_source_seen"], rows[2030]["cap_source_seen"]) == (
        True,
        False,
        False,
    )
    assert rows[2030]["verified"] is None
    assert max(row["year"] for row in reader.ask("/charts/years.json?member_state=AT").json()["rows"]) == 2013
    page = reader.get("/")
    assert "2030" not in page.column("Year")
    assert "source not seen" in page.text


def test_nothing_held_back_lowers_the_cap() -> None:
    tables = read_law("eu_ets").tables
    caps = [union_cap(tables, year) for year in range(2013, 2031)]
    amounts = [each[0] for each in caps if each is not None]
    assert len(amounts) == 18
    assert amounts == sorted(amounts, reverse=True)
    assert union_cap(tables, 2012) is None
    assert union_cap({"caps": {"X": {"rule": "yearly", "values": {"2026": 7}}}}, 2026) == (7, True)


def test_a_past_shows_no_cap_of_a_later_period(reader: Reader) -> None:
    rows = reader.ask("/charts/years.json?as_of=2009-05-15").json()["rows"]
    assert max(row["year"] for row in rows) == 2012


def test_a_chart_of_states_stacks_aviation_apart(reader: Reader) -> None:
    rows = {row["code"]: row for row in reader.csv("/charts/states.csv?year=2012")}
    assert (rows["AT"]["verified"], rows["AT"]["verified_aviation"]) == ("1300", "500")
    assert b'aria-label="Aviation"' in reader.ask("/charts/states.svg?year=2012").content
    assert b'aria-label="Aviation"' not in reader.ask("/charts/states.svg?year=2007").content


def test_units_are_counted_once_in_each_panel(reader: Reader) -> None:
    rows = reader.csv("/charts/volumes.csv")
    events = {(row["year"], row["event"]) for row in rows}
    assert {("2012", "Issued"), ("2012", "Converted"), ("2012", "Allocated"), ("2013", "Surrendered")} <= events
    assert "not to be added up" in reader.get("/transactions/").text
