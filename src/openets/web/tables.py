"""Views as pages of HTML and as CSV."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from openets.views.columns import Column
from openets.views.view import View
from openets.web.query import Field, ListQuery, fields, read_query

PAGE_SIZE = 50
_CSV_CHUNK = 500
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class ListPage:
    """A page of a list, ready for the template."""

    table: View[Any]
    fields: Sequence[Field]
    query: ListQuery
    rows: list[Any]
    total: int

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / PAGE_SIZE))

    @property
    def first(self) -> int:
        return (self.query.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    def direction(self, column: Column) -> str:
        """What `aria-sort` says of a column."""
        if column.sort != self.query.sort.removeprefix("-"):
            return "none"
        return "descending" if self.query.sort.startswith("-") else "ascending"

    def sort_link(self, column: Column) -> str:
        """Sort by a column: numbers from the greatest, text from A, and round again at the second time."""
        first = f"-{column.sort}" if column.kind in ("number", "exact", "instant") else column.sort
        second = first.removeprefix("-") if first.startswith("-") else f"-{first}"
        return self.query.link(sort=second if self.query.sort == first else first)

    def near(self) -> list[int]:
        """Page numbers to offer: the first, the last and those around this one; 0 stands for a gap."""
        here = self.query.page
        wanted = sorted({1, self.pages, *range(max(1, here - 2), min(self.pages, here + 2) + 1)})
        found: list[int] = []
        for number in wanted:
            if found and number - found[-1] > 1:
                found.append(0)
            found.append(number)
        return found


def show_list(
    request: HttpRequest,
    template: str,
    view: View[Any],
    given: Mapping[str, Any] = NOTHING,
    more: Callable[[ListQuery], Mapping[str, Any]] = lambda query: NOTHING,
    **context: Any,
) -> HttpResponseBase:
    """A view as a page, or as CSV where that was asked for.

    `given` are filters that the address itself decides, `more` is what the page shows besides, by what was asked.
    """
    form = fields(view)
    query = read_query(request, view, form)
    rows = view.ask(query.sort, **query.values, **given)
    if query.csv:
        return send(view, rows)
    listing = ListPage(view, form, query, rows.page(query.page, PAGE_SIZE), rows.count())
    if query.page > listing.pages:
        raise BadRequest(f"There is no page {query.page}: this list ends at page {listing.pages}.")
    return render(request, template, {"listing": listing, **context, **more(query)})


def send(view: View[Any], rows: Iterable[Any]) -> HttpResponseBase:
    """All rows as CSV, sent while they are read."""
    response = StreamingHttpResponse(_lines(view, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.name}.csv"'
    return response


class _Echo:
    """A file that hands back what is written into it."""

    def write(self, line: str) -> str:
        return line


def _lines(view: View[Any], rows: Iterable[Any]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    walk = view.lines(rows)
    yield writer.writerow(next(walk))
    while chunk := list(islice(walk, _CSV_CHUNK)):
        yield "".join(map(writer.writerow, chunk))
