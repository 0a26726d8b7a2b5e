"""What a visitor asks with the address of a page: filters, order, page and format.

A query that makes no sense is answered with a page that says so (status 400), never with a guess.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from openets.kernel.clock import is_day
from openets.views.view import LONGEST_TEXT, Filter, FilterKind, View

LAST_PAGE = 100_000


class Field(NamedTuple):
    """A field of a list's filter form: a filter with the choices that there are now."""

    name: str
    label: str
    kind: str
    """text, choice or day."""
    choices: Sequence[tuple[str, str]]
    """(value, label); the empty value asks for everything."""
    default: str


def fields(view: View[Any]) -> list[Field]:
    """The filter form of a list."""
    return [_field(each) for each in view.filters if each.label]


def _field(each: Filter) -> Field:
    default = each.default() if each.default is not None else ""
    if each.choices is None:
        return Field(each.name, each.label, "day" if each.kind is FilterKind.DAY else "text", (), default)
    everything = [] if each.default is not None else [("", each.everything)]
    return Field(each.name, each.label, "choice", [*everything, *each.choices()], default)


@dataclass(frozen=True)
class ListQuery:
    """A well-formed query of a list."""

    values: dict[str, str]
    defaults: dict[str, str]
    sort: str
    default_sort: str
    page: int
    csv: bool

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    @property
    def filtered(self) -> bool:
        return self.values != self.defaults

    def asked(self, sort: str = "") -> dict[str, str]:
        """The filters and the order, where they are not the usual ones."""
        words = {name: value for name, value in self.values.items() if value != self.defaults[name]}
        order = sort or self.sort
        return {**words, "sort": order} if order != self.default_sort else words

    def link(self, *, page: int = 1, sort: str = "", csv: bool = False) -> str:
        """The query string of the same query with another page, order or format."""
        words = self.asked(sort)
        if csv:
            words["format"] = "csv"
        elif page > 1:
            words["page"] = str(page)
        return "?" + urlencode(words)


def read_query(request: HttpRequest, view: View[Any], form: Sequence[Field]) -> ListQuery:
    """Read what is asked of a list. Raises `BadRequest` with a sentence for the visitor."""
    values = {each.name: _value(request, each) for each in form}
    sort = text(request, "sort") or view.sort
    if sort.removeprefix("-") not in view.sorts:
        raise BadRequest(f"This list cannot be sorted by “{sort}”. It can be sorted by {', '.join(view.sorts)}.")
    return ListQuery(
        values=values,
        defaults={each.name: each.default for each in form},
        sort=sort,
        default_sort=view.sort,
        page=whole(request, "page", 1, LAST_PAGE) or 1,
        csv=wants_csv(request),
    )


def text(request: HttpRequest, name: str) -> str:
    """A short text, without the blanks around it."""
    value = request.GET.get(name, "").strip()
    if len(value) > LONGEST_TEXT:
        raise BadRequest(f"“{name}” is too long: at most {LONGEST_TEXT} characters.")
    if not value.isprintable():
        raise BadRequest(f"“{name}” holds characters that cannot be printed.")
    return value


def whole(request: HttpRequest, name: str, least: int, most: int) -> int | None:
    """A whole number, or `None` where none was given."""
    value = text(request, name)
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", value) or not least <= int(value) <= most:
        raise BadRequest(f"“{name}” must be a whole number from {least} to {most}, not “{value}”.")
    return int(value)


def day(request: HttpRequest, name: str) -> date | None:
    """A day, or `None` where none was given."""
    value = text(request, name)
    if value and not is_day(value):
        raise BadRequest(f"“{name}” must be a day written like 2012-04-30, not “{value}”.")
    return date.fromisoformat(value) if value else None


def choice(request: HttpRequest, name: str, allowed: Collection[str], default: str = "") -> str:
    """One of the allowed values, or the default where none was given."""
    value = text(request, name) or default
    if value != default and value not in allowed:
        raise BadRequest(f"“{name}” cannot be “{value}”.")
    return value


def wants_mark(request: HttpRequest) -> bool:
    """Whether a byte order mark is asked for before a CSV."""
    return choice(request, "bom", ("1", "yes", "0", "no"), "no") in ("1", "yes")


def wants_csv(request: HttpRequest) -> bool:
    return choice(request, "format", ("csv", "html"), "html") == "csv"


def _value(request: HttpRequest, field: Field) -> str:
    if field.kind == "choice":
        return choice(request, field.name, [value for value, _ in field.choices], field.default)
    if field.kind == "day":
        found = day(request, field.name)
        return found.isoformat() if found else ""
    return text(request, field.name)
