"""One installation's years, judged on what the books hold of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from openets.compliance.official import CAUSES, NOT_COMPARED, Shown, cause, shown
from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.kernel.money import Money
from openets.laws.law import Law, Period
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.views import summaries, transactions
from openets.views.accounts import accounts_of
from openets.views.law import books_law


class JudgedYear(NamedTuple):
    """A year as it is on record, as the rules judge it, and how that compares with the official letter."""

    record: YearRecord
    status: YearStatus | None
    cause: str
    meaning: str
    """What the cause says, ``""`` where the two letters agree, cannot be compared, or are not of the same day."""
    penalty: Shown | None
    """What of the computed penalty may be shown, `None` where nothing is judged."""


def judged_years(own: Installation, records: Sequence[YearRecord], as_of: date | None) -> list[JudgedYear]:
    """Every year of an installation, judged on what is known now, or was on `as_of`.

    Official letters are those of now: a letter of another day is not held against them. Which penalties may be shown
    they say on any day.
    """
    law = books_law()
    given = [
        Surrendered(row.year, date.fromisoformat(row.at[:10]), law.terms.transactions[row.type].sign * row.quantity)
        for row in transactions.surrenders(own.key)
    ]
    heard = [_reported(record) for record in records if record.report]
    told = statuses(law, heard, given, as_of or date.max, aviation=own.aviation, cycle=_cycle(law, own.key))
    found = {status.year: status for status in told}
    return [_judged(record, found.get(record.year), compared=as_of is None) for record in records]


def _cycle(law: Law, key: str) -> str:
    """The cycle of an installation: that of its operator's account, ``""`` where the law has no cycles."""
    if not any(kind.cycle for kind in law.terms.accounts.values()):
        return ""
    kinds = (law.terms.accounts[account.type] for account in accounts_of(key))
    return next((kind.cycle for kind in kinds if kind.operator), "")


class PeriodPenalty(NamedTuple):
    """What of a period's computed penalties is shown: the units that were missing, and the sum of its years."""

    period: Period
    short: int
    amount: Money


def penalties_by_period(years: Sequence[JudgedYear]) -> list[PeriodPenalty]:
    """Every period in which a penalty is shown, added up year by year: an indexed amount is another in each year."""
    law, found = books_law(), []
    nothing = Money(Decimal(0), law.currency)
    for period in law.periods:
        own = [each.penalty for each in years if each.penalty and each.status and each.status.phase == period.number]
        short = sum(each.tonnes for each in own)
        if short:
            found.append(PeriodPenalty(period, short, sum((each.amount for each in own), nothing)))
    return found


def _reported(record: YearRecord) -> Reported:
    """A report with its day, so that the rules can leave out what was entered later."""
    on = date.fromisoformat(record.reported_on) if record.reported_on else None
    return Reported(record.year, on, record.verified, record.report)


def _judged(record: YearRecord, status: YearStatus | None, *, compared: bool) -> JudgedYear:
    if status is None:
        return JudgedYear(record, None, NOT_COMPARED, "", None)
    law, judged = books_law(), record.year in summaries.totals().judged_years
    penalty = shown(law, record.installation.partition("_")[0], record.official, status, judged=judged)
    why = cause(law.letters, record.official, status) if compared else NOT_COMPARED
    return JudgedYear(record, status, why, CAUSES.get(why, ""), penalty)
