"""Lists of the books as commands: each has its view's filters, and says what the view says."""

from __future__ import annotations

import pytest

import openets
from openets.cli.listed import FILTERS, LISTS, TYPED
from openets.views.front import ViewsOf
from tests.cli.conftest import PLANT, TRADER, Books
from tests.ets import SOUND, done, ets

KEYS = {"installation": "AT_1", "registry": "AT"}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_what_its_view_says(books: Books, name: str) -> None:
    listed = LISTS[name]
    key = [KEYS[listed.key]] if listed.key else []
    session = openets.connect(books.address)
    rows = getattr(session, listed.view)(*key).rows()
    said = ets(*name.split(), *key, "--json", store=books.address)
    assert len(done(said)) == len(rows)
    assert ets(*name.split(), *key, store=books.address)[::2] == (SOUND, "")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_filters_of_its_view(name: str) -> None:
    view = getattr(ViewsOf, LISTS[name].view).view(openets.connect("memory:").law)
    assert {each.name: each.help for each in view.filters} == FILTERS[LISTS[name].view]
    assert set(LISTS[name].columns) <= {column.name for column in view.on("data")}
    offered = ets(*name.split(), "--help").out
    assert all(f"--{TYPED.get(each, each).replace('_', '-')}" in offered for each in FILTERS[LISTS[name].view])


def test_transactions_are_narrowed_and_ordered(books: Books) -> None:
    of_plant = done(ets("transactions", "--account", PLANT, "--json", store=books.address))
    assert of_plant
    assert all(PLANT in (row["transferring_account"], row["acquiring_account"]) for row in of_plant)
    (most, *_) = done(ets("transactions", "--sort", "-quantity", "--most", 1, "--json", store=books.address))
    assert most["quantity"] == max(row["quantity"] for row in [*of_plant, most])


def test_one_transaction_is_shown_with_its_serial_numbers(books: Books) -> None:
    (last,) = done(ets("transactions", "--account", PLANT, "--most", 1, "--json", store=books.address))
    whole = done(ets("transaction", last["id"].lower(), "--json", store=books.address))
    assert whole["quantity"] == last["quantity"] == sum(block["quantity"] for block in whole["blocks"])
    shown = ets("transaction", last["id"], store=books.address).out
    assert f"{last['quantity']:,}" in shown
    assert "Checks that it passed" in shown


def test_years_of_an_installation_and_of_all(books: Books) -> None:
    (year, *_) = done(ets("years", "AT_1", "--json", store=books.address))
    assert year["year"] in range(2005, 2008)
    assert ets("compliance", store=books.address).out.startswith("Installations by compliance letter")


def test_a_search_finds_what_has_a_name_or_an_id(books: Books) -> None:
    found = done(ets("search", TRADER, "--json", store=books.address))
    assert [row["identifier"] for row in found["accounts"]] == [TRADER]
    assert TRADER in ets("search", TRADER, store=books.address).out
    assert "Nothing has the name or id 'xyzzy'" in ets("search", "xyzzy", store=books.address).out
    nothing = done(ets("search", "xyzzy", "--json", store=books.address))
    assert not any(told for name, told in nothing.items() if name not in ("q", "year"))


def test_what_was_entered_a_moment_ago_is_in_the_totals() -> None:
    """A program that asks once has no use for totals that are worked out behind its back."""
    session = openets.connect("memory:")
    session.open_registry("AT")
    assert session.units().rows() == []
    session.issue(registry="AT", quantity=10, unit="EUA3")
    assert [row.issued for row in session.units()] == [10]
