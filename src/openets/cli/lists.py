"""Views on the terminal: a few of their columns as a table for people, all of them as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from openets.cli.console import show, table

if TYPE_CHECKING:
    from rich.table import Table

    from openets.views.columns import Column
    from openets.views.view import Listing, View


def show_list(found: Listing[Any], title: str, names: tuple[str, ...], *, as_json: bool, most: int = 0) -> None:
    """Print a list, or the first `most` rows of it."""
    rows = list(islice(found, most + 1)) if most else found.rows()
    more = f" (the first {most}; --most lists more)" if most and len(rows) > most else ""
    rows = rows[:most] if most else rows
    text = table_of(found.view, [row._asdict() for row in rows], f"{title}{more}", names)
    show([row._asdict() for row in rows], text, as_json)


def table_of(view: View[Any], items: Iterable[Mapping[str, Any]], title: str, names: tuple[str, ...]) -> Table:
    """Some columns of a view's rows, which are given as data, as a table for people."""
    columns = {column.name: column for column in view.on("data")}
    shown = [columns[name] for name in names]
    lines = [[_cell(column, item[column.name]) for column in shown] for item in items]
    return table(title, [each.title for each in shown], lines)


def _cell(column: Column, value: Any) -> Any:
    """A value as a table shows it: numbers stay numbers, so that they are set to the right."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.kind == "year":
        return str(value)
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value) if isinstance(value, Decimal) else value
