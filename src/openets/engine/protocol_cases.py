"""What the international log's checks look at: Parties' records, projects, notifications, totals of the registries."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from openets.checks.check import Facts as Case
from openets.checks.check import ProjectFacts, Protocol
from openets.compliance import party_limits
from openets.compliance.notices import settles
from openets.compliance.party_record import Party, party_from
from openets.compliance.replacement import replaced_before
from openets.engine.records import standing
from openets.engine.showing import counts_of
from openets.kernel.units import Elements
from openets.laws.now import ACCOUNT_TYPES, BUBBLE, EXPIRING, accounts_of_use, kyoto
from openets.ledger.accounts import PROCEEDS, Account, Bucket
from openets.ledger.books import Books
from openets.ledger.records import Record
from openets.ledger.transactions import TransactionType
from openets.projects.issuing import issuable
from openets.projects.law import commitment_periods
from openets.projects.project import project_from
from openets.projects.reckoning import expiry_of, share_of_proceeds

CDM = "CDM"


def add_protocol(case: Case, books: Books, kind: TransactionType) -> None:
    """Add what the books know of the Parties, the project and the notification of a case."""
    proposal = case.proposal
    if "parties" in kind.looks and books.under_protocol:
        case.protocol = _protocol(case, books)
    elif case.acquiring is not None and case.acquiring.type == PROCEEDS:
        case.protocol = Protocol(owed=books.total(case.acquiring.registry, proposal.unit, "owed"))
    if "project" in kind.looks and proposal.elements.project:
        case.project = _project(case, books)
    if proposal.replaces:
        home = proposal.transferring.partition("-")[0]
        case.replaced = (
            books.blocks_named(proposal.replaces, accounts_of_use(home)) if case.transferring is not None else ()
        )
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
    facts.buyer_fault = _buyer_fault(case, buyer)
    if case.type is not None and case.type.code == "8-0":
        facts.due_expiry = _due_expiry(case, books)
    facts.owed = books.total(home.registry, case.proposal.unit, "owed")
    if seller is None:
        facts.removal_limit = 0
        if case.type is not None and case.type.code == "1-0" and case.proposal.unit == "AAU":
            # under the Protocol the amount follows from the Party's own report, not from the scheme's list
            case.limit, case.limit_source = 0, f"no initial report of {home.registry} in these books"
        return facts
    counts = {key[1:]: number for key, number in books.totals.items() if key[0] == home.registry}
    # once it is decided what the Party owes, there is nothing left to keep a reserve for
    facts.reserve = 0 if seller.decision is not None else party_limits.reserve(seller, case.on).level
    facts.in_reserve = party_limits.reserve_holdings(counts)
    if home.registry == BUBBLE:
        _look_at_the_bubble(facts, books, target)
    activity = case.proposal.elements.activity
    facts.removals = counts.get(("RMU", f"issued {activity}"), 0)
    facts.removal_limit = party_limits.removal_limit(seller, activity)
    facts.sinks = counts.get(("tCER", "retired"), 0) + counts.get(("lCER", "retired"), 0)
    facts.sink_limit = party_limits.sink_limit(seller)
    days = party_limits.additional_period(seller)
    facts.period_over = days.ends if days is not None and days.has_ended(case.on) else None
    facts.carried = counts.get((case.proposal.unit, "carried"), 0)
    facts.carry_limit = party_limits.carry_over_limits(seller.assigned_amount).get(case.proposal.unit, 0)
    facts.settled = seller.decision is not None and not seller.decision.answers
    if case.proposal.unit == "AAU" and case.type is not None and case.type.code == "1-0":
        case.limit = party_limits.issuable_amount(seller) - _issued_by_members(home.registry, books)
        case.limit_source = f"assigned amount of {home.registry}"
        if home.registry == BUBBLE:
            case.limit_source += " beyond those of its members"
    return facts


def _issued_by_members(code: str, books: Books) -> int:
    """What the members of a bubble issue of the joint amount: of a member that is not on record, its amount by law."""
    found = 0
    for each in kyoto().bubble if code == BUBBLE else ():
        member = _party(books.records.get(("party", each.code)))
        found += member.assigned_amount if member is not None else each.assigned_amount or 0
    return found


def _buyer_fault(case: Case, buyer: Party | None) -> str:
    """Why the registry that units go to may not have them; what is to be cancelled may go to the CDM's."""
    target, unit = case.acquiring, case.proposal.unit
    if target is None:
        return ""
    if (
        target.registry == CDM
        and ACCOUNT_TYPES[target.type].bucket is Bucket.HELD
        and unit not in ACCOUNT_TYPES["110"].holds
    ):
        return f"{CDM} is no Party's registry, and holds {', '.join(sorted(ACCOUNT_TYPES['110'].holds))} only."
    return _fault(target.registry, buyer, case.on)


def _look_at_the_bubble(facts: Protocol, books: Books, target: Account | None) -> None:
    """The joint reserve is of what the registries of the bubble hold together; what stays among them breaks none."""
    facts.in_reserve = party_limits.reserve_holdings(counts_of(books, BUBBLE))
    if target is not None and target.registry in {each.code for each in kyoto().bubble}:
        facts.reserve = 0


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


def _due_expiry(case: Case, books: Books) -> str:
    """The day of expiry that the record of the project gives which the notification of a case is about."""
    notice = books.records.get(("notice", case.proposal.notice))
    project = json.loads(notice.body)["project"] if notice is not None else ""
    record = books.records.get(("project", project))
    if record is None or not case.blocks:
        return ""
    known = project_from(json.loads(record.body))
    if known.unit != "tCER":
        return str(expiry_of(known, case.on) or "")
    # a tCER is valid to the end of the period after that of its issue, whatever becomes of its project
    following = {each.number - 1: each.last_day for each in commitment_periods()}
    return str(following.get(case.blocks[0].series.original_period, ""))


def _home_fault(case: Case, record: Record) -> str:
    """Units of a project are issued in the registry that keeps its record; its host alone converts its own units."""
    if case.acquiring is None:
        return ""
    if case.type is not None and case.type.code == "2-0" and case.acquiring.registry != record.key[:2]:
        return f"{record.key} stands in {record.key[:2]}: only its host converts units for it."
    if case.acquiring.registry == record.registry:
        return ""
    return f"{record.key} is kept in registry {record.registry}: its units are issued there."


def _notice_fault(case: Case, books: Books) -> str:
    record = books.records.get(("notice", case.proposal.notice))
    if record is None:
        return f"No notification {case.proposal.notice} is known."
    if case.acquiring is None:
        return ""  # that the account is unknown is said by another check
    body = json.loads(record.body)
    return settles(body, case.proposal, case.acquiring.type) or _other_project(case, body["project"])


def _other_project(case: Case, project: str) -> str:
    """What a notification about a project is answered with must be about that project's units."""
    concerned = [*case.replaced, *(each for each in case.blocks if case.proposal.unit in EXPIRING)]
    others = sorted({each.series.project for each in concerned} - {project}) if project else []
    if not others or (case.type is not None and case.type.code == "6-0" and not case.replaced):
        return ""
    return f"{case.proposal.notice} is about units of {project}, not of {', '.join(others)}: name serial numbers."
