"""What a law is: the words that exist under it, its members, periods, calendar, penalties and checks, all as data.

A law may *hang from* another, as the European scheme hangs from the Kyoto Protocol: it then adds to that law's words
and checks, and the other law's figures are found by `protocol`. `reading.py` makes a `Law` of a folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from openets.checks.check import Check, named
from openets.kernel.money import Money
from openets.kernel.refusals import Misuse
from openets.kernel.units import UnitType
from openets.laws.bases import Basis
from openets.laws.protocol import Gas, PartyTarget, Rule
from openets.ledger.accounts import AccountType
from openets.ledger.store import BooksLaw
from openets.ledger.terms import Terms

LAST_YEAR = 9999
"""The last year of a rule that ends with none."""


# by keyword, here and below: what may be left out stands where a reader looks for it, and need not come last
@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What the law says for some years, and where it says so."""

    first_year: int = 0
    last_year: int = LAST_YEAR
    citation: str
    verified: bool = True


D = TypeVar("D", bound=Dated)


def of_year(rules: Iterable[D], year: int) -> D | None:
    """The first of some rules that holds for a year, `None` where none does."""
    return next((each for each in rules if each.first_year <= year <= each.last_year), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A period of the law, of any length. `units` are those with which emissions of its years may be covered."""

    number: int
    name: str
    first_day: date
    last_day: date
    serial: int
    """The number that serial numbers have for it."""
    units: frozenset[str]
    restitution: bool = False
    """Whether what is missing in a year is owed again in the next, also where that is of another period."""
    surplus_goes_on: bool = False
    """Whether what was surrendered too much in the period before counts in this one."""
    banks_into_next: bool = False
    citation: str
    verified: bool = True

    @property
    def first_year(self) -> int:
        return self.first_day.year

    @property
    def last_year(self) -> int:
        """The last compliance year that begins in the period."""
        return self.last_day.year

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Dated):
    """The day of `event` in the compliance year or after it, for the years for which the law says so."""

    event: str
    month: int
    day: int
    years_later: int = 1
    cycle: str = ""

    def of(self, year: int) -> date:
        return date(year + self.years_later, self.month, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty(Dated):
    """What each missing unit costs, for the emissions of some years."""

    amount: Money
    index: Mapping[int, Decimal]
    """Index figures by year, where the amount is of `base_year`; empty where it does not change."""
    base_year: int = 0

    def of(self, year: int) -> Money:
        """The amount for one missing unit of `year`; an indexed one is rounded as the amount itself is written."""
        if not self.index:
            return self.amount
        known = max((each for each in self.index if each <= year), default=self.base_year)
        raised = self.amount.amount * self.index[known] / self.index[self.base_year]
        return Money(raised.quantize(self.amount.amount), self.amount.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisValues(Dated):
    """The law's own numbers for its obligation basis, such as a percentage, for the reports of some years."""

    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters with which a law says how an installation complied: the European scheme's unless it has others."""

    enough: str = "A"
    short: str = "B"
    no_report: str = "C"
    corrected_short: str = "D"
    corrected_enough: str = "E"
    impossible: str = "X"
    nothing_owed: str = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the law. Caps in the law's own units for the whole period; `None` where no source gives one."""

    code: str
    name: str
    registry: str
    first_day: date | None = None
    last_day: date | None = None
    caps: Mapping[int, int]
    yearly_caps: Mapping[int, int]
    """The cap as the source prints it, a year."""
    cap_amended: bool = False
    assigned_amount: int | None = None
    assigned_amount_verified: bool = True
    credit_limit_percent: Decimal | None = None

    @property
    def joined(self) -> int:
        """The year in which it joined."""
        return self.first_day.year if self.first_day is not None else 0

    def takes_part(self, year: int) -> bool:
        """Whether it is a member in a year."""
        return self.joined <= year and (self.last_day is None or year <= self.last_day.year)


# compared and hashed as the object that it is, so that what is reckoned from a law can be kept for it
@dataclass(frozen=True, eq=False)
class Law:
    """One law, as data."""

    id: str
    name: str
    summary: str
    digest: str
    """Fingerprint of the folder and of those that it hangs from."""
    folder: str
    """The folder from outside the package, or ``""`` for one that is part of it."""
    parents: tuple[Law, ...]
    terms: Terms
    basis: Basis
    basis_values: tuple[BasisValues, ...]
    periods: tuple[Period, ...]
    cycles: Mapping[str, tuple[int, int]]
    """Name of a cycle → month and day on which its compliance years begin."""
    zones: Mapping[str, frozenset[str]]
    """Zone → the zones whose units may be used in it; empty where a law has none."""
    members: Mapping[str, Member]
    begins: date | None
    """The first day on which anything under it can take effect; `None` where it does not say."""
    activities: Mapping[int, tuple[str, str]]
    """Activity code → (name, sector)."""
    aviation: frozenset[int]
    """Activity codes of aircraft operators."""
    deadlines: tuple[Deadline, ...]
    penalties: tuple[Penalty, ...]
    letters: Letters
    union_caps: Mapping[str, int]
    """Unit type → most that may ever be issued of it in all registries together."""
    capped_together: tuple[frozenset[str], ...]
    """Sets of unit types that count against the same cap."""
    records: tuple[str, ...]
    """The kinds of records that its books keep, those of the laws that it hangs from among them."""
    own_checks: Mapping[str, tuple[str, ...]]
    """Transaction type → names of the checks that this law itself asks for, in order of precedence."""
    every: Mapping[str, tuple[str, ...]]
    """Names of the checks that every log makes ``before`` and ``after`` those of the type."""
    rules: Mapping[str, Rule]
    targets: Mapping[str, PartyTarget]
    """What the Parties of a protocol promised; empty for laws without Parties."""
    gases: Mapping[str, Gas]
    tables: Mapping[str, Any]
    """All else that its files say, by the name of the file."""
    catalogue: Mapping[str, tuple[Check[Any], ...]]
    """Transaction type → its checks, in order of precedence."""

    @cached_property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """Transaction type → what its checks need beyond the proposal and its accounts: what is loaded and gathered."""
        return {code: frozenset().union(*(each.needs for each in checks)) for code, checks in self.catalogue.items()}

    @cached_property
    def catalogue_of_others(self) -> Mapping[str, tuple[Check[Any], ...]]:
        """The catalogue without the checks that look at credits of projects alone: what all other units must pass."""
        return {code: tuple(each for each in checks if not each.of_credits) for code, checks in self.catalogue.items()}

    @cached_property
    def plain_catalogue(self) -> Mapping[str, tuple[Check[Any], ...]]:
        """The same for one that names no more than it must: without the checks of what it leaves out."""
        catalogue = self.catalogue_of_others
        return {code: tuple(each for each in checks if each.when != "named") for code, checks in catalogue.items()}

    @cached_property
    def ordinary_catalogue(self) -> Mapping[str, tuple[Check[Any], ...]]:
        """The same between ordinary accounts: the checks that always have something to say."""
        return {code: tuple(each for each in checks if not each.when) for code, checks in self.plain_catalogue.items()}

    @cached_property
    def needs_of_others(self) -> Mapping[str, frozenset[str]]:
        """The same of what checks need: a batch of a million allowances asks for no more than it must."""
        catalogue = self.catalogue_of_others
        return {code: frozenset().union(*(each.needs for each in checks)) for code, checks in catalogue.items()}

    @cached_property
    def measure(self) -> str:
        """What its figures count, such as ``t CO2e``: the denominations of its units, each once."""
        return ", ".join(dict.fromkeys(unit.denomination for unit in self.terms.units.values()))

    @cached_property
    def as_named(self) -> BooksLaw:
        """How books name it."""
        return BooksLaw(self.id, self.digest, self.folder)

    @cached_property
    def _period_of_year(self) -> dict[int, Period]:
        return {year: period for period in reversed(self.periods) for year in period.years}

    def period(self, year: int) -> Period | None:
        """The period to which a year belongs, or `None` for a year outside the law."""
        return self._period_of_year.get(year)

    def year_ends(self, year: int, cycle: str = "") -> date:
        """The last day of a compliance year, which has the number of the year in which it begins."""
        month, day = self.cycles.get(cycle, (1, 1))
        return date(year + 1, month, day) - timedelta(days=1)

    def units_for(self, year: int, kind: AccountType | None = None) -> frozenset[str]:
        """Unit types with which the emissions of a compliance year may be covered from an account of some type.

        Those of the year's period; of units with a vintage those whose term overlaps the year; of units of zones those
        that may be used in the zone of the account; of those that the account may hold only later on none before.
        Empty for a year outside the law.
        """
        if (period := self._period_of_year.get(year)) is None:
            return frozenset()
        if kind is None:
            return _units_for(self, period.units, year, "", "")
        units = period.units - kind.later if year < kind.later_year else period.units
        return _units_for(self, units, year, kind.cycle, kind.zone)

    def deadline(self, event: str, year: int, cycle: str = "") -> date:
        """The law's day for `event` of the compliance year `year`. Raises `KeyError` where it has none."""
        if (found := _deadline(self, event, year, cycle)) is None:
            raise KeyError(f"{self.id} has no day of {event} for {year}")
        return found

    def is_over(self, event: str, year: int, day: date, cycle: str = "") -> bool:
        """Whether the law's day for `event` of a year was before a day; never where it has none."""
        try:
            return self.deadline(event, year, cycle) < day
        except KeyError:
            return False

    def last_due(self, event: str, day: date) -> int:
        """The latest year of which the law's day for `event` was before a day; 0 where there is none."""
        return _last_due(self, event, day)

    def penalty(self, year: int) -> Money:
        """What each unit costs that is missing for `year`; nothing where the law has no penalty for that year."""
        return _penalty(self, year)

    def basis_parameters(self, year: int) -> Mapping[str, Fraction]:
        """The law's numbers for its obligation basis in `year`. Raises `Misuse` where it lacks one."""
        found = of_year(self.basis_values, year)
        values = found.values if found is not None else {}
        for name in self.basis.parameters:
            if name not in values:
                raise Misuse(f"{self.name} has no '{name}' of {year}, which its basis '{self.basis.name}' needs")
        return values

    @cached_property
    def currency(self) -> str:
        """The currency of the law's penalties, ``""`` where it has none."""
        return self.penalties[0].amount.currency if self.penalties else ""

    def judged_with(self, year: int, *, aviation: bool) -> int:
        """The year with which a year is judged: mostly itself; some of aircraft operators' were put off to a later."""
        rules = self.tables.get("calendar", {}).get("judged_later", ()) if aviation else ()
        return next((int(row["with"]) for row in rules if row["year"] == year), year)

    def takes_part(self, installation: str, year: int, *, aviation: bool) -> bool:
        """Whether the State of an installation is a member in a year.

        Aircraft operators owe for their flights before the State that administers them joins, as Croatia's for 2012.
        """
        member = self.members.get(installation.partition("_")[0])
        return member is None or member.takes_part(max(year, member.joined) if aviation else year)

    def registry_was_late(self, registry: str, year: int) -> bool:
        """Whether most of a registry's operators appear short in a year because the registry itself was late."""
        rules = self.tables.get("calendar", {}).get("registry_late", ())
        return any(row["year"] == year and registry in row["registries"] for row in rules)

    def cap(self, registry: str, unit: str) -> int | None:
        """Most allowances of a type that a member may issue in all, or `None` where it may issue none.

        A member whose cap no source gives may issue what its assigned amount covers. Where there is one cap for all
        members, each registry alone must not exceed it.
        """
        if unit in self.union_caps:
            return self.union_caps[unit]
        member, known = self.members.get(registry), self.terms.units.get(unit)
        period = next((each for each in self.periods if known is not None and each.serial == known.period), None)
        if member is None or period is None:
            return None
        assigned = self.protocol is not None and period.serial == self.protocol.periods[0].serial
        return member.caps.get(period.number, member.assigned_amount if assigned else None)

    @cached_property
    def most_reported(self) -> int | None:
        """The greatest of the caps of all members together for a year; `None` where the members have none."""
        periods = (each.number for each in self.periods)
        sums = [sum(each.yearly_caps.get(number, 0) for each in self.members.values()) for number in periods]
        return max(sums, default=0) or None

    def counted_together(self, unit: str) -> tuple[str, ...]:
        """Unit types that count against the same cap as `unit`, itself among them."""
        return next((tuple(sorted(each)) for each in self.capped_together if unit in each), (unit,))

    def may_be_banked(self, unit: str) -> bool:
        """Whether what is left of a unit type at the end of its period may be replaced by the next period's."""
        own = self.terms.units[unit].period
        return any(period.banks_into_next for period in self.periods if period.serial == own)

    def assigned_amount(self, registry: str) -> int | None:
        """Units that a Party was assigned for the commitment period; `None` where it has none."""
        member = self.members.get(registry)
        return member.assigned_amount if member else None

    def sector(self, activity: int) -> str:
        """The sector of an activity code."""
        return self.activities.get(activity, ("", "Not stated"))[1]

    @cached_property
    def protocol(self) -> Law | None:
        """The law, itself or one that it hangs from, under which Parties have targets; `None` where there is none."""
        if self.targets:
            return self
        return next((found for each in self.parents if (found := each.protocol) is not None), None)

    @property
    def required_protocol(self) -> Law:
        """The same for who asks about Parties or projects. Raises `Misuse` where there is none."""
        found = self.protocol
        if found is None:
            has_none = "these books have no Parties, projects or notifications"
            raise Misuse(f"the {self.name} hangs from no protocol between States: {has_none}")
        return found

    @property
    def bubble(self) -> tuple[PartyTarget, ...]:
        """The Parties that meet one target together."""
        return tuple(each for each in self.targets.values() if each.bubble)


@lru_cache(1024)
def _last_due(law: Law, event: str, day: date) -> int:
    return next((year for year in sorted(law._period_of_year, reverse=True) if law.is_over(event, year, day)), 0)


@lru_cache(4096)
def _deadline(law: Law, event: str, year: int, cycle: str) -> date | None:
    days = (each for each in law.deadlines if each.event == event and each.cycle in ("", cycle))
    found = of_year(days, year)
    return found.of(year) if found is not None else None


@lru_cache(1024)
def _penalty(law: Law, year: int) -> Money:
    found = of_year(law.penalties, year)
    if found is not None:
        return found.of(year)
    nearest = min(law.penalties, key=lambda each: abs(each.first_year - year), default=None)
    return Money(Decimal(0), nearest.amount.currency if nearest is not None else "")


@lru_cache(1024)
def _units_for(law: Law, codes: frozenset[str], year: int, cycle: str, zone: str) -> frozenset[str]:
    """Those of some unit types that cover a year of a cycle in a zone, each ``""`` where accounts have none."""
    begins, ends = law.year_ends(year - 1, cycle) + timedelta(days=1), law.year_ends(year, cycle)

    def covers(unit: UnitType) -> bool:
        in_time = (unit.first_day or begins) <= ends and (unit.last_day or ends) >= begins
        return in_time and (not (unit.zone and zone) or unit.zone in law.zones[zone])

    return frozenset(code for code in codes if covers(law.terms.units[code]))


def catalogue(
    every: Mapping[str, tuple[str, ...]], tables: tuple[Mapping[str, tuple[str, ...]], ...]
) -> dict[str, tuple[Check[Any], ...]]:
    """Transaction type → its checks in order of precedence: those of every log, around those of these laws.

    Where several laws know a type it passes the checks of all, each check once. Raises `KeyError` for an unknown name.
    """
    found = {}
    for code in {code: None for table in tables for code in table}:
        own = [name for table in tables for name in table.get(code, ())]
        found[code] = named(dict.fromkeys([*every["before"], *own, *every["after"]]))
    return found
