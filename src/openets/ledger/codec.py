"""The one codec of journal entries: each kind is declared once, as a record, and written and read here.

An entry's text is a JSON object on one line: its kind, and what its record says in the order of its fields. A field
that has its default is left out. Whatever a text has besides, lacks, or has of another type than its field is a
`ValueError`: an auditor believes nothing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from json.encoder import encode_basestring
from operator import call
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from openets.kernel.units import Elements

Content = dict[str, Any]
"""An entry's text, parsed."""

T = TypeVar("T", bound=tuple[Any, ...])

_ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_WRITTEN_AS_LISTS = (Elements,)
"""Records of which seldom more than one field is set: they are written without names."""
_PLAIN = (str, int, bool)
"""Types of which a value in JSON is what the field holds."""
_NEEDED = object()
"""Stands for the default of a field that has none: nothing is equal to it."""


def canonical(content: Mapping[str, Any]) -> str:
    """The one way in which content is written: one line, no spaces, keys as given."""
    return _ENCODE(content)


@dataclass(frozen=True)
class EntryForm(Generic[T]):
    """What entries of one kind say.

    A form that changes gets the next `version`, and `earlier` what makes the version before of each old one.
    """

    name: str
    record: type[T]
    """A `NamedTuple` with `request`, `at` and `by` among its fields: the caller's request id, when it was written, and
    who acted. A field `from_` is written ``from``."""
    version: int = 1
    earlier: Mapping[int, Callable[[Content], Content]] = field(default_factory=dict)
    """Version → what turns content of it into content of the next."""

    @cached_property
    def _names(self) -> tuple[str, ...]:
        names: tuple[str, ...] = self.record._fields  # type: ignore[attr-defined]
        return names

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(name.rstrip("_") for name in self._names)

    @cached_property
    def _defaults(self) -> tuple[Any, ...]:
        known = self.record._field_defaults  # type: ignore[attr-defined]
        return tuple(known.get(name, _NEEDED) for name in self._names)

    @cached_property
    def _writers(self) -> tuple[Callable[[Any], str], ...]:
        hints = get_type_hints(self.record)
        return tuple(_writer(hints[name]) for name in self._names)

    @cached_property
    def _needed(self) -> tuple[str, tuple[Callable[[Any], str], ...]]:
        """The fields that have no default and so come first: a line to fill in, and what writes their values."""
        number = self._defaults.count(_NEEDED)
        version = {} if self.version == 1 else {"version": self.version}
        opening = canonical({"kind": self.name, **version})[:-1].replace("%", "%%")
        return opening + "".join(f',"{key}":%s' for key in self._keys[:number]), self._writers[:number]

    @cached_property
    def _readers(self) -> dict[str, tuple[str, Any, Callable[[Any], Any]]]:
        """Key → the name of its field, the type of which its values are what they are, and what reads all others."""
        hints = get_type_hints(self.record)
        rows = ((key, name, hints[name]) for key, name in zip(self._keys, self._names, strict=True))
        return {key: (name, hint if hint in _PLAIN else None, _reader(hint)) for key, name, hint in rows}

    def write(self, entry: T) -> str:
        """The journal's line for an entry."""
        line, writers = self._needed
        text = line % tuple(map(call, writers, entry))
        if entry[len(writers) :] != self._defaults[len(writers) :]:  # few entries say more than they must
            rows = zip(self._keys, self._defaults, self._writers, entry, strict=True)
            for key, default, write, value in islice(rows, len(writers), None):
                if value != default:
                    text += f',"{key}":{write(value)}'
        return text + "}"

    def read(self, content: Content) -> T:
        """An entry of its content. Raises `ValueError` for what is none of this kind."""
        readers, values, strange = self._readers, {}, []
        for key, value in self._of_now(content).items():
            if key not in readers:
                strange.append(key)
                continue
            name, plain, read = readers[key]
            if type(value) is plain:
                values[name] = value
            else:
                try:
                    values[name] = read(value)
                except ValueError as error:
                    raise ValueError(f"'{key}' {error}") from None
        needed = self._names[: len(self._needed[1])]
        if missing := [name.rstrip("_") for name in needed if name not in values]:
            raise ValueError(f"it lacks {', '.join(missing)}")
        if strange != ["kind"] and (more := [key for key in strange if key not in ("kind", "version")]):
            raise ValueError(f"an entry '{self.name}' has no {', '.join(more)}")
        return self.record(**values)

    def _of_now(self, content: Content) -> Content:
        version = content.get("version", 1)
        if type(version) is not int or not 0 < version <= self.version:
            raise ValueError(f"it is of version {version!r}; this program reads up to {self.version}")
        for each in range(version, self.version):
            content = self.earlier[each](content)
        return content


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def _is_object(hint: Any) -> bool:
    """Whether a record is written as an object, by the names of its fields."""
    return isinstance(hint, type) and hasattr(hint, "_fields") and hint not in _WRITTEN_AS_LISTS


def _writer(hint: Any) -> Callable[[Any], str]:
    """What writes values of a type as JSON: texts and lists of them, which most values are, without a detour."""
    if hint is str:
        return encode_basestring
    if hint == tuple[str, ...]:
        return lambda texts: f"[{','.join(map(encode_basestring, texts))}]"
    if any(map(_is_object, _choices(hint))):
        return lambda record: _ENCODE(record and record._asdict())
    return _ENCODE


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
