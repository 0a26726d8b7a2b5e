"""A record as plain JSON values and back, by what its dataclass declares.

A dataclass or named tuple becomes an object of its fields, a tuple a list, a day or an exact number text. What a field
may hold is read from its annotation, so that a record and its parts need no readers and writers of their own.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from openets.ledger.records import Body

R = TypeVar("R")
Reader = Callable[[Any], Any]


def body_of(record: object, *, sparse: bool = False) -> Body:
    """A record as plain JSON values; :func:`record_from` reads it back. `sparse` leaves out what is at its default."""
    body: Body = _object(record, sparse)
    return body


def record_from(kind: type[R], body: Mapping[str, Any]) -> R:
    """Read a record, or a part of one, from its body. What the body leaves out is at its default."""
    found: Any = kind
    readers = _readers(found)
    return kind(**{name: readers[name](value) for name, value in body.items()})


def _object(record: Any, sparse: bool) -> dict[str, Any]:
    found = {}
    for name, default in _defaults(_kind_of(record)).items():
        value = getattr(record, name)
        if not sparse or value != default or type(value) is not type(default):
            found[name] = _plain(value, sparse)
    return found


def _kind_of(record: object) -> Any:
    return type(record)


def _plain(value: Any, sparse: bool) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (str, int, dict)):
        return value
    if isinstance(value, (date, Decimal)):
        return str(value)
    if is_dataclass(value) or hasattr(value, "_asdict"):
        return _object(value, sparse)
    return [_plain(each, sparse) for each in value]


@lru_cache(256)
def _defaults(kind: Any) -> dict[str, Any]:
    """Fields of a record or part, in order, and what each holds unless told."""
    if is_dataclass(kind):
        return {each.name: each.default for each in fields(kind)}
    known: dict[str, Any] = kind._field_defaults
    return {name: known.get(name, MISSING) for name in kind._fields}


@lru_cache(256)
def _readers(kind: Any) -> dict[str, Reader]:
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> Reader:
    """From a plain value to what a field of this annotation holds."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = _reader(next(each for each in get_args(hint) if each is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        return _tuple_reader(get_args(hint))
    if hint is date:
        return date.fromisoformat
    if hint is Decimal or (isinstance(hint, type) and issubclass(hint, Enum)):
        found: Reader = hint
        return found
    if is_dataclass(hint) or hasattr(hint, "_fields"):
        return lambda value: record_from(hint, value)
    return lambda value: value


def _tuple_reader(parts: tuple[Any, ...]) -> Reader:
    if parts[-1] is Ellipsis:
        each = _reader(parts[0])
        return lambda values: tuple(map(each, values))
    readers = [_reader(part) for part in parts]
    return lambda values: tuple(read(value) for read, value in zip(readers, values, strict=True))
