"""Judging many installations at once from their year records."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from openets.compliance.agreement import cause
from openets.compliance.penalties import Shown, shown
from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.laws.law import Law
from openets.ledger.store import YearRecord


class Standing(NamedTuple):
    """An installation's year: what the books say, how it is judged, and how that compares with the official letter."""

    record: YearRecord
    status: YearStatus
    cause: str
    penalty: Shown
    """What of the computed penalty may be shown."""


def standings(
    law: Law, records: Iterable[YearRecord], *, aircraft: Container[str], judged: Container[int]
) -> Iterator[Standing]:
    """Judge all years of all installations, with everything that the books hold today.

    `records` come ordered by installation; those in `aircraft` are aircraft operators.
    `judged` are the years of which there are official letters, anyone's. Year records have
    no dates of surrender; every unit counts.
    """
    for key, group in groupby(records, key=lambda record: record.installation):
        years = {record.year: record for record in group if record.report or record.surrendered}
        reports = [_reported(record) for record in years.values() if record.report]
        surrenders = [_surrendered(record) for record in years.values() if record.surrendered]
        for status in statuses(law, reports, surrenders, date.max, aviation=key in aircraft):
            record = years[status.year]
            penalty = shown(law, key.partition("_")[0], record.official, status, judged=status.year in judged)
            yield Standing(record, status, cause(law.letters, record.official, status), penalty)


def _reported(record: YearRecord) -> Reported:
    return Reported(record.year, None, record.verified, record.report)


def _surrendered(record: YearRecord) -> Surrendered:
    return Surrendered(record.year, date.min, record.surrendered)
