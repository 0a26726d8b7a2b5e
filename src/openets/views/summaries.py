"""Totals over the whole books, kept in process until the journal grows.

Adding up a quarter of a million installation-years takes longer than a page may. So it is done once for each
state of the journal: at once where the books are small, otherwise in the background while pages go on showing
the totals before, which name the journal entry that they stand at.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import NamedTuple

from django.db import connections
from django.db.models import Q

from openets.compliance.official import AGREES, NOT_COMPARED, Standing, standings
from openets.compliance.status import NOT_YET, Surrendered
from openets.laws.law import Law
from openets.ledger.accounts import AIRCRAFT, Installation
from openets.ledger.store import YearRecord
from openets.ledger.transactions import Effect
from openets.stores.sql import models
from openets.stores.sql.synthetic import SYNTHETIC
from openets.views import known, law
from openets.views.cells import Cell
from openets.views.judging import cycles_of, letters_of, superseded
from openets.views.kept import Kept
from openets.views.known import present
from openets.views.law import Past, asked, books_law, day_known, past_shown, today
from openets.views.past import balances_known, years_known

KEPT_DAYS = 64
JUDGED_AT_ONCE = 500
SMALL_ROWS = 3000
"""Installation-years that are judged within a request; more than that are judged in the background."""

WORKED_OUT = "the computed letters are being worked out: ask again in a few seconds"

_log = logging.getLogger(__name__)


# --- totals ---------------------------------------------------------------------------------------


class Volume(NamedTuple):
    """Transactions of one kind: how many, how many units, and whether any belong to synthetic installations."""

    number: int
    units: int
    synthetic: bool


@dataclass(frozen=True, eq=False)
class Totals:
    """The books added up, as they stood after `entries` journal entries."""

    entries: int
    cells: list[Cell]
    installations: dict[tuple[str, int], int]
    """Installations by (member, activity)."""
    synthetic: set[tuple[str, int]]
    """(member, activity) of the synthetic ones among them."""
    accounts: dict[tuple[str, str], int]
    """Accounts by (registry, account type)."""
    balances: dict[tuple[str, str, str], int]
    """Units by (registry of the account, account type, unit type)."""
    transactions: dict[tuple[str, str, str, int, bool], Volume]
    """By (registry, type, unit type, year of the transaction, reconstructed)."""
    auctioned: dict[tuple[str, int, bool], int] = field(default_factory=dict)
    """Units issued into accounts of auctions by (unit type, year of the transaction, reconstructed)."""

    def of(self, chosen: Callable[[str, int], bool]) -> list[Cell]:
        """Cells of the members and activities that are chosen."""
        return [cell for cell in self.cells if chosen(cell.state, cell.activity)]

    @cached_property
    def latest_year(self) -> int:
        """The last year for which anybody reported emissions; 0 in empty books."""
        return max((cell.year for cell in self.cells if cell.reports), default=0)

    @cached_property
    def letters(self) -> list[str]:
        """Official letters on record, as their source writes them."""
        return sorted({cell.official for cell in self.cells if cell.official})

    @cached_property
    def judged_years(self) -> frozenset[int]:
        """Years of which there are official letters, anyone's."""
        return frozenset(cell.year for cell in self.cells if cell.official)

    @cached_property
    def years(self) -> list[int]:
        """Years on record, the latest first."""
        return sorted({cell.year for cell in self.cells}, reverse=True)


