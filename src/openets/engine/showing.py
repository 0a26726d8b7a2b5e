"""What steps of records look at besides other records: transactions that they name, and totals of the registries."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from openets.compliance import notices, party
from openets.compliance.party_limits import Counts, reserve, reserve_holdings, retired_units, settled
from openets.compliance.party_record import party_from
from openets.engine.steps import AnyCommand as Act
from openets.engine.steps import TakeStep
from openets.kernel.units import block_from_text
from openets.laws.now import BUBBLE, kyoto
from openets.ledger.books import Books
from openets.ledger.records import Body, Place
from openets.projects.counted import TRANSACTION, home_of, shown_by

_COUNTING = frozenset({("party", "true-up report"), ("notice", "complete")})
"""Steps that look at totals of their Party's registry."""


def named(acts: Iterable[Act]) -> set[str]:
    """References of the transactions that steps of projects name."""
    return {proof for act in acts if type(act) is TakeStep and (proof := _named_by(act))}


def homes(acts: Iterable[Act]) -> set[str]:
    """Registries of those transactions: that one has been counted is written in its own registry's journal."""
    return {home_of(each) for each in named(acts)}


def _named_by(act: TakeStep) -> str:
    if act.kind != "project" or '"transaction"' not in act.values:
        return ""
    try:
        values = json.loads(act.values)
    except (ValueError, RecursionError):
        return ""  # what is no JSON is said where the step is taken
    return shown_by(act.step, values) if type(values) is dict else ""


def load_shown(books: Books, acts: Iterable[Act]) -> None:
    """Bring to hand the journal entries of the transactions that steps name, and the accounts that they went by."""
    wanted = sorted(named(acts))
    found = books.work.entries_at(wanted) if wanted else {}
    told = {name: json.loads(entry.text) for name, entry in found.items() if entry.kind == "transaction"}
    books.entries |= {name: found[name] for name in told}
    missing = {content[end] for content in told.values() for end in ("from", "to")} - {"", *books.accounts}
    if missing:
        books.accounts |= books.work.accounts(sorted(missing))


def notices_of(books: Books, acts: Iterable[Act]) -> set[Place]:
    """The notifications that those transactions answer."""
    contents = (json.loads(books.entries[name].text) for name in named(acts) if name in books.entries)
    return {("notice", content["notice"]) for content in contents if content.get("notice")}


def shown(books: Books, reference: str) -> Body:
    """A transaction at hand as plain values."""
    content: dict[str, Any] = json.loads(books.entries[reference].text)
    moved = [block_from_text(text) for text in (*content["blocks"], *content.get("created", ()))]
    source, target = books.accounts.get(content["from"]), books.accounts[content["to"]]
    record = books.records.get(("notice", content.get("notice", "")))
    notice = json.loads(record.body) if record is not None else {}
    return {
        "type": content["type"],
        "unit": moved[0].series.unit,
        "quantity": sum(block.quantity for block in moved),
        "on": content["at"][:10],
        "registry": (source or target).registry,
        "source": source.type if source is not None else "",
        "installation": source.installation if source is not None else "",
        "target": target.type,
        "projects": sorted({block.series.project for block in moved}),
        "notice": content.get("notice", ""),
        "notice_code": notice.get("code", 0),
        "notice_project": notice.get("project", ""),
    }


def looked_up(books: Books, act: TakeStep, values: Mapping[str, Any], on: date) -> dict[Place, Body]:
    """What a step looks at that is no record."""
    if act.kind == "project":
        proof = shown_by(act.step, values)
        return {(TRANSACTION, proof): shown(books, proof)} if proof in books.entries else {}
    if (act.kind, act.step) not in _COUNTING:
        return {}
    if act.kind == "party":
        return {(party.TOTALS, act.key): {"retired": retired_units(counts_of(books, act.key))}}
    return {(notices.RESERVE, act.key): {"missing": _missing(books, act.registry, on)}}


def _missing(books: Books, code: str, on: date) -> int:
    """Units that a Party's reserve lacks on a day; 0 where none binds it."""
    record, counts = books.records.get(("party", code)), counts_of(books, code)
    known = party_from(json.loads(record.body)) if record is not None else None
    if known is None or not known.fixed or settled(known) or not counts.get(("AAU", "issued")):
        return 0
    return max(0, reserve(known, on).level - reserve_holdings(counts))


def counts_totals(acts: Iterable[Act]) -> bool:
    """Whether any step looks at totals."""
    return any(type(act) is TakeStep and (act.kind, act.step) in _COUNTING for act in acts)


def parties_of(acts: Iterable[Act]) -> set[Place]:
    """The Parties whose totals steps look at: notifications are kept in the journal of the Party's registry."""
    steps = (act for act in acts if type(act) is TakeStep)
    return {("party", act.registry) for act in steps if (act.kind, act.step) in _COUNTING}


def counts_of(books: Books, code: str) -> Counts:
    """Totals by which a Party is judged: its registry's; for the joint Party of the bubble all members' too."""
    among = {code, *(each.code for each in kyoto().bubble)} if code == BUBBLE else {code}
    together: Counter[tuple[str, str]] = Counter()
    for (registry, unit, what), number in books.totals.items():
        if registry in among:
            together[unit, what] += number
    return together
