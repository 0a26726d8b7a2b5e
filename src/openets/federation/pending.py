"""What proposals that have not ended will use up of a limit, where several sides must agree and that takes time.

Two proposals must not each be given the whole of what is left: of an assigned amount, a cap, a plan, a project's
reductions, the commitment period reserve. So whoever is proposed later finds the working copy of the books as if
those before it had been completed, as far as that leaves less.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from openets.checks.check import Facts
from openets.compliance.credit_limits import EXCHANGED, total_of
from openets.engine.credit_facts import exchanged_by
from openets.federation.items import read_content
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import PROCEEDS, Bucket
from openets.ledger.books import Books
from openets.ledger.codec import canonical
from openets.ledger.entries import ranges_in
from openets.ledger.records import Record
from openets.ledger.segments import Span
from openets.ledger.terms import Terms
from openets.ledger.transactions import NEW_UNITS, Effect, Proposal, SerialRanges, TransactionType

LEAVING = "leaving"
"""The total of units that are on their way to other registries and still count as held."""

HELD = ("project", "notice")
"""Kinds of records in which a transaction leaves its trace when it is completed."""


@dataclass
class Pending:
    """What the proposals that have not ended are about."""

    records: dict[str, str] = field(default_factory=dict)
    """Projects and notifications → id of the transfer that is about to enter itself there."""
    given: list[Span] = field(default_factory=list)
    """New serial numbers that will come into being."""


def goes_abroad(proposal: Proposal) -> bool:
    """Whether units go from one registry to another."""
    source, target = proposal.transferring.partition("-")[0], proposal.acquiring.partition("-")[0]
    return bool(source) and source != target


def counted_in(books: Books) -> Pending:
    """What is pending, the books' totals and years as if all of it had been completed; done once for a batch."""
    known: Pending | None = books.remembered.get("pending")
    if known is not None:
        return known
    found = books.remembered["pending"] = Pending()
    for (registry, unit, what), number in list(books.totals.items()):
        if what == LEAVING:
            _add(books, registry, unit, "held", -number)
    for name, proposal, given in _all_pending(books):
        _use(books, proposal)
        _hold(found, proposal, name)
        found.given += given
    return found


def _all_pending(books: Books) -> Iterator[tuple[str, Proposal, SerialRanges]]:
    """Transfers that have not ended and use up a limit, with the serial numbers that they will bring into being."""
    for transfer in books.pending:
        content = read_content(transfer.content)
        proposal = content.proposal
        if uses_a_limit(books.terms, proposal):
            new = books.terms.transactions[proposal.type].effect in NEW_UNITS
            yield transfer.id, proposal, ranges_in(content.item["created"]) if new else ()


def count_in(books: Books, proposal: Proposal, name: str, given: SerialRanges) -> None:
    """Count in what has just been proposed as transfer `name`, and its new serial numbers, for those after it."""
    pending = counted_in(books)
    pending.given += given
    if goes_abroad(proposal):
        _add(books, proposal.transferring.partition("-")[0], proposal.unit, "held", -proposal.quantity)
    if uses_a_limit(books.terms, proposal):
        _use(books, proposal)
        _hold(pending, proposal, name)


def stop_if_held(books: Books, kind: str, key: str) -> None:
    """Raise `Misuse` for a step with a record that a pending transaction will have to enter itself in."""
    held = Pending()
    for name, proposal, _ in _all_pending(books):
        _hold(held, proposal, name)
    if key in held.records:
        raise Misuse(f"transaction {held.records[key]} is under way for {kind} {key}: take the step when it has ended")


def say_what_is_pending(facts: Facts, books: Books) -> None:
    """Add to facts the pending proposal for the same project or notification: one at a time."""
    pending = counted_in(books).records
    project, notice = facts.proposal.elements.project, facts.proposal.notice
    if facts.project is not None and project in pending:
        facts.project.fault = facts.project.fault or _wait(pending[project], project)
    if notice in pending:
        facts.notice_fault = facts.notice_fault or _wait(pending[notice], notice)


def _wait(name: str, of: str) -> str:
    return f"Transaction {name} is under way for {of}: propose this one when that one has ended."


