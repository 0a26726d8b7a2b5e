"""What a step may be told: typed fields, read in one place that says what is wrong and how to mend it.

A field's type reads one value. What may be chosen from can depend on the law of the books (its unit types, its land-use
activities): such a type is given a function from the law to the choices.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Protocol, get_origin, get_type_hints

from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.kernel.units import MOST_UNITS

LINE, TITLE, REASON, PROSE = 250, 300, 1000, 4000
"""Most characters of a name, a title, a reason, and of prose that may have several lines."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years of days that make sense here: what is reckoned from them stays within the calendar."""

_MOST_NAMED = 50
_LONGEST_SHOWN = 60

Choices = Collection[Any] | Callable[[Any], Collection[Any]]
"""What may be chosen from, or the function that takes it from the law."""


class FieldType(Protocol):
    """How the value of a field is read. `place` says whose field it is, for the words of an error."""

    def read(self, place: str, value: Any, law: Any) -> Any:
        """The value as the rules see it. Raises `Misuse` where it is none of this type."""


def read_values(
    place: str,
    told: Mapping[str, Any],
    fields: Mapping[str, FieldType],
    needed: Sequence[str],
    optional: Sequence[str],
    law: Any,
) -> dict[str, Any]:
    """The values that a step is told, read; what it was not told is not among them.

    Raises `Misuse` naming the field that is unknown, missing or malformed.
    """
    known = [*needed, *optional]
    for name in told:
        if name not in known:
            raise Misuse(f"{place}: '{name}' is not asked for; what may be told is {', '.join(known) or 'nothing'}")
    # an empty text says nothing, as a form sends it for what was left out
    given = {name: value for name, value in told.items() if value is not None and (name in needed or value != "")}
    for name in needed:
        if name not in given:
            raise Misuse(f"{place}: '{name}' is missing")
    return {name: fields[name].read(f"{place}: '{name}'", value, law) for name, value in given.items()}


def fields_of(facts: type[Any]) -> dict[str, FieldType]:
    """The fields of a dataclass that steps may be told, by name: those annotated like ``Annotated[int, Whole()]``."""
    hints = get_type_hints(facts, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if get_origin(hint) is Annotated}


def wrong(place: str, expected: str, value: Any) -> Misuse:
    """What is said of a malformed value, the same for every field of every kind of record."""
    shown = repr(value)
    cut = shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
    return Misuse(f"{place} must be {expected}, not {cut}")


def _of(choices: Choices, law: Any) -> Collection[Any]:
    return choices(law) if callable(choices) else choices


def _shown(choices: Collection[Any]) -> str:
    return ", ".join(map(str, choices))


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number: tonnes, units, kilowatts, or a year where `expected` says so."""

    least: int = 0
    most: int = MOST_UNITS
    expected: str = ""

    def read(self, place: str, value: Any, law: Any) -> int:
        if type(value) is not int or not self.least <= value <= self.most:
            plain = "above 0" if self.least == 1 else f"from {self.least:,}"
            raise wrong(place, self.expected or f"a whole number {plain} to {self.most:,}", value)
        return value


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact number: a whole one, or a decimal as text. `expected` says of what."""

    least: int
    most: int
    expected: str

    def read(self, place: str, value: Any, law: Any) -> Decimal:
        try:
            found = Decimal(value) if type(value) in (int, str) else Decimal("NaN")
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or not self.least <= found <= self.most:
            raise wrong(place, self.expected, value)
        return found.normalize() if found % 1 else Decimal(int(found))


@dataclass(frozen=True, slots=True)
class Text:
    """Text in which nothing is hidden, at least one character; several lines only where `lines` lets it."""

    longest: int = LINE
    lines: bool = False

    def read(self, place: str, value: Any, law: Any) -> str:
        shown = value.replace("\n", " ") if self.lines and type(value) is str else value
        if type(shown) is not str or not shown.strip() or len(shown) > self.longest or not shown.isprintable():
            raise wrong(place, f"a text of 1 to {self.longest} characters without control characters", value)
        return str(value).strip()


