"""Replace tCERs and lCERs that expire, or whose forest is gone."""

from __future__ import annotations

import json
from typing import Any

from openets.compliance.notices_record import notice_from
from openets.compliance.replacement import KIND
from openets.engine.acts import Outcome
from openets.engine.records import body_at
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.kernel.units import Block
from openets.laws.now import accounts_of_use, government_account
from openets.ledger.entries import block_read
from openets.ledger.transactions import Proposal, SerialRanges

_ACCOUNTS = {4: "422", 5: "423"}
_EXPIRY = {"tCER": "411", "lCER": "421"}


def replace(
    session: Session, *, party: str, unit: str, quantity: int, notice: str, request: str, dry_run: bool = False
) -> Outcome:
    """Replace units as a notification asks; which ones follows from it and from what the Party retired."""
    body = body_at(session.store, "notice", notice)
    if body is None:
        raise Misuse(f"no notification '{notice}' is known: `ets notice list` lists them")
    asked = notice_from(body)
    account = _ACCOUNTS.get(asked.code) or _EXPIRY.get(asked.unit, "411")
    target = government_account(party, account)
    kind = asked.unit or ("tCER" if account == "411" else "lCER")
    found = _named_before(session, request) or _to_replace(session, party, kind, asked.project, quantity)
    source = government_account(party, "100")
    proposal = Proposal("6-0", source, target, unit, quantity, request, replaces=found, notice=notice)
    return session.one(proposal, dry_run=dry_run)


def _named_before(session: Session, request: str) -> SerialRanges:
    """What the same request replaced when it was made before: asked again it gets the same answer."""
    answer = session.store.answer(request)
    entry = session.store.entry(answer.reference) if answer is not None and answer.reference else None
    if entry is None or entry.kind != "transaction":
        return ()
    return tuple(map(block_read, json.loads(entry.text).get("replaces", ())))


def _to_replace(session: Session, party: str, unit: str, project: str, quantity: int) -> SerialRanges:
    """The first units of a project that the Party has used and not replaced yet, as many as are to be replaced."""
    used, done = set(accounts_of_use(party)), body_at(session.store, KIND.name, party) or {"ranges": []}
    blocks = [
        block
        for owner, block in session.store.holdings()
        if owner in used and block.series.unit == unit and project in ("", block.series.project)
    ]
    left = quantity
    found: list[tuple[str, int, int]] = []
    for block in sorted(blocks, key=lambda block: (block.series.expiry, block.series.origin, block.start)):
        for start, end in _not_in(block, done["ranges"]):
            if left > 0:
                last = min(end, start + left - 1)
                found.append((block.series.origin, start, last))
                left -= last - start + 1
    return tuple(found)


def _not_in(block: Block, ranges: list[list[Any]]) -> list[tuple[int, int]]:
    """What is left of a block without some ranges."""
    found, start = [], block.start
    for first, last in sorted((first, last) for origin, first, last in ranges if origin == block.series.origin):
        if first > start:
            found.append((start, min(first - 1, block.end)))
        start = max(start, last + 1)
        if start > block.end:
            break
    return [each for each in (*found, (start, block.end)) if each[0] <= each[1]]
