"""What is proposed, as plain values that mean the same on every side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from openets.kernel.units import NO_ELEMENTS, Block, Elements, block_from_text
from openets.ledger.transactions import Proposal

Content = dict[str, Any]


def content_from(name: str, proposal: Proposal, moved: list[Block], created: list[Block], at: str) -> Content:
    """A proposal and the units that it is about, as transfer `name`. What is empty is left out."""
    full = {
        "id": name,
        "type": proposal.type,
        "from": proposal.transferring,
        "to": proposal.acquiring,
        "unit": proposal.unit,
        "quantity": proposal.quantity,
        "blocks": [block.text() for block in moved],
        "created": [block.text() for block in created],
        "at": at,
        "request": proposal.request,
        "year": proposal.year,
        "reverses": proposal.reverses,
        "reconstructed": proposal.reconstructed,
        "note": proposal.note,
        "elements": list(proposal.elements) if proposal.elements != NO_ELEMENTS else [],
        "replaces": [list(each) for each in proposal.replaces],
        "notice": proposal.notice,
    }
    return {name: value for name, value in full.items() if value not in ("", 0, [], False)}


class Read(NamedTuple):
    """The content of a transfer, and the proposal that it describes."""

    content: Content
    proposal: Proposal


def read_content(text: str) -> Read:
    """What the books keep of a transfer, read once for all that a batch does with it."""
    content = json.loads(text)
    return Read(content, proposal_from(content))


def proposal_from(content: Mapping[str, Any]) -> Proposal:
    """The proposal that a transfer's content describes, its serial numbers named."""
    blocks = [block_from_text(text) for text in content.get("blocks", ())]
    return Proposal(
        content["type"],
        content.get("from", ""),
        content["to"],
        content["unit"],
        content["quantity"],
        content["request"],
        content.get("year", 0),
        tuple((block.series.origin, block.start, block.end) for block in blocks),
        content.get("reverses", ""),
        content.get("reconstructed", False),
        content.get("note", ""),
        Elements(*content.get("elements", ())),
        tuple((origin, start, end) for origin, start, end in content.get("replaces", ())),
        content.get("notice", ""),
    )
