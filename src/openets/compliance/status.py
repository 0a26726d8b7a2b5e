"""Obligations and compliance letters of one installation, year by year, as of any date.

The letter of a year is the field's: ``A`` enough surrendered, ``B`` too little, ``C`` verified emissions not
entered, ``D`` and ``E`` corrected by the authority after the deadline and found not in / in compliance, ``X``
entering or surrendering was impossible, ``–`` no obligation. It is given twice: for the year alone, and
cumulatively over the phase, which is how the public registry's letters read (decision 0004).

A year's obligation is its verified emissions plus what was missing the year before (restitution). A surplus
counts within its phase; a shortfall is carried even into the next phase.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from openets.kernel.money import Money
from openets.laws.law import Law, Period

NO_OBLIGATION = "–"
NOT_YET = ""
"""Before the day of surrender there is nothing to judge."""


class Surrendered(NamedTuple):
    """Units surrendered for a year on a day; negative for a reversal."""

    year: int
    on: date
    quantity: int


class Reported(NamedTuple):
    """What was entered about a year's emissions. `verified` is tonnes, `None` where there is no figure."""

    year: int
    on: date | None
    verified: int | None
    state: str = "reported"
    """``reported`` · ``not reported`` · ``not required`` · ``excluded``."""
    correction: str = ""
    """``""``, or the authority's finding after the deadline: ``in compliance`` / ``not in compliance``."""
    suspended: bool = False
    """Whether the registry's processes were suspended, so that nothing could be entered or surrendered."""


class YearStatus(NamedTuple):
    """How an installation stands for one year. Quantities in tonnes."""

    year: int
    phase: int
    verified: int | None
    restitution: int
    """Missing tonnes of the year before, added to this year's obligation."""
    obligation: int
    surrendered: int
    balance: int
    """Surrendered minus obligation, cumulative over the phase."""
    shortfall: int
    penalised: int
    penalty: Money
    letter_of_year: str
    letter: str
    """The cumulative letter, comparable with the official one."""


def statuses(law: Law, reports: Iterable[Reported], surrenders: Iterable[Surrendered], as_of: date) -> list[YearStatus]:
    """The status of every year of the scheme with a report or a surrender, as known on `as_of`."""
    known = {row.year: row for row in reports}
    given: dict[int, int] = {}
    for row in surrenders:
        if row.on <= as_of:
            given[row.year] = given.get(row.year, 0) + row.quantity
    result: list[YearStatus] = []
    balance, phase_before = 0, None
    for year in sorted(known.keys() | given.keys()):
        phase = law.period(year)
        if phase is None:
            continue
        if phase is not phase_before:
            balance, phase_before = min(balance, 0), phase
        report = _as_of(known.get(year) or Reported(year, None, None, "not reported"), as_of)
        due = as_of >= law.deadline("surrender", year)
        status = _year_status(phase, law.penalty(year), report, given.get(year, 0), balance, due=due)
        balance = status.balance
        result.append(status)
    return result


def _as_of(report: Reported, as_of: date) -> Reported:
    """The report as it stood on a day: a figure entered later was not there yet."""
    if report.on is not None and report.on > as_of:
        return report._replace(verified=None, state="not reported")
    return report


def _year_status(
    phase: Period, penalty: Money, report: Reported, surrendered: int, balance_before: int, *, due: bool
) -> YearStatus:
    verified = report.verified or 0
    restitution = max(0, -balance_before) if phase.restitution else 0
    balance = balance_before + surrendered - verified
    shortfall = max(0, -balance) if due else 0
    penalised = min(shortfall, verified)
    return YearStatus(
        year=report.year,
        phase=phase.number,
        verified=report.verified,
        restitution=restitution,
        obligation=verified + restitution,
        surrendered=surrendered,
        balance=balance,
        shortfall=shortfall,
        penalised=penalised,
        penalty=penalty.times(penalised),
        letter_of_year=letter(report, surrendered - verified) if due else NOT_YET,
        letter=letter(report, balance) if due else NOT_YET,
    )


def letter(report: Reported, balance: int) -> str:
    """The compliance letter for a report and the balance of surrendered units over verified emissions."""
    if report.suspended:
        return "X"
    if report.state == "excluded":
        return NO_OBLIGATION
    if report.correction:
        return "E" if report.correction == "in compliance" else "D"
    if report.state == "not reported":
        return "C"
    return "A" if balance >= 0 else "B"


def total_penalty(years: Sequence[YearStatus], phase: int) -> int:
    """Tonnes for which a penalty is due in a phase."""
    return sum(year.penalised for year in years if year.phase == phase)
