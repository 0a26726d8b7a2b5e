"""How the whole registry stands: totals by year, units by type, agreement with the official letters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from openets.compliance.official import AGREES, NOT_COMPARED, Standing, standings
from openets.compliance.status import Surrendered
from openets.laws.law import Law, Period
from openets.ledger.accounts import Bucket
from openets.ledger.store import Store, SupersededYear, held_by


class YearTotals(NamedTuple):
    """A year of all installations, or of all aircraft operators. Tonnes, or units of one tonne."""

    year: int
    installations: int
    allocated: int
    verified: int
    surrendered: int
    surrendered_allowances: int


class UnitTotals(NamedTuple):
    """Where the units of a type are. What was issued less what was converted is where the last five say."""

    unit: str
    issued: int
    held: int
    surrendered: int
    cancelled: int
    retired: int
    replacement: int

    @property
    def balances(self) -> bool:
        return self.issued == self.held + self.surrendered + self.cancelled + self.retired + self.replacement


class Agreement(NamedTuple):
    """How the computed letters of a phase compare with the official A, B and C."""

    phase: int
    compared: int
    agree: int
    causes: dict[str, int]


class Status(NamedTuple):
    """The whole registry."""

    holds: str
    """What the books hold: a key of `HOLDS`."""
    registries: int
    accounts: int
    installations: int
    synthetic: int
    stationary: list[YearTotals]
    aviation: list[YearTotals]
    units: list[UnitTotals]
    agreement: list[Agreement]


def status(
    store: Store, law: Law, found: Judgement | None = None, today: date = date.max, known: date | None = None
) -> Status:
    """Take stock of the books on a day, by what was known on it or on a later one, `known`; `found` is what judging
    them came to, where somebody has done that already."""
    installations = {row.key: row for row in store.all_installations()}
    accounts = list(store.all_accounts())
    stationary: dict[int, list[int]] = defaultdict(lambda: [0] * 5)
    aviation: dict[int, list[int]] = defaultdict(lambda: [0] * 5)
    for record in store.year_records():
        kind = aviation if installations[record.installation].aviation else stationary
        figures = (1, record.allocated, record.verified or 0, record.surrendered, record.surrendered_allowances)
        kind[record.year] = [total + figure for total, figure in zip(kind[record.year], figures, strict=True)]
    return Status(
        holds=held_by(store),
        registries=len(store.heads()),
        accounts=len(accounts),
        installations=len(installations),
        synthetic=sum(row.synthetic for row in installations.values()),
        stationary=[YearTotals(year, *stationary[year]) for year in sorted(stationary)],
        aviation=[YearTotals(year, *aviation[year]) for year in sorted(aviation)],
        units=unit_totals(store, law),
        agreement=(found or judgement(store, law, today, known)).agreement,
    )


def unit_totals(store: Store, law: Law) -> list[UnitTotals]:
    """Units by type and bucket; converted units count for the type that they became."""
    issued: Counter[str] = Counter()
    buckets: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, unit, what), quantity in store.all_totals().items():
        issued[unit] += {"issued": quantity, "converted": -quantity}.get(what, 0)
        buckets[unit][what] += quantity
    found = (UnitTotals(unit, issued[unit], *(buckets[unit][bucket] for bucket in Bucket)) for unit in sorted(issued))
    return [row for row in found if any(row[1:])]


class Penalties(NamedTuple):
    """What the rules give as penalties of a year, in tonnes, and how much of it the official letters bear out."""

    year: int
    installations: int
    """Those whose penalty is shown."""
    tonnes: int
    """Shown."""
    amount: Decimal
    """Of the shown ones, in `currency`."""
    currency: str
    not_shown: dict[str, int]
    """Tonnes that the rules alone would penalise, by why they are not shown."""


def _penalties_of(currency: str, year: int, rows: list[Standing]) -> Penalties:
    not_shown: Counter[str] = Counter()
    for row in rows:
        if row.penalty.doubt:
            not_shown[row.penalty.doubt] += row.status.penalised
    return Penalties(
        year,
        installations=sum(row.penalty.tonnes > 0 for row in rows),
        tonnes=sum(row.penalty.tonnes for row in rows),
        amount=sum((row.penalty.amount.amount for row in rows), Decimal(0)),
        currency=currency,
        not_shown=dict(not_shown),
    )


def judged(store: Store, law: Law, today: date = date.max, known: date | None = None) -> Iterator[Standing]:
    """Every year of every installation in the books, judged."""
    aircraft = {row.key for row in store.all_installations() if row.aviation}
    judged_years = {record.year for record in store.year_records() if record.official}
    before: dict[str, list[SupersededYear]] = defaultdict(list)
    for row in store.superseded_years():
        before[row.installation].append(row)
    kinds = law.terms.cycles
    accounts = (each for each in store.all_accounts() if each.installation and each.type in kinds)
    return standings(
        law,
        store.year_records(),
        today,
        aircraft=aircraft,
        judged=judged_years,
        late=_late(store, law, before.keys()),
        before=before,
        known=known,
        cycles={each.installation: kinds[each.type] for each in accounts},
    )


def _late(store: Store, law: Law, corrected: Collection[str]) -> dict[str, list[Surrendered]]:
    """The surrenders, with their days, of the installations of which any came late or a report was corrected."""
    signs = {code: kind.sign for code, kind in law.terms.transactions.items() if kind.record == "surrendered"}
    days = {year: str(law.deadline("surrender", year)) for each in law.periods for year in _judged_years(law, each)}
    given: dict[str, list[tuple[int, str, int, str]]] = defaultdict(list)
    late = set(corrected)
    for _, (type, _, _, _, quantity, at, year, installation, *_, effective) in store.transaction_facts():
        if type in signs:
            given[installation].append((year, effective, signs[type] * quantity, at))
            if not days or effective > days.get(year, effective):  # without days they are others in each cycle
                late.add(installation)
    # few are late, so that only of these the days are read
    day = date.fromisoformat
    return {
        key: [Surrendered(year, day(on), quantity, day(at[:10])) for year, on, quantity, at in given[key]]
        for key in late
    }


def _judged_years(law: Law, period: Period) -> list[int]:
    return [year for year in period.years if law.is_over("surrender", year, date.max)]


class Judgement(NamedTuple):
    """What comes of judging every year of every installation, in one pass."""

    agreement: list[Agreement]
    """With the official letters, by phase."""
    penalties: list[Penalties]
    """Of every year in which there are any by the rules."""
    disagreements: list[Standing]
    """Every year whose computed letter differs from the official one."""


def judgement(store: Store, law: Law, today: date = date.max, known: date | None = None) -> Judgement:
    """Judge everything once, and keep what is told of it."""
    causes: dict[int, Counter[str]] = defaultdict(Counter)
    penalised: dict[int, list[Standing]] = defaultdict(list)
    differing = []
    for row in judged(store, law, today, known):
        if row.status.penalised:
            penalised[row.status.year].append(row)
        if row.cause != NOT_COMPARED:
            causes[row.status.phase][row.cause] += 1
        if row.cause not in (AGREES, NOT_COMPARED):
            differing.append(row)
    penalties = [_penalties_of(law.currency, year, rows) for year, rows in sorted(penalised.items())]
    return Judgement([_agreement(*each) for each in sorted(causes.items())], penalties, differing)


def _agreement(phase: int, causes: Counter[str]) -> Agreement:
    others = {name: number for name, number in causes.most_common() if name != AGREES}
    return Agreement(phase, sum(causes.values()), causes[AGREES], others)
