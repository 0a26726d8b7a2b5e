"""Reading the tables of a law's files: every value typed, and what is wrong said with file, line and mend."""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from inspect import Parameter, signature
from typing import Any, TypeVar, get_args, get_type_hints

from openets.kernel.refusals import Misuse

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong with a law's folder, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.what}. {self.mend}"


@dataclass
class Source:
    """One file of a law: its text, its table, and the problems found in it."""

    file: str
    text: str
    table: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: str, number: int = 0) -> int:
        """The line on which the innermost of these names stands, 0 where none is found.

        `number` says which of several tables with the first name is meant, counted from 0.
        """
        lines, place, begun = self.text.splitlines(), 0, 0
        for depth in range(len(path), 1, -1):  # a table within another stands under both names
            if (found := _find(lines, 0, *path[:depth], header=True)) is not None:
                place, begun = found, depth
                break
        for depth, name in enumerate(path[begun:], start=begun):
            found = _find(lines, place, name, header=depth + 1 < len(path) or depth == 0)
            for _ in range(number if depth == 0 else 0):
                found = None if found is None else _find(lines, found + 1, name, header=True)
            if found is None:
                break
            place = found
        return place + 1 if lines and path else 0

    def problem(self, what: str, mend: str, *path: str, number: int = 0) -> None:
        """Note a problem at the place of some names."""
        self.problems.append(Problem(self.file, self.line(*path, number=number), what, mend))

    def rows(self, *path: str) -> Iterator[tuple[str, Row]]:
        """The named tables at a place (the whole file without one), each with its name."""
        for name, row in self.row(*path).table.items():
            if isinstance(row, dict):
                yield name, Row(self, (*path, name), row)

    def only_rows(self, *path: str) -> Iterator[tuple[str, Row]]:
        """The same where nothing but tables may stand."""
        yield from self.rows(*path)
        for name, value in self.row(*path).table.items():
            if not isinstance(value, dict):
                what = f"{' '.join(path)}: '{name}' is {value!r:.60}"
                self.problem(what, "Write a table such as { a = 1 }.", *path, name)

    def codes(self) -> Iterator[tuple[str, Row]]:
        """The tables of a file of units, accounts or transactions that are one: not its sets, nor its activities."""
        return ((code, row) for code, row in self.rows() if code not in ("sets", "activities"))

    def read(self, reader: Callable[[Any], T], *path: str) -> T | None:
        """What a function makes of the table at a place; `None`, and a problem, where that lacks what it looks for."""
        try:
            return reader(self.row(*path).table)
        except KeyError as error:
            self.problem(f"{error} is missing", "See the file of that name of a law of the package.", *path)
        except (TypeError, ValueError, ArithmeticError, AttributeError) as error:
            self.problem(f"it cannot be read: {error}", "See the file of that name of a law of the package.", *path)
        return None

    def list(self, name: str) -> Iterator[Row]:
        """The rows of an array of tables, such as ``[[period]]``."""
        rows = self.table.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.problem(f"'{name}' is no list of tables", f"Write each as [[{name}]].", name)
            return
        for number, row in enumerate(rows):
            yield Row(self, (name,), row, number)

    def row(self, *path: str) -> Row:
        """One table, or the whole file without a name; empty where there is none."""
        table: Any = self.table
        for name in path:
            table = table.get(name, {})
        return Row(self, path, table if isinstance(table, dict) else {})


class Sources(dict[str, Source]):
    """The files of a law by name; one that the folder does not have is empty, and what it lacks is a problem of it."""

    def __missing__(self, name: str) -> Source:
        return self.setdefault(name, Source(f"{name}.toml", "", {}))

    @property
    def problems(self) -> list[Problem]:
        """Everything that is wrong with them, in order."""
        return sorted(problem for source in self.values() for problem in source.problems)


def _find(lines: list[str], after: int, *names: str, header: bool) -> int | None:
    quoted = r"\"?\s*\.\s*\"?".join(map(re.escape, names))
    pattern = rf"\s*\[+[^\]]*\"?{quoted}\"?\s*\]" if header else rf"\s*\"?{quoted}\"?\s*="
    loose = rf"\s*\"?{quoted}\"?\s*="
    for each in (pattern, loose):
        for number in range(after, len(lines)):
            if re.match(each, lines[number]):
                return number
            if not header and number > after and lines[number].lstrip().startswith("["):
                return None  # a name of this table, not of the next one
    return None


_MISSING: Any = object()


