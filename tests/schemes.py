"""Each law of the package as a small world with its own rules in a few lines, and a model that keeps its books.

The rules here are written down once more, from the laws' texts: which account may hold what, which unit covers which
year, from where allowances are given out. They share no code and no data with the product, so that a random sequence of
commands says whether both decide alike and end with the same units in the same places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from openets.commands.open_account import NewAccount
from openets.commands.verbs import Verbs
from openets.engine.outcomes import Outcome
from openets.engine.rights import administrator
from openets.kernel.clock import midday
from openets.laws.reading import read_law
from openets.ledger.store import Store

Act = tuple[str, int, int, int, int, int]
"""What is tried: verb, then numbers that choose an account, another account, a unit, a quantity and a year."""
VERBS = ("issue", "plan", "allocate", "transfer", "transfer", "surrender", "surrender", "cancel", "reverse")


BEGINNING: tuple[Act, ...] = (
    *(("issue", 0, 0, unit, 200, 0) for unit in range(4)),
    *(("transfer", 0, holder, unit, 20, 0) for unit in range(4) for holder in range(1, 5)),
    *(("plan", holder, 0, 0, 30, year) for holder in range(5) for year in range(1, 4)),
)
"""Units of every type in many hands and plans for many years, so that there is something to do."""


class Holder(NamedTuple):
    """An account of the world: its type there, and its installation where it has one."""

    type: str
    installation: str = ""


class Scheme(NamedTuple):
    """A law as a world in which anything may be tried."""

    law: str
    registry: str
    day: str
    issued_into: str
    """The account type into which units are issued."""
    given_from: str
    """The account type from which allowances are allocated."""
    surrendered_into: str
    cancelled_into: str
    holders: tuple[Holder, ...]
    units: tuple[str, ...]
    years: tuple[int, ...]
    covers: Callable[[str, int, str], bool]
    """Unit, year and account type → whether the unit may be used for the year; for none that has not begun."""
    may_hold: Callable[[str, str], bool] = lambda kind, unit: True
    allocated_for: Callable[[str, int], bool] = lambda unit, year: True
    """Unit and year → whether the unit may be allocated for the year."""


def _half_years(unit: str) -> range:
    """The half-years for which a credit of RECLAIM is good, counted from the year 0."""
    *_, cycle, vintage = unit.split("-")
    first = 2 * int(vintage) + (cycle == "2")
    return range(first, first + 2)


def _credit_covers(unit: str, year: int, type: str) -> bool:
    """A credit of either cycle covers a facility's year that it overlaps with; coastal ones only coastal credits."""
    _, zone, _, _ = unit.split("-")
    _, own_zone, own_cycle = type.split("-")
    own = range(2 * year + (own_cycle == "2"), 2 * year + (own_cycle == "2") + 2)
    overlap = set(own) & set(_half_years(unit))
    return bool(overlap) and 1994 <= year <= 1995 and (own_zone == "inland" or zone == "coastal")


SCHEMES = (
    Scheme(
        law="eu_ets",
        registry="AT",
        day="2006-03-01",
        issued_into="100",
        given_from="100",
        surrendered_into="100-6",
        cancelled_into="230",
        holders=(Holder("100"), Holder("120", "AT_1"), Holder("120", "AT_2"), Holder("121")),
        units=("EUA1",),
        years=(2004, 2005, 2006, 2007, 2008),
        covers=lambda unit, year, kind: year in (2005, 2006),
        allocated_for=lambda unit, year: year in (2005, 2006),
    ),
    Scheme(
        law="uk_ets",
        registry="UK",
        day="2022-02-01",
        issued_into="total",
        given_from="allocation",
        surrendered_into="surrender",
        cancelled_into="deletion",
        holders=(
            Holder("total"), Holder("allocation"), Holder("operator", "UK_1"), Holder("aircraft", "UK_2"),
            Holder("trading"),
        ),
        units=("UKA",),
        years=(2020, 2021, 2022, 2030),
        covers=lambda unit, year, kind: 2021 <= year <= 2022,
        allocated_for=lambda unit, year: 2021 <= year <= 2022,
    ),
    Scheme(
        law="us_so2",
        registry="US",
        day="1996-01-15",
        issued_into="epa",
        given_from="epa",
        surrendered_into="deducted",
        cancelled_into="retired",
        holders=(Holder("epa"), Holder("unit", "US_1"), Holder("unit", "US_2"), Holder("general")),
        units=("SO2-1995", "SO2-1996", "SO2-1998"),
        years=(1994, 1995, 1996, 1997, 2030),
        covers=lambda unit, year, kind: 1995 <= int(unit[-4:]) <= year <= 1996,
    ),
    Scheme(
        law="reclaim",
        registry="SC",
        day="1995-02-01",
        issued_into="district",
        given_from="district",
        surrendered_into="used",
        cancelled_into="retired",
        holders=(
            Holder("district"), Holder("nox-coastal-2", "SC_1"), Holder("nox-inland-1", "SC_2"),
            Holder("sox-inland-2", "SC_3"), Holder("broker"),
        ),
        units=("NOX-coastal-1-1995", "NOX-coastal-2-1995", "NOX-inland-1-1996", "SOX-inland-2-1994"),
        years=(1993, 1994, 1995, 1996),
        covers=_credit_covers,
        may_hold=lambda kind, unit: kind in ("district", "broker", "used", "retired") or kind[:3] == unit[:3].lower(),
    ),
)  # fmt: skip


