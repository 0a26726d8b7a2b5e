"""Which tCERs and lCERs of a Party have been replaced: none of them can be replaced a second time.

The record of kind "replaced" has the registry's code as its key and holds serial ranges, those that touch as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openets.kernel.refusals import Misuse
from openets.ledger.records import Body, Place, Step
from openets.ledger.segments import joined
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
    for origin, first, last in ranges:
        for home, start, end in body["ranges"]:
            if origin == home and first <= end and last >= start:
                return f"{origin} {max(first, start)}-{min(last, end)}"
    return ""