_CELLS = """
    SELECT i.member_state, i.activity, y.year, y.official, i.synthetic, COUNT(*), COUNT(y.verified),
           SUM(y.allocated), COALESCE(SUM(y.verified), 0), SUM(y.surrendered),
           SUM(CASE WHEN y.verified IS NULL THEN y.allocated ELSE 0 END),
           SUM(CASE WHEN y.verified IS NULL AND y.allocated > 0 THEN 1 ELSE 0 END)
    FROM installation_year y JOIN installation i ON i.key = y.installation
    GROUP BY i.member_state, i.activity, y.year, y.official, i.synthetic
    ORDER BY y.year
"""
_BALANCES = """
    SELECT a.registry, a.type, b.unit, SUM(b.units)
    FROM (SELECT account, unit, SUM("end" - start + 1) AS units FROM block GROUP BY account, unit) b
    JOIN account a ON a.key = b.account
    GROUP BY a.registry, a.type, b.unit
"""
_TRANSACTIONS = f"""
    SELECT registry, type, unit, SUBSTR(at, 1, 4), reconstructed, COUNT(*), SUM(quantity),
           MAX(CASE WHEN {SYNTHETIC["transaction_log"]} THEN 1 ELSE 0 END)
    FROM transaction_log GROUP BY registry, type, unit, SUBSTR(at, 1, 4), reconstructed
"""
_INSTALLATIONS = "SELECT member_state, activity, COUNT(*) FROM installation GROUP BY member_state, activity"
_SYNTHETIC = "SELECT DISTINCT member_state, activity FROM installation WHERE synthetic"
_ACCOUNTS = "SELECT registry, type, COUNT(*) FROM account GROUP BY registry, type"


def _add_up(entries: int) -> Totals:
    past = past_shown()
    # sums come back as Decimal from PostgreSQL
    cells = (
        _cells_known()
        if past
        else [Cell(a, b, c, d, bool(e), *map(int, rest)) for a, b, c, d, e, *rest in asked(_CELLS)]
    )
    return Totals(
        entries=entries,
        cells=cells,
        installations={(a, b): number for a, b, number in asked(_INSTALLATIONS)},
        synthetic={(a, b) for a, b in asked(_SYNTHETIC)},
        accounts={(a, b): number for a, b, number in asked(_ACCOUNTS)},
        balances=_balances(past),
        transactions={
            (registry, kind, unit, int(year), bool(inferred)): Volume(number, int(units), bool(made_up))
            for registry, kind, unit, year, inferred, number, units, made_up in asked(_TRANSACTIONS)
        },
        auctioned=_auctioned(),
    )


def _auctioned() -> dict[tuple[str, int, bool], int]:
    terms = books_law().terms
    accounts = [code for code, kind in terms.accounts.items() if kind.auction]
    issues = [code for code, kind in terms.transactions.items() if kind.effect == Effect.CREATE]
    if not accounts or not issues:
        return {}
    query = f"""
        SELECT unit, SUBSTR(at, 1, 4), reconstructed, SUM(quantity) FROM transaction_log
        WHERE acquiring IN (SELECT key FROM account WHERE type IN ({", ".join(["%s"] * len(accounts))}))
        AND type IN ({", ".join(["%s"] * len(issues))}) GROUP BY unit, SUBSTR(at, 1, 4), reconstructed
    """
    rows = asked(query, [*accounts, *issues])
    return {(unit, int(year), bool(inferred)): int(units) for unit, year, inferred, units in rows}


def _balances(past: Past | None) -> dict[tuple[str, str, str], int]:
    with present():
        now = {(a, b, c): int(units) for a, b, c, units in asked(_BALANCES)}
        return balances_known(now, past, books_law()) if past else now


def _cells_known() -> list[Cell]:
    """The cells of the past that is shown."""
    found: dict[tuple[str, int, int, str, bool], list[int]] = {}
    homes = {
        row[0]: row[1:]
        for row in models.Installation.objects.values_list("key", "member_state", "activity", "synthetic")
    }
    for row in records():
        state, activity, synthetic = homes[row.installation]
        sums = found.setdefault((state, activity, row.year, row.official, synthetic), [0] * 7)
        told = row.verified is not None
        without = 0 if told else row.allocated
        figures = (1, told, row.allocated, row.verified or 0, row.surrendered, without, without > 0)
        for place, figure in enumerate(figures):
            sums[place] += figure
    return [Cell(*key, *sums) for key, sums in sorted(found.items(), key=lambda each: each[0][2])]


_totals = Kept(_add_up)


def totals() -> Totals:
    """The books added up."""
    return _totals.ready()


# --- computed letters -----------------------------------------------------------------------------


class Difference(NamedTuple):
    """An installation's year whose computed letter is not the official one."""

    installation: str
    member_state: str
    activity: int
    name: str
    synthetic: bool
    year: int
    official: str
    computed: str
    cause: str
    verified: int | None
    surrendered: int
    penalised: int
    """Tonnes that the rules alone would penalise."""