class World:
    """The books of a scheme with its accounts open, and the model beside them."""

    def __init__(self, scheme: Scheme, store: Store) -> None:
        law = read_law(scheme.law)
        store.begin(law.as_named)
        self.scheme, self.store = scheme, store
        self.books = Verbs(store, law, midday(date.fromisoformat(scheme.day)), administrator("model"))
        self.books.open_registry(registry=scheme.registry, request="open")
        standing = {
            kind.code: law.terms.standing_account(scheme.registry, kind.code)
            for kind in law.terms.accounts.values()
            if kind.number and kind.code in law.terms.registries[scheme.registry].opens
        }
        self.accounts = [standing.get(each.type) or self._open(each) for each in scheme.holders]
        self.type_of = {account: each.type for account, each in zip(self.accounts, scheme.holders, strict=True)}
        self.standing = {name: standing[getattr(scheme, name)] for name in ("surrendered_into", "cancelled_into")}
        self.origin, self.giver = standing[scheme.issued_into], standing[scheme.given_from]
        # the model: who holds what, what was planned and given for whom, and what was surrendered by which transaction
        self.held: dict[tuple[str, str], int] = defaultdict(int)
        self.issued: dict[str, int] = defaultdict(int)
        self.planned: dict[tuple[str, int], int] = defaultdict(int)
        self.allocated: dict[tuple[str, int], int] = defaultdict(int)
        self.surrendered: dict[tuple[str, int], int] = defaultdict(int)
        self.open: list[tuple[str, str, str, int, int]] = []
        self.number = 0

    def _open(self, holder: Holder) -> str:
        name = f"{holder.type} {holder.installation}"
        told = NewAccount(self.scheme.registry, name, type=holder.type, installation=holder.installation)
        outcome = self.books.open_account(told, request=f"open:{name}".replace(" ", ":"))
        assert outcome.accepted, outcome.refusals
        return outcome.reference

    def installation(self, account: str) -> str:
        return self.scheme.holders[self.accounts.index(account)].installation

    def act(self, act: Act) -> tuple[bool, Outcome] | None:
        """Try something: what the model expects, and what came of it. Nothing where there is nothing to try."""
        verb, one, other, which, quantity, when = act
        source, target = (self.accounts[each % len(self.accounts)] for each in (one, other))
        unit = self.scheme.units[which % len(self.scheme.units)]
        year = self.scheme.years[when % len(self.scheme.years)]
        self.number += 1
        return getattr(self, verb)(source, target, unit, quantity, year, f"model:{self.number}")  # type: ignore[no-any-return]

    def _move(self, source: str, target: str, unit: str, quantity: int) -> None:
        self.held[source, unit] -= quantity
        self.held[target, unit] += quantity

    def _has(self, account: str, unit: str, quantity: int) -> bool:
        return 0 < quantity <= self.held[account, unit]

    def issue(self, s: str, t: str, unit: str, quantity: int, year: int, request: str) -> tuple[bool, Outcome]:
        fine = quantity > 0
        if fine:
            self.held[self.origin, unit] += quantity
            self.issued[unit] += quantity
        given = {"registry": self.scheme.registry, "quantity": quantity, "unit": unit, "request": request}
        return fine, self.books.issue(**given)

    def plan(self, s: str, t: str, u: str, quantity: int, year: int, request: str) -> tuple[bool, Outcome] | None:
        installation = self.installation(s)
        known = year in self.scheme.years[1:-1]
        if not installation or not known or quantity < self.allocated[installation, year]:
            return None
        self.planned[installation, year] = quantity
        return True, self.books.plan(installation=installation, quantity=quantity, year=year, request=request)

    def allocate(self, s: str, t: str, unit: str, quantity: int, year: int, request: str) -> tuple[bool, Outcome]:
        installation = self.installation(s)
        place = (installation, year)
        fine = (
            installation != ""
            and self._has(self.giver, unit, quantity)
            and self.scheme.may_hold(self.type_of[s], unit)
            and self.scheme.allocated_for(unit, year)
            and self.allocated[place] + quantity <= self.planned[place]
        )
        if fine:
            self._move(self.giver, s, unit, quantity)
            self.allocated[place] += quantity
        return fine, self.books.allocate(account=s, quantity=quantity, unit=unit, year=year, request=request)

    def transfer(self, s: str, t: str, unit: str, quantity: int, year: int, request: str) -> tuple[bool, Outcome]:
        fine = s != t and self._has(s, unit, quantity) and self.scheme.may_hold(self.type_of[t], unit)
        if fine:
            self._move(s, t, unit, quantity)
        return fine, self.books.transfer(source=s, target=t, quantity=quantity, unit=unit, request=request)

    def surrender(self, s: str, t: str, unit: str, quantity: int, year: int, request: str) -> tuple[bool, Outcome]:
        installation, place = self.installation(s), self.standing["surrendered_into"]
        fine = installation != "" and self._has(s, unit, quantity) and self.scheme.covers(unit, year, self.type_of[s])
        outcome = self.books.surrender(account=s, quantity=quantity, unit=unit, year=year, request=request)
        if fine:
            self._move(s, place, unit, quantity)
            self.surrendered[installation, year] += quantity
            self.open.append((outcome.reference, s, unit, quantity, year))
        return fine, outcome

    def cancel(self, s: str, t: str, unit: str, quantity: int, year: int, request: str) -> tuple[bool, Outcome]:
        fine = self._has(s, unit, quantity)
        if fine:
            self._move(s, self.standing["cancelled_into"], unit, quantity)
        return fine, self.books.cancel(account=s, quantity=quantity, unit=unit, request=request)

    def reverse(self, s: str, t: str, u: str, quantity: int, year: int, request: str) -> tuple[bool, Outcome] | None:
        """Undo a surrender, each once."""
        if not self.open:
            return None
        transaction, account, unit, units, of = self.open.pop(quantity % len(self.open))
        self._move(self.standing["surrendered_into"], account, unit, units)
        self.surrendered[self.installation(account), of] -= units
        return True, self.books.reverse(transaction=transaction, request=request)
