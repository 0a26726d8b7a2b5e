"""Tables: declared once, shown as a page of HTML and sent as CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil
from typing import Any, Protocol

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from openets.web.questions import Asked, Filter

PAGE_SIZE = 50
_CSV_CHUNK = 500


@dataclass(frozen=True)
class Column:
    """A column. `kind` is a cell's look: text, long, short, number, year, letter, judged, code, hash, instant."""

    name: str
    """The heading in CSV."""
    title: str
    value: Callable[[Any], Any]
    kind: str = "text"
    link: Callable[[Any], str] | None = None
    tags: Callable[[Any], Sequence[str]] | None = None
    """Words to set beside the value, such as ``synthetic``."""
    sort: str = ""
    csv_only: bool = False
    page_only: bool = False


@dataclass(frozen=True)
class Table:
    """A table's columns and its name. The caption is for those who cannot see where it stands."""

    name: str
    caption: str
    columns: Sequence[Column]

    @property
    def shown(self) -> list[Column]:
        return [column for column in self.columns if not column.csv_only]

    @property
    def sent(self) -> list[Column]:
        return [column for column in self.columns if not column.page_only]

    @property
    def sorts(self) -> list[str]:
        return [column.sort for column in self.columns if column.sort]


def marked(table: Table, synthetic: bool) -> Table:
    """A table of one installation's or account's rows, each of which says in CSV whether they are synthetic."""
    return replace(
        table,
        columns=(*table.columns, Column("synthetic", "Synthetic", lambda row: synthetic, csv_only=True)),
    )


class RowSource(Protocol):
    """A list that was asked for, as `stores.sql.queries` gives it."""

    def count(self) -> int: ...
    def page(self, number: int, size: int) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


@dataclass(frozen=True)
class KeptRows:
    """Rows that are all at hand."""

    rows: Sequence[Any]

    def count(self) -> int:
        return len(self.rows)

    def page(self, number: int, size: int) -> list[Any]:
        return list(self.rows[(number - 1) * size : number * size])

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)


def in_order(rows: Iterable[Any], table: Table, sort: str) -> KeptRows:
    """Rows at hand in the order of the column that `sort` names, blanks last."""
    column = next(each for each in table.columns if each.sort == sort.removeprefix("-"))
    known = [(value, row) for row in rows if (value := column.value(row)) is not None]
    blank = [row for row in rows if column.value(row) is None]
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return KeptRows([row for _, row in known] + blank)


@dataclass(frozen=True)
class Listing:
    """A page of a list, ready for the template."""

    table: Table
    filters: Sequence[Filter]
    asked: Asked
    rows: list[Any]
    total: int

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / PAGE_SIZE))

    @property
    def first(self) -> int:
        return (self.asked.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    def direction(self, column: Column) -> str:
        """What `aria-sort` says of a column."""
        if column.sort != self.asked.sort.removeprefix("-"):
            return "none"
        return "descending" if self.asked.sort.startswith("-") else "ascending"

    def sort_link(self, column: Column) -> str:
        """Sort by a column: numbers from the greatest, text from A, and round again at the second time."""
        first = f"-{column.sort}" if column.kind in ("number", "instant") else column.sort
        second = first.removeprefix("-") if first.startswith("-") else f"-{first}"
        return self.asked.link(sort=second if self.asked.sort == first else first)

    def near(self) -> list[int]:
        """Page numbers to offer: the first, the last and those around this one; 0 stands for a gap."""
        here = self.asked.page
        wanted = sorted({1, self.pages, *range(max(1, here - 2), min(self.pages, here + 2) + 1)})
        found: list[int] = []
        for number in wanted:
            if found and number - found[-1] > 1:
                found.append(0)
            found.append(number)
        return found


def show(
    request: HttpRequest,
    template: str,
    table: Table,
    filters: Sequence[Filter],
    asked: Asked,
    rows: RowSource,
    **context: Any,
) -> HttpResponseBase:
    """The list as a page, or as CSV where that was asked for."""
    if asked.csv:
        return send(table, rows)
    listing = Listing(table, filters, asked, rows.page(asked.page, PAGE_SIZE), rows.count())
    if asked.page > listing.pages:
        raise BadRequest(f"There is no page {asked.page}: this list ends at page {listing.pages}.")
    return render(request, template, {"listing": listing, **context})


def send(table: Table, rows: Iterable[Any]) -> HttpResponseBase:
    """All rows as CSV, sent while they are read."""
    response = StreamingHttpResponse(_lines(table, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return response


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


def _lines(table: Table, rows: Iterable[Any]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    columns = table.sent
    yield writer.writerow([column.name for column in columns])
    walk = iter(rows)
    while chunk := list(islice(walk, _CSV_CHUNK)):
        yield "".join(writer.writerow([plain(column.value(row)) for column in columns]) for row in chunk)


_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def plain(value: Any) -> str:
    """A value for a CSV cell. Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    written = str(value)
    if written[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(written):
        return "'" + written
    return written
