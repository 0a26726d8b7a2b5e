"""A notebook's way to the books: methods found by tab completion, rows by name, frames, and filters by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import openets
from openets.kernel.refusals import Misuse
from openets.notebook import Notebook
from openets.views.columns import Column
from openets.views.view import View
from tests.web.conftest import Registry

VIEWS = (
    "accounts", "checks", "differences", "emissions", "entities", "glossary", "history", "installations", "letters",
    "notices", "parties", "projects", "registries", "sectors", "states", "totals", "transactions", "units", "volumes",
)  # fmt: skip


@pytest.fixture
def books(registry: Registry) -> Notebook:
    return openets.connect(registry.address)


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_a_method_with_words(books: Notebook, name: str) -> None:
    assert name in dir(books)
    assert getattr(Notebook, name).__doc__
    listing = getattr(books, name)()
    assert listing.to_polars().height == len(listing.rows()) == len(listing)
    assert str(len(listing)) in repr(listing)


@pytest.mark.parametrize("name", VIEWS)
def test_new_books_in_memory_have_them_too(name: str) -> None:
    listing = getattr(openets.connect(), name)()
    assert listing.to_polars().height == len(listing)


def test_rows_have_their_fields_by_name(books: Notebook) -> None:
    top = next(iter(books.installations(sort="-verified")))
    assert (top.id, top.verified, top.member_state, top.sector) == ("AT_1", 5000, "AT", "Combustion")


def test_filters_are_given_by_name(books: Notebook) -> None:
    assert {row.registry for row in books.accounts(registry="LU")} == {"LU"}
    assert [row.id for row in books.installations(sector="cement-and-lime", year=2005)] == ["DE_1"]
    assert books.transactions(unit="EUA1", since="2006-04-01").to_polars()["at"].dt.date().min() >= date(2006, 4, 1)


def test_holdings_and_years_are_of_one_thing(books: Notebook, registry: Registry) -> None:
    assert sum(row.quantity for row in books.holdings(registry.plant)) == 500
    assert [(row.year, row.computed) for row in books.years("DE_1")] == [(2005, "B")]
    assert [row.computed for row in books.years("DE_1", as_of="2006-04-10")] == [None]
    with pytest.raises(Misuse, match="no account 'nobody' is known"):
        books.holdings("nobody").rows()
    with pytest.raises(Misuse, match="no installation has the id 'nobody'"):
        books.years("nobody").rows()


def test_an_order_that_there_is_not_is_refused(books: Notebook) -> None:
    with pytest.raises(Misuse, match="it can be sorted by"):
        books.accounts(sort="colour").rows()


def test_files_are_written(books: Notebook, tmp_path: Path) -> None:
    books.accounts().to_csv(tmp_path / "accounts.csv")
    books.accounts().to_parquet(tmp_path / "accounts.parquet")
    sent = pl.read_csv(tmp_path / "accounts.csv", infer_schema_length=0)
    kept = pl.read_parquet(tmp_path / "accounts.parquet")
    assert sent["identifier"].to_list() == kept["identifier"].to_list()
    assert list(map(int, sent["held"])) == kept["units"].to_list()


def test_two_books_are_read_side_by_side(books: Notebook, treaty: str) -> None:
    other = openets.connect(treaty)
    here, there = iter(books.accounts(sort="id")), iter(other.accounts(sort="id"))
    assert next(here).registry == "AT"
    assert next(there).registry != "AT"
    assert {row.registry for row in here} == {"AT", "DE", "LU"}
    assert "ES" in {row.registry for row in there}


def test_the_plain_memory_store_has_none() -> None:
    books = openets.connect("plain-memory:", create=True)
    with pytest.raises(Misuse, match="has no views"):
        books.accounts()


def test_a_mistyped_address_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="there are no books"):
        openets.connect(f"sqlite:///{tmp_path / 'boks.db'}")
    assert list(tmp_path.iterdir()) == []


def test_views_stay_with_a_session_under_another_clock(books: Notebook) -> None:
    assert isinstance(books.at(books.clock), Notebook)


def test_a_view_of_ones_own_is_read_like_any_other(books: Notebook) -> None:
    toys: View[str] = View(
        "toys",
        "Toys",
        "A toy.",
        (
            Column("name", "Toy", "What it is called.", value=str, sort="name"),
            Column("letters", "Letters", "How long that is.", "number", value=len),
        ),
        key=lambda toy: toy,
        query=lambda q="": [toy for toy in ("top", "ball", "kite") if q in toy],
        sort="name",
    )
    assert [row.name for row in books.list_of(toys)] == ["ball", "kite", "top"]
    assert books.list_of(toys, "-name", q="t").to_polars().to_dicts() == [
        {"name": "top", "letters": 3},
        {"name": "kite", "letters": 4},
    ]


def test_a_toy_has_page_csv_and_schema(registry: Registry) -> None:
    from django.test import RequestFactory

    from openets.api.schema import schema_of
    from openets.views.columns import synthetic_column
    from openets.web.tables import send

    toys: View[str] = View(
        "toys",
        "Toys",
        "A toy.",
        (Column("name", "Toy", "Its name.", value=str), synthetic_column(value=lambda toy: True)),
    )
    response = send(RequestFactory().get("/toys/"), toys, ["ball", "=kite"])
    assert b"".join(response.streaming_content) == b"name,synthetic\r\nball,true\r\n'=kite,true\r\n"  # type: ignore[attr-defined]
    assert schema_of(toys)(**toys.item("ball")).model_dump() == {"name": "ball", "synthetic": True}
    assert schema_of(toys).model_json_schema()["properties"]["name"]["description"] == "Its name."


def test_a_session_is_told_in_one_line() -> None:
    books = openets.connect()
    assert repr(books) == f"<books under eu_ets, as {books.actor.name}; registries: none yet>"
    books.open_registry("AT")
    assert repr(books).endswith("registries: AT>")


def test_status_of_an_installation_an_account_and_everything_is_one_call(books: Notebook, registry: Registry) -> None:
    plant = books.status("AT_1")
    assert (plant.id, plant.duty["missing"], [year["year"] for year in plant.years][:1]) == ("AT_1", 0, [2005])
    account = books.status(registry.plant)
    assert (account.identifier, account.units, account.installation) == (registry.plant, 500, "AT_1")
    assert books.status().installations > 60
    before = books.status("AT_1", as_of="2006-04-10")
    assert before.years[0]["surrendered"] < plant.years[0]["surrendered"]
    assert sum(row.surrendered for row in books.status(as_of="2006-04-10").stationary) == 0
    for nobody in ("AT_404", "AT-120-1-0-1", "<b>"):
        with pytest.raises(Misuse, match="no installation or account has the id"):
            books.status(nobody)


def test_books_without_views_have_no_status_either() -> None:
    with pytest.raises(Misuse, match="the plain memory store has no views"):
        openets.connect("plain-memory:").status("AT_1")
