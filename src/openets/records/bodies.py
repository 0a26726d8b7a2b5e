"""A record as plain JSON values and back, by what its dataclass declares.

A dataclass or named tuple becomes an object of its fields, a tuple a list, a day or an exact number text. What a field
may hold is read from its annotation, so that a record and its parts need no readers and writers of their own.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial
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
    values = dict(body)
    for name, read in _readers(found):
        value = values.get(name)
        if value is not None:
            values[name] = read(value)
    return kind(**values)


_AS_IT_IS = frozenset({str, int, bool, type(None), dict})


def _object(record: object, sparse: bool) -> dict[str, Any]:
    kind: Any = type(record)
    if not sparse:
        return {name: _plain(getattr(record, name), sparse) for name in _defaults(kind)}
    values = ((name, getattr(record, name), default) for name, default in _defaults(kind).items())
    return {name: _plain(value, sparse) for name, value, default in values if value != default}


def _plain(value: Any, sparse: bool) -> Any:
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is tuple or kind is list:
        return [_plain(each, sparse) for each in value]
    if kind is date or kind is Decimal:
        return str(value)
    return value.value if isinstance(value, Enum) else _object(value, sparse)


@lru_cache(256)
def _defaults(kind: Any) -> dict[str, Any]:
    """Fields of a record or part, in order, and what each holds unless told."""
    if is_dataclass(kind):
        return {each.name: each.default for each in fields(kind)}
    known: dict[str, Any] = kind._field_defaults
    return {name: known.get(name, MISSING) for name in kind._fields}


@lru_cache(256)
def _readers(kind: Any) -> list[tuple[str, Reader]]:
    """The fields that are something else than their plain value, each with what makes it that."""
    readers = ((name, _reader(hint)) for name, hint in get_type_hints(kind).items())
    return [(name, read) for name, read in readers if read is not None]


def _reader(hint: Any) -> Reader | None:
    """From a plain value to what a field of this annotation holds; `None` where they are the same."""
    if get_origin(hint) in (Union, types.UnionType):
        return _reader(next(each for each in get_args(hint) if each is not type(None)))
    if get_origin(hint) is tuple:
        return _tuple_reader(get_args(hint))
    if hint is date:
        return date.fromisoformat
    if hint is Decimal or (isinstance(hint, type) and issubclass(hint, Enum)):
        found: Reader = hint
        return found
    if is_dataclass(hint) or hasattr(hint, "_fields"):
        return partial(record_from, hint)
    return None


def _tuple_reader(parts: tuple[Any, ...]) -> Reader:
    """For a tuple of any length of one thing, or for one of several things."""
    each = _reader(parts[0]) if parts[-1] is Ellipsis else None
    if each is not None:
        return lambda values: tuple(map(each, values))
    if parts[-1] is Ellipsis or not any(map(_reader, parts)):
        return tuple
    readers = [_reader(part) or (lambda value: value) for part in parts]
    return lambda values: tuple(read(value) for read, value in zip(readers, values, strict=True))
