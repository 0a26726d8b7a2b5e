"""One thing of the books, declared once: its facts, and the records and rows that are within it.

A detail is a view of which one row is asked for. What a record says in its own words is not written down again:
`shape` reads names, types and meanings from the record's fields and properties.

OPINION = shape(Opinion)
WHOLE = shape(Project, "registered", "crediting.first_day", many("opinions", OPINION), fact("due", "Its next report."))
"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from openets.views.columns import Column
from openets.views.view import View

Value = Callable[[Any], Any]
_KINDS = {str: "text", int: "number", bool: "flag", date: "day", Decimal: "exact"}
_LISTS = {str: "texts", int: "numbers", tuple[str, int]: "counts"}


@dataclass(frozen=True, kw_only=True)
class Part(Column):
    """A column whose value is itself a row of the view `of`, or a list of its rows."""

    of: View[Any]

    def datum(self, row: Any) -> Any:
        value = self.value(row)
        if value is None:
            return None
        return [self.of.item(each) for each in value] if self.kind == "records" else self.of.item(value)


def fact(name: str, help: str = "", kind: str = "text", value: Value | None = None, *, null: bool = False) -> Column:
    """A fact: the attribute of its name, unless `value` says how else it is had."""
    return Column(name, _title(name), help, kind, value=value or name, on="data", null=null)


def stated(name: str, kind: str = "text", help: str = "") -> Column:
    """A fact of which 0 or no words mean that nothing was stated."""
    return fact(name, help, kind, lambda row: getattr(row, name) or None, null=True)


def one(name: str, of: View[Any], help: str = "", value: Value | None = None, *, null: bool = False) -> Part:
    """A record within a thing."""
    return Part(name, _title(name), help or of.help, "record", value=value or name, on="data", null=null, of=of)


def many(name: str, of: View[Any], help: str = "", value: Value | None = None) -> Part:
    """Rows within a thing."""
    return Part(name, _title(name), help or of.help, "records", value=value or name, on="data", of=of)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def grown(view: View[Any], row: Value, name: str, help: str, *more: Column) -> View[Any]:
    """What a list says of its rows, of one of them, and more: `row` finds the list's row in the thing."""
    return View(name, name, help, (*within(row, view), *more))


def within(row: Value, view: View[Any]) -> list[Column]:
    """The columns of a record within a thing as if they were the thing's own."""
    return [replace(column, value=_after(row, column.value), link=None, tags=None) for column in view.on("data")]


def _after(first: Value, then: Value) -> Value:
    return lambda thing: then(first(thing))


def shape(record: type, *parts: str | Column, name: str = "") -> View[Any]:
    """What is shown of a record: all its fields, or these fields and properties, by name or by the way to them."""
    columns = [part if isinstance(part, Column) else _read(record, part) for part in parts or _hints(record)]
    sentence = (record.__doc__ or "").partition("\n")[0]
    return View(name or record.__name__, name or record.__name__, sentence, columns)


@cache
def mirror(record: type) -> View[Any]:
    """All that a record says, field by field: one view of each record, however many things have it."""
    return shape(record)


def _read(record: type, path: str) -> Column:
    """The column of a field or property of a record, or of a record within it, such as ``reserve.level``."""
    *way, name = path.split(".")
    for each in way:
        record = _hint(record, each)
    return _column(name, _hint(record, name), attrgetter(path), _meanings(record.__module__).get((record, name), ""))


_hints = cache(get_type_hints)


def _hint(record: type, name: str) -> Any:
    """The type of a field or property."""
    found = getattr(record, name, None)
    made = getattr(found, "fget", None) or getattr(found, "func", None)
    return get_type_hints(made)["return"] if made is not None else _hints(record)[name]


def _column(name: str, hint: Any, value: Value, help: str) -> Column:
    options = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
    null = NoneType in options
    (hint,) = options - {NoneType}
    if hint in _KINDS:
        # years are whole numbers, but nobody sets a comma in one
        kind = "year" if name == "year" or name.endswith("_year") else _KINDS[hint]
        return fact(name, help, kind, value, null=null)
    if get_origin(hint) in (tuple, list):
        within = get_args(hint)[0]
        return fact(name, help, _LISTS[within], value) if within in _LISTS else many(name, mirror(within), help, value)
    return one(name, mirror(hint), help, value, null=null)


@cache
def _meanings(module: str) -> dict[tuple[type, str], str]:
    """The words beneath the fields and properties of a module's records."""
    home = sys.modules[module]
    records = [node for node in ast.parse(inspect.getsource(home)).body if isinstance(node, ast.ClassDef)]
    return {(getattr(home, node.name), name): " ".join(said.split()) for node in records for name, said in _said(node)}


def _said(record: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, after in zip(record.body, [*record.body[1:], ast.Pass()], strict=True):
        if isinstance(field, ast.FunctionDef):
            yield field.name, ast.get_docstring(field) or ""
        match field, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                yield name, said
