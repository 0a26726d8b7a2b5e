"""Obligations and compliance letters of one installation, year by year, as of any date.

The letter of a year is the field's: ``A`` enough surrendered, ``B`` too little, ``C`` verified emissions not
entered, ``D`` and ``E`` corrected by the authority after the deadline and found not in / in compliance, ``X``
entering or surrendering was impossible. It is given twice: for the year alone, and by the *balance*: all that was
surrendered in the phase less all that was emitted in it, and what the phase before left (Delegated Regulation (EU)
2019/1122 Art 33; decision 0004). A shortfall goes on into the next phase until it is made good, since it is owed
there too; a surplus only where the law says so.

What the balance lacks is owed again in the next year (restitution): a year's obligation is its verified emissions
and what was missing before. A penalty is due once for each tonne, in the year in which it fell due: a tonne of
another year that is still missing is no emission of this one (Directive 2003/87/EC Art 16(3); decision 0004).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from openets.kernel.money import Money
from openets.laws.law import Law, Letters, Period
from openets.ledger.store import SupersededYear, YearRecord

NOT_YET = ""
"""Before the day of surrender there is nothing to judge."""


class Surrendered(NamedTuple):
    """Units surrendered for a year on a day; negative for a reversal."""

    year: int
    on: date
    quantity: int
    known: date | None = None
    """The day of entry, where that is not the day on which it took effect."""


class Reported(NamedTuple):
    """What was entered about a year's emissions. `verified` is tonnes, `None` where there is no figure.

    Of a year with corrections there are several, in the order in which they were entered. Each took effect on a day,
    `on`, and was entered on the same or on a later one, `known`.
    """

    year: int
    on: date | None
    verified: int | None
    state: str = "reported"
    """``reported`` · ``not reported`` · ``not required`` · ``excluded``."""
    correction: str = ""
    """``""``, or the authority's finding after the deadline: ``in compliance`` / ``not in compliance``."""
    suspended: bool = False
    """Whether the registry's processes were suspended, so that nothing could be entered or surrendered."""
    known: date | None = None
    """`None` where it was entered on the day on which it took effect."""


class YearStatus(NamedTuple):
    """How an installation stands for one year. Quantities in tonnes."""

    year: int
    phase: int
    report: str
    """The state of the report, in the words of `Reported`."""
    verified: int | None
    restitution: int
    """Tonnes owed from before, of this phase and of earlier ones, added to this year's obligation."""
    obligation: int
    surrendered: int
    balance: int
    """Surrendered minus verified, cumulative over the phase, and what the phase before left."""
    shortfall: int
    """What the balance lacks."""
    owed: int
    """Tonnes that are still owed after the year."""
    penalised: int
    """Tonnes that are missing for the first time: those of the year itself that nothing covers."""
    penalty: Money
    letter_of_year: str
    letter: str
    """The cumulative letter, comparable with the official one."""


def statuses(
    law: Law,
    reports: Iterable[Reported],
    surrenders: Iterable[Surrendered],
    as_of: date,
    *,
    aviation: bool = False,
    cycle: str = "",
    member: str = "",
    known: date | None = None,
) -> list[YearStatus]:
    """The status of every year of the scheme with a report or a surrender, by what was in effect on `as_of`: of that,
    by what was known on the same day, or on a later one, `known`.

    `aviation` says whether they are an aircraft operator's, for which some years are judged together with a later one;
    `cycle` is that of the installation, where compliance years begin on several days; `member` is its State's code.
    """
    known = known or as_of
    told = _versions(reports, as_of, known)
    given = [row for row in surrenders if row.on <= as_of and (row.known or row.on) <= known]
    years = [year for year in sorted(told.keys() | {row.year for row in given}) if law.period(year) is not None]
    groups = []
    for falls_due, together in groupby(years, key=lambda year: law.judged_with(year, aviation=aviation)):
        versions = [told.get(year) or [Reported(year, None, None, "not reported")] for year in together]
        groups.append(_Together(falls_due, law.deadline("surrender", falls_due, cycle), versions))
    now = _walk(law, groups, given, as_of, as_of, member)
    due_on = {row.year: group.due for group in groups for (row, *_) in group.versions}
    late = any(row.on > due_on.get(row.year, date.max) for row in given)
    if not late and all(len(each) == 1 for each in told.values()):
        return now
    return _as_they_fell_due(law, groups, given, as_of, now, member)


