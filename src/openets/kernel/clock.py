"""Time comes from outside: a `Clock` is asked, nothing reads the machine's time by itself."""

from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Protocol


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> datetime:
        """An aware instant in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: imports, tests and simulations run on it."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant


def is_day(text: str) -> bool:
    """Whether `text` is a day of the calendar, ``YYYY-MM-DD``."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def midday(day: date) -> FixedClock:
    """The clock of noon UTC on `day`: a day whose hour nobody recorded."""
    return FixedClock(datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc))


def instant_text(instant: datetime) -> str:
    """`instant` as the journal writes it, to the second: ``2006-04-30T12:00:00Z``."""
    return instant.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    """The instant that the journal wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
