"""One installation's years, judged on what the books hold of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from openets.compliance.agreement import CAUSES, NOT_COMPARED, cause
from openets.compliance.penalties import Shown, shown
from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.laws.now import eu_ets
from openets.ledger.accounts import Installation
from openets.ledger.store import YearRecord
from openets.stores.sql import queries, summaries


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
    given = [
        Surrendered(
            row.year, date.fromisoformat(row.at[:10]), eu_ets().terms.transactions[row.type].sign * row.quantity
        )
        for row in queries.surrenders(own.key)
    ]
    heard = [_reported(record) for record in records if record.report]
    told = statuses(eu_ets(), heard, given, as_of or date.max, aviation=own.aviation)
    found = {status.year: status for status in told}
    judged = summaries.totals().judged_years
    penalties = {
        record.year: shown(
            eu_ets(), own.key.partition("_")[0], record.official, found[record.year], judged=record.year in judged
        )
        for record in records
        if record.year in found
    }
    compared = as_of is None
    return [
        _judged(record, found.get(record.year), penalties.get(record.year), compared=compared) for record in records
    ]


def penalised_by_phase(years: Sequence[JudgedYear]) -> Counter[int]:
    """Period → tonnes for which a penalty is shown."""
    tonnes: Counter[int] = Counter()
    for year in years:
        if year.status is not None and year.penalty is not None:
            tonnes[year.status.phase] += year.penalty.tonnes
    return tonnes


def _reported(record: YearRecord) -> Reported:
    """A report with its day, so that the rules can leave out what was entered later."""
    on = date.fromisoformat(record.reported_on) if record.reported_on else None
    return Reported(record.year, on, record.verified, record.report)


def _judged(record: YearRecord, status: YearStatus | None, penalty: Shown | None, *, compared: bool) -> JudgedYear:
    why = cause(eu_ets().letters, record.official, status) if status is not None and compared else NOT_COMPARED
    return JudgedYear(record, status, why, CAUSES.get(why, ""), penalty)
