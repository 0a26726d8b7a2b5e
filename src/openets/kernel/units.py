"""Unit types, series and serial blocks.

One unit is one tonne of CO2 equivalent unless its type says otherwise, and is never divided. Units are
never listed one by one: a *block* is an inclusive range of serial numbers, and all that its units share
is its *series*. A block's quantity is ``end - start + 1`` and is stored nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, NewType

Quantity = NewType("Quantity", int)
"""A whole number of units (t CO2e where the unit type's denomination is one tonne)."""

Tonnes = NewType("Tonnes", int)
"""A whole number of tonnes of CO2 equivalent."""


MOST_UNITS = 10**15 - 1
"""Serial numbers, and so quantities, have at most 15 digits."""


@dataclass(frozen=True, slots=True)
class UnitType:
    """A kind of unit. `kyoto` and `supplementary` are the codes of the data exchange standards."""

    code: str
    name: str
    kyoto: int
    supplementary: int
    period: int | None
    """The compliance period it is issued for (0 = 2005-07, 1 = 2008-12, 2 = 2013-20, 3 = 2021-30)."""
    allowance: bool
    source: str
    verified: bool = True


UNIT_TYPES: dict[str, UnitType] = {
    unit.code: unit
    for unit in (
        UnitType("AAU", "Assigned amount unit", 1, 0, 1, False, "UKREG UnitType; UNFCCC 4066"),
        UnitType("CER", "Certified emission reduction", 5, 0, 1, False, "UKREG UnitType"),
        UnitType("EUA1", "Allowance 2005-2007", 0, 2, 0, True, "UKREG ALLOWANCE_CP0; EUTL code list"),
        UnitType("EUA2", "Allowance 2008-2012, converted from an AAU", 1, 1, 1, True, "UKREG FORMER_EUA"),
        UnitType(
            "EUA2N",
            "Allowance 2008-2012 of a State without assigned amount",
            0,
            4,
            1,
            True,
            "Reg. (EC) 916/2007 Annex I",
        ),
        UnitType("EUA3", "General allowance from 2013", 0, 5, 2, True, "UKREG ALLOWANCE_CHAPTER3"),
        UnitType("EUAA", "Aviation allowance", 0, 6, None, True, "from memory: the code was not seen", False),
    )
}


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

    def text(self) -> str:
        """One line without spaces, as the journal writes it; :func:`series_from_text` reads it back."""
        return _series_text(self)


@lru_cache(maxsize=4096)
def _series_text(series: Series) -> str:
    words = (
        series.unit,
        series.origin,
        series.original_period,
        series.applicable_period,
        series.activity or "",
        series.project,
        series.track or "",
        series.expiry,
    )
    return ":".join(map(str, words)).rstrip(":")


def series_from_text(text: str) -> Series:
    """Read what :meth:`Series.text` wrote."""
    words = text.split(":") + [""] * 8
    return Series(
        unit=words[0],
        origin=words[1],
        original_period=int(words[2]),
        applicable_period=int(words[3]),
        activity=int(words[4] or 0),
        project=words[5],
        track=int(words[6] or 0),
        expiry=words[7],
    )


class Block(NamedTuple):
    """An inclusive range of serial numbers of one series."""

    series: Series
    start: int
    end: int

    @property
    def quantity(self) -> int:
        return self.end - self.start + 1

    def display(self) -> str:
        """The serial number as people read it: elements joined by hyphens, no leading zeros."""
        unit = UNIT_TYPES[self.series.unit]
        words = [self.series.origin, unit.kyoto, unit.supplementary, self.start, self.end]
        words += [self.series.original_period, self.series.applicable_period]
        words += [word for word in (self.series.project, self.series.track, self.series.expiry) if word]
        return "-".join(map(str, words))


def converted(series: Series, unit: str) -> Series:
    """The series that `series` becomes when its units are converted into `unit`, serial numbers kept."""
    return series._replace(unit=unit)
