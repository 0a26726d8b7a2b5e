"""Which tCERs and lCERs of a Party have been replaced, and cannot be again, and which it must replace soon.

The record of kind "replaced" has the registry's code as its key and holds serial ranges, those that touch as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from openets.kernel.refusals import Misuse
from openets.kernel.units import Block
from openets.laws.now import kyoto
from openets.ledger.records import Body, Place, Step
from openets.ledger.segments import joined, less, overlap, span_text
from openets.ledger.transactions import SerialRanges

KIND = "replaced"


def advance(step: Step) -> Body:
    """Add ranges: what the log itself does when a replacement is completed. Raises `Misuse` for any other step."""
    if step.name != "add" or "ranges" not in step.values:
        raise Misuse(f"'{step.name}' is no step of what was replaced: replacements (6-0) add to it by themselves")
    before = step.now["ranges"] if step.now is not None else []
    ranges = [(str(origin), int(first), int(last)) for origin, first, last in (*before, *step.values["ranges"])]
    return {"ranges": [list(each) for each in joined(ranges)]}


def needs(key: str, step_name: str, values: Mapping[str, Any]) -> list[Place]:
    """No other record."""
    return []


def replaced_before(body: Body, ranges: SerialRanges) -> str:
    """What of some ranges was replaced before, in words; ``""`` where nothing was."""
    return span_text(overlap(ranges, body["ranges"]))


class Expiring(NamedTuple):
    """Units that a Party has used and must replace before a day."""

    unit: str
    project: str
    day: date


def expiring(retired: Iterable[Block], body: Body | None, today: date) -> dict[Expiring, int]:
    """Retired tCERs and lCERs of which the Party is to be reminded now → how many have not been replaced.

    `body` is the record of what has been, `None` where nothing was.
    """
    last = today + timedelta(days=int(kyoto().rules["expiry_notice_days"].value))
    replaced = [(str(origin), int(start), int(end)) for origin, start, end in (body or {"ranges": []})["ranges"]]
    found: Counter[Expiring] = Counter()
    for block in retired:
        series = block.series
        if series.expiry and today <= date.fromisoformat(series.expiry) <= last:
            units = Expiring(series.unit, series.project, date.fromisoformat(series.expiry))
            left = less([(series.origin, block.start, block.end)], replaced)
            found[units] += sum(end - start + 1 for _, start, end in left)
    return dict(+found)
