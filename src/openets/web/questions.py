"""What a visitor asks with the address of a page: filters, order, page and format.

A question that makes no sense is answered with a page that says so (status 400), never with a guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest

LONGEST_TEXT = 120
LAST_PAGE = 100_000


class Kind(Enum):
    """How a filter is asked for."""

    TEXT = "text"
    CHOICE = "choice"
    DAY = "day"


class Filter(NamedTuple):
    """One field of a list's filter form."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    choices: Sequence[tuple[str, str]] = ()
    """(value, label); the empty value asks for everything."""
    default: str = ""


@dataclass(frozen=True)
class Asked:
    """A well-formed question about a list."""

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

    def link(self, *, page: int = 1, sort: str = "", csv: bool = False) -> str:
        """The query string of the same question with another page, order or format."""
        words = {name: value for name, value in self.values.items() if value != self.defaults[name]}
        order = sort or self.sort
        if order != self.default_sort:
            words["sort"] = order
        if csv:
            words["format"] = "csv"
        elif page > 1:
            words["page"] = str(page)
        return "?" + urlencode(words)


def ask(request: HttpRequest, filters: Sequence[Filter], sorts: Collection[str], default_sort: str) -> Asked:
    """Read the question. Raises `BadRequest` with a sentence for the visitor."""
    values = {each.name: _value(request, each) for each in filters}
    sort = text(request, "sort") or default_sort
    if sort.removeprefix("-") not in sorts:
        raise BadRequest(f"This list cannot be sorted by “{sort}”. It can be sorted by {', '.join(sorts)}.")
    return Asked(
        values=values,
        defaults={each.name: each.default for each in filters},
        sort=sort,
        default_sort=default_sort,
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
    if not value:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise BadRequest(f"“{name}” must be a day written like 2012-04-30, not “{value}”.")


def choice(request: HttpRequest, name: str, allowed: Collection[str], default: str = "") -> str:
    """One of the allowed values, or the default where none was given."""
    value = text(request, name) or default
    if value != default and value not in allowed:
        raise BadRequest(f"“{name}” cannot be “{value}”.")
    return value


def wants_csv(request: HttpRequest) -> bool:
    return choice(request, "format", ("csv", "html"), "html") == "csv"


def _value(request: HttpRequest, asked: Filter) -> str:
    if asked.kind is Kind.CHOICE:
        return choice(request, asked.name, [value for value, _ in asked.choices], asked.default)
    if asked.kind is Kind.DAY:
        found = day(request, asked.name)
        return found.isoformat() if found else ""
    return text(request, asked.name)