def _versions(reports: Iterable[Reported], as_of: date, known: date) -> dict[int, list[Reported]]:
    """By year, what was in effect on a day, of what was known on another, in the order in which it was entered; where
    nothing was yet, that there is no report."""
    found: dict[int, list[Reported]] = {}
    for row in reports:
        own = found.setdefault(row.year, [])
        if (row.on or as_of) <= as_of and (row.known or row.on or known) <= known:
            own.append(row)
    return {year: own or [Reported(year, None, None, "not reported")] for year, own in found.items()}


def _standing(versions: Sequence[Reported], day: date) -> Reported:
    """The version that stood on a day; the first, where none had taken effect yet."""
    if len(versions) == 1:
        return versions[0]
    return next((row for row in reversed(versions) if row.on is None or row.on <= day), versions[0])


class _Together(NamedTuple):
    """Years that are judged together, mostly one: what is missing falls due with the last of them."""

    year: int
    due: date
    versions: list[list[Reported]]
    """Of each year what was entered, in its order."""

    def on(self, day: date) -> list[Reported]:
        """What stood of each year on a day."""
        return [_standing(each, day) for each in self.versions]


def _walk(
    law: Law, groups: Sequence[_Together], given: Iterable[Surrendered], stood: date, as_of: date, member: str
) -> list[YearStatus]:
    """Judge some years, one after the other, with all that was given, by the reports that stood on a day."""
    sums: dict[int, int] = {}
    for row in given:
        sums[row.year] = sums.get(row.year, 0) + row.quantity
    result: list[YearStatus] = []
    ledger = _Ledger()
    for group in groups:
        phase = law.period(group.year)
        assert phase is not None
        rows = group.on(stood)
        own = [sums.get(row.year, 0) for row in rows]
        ledger = _into(law, phase, ledger, member)
        found, ledger = _judge(law, rows, own, ledger, due=as_of >= group.due)
        result += found
    return result


def _as_they_fell_due(
    law: Law,
    groups: Sequence[_Together],
    given: Sequence[Surrendered],
    as_of: date,
    now: Sequence[YearStatus],
    member: str,
) -> list[YearStatus]:
    """Every year judged on what had been given, and what was reported, by the day on which it fell due.

    What came later makes good what is owed, and changes neither the letter of that day nor the penalty (Directive
    2003/87/EC Art 16(3)). A report that was corrected since has the letter of a correction.
    """
    result: list[YearStatus] = []
    for number, group in enumerate(groups, start=1):
        in_time = [row for row in given if row.on <= group.due]
        size = len(group.versions)
        own = _walk(law, groups[:number], in_time, group.due, as_of, member)[-size:]
        by_now = _walk(law, groups[:number], in_time, as_of, as_of, member)[-size:]
        for then, corrected, today in zip(own, by_now, now[len(result) : len(result) + size], strict=True):
            made_good = then._replace(surrendered=today.surrendered, balance=today.balance, owed=today.owed)
            is_corrected = then.verified != today.verified
            result.append(_corrected(law, made_good, corrected, today) if is_corrected else made_good)
    return result


def _corrected(law: Law, then: YearStatus, corrected: YearStatus, today: YearStatus) -> YearStatus:
    """A year of which another figure stands than on the day on which it fell due.

    The difference is owed, or is owed no more. What was under-reported then and found later is not penalised as what
    was not surrendered (Court of Justice C-148/14); what was not emitted after all is penalised no more.
    """
    penalised = min(then.penalised, corrected.penalised)
    letters = law.letters
    letter = then.letter and (letters.corrected_enough if today.balance >= 0 else letters.corrected_short)
    of_year = then.letter_of_year and (
        letters.corrected_enough if today.surrendered >= (today.verified or 0) else letters.corrected_short
    )
    penalty = law.penalty(then.year).times(penalised)
    return today._replace(penalised=penalised, penalty=penalty, letter=letter, letter_of_year=of_year)


