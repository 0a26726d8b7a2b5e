"""The Kyoto Protocol: what each Party promised, the first commitment period, its gases and its numbers.

Everything is in `parameters/`; this file only puts it together. A value that no source was seen for says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from openets.schemes.scheme import read_parameters

BUBBLE = "EU"
"""The Party whose members meet one target together (Article 4)."""
_BASE_YEARS = {"value": [1990]}


@dataclass(frozen=True, slots=True)
class PartyTarget:
    """What a Party promised for the commitment period. Percentages are of its base year: 92 is a reduction by 8 %."""

    code: str
    name: str
    annex_b_percent: Decimal
    burden_sharing_percent: Decimal | None
    """What the members of the bubble agreed among themselves in place of Annex B."""
    burden_sharing_verified: bool
    base_years: tuple[int, ...]
    """Of carbon dioxide, methane and nitrous oxide; the average where there are several."""
    base_years_verified: bool
    economy_in_transition: bool
    """As Annex B marks them; the marks were not seen."""
    ratified: bool
    withdrew: date | None
    bubble: str
    """The Party together with which it meets its target, or ``""``."""
    assigned_amount: int | None
    """Tonnes for the whole period, as fixed after the initial review; `None` where no source gives one."""
    assigned_amount_verified: bool
    note: str

    @property
    def percent(self) -> Decimal:
        """The per cent of its base year that it may emit: the burden sharing's, else Annex B's."""
        return self.annex_b_percent if self.burden_sharing_percent is None else self.burden_sharing_percent

    @property
    def change(self) -> Decimal:
        """The target as a change from the base year: -8 for a Party that may emit 92 %."""
        return self.percent - 100


@dataclass(frozen=True, slots=True)
class CommitmentPeriod:
    """A commitment period; its number is that of serial numbers."""

    number: int
    name: str
    first_year: int
    last_year: int
    citation: str

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


@dataclass(frozen=True, slots=True)
class Gas:
    """A gas of Annex A, or a family of them. `potentials` are tonnes of CO2 equivalent a tonne, by substance."""

    code: str
    name: str
    potentials: dict[str, int]
    verified: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of the Protocol, and where it says so."""

    value: int | Decimal
    citation: str
    verified: bool


@dataclass(frozen=True)
class Kyoto:
    """The Protocol, as data."""

    name: str
    parties: dict[str, PartyTarget]
    period: CommitmentPeriod
    gases: dict[str, Gas]
    rules: dict[str, Rule]

    @property
    def bubble(self) -> tuple[PartyTarget, ...]:
        """The Parties that meet one target together."""
        return tuple(party for party in self.parties.values() if party.bubble)


@cache
def kyoto() -> Kyoto:
    """The Protocol, read once."""
    parties, periods = read_parameters(__name__, "parties"), read_parameters(__name__, "periods")
    gases = read_parameters(__name__, "gases")["gas"]
    return Kyoto(
        name="Kyoto Protocol",
        parties={code: _party(code, row, parties["lists"]) for code, row in parties["party"].items()},
        period=CommitmentPeriod(**periods["period"]),
        gases={code: _gas(code, row) for code, row in gases.items()},
        rules={name: _rule(row) for name, row in periods["rule"].items()},
    )


def _party(code: str, row: dict[str, Any], lists: dict[str, Any]) -> PartyTarget:
    share, amount = row.get("burden_sharing", {}), row.get("assigned_amount", {})
    years = row.get("base_years", _BASE_YEARS)
    return PartyTarget(
        code=code,
        name=row["name"],
        annex_b_percent=Decimal(row["annex_b"]),
        burden_sharing_percent=Decimal(share["value"]) if share else None,
        burden_sharing_verified=share.get("verified", True),
        base_years=tuple(years["value"]),
        base_years_verified=years.get("verified", True),
        economy_in_transition=code in lists["economies_in_transition"]["value"],
        ratified=code not in lists["not_ratified"]["value"],
        withdrew=row.get("withdrew"),
        bubble=BUBBLE if code in lists["bubble"]["value"] else "",
        assigned_amount=amount.get("value"),
        assigned_amount_verified=amount.get("verified", True),
        note=row.get("note", ""),
    )


def _gas(code: str, row: dict[str, Any]) -> Gas:
    single = row.get("potential", {})
    return Gas(
        code=code,
        name=row["name"],
        potentials={code: single["value"]} if single else dict(row["substances"]),
        verified=single.get("verified", True) if single else row["verified"],
    )


def _rule(row: dict[str, Any]) -> Rule:
    value = row["value"]
    return Rule(Decimal(value) if isinstance(value, str) else value, row["citation"], row.get("verified", True))
