"""A registry that is itself the authority: where no official letter exists, the computed one holds everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import openets
from openets.engine.kinds.official import EnterOfficial
from openets.notebook import Notebook
from tests.books import let_go, make
from tests.session import Office, must


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Notebook]:
    """Three plants of 2005: one in compliance, one short by 40, one silent; a fourth reports for 2006 alone. The
    authority has given a letter for none but a fifth."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    store = make(address)
    office = Office(store)
    plants = [office.operator(f"AT_{number}") for number in range(1, 6)]
    for plant in plants:
        must(office.plan(plant, 2005, 100))
        office.endow(plant, "EUA1", 100)
    office.on("2006-03-15")
    for plant, tonnes in zip(plants, (100, 90, None, None, 100), strict=True):
        if tonnes:
            must(office.report(plant, 2005, tonnes))
    office.on("2006-04-20")
    for plant, units in zip(plants, (100, 50, None, None, 100), strict=True):
        if units:
            must(office.surrender(plant, "EUA1", units, 2005))
    must(office.on("2006-05-15").commit([EnterOfficial("AT", 2005, (("AT_5", "A*"),), "letters")])[0])
    late = office.operator("AT_6")
    must(office.on("2007-03-15").report(late, 2006, 70))
    yield openets.connect(address)
    let_go(store)


def letters(books: Notebook, **asked: object) -> dict[str, tuple[str | None, str | None]]:
    return {row.id: (row.letter, row.letter_by) for row in books.installations(**asked)}


ALL = {
    "AT_1": ("A", "computed"),
    "AT_2": ("B", "computed"),
    "AT_3": ("C", "computed"),
    "AT_4": ("C", "computed"),
    "AT_5": ("A*", "authority"),
}


def test_a_list_shows_the_computed_letter_where_no_official_one_exists(books: Notebook) -> None:
    assert letters(books, year=2005) == ALL
    (official,) = {row.official for row in books.installations(year=2005)} - {None}
    assert official == "A*"


@pytest.mark.parametrize(
    ("letter", "found"),
    [("A", ["AT_1", "AT_5"]), ("A*", ["AT_5"]), ("B", ["AT_2"]), ("C", ["AT_3", "AT_4"]), ("D", [])],
)
def test_a_filter_finds_computed_letters_and_those_with_a_star(books: Notebook, letter: str, found: list[str]) -> None:
    assert sorted(letters(books, year=2005, letter=letter)) == found
    assert sorted(letters(books, year=2005, letter=letter, as_of="2006-06-01")) == found


def test_before_the_day_nothing_is_judged_and_nothing_found(books: Notebook) -> None:
    assert set(letters(books, year=2005, as_of="2006-04-25").values()) == {(None, None)}
    assert letters(books, year=2005, letter="A", as_of="2006-04-25") == {}


def test_choosing_a_year_shows_that_years_installations(books: Notebook) -> None:
    assert set(letters(books, year=2006)) == {"AT_6"}
    assert set(letters(books, year=2005)) == set(ALL)
    assert set(letters(books)) == set(letters(books, figures=2005)) == {*ALL, "AT_6"}


def test_totals_count_the_computed_letter(books: Notebook) -> None:
    (row,) = books.states(year=2005)
    assert (row.judged, row.complying) == (5, 2)
    (row,) = books.states(year=2005, as_of="2006-06-01")
    assert (row.judged, row.complying) == (5, 2)
    line = next(row for row in books.letters() if row.year == 2005)
    assert (line.official, line.holding) == ({"A": 1}, {"A": 2, "B": 1, "C": 2})
