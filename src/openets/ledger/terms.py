"""What exists under a law: unit types, account types, transaction types and registries, by their codes.

This file knows only the shape. Every law fills it from its own folder (`laws`), and whoever moves units, checks,
replays or shows them is handed the terms of the books' law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from openets.kernel.identifiers import account_identifier
from openets.kernel.refusals import Misuse
from openets.kernel.units import NO_ELEMENTS, Block, Elements, Series, UnitType
from openets.ledger.accounts import AccountType
from openets.ledger.transactions import TransactionType


class Registry(NamedTuple):
    """A registry of a law, and the accounts that it begins with."""

    code: str
    name: str
    opens: tuple[str, ...]
    """Types of the accounts that it opens with itself, in this order."""
    later: tuple[str, ...] = ()
    """Types of those that it opens when its member's first report is entered."""
    member: bool = True
    """Whether it is a member's, and not that of a body above them."""
    projects: bool = False
    """Whether it issues what projects under an international body earn; serial numbers then show the host."""


def _units(trait: str) -> cached_property[frozenset[str]]:
    """The unit types that have a trait."""
    return cached_property(lambda terms: frozenset(code for code, unit in terms.units.items() if getattr(unit, trait)))


@dataclass(frozen=True)
class Terms:
    """Unit types, account types, transaction types and registries of a law, and what follows from them."""

    units: Mapping[str, UnitType]
    accounts: Mapping[str, AccountType]
    transactions: Mapping[str, TransactionType]
    registries: Mapping[str, Registry]
    activities: Mapping[int, tuple[str, str]]
    """Land-use activities that serial numbers may name: number → letters and name."""
    first_account: int
    """Number of the first account of a registry that is not one of its standing accounts."""

    allowances = _units("allowance")
    """Unit types that the scheme itself issues to cover emissions."""
    credits = _units("project")
    """Unit types that come of projects."""
    vintaged = _units("vintaged")
    """Unit types whose serial numbers name the year in which the tonnes were reduced."""
    issued_anew = _units("later")
    """Unit types that are issued from some day on for later years only."""

    @cached_property
    def told_apart(self) -> frozenset[str]:
        """Unit types whose serial numbers may name a year, the vintage."""
        return self.vintaged | self.issued_anew

    expiring = _units("expires")
    """Unit types that end on a day and must then have been replaced."""
    commitment_units = _units("commitment")
    """Unit types with which a Party may meet its commitment."""
    reserve_units = _units("reserve")
    """What counts towards a Party's commitment period reserve."""
    carried_units = _units("carried")
    """Unit types that a Party may carry over into the next commitment period."""

    @cached_property
    def party_units(self) -> frozenset[str]:
        """Unit types in which only Parties on record deal: a protocol's, and a Party's own under another name."""
        return self.commitment_units | self.reserve_units

    @cached_property
    def verbs(self) -> dict[str, list[TransactionType]]:
        """What can be asked for → the transaction types that it may mean, in the order of the law."""
        found: dict[str, list[TransactionType]] = {}
        for kind in self.transactions.values():
            if kind.verb:
                found.setdefault(kind.verb, []).append(kind)
        return found

    @cached_property
    def cycles(self) -> dict[str, str]:
        """Type of operator's account → the cycle of its installation, where compliance years begin on several days."""
        return {code: kind.cycle for code, kind in self.accounts.items() if kind.cycle and kind.operator}

    @cached_property
    def removal_units(self) -> frozenset[str]:
        """Unit types that Parties issue for what their own land-use activities remove."""
        return frozenset(code for code, unit in self.units.items() if unit.sink and not unit.project)

    @cached_property
    def project_accounts(self) -> frozenset[str]:
        """Account types in which a body above the members first issues the units of projects."""
        return frozenset(each for row in self.registries.values() if row.projects for each in row.opens[:1])

    @cached_property
    def project_units(self) -> frozenset[str]:
        """What is first issued there."""
        return frozenset().union(*(self.accounts[each].holds for each in self.project_accounts))

    @cached_property
    def first_accounts(self) -> frozenset[str]:
        """The account types into which registries issue: the first that each opens with itself."""
        return frozenset(each for row in self.registries.values() for each in row.opens[:1])

    def new_series(self, unit: str, registry: str, day: date, elements: Elements = NO_ELEMENTS) -> Series:
        """The series of units that `registry` is about to issue on a day."""
        period, vintage = self.units[unit].issued_on(day)
        number = 1 if period is None else period
        return Series(unit, registry, number, number, *elements._replace(vintage=elements.vintage or vintage))

    def host(self, series: Series) -> str:
        """The Party of origin that serial numbers show: for units of a body above the members the project's host."""
        registry = self.registries.get(series.origin)
        above = registry is not None and registry.projects
        return series.project[:2] if above and series.project else series.origin

    def serial_number(self, block: Block) -> str:
        """A block's serial number as people read it: elements joined by hyphens, no leading zeros."""
        series = block.series
        unit = self.units[series.unit]
        words = [self.host(series), *unit.numbers, block.start, block.end]
        words += [series.original_period, series.applicable_period]
        words += [word for word in series[4:] if word]
        return "-".join(map(str, words))

    def denomination(self, unit: str) -> str:
        """What one unit of a type stands for, such as ``t CO2e``; the code itself where the type is not known."""
        known = self.units.get(unit)
        return known.denomination if known is not None else unit

    @cached_property
    def operators(self) -> frozenset[str]:
        """Account types of those who owe units for the emissions of an installation or of an aircraft operator."""
        return frozenset(code for code, kind in self.accounts.items() if kind.operator)

    @cached_property
    def voluntary_cancellation(self) -> str:
        """The type of the standing account into which anybody may cancel; ``""`` where a law has none."""
        return next((code for code in self._standing("cancelled") if not self.accounts[code].party_only), "")

    def standing_account(self, registry: str, type: str) -> str:
        """Identifier of one of the accounts that a registry has once. Raises `Misuse` for a type that has many."""
        kind = self.accounts.get(type)
        if kind is None or not kind.number:
            raise Misuse(f"a registry has no standing account of type '{type}'")
        return account_identifier(registry, kind.digits, kind.number, 0)

    def types_of(self, account: str) -> set[str]:
        """The account types of which an account may be by its identifier: that of its fixed number, or all that many
        have with its digits."""
        _, digits, number, *_ = (*account.split("-"), "", "")
        alike = {code: kind.number for code, kind in self.accounts.items() if str(kind.digits) == digits}
        standing = {code for code, fixed in alike.items() if fixed and str(fixed) == number}
        return standing or {code for code, fixed in alike.items() if not fixed}

    def accounts_of_use(self, registry: str) -> tuple[str, ...]:
        """Identifiers of the accounts in which units lie that a Party has used, until it must replace them."""
        return tuple(self.standing_account(registry, code) for code in self._standing("retired", "replacement"))

    def _standing(self, *buckets: str) -> list[str]:
        """Types of standing accounts in which units stand so, in the order of the law."""
        return [code for code, kind in self.accounts.items() if kind.number and kind.bucket in buckets]

    @cached_property
    def reversals(self) -> frozenset[str]:
        """Transaction types that undo another."""
        return frozenset(kind.reversed_by for kind in self.transactions.values() if kind.reversed_by)
