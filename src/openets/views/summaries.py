"""Totals over the whole books, kept in process until the journal grows.

Adding up a quarter of a million installation-years takes longer than a page may. So it is done once for each
state of the journal: at once where the books are small, otherwise in the background while pages go on showing
the totals before, which name the journal entry that they stand at.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from openets.ledger.store import YearRecord
from openets.ledger.transactions import Effect
from openets.stores.sql import models
from openets.stores.sql.synthetic import SYNTHETIC
from openets.views import known, law
from openets.views.cells import Cell
from openets.views.judging import superseded
from openets.views.kept import Kept
from openets.views.known import present
from openets.views.law import Past, asked, books_law, past_shown
from openets.views.past import YearKnown, balances_known, years_known

KEPT_DAYS = 64

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


def records() -> Iterable[YearRecord]:
    """Every year of every installation, by installation and year."""
    if past := past_shown():
        return (each.record for each in records_known(past))
    query = models.InstallationYear.objects.order_by("installation", "year").values_list(*YearRecord._fields)
    return map(YearRecord._make, query.iterator(chunk_size=5000))


def records_known(past: Past) -> Iterator[YearKnown]:
    """Every year of every installation as it was in a past, by installation and year."""
    there = set(models.Installation.objects.values_list("key", flat=True))
    with present():
        found = years_known(past, superseded(), books_law())
    return (each for each in found if each.record.installation in there)


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


def forget() -> None:
    """Keep nothing: for tests, and for whoever exchanges the books under a running process."""
    _totals.forget()
    law.forget()
    known.forget()
    _members_then.cache_clear()
    _years_then.cache_clear()
    _years_judged.cache_clear()
    _biggest_then.cache_clear()
