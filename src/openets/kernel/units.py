"""Unit types, series and serial blocks.

A unit stands for what its type says (one tonne of CO2 equivalent, one pound of NOx …) and is never divided. Units are
never listed one by one: a *block* is an inclusive range of serial numbers, and all that its units share
is its *series*. A block's quantity is ``end - start + 1`` and is stored nowhere else.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

MOST_UNITS = 10**15 - 1
"""Serial numbers, and so quantities, have at most 15 digits."""
LAST_VINTAGE = 9999
"""Vintages are years of at most four digits."""


class Issue(NamedTuple):
    """As what units of a type are issued from a day on: the period in their serial numbers, and their vintage."""

    since: date
    period: int
    vintage: int
    """The first year for which they may be used."""


@dataclass(frozen=True, slots=True)
class UnitType:
    """A kind of unit. `numbers` are the codes of the data exchange standards, as serial numbers show them."""

    code: str
    name: str
    numbers: tuple[int, ...]
    denomination: str
    """What one unit stands for: ``t CO2e``, ``short ton SO2``, ``lb NOx``, ``100 t CO2e`` …"""
    period: int | None
    """The number of the period that it is issued for, as serial numbers show it; `None` where it has none."""
    source: str
    verified: bool = True
    family: str = ""
    """The code that the vintages of one kind of unit share; the unit's own code where it has no vintages."""
    vintage: int = 0
    """The first year for which it may be used, where all units of the type are of one vintage; else 0."""
    first_day: date | None = None
    """The first and the last day of the emissions that it may cover, where its validity ends by itself."""
    last_day: date | None = None
    zone: str = ""
    """The zone in which it was issued, where a law trades by zones."""
    allowance: bool = False
    """Whether the scheme itself issues it to cover emissions."""
    assigned: bool = False
    """Whether a Party issues it of the amount that it was assigned."""
    project: bool = False
    """Whether its serial numbers name a project."""
    vintaged: bool = False
    """Whether they name the year in which the project's tonnes were reduced, the vintage of its credits."""
    sink: bool = False
    """Whether they name a land-use activity (LULUCF)."""
    expires: bool = False
    """Whether they end on a day and must then have been replaced."""
    commitment: bool = False
    """Whether a Party may meet its commitment under the Kyoto Protocol with it."""
    reserve: bool = False
    """Whether it counts towards a Party's commitment period reserve."""
    carried: bool = False
    """Whether a Party may carry it over into the next commitment period."""
    issue_from: date | None = None
    issue_until: date | None = None
    """The first and the last day on which it may be issued, where the law sets them."""
    valid_until: date | None = None
    """The last day on which it may be allocated, traded or surrendered; then it is cancelled or replaced."""
    replaced_by: str = ""
    """What stands in for it where the law lets a period be banked into the next, or ``""``."""
    later: tuple[Issue, ...] = ()
    """As what it is issued later on, the last first, where the law lets what is issued from a day on serve no earlier
    years."""

    def issued_on(self, day: date) -> tuple[int | None, int]:
        """The period that serial numbers of units issued on a day show, and the vintage of these units, 0 for none."""
        found = next((each for each in self.later if each.since <= day), None)
        return (self.period, 0) if found is None else (found.period, found.vintage)


class Series(NamedTuple):
    """All that the units of a block have in common.

    Serial numbers run once per originating registry over all its unit types, so that an AAU keeps its
    number when it is converted into an allowance.
    """

    unit: str
    origin: str
    original_period: int
    applicable_period: int
    activity: int = 0
    project: str = ""
    track: int = 0
    expiry: str = ""
    vintage: int = 0
    """The year in which the project's tonnes were reduced, or the first for which an allowance may be used; 0 where
    serial numbers name none."""

    def text(self) -> str:
        """One line without spaces, as the journal writes it; :func:`series_from_text` reads it back."""
        return _series_text(self)


@lru_cache(maxsize=4096)
def _series_text(series: Series) -> str:
    # unit, origin and periods are always there; of the rest nothing stands for nothing
    return ":".join(map(str, (*series[:4], *(each or "" for each in series[4:])))).rstrip(":")


def series_from_text(text: str) -> Series:
    """Read what :meth:`Series.text` wrote."""
    unit, origin, original, applicable, activity, project, track, expiry, vintage, *_ = text.split(":") + [""] * 9
    numbers = (int(each or 0) for each in (original, applicable, activity, track, vintage))
    original_period, applicable_period, of_sink, on_track, year = numbers
    return Series(unit, origin, original_period, applicable_period, of_sink, project, on_track, expiry, year)


class Block(NamedTuple):
    """An inclusive range of serial numbers of one series."""

    series: Series
    start: int
    end: int

    @property
    def quantity(self) -> int:
        return self.end - self.start + 1

    def text(self) -> str:
        """Series and range as the journal writes them; :func:`block_from_text` reads it back."""
        return f"{self.series.text()} {self.start}-{self.end}"


def block_from_text(text: str) -> Block:
    """Read what :meth:`Block.text` wrote. Raises `ValueError` for anything else."""
    series, _, serials = text.partition(" ")
    start, _, end = serials.partition("-")
    block = Block(series_from_text(series), int(start), int(end))
    if not 0 < block.start <= block.end or block.text() != text:
        raise ValueError(f"'{text[:80]}' is no block")
    return block


class Elements(NamedTuple):
    """What a proposal says of the serial numbers that it wants issued, converted or moved, beyond their unit type."""

    activity: int = 0
    project: str = ""
    track: int = 0
    expiry: str = ""
    """Day after which a tCER or lCER is valid no more, ``YYYY-MM-DD``."""
    vintage: int = 0
    """Which units of an account are meant, where those of its project's credits are of several years; 0 for any."""


NO_ELEMENTS = Elements()
Vintages = tuple[tuple[int, int], ...]
"""Years and how many units are of each; the year 0 for units that name none."""
