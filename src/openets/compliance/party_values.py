"""Reading the values of a step: each by its name, `Misuse` for what is malformed, missing or unknown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.kernel.units import MOST_UNITS
from openets.laws.now import ACTIVITIES
from openets.ledger.records import Step

Reader = Callable[[str, Any], Any]
"""From a place (for the words of an error) and a value to what it stands for."""

LONGEST_TEXT = 1000
FIRST_YEAR, LAST_YEAR = 1980, 2100


def read(step: Step, readers: Mapping[str, Reader], needed: Collection[str], may: Collection[str]) -> dict[str, Any]:
    """The values of a step, read. Raises `Misuse` naming the field that is missing, unknown or malformed."""
    place = f"{step.key}, {step.name}"
    known = [*needed, *may]
    for name in step.values:
        if name not in known:
            raise Misuse(f"{place}: '{name}' is not asked for; what may be told is {', '.join(known) or 'nothing'}")
    for name in needed:
        if name not in step.values:
            raise Misuse(f"{place}: '{name}' is missing")
    return {name: readers[name](f"{place}: '{name}'", value) for name, value in step.values.items()}


def whole(place: str, value: Any) -> int:
    """A whole number of tonnes or units, 0 or more."""
    if type(value) is not int or not 0 <= value <= MOST_UNITS:
        raise Misuse(f"{place} must be a whole number from 0 to {MOST_UNITS:,}, not {_shown(value)}")
    return value


def positive(place: str, value: Any) -> int:
    """A whole number of units above 0."""
    if whole(place, value) == 0:
        raise Misuse(f"{place} must be above 0")
    return int(value)


def year(place: str, value: Any) -> int:
    """A year of emissions."""
    if type(value) is not int or not FIRST_YEAR <= value <= LAST_YEAR:
        raise Misuse(f"{place} must be a year from {FIRST_YEAR} to {LAST_YEAR}, not {_shown(value)}")
    return value


def day(place: str, value: Any) -> date:
    """A day, ``YYYY-MM-DD``."""
    if type(value) is not str or not is_day(value):
        raise Misuse(f"{place} must be a day written like 2007-04-30, not {_shown(value)}")
    return date.fromisoformat(value)


def percent(place: str, value: Any) -> Decimal:
    """What may be emitted, per cent of the base year: 92 for a target of 8 % less. Whole, or a decimal as text."""
    try:
        found = Decimal(value) if type(value) in (int, str) else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 1 <= found <= 200:
        raise Misuse(f"{place} must be per cent of the base year, such as 92 for 8 % less, not {_shown(value)}")
    return found.normalize() if found % 1 else Decimal(int(found))


def flag(place: str, value: Any) -> bool:
    """True or false."""
    if type(value) is not bool:
        raise Misuse(f"{place} must be true or false, not {_shown(value)}")
    return value


def text(place: str, value: Any) -> str:
    """Words in which nothing is hidden, at least one."""
    if type(value) is not str or not value.strip() or not value.isprintable() or len(value) > LONGEST_TEXT:
        raise Misuse(f"{place} must be a line of 1 to {LONGEST_TEXT} characters, not {_shown(value)}")
    return value


def one_of(known: Collection[str]) -> Reader:
    """A reader of one of some words."""

    def chosen(place: str, value: Any) -> str:
        if type(value) is not str or value not in known:
            raise Misuse(f"{place} must be one of {', '.join(known)}, not {_shown(value)}")
        return value

    return chosen


activity = one_of(tuple(letters for letters, _ in ACTIVITIES.values()))
"""The letters of a land-use activity."""


def gases(place: str, value: Any) -> tuple[tuple[str, int], ...]:
    """Tonnes of CO2 equivalent by gas."""
    if type(value) is not dict or not value:
        raise Misuse(f"{place} must be tonnes of CO2 equivalent by gas, such as {{'CO2': 1000}}, not {_shown(value)}")
    return tuple((str(gas), whole(f"{place}, {gas}", tonnes)) for gas, tonnes in value.items())


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
