"""What a program hands a command is of the types that its fields declare: text is never taken for a number or a day.

Command line, forms and the API hand over text, which the kinds of fields read. A program calls the function itself, and
what it hands over wrongly is misuse, told in the same manner, and not an error from somewhere within.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from openets.commands.fields import ACCOUNT, Field, Kind
from openets.kernel.refusals import Misuse


class Expected(NamedTuple):
    """What values of some kinds of fields are."""

    fits: Callable[[Any], bool]
    words: str


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_day(value: Any) -> bool:
    # an instant is a day for Python, but not for a law
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_list(value: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes)) and all(map(fits, value))


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(is_text, value)) and all(map(is_whole, value.values()))


def _is_range(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 3 and is_text(value[0]) and all(map(is_whole, value[1:]))


_TEXT = Expected(is_text, "text")
_WHOLE = Expected(is_whole, "a whole number")
_TABLE = Expected(_is_table, "whole numbers by name")
_OF_KINDS = {
    "quantity": _WHOLE,
    "number": _WHOLE,
    "year": _WHOLE,
    "year of the law": _WHOLE,
    "day": Expected(is_day, "a day, as datetime.date(2007, 12, 10)"),
    "yes or no": Expected(lambda value: isinstance(value, bool), "True or False"),
    "per cent": Expected(lambda value: isinstance(value, Decimal), 'a decimal number, as Decimal("92")'),
    "serial numbers": Expected(lambda value: _is_list(value, _is_range), 'ranges, such as [("ES", 1, 100)]'),
    "tonnes by gas": _TABLE,
    # their values are judged by the law's basis, which says what is wrong with one
    "measurements of a report": Expected(lambda value: isinstance(value, Mapping), "measurements by name"),
    "tonnes a year, or by year": Expected(
        lambda value: is_whole(value) or _is_table(value), "a whole number, or whole numbers by year"
    ),
    "texts": Expected(lambda value: _is_list(value, is_text), "a list of texts"),
    "numbers": Expected(lambda value: _is_list(value, is_whole), "a list of whole numbers"),
    "JSON values": Expected(lambda value: isinstance(value, Mapping), "values by name"),
}
"""Name of a kind of field → what its values are; those of all others are text."""


def expected_of(kind: Kind) -> Expected:
    """What the values of a kind of field are."""
    return _OF_KINDS.get(kind.name, _TEXT)


def stop_mistyped(command: str, field: Field, value: Any) -> None:
    """Raise `Misuse` for a value of a field that is of another type. What the field has by default is always taken."""
    expected = expected_of(field.kind)
    # an account that is not named would be filled in, and nobody means that who hands over an empty text
    if field.needed and field.kind is ACCOUNT and value == "":
        raise Misuse(f"{field.name} of {command} is empty: {field.help}")
    if value is not field.default and not expected.fits(value):
        raise Misuse(f"{field.name} of {command} is {value!r:.60}: expected {expected.words}")
