"""Views as pages of HTML and as CSV."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from openets.views.columns import Column
from openets.views.csv_files import csv_pieces
from openets.views.law import TIMES, Past, past_shown
from openets.views.view import View
from openets.web.query import Field, ListQuery, fields, read_query, wants_mark
from openets.web.twins import list_twin

PAGE_SIZE = 50
_OTHER_ORDER = ("operator.html",)
NOTHING: Mapping[str, Any] = {}
TIMELESS = frozenset({"api", "checks", "data", "glossary", "healthz", "help", "history", "paper", "static", "verify"})
"""What addresses begin with that show no position of the books, or only the whole journal: they take no day."""
_LINK = re.compile(r'\b(href|src|srcset)="/([^/"?]*)([^"?]*)(?:\?([^"]*))?"')


@dataclass(frozen=True)
class ListPage:
    """A page of a list, ready for the template."""

    table: View[Any]
    fields: Sequence[Field]
    query: ListQuery
    rows: list[Any]
    total: int
    json: str
    """The address of its twin."""

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
        return send(request, view, rows)
    # the orders of a list on the page of a thing are those of the list, whose usual one may be another
    asked = {name: value for name, value in query.asked().items() if name not in TIMES}
    twin = list_twin(request, asked | {"sort": query.sort} if template in _OTHER_ORDER else asked)
    listing = ListPage(view, form, query, rows.page(query.page, PAGE_SIZE), rows.count(), twin)
    if query.page > listing.pages:
        raise BadRequest(f"There is no page {query.page}: this list ends at page {listing.pages}.")
    return render(request, template, {"listing": listing, **context, **more(query)})


def keeping_days(response: HttpResponseBase, past: Past | None) -> HttpResponseBase:
    """The page with the days of its past in its links to others that take them."""
    if past and isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/html"):
        days = "&amp;".join(f"{name}={day}" for name, day in past.asked.items())

        def kept(link: re.Match[str]) -> str:
            what, first, rest, asked = link.groups()
            if first in TIMELESS and not rest.startswith("/v1/"):
                return link[0]
            return f'{what}="/{first}{rest}?{days}{"&amp;" + asked.removeprefix("&amp;") if asked else ""}"'

        response.content = _LINK.sub(kept, response.content.decode())
    return response


def send(request: HttpRequest, view: View[Any], rows: Iterable[Any]) -> HttpResponseBase:
    """All rows as CSV, sent while they are read; with a byte order mark before them where that is asked for."""
    pieces = _of_past(csv_pieces(view, rows, marked=wants_mark(request)), past_shown())
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{view.name}.csv"'
    return response


def _of_past(lines: Iterator[str], past: Past | None) -> Iterator[str]:
    """Pieces that are read after the page has been answered, each of its past still."""
    from openets.views.known import in_past  # which needs Django's settings

    while True:
        with in_past(**past.asked if past else {}):
            piece = next(lines, None)
        if piece is None:
            return
        yield piece
