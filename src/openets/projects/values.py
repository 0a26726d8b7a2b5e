"""Reading what a step is told. What is malformed is misuse, and the text names the step and the value."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from openets.kernel.clock import is_day
from openets.kernel.refusals import Misuse
from openets.kernel.units import MOST_UNITS

LONGEST = 250
LONGEST_TITLE = 300
LONGEST_PROSE = 4000
_MOST_NAMED = 50
_YEARS = range(1900, 2201)
"""Years of days that make sense here; what is reckoned from them stays within the calendar."""


class Values:
    """The values of one step, taken out one by one; what is left over in the end nobody knows."""

    def __init__(self, step: str, values: Mapping[str, Any]) -> None:
        self._step = step
        self._values = dict(values)
        self._asked: list[str] = []

    def text(self, name: str, default: str | None = None, longest: int = LONGEST) -> str:
        """One line of text (prose may have several); needed where there is no default."""
        value = self._take(name, default)
        if value == default and default is not None:
            return default
        if type(value) is not str or not value.strip():
            raise self._wrong(name, value, "a text that is not empty")
        if len(value) > longest:
            raise self._wrong(name, value[:40] + "…", f"at most {longest} characters")
        plain = value.replace("\n", " ") if longest == LONGEST_PROSE else value
        if not plain.isprintable():
            raise self._wrong(name, value, "text without control characters")
        return value.strip()

    def choice(self, name: str, options: Collection[str], default: str | None = None) -> str:
        """One of a few words."""
        value = self._take(name, default)
        if type(value) is not str or (value not in options and value != default):
            raise self._wrong(name, value, f"one of {', '.join(options)}")
        return value

    def flag(self, name: str, default: bool | None = None) -> bool:
        value = self._take(name, default)
        if type(value) is not bool:
            raise self._wrong(name, value, "true or false")
        return value

    def whole(self, name: str, default: int | None = None, least: int = 0, most: int = MOST_UNITS) -> int:
        """A whole number: tonnes, units, kilowatts."""
        return self._whole(name, self._take(name, default), least, most)

    def day(self, name: str, default: date | None = None) -> date:
        """A day, written ``YYYY-MM-DD``."""
        value = self._take(name, default)
        if value == default and default is not None:
            return default
        if type(value) is str and is_day(value) and int(value[:4]) in _YEARS:
            return date.fromisoformat(value)
        raise self._wrong(name, value, f"a day such as 2008-01-31, from {_YEARS[0]} to {_YEARS[-1]}")

    def texts(self, name: str, options: Collection[str] | None = None, *, needed: bool = False) -> tuple[str, ...]:
        """A list of short texts, each once."""
        value = self._take(name, None if needed else [])
        if type(value) is not list or len(value) > _MOST_NAMED or (needed and not value):
            raise self._wrong(name, value, f"a list of {'1' if needed else '0'} to {_MOST_NAMED} texts")
        for each in value:
            if type(each) is not str or not each.strip() or len(each) > LONGEST or not each.isprintable():
                raise self._wrong(name, each, f"texts of 1 to {LONGEST} characters")
            if options is not None and each not in options:
                raise self._wrong(name, each, f"only {_shown(options)}")
        if len(set(value)) != len(value):
            raise self._wrong(name, value, "each text once")
        return tuple(value)

    def numbers(self, name: str, options: Collection[int]) -> tuple[int, ...]:
        """A list of numbers out of a list of the law, in order."""
        value = self._take(name, [])
        if type(value) is not list or any(type(each) is not int or each not in options for each in value):
            raise self._wrong(name, value, f"a list of numbers, each one of {_shown(sorted(options))}")
        return tuple(sorted(set(value)))

    def tonnes(self, name: str) -> int | dict[int, int]:
        """Tonnes a year: one number for every year, or an object from year to number."""
        value = self._take(name, None)
        if type(value) is not dict:
            return self._whole(name, value, 0, MOST_UNITS)
        if not value:
            raise self._wrong(name, value, "tonnes for at least one year")
        found = {}
        for year, number in value.items():
            if type(year) is not str or not (year.isdecimal() and len(year) == 4):
                raise self._wrong(name, year, "years such as 2008")
            found[int(year)] = self._whole(f"{name} {year}", number, 0, MOST_UNITS)
        return found

    def done(self) -> None:
        """Raise `Misuse` for values that the step does not know: a misspelt one must not be passed over."""
        left = sorted(set(self._values) - set(self._asked))
        if left:
            known = f"it knows {', '.join(self._asked)}" if self._asked else "it takes none"
            raise Misuse(f"step '{self._step}' knows no value '{left[0]}': {known}")

    def _take(self, name: str, default: Any) -> Any:
        if name not in self._asked:
            self._asked.append(name)
        value = self._values.get(name)
        if value is None and default is None:
            raise Misuse(f"step '{self._step}' needs the value '{name}'")
        return default if value is None else value

    def _whole(self, name: str, value: Any, least: int, most: int) -> int:
        if type(value) is not int or not least <= value <= most:
            raise self._wrong(name, value, f"a whole number from {least:,} to {most:,}")
        return value

    def _wrong(self, name: str, value: Any, expected: str) -> Misuse:
        return Misuse(f"value '{name}' of step '{self._step}' is {value!r}: expected {expected}")


def _shown(options: Collection[Any]) -> str:
    return ", ".join(map(str, options))
