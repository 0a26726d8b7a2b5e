"""The one codec of journal entries: each kind is declared once, as a record, and written and read here.

An entry's text is a JSON object on one line: its kind, what its record says in the order of its fields, and last who
asked for it and when. A field that has its default is left out. Whatever a text has besides, lacks, or has of another
type than its field is a `ValueError`: an auditor believes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from types import NoneType, UnionType
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

from openets.kernel.units import Elements

Content = dict[str, Any]
"""An entry's text, parsed."""

T = TypeVar("T", bound=tuple[Any, ...])

HEADING = ("request", "at", "by")
"""What every entry says last: the caller's request id, when it was written, and who acted."""

_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_WRITTEN_AS_LISTS = (Elements,)
"""Records of which seldom more than one field is set: they are written without names."""
_NEEDED = object()
"""Stands for the default of a field that has none: nothing is equal to it."""


def canonical(content: Mapping[str, Any]) -> str:
    """The one way in which content is written: one line, no spaces, keys as given."""
    return _ENCODE(content)


class _Part(NamedTuple):
    """Some fields of a record: their keys, and what takes their values out of an entry."""

    keys: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]


def _part(wanted: Sequence[str], names: tuple[str, ...]) -> _Part:
    places = [names.index(name) for name in wanted]
    keys = tuple(name.rstrip("_") for name in wanted)
    if len(places) > 1:
        return _Part(keys, itemgetter(*places))
    return _Part(keys, lambda entry: tuple(entry[place] for place in places))


@dataclass(frozen=True)
class EntryForm(Generic[T]):
    """What entries of one kind say.

    A form that changes gets the next `version`, and `earlier` what makes the version before of each old one.
    """

    name: str
    record: type[T]
    """A `NamedTuple` with `request`, `at` and `by` among its fields. A field `from_` is written ``from``."""
    version: int = 1
    earlier: Mapping[int, Callable[[Content], Content]] = field(default_factory=dict)
    """Version → what turns content of it into content of the next."""

    @cached_property
    def _order(self) -> tuple[str, ...]:
        names = self.record._fields  # type: ignore[attr-defined]
        return (*(name for name in names if name not in HEADING), *HEADING)

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(name.rstrip("_") for name in self._order)

    @cached_property
    def _defaults(self) -> tuple[Any, ...]:
        known = self.record._field_defaults  # type: ignore[attr-defined]
        return tuple(known.get(name, _NEEDED) for name in self._order)

    @cached_property
    def _parts(self) -> tuple[_Part, _Part, _Part]:
        """The fields that every entry says, those that may have their default, and the heading."""
        names: tuple[str, ...] = self.record._fields  # type: ignore[attr-defined]
        known = self.record._field_defaults  # type: ignore[attr-defined]
        needed = [name for name in self._order if name not in known and name not in HEADING]
        return (
            _part(needed, names),
            _part([name for name in self._order if name in known], names),
            _part(HEADING, names),
        )

    @cached_property
    def _optional_defaults(self) -> tuple[Any, ...]:
        known = self.record._field_defaults  # type: ignore[attr-defined]
        return tuple(known[name] for name in self._order if name in known)

    @cached_property
    def _heading(self) -> Content:
        return {"kind": self.name} if self.version == 1 else {"kind": self.name, "version": self.version}

    @cached_property
    def _readers(self) -> tuple[Callable[[Any], Any], ...]:
        hints = get_type_hints(self.record)
        return tuple(_reader(hints[name]) for name in self._order)

    @cached_property
    def _objects(self) -> tuple[str, ...]:
        """Keys of the fields that are records themselves."""
        hints = get_type_hints(self.record)
        return tuple(
            name.rstrip("_") for name in self._order if any(_is_object(each) for each in _choices(hints[name]))
        )

    def write(self, entry: T) -> str:
        """The journal's line for an entry."""
        (keys, needed), (more, optional), (last, heading) = self._parts
        content = self._heading.copy()
        content.update(zip(keys, needed(entry), strict=True))
        values = optional(entry)
        if values != self._optional_defaults:  # almost all entries of most kinds have every default
            for key, value, default in zip(more, values, self._optional_defaults, strict=True):
                if value != default:
                    content[key] = value
        content.update(zip(last, heading(entry), strict=True))
        for key in self._objects:
            if key in content:
                content[key] = content[key]._asdict()
        return _ENCODE(content)

    def read(self, content: Content) -> T:
        """An entry of its content. Raises `ValueError` for what is none of this kind."""
        content = self._of_now(content)
        values: Content = {}
        for name, key, default, reader in zip(self._order, self._keys, self._defaults, self._readers, strict=True):
            value = content.pop(key, _NEEDED)
            if value is not _NEEDED:
                try:
                    values[name] = reader(value)
                except ValueError as error:
                    raise ValueError(f"'{key}' {error}") from None
            elif default is _NEEDED:
                raise ValueError(f"it lacks {', '.join(self._missing(content, values))}")
        if content:
            raise ValueError(f"an entry '{self.name}' has no {', '.join(content)}")
        return self.record(**values)

    def _of_now(self, content: Content) -> Content:
        found = {key: value for key, value in content.items() if key not in ("kind", "version")}
        version = content.get("version", 1)
        if type(version) is not int or not 0 < version <= self.version:
            raise ValueError(f"it is of version {version!r}; this program reads up to {self.version}")
        for each in range(version, self.version):
            found = self.earlier[each](found)
        return found

    def _missing(self, left: Content, found: Content) -> Iterable[str]:
        """The keys that content should have had, in order."""
        rows = zip(self._order, self._keys, self._defaults, strict=True)
        return [key for name, key, default in rows if default is _NEEDED and key not in left and name not in found]


