"""Page, CSV, answer and frame of a list say the same of the same books."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import openets
from openets.notebook import Notebook
from openets.views.formatting import plain_text
from tests.breakdowns import answered
from tests.web.conftest import Registry
from tests.web.reading import Reader

LISTS = [
    ("accounts", "/accounts/", "/api/v1/accounts"),
    ("transactions", "/transactions/", "/api/v1/transactions"),
    ("installations", "/installations/", "/api/v1/installations"),
    ("states", "/states/", "/api/v1/states"),
    ("sectors", "/sectors/", "/api/v1/sectors"),
    ("differences", "/compliance/differences/", "/api/v1/differences"),
    ("registries", "/verify/", "/api/v1/registries"),
    ("checks", "/checks/", "/api/v1/checks"),
    ("glossary", "/glossary/", "/api/v1/glossary"),
    ("history", "/history/", "/api/v1/history"),
]
OF_THE_TREATY = [
    ("parties", "/parties/", "/api/v1/parties"),
    ("notices", "/notices/", "/api/v1/notices"),
    ("projects", "/projects/", "/api/v1/projects"),
    ("entities", "/entities/", "/api/v1/entities"),
]
WITHOUT_PAGES = [("units", "/api/v1/units"), ("emissions", "/api/v1/emissions")]


def agree(books: Notebook, reader: Reader, name: str, page: str, address: str) -> None:
    listing = getattr(books, name)()
    rows, frame, items = listing.rows(), listing.to_polars(), answered(reader, address)
    assert len(rows) == len(items) == frame.height == len(listing)
    data = {column.name: column for column in listing.view.on("data")}
    for row, item in zip(rows, items, strict=True):
        assert set(item) == set(data)
        for each in data:
            assert jsonlike(getattr(row, each)) == item[each], each
    for each in data:
        if each in frame.columns and frame.schema[each] in (pl.Int64, pl.Boolean):
            assert frame[each].to_list() == [item[each] for item in items], each
    sent = reader.csv(f"{page}?format=csv")
    assert len(sent) == len(rows)
    alike = [column for column in listing.view.on("csv") if data.get(column.name) is column and column.kind != "counts"]
    assert len(alike) > 1
    for row, line in zip(rows, sent, strict=True):
        for column in alike:
            value = getattr(row, column.name)
            assert line[column.csv or column.name] == plain_text(value), column.name


def jsonlike(value: Any) -> Any:
    from datetime import date
    from decimal import Decimal

    return str(value) if isinstance(value, date | Decimal) else value


@pytest.mark.parametrize(("name", "page", "address"), LISTS)
@pytest.mark.usefixtures("history")
def test_a_list_says_the_same_everywhere(pages: Reader, registry: Registry, name: str, page: str, address: str) -> None:
    agree(openets.connect(registry.address), pages, name, page, address)


@pytest.mark.parametrize(("name", "page", "address"), OF_THE_TREATY)
def test_a_list_of_the_protocol_too(treaty_pages: Reader, treaty: str, name: str, page: str, address: str) -> None:
    agree(openets.connect(treaty), treaty_pages, name, page, address)


@pytest.mark.parametrize(("name", "address"), WITHOUT_PAGES)
def test_lists_without_a_page(pages: Reader, registry: Registry, name: str, address: str) -> None:
    rows = getattr(openets.connect(registry.address), name)().rows()
    assert [row._asdict() for row in rows] == answered(pages, address)
    assert rows


def test_headings_of_a_page_are_those_of_the_view(pages: Reader) -> None:
    from openets.views.accounts import ACCOUNTS

    heading = pages.get("/accounts/").tables[0][0]
    assert heading == [column.title for column in ACCOUNTS.shown]


def test_the_document_has_the_words_of_the_columns(pages: Reader) -> None:
    from openets.views.accounts import ACCOUNTS

    fields = pages.ask("/api/openapi.json").json()["components"]["schemas"]["AccountSchema"]["properties"]
    assert list(fields) == [column.name for column in ACCOUNTS.on("data")]
    for column in ACCOUNTS.on("data"):
        assert fields[column.name]["description"].startswith(column.help)
