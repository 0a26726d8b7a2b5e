"""Evidence: what steps of records look at besides records, such as transactions that they name, totals, eligibility."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from openets.compliance import party_limits, party_position
from openets.compliance.correction_record import YEAR, place_of
from openets.compliance.installation_record import ACCOUNT
from openets.compliance.notices_steps import RESERVE
from openets.compliance.party_record import Party
from openets.compliance.party_steps import TOTALS
from openets.engine.steps import TakeStep
from openets.kernel.identifiers import account_identifier
from openets.kernel.units import block_from_text
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.records import Body, Place
from openets.ledger.store import Needs
from openets.projects.counted import TRANSACTION, evidence_of
from openets.projects.facts import HostEligibility
from openets.projects.taking import ELIGIBILITY
from openets.records.bodies import body_of, record_from

COUNTING = frozenset({("party", "true-up report"), ("notice", "complete")})
"""Steps that look at totals of their Party's registry, in whose journal notifications are kept, too."""


def named_by(command: TakeStep) -> str:
    """Reference of the transaction that a step of a project names, ``""`` for none."""
    if command.kind != "project" or '"transaction"' not in command.values:
        return ""
    try:
        values = json.loads(command.values)
    except (ValueError, RecursionError):
        return ""  # what is no JSON is said where the step is taken
    return evidence_of(command.step, values) if type(values) is dict else ""


def load_evidence(books: Books, reference: str) -> str:
    """Bring to hand the journal entry of a transaction, and the accounts that it went by; the notification that it
    answers, ``""`` for none."""
    entry = books.work.load(Needs(entries={reference})).entries.get(reference)
    if entry is None or entry.kind != "transaction":
        return ""
    books.entries[reference] = entry
    content: dict[str, Any] = json.loads(entry.text)
    missing = {content["from"], content["to"]} - {"", *books.accounts}
    books.accounts |= books.work.load(Needs(accounts=missing)).accounts
    return str(content.get("notice", ""))


def _transaction(looking: Looking, reference: str) -> Body | None:
    """A transaction as plain values, where it is at hand."""
    books = looking.books
    if reference not in books.entries:
        return None
    content: dict[str, Any] = json.loads(books.entries[reference].text)
    moved = [block_from_text(text) for text in (*content["blocks"], *content.get("created", ()))]
    source, target = books.accounts.get(content["from"]), books.accounts[content["to"]]
    notice = books.body("notice", content.get("notice", "")) or {}
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


class Looking(NamedTuple):
    """A look at the books for evidence: on behalf of which registry, on which day, under which law."""

    books: Books
    registry: str
    on: date
    law: Law


def looked_up(books: Books, command: TakeStep, places: Iterable[Place], on: date, law: Law) -> dict[Place, Body]:
    """The evidence at which a step looks, of the places that its kind names."""
    looking = Looking(books, command.registry, on, law)
    found = {(kind, key): _EVIDENCE[kind](looking, key) for kind, key in places if kind in _EVIDENCE}
    return {place: body for place, body in found.items() if body is not None}


def _retired(looking: Looking, code: str) -> Body:
    return {"retired": party_limits.retired_units(looking.law, counts_of(looking.books, code, looking.law))}


def _lacking(looking: Looking, key: str) -> Body:
    """Units that the reserve of the registry's Party lacks on a day; 0 where none binds it."""
    books, law, code = looking.books, looking.law, looking.registry
    body, counts = books.body("party", code), counts_of(books, code, law)
    known = record_from(Party, body) if body is not None else None
    issued = counts.get((party_limits.assigned_unit(law), "issued"))
    if known is None or not known.fixed or known.decision is not None or not issued:
        return {"missing": 0}
    level = party_limits.reserve(law, known, looking.on).level
    return {"missing": max(0, level - party_limits.reserve_holdings(law, counts))}


def _host(looking: Looking, code: str) -> Body:
    return body_of(eligibility(looking.law, looking.books.body("party", code), looking.on))


def eligibility(law: Law, host: Body | None, on: date) -> HostEligibility:
    """How far a host Party is eligible on a day: all criteria, or at least those without which nothing is issued."""
    if host is None:
        return HostEligibility()
    known = record_from(Party, host)
    found = party_limits.eligible(law, known, on)
    unmet = any(party_limits.criterion_met(known, each, on) is False for each in party_limits.BASIC_CRITERIA)
    basic = known.fixed and not known.suspended and not unmet
    return HostEligibility(known=True, full=found.eligible, basic=basic, why=found.reasons)


def _account_of(looking: Looking, key: str) -> Body | None:
    """The account that an installation has now, what its next would be called, and the years with a figure."""
    books = looking.books
    account = books.accounts_of.get(key)
    if account is None:
        return None
    digits = books.terms.accounts[account.type].digits
    return {
        "account": account.identifier,
        "holder": account.holder,
        "name": account.name,
        "type": account.type,
        "state": str(account.state),
        "reserved": account.reserved,
        "next": account_identifier(account.registry, digits, books.chains[looking.registry].next_account, 0),
        "reported": sorted(year for (of, year), row in books.years.items() if of == key and row.verified is not None),
    }


def _year_of(looking: Looking, key: str) -> Body:
    """What is on record of an installation's year, by the key of its correction."""
    record = looking.books.year(*place_of(key))
    return {"report": record.report, "verified": record.verified or 0}


_EVIDENCE: dict[str, Callable[[Looking, str], Body | None]] = {
    TRANSACTION: _transaction,
    TOTALS: _retired,
    RESERVE: _lacking,
    ELIGIBILITY: _host,
    YEAR: _year_of,
    ACCOUNT: _account_of,
}
"""Kinds of evidence, by the name that the tables of records have for them."""


def counts_of(books: Books, code: str, law: Law) -> party_limits.Counts:
    """Totals by which a Party is judged, of those at hand."""
    return party_position.counts_of(law, party_position.counts_by_registry(books.totals), code)