# ---- reading values --------------------------------------------------------------------------------


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def _is_object(hint: Any) -> bool:
    """Whether a record is written as an object, by the names of its fields."""
    return isinstance(hint, type) and hasattr(hint, "_fields") and hint not in _WRITTEN_AS_LISTS


def _reader(hint: Any) -> Callable[[Any], Any]:
    """What reads a JSON value as one of a type: texts, whole numbers, booleans, tuples, objects, records of those."""
    if isinstance(hint, UnionType):
        [inner] = [each for each in get_args(hint) if each is not NoneType]
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        return _reader_of_tuples(get_args(hint))
    if get_origin(hint) is dict:
        return _exactly(dict)
    if hasattr(hint, "_fields"):
        return _reader_of_records(hint)
    return _exactly(hint)


def _exactly(wanted: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not wanted:
            raise ValueError(f"is {value!r:.80}, which is no {wanted.__name__}")
        return value

    return read


def _reader_of_tuples(parts: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(parts) == 2 and parts[1] is Ellipsis:
        read = _reader(parts[0])
        return lambda value: tuple(map(read, _listed(value)))
    readers = tuple(map(_reader, parts))

    def read_fixed(value: Any) -> Any:
        if len(_listed(value)) != len(readers):
            raise ValueError(f"is {value!r:.80}, which has not {len(readers)} parts")
        return tuple(each(part) for each, part in zip(readers, value, strict=True))

    return read_fixed


def _reader_of_records(record: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(record)
    names: tuple[str, ...] = record._fields
    readers = {name: _reader(hints[name]) for name in names}

    def read(value: Any) -> Any:
        if not _is_object(record):
            value = dict(zip(names, _listed(value), strict=False)) if len(_listed(value)) == len(names) else None
        if type(value) is not dict or set(value) != set(names):
            raise ValueError(f"is {value!r:.80}; it must have {', '.join(names)}")
        return record(**{name: readers[name](value[name]) for name in names})

    return read


def _listed(value: Any) -> list[Any]:
    if type(value) is not list:
        raise ValueError(f"is {value!r:.80}, which is no list")
    return value