class _Ledger(NamedTuple):
    """How an installation stands between two years."""

    phase: Period | None = None
    balance: int = 0

    @property
    def shortfall(self) -> int:
        return max(0, -self.balance)


def _into(law: Law, phase: Period, before: _Ledger, member: str) -> _Ledger:
    """How an installation stands as a phase begins: what those before it left, as far as the law lets it go on.

    What is missing of a last year in which the registry itself was late was never the operator's to surrender.
    """
    if before.phase is phase:
        return before
    if before.phase is None:
        return _Ledger(phase)
    for ended, begun in pairwise(each for each in law.periods if before.phase.number <= each.number <= phase.number):
        surplus = max(0, before.balance) if begun.surplus_goes_on else 0
        missing = before.shortfall if begun.restitution else 0
        before = _Ledger(begun, 0 if law.registry_was_late(member, ended.last_year) else surplus - missing)
    return before


def heard(
    law: Law, record: YearRecord, as_of: date, cycle: str = "", before: Iterable[SupersededYear] = ()
) -> list[Reported]:
    """What was heard of a year on record, in the order in which it was entered; nothing where nothing had to be yet.

    `before` is what the year said before, of whatever was entered of it. Silence counts: who is given units for a year,
    and does not report by the law's day, has not reported.
    """
    if record.report:
        earlier = [_reported(each) for each in before if each.what == "report" and each.year == record.year]
        return [*earlier, _reported(record)]
    if (record.planned or record.allocated) and law.is_over("report", record.year, as_of, cycle):
        return [Reported(record.year, None, None, "not reported")]
    return []


def _reported(row: YearRecord | SupersededYear) -> Reported:
    known = row.known if isinstance(row, SupersededYear) else row.report_known
    return Reported(row.year, _day(row.reported_on), row.verified, row.report, known=_day(known))


@lru_cache(1024)
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(1024)
def _penalty(law: Law, year: int, tonnes: int) -> Money:
    return law.penalty(year).times(tonnes)


def _judge(
    law: Law, rows: Sequence[Reported], given: Sequence[int], before: _Ledger, *, due: bool
) -> tuple[list[YearStatus], _Ledger]:
    """The years that are judged together, mostly one, and how the ledger stands then.

    What is missing falls due with the last of them.
    """
    assert before.phase is not None
    phase, emitted = before.phase, sum([row.verified or 0 for row in rows])
    year_balance = sum(given) - emitted
    after = _Ledger(phase, before.balance + year_balance)
    missing_before, missing = before.shortfall, after.shortfall
    newly_missing = max(0, missing - missing_before) if due else 0
    result = []
    for row, surrendered in zip(rows, given, strict=True):
        restitution = missing_before if phase.restitution and row is rows[0] else 0
        penalised = min(newly_missing, emitted) if newly_missing and row is rows[-1] else 0
        status = YearStatus(
            year=row.year,
            phase=phase.number,
            report=row.state,
            verified=row.verified,
            restitution=restitution,
            obligation=(row.verified or 0) + restitution,
            surrendered=surrendered,
            balance=after.balance,
            shortfall=missing if due else 0,
            owed=missing if due and phase.restitution else 0,
            penalised=penalised,
            penalty=_penalty(law, row.year, penalised),
            letter_of_year=letter(law.letters, row, year_balance) if due else NOT_YET,
            letter=letter(law.letters, row, after.balance) if due else NOT_YET,
        )
        result.append(status)
    return result, after


def letter(letters: Letters, report: Reported, balance: int) -> str:
    """The compliance letter for a report and the balance of surrendered units over verified emissions.

    An excluded year adds nothing to the balance, which is judged all the same.
    """
    if report.suspended:
        return letters.impossible
    if report.correction:
        return letters.corrected_enough if report.correction == "in compliance" else letters.corrected_short
    if report.state == "not reported":
        return letters.no_report
    return letters.enough if balance >= 0 else letters.short