def uses_a_limit(terms: Terms, proposal: Proposal) -> bool:
    """Whether a proposal uses up something of which there is only so much, or is about a record."""
    kind = terms.transactions.get(proposal.type)
    if kind is None or type(proposal.quantity) is not int:
        return False
    used = kind.effect is not Effect.MOVE or _allocates(kind) or _retires_sinks(terms, kind, proposal)
    used = used or _surrenders_credits(terms, kind, proposal)
    return used or bool(proposal.notice or proposal.elements.project) or _hands_over(terms, proposal)


def _allocates(kind: TransactionType) -> bool:
    return (kind.record, kind.sign) == ("allocated", 1)


def _surrenders_credits(terms: Terms, kind: TransactionType, proposal: Proposal) -> bool:
    return (kind.record, kind.sign) == ("surrendered", 1) and proposal.unit in terms.credits


def _hands_over(terms: Terms, proposal: Proposal) -> bool:
    """Whether a proposal hands over the Adaptation Fund's share of proceeds."""
    kind = terms.accounts.get(PROCEEDS)
    return kind is not None and proposal.acquiring.split("-")[1:3] == [str(kind.digits), str(kind.number)]


def _retires_sinks(terms: Terms, kind: TransactionType, proposal: Proposal) -> bool:
    buckets = {terms.accounts[each].bucket for each in kind.acquiring}
    return proposal.unit in terms.expiring and buckets == {Bucket.RETIRED}


def _hold(pending: Pending, proposal: Proposal, name: str) -> None:
    """Remember which transfer is about to enter itself in the record of a project or notification."""
    if proposal.notice:
        pending.records[proposal.notice] = name
    if proposal.elements.project:
        pending.records[proposal.elements.project] = name


def _use(books: Books, proposal: Proposal) -> None:
    terms, unit, quantity = books.terms, proposal.unit, proposal.quantity
    kind = terms.transactions[proposal.type]
    home = (proposal.transferring or proposal.acquiring).partition("-")[0]
    made = kind.makes(unit)
    if kind.effect in (Effect.CREATE, Effect.REPLACE) or (made != unit and not kind.back):
        _add(books, home, made, "issued", quantity)
    if kind.effect is Effect.REPLACE:
        _add(books, home, made, "in place", quantity)
        if unit in terms.credits:
            _exchange(books, proposal)
    if kind.effect is Effect.CREATE and proposal.elements.activity:
        _add(books, home, unit, f"issued {proposal.elements.activity}", quantity)
    if "period" in kind.changes:
        _add(books, home, unit, "carried", quantity)
    if _retires_sinks(terms, kind, proposal):
        _add(books, home, unit, "retired", quantity)
    if _allocates(kind):
        _allocate(books, proposal)
    if _surrenders_credits(terms, kind, proposal):
        _surrender(books, proposal)
    if _hands_over(terms, proposal):
        _add(books, home, unit, "owed", -quantity)


def _allocate(books: Books, proposal: Proposal) -> None:
    account = books.accounts.get(proposal.acquiring)
    if account is not None:
        key = (account.installation, proposal.year)
        record = books.year(*key)
        books.years[key] = record._replace(allocated=record.allocated + proposal.quantity)


def _surrender(books: Books, proposal: Proposal) -> None:
    """Credits that are about to be surrendered, in the installation's year and in all of its member's."""
    account = books.accounts.get(proposal.transferring)
    if account is not None:
        key = (account.installation, proposal.year)
        record = books.year(*key)
        books.years[key] = record._replace(surrendered=record.surrendered + proposal.quantity)
        if not books.terms.accounts[account.type].aviation:
            _add(books, account.registry, "", total_of(proposal.year), proposal.quantity)


def _exchange(books: Books, proposal: Proposal) -> None:
    """Credits that are about to be exchanged: what their installation has exchanged, in the working copy alone."""
    account = books.accounts.get(proposal.transferring)
    if account is not None:
        place = (EXCHANGED, account.installation)
        known = books.records.get(place, Record(*place, account.registry, "", ""))
        done = exchanged_by(books, account) + proposal.quantity
        books.records[place] = known._replace(body=canonical({"quantity": done}))


def _add(books: Books, registry: str, unit: str, what: str, quantity: int) -> None:
    """Change a total in the working copy alone: nothing of this is written."""
    key = (registry, unit, what)
    books.totals[key] = books.totals.get(key, 0) + quantity
