"""Issue a notification to a Party."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from openets.commands.notices.listing import notices, number
from openets.commands.parties.step import as_json
from openets.compliance.notices_record import key_prefix
from openets.compliance.notices_steps import KIND
from openets.engine.acts import Outcome, TakeStep
from openets.engine.session import Session


def issue(
    session: Session,
    *,
    code: int,
    party: str,
    request: str,
    key: str = "",
    quantity: int | None = None,
    unit: str = "",
    project: str = "",
    activity: str = "",
    blocks: Sequence[tuple[str, int, int]] = (),
    deadline: date | None = None,
    note: str = "",
    on: date | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Issue it. Left out, its key is the next number, and its deadline what its code gives the Party.

    `blocks` are the serial ranges (origin, start, end) that it is about.
    """
    told = {
        "code": code,
        "party": party,
        "quantity": quantity,
        "unit": unit or None,
        "project": project or None,
        "activity": activity or None,
        "blocks": [list(block) for block in blocks] or None,
        "deadline": deadline,
        "note": note or None,
        "on": on,
    }
    own = key or key_of(session, request) or next_key(session)
    return session.one(TakeStep(party, KIND.name, own, "issue", as_json(told), request), dry_run=dry_run)


def next_key(session: Session) -> str:
    """The key after the last."""
    known = notices(session.store)
    return f"{key_prefix(session.law)}{number(known[-1]) + 1 if known else 1}"


def key_of(session: Session, request: str) -> str:
    """The key that a request got when it was made before, so that repeating it gives the same answer."""
    answer = session.store.answer(request)
    entry = session.store.entry(answer.reference) if answer is not None and answer.reference else None
    if entry is None or entry.kind != "record":
        return ""
    kind, key = json.loads(entry.text)["record"]
    return str(key) if kind == KIND.name else ""
