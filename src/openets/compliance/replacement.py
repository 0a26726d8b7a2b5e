"""Which tCERs and lCERs of a Party have been replaced, and cannot be again, and which it must replace soon.

The record of kind "replaced" has the registry's code as its key and holds serial ranges, those that touch as one.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from openets.compliance.party_limits import amount
from openets.kernel.units import Block
from openets.laws.law import Law
from openets.ledger.records import Body
from openets.ledger.segments import joined, less, overlap, span_text
from openets.ledger.transactions import SerialRanges
from openets.records.fields import Ranges, fields_of
from openets.records.steps import RecordKind, Taking, step_type, table_of


@dataclass(frozen=True, slots=True)
class Replaced:
    """Serial ranges (origin, start, end) that were replaced, those that touch as one."""

    ranges: Annotated[tuple[tuple[str, int, int], ...], Ranges()] = ()


def _add(taking: Taking[Replaced]) -> Replaced:
    before = taking.now or Replaced()
    return Replaced(tuple(joined((*before.ranges, *taking.told["ranges"]))))


STEPS = table_of(step_type("add", _add, "ranges"))

# what the log itself does when a replacement is completed
KIND: RecordKind[Taking[Replaced], Replaced] = RecordKind(
    "replaced", "what was replaced", Replaced, fields_of(Replaced), STEPS, follows=frozenset(STEPS)
)


def replaced_before(body: Body, ranges: SerialRanges) -> str:
    """What of some ranges was replaced before, in words; ``""`` where nothing was."""
    return span_text(overlap(ranges, body["ranges"]))


class Expiring(NamedTuple):
    """Units that a Party has used and must replace before a day."""

    unit: str
    project: str
    day: date


def expiring(law: Law, retired: Iterable[Block], body: Body | None, today: date) -> dict[Expiring, int]:
    """Retired tCERs and lCERs of which the Party is to be reminded now → how many have not been replaced.

    `body` is the record of what has been, `None` where nothing was.
    """
    last = today + timedelta(days=int(amount(law, "expiry_notice_days")))
    replaced = [(str(origin), int(start), int(end)) for origin, start, end in (body or {"ranges": []})["ranges"]]
    found: Counter[Expiring] = Counter()
    for block in retired:
        series = block.series
        if series.expiry and today <= date.fromisoformat(series.expiry) <= last:
            units = Expiring(series.unit, series.project, date.fromisoformat(series.expiry))
            left = less([(series.origin, block.start, block.end)], replaced)
            found[units] += sum(end - start + 1 for _, start, end in left)
    return dict(+found)
