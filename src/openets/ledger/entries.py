"""What single entries of the journal tell: blocks, serial numbers, and whether a proposal led to them.

Texts are cut here without the books' own readers of blocks: this is the auditor's side, and a million entries long.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from openets.kernel.units import MOST_UNITS, NO_ELEMENTS, Elements, Series, Vintages, series_from_text
from openets.ledger.codec import EntryForm
from openets.ledger.journal import Entry
from openets.ledger.segments import joined
from openets.ledger.transactions import Proposal, SerialRanges

Range = tuple[str, int, int]
"""The series of a block as text (or an origin alone), its first and its last serial number."""


class TransactionEntry(NamedTuple):
    """What the journal says of a transaction, or of what was proposed. Blocks as ``AAU:AT:1:1 1-100``."""

    id: str
    """Its place in the journal, such as ``AT1042``."""
    type: str
    from_: str
    """Identifier of the transferring account; ``""`` for an issuance."""
    to: str
    blocks: tuple[str, ...]
    """The units that left the transferring account."""
    request: str
    at: str
    by: str
    created: tuple[str, ...] = ()
    """What came into being, or what a conversion made of `blocks`."""
    year: int = 0
    reverses: str = ""
    reconstructed: bool = False
    elements: Elements = NO_ELEMENTS
    replaces: tuple[str, ...] = ()
    """The used units that it stands in for, as ``AT 1-100``."""
    notice: str = ""
    of: str = ""
    """The transfer that it proposes or completes, where registries and logs keep books of their own."""
    owed: int = 0
    """Share of proceeds that it makes due."""
    note: str = ""
    on: str = ""
    """The day on which it took effect, where that is another than the day of `at`."""


TRANSACTION = EntryForm("transaction", TransactionEntry)


def block_read(text: str) -> Range:
    """A block as an entry names it: ``AAU:AT:1:1 1-100``. Raises `ValueError` where it is none."""
    series, _, serials = text.partition(" ")
    start, _, end = serials.partition("-")
    block = series, int(start), int(end)
    if not 0 < block[1] <= block[2] <= MOST_UNITS or serials != f"{block[1]}-{block[2]}":
        raise ValueError(f"{serials} is no range of serial numbers")
    return block


def unit_of(series: str) -> str:
    """The unit type of a series, as text."""
    return series.partition(":")[0]


def origin_of(series: str) -> str:
    """The originating registry of a series, as text."""
    return series.split(":", 2)[1]


def ranges_in(texts: Iterable[str]) -> SerialRanges:
    """The serial ranges (origin, start, end) of blocks as an entry names them."""
    return tuple((origin_of(series), start, end) for series, start, end in map(block_read, texts))


def blocks_of(entry: Entry) -> tuple[dict[str, Any], list[tuple[Series, int, int]]]:
    """A transaction entry's content and the blocks that it moved."""
    content = json.loads(entry.text)
    moved = [block_read(text) for text in content["blocks"]]
    return content, [(series_from_text(series), start, end) for series, start, end in moved]


def ranges_of(entry: Entry) -> SerialRanges:
    """The serial ranges (origin, start, end) that a transaction moved."""
    return tuple((series.origin, start, end) for series, start, end in blocks_of(entry)[1])


def touched_by(entry: Entry) -> SerialRanges:
    """The serial ranges that a transaction moved or brought into being."""
    content = json.loads(entry.text)
    return ranges_in((*content["blocks"], *content.get("created", ())))


def units_of(entry: Entry) -> list[tuple[Series, int, int]]:
    """The blocks that a transaction moved, or else brought into being."""
    content = json.loads(entry.text)
    read = map(block_read, content["blocks"] or content["created"])
    return [(series_from_text(series), start, end) for series, start, end in read]


def vintages_in(entry: Entry) -> Vintages:
    """What a transaction moved, or brought into being, by the years that its units name, the oldest first."""
    total = Counter[int]()
    for series, start, end in units_of(entry):
        total[series.vintage] += end - start + 1
    return tuple(sorted(total.items()))


def tells_of(entry: Entry, proposal: Proposal) -> bool:
    """Whether a transaction's journal entry is what this very proposal led to."""
    content = json.loads(entry.text)
    blocks = [block_read(text) for text in content["blocks"] or content["created"]]
    quantity = sum(end - start + 1 for _, start, end in blocks)
    return (
        (content["type"], content["from"], content["to"]) == proposal[:3]
        and {unit_of(series) for series, _, _ in blocks} == {proposal.unit}
        and type(proposal.quantity) is int
        and quantity == proposal.quantity
        and (content.get("year", 0), content.get("reverses", "")) == (proposal.year, proposal.reverses)
        and (content.get("reconstructed", False), content.get("note", "")) == (proposal.reconstructed, proposal.note)
        and tuple(content.get("elements", NO_ELEMENTS)) == proposal.elements
        and [*map(block_read, content.get("replaces", ()))] == [*proposal.replaces]
        and content.get("notice", "") == proposal.notice
        and content.get("on", "") == proposal.on
        and (not proposal.serials or joined(ranges_of(entry)) == joined(proposal.serials))
    )
