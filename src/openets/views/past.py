"""What accounts held, and where units were, in a past: what was entered, or took effect, since is taken back.

What is held now stands in tables; what was held then is not kept again. Each transaction since is undone by what its
journal entry says of serial numbers.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from openets.engine.posting import count
from openets.kernel.refusals import Misuse
from openets.kernel.units import Block, series_from_text
from openets.laws.law import Law
from openets.ledger.accounts import FOREIGN, Account
from openets.ledger.entries import Range, block_read
from openets.ledger.store import SupersededYear, Total, YearRecord, known_on
from openets.ledger.terms import Terms
from openets.ledger.transactions import Effect, Proposal, TransactionType
from openets.stores.sql import models
from openets.stores.sql.work import account_of
from openets.views.law import LAST, Past

END = "T99"
"""After a day, it is later than every instant of the day."""

# Everything here is asked of the present: `known.present` is around it.


def since(past: Past) -> QuerySet[models.Transaction, models.Transaction]:
    """The transactions that were entered later than the past knows of, or took effect after it."""
    found = models.Transaction.objects.filter(at__gt=f"{past.entered}{END}")
    return found if past.on == LAST else found.filter(Q(at__gt=f"{past.known}{END}") | Q(effective__gt=past.on))


def blocks_known(own: Account, blocks: Iterable[Block], past: Past, law: Law) -> list[Block]:
    """The blocks that an account held in a past; `blocks` are those of now.

    Whatever the order in which units came and went, each was there then as often as it is there now, and as it left
    since, less as often as it came since: once, or not at all. Raises `Misuse` where that comes to anything else: what
    is entered as of an earlier day may move units that came later.
    """
    edges: dict[str, Counter[int]] = defaultdict(Counter)
    _count(edges, ((block.series.text(), block.start, block.end) for block in blocks), 1)
    for left, came in _moved(own.key, past, law):
        _count(edges, left, 1)
        _count(edges, came, -1)
    return [
        Block(series_from_text(text), start, end) for text in sorted(edges) for start, end in _there_once(edges[text])
    ]


def _count(edges: dict[str, Counter[int]], ranges: Iterable[Range], number: int) -> None:
    """Count the units of some ranges, by where each begins and where the next serial number is."""
    for series, start, end in ranges:
        edges[series][start] += number
        edges[series][end + 1] -= number


def _there_once(edges: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """First and last serial numbers of the units that are counted once."""
    count, begun = 0, 0
    for place, change in sorted(edges.items()):
        if not change:
            continue  # where two ranges touch
        if count:
            yield begun, place - 1
        count, begun = count + change, place
        if count not in (0, 1):
            raise Misuse(UNTOLD)


_AT_ONCE = 500
"""Journal entries that are fetched with one question."""


class _Ends(NamedTuple):
    """What a transaction is, and between which accounts."""

    registry: str
    sequence: int
    type: str
    transferring: int
    acquiring: int


def _moved(key: int, past: Past, law: Law) -> Iterator[tuple[list[Range], list[Range]]]:
    """Of each transaction of an account since, which units left it and which came."""
    rows = since(past).filter(Q(transferring=key) | Q(acquiring=key)).order_by("registry", "sequence")
    found = [_Ends(*row) for row in rows.values_list(*_Ends._fields)]
    for registry, own in groupby(found, key=lambda row: row.registry):
        while some := {row.sequence: row for row in islice(own, _AT_ONCE)}:
            entries = models.JournalEntry.objects.filter(registry=registry, sequence__in=some)
            for sequence, text in entries.values_list("sequence", "text"):
                yield _ranges(key, some[sequence], json.loads(text), law)


def _ranges(key: int, ends: _Ends, told: Mapping[str, Any], law: Law) -> tuple[list[Range], list[Range]]:
    """Which units of a transaction left an account, and which came into it."""
    moved, created = ([*map(block_read, told.get(name, ()))] for name in ("blocks", "created"))
    replaces = law.terms.transactions[ends.type].effect is Effect.REPLACE
    left = moved if ends.transferring == key else []
    came = (moved if replaces else created or moved) if ends.acquiring == key else []
    return left, [*came, *created] if left and replaces else came


UNTOLD = (
    "which serial numbers the account held on that day cannot be told: a transaction that was entered later, as of an"
    " earlier day, moved units that came after it. The list of accounts says how many units it held; as_of says which"
    " serial numbers were known"
)


# --- sums -----------------------------------------------------------------------------------------

_GROUPS = ("type", "unit", "transferring", "acquiring")


def added_since(past: Past, law: Law, keys: Iterable[int] | None = None) -> Mapping[tuple[int, str], int]:
    """What has come into accounts since a day, less what has left them, by account key and unit type; of all accounts,
    or of those that are named."""
    rows = since(past)
    if keys is not None:
        own = set(keys)
        rows = rows.filter(Q(transferring__in=own) | Q(acquiring__in=own))
    found: dict[tuple[int, str], int] = defaultdict(int)
    for type, unit, source, target, units in rows.values_list(*_GROUPS).annotate(units=Sum(F("quantity"))).order_by():
        for place, quantity in _effects(law.terms.transactions[type], unit, source, target, int(units)):
            found[place] += quantity
    abroad = set(models.Account.objects.filter(type=FOREIGN).values_list("key", flat=True))
    return {place: units for place, units in found.items() if place[0] not in abroad}


def _effects(
    kind: TransactionType, unit: str, source: int, target: int, units: int
) -> Iterator[tuple[tuple[int, str], int]]:
    """What transactions of a type have added to which account and unit type."""
    made = kind.makes(unit) if kind.effect in (Effect.CONVERT, Effect.REPLACE) else unit
    if source:
        yield (source, unit), -units
    if source and kind.effect is Effect.REPLACE:
        yield (source, made), units
    yield (target, made if kind.effect is Effect.CONVERT else unit), units


@dataclass
class _Counts:
    """What `engine.posting.count` counts on."""

    terms: Terms
    totals: dict[Total, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, registry: str, unit: str, what: str, quantity: int) -> None:
        self.totals[registry, unit, what] += quantity


def totals_known(now: Mapping[Total, int], past: Past, law: Law) -> dict[Total, int]:
    """Every running total of units as it was at the end of a day; `now` are those of now.

    Removal units by activity, shares of proceeds and plans are left out: no transaction's row says them.
    """
    counts = _Counts(law.terms, defaultdict(int, now))
    rows = list(since(past).values_list(*_GROUPS).annotate(units=Sum(F("quantity"))).order_by())
    fields = models.Account.objects.filter(key__in={key for row in rows for key in row[2:4]})
    known = {row[0]: account_of(row) for row in fields.values_list(*Account._fields)}
    for type, unit, source, target, units in rows:
        proposal = Proposal(type, "", "", unit, -int(units), "")
        count(counts, proposal, law.terms.transactions[type], known.get(source), known[target])  # type: ignore[arg-type]
    kept = {each for each in counts.totals if each[1] and not each[2].startswith("issued ") and each[2] != "owed"}
    return {each: counts.totals[each] for each in kept if counts.totals[each]}


def balances_known(now: Mapping[tuple[str, str, str], int], past: Past, law: Law) -> dict[tuple[str, str, str], int]:
    """Units by registry and type of the account and unit type at the end of a day; `now` are those of now."""
    found = defaultdict(int, now)
    kinds = {
        key: (registry, type) for key, registry, type in models.Account.objects.values_list("key", "registry", "type")
    }
    for (key, unit), units in added_since(past, law).items():
        found[*kinds[key], unit] -= units
    return {place: units for place, units in found.items() if units}


# --- years ----------------------------------------------------------------------------------------


class YearKnown(NamedTuple):
    """A year as it was in a past, and whether it is another now."""

    record: YearRecord
    changed: bool


def years_known(past: Past, before: Mapping[str, Sequence[SupersededYear]], law: Law) -> Iterator[YearKnown]:
    """Every year of every installation as it was in a past, by installation and year; `before` is what the years of
    each said before something else was entered. All is read before the first is given."""
    moved, undone = _moved_since(past, law), _undone_by(past, law)
    query = models.InstallationYear.objects.order_by("installation", "year").values_list(*YearRecord._fields)
    # as plain rows, which Python's collector of garbage need not go through again and again
    rows = list(query.iterator(chunk_size=5000))
    return _as_known(map(YearRecord._make, rows), past, before, moved, undone)


def _as_known(
    records: Iterable[YearRecord],
    past: Past,
    before: Mapping[str, Sequence[SupersededYear]],
    moved: Mapping[tuple[str, int], tuple[int, int, int]],
    undone: Container[tuple[str, int]],
) -> Iterator[YearKnown]:
    """The years of now as they were in a past: without what was `moved` since, and those that nothing was known of
    where nothing was `undone` until then."""
    nothing, entered = (0, 0, 0), past.entered
    for record in records:
        place = record.installation, record.year
        days = (record.plan_known, record.reported_on, record.report_known, record.official_known)
        late, changed = max(days) > entered, place in moved
        given, taken, covered = moved.get(place, nothing)
        allocated, surrendered = record.allocated - given, record.surrendered - taken
        there = allocated or surrendered or place in undone
        then = record
        if late and not (min(filter(None, days)) <= entered or record.installation in before):
            if not there:
                continue  # as most on an early day: nothing of it was known
            then = YearRecord(*place)
        elif late:
            then = known_on(record, before.get(record.installation, ()), *past)
        if late or changed:
            covered = record.surrendered_allowances - covered
            then = then._replace(allocated=allocated, surrendered=surrendered, surrendered_allowances=covered)
        if there or then.plan_known or then.report_known or then.official_known:
            yield YearKnown(then, late or changed)


def _moved_since(past: Past, law: Law) -> dict[tuple[str, int], tuple[int, int, int]]:
    """By installation and year what was allocated since, surrendered, and of that in allowances."""
    found: dict[tuple[str, int], tuple[int, int, int]] = {}
    kinds = {code: (each.record, each.sign) for code, each in law.terms.transactions.items()}
    groups = since(past).filter(year__gt=0).order_by().values_list("installation", "year", "type", "unit")
    for key, year, type, unit, units in groups.annotate(units=Sum("quantity")):
        (what, sign), (given, taken, covered) = kinds[type], found.get((key, year), (0, 0, 0))
        signed = sign * int(units)
        if what == "allocated":
            given += signed
        elif what == "surrendered":
            taken, covered = taken + signed, covered + signed * law.terms.units[unit].allowance
        found[key, year] = given, taken, covered
    return found


def _undone_by(past: Past, law: Law) -> set[tuple[str, int]]:
    """The years for which something was entered and undone until then: they were on record, with nothing."""
    back = [code for code, each in law.terms.transactions.items() if each.record and each.sign < 0]
    query = models.Transaction.objects.filter(type__in=back, at__lte=f"{past.known}{END}", year__gt=0)
    query = query.filter(effective__lte=past.on)
    return set(query.values_list("installation", "year"))
