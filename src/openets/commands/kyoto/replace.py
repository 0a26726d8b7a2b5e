"""Replace tCERs and lCERs that expire, or whose forest is gone."""

from __future__ import annotations

import json
from typing import Annotated, Any

from openets.commands.declare import command
from openets.commands.fields import KEY, DryRun, Field, PartyUnit, Quantity, RegistryCode, Request
from openets.commands.kyoto.protocol import protocol_of
from openets.commands.proposals import proposal_for
from openets.compliance.notices_record import Notice, notice_from, notice_types
from openets.compliance.replacement import KIND
from openets.engine.outcomes import Outcome
from openets.engine.records import body_at
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.kernel.units import Block
from openets.laws.law import Law
from openets.ledger.entries import block_read
from openets.ledger.transactions import SerialRanges

VERB = "replace"


@command("kyoto replace", done="{quantity:,} units replaced by {unit} in {party}")
def replace(
    session: Session,
    *,
    party: RegistryCode,
    quantity: Quantity,
    unit: PartyUnit,
    notice: Annotated[str, Field(KEY, "The notification that asks for it, such as ITL3.", example="ITL3")],
    request: Request = "",
    dry_run: DryRun = False,
) -> Outcome:
    """Replace units of forests as a notification of the log asks.

    Which ones follows from it and from what the Party retired.
    """
    law = protocol_of(session)
    body = body_at(session.store, "notice", notice)
    if body is None:
        raise Misuse(f"no notification '{notice}' is known: `ets notice list` lists them")
    asked = notice_from(body)
    account = _account(law, asked)
    kind = asked.unit or law.terms.accounts[account].replaces
    found = _named_before(session, request) or _to_replace(session, party, kind, asked.project, quantity)
    proposal = proposal_for(
        law,
        VERB,
        unit=unit,
        quantity=quantity,
        request=request,
        target=law.terms.standing_account(party, account),
        registry=party,
        replaces=found,
        notice=notice,
    )
    return session.one(proposal, dry_run=dry_run)


def _account(law: Law, asked: Notice) -> str:
    """The type of the account by which a notification is settled: that of its unit type, or the first."""
    terms, kind = law.terms, notice_types(law)[asked.code]
    answers = [account for type, account in kind.answers if terms.transactions[type].verb == VERB]
    known = answers or [code for code, each in terms.accounts.items() if each.for_expiry]
    return next((each for each in known if terms.accounts[each].replaces == asked.unit), known[0])


def _named_before(session: Session, request: str) -> SerialRanges:
    """What the same request replaced when it was made before: asked again it gets the same answer."""
    answer = session.store.answer(request)
    entry = session.store.entry(answer.reference) if answer is not None and answer.reference else None
    if entry is None or entry.kind != "transaction":
        return ()
    return tuple(map(block_read, json.loads(entry.text).get("replaces", ())))


def _to_replace(session: Session, party: str, unit: str, project: str, quantity: int) -> SerialRanges:
    """The first units of a project that the Party has used and not replaced yet, as many as are to be replaced."""
    used = set(session.law.terms.accounts_of_use(party))
    done = body_at(session.store, KIND.name, party) or {"ranges": []}
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
