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
    project: bool = False
    """Whether its serial numbers name a project."""
    sink: bool = False
    """Whether they name a land-use activity (LULUCF)."""
    expires: bool = False
    """Whether they end on a day and must then have been replaced."""
    commitment: bool = False
    """Whether a Party may meet its commitment under the Kyoto Protocol with it."""


def _kyoto(code: str, name: str, number: int, source: str, *, project: bool = True, **more: bool) -> UnitType:
    return UnitType(code, name, number, 0, 1, False, source, project=project, commitment=True, **more)


_UKREG = "UKREG UnitType"

UNIT_TYPES: dict[str, UnitType] = {
    unit.code: unit
    for unit in (
        _kyoto("AAU", "Assigned amount unit", 1, f"{_UKREG}; UNFCCC 4066", project=False),
        _kyoto("RMU", "Removal unit", 2, f"{_UKREG}; UNFCCC 4066", project=False, sink=True),
        _kyoto("ERU", "Emission reduction unit, converted from an AAU", 3, _UKREG),
        _kyoto("ERU-RMU", "Emission reduction unit, converted from an RMU", 4, _UKREG, sink=True),
        _kyoto("CER", "Certified emission reduction", 5, _UKREG),
        _kyoto("tCER", "Temporary certified emission reduction", 6, _UKREG, sink=True, expires=True),
        _kyoto("lCER", "Long-term certified emission reduction", 7, _UKREG, sink=True, expires=True),
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
        UnitType(
            "VER", "Verified emission reduction (voluntary)", 0, 0, None, False, "the paper, 2.1.a", False, project=True
        ),
    )
}

CREDITS = frozenset(unit.code for unit in UNIT_TYPES.values() if unit.project)
"""Unit types that come of projects."""

EXPIRING = frozenset(unit.code for unit in UNIT_TYPES.values() if unit.expires)
"""Unit types that expire on a day: those of forests under the CDM."""

COMMITMENT_UNITS = frozenset(unit.code for unit in UNIT_TYPES.values() if unit.commitment)
"""Unit types of the Kyoto Protocol."""

RESERVE_UNITS = frozenset({"AAU", "EUA2", "RMU", "ERU", "ERU-RMU", "CER"})
"""What counts towards a Party's commitment period reserve; allowances of 2008-2012 are AAUs under another name."""

ACTIVITIES: dict[int, tuple[str, str]] = {
    1: ("AR", "Afforestation and reforestation"),
    2: ("D", "Deforestation"),
    3: ("FM", "Forest management"),
    4: ("CM", "Cropland management"),
    5: ("GM", "Grazing land management"),
    6: ("RV", "Revegetation"),
    7: ("WDR", "Wetland drainage and rewetting"),
}
"""Land-use activities (LULUCF) as serial numbers name them: number → letters and name (UKREG EnvironmentalActivity)."""


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

    @property
    def host(self) -> str:
        """The Party of origin that serial numbers show: for units of the CDM the host Party of the project."""
        return self.project[:2] if self.origin == "CDM" and self.project else self.origin

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

    def text(self) -> str:
        """Series and range as the journal writes them; :func:`block_from_text` reads it back."""
        return f"{self.series.text()} {self.start}-{self.end}"

    def display(self) -> str:
        """The serial number as people read it: elements joined by hyphens, no leading zeros."""
        unit = UNIT_TYPES[self.series.unit]
        words = [self.series.host, unit.kyoto, unit.supplementary, self.start, self.end]
        words += [self.series.original_period, self.series.applicable_period]
        words += [word for word in self.series[4:] if word]
        return "-".join(map(str, words))


def block_from_text(text: str) -> Block:
    """Read what :meth:`Block.text` wrote. Raises `ValueError` for anything else."""
    series, _, serials = text.partition(" ")
    start, _, end = serials.partition("-")
    block = Block(series_from_text(series), int(start), int(end))
    if not 0 < block.start <= block.end or block.text() != text:
        raise ValueError(f"'{text[:80]}' is no block")
    return block


class Elements(NamedTuple):
    """What a proposal says of the serial numbers that it wants issued or converted, beyond their unit type."""

    activity: int = 0
    project: str = ""
    track: int = 0
    expiry: str = ""
    """Day after which a tCER or lCER is valid no more, ``YYYY-MM-DD``."""


NO_ELEMENTS = Elements()
