"""Every view says what its columns are, in words and types, and what may be asked of it."""

from __future__ import annotations

from typing import Any

import pytest

from openets.laws.reading import read_law
from openets.stores.door import open_store

open_store("sqlite-memory:declarations", create=True)

from openets.views import (  # noqa: E402 - only after Django has read its settings
    accounts,
    blocks,
    codes,
    entities,
    groups,
    history,
    installation,
    installations,
    letters,
    notices,
    operators,
    parties,
    projects,
    registries,
    totals,
    transaction,
    transactions,
    units,
    years,
)
from openets.views.columns import TYPES, Column  # noqa: E402
from openets.views.detail import Part  # noqa: E402
from openets.views.law import books_at  # noqa: E402
from openets.views.view import View  # noqa: E402
from openets_paper import overview  # noqa: E402

MODULES = (
    accounts, blocks, codes, entities, groups, history, installation, installations, letters, notices, operators,
    overview, parties, projects, registries, totals, transaction, transactions, units,
)  # fmt: skip


LAW = read_law("eu_ets")
BOOKS = "sqlite-memory:declarations"


def views() -> list[View[Any]]:
    declared = [each for module in MODULES for each in vars(module).values() if isinstance(each, View)]
    with books_at(BOOKS, LAW):
        return [*declared, letters.letters_view(), years.years_view()]


def columns() -> list[tuple[View[Any], Column]]:
    return [(view, column) for view in views() for column in view.columns]


def test_there_are_as_many_as_the_books_have_lists() -> None:
    assert len({view.name for view in views()}) >= 25


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_a_view_says_what_its_rows_are(view: View[Any]) -> None:
    assert view.title
    assert view.help.endswith(".")
    assert view.columns


@pytest.mark.parametrize(("view", "column"), columns(), ids=lambda each: each.name)
def test_a_column_has_a_heading_a_type_and_help(view: View[Any], column: Column) -> None:
    assert column.title
    assert column.kind in TYPES or isinstance(column, Part)
    assert column.help.endswith(".")
    assert column.name.isidentifier()
    assert set(column.on.split()) <= {"page", "csv", "data"}
    if column.kind in ("counts", "pairs", "parts"):
        assert "page" not in column.on


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_names_stand_once_in_each_place(view: View[Any]) -> None:
    for place in ("page", "data"):
        names = [column.name for column in view.on(place)]
        assert len(set(names)) == len(names), place
    with books_at(BOOKS, LAW):
        (heading,) = view.lines([])
    assert len(set(heading)) == len(heading)


@pytest.mark.parametrize("view", [each for each in views() if each.query is not None], ids=lambda view: view.name)
def test_a_list_can_be_put_in_its_usual_order(view: View[Any]) -> None:
    assert view.sort.removeprefix("-") in view.sorts


@pytest.mark.parametrize("view", views(), ids=lambda view: view.name)
def test_filters_say_what_they_ask(view: View[Any]) -> None:
    names = [each.name for each in view.filters]
    assert len(set(names)) == len(names)
    for each in view.filters:
        assert each.help.endswith(".")


def test_tables_of_the_database_know_no_law() -> None:
    from pathlib import Path

    import openets.stores.sql as room

    for file in Path(room.__file__).parent.glob("*.py"):
        for word in ("openets.laws", "openets.compliance", "openets.analytics", "openets.projects"):
            assert word not in file.read_text("utf-8"), file.name
