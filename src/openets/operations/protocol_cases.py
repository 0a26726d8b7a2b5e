"""What the international log's checks look at: Parties' records, projects, notifications, totals of the registries."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from openets.checks.check import Case, ProjectFacts, Protocol
from openets.compliance import party_limits
from openets.compliance.notices import settles
from openets.compliance.party_record import Party, party_from
from openets.compliance.replacement import replaced_before
from openets.kernel.units import Elements
from openets.ledger.accounts import accounts_of_use
from openets.ledger.books import Books
from openets.ledger.records import Record
from openets.ledger.transactions import TransactionType
from openets.operations.records import standing
from openets.projects.issuing import issuable
from openets.projects.project import project_from
from openets.projects.reckoning import share_of_proceeds

CDM = "CDM"


def add_protocol(case: Case, books: Books, kind: TransactionType) -> None:
    """Add what the books know of the Parties, the project and the notification of a case."""
    proposal = case.proposal
    if "parties" in kind.looks and books.under_protocol:
        case.protocol = _protocol(case, books)
    if "project" in kind.looks and proposal.elements.project:
        case.project = _project(case, books)
    if proposal.replaces:
        home = proposal.transferring.partition("-")[0]
        case.replaced = books.named(proposal.replaces, accounts_of_use(home)) if case.transferring is not None else ()
        record = books.records.get(("replaced", home))
        case.replaced_before = replaced_before(json.loads(record.body), proposal.replaces) if record else ""
    if proposal.notice:
        case.notice_fault = _notice_fault(case, books)


def ineligible(code: str, record: Record | None, on: date) -> str:
    """Why a registry's Party may not use the mechanisms on a day, or ``""``."""
    return _fault(code, _party(record), on)


def _party(record: Record | None) -> Party | None:
    return _read(record.body) if record is not None else None


@lru_cache(maxsize=256)
def _read(body: str) -> Party:
    """A Party of a record; a batch asks for the same one again and again."""
    return party_from(json.loads(body))


def _protocol(case: Case, books: Books) -> Protocol:
    """The facts of the Party whose units these are, and whether the two may trade."""
    facts = Protocol()
    source, target = case.transferring, case.acquiring
    home = source or target
    if home is None:
        return facts
    seller = _party(books.records.get(("party", home.registry)))
    buyer = _party(books.records.get(("party", target.registry))) if target is not None else None
    facts.seller_fault = _fault(home.registry, seller, case.on)
    facts.buyer_fault = _fault(target.registry, buyer, case.on) if target is not None else ""
    facts.owed = books.total(home.registry, case.proposal.unit, "owed")
    if seller is None:
        if case.type is not None and case.type.code == "1-0" and case.proposal.unit == "AAU":
            # under the Protocol the amount follows from the Party's own report, not from the scheme's list
            case.limit, case.limit_source = 0, f"no initial report of {home.registry} in these books"
        return facts
    counts = {key[1:]: number for key, number in books.totals.items() if key[0] == home.registry}
    # once it is decided what the Party owes, there is nothing left to keep a reserve for
    facts.reserve = 0 if seller.decision is not None else party_limits.reserve(seller, case.on).level
    facts.in_reserve = party_limits.reserve_holdings(counts)
    activity = case.proposal.elements.activity
    facts.removals = counts.get(("RMU", f"issued {activity}"), 0)
    facts.removal_limit = party_limits.removal_limit(seller, activity)
    facts.sinks = counts.get(("tCER", "retired"), 0) + counts.get(("lCER", "retired"), 0)
    facts.sink_limit = party_limits.sink_limit(seller)
    facts.carried = counts.get((case.proposal.unit, "carried"), 0)
    facts.carry_limit = party_limits.carry_over_limits(seller.assigned_amount).get(case.proposal.unit, 0)
    facts.settled = seller.decision is not None
    if case.proposal.unit == "AAU" and case.type is not None and case.type.code == "1-0":
        case.limit = party_limits.issuable_amount(seller)
        case.limit_source = f"assigned amount of {home.registry}"
    return facts


def _fault(code: str, party: Party | None, on: date) -> str:
    """Why a registry's Party may not use the mechanisms; the CDM registry is no Party's."""
    if code == CDM:
        return ""
    if party is None:
        return f"{code} has no initial report in these books."
    found = _eligible(party, on)
    return "" if found.eligible else f"{code}: {' '.join(found.reasons)}"


_eligible = lru_cache(maxsize=256)(party_limits.eligible)


def _project(case: Case, books: Books) -> ProjectFacts | None:
    project, on = case.proposal.elements.project, case.on
    record = books.records.get(("project", project))
    if record is None:
        return None
    host = books.records.get(("party", project[:2]))
    body = json.loads(record.body)
    found = issuable(body, on, standing(json.loads(host.body) if host is not None else None, on))
    elements = Elements(found.activity, project, found.track, found.expiry)
    asked = case.proposal.quantity if type(case.proposal.quantity) is int else 0
    share = share_of_proceeds(project_from(body), min(asked, found.quantity), on)
    return ProjectFacts(_home_fault(case, record) or found.fault, found.unit, found.quantity, share, elements)


def _home_fault(case: Case, record: Record) -> str:
    """Units of a project are issued in the registry that keeps its record."""
    if case.acquiring is None or case.acquiring.registry == record.registry:
        return ""
    return f"{record.key} is kept in registry {record.registry}: its units are issued there."


def _notice_fault(case: Case, books: Books) -> str:
    record = books.records.get(("notice", case.proposal.notice))
    if record is None:
        return f"No notification {case.proposal.notice} is known."
    if case.acquiring is None:
        return ""  # that the account is unknown is said by another check
    return settles(json.loads(record.body), case.proposal, case.acquiring.type) or ""
