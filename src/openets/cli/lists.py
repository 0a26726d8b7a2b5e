"""Views on the terminal: a few of their columns as a table for people, all of them as JSON for programs."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from openets.cli.console import show, table

if TYPE_CHECKING:
    from openets.views.columns import Column
    from openets.views.view import Listing


def show_list(found: Listing[Any], title: str, names: tuple[str, ...], *, as_json: bool, most: int = 0) -> None:
    """Print a list, or the first `most` rows of it."""
    rows = list(islice(found, most + 1)) if most else found.rows()
    more = f" (the first {most}; --most lists more)" if most and len(rows) > most else ""
    rows = rows[:most] if most else rows
    columns = {column.name: column for column in found.view.on("data")}
    shown = [columns[name] for name in names]
    lines = [[_cell(column, getattr(row, column.name)) for column in shown] for row in rows]
    show([row._asdict() for row in rows], table(f"{title}{more}", [each.title for each in shown], lines), as_json)


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
