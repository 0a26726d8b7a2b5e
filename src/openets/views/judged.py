"""One installation's years, judged on what the books hold of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from openets.compliance.agreement import CAUSES, NOT_COMPARED, cause
from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.ledger.store import YearRecord
from openets.views import transactions
from openets.views.law import books_law


class JudgedYear(NamedTuple):
    """A year as it is on record, as the rules judge it, and how that compares with the official letter."""

    record: YearRecord
    status: YearStatus | None
    cause: str
    meaning: str
    """What the cause says, ``""`` where the two letters agree, cannot be compared, or are not of the same day."""


def judged_years(key: str, records: Sequence[YearRecord], as_of: date | None) -> list[JudgedYear]:
    """Every year of an installation, judged on what is known now, or was on `as_of`.

    Official letters are those of now: a letter of another day is not held against them.
    """
    law = books_law()
    given = [
        Surrendered(row.year, date.fromisoformat(row.at[:10]), law.terms.transactions[row.type].sign * row.quantity)
        for row in transactions.surrenders(key)
    ]
    heard = [_reported(record) for record in records if record.report]
    found = {status.year: status for status in statuses(law, heard, given, as_of or date.max)}
    return [_judged(record, found.get(record.year), compared=as_of is None) for record in records]


def _reported(record: YearRecord) -> Reported:
    """A report with its day, so that the rules can leave out what was entered later."""
    on = date.fromisoformat(record.reported_on) if record.reported_on else None
    return Reported(record.year, on, record.verified, record.report)


def _judged(record: YearRecord, status: YearStatus | None, *, compared: bool) -> JudgedYear:
    why = cause(record.official, status) if status is not None and compared else NOT_COMPARED
    return JudgedYear(record, status, why, CAUSES.get(why, ""))
