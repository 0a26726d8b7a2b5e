"""Every view of a session: the same rows whole, in parts, as frame, CSV and Parquet; every order, every filter."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import openets
from openets.kernel.refusals import Misuse
from openets.laws.reading import read_law
from openets.notebook import Notebook
from openets.stores.door import open_store
from openets.views.formatting import plain_text
from openets.views.front import Asked, ViewsOf
from tests.web.conftest import Registry

open_store("sqlite-memory:everyview", create=True)

from openets.views.columns import TYPES  # noqa: E402 - only after Django has read its settings
from openets.views.law import books_at  # noqa: E402
from openets.views.view import FilterKind, Listing, WrongFilter  # noqa: E402

EVERY_VIEW = {name: each for name, each in vars(ViewsOf).items() if isinstance(each, Asked)}
VIEWS = pytest.mark.parametrize("name", EVERY_VIEW)
KEYS = {"account": "AT-120-6-0-33", "installation": "AT_1", "registry": "AT"}
NOT_BY_THE_NUMBER_ALONE = {
    # within each unit type, as the index has them
    ("holdings", "quantity"),
    # serial numbers begin anew in each registry
    ("holdings", "serial"),
    # a year without a record shows nothing allocated or surrendered, and stands last
    ("installations", "allocated"),
    ("installations", "surrendered"),
}
SUMS = {"totals", "letters", "states", "sectors", "volumes"}
"""Views whose rows add things up: a filter makes other sums of them."""
SENSELESS = {
    FilterKind.DAY: ("yesterday", "2005-02-30", "20050228", "28.02.2005", "-1", "٣", "2005-2-3", "a\x00b"),
    FilterKind.YEAR: ("next", "-1", "1.5", "2005.0", "٢٠٠٥", "9" * 30, "\ud800"),
    FilterKind.POSITION: ("first", "-1", "1.5", "9" * 30),
    FilterKind.CHOICE: ("\x00", "\ud800", "%", "_", "*", "' OR 1=1 --", "NOWHERE", "x" * 3_000, "maybe"),
    FilterKind.TEXT: ("a\x00b", "\ud800", "two\nlines", "x" * 3_000),
}


@pytest.fixture(params=["scheme", "treaty"])
def books(request: pytest.FixtureRequest, registry: Registry, treaty: str) -> Notebook:
    """The pages' small registry, and the commitment period of a treaty."""
    return openets.connect(registry.address if request.param == "scheme" else treaty)


def key_of(name: str, books: Notebook) -> list[str]:
    """What a view needs to be told: an account, an installation or a registry that the books have."""
    key = EVERY_VIEW[name].key
    if key == "account":
        return [max(books.accounts(), key=lambda row: row.units).identifier]
    if key == "installation" and not len(books.installations()):
        pytest.skip("these books have no installations")
    return [next(iter(books.registries())).registry if key == "registry" else KEYS[key]] if key else []


def listing(name: str, books: Notebook, **told: Any) -> Listing[Any]:
    found: Listing[Any] = getattr(books, name)(*key_of(name, books), **told)
    return found