@dataclass
class Row:
    """A table of a law's file. Each getter notes a problem and answers with something harmless where it must."""

    source: Source
    path: tuple[str, ...]
    table: Mapping[str, Any]
    number: int = 0
    used: set[str] = field(default_factory=set)

    def _get(self, name: str, default: Any, expected: str, harmless: T, fits: Callable[[Any], bool]) -> T:
        self.used.add(name)
        value: T = self.table.get(name, default)
        if value is _MISSING:
            self.problem(f"'{name}' is missing", f"Add a line '{name} = …': {expected}.", name)
            return harmless
        if value is default or fits(value):
            return value
        self.problem(f"'{name}' is {value!r:.60}", f"Write {expected}.", name)
        return harmless

    def problem(self, what: str, mend: str, *path: str) -> None:
        """Note a problem with this table."""
        where = f"{' '.join(self.path)}: " if self.path else ""
        self.source.problem(f"{where}{what}", mend, *self.path, *path, number=self.number)

    def into(self, kind: Callable[..., T], **known: Any) -> T:
        """A `kind` of thing of this table: every field that is not `known` is read as what its annotation says.

        Where the table leaves one out it is at its default, and a problem if it has none.
        """
        for name, (get, default) in _getters(kind).items():
            if name not in known:
                known[name] = get(self, name, default)
        return kind(**known)

    def has(self, name: str) -> bool:
        return name in self.table

    def text(self, name: str, default: Any = _MISSING) -> str:
        return self._get(name, default, "a text in quotes", "", lambda each: isinstance(each, str))

    def whole(self, name: str, default: Any = _MISSING) -> Any:
        return self._get(name, default, "a whole number", 0, lambda each: type(each) is int)

    def flag(self, name: str, default: Any = _MISSING) -> bool:
        return self._get(name, default, "true or false", False, lambda each: isinstance(each, bool))

    def day(self, name: str, default: Any = _MISSING) -> Any:
        return self._get(name, default, "a day such as 2005-01-01", date(2000, 1, 1), lambda each: type(each) is date)

    def words(self, name: str, default: Any = _MISSING) -> tuple[str, ...]:
        return tuple(self._get(name, default, 'a list of texts such as ["A", "B"]', [], _is_texts))

    def numbers(self, name: str, default: Any = _MISSING) -> tuple[int, ...]:
        return tuple(self._get(name, default, "a list of whole numbers such as [1, 2]", [], _are_whole))

    def lists(self, name: str, default: Any = _MISSING) -> tuple[tuple[str, ...], ...]:
        def fits(value: Any) -> bool:
            return isinstance(value, list) and all(map(_is_texts, value))

        return tuple(map(tuple, self._get(name, default, 'lists of texts such as [["A", "B"]]', [], fits)))

    def decimal(self, name: str, default: Any = _MISSING) -> Any:
        """An exact number, written as text in quotes or as a whole number."""
        value = self._get(name, default, 'a number in quotes such as "2.5"', "0", _is_number)
        return Decimal(value) if value is not default else value

    def choice(self, name: str, among: Collection[str], what: str, default: Any = _MISSING) -> str:
        """One of some words; the first of them where the table has another."""
        value = self.text(name, default)
        if value in among:
            return value
        self.problem(f"'{value}' is no {what}", f"Write one of {', '.join(among)}.", name)
        return next(iter(among), "")

    def mapping(self, name: str) -> dict[str, Any]:
        """A table within this one; empty where there is none."""
        return self._get(name, {}, "a table such as { a = 1 }", {}, lambda each: isinstance(each, dict))

    def values(self, name: str) -> dict[int, int]:
        """A table from years to whole numbers."""
        found = {}
        for key, value in self.mapping(name).items():
            if not key.isdecimal() or type(value) is not int:
                self.problem(f"'{name}' has '{key} = {value!r}'", "Write year = whole number.", name)
                continue
            found[int(key)] = value
        return found

    def close(self, *also: str) -> None:
        """Note every name in the table that nobody asked for."""
        for name in self.table:
            if name not in self.used and name not in also:
                known = ", ".join(sorted({*self.used, *also}))
                self.problem(f"'{name}' is not known here", f"Known are {known}.", name)


_Getter = Callable[[Row, str, Any], Any]
_GETTERS: dict[Any, _Getter] = {
    str: Row.text,
    int: Row.whole,
    bool: Row.flag,
    date: Row.day,
    Decimal: Row.decimal,
    tuple[str, ...]: Row.words,
    tuple[int, ...]: Row.numbers,
    frozenset[str]: lambda row, name, default: frozenset(row.words(name, default)),
}
"""What an annotation says of a field → how it is read."""


@cache
def _getters(kind: Callable[..., Any]) -> dict[str, tuple[_Getter, Any]]:
    """The fields of a dataclass or named tuple that a table can hold: how each is read, and its default."""
    found, hints = {}, get_type_hints(kind)
    for name, each in signature(kind).parameters.items():
        hint = hints[name]
        if isinstance(hint, types.UnionType):
            hint = next(part for part in get_args(hint) if part is not type(None))
        if hint in _GETTERS:
            found[name] = (_GETTERS[hint], _MISSING if each.default is Parameter.empty else each.default)
    return found


def made_of(file: str, table: dict[str, Any], reader: Callable[[Source], T]) -> T:
    """What a reader makes of the table of a law in use. Raises `Misuse` that says the first thing that is wrong."""
    source = Source(f"{file}.toml", "", table)
    found = reader(source)
    if source.problems:
        raise Misuse(str(source.problems[0]))
    return found


def is_day_of_a_year(month: int, day: int) -> bool:
    """Whether every year has such a day."""
    try:
        date(2001, month, day)
    except (OverflowError, ValueError):
        return False
    return True


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _are_whole(value: Any) -> bool:
    return isinstance(value, list) and all(type(each) is int for each in value)


def _is_number(value: Any) -> bool:
    if type(value) is int:
        return True
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False