@dataclass(frozen=True, eq=False)
class Computed:
    """The computed letters of a year, of the installations that have no official one."""

    keys: dict[str, list[str]] = field(default_factory=dict)
    """By letter, the installations."""
    counts: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    """How many, by (member, activity, letter)."""

    def add(self, key: str, state: str, activity: int, letter: str) -> None:
        self.keys.setdefault(letter, []).append(key)
        self.counts[state, activity, letter] += 1


NOBODY = Computed()


@dataclass(frozen=True, eq=False)
class Judgement:
    """Every installation-year judged by the scheme's rules on the books as they are."""

    entries: int
    letters: dict[tuple[str, int, int, str], int]
    """Installation-years by (member, activity, year, computed letter)."""
    compared: int
    differences: list[Difference]
    unofficial: dict[int, Computed]
    """By year, those where no official letter exists."""


class Place(NamedTuple):
    """Of an installation what letters are told with."""

    key: str
    member_state: str
    activity: int
    name: str
    synthetic: bool


def judged() -> Iterator[tuple[Place, Standing]]:
    """Every year of every installation, judged by all that the books hold."""
    rows = map(Installation._make, models.Installation.objects.values_list(*Installation._fields))
    places = {each.key: Place(each.key, each.member_state, each.activity, each.called, each.synthetic) for each in rows}
    aircraft = {key for key, row in places.items() if row.activity == AIRCRAFT}
    law = books_law()
    found = standings(
        law,
        records(),
        today(),
        aircraft=aircraft,
        judged=judged_years(),
        late=late(law),
        before=superseded(),
        known=day_known(),
        cycles=cycles_of(law),
    )
    return ((places[each.record.installation], each) for each in found)


def _judge(entries: int) -> Judgement:
    letters: Counter[tuple[str, int, int, str]] = Counter()
    differences: list[Difference] = []
    unofficial: dict[int, Computed] = {}
    compared = 0
    for (key, state, activity, name, synthetic), (record, status, cause, _) in judged():
        letters[state, activity, status.year, status.letter] += 1
        if not record.official and status.letter != NOT_YET:
            unofficial.setdefault(status.year, Computed()).add(key, state, activity, status.letter)
        compared += cause != NOT_COMPARED
        if cause not in (AGREES, NOT_COMPARED):
            own = (key, state, activity, name, synthetic, status.year, record.official, status.letter, cause)
            differences.append(Difference(*own, record.verified, record.surrendered, status.penalised))
    return Judgement(entries, dict(letters), compared, differences, unofficial)


def records() -> Iterable[YearRecord]:
    """Every year of every installation, by installation and year."""
    if past := past_shown():
        there = set(models.Installation.objects.values_list("key", flat=True))
        with present():
            found = years_known(past, superseded(), books_law())
        return [row for row in found if row.installation in there]
    query = models.InstallationYear.objects.order_by("installation", "year").values_list(*YearRecord._fields)
    return map(YearRecord._make, query.iterator(chunk_size=5000))


def members() -> set[str]:
    """Codes of the members whose installations the books hold."""
    past = past_shown()  # without adding everything up as of a day for the sake of a few codes
    return _members_then(*known.stand(past)) if past else {code for code, _ in totals().installations}


@lru_cache(maxsize=KEPT_DAYS)
def _members_then(books: str, past: Past, entries: int) -> set[str]:
    return set(models.Installation.objects.values_list("member_state", flat=True).distinct())


def years() -> list[int]:
    """Years on record, the latest first."""
    past = past_shown()
    return _years_then(*known.stand(past)) if past else totals().years


@lru_cache(maxsize=KEPT_DAYS)
def _years_then(books: str, past: Past, entries: int) -> list[int]:
    return sorted(models.InstallationYear.objects.values_list("year", flat=True).distinct(), reverse=True)


def judged_years() -> frozenset[int]:
    """Years of which there are official letters, anyone's."""
    past = past_shown()
    return _years_judged(*known.stand(past)) if past else totals().judged_years


