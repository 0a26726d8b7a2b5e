"""What accounts held, and where units were, as it was known at the end of a day: what was entered since is taken back.

What is held now stands in tables; what was held then is not kept again. Each transaction since is undone, the latest
first, by what its journal entry says of serial numbers.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet, Sum

from openets.engine.posting import count
from openets.kernel.units import Block, series_from_text
from openets.laws.law import Law
from openets.ledger.accounts import Account
from openets.ledger.entries import Range, block_read
from openets.ledger.segments import Span, joined, less
from openets.ledger.store import Total
from openets.ledger.terms import Terms
from openets.ledger.transactions import Effect, Proposal
from openets.stores.sql import models
from openets.views.accounts import accounts_by_key
from openets.views.view import Filter, FilterKind

AS_OF = Filter("as_of", "As it was known on", "As it was known at the end of this day.", kind=FilterKind.DAY)
"""Asks a list for what was known on a day."""


def since(day: str) -> QuerySet[models.Transaction, models.Transaction]:
    """The transactions that were entered after a day."""
    return models.Transaction.objects.filter(at__gt=f"{day}T99")


def blocks_known(own: Account, blocks: Iterable[Block], day: str, law: Law) -> list[Block]:
    """The blocks that an account held at the end of a day; `blocks` are those of now."""
    held: dict[str, list[Span]] = defaultdict(list)
    for block in blocks:
        held[block.series.text()].append((block.series.origin, block.start, block.end))
    for source, moved, made in _moved(own.key, day, law):
        if source:
            _change(held, moved, back=True)
        if made:
            _change(held, made, back=False)
    found = ((series_from_text(text), joined(held[text])) for text in sorted(held))
    return [Block(series, start, end) for series, spans in found for _, start, end in spans]


def _moved(key: int, day: str, law: Law) -> Iterator[tuple[bool, list[Range], list[Range]]]:
    """The transactions of an account since a day, the latest first: whether units left it, which, and which came."""
    rows = since(day).filter(Q(transferring=key) | Q(acquiring=key)).order_by("-at", "registry", "-sequence")
    for registry, sequence, type, source, target in rows.values_list(
        "registry", "sequence", "type", "transferring", "acquiring"
    ):
        text = models.JournalEntry.objects.values_list("text", flat=True).get(registry=registry, sequence=sequence)
        told = json.loads(text)
        moved, created = ([*map(block_read, told.get(name, ()))] for name in ("blocks", "created"))
        replaces = law.terms.transactions[type].effect is Effect.REPLACE
        came: list[Range] = []
        if target == key:
            came = moved if replaces else created or moved
        if source == key and replaces:
            came = [*came, *created]
        yield source == key, moved, came


def _change(held: dict[str, list[Span]], ranges: Iterable[Range], *, back: bool) -> None:
    for series, start, end in ranges:
        span = (series.split(":", 2)[1], start, end)
        held[series] = [*held[series], span] if back else less(joined(held[series]), [span])


@dataclass
class _Counts:
    """What `engine.posting.count` counts on."""

    terms: Terms
    totals: dict[Total, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, registry: str, unit: str, what: str, quantity: int) -> None:
        self.totals[registry, unit, what] += quantity


def totals_known(now: dict[Total, int], day: str, law: Law) -> dict[Total, int]:
    """Every running total of units as it was at the end of a day; `now` are those of now.

    Removal units by activity, shares of proceeds and plans are left out: no transaction's row says them.
    """
    counts = _Counts(law.terms, defaultdict(int, now))
    groups = ("type", "unit", "transferring", "acquiring")
    rows = list(since(day).values_list(*groups).annotate(units=Sum(F("quantity"))).order_by())
    known = accounts_by_key(key for row in rows for key in row[2:4])
    for type, unit, source, target, units in rows:
        proposal = Proposal(type, "", "", unit, -units, "")
        count(counts, proposal, law.terms.transactions[type], known.get(source), known[target])  # type: ignore[arg-type]
    kept = {each for each in counts.totals if each[1] and not each[2].startswith("issued ") and each[2] != "owed"}
    return {each: counts.totals[each] for each in kept if counts.totals[each]}
