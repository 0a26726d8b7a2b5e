"""What a protocol between States says of its Parties, gases and rules, as data."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

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
class Gas:
    """A gas that a protocol covers, or a family of them. `potentials` are t CO2e a tonne, by substance."""

    code: str
    name: str
    potentials: dict[str, int]
    verified: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One number of a law, and where it says so."""

    value: Any
    citation: str
    verified: bool = True


def read_targets(table: dict[str, Any]) -> dict[str, PartyTarget]:
    """The Parties of a `parties.toml`."""
    lists = table.get("lists", {})
    return {code: _target(code, row, lists) for code, row in table.get("party", {}).items()}


def _target(code: str, row: dict[str, Any], lists: dict[str, Any]) -> PartyTarget:
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
        bubble=lists["bubble"]["of"] if code in lists["bubble"]["value"] else "",
        assigned_amount=amount.get("value"),
        assigned_amount_verified=amount.get("verified", True),
        note=row.get("note", ""),
    )


def read_gases(table: dict[str, Any]) -> dict[str, Gas]:
    """The gases of a `gases.toml`."""
    found = {}
    for code, row in table.get("gas", {}).items():
        name, single = row["name"], row.get("potential", {})
        potentials = {code: single["value"]} if single else dict(row["substances"])
        found[code] = Gas(code, name, potentials, single.get("verified", True) if single else row["verified"])
    return found


def read_rules(table: dict[str, Any]) -> dict[str, Rule]:
    """The numbers of a `rules.toml`; those written as text are exact decimals."""
    found = {}
    for name, row in table.items():
        value = row["value"]
        exact = isinstance(value, str) and value.replace(".", "", 1).isdecimal()
        found[name] = Rule(**{**row, "value": Decimal(value) if exact else value})
    return found