@lru_cache(maxsize=KEPT_DAYS)
def _years_judged(books: str, past: Past, entries: int) -> frozenset[int]:
    with present():  # without adding everything up as of a day for the sake of one installation
        now = models.InstallationYear.objects.exclude(official="").filter(official_known__lte=past.entered)
        then = models.SupersededYear.objects.exclude(official="").filter(
            known__lte=past.entered, until__gt=past.entered
        )
        return frozenset(each for query in (now, then) for each in query.values_list("year", flat=True).distinct())


def biggest(year: int, number: int) -> list[YearRecord]:
    """The years with the greatest verified emissions of one year, the greatest first."""
    past = past_shown()
    return _biggest_then(*known.stand(past), year, number) if past else _biggest(year, number)


def _biggest(year: int, number: int) -> list[YearRecord]:
    found = models.InstallationYear.objects.filter(year=year, verified__gt=0).order_by("-verified", "installation")
    return [YearRecord(*row) for row in found.values_list(*YearRecord._fields)[:number]]


@lru_cache(maxsize=KEPT_DAYS)
def _biggest_then(books: str, past: Past, entries: int, year: int, number: int) -> list[YearRecord]:
    """The same in a past, which has no index to find them by; the first page of every day asks for them."""
    return _biggest(year, number)


def late(law: Law) -> dict[str, list[Surrendered]]:
    """The surrenders, with their days, of the installations of which any came after the day of its year, or of which a
    report was corrected."""
    signs = {code: kind.sign for code, kind in law.terms.transactions.items() if kind.record == "surrendered"}
    years = [year for period in law.periods for year in period.years]
    days = {year: law.deadline("surrender", year) for year in years if law.is_over("surrender", year, date.max)}
    given = models.Transaction.objects.filter(type__in=signs)
    if days:  # else they are another in each cycle
        after = reduce(or_, (Q(year=year, effective__gt=day.isoformat()) for year, day in days.items()))
        known = set(given.filter(after).values_list("installation", flat=True)) | superseded().keys()
        given = given.filter(installation__in=known)
    rows = given.order_by("at", "sequence")
    found: dict[str, list[Surrendered]] = {}
    fields = ("installation", "year", "effective", "type", "quantity", "at")
    for key, year, day, type, quantity, at in rows.values_list(*fields):
        own = Surrendered(year, date.fromisoformat(day), signs[type] * quantity, date.fromisoformat(at[:10]))
        found.setdefault(key, []).append(own)
    return found


_judgement = Kept(_judge)


def judgement() -> Judgement | None:
    """Every installation-year judged, or `None` while that is still being worked out for the first time."""
    if past_shown():
        return _judgement.ready()
    few = sum(cell.installations for cell in totals().cells) <= SMALL_ROWS
    return _judgement.get(wait=few)


def without_official(year: int) -> Computed | None:
    """Those without an official letter of a year, by computed letter; `None` while that is being worked out."""
    if past := past_shown():
        return _without_official_then(*known.stand(past), year)
    found = judgement()
    return None if found is None else found.unofficial.get(year, NOBODY)


@lru_cache(maxsize=KEPT_DAYS)
def _without_official_then(books: str, past: Past, entries: int, year: int) -> Computed:
    """The same in a past. Only those are judged, which are few in most books: to judge all takes seconds."""
    silent = models.InstallationYear.objects.filter(year=year, official="").values("installation")
    rows = models.Installation.objects.filter(key__in=silent).order_by("key").values_list(*Installation._fields)
    things, found = [Installation(*row) for row in rows], Computed()
    for start in range(0, len(things), JUDGED_AT_ONCE):
        some = things[start : start + JUDGED_AT_ONCE]
        letters = letters_of(some, year)
        for each in some:
            if each.key in letters:
                found.add(each.key, each.member_state, each.activity, letters[each.key])
    return found


def forget() -> None:
    """Keep nothing: for tests, and for whoever exchanges the books under a running process."""
    _totals.forget()
    _judgement.forget()
    law.forget()
    known.forget()
    _members_then.cache_clear()
    _years_then.cache_clear()
    _years_judged.cache_clear()
    _biggest_then.cache_clear()
    _without_official_then.cache_clear()


def warm() -> None:
    """Work everything out, so that the first visitor need not wait."""
    try:
        totals()
        _judgement.get(wait=True)
    except Exception:
        _log.exception("the totals of the books could not be worked out")
    finally:
        connections.close_all()
