"""What the values of the kinds of fields are in Python: text is never taken for a number or a day.

Command line, forms and the API hand over text, which the kinds of fields read. A program calls the function itself, and
what it hands over wrongly is misuse, told in the same manner, and not an error from somewhere within.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple


class Expected(NamedTuple):
    """What values of some kinds of fields are."""

    fits: Callable[[Any], bool]
    words: str
    plain: type | None = None
    """The type of which every value is one of them, save an empty text."""


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


TEXT = Expected(is_text, "text", str)
WHOLE = Expected(is_whole, "a whole number", int)
TABLE = Expected(_is_table, "whole numbers by name")
DAY = Expected(is_day, "a day, as datetime.date(2007, 12, 10)", date)
FLAG = Expected(lambda value: isinstance(value, bool), "True or False", bool)
EXACT = Expected(lambda value: isinstance(value, Decimal), 'a decimal number, as Decimal("92")', Decimal)
RANGES = Expected(lambda value: _is_list(value, _is_range), 'ranges, such as [("ES", 1, 100)]')
BY_YEAR = Expected(lambda value: is_whole(value) or _is_table(value), "a whole number, or whole numbers by year")
TEXTS = Expected(lambda value: _is_list(value, is_text), "a list of texts")
NUMBERS = Expected(lambda value: _is_list(value, is_whole), "a list of whole numbers")
VALUES = Expected(lambda value: isinstance(value, Mapping), "values by name")
# their values are judged by the law's basis, which says what is wrong with one
MEASUREMENTS = VALUES._replace(words="measurements by name")
