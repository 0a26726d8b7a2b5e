"""A column: what a list says of each of its rows, declared once for pages, CSV, Parquet, JSON, the API and frames."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

WORDS = frozenset({"text", "long", "short", "code", "letter", "judged", "hash", "instant"})
"""Kinds of text, apart by how they are set."""
TYPES: dict[str, Any] = {
    **dict.fromkeys(WORDS, str),
    "number": int,
    "year": int,
    "exact": Decimal,
    "flag": bool,
    "day": date,
    "texts": list[str],
    "numbers": list[int],
    "counts": dict[str, int],
    "limits": dict[str, int | None],
    "pairs": dict[str, str],
    "parts": list[dict[str, str | None]],
    "cells": list[dict[str, int | str | bool | None]],
    "record": dict[str, Any],
    "records": list[dict[str, Any]],
}
"""Kind of column → the type of its values."""

Link = Callable[[Any], tuple[str, ...]]
"""Row → the name of a page and what its address needs; nothing where there is none."""


@dataclass(frozen=True)
class Column:
    """A column: `kind`, a key of `TYPES`, says what its values are and how they are set."""

    name: str
    """The name of the field, everywhere but in headings."""
    title: str
    """The heading on a page."""
    help: str
    """What it says, in plain words."""
    kind: str = "text"
    unit: str = ""
    """What its numbers count, such as ``t CO2e``."""
    value: Any = ""
    """How a row's value is had: a function, or the way to an attribute such as ``account.name``, which ends where there
    is nothing on the way; the attribute of the column's own name unless you say."""
    on: str = "page csv data"
    """Where it stands: on pages, in CSV, and as data (JSON, API, Parquet, frames)."""
    null: bool = False
    """Whether it may say nothing: data then has a null, where a page leaves a blank."""
    sort: str = ""
    """The name of the list's order by this column."""
    csv: str = ""
    """Its name in CSV, where that is another."""
    link: Link | None = None
    tags: Callable[[Any], Sequence[str]] | None = None
    """Marks to set beside the value, such as ``synthetic``."""
    keys: Callable[[], Iterable[str]] | None = None
    """Of `counts`: the keys that have columns of their own in CSV and frames."""

    def __post_init__(self) -> None:
        if not callable(self.value):
            object.__setattr__(self, "value", at(self.value or self.name))

    def datum(self, row: Any) -> Any:
        """The value as data: of the type of its kind, with `None` for nothing where that may be."""
        value = self.value(row)
        if value is None or (self.null and value == ""):
            return None
        if self.kind in ("texts", "numbers"):
            return list(value)
        return dict(value) if self.kind in ("counts", "limits", "pairs") else value

    def values(self, rows: Sequence[Any]) -> list[Any]:
        """The values of many rows: of whole files there are millions, and a function for each is what takes longest."""
        straight = _STRAIGHT.get(self.value, self.value)
        try:
            return list(map(straight, rows))
        except AttributeError:  # some way ends before its end
            return list(map(self.value, rows))

    def data(self, rows: Sequence[Any]) -> list[Any]:
        """The values of many rows as data."""
        if self.kind in ("texts", "numbers", "counts", "limits", "pairs") or type(self).datum is not Column.datum:
            return list(map(self.datum, rows))
        found = self.values(rows)
        return [None if each == "" else each for each in found] if self.null else found

    def plain(self) -> Sequence[Column]:
        """The columns of single values that stand for it where a value cannot hold several."""
        if self.kind != "counts" or self.keys is None:
            return (self,)
        return [_count(self, key) for key in self.keys()]


_STRAIGHT: dict[Any, Callable[[Any], Any]] = {}
"""What finds the end of a way → what does so where none ends before it, in half the time."""


def row_type(columns: Iterable[Column], name: str = "Row") -> Any:
    """The type of rows whose fields are just these columns."""
    return namedtuple(name, [column.name for column in columns], rename=True)


def at(way: str) -> Callable[[Any], Any]:
    """What stands at the end of a way of attributes."""
    names, straight = way.split("."), attrgetter(way)
    if len(names) == 1:
        return straight

    def value(row: Any) -> Any:
        try:
            return straight(row)
        except AttributeError:  # it may end on the way; a name that is none is told below
            for name in names:
                row = None if row is None else getattr(row, name)
            return row

    _STRAIGHT[value] = straight
    return value


def marks(*flags: str) -> Callable[[Any], list[str]]:
    """What finds the marks beside a value: the names of those flags that a row has, each named by the way to it."""
    named = {flag.rpartition(".")[2]: at(flag) for flag in flags}
    return lambda row: [name for name, has in named.items() if has(row)]


def synthetic_column(help: str = "Made up for demonstration.", value: Any = "synthetic") -> Column:
    """The column that says of a row whether it was made up."""
    return Column("synthetic", "Synthetic", help, "flag", value=value, on="csv data")


def counts_synthetic(
    value: str = "synthetic",
    help: str = "Some of its installations were generated for demonstration, and its figures count them.",
) -> Column:
    """The column that says of totals whether they count anything that was made up."""
    return Column("includes_synthetic", "Synthetic", help, "flag", value=value, on="csv data", csv="synthetic")


def _count(column: Column, key: str) -> Column:
    def count(row: Any) -> int:
        return int(column.value(row).get(key, 0))

    return Column(key.lower(), key, f"{column.help} Of {key}.", "number", column.unit, count)