@dataclass(frozen=True, slots=True)
class Day:
    """A day, written ``YYYY-MM-DD``."""

    def read(self, place: str, value: Any, law: Any) -> date:
        if type(value) is not str or not is_day(value) or not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
            raise wrong(place, f"a day such as 2008-01-31, from {FIRST_YEAR} to {LAST_YEAR}", value)
        return date.fromisoformat(value)


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, place: str, value: Any, law: Any) -> bool:
        if type(value) is not bool:
            raise wrong(place, "true or false", value)
        return value


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words, or of some numbers."""

    among: Choices

    def read(self, place: str, value: Any, law: Any) -> Any:
        choices = _of(self.among, law)
        # True is no 1: a choice has the very type of what may be chosen
        if type(value) not in (str, int) or value not in choices:
            raise wrong(place, f"one of {_shown(choices)}", value)
        return value


@dataclass(frozen=True, slots=True)
class Texts:
    """A list of short texts, each once; only certain ones where `among` names them."""

    among: Choices | None = None
    least: int = 0

    def read(self, place: str, value: Any, law: Any) -> tuple[str, ...]:
        if type(value) is not list or not self.least <= len(value) <= _MOST_NAMED:
            raise wrong(place, f"a list of {self.least} to {_MOST_NAMED} texts", value)
        for each in value:
            Text().read(place, each, law)
            if self.among is not None and each not in _of(self.among, law):
                raise wrong(place, f"only {_shown(_of(self.among, law))}", each)
        if len(set(value)) != len(value):
            raise wrong(place, "each text once", value)
        return tuple(value)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A list of numbers out of a list of the law, in order."""

    among: Choices

    def read(self, place: str, value: Any, law: Any) -> tuple[int, ...]:
        choices = _of(self.among, law)
        if type(value) is not list or any(type(each) is not int or each not in choices for each in value):
            raise wrong(place, f"a list of numbers, each one of {_shown(sorted(choices))}", value)
        return tuple(sorted(set(value)))


@dataclass(frozen=True, slots=True)
class ByYear:
    """Tonnes a year: an object from year to number, or, where `or_one` lets it, one number for every year."""

    or_one: bool = True

    def read(self, place: str, value: Any, law: Any) -> int | tuple[tuple[int, int], ...]:
        if type(value) is not dict and self.or_one:
            return Whole().read(place, value, law)
        if type(value) is not dict:
            raise wrong(place, "tonnes by years such as 2008", value)
        if not value:
            raise wrong(place, "tonnes for at least one year", value)
        for year in value:
            if type(year) is not str or not (year.isdecimal() and len(year) == 4):
                raise wrong(place, "tonnes by years such as 2008", year)
        return tuple(sorted((int(year), Whole().read(f"{place}, {year}", each, law)) for year, each in value.items()))


@dataclass(frozen=True, slots=True)
class ByName:
    """Tonnes by name: of each gas of an inventory. `example` is one that is right."""

    expected: str
    example: str

    def read(self, place: str, value: Any, law: Any) -> tuple[tuple[str, int], ...]:
        if type(value) is not dict or not value:
            raise wrong(place, f"{self.expected}, such as {self.example}", value)
        return tuple((str(name), Whole().read(f"{place}, {name}", each, law)) for name, each in value.items())


@dataclass(frozen=True, slots=True)
class Ranges:
    """Serial ranges: lists of origin, first and last number."""

    def read(self, place: str, value: Any, law: Any) -> tuple[tuple[str, int, int], ...]:
        if type(value) is not list or not all(map(_is_range, value)):
            raise wrong(place, "serial ranges such as [['CN', 1, 100]]", value)
        return tuple((origin, start, end) for origin, start, end in value)


def _is_range(row: Any) -> bool:
    if type(row) is not list or [type(each) for each in row] != [str, int, int]:
        return False
    return 0 < row[1] <= row[2] and bool(row[0].isprintable())


@dataclass(frozen=True, slots=True)
class Rows:
    """A list that is kept as it is told: for what the system itself writes down."""

    def read(self, place: str, value: Any, law: Any) -> Sequence[Any]:
        if type(value) is not list:
            raise wrong(place, "a list", value)
        return tuple(value)
