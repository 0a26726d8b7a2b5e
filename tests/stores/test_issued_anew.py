"""Allowances issued from 2021 on serve no earlier year, on every store: their serial numbers say so."""

from __future__ import annotations

import pytest

import openets
from openets.engine.verify import verify_store
from openets.laws.reading import read_law
from openets.ledger.store import Store
from tests.session import Office, codes, must


@pytest.fixture
def plant(office: Office) -> str:
    """A plant with 100 allowances of 2020 and 100 of 2021, which emitted 150 t in 2020."""
    own = office.on("2013-01-02").operator("AT_1")
    home = office.government("AT", "100")
    for day in ("2020-12-31", "2021-01-01"):
        must(office.on(day).issue("AT", "EUA3", 100))
        must(office.transfer(home, own, "EUA3", 100))
    must(office.on("2021-03-01").report(own, 2020, 150))
    return own


def periods(office: Office, account: str) -> dict[tuple[int, int], int]:
    """Units of an account by the period in their serial numbers and their vintage."""
    found: dict[tuple[int, int], int] = {}
    for block in office.blocks(account):
        place = block.series.applicable_period, block.series.vintage
        found[place] = found.get(place, 0) + block.quantity
    return found


def test_the_day_of_issue_is_in_the_serial_numbers(office: Office, plant: str) -> None:
    assert periods(office, plant) == {(2, 0): 100, (3, 2021): 100}
    verify_store(office.store)


def test_an_earlier_year_takes_the_older_ones_and_no_others(office: Office, plant: str) -> None:
    """The older go first, though the younger lie in a block as large."""
    must(office.surrender(plant, "EUA3", 60, 2020))
    assert periods(office, plant) == {(2, 0): 40, (3, 2021): 100}
    refused = office.surrender(plant, "EUA3", 41, 2020)
    assert codes(refused) == ["P-5001"]
    assert "serves no year before 2021" in str(refused.refusals[0])
    young = next(each for each in office.blocks(plant) if each.series.vintage)
    ranges = ((young.series.origin, young.start, young.start + 9),)
    assert codes(office.propose("10-2", plant, office.government("AT", "100-6"), "EUA3", 10, year=2020, serials=ranges))
    must(office.surrender(plant, "EUA3", 40, 2020))
    verify_store(office.store)


def test_a_later_year_takes_both(office: Office, plant: str) -> None:
    must(office.on("2022-03-01").report(plant, 2021, 200))
    must(office.surrender(plant, "EUA3", 150, 2021))
    assert periods(office, plant) == {(3, 2021): 50}
    assert periods(office, office.government("AT", "100-6")) == {(2, 0): 100, (3, 2021): 50}
    verify_store(office.store)


def test_nor_are_they_allocated_for_an_earlier_year(office: Office, plant: str) -> None:
    other = office.operator("AT_2")
    must(office.on("2021-03-02").plan(other, 2020, 100))
    must(office.issue("AT", "EUA3", 100))
    assert codes(office.allocate(other, "EUA3", 100, 2020)) == ["P-5001"]
    must(office.plan(other, 2021, 100))
    must(office.allocate(other, "EUA3", 100, 2021))


def test_aviation_allowances_likewise(office: Office) -> None:
    own = office.on("2013-01-02").operator("AT_900", kind="100-9")
    must(office.on("2021-01-01").issue("AT", "EUAA", 10))
    must(office.transfer(office.government("AT", "100"), own, "EUAA", 10))
    must(office.on("2021-03-01").report(own, 2020, 5))
    assert codes(office.surrender(own, "EUAA", 5, 2020)) == ["P-5001"]


def test_installations_hold_and_surrender_aviation_allowances_from_2021_only(office: Office) -> None:
    plant = office.on("2013-01-02").operator("AT_1")
    home = office.government("AT", "100")
    must(office.on("2020-11-02").issue("AT", "EUAA", 10))
    assert codes(office.transfer(home, plant, "EUAA", 10)) == ["P-2006"]
    must(office.on("2021-02-01").transfer(home, plant, "EUAA", 10))
    must(office.on("2021-03-01").report(plant, 2020, 5))
    assert codes(office.surrender(plant, "EUAA", 5, 2020)) == ["P-5001"]
    must(office.on("2022-03-01").report(plant, 2021, 5))
    must(office.surrender(plant, "EUAA", 5, 2021))


def test_what_replaces_units_of_an_earlier_period_is_issued_on_its_own_day(office: Office) -> None:
    office.on("2012-06-01").party("AT")
    home = office.government("AT", "100")
    must(office.issue("AT", "AAU", 10))
    must(office.issue("AT", "EUA2", 10))
    must(office.on("2013-03-01").propose("10-41", home, office.government("AT", "230"), "EUA2", 10))
    assert periods(office, home) == {(2, 0): 10}


def test_an_account_shows_how_many_are_of_which_year(sql_store: Store) -> None:
    office = Office(sql_store)
    own = office.on("2013-01-02").operator("AT_1")
    for day, units in (("2020-12-31", 100), ("2021-01-01", 70)):
        must(office.on(day).issue("AT", "EUA3", units))
        must(office.transfer(office.government("AT", "100"), own, "EUA3", units))
    books = openets.connect(sql_store.address)
    # once Django is set up
    from openets.views.blocks import vintages_held
    from openets.views.known import in_past
    from openets.views.law import books_at

    assert {(row.vintage, row.quantity) for row in books.holdings(own)} == {(None, 100), (2021, 70)}
    assert [row.quantity for row in books.holdings(own, vintage="2021")] == [70]
    for day, expected in (("", [("EUA3", 2021, 70)]), ("2020-12-31", [])):
        with books_at(books.alias(), books.law), in_past(day):
            key = next(each.key for each in sql_store.all_accounts() if each.identifier == own)
            assert [tuple(row) for row in vintages_held(key)] == expected


def test_the_law_names_the_year_and_the_day() -> None:
    units = read_law("eu_ets").terms.units
    assert [(each.since.isoformat(), each.period, each.vintage) for each in units["EUA3"].later] == [
        ("2021-01-01", 3, 2021)
    ]
    assert units["EUA1"].later == ()
