"""What the checks on credits of projects look at: what was used of them, how much may be, and their projects' records.

Only transactions of credits come here. What an import enters of them as reconstructed is not limited: members pooled
their limits or set them by sector, and nobody published how.
"""

import json
from collections.abc import Iterable
from functools import lru_cache

from openets.checks.check import CreditUse, Facts
from openets.compliance import credit_limits
from openets.compliance.credit_limits import EXCHANGED, Allowed
from openets.laws.law import Law
from openets.ledger.accounts import Account
from openets.ledger.books import Books
from openets.ledger.store import Needs, YearRecord
from openets.ledger.transactions import Effect, Proposal, TransactionType
from openets.projects.project import Project
from openets.projects.usability import usability
from openets.records.bodies import record_from

_LED = "projects of credits at hand"


def touch_credits(proposal: Proposal, needs: Needs, law: Law) -> None:
    """Add the years and totals that limit what may be used."""
    source, period = proposal.transferring, credit_limits.limited_period(law)
    if period is None or proposal.reconstructed or not source:
        return
    needs.totals.add(source.partition("-")[0])
    since = credit_limits.years_since(law) if _exchanges(law.terms.transactions[proposal.type]) else ()
    needs.years_of.update((source, year) for year in (*period.years, *since))


def lead_credits(books: Books, proposal: Proposal, needs: Needs, law: Law) -> None:
    """Add what the installation has exchanged, and the projects of all units of the kind that are at hand."""
    account = books.accounts.get(proposal.transferring)
    if account is None or proposal.reconstructed:
        return
    if _exchanges(law.terms.transactions[proposal.type]):
        needs.records.add((EXCHANGED, account.installation))
    led: set[str] = books.remembered.setdefault(_LED, set())
    if proposal.unit not in led:
        led.add(proposal.unit)
        needs.records.update(("project", each) for each in books.projects_at_hand(proposal.unit))


def add_credits(facts: Facts, books: Books, kind: TransactionType, law: Law) -> None:
    """Add to facts what was used of credits, and the most that may be."""
    account, proposal = facts.transferring, facts.proposal
    member = law.members.get(account.registry) if account is not None else None
    period = credit_limits.limited_period(law)
    if account is None or member is None or period is None or proposal.reconstructed:
        return
    found = facts.credits = CreditUse()
    aviation = law.terms.accounts[account.type].aviation
    years = _years(books, account, period.years)
    found.used = credit_limits.used(years)
    if _exchanges(kind):
        since = _years(books, account, credit_limits.years_since(law))
        found.used += exchanged_by(books, account)
        _limit(found, credit_limits.entitlement(law, member, years, since, aviation=aviation))
        late = all(_is_late(books, each.series.project, law) for each in facts.blocks)
        found.untimely = credit_limits.untimely_exchange(law, facts.on, late=late)
    elif type(proposal.year) is int:
        found.untimely = credit_limits.untimely_surrender(law, proposal.year, facts.on)
        if proposal.year in period.years:
            _limit(found, credit_limits.limit_of_installation(law, member, years, aviation=aviation))
            totals = map(credit_limits.total_of, period.years)
            found.used_by_all = sum(books.total(account.registry, "", each) for each in totals)
            if not aviation:
                found.limit_of_all, found.source_of_all = credit_limits.limit_of_member(law, member)
    found.excluded = _excluded(books, facts, law)


def _limit(found: CreditUse, allowed: Allowed) -> None:
    found.limit, found.source = allowed


def _exchanges(kind: TransactionType) -> bool:
    """Whether credits are given up for allowances."""
    return kind.effect is Effect.REPLACE


def _years(books: Books, account: Account, years: Iterable[int]) -> list[YearRecord]:
    return [books.year(account.installation, year) for year in years]


def exchanged_by(books: Books, account: Account) -> int:
    """What the installation of an account has exchanged so far."""
    body = books.body(EXCHANGED, account.installation)
    return int(body["quantity"]) if body is not None else 0


def _excluded(books: Books, facts: Facts, law: Law) -> str:
    """Why units that would move may not be used by the records of their projects, or ``""``."""
    for key in dict.fromkeys(block.series.project for block in facts.blocks):
        project = _project(books, key)
        found = usability(law, project, facts.on) if project is not None else None
        if found is not None and found.answer == "no":
            return f"{key}: {' '.join(found.reasons)}"
    return ""


def _is_late(books: Books, key: str, law: Law) -> bool:
    """Whether a project has had units issued for reductions since credits are exchanged."""
    project, begins = _project(books, key), credit_limits.exchange_begins(law)
    return project is not None and any(each.issued and each.last_day >= begins for each in project.periods)


def _project(books: Books, key: str) -> Project | None:
    record = books.records.get(("project", key))
    return _read(record.body) if record is not None else None


@lru_cache(maxsize=256)
def _read(body: str) -> Project:
    """A project of a record; a batch asks for the same one again and again."""
    return record_from(Project, json.loads(body))


def exchange_step(books: Books, proposal: Proposal, reference: str, law: Law) -> tuple[str, str, str] | None:
    """The registry, key and request of the step by which an exchange counts; `None` for any other transaction."""
    kind, account = law.terms.transactions[proposal.type], books.accounts.get(proposal.transferring)
    if account is None or not _exchanges(kind) or proposal.unit not in law.terms.credits:
        return None
    place = (EXCHANGED, account.installation)
    if place not in books.records:
        books.load(Needs(records={place}))
    return account.registry, account.installation, f"#{reference}:{EXCHANGED}"
