"""Views and details on the terminal: for people a table or lines of what they name, for programs all of it as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from openets.cli.console import err, out, print_table, show, table
from openets.kernel.refusals import Misuse

if TYPE_CHECKING:
    from rich.table import Table

    from openets.views.columns import Column
    from openets.views.view import Listing, View


Thing = TypeVar("Thing")
_NOTHING: tuple[Any, ...] = (None, "", [], {})


USUAL_ROWS = 50
"""Rows of a long list that people are shown unless they ask for more."""
Most = Annotated[int | None, typer.Option(min=1, help=f"How many to list; else {USUAL_ROWS}, with --json all.")]


def show_list(found: Listing[Any], title: str, names: tuple[str, ...], *, as_json: bool, most: int | None = 0) -> None:
    """Print a list, or the first `most` rows of it: with `None` the usual number for people, and all for programs."""
    if most is None:
        most = 0 if as_json else USUAL_ROWS
    rows = list(islice(found, most + 1)) if most else found.rows()
    more = f" (the first {most}; --most lists more)" if most and len(rows) > most else ""
    rows = rows[:most] if most else rows
    if as_json and more:  # the list itself has no place for it
        err.print(f"{title}{more}", markup=False)
    if "synthetic" not in names and any(getattr(row, "synthetic", False) for row in rows):
        names = (*names, "synthetic")
    text = table_of(found.view, [row._asdict() for row in rows], f"{title}{more}", names)
    show([row._asdict() for row in rows], text, as_json)


def table_of(view: View[Any], items: Iterable[Mapping[str, Any]], title: str, names: Iterable[str]) -> Table:
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
        return " ".join(map(_part, value))
    if isinstance(value, dict):
        return _part(value)
    return str(value) if isinstance(value, Decimal) else value


def _part(value: Any) -> str:
    """A value within a value; of several with names, each after its name."""
    if not isinstance(value, dict):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return ", ".join(f"{name.replace('_', ' ')} {_part(each)}" for name, each in value.items() if each is not None)


def known_then(kind: str, thing: Thing | None, key: str) -> Thing:
    """A thing that the books know now, as it was known on a day. Raises `Misuse` where it was not known yet."""
    from openets.views.finding import MISSING

    if thing is None:
        raise Misuse(f"{MISSING[kind].format(key).rstrip('.')} on the day that --as-of or --on names")
    return thing


def show_one(view: View[Any], row: Any, names: tuple[str, ...] = (), *, as_json: bool) -> None:
    """Print one thing: for people what `names` say, such as ``record.reserve``, or all of it."""
    item = view.item(row)
    if as_json:
        show(item, "", True)
        return
    _print_all([_at(view, item, name) for name in names or [each.name for each in view.on("data")]])


def _at(view: View[Any], item: Mapping[str, Any], way: str) -> tuple[Any, Any]:
    """The column to which a way leads, and its value; `None` where a record on the way is not there."""
    name, _, rest = way.partition(".")
    column: Any = next(each for each in view.on("data") if each.name == name)
    value = item[name]
    return _at(column.of, value, rest) if rest and value is not None else (column, value)


def _print_all(found: Iterable[tuple[Column, Any]], indent: str = "") -> None:
    # what takes one line comes first, so that it is not lost between tables
    for column, value in sorted(found, key=lambda each: _is_part(each[0])):
        _print(column, value, indent)


def _is_part(column: Column) -> bool:
    """Whether the value is a row, or rows, of another view."""
    from openets.views.detail import Part

    return isinstance(column, Part)


def _print(column: Any, value: Any, indent: str = "") -> None:
    """A fact as a line, a record as lines below its name, rows as a table; nothing of what is empty."""
    if value in _NOTHING:
        return
    if not _is_part(column):
        cell = _cell(column, value)
        written = f"{cell:,}" if isinstance(cell, int) else cell
        out.print(f"{indent}{column.title}: {written}", markup=False)
        return
    within = column.of.on("data")
    out.print(f"{indent}{column.title}: {column.help.replace('`', '')}", markup=False)
    if column.kind == "records":
        told = [each.name for each in within if any(row[each.name] not in _NOTHING for row in value)]
        print_table(table_of(column.of, value, "", told))
    else:
        _print_all([(each, value[each.name]) for each in within], f"{indent}  ")