@VIEWS
def test_frame_parquet_and_csv_have_the_rows_of_a_walk(name: str, books: Notebook, tmp_path: Path) -> None:
    found = listing(name, books)
    rows, frame = found.rows(), found.to_polars()
    assert len(rows) == len(found) == frame.height
    found.to_parquet(tmp_path / "rows.parquet")
    assert pl.read_parquet(tmp_path / "rows.parquet").equals(frame)
    found.to_csv(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == len(rows)
    data = {column.name: column for column in found.view.on("data")}
    plain = [each for each in found.view.on("csv") if data.get(each.name) is each and each.kind not in ("counts",)]
    for column in plain:
        told = [line[column.csv or column.name] for line in lines]
        assert told == [plain_text(column_value(getattr(row, column.name))) for row in rows], column.name


def column_value(value: Any) -> Any:
    return "" if value is None else value


@VIEWS
def test_every_value_is_of_the_type_that_its_column_declares_and_json_can_say_it(name: str, books: Notebook) -> None:
    found = listing(name, books)
    for column in found.view.on("data"):
        kind = TYPES.get(column.kind)
        for row in found:
            value = getattr(row, column.name)
            assert value is not None or column.null, column.name
            if kind in (str, int, bool) and value is not None:
                assert type(value) is kind, (column.name, value)
    assert json.loads(json.dumps([row._asdict() for row in found], default=str)) is not None


@VIEWS
def test_every_order_has_the_same_rows_and_turned_round_the_same_again(name: str, books: Notebook) -> None:
    found = listing(name, books)
    every = sorted(map(repr, found))
    for sort, column in found.view.sorts.items():
        for order in (sort, f"-{sort}"):
            rows = listing(name, books, sort=order).rows()
            assert sorted(map(repr, rows)) == every, order
            judged = column in found.view.on("data") and (name, sort) not in NOT_BY_THE_NUMBER_ALONE
            if judged and column.kind in ("number", "year"):
                values = [value for row in rows if (value := getattr(row, column.name)) is not None]
                assert values == sorted(values, reverse=order.startswith("-")), order


def parts(found: Listing[Any], books: Notebook, sort: str, size: int, **told: Any) -> Iterator[list[Any]]:
    """A list read part by part, each beginning where the one before ended."""
    edge: Any = None
    while True:
        with books_at(books.alias(), books.law):
            part = found.view.ask(sort, **told).part(edge, size)
            yield [found.view.item(row) for row in part.rows]
        edge = json.loads(json.dumps(part.edge, default=str)) if part.edge is not None else None
        if edge is None:
            return


@VIEWS
def test_read_part_by_part_a_list_is_whole_in_every_order(name: str, books: Notebook) -> None:
    """Each row once, in the list's own order: also among rows alike and after blanks."""
    found = listing(name, books)
    told = dict(zip([EVERY_VIEW[name].key], key_of(name, books), strict=False)) if EVERY_VIEW[name].key else {}
    size = 1 + len(found) // 12
    for sort in found.view.sorts:
        for order in (sort, f"-{sort}"):
            whole = [row._asdict() for row in listing(name, books, sort=order)]
            met = [row for part in parts(found, books, order, size, **told) for row in part]
            assert met == whole, order


@VIEWS
def test_a_filter_only_takes_rows_away(name: str, books: Notebook) -> None:
    """Every choice that a view offers, and none of them all rows of another; left blank or `None` it takes none."""
    every = set(map(repr, listing(name, books)))
    for each in listing(name, books).view.filters:
        if each.default is None:
            for nothing in ("", None):
                assert set(map(repr, listing(name, books, **{each.name: nothing}))) == every
        if name in SUMS or each.choices is None or each.kind is FilterKind.YEAR or each.default is not None:
            continue
        with books_at(books.alias(), books.law):
            offered = [value for value, _ in each.choices() if value][:6]
        for value in offered:
            assert set(map(repr, listing(name, books, **{each.name: value}))) <= every, (each.name, value)


@VIEWS
def test_a_filter_that_makes_no_sense_is_misuse_that_names_it(name: str, books: Notebook) -> None:
    for each in listing(name, books).view.filters:
        kind = FilterKind.CHOICE if each.choices is not None else each.kind
        for value in SENSELESS[kind]:
            with pytest.raises(WrongFilter, match=each.name):
                listing(name, books, **{each.name: value}).rows()
            with pytest.raises(WrongFilter):
                len(listing(name, books, **{each.name: value}))


@VIEWS
def test_a_filter_or_order_that_a_view_does_not_have_is_refused(name: str, books: Notebook) -> None:
    with pytest.raises(TypeError, match="colour"):
        listing(name, books, colour="red")
    for order in ("colour", "-", "--id", "\x00", "\ud800", "1; DROP TABLE account", "x" * 3_000):
        with pytest.raises(Misuse, match="cannot be sorted by"):
            listing(name, books, sort=order).rows()


@pytest.mark.parametrize("name", [name for name, each in EVERY_VIEW.items() if each.key])
@pytest.mark.parametrize("key", ["", "nobody", "\x00", "\ud800", "%", "' OR 1=1 --", "x" * 3_000])
def test_a_key_that_the_books_do_not_know_finds_nothing_and_breaks_nothing(
    name: str, key: str, books: Notebook
) -> None:
    try:
        found = getattr(books, name)(key).rows()
    except Misuse as error:
        found, said = [], str(error)
    else:
        said = ""
    assert not found
    assert len(said) < 400


@pytest.mark.parametrize(("since", "until"), [("2006-01-01", "2012-12-31"), (date(2006, 1, 1), date(2012, 12, 31))])
def test_days_are_given_as_text_or_as_days(since: Any, until: Any, registry: Registry) -> None:
    books = openets.connect(registry.address)
    rows = books.transactions(since=since, until=until).rows()
    assert len(rows) == len(books.transactions())
    assert not books.transactions(since=until).rows()


def test_what_a_view_is_asked_is_what_its_method_says(registry: Registry) -> None:
    import inspect

    books, law = openets.connect(registry.address), read_law("eu_ets")
    for name, asked in EVERY_VIEW.items():
        declared = [each.name for each in asked.view(law).filters]
        signature = inspect.signature(getattr(books, name))
        assert list(signature.parameters) == [*([asked.key] if asked.key else []), *declared, "sort"]
