"""What the international log's checks look at: Parties' records, projects, notifications, totals of the registries."""

import json
from datetime import date
from functools import lru_cache

from openets.checks.check import Facts, ProjectFacts, Protocol
from openets.compliance import party_limits
from openets.compliance.notices_steps import settles
from openets.compliance.party_position import bubble_members, joint_party
from openets.compliance.party_record import Party
from openets.compliance.replacement import replaced_before
from openets.engine.evidence import counts_of, eligibility
from openets.kernel.units import Elements
from openets.laws.law import Law
from openets.ledger.accounts import PROCEEDS, Account, Bucket
from openets.ledger.books import Books
from openets.ledger.records import Record
from openets.ledger.transactions import Effect, TransactionType
from openets.projects.project import Project
from openets.projects.reckoning import NEXT_PERIOD, expires_with, expiry_of, issuable, share_of_proceeds, vintages_of
from openets.records.bodies import record_from


def add_protocol(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    """Add what the books know of the Parties, the project and the notification of a proposal."""
    proposal, needs = facts.proposal, law.needs.get(kind.code, frozenset())
    if "parties" in needs and is_for_parties(facts):
        facts.protocol = _protocol(facts, books, law)
    elif facts.acquiring is not None and facts.acquiring.type == PROCEEDS:
        facts.protocol = Protocol(owed=books.total(facts.acquiring.registry, proposal.unit, "owed"))
    if "project" in needs and proposal.elements.project:
        facts.project = _project(facts, books, law)
    if proposal.replaces:
        home = proposal.transferring.partition("-")[0]
        if facts.transferring is not None:
            facts.replaced = books.blocks_named(proposal.replaces, law.terms.accounts_of_use(home))
        before = books.body("replaced", home)
        facts.replaced_before = replaced_before(before, proposal.replaces) if before is not None else ""
    if proposal.notice:
        facts.notice_fault = _notice_fault(facts, books, law)


def is_for_parties(facts: Facts) -> bool:
    """Whether a proposal is about units in which only Parties on record deal. What a replay of the public record had to
    infer is not held against them."""
    proposal = facts.proposal
    return proposal.unit in facts.terms.party_units and not proposal.reconstructed


def _party(record: Record | None) -> Party | None:
    return _read(record.body) if record is not None else None


@lru_cache(maxsize=256)
def _read(body: str) -> Party:
    """A Party of a record; a batch asks for the same one again and again."""
    return record_from(Party, json.loads(body))


def _protocol(facts: Facts, books: Books, law: Law) -> Protocol:
    """The facts of the Party whose units these are, and whether the two may trade."""
    found = Protocol()
    source, target = facts.transferring, facts.acquiring
    home = source or target
    if home is None:
        return found
    missing = _missing(books, law, source, target)
    if missing:
        return Protocol(missing=missing, settled=True)
    record = books.records.get(("party", home.registry))
    seller = _party(record)
    found.seller_fault = ineligible(law, home.registry, record, facts.on)
    found.buyer_fault = _buyer_fault(facts, books, law)
    if facts.type is not None and "expiry" in facts.type.changes:
        found.due_expiry = _due_expiry(facts, books, law)
    found.owed = books.total(home.registry, facts.proposal.unit, "owed")
    if seller is None:
        return found  # it is a registry above the Parties
    counts = {key[1:]: number for key, number in books.totals.items() if key[0] == home.registry}
    # once it is decided what the Party owes, there is nothing left to keep a reserve for
    found.reserve = 0 if seller.decision is not None else party_limits.reserve(law, seller, facts.on).level
    found.in_reserve = party_limits.reserve_holdings(law, counts)
    if home.registry == joint_party(law):
        _look_at_the_bubble(found, books, target, law)
    activity = facts.proposal.elements.activity
    found.removals = sum(counts.get((unit, f"issued {activity}"), 0) for unit in law.terms.removal_units)
    found.removal_limit = party_limits.removal_limit(law, seller, activity)
    found.sinks = sum(counts.get((unit, "retired"), 0) for unit in law.terms.expiring)
    found.sink_limit = party_limits.sink_limit(law, seller)
    last = party_limits.last_day_to_retire(law, seller)
    found.period_over = last if facts.on > last else None
    found.carried = counts.get((facts.proposal.unit, "carried"), 0)
    found.carry_limit = party_limits.carry_over_limits(law, seller.assigned_amount).get(facts.proposal.unit, 0)
    found.settled = seller.decision is not None and not seller.decision.answers
    if _issues_assigned_units(facts, law):
        facts.limit = party_limits.issuable_amount(seller, facts.on) - _issued_by_members(home.registry, books, law)
        facts.limit_source = f"assigned amount of {home.registry}"
        if home.registry == joint_party(law):
            facts.limit_source += " beyond those of its members"
    return found


def _missing(books: Books, law: Law, *ends: Account | None) -> str:
    """The Parties of the registries between which units move, as far as they are not on record, and the verb to say so;
    bodies above the Parties have none."""
    found: list[str] = []
    for each in ends:
        if each is None or ("party", each.registry) in books.records or each.registry in found:
            continue
        if not _is_above_parties(law, each.registry):
            found.append(each.registry)
    return f"{' and '.join(found)} {'are' if len(found) > 1 else 'is'}" if found else ""


def _issues_assigned_units(facts: Facts, law: Law) -> bool:
    """Whether a Party would issue units of its assigned amount."""
    creates = facts.type is not None and facts.type.effect is Effect.CREATE
    return creates and facts.proposal.unit == party_limits.assigned_unit(law)


def _issued_by_members(code: str, books: Books, law: Law) -> int:
    """What the members of a bubble issue of the joint amount: of a member that is not on record, its amount by law."""
    found = 0
    for each in law.required_protocol.bubble if code == joint_party(law) else ():
        member = _party(books.records.get(("party", each.code)))
        found += member.assigned_amount if member is not None else each.assigned_amount or 0
    return found


def _buyer_fault(facts: Facts, books: Books, law: Law) -> str:
    """Why the registry that units go to may not have them; what is to be cancelled may go to one above the Parties."""
    target, unit, terms = facts.acquiring, facts.proposal.unit, law.terms
    if target is None:
        return ""
    held = terms.accounts[target.type].bucket is Bucket.HELD
    if _is_above_parties(law, target.registry) and held and unit not in terms.project_units:
        return f"{target.registry} is no Party's registry, and holds {', '.join(sorted(terms.project_units))} only."
    return ineligible(law, target.registry, books.records.get(("party", target.registry)), facts.on)


def _is_above_parties(law: Law, registry: str) -> bool:
    """Whether a registry is that of a body above the Parties, which issues what projects earn."""
    known = law.terms.registries.get(registry)
    return known is not None and known.projects


def _look_at_the_bubble(found: Protocol, books: Books, target: Account | None, law: Law) -> None:
    """The joint reserve is of what the registries of the bubble hold together; what stays among them breaks none."""
    found.in_reserve = party_limits.reserve_holdings(law, counts_of(books, joint_party(law), law))
    if target is not None and target.registry in bubble_members(law):
        found.reserve = 0


def ineligible(law: Law, code: str, record: Record | None, on: date) -> str:
    """Why a registry's Party may not use the mechanisms on a day, or ``""``; one above the Parties is no Party's."""
    if _is_above_parties(law, code):
        return ""
    party = _party(record)
    if party is None:
        return f"{code} has no initial report in these books."
    found = _eligible(law, party, on)
    return "" if found.eligible else f"{code}: {' '.join(found.reasons)}"


_eligible = lru_cache(maxsize=256)(party_limits.eligible)


def _project(facts: Facts, books: Books, law: Law) -> ProjectFacts | None:
    project, on = facts.proposal.elements.project, facts.on
    record, body = books.records.get(("project", project)), books.body("project", project)
    if record is None or body is None:
        return None
    found = issuable(law, body, on, eligibility(law, books.body("party", project[:2]), on))
    elements = Elements(found.activity, project, found.track, found.expiry)
    asked = facts.proposal.quantity if type(facts.proposal.quantity) is int else 0
    known, units = record_from(Project, body), min(asked, found.quantity)
    share, years = share_of_proceeds(law, known, units, on), vintages_of(law, known, on, units)
    return ProjectFacts(_home_fault(facts, record) or found.fault, found.unit, found.quantity, share, elements, years)


def _due_expiry(facts: Facts, books: Books, law: Law) -> str:
    """The day of expiry that the record of the project gives which the notification of a proposal is about."""
    notice = books.body("notice", facts.proposal.notice)
    body = books.body("project", notice["project"]) if notice is not None else None
    if body is None or not facts.blocks:
        return ""
    known = record_from(Project, body)
    if expires_with(law, known.unit) != NEXT_PERIOD:
        return str(expiry_of(law, known, facts.on) or "")
    # it is valid to the end of the period after that of its issue, whatever becomes of its project
    following = {each.number - 1: each.last_day for each in law.required_protocol.periods}
    return str(following.get(facts.blocks[0].series.original_period, ""))


def _home_fault(facts: Facts, record: Record) -> str:
    """Units of a project are issued in the registry that keeps its record; its host alone converts its own units."""
    if facts.acquiring is None:
        return ""
    if facts.type is not None and "project" in facts.type.changes and facts.acquiring.registry != record.key[:2]:
        return f"{record.key} stands in {record.key[:2]}: only its host converts units for it."
    if facts.acquiring.registry == record.registry:
        return ""
    return f"{record.key} is kept in registry {record.registry}: its units are issued there."


def _notice_fault(facts: Facts, books: Books, law: Law) -> str:
    body = books.body("notice", facts.proposal.notice)
    if body is None:
        return f"No notification {facts.proposal.notice} is known."
    if facts.acquiring is None:
        return ""  # that the account is unknown is said by another check
    return settles(law, body, facts.proposal, facts.acquiring.type) or _other_project(facts, body["project"], law)


def _other_project(facts: Facts, project: str, law: Law) -> str:
    """What a notification about a project is answered with must be about that project's units."""
    concerned = [*facts.replaced, *(each for each in facts.blocks if facts.proposal.unit in law.terms.expiring)]
    others = sorted({each.series.project for each in concerned} - {project}) if project else []
    if not others or (facts.type is not None and facts.type.replaces and not facts.replaced):
        return ""
    return f"{facts.proposal.notice} is about units of {project}, not of {', '.join(others)}: name serial numbers."
