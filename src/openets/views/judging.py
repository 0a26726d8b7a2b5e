"""Judging a few installations at once by the scheme's rules: for the rows of a page, which cannot wait for all."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from openets.compliance.status import NOT_YET, Surrendered, YearStatus, heard, statuses
from openets.laws.law import Law
from openets.ledger.accounts import Installation
from openets.ledger.store import SupersededYear, YearRecord
from openets.stores.sql import models
from openets.views.law import books_law, day_known, today


def statuses_of(
    things: Sequence[Installation], records: Iterable[YearRecord] | None = None
) -> dict[str, list[YearStatus]]:
    """By installation, every year as the rules judge it on what is known; of the years that are given, or of all."""
    law, day, known = books_law(), today(), day_known()
    keys = [each.key for each in things]
    given, before, cycles = _surrendered(law, keys), superseded(keys), cycles_of(law, keys)
    own: dict[str, list[YearRecord]] = defaultdict(list)
    for record in _records(keys) if records is None else records:
        own[record.installation].append(record)
    found = {}
    for each in things:
        key, cycle = each.key, cycles.get(each.key, "")
        reports = [said for row in own[key] for said in heard(law, row, day, cycle, before.get(key, ()))]
        found[key] = statuses(
            law, reports, given[key], day, aviation=each.aviation, cycle=cycle, member=each.member_state, known=known
        )
    return found


def letters_of(things: Sequence[Installation], year: int) -> dict[str, str]:
    """The computed letter of one year, by installation; of those that are judged for it."""
    told = statuses_of(things) if things else {}
    return {key: row.letter for key, rows in told.items() for row in rows if row.year == year and row.letter != NOT_YET}


def letters_of_years(things: Sequence[Installation]) -> dict[tuple[str, int], str]:
    """The computed letters of all years that are judged, by installation and year."""
    told = statuses_of(things) if things else {}
    return {(key, row.year): row.letter for key, rows in told.items() for row in rows if row.letter != NOT_YET}


def _records(keys: Sequence[str]) -> Iterable[YearRecord]:
    query = models.InstallationYear.objects.filter(installation__in=keys).order_by("installation", "year")
    return map(YearRecord._make, query.values_list(*YearRecord._fields))


def superseded(keys: Iterable[str] | None = None) -> dict[str, list[SupersededYear]]:
    """By installation, of some or all, what its years said before something else was entered, in the order of entry."""
    query = models.SupersededYear.objects.order_by("id")
    query = query if keys is None else query.filter(installation__in=keys)
    found: dict[str, list[SupersededYear]] = {}
    for row in query.values_list(*SupersededYear._fields):
        found.setdefault(row[0], []).append(SupersededYear(*row))
    return found


def cycles_of(law: Law, keys: Iterable[str] | None = None) -> dict[str, str]:
    """By installation its cycle, which is that of its operator's account; nothing where the law has no cycles."""
    kinds = law.terms.cycles
    if not kinds:
        return {}
    query = models.Account.objects.filter(type__in=kinds).exclude(installation="").order_by("-key")
    query = query if keys is None else query.filter(installation__in=keys)
    return {key: kinds[type] for key, type in query.values_list("installation", "type")}


def _surrendered(law: Law, keys: Sequence[str]) -> dict[str, list[Surrendered]]:
    """By installation what was surrendered, with its days."""
    signs = {code: kind.sign for code, kind in law.terms.transactions.items() if kind.record == "surrendered"}
    # by their accounts, which have an index; types are chosen here, so that it is used
    accounts = models.Account.objects.filter(installation__in=keys).values_list("key", flat=True)
    query = models.Transaction.objects.filter(Q(transferring__in=accounts) | Q(acquiring__in=accounts))
    found: dict[str, list[Surrendered]] = defaultdict(list)
    fields = ("installation", "year", "effective", "type", "quantity", "at")
    for key, year, day, type, quantity, at in query.order_by("at", "sequence").values_list(*fields):
        if type in signs:
            told = Surrendered(year, date.fromisoformat(day), signs[type] * quantity, date.fromisoformat(at[:10]))
            found[key].append(told)
    return found
