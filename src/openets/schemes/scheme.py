"""What a scheme is: phases, Member States, activities and the catalogue of checks, read from its data files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from typing import Any

from openets.checks import on_accounts, on_limits, on_protocol, on_rights, on_timing, on_units
from openets.checks.check import CHECKS, Check, named
from openets.kernel.money import Money
from openets.kernel.units import UNIT_TYPES
from openets.ledger.transactions import TRANSACTION_TYPES

_CHECK_MODULES = (on_accounts, on_limits, on_protocol, on_rights, on_timing, on_units)


@dataclass(frozen=True, slots=True)
class Phase:
    """A period of the scheme. `units` are those with which emissions of its years may be covered."""

    number: int
    name: str
    first_year: int
    last_year: int
    units: frozenset[str]
    penalty: Money
    restitution: bool
    banks_into_next: bool
    citation: str

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


@dataclass(frozen=True, slots=True)
class MemberState:
    """A State of the scheme. Caps in tonnes for the whole phase; `None` where no source gives one."""

    code: str
    name: str
    joined: int
    registry: str
    caps: dict[int, int]
    yearly_caps: dict[int, int]
    """The cap as the source prints it, tonnes a year."""
    cap_amended: bool
    assigned_amount: int | None
    assigned_amount_verified: bool
    credit_limit_percent: Decimal | None
    verified_2005: int | None


@dataclass(frozen=True)
class Scheme:
    """One law, as data."""

    id: str
    name: str
    phases: tuple[Phase, ...]
    states: dict[str, MemberState]
    activities: dict[int, tuple[str, str]]
    """Activity code → (name, sector)."""
    calendar: dict[str, tuple[int, int]]
    union_caps: dict[str, int]
    """Unit type → most that may ever be issued of it in the whole Union; derived, not verified."""
    catalogue: dict[str, tuple[Check, ...]]
    parameters: dict[str, Any]

    @cached_property
    def unknown_type_checks(self) -> tuple[Check, ...]:
        """The checks for a proposal whose type the scheme does not know."""
        return named(["transaction_type_is_known"])

    @cached_property
    def _phase_of_year(self) -> dict[int, Phase]:
        return {year: phase for phase in self.phases for year in phase.years}

    def phase(self, year: int) -> Phase | None:
        """The phase to which a year belongs, or `None` for a year outside the scheme."""
        return self._phase_of_year.get(year)

    def deadline(self, event: str, year: int) -> date:
        """The law's day for `event` of the emissions of `year` (allocation falls in the year itself)."""
        month, day = self.calendar[event]
        return date(year if event == "allocation" else year + 1, month, day)

    def judged_with(self, year: int, *, aviation: bool) -> int:
        """The year with which a year is judged: mostly itself; some of aircraft operators' were put off to a later."""
        rules = self.parameters.get("judged_later", ()) if aviation else ()
        return next((int(row["with"]) for row in rules if row["year"] == year), year)

    def registry_was_late(self, registry: str, year: int) -> bool:
        """Whether most of a registry's operators appear short in a year because the registry itself was late."""
        rules = self.parameters.get("registry_late", ())
        return any(row["year"] == year and registry in row["registries"] for row in rules)

    def cap(self, registry: str, unit: str) -> int | None:
        """Most allowances of a type that a State may issue in all, or `None` where it may issue none.

        A State whose cap no source gives may issue what its assigned amount covers. From 2013 there is one cap for
        the Union, which each registry alone must not exceed.
        """
        if unit in self.union_caps:
            return self.union_caps[unit]
        state = self.states.get(registry)
        period = UNIT_TYPES[unit].period if unit in UNIT_TYPES else None
        if state is None or period is None:
            return None
        return state.caps.get(period + 1, state.assigned_amount if period == 1 else None)

    def may_be_banked(self, unit: str) -> bool:
        """Whether what is left of a unit type at the end of its period may be replaced by the next period's."""
        return any(phase.banks_into_next for phase in self.phases if phase.number - 1 == UNIT_TYPES[unit].period)

    def assigned_amount(self, registry: str) -> int | None:
        """AAUs that a Party may issue for 2008-2012."""
        state = self.states.get(registry)
        return state.assigned_amount if state else None

    def sector(self, activity: int) -> str:
        """The sector of an activity code."""
        return self.activities.get(activity, ("", "Not stated"))[1]


def capped_together(unit: str) -> tuple[str, ...]:
    """Unit types that count against the same cap: a State's allowances of a period, converted or not."""
    return ("EUA2", "EUA2N") if unit in ("EUA2", "EUA2N") else (unit,)


def read_parameters(package: str, name: str) -> dict[str, Any]:
    """One of a scheme's TOML files."""
    return tomllib.loads((files(package) / "parameters" / f"{name}.toml").read_text("utf-8"))


def read_catalogue(*tables: dict[str, Any], every_type: bool = False) -> dict[str, tuple[Check, ...]]:
    """Transaction type → its checks in order of precedence: those of every log, around those of these logs.

    With `every_type` the types that none of the tables has are there too, with the checks of every log.
    Where several logs know a type it passes the checks of all, each check once. Raises `KeyError` for an unknown name.
    """
    assert _CHECK_MODULES and CHECKS
    general = tomllib.loads(files("openets.schemes").joinpath("every_log.toml").read_text("utf-8"))
    catalogue = {}
    codes = dict.fromkeys(TRANSACTION_TYPES) if every_type else {}
    for code in {**codes, **{code: None for table in tables for code in table["types"]}}:
        assert code in TRANSACTION_TYPES
        own = [name for table in tables for name in table["types"].get(code, ())]
        catalogue[code] = named(dict.fromkeys([*general["before"], *own, *general["after"]]))
    return catalogue


def read_phases(table: dict[str, Any]) -> tuple[Phase, ...]:
    """The phases of a scheme's `phases.toml`."""
    return tuple(
        Phase(
            number=row["number"],
            name=row["name"],
            first_year=row["first_year"],
            last_year=row["last_year"],
            units=frozenset(row["units"]),
            penalty=Money(Decimal(row["penalty"]), "EUR"),
            restitution=row["restitution"],
            banks_into_next=row["banks_into_next"],
            citation=row["citation"],
        )
        for row in table["phase"]
    )
