"""What proposals that have not ended will use up of a limit, where several sides must agree and that takes time.

Two proposals must not each be given the whole of what is left: of an assigned amount, a cap, a plan, a project's
reductions, the commitment period reserve. So whoever is proposed later finds the working copy of the books as if
those before it had been completed, as far as that leaves less.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from openets.checks.check import Case
from openets.engine.acts import Accept, Act, Reserve, TakeStep
from openets.engine.contents import proposal_from
from openets.kernel.refusals import Misuse
from openets.laws.now import ACCOUNT_TYPES, EXPIRING, TRANSACTION_TYPES, government_account
from openets.ledger.accounts import PROCEEDS, Bucket
from openets.ledger.books import Books
from openets.ledger.entries import ranges_in
from openets.ledger.transactions import NEW_UNITS, Effect, Proposal, SerialRanges, TransactionType

LEAVING = "leaving"
"""The total of units that are on their way to other registries and still count as held."""


def goes_abroad(proposal: Proposal) -> bool:
    """Whether units go from one registry to another."""
    source, target = proposal.transferring.partition("-")[0], proposal.acquiring.partition("-")[0]
    return bool(source) and source != target


def load_under_way(books: Books, acts: Sequence[Act]) -> None:
    """Count in what is under way, where the acts of a batch propose something that uses up a limit."""
    reserved = [act.proposal for act in acts if isinstance(act, Reserve)]
    if not reserved:
        return
    if any(not isinstance(act, Reserve | Accept) for act in acts):
        raise Misuse("a batch that proposes to other sides does nothing else: send the other acts by themselves")
    for (registry, unit, what), number in list(books.totals.items()):
        if what == LEAVING:
            _add(books, registry, unit, "held", -number)
    if any(_uses_a_limit(proposal) for proposal in reserved):
        for name, proposal, given in _all_under_way(books):
            _use(books, proposal)
            _hold(books, proposal, name)
            books.given += given


def _all_under_way(books: Books) -> Iterator[tuple[str, Proposal, SerialRanges]]:
    """Transfers that have not ended and use up a limit, with the serial numbers that they will bring into being."""
    for transfer in books.work.proposed_transfers(sorted(books.chains)):
        content = json.loads(transfer.content)
        proposal = proposal_from(content)
        if _uses_a_limit(proposal):
            new = TRANSACTION_TYPES[proposal.type].effect in NEW_UNITS
            yield transfer.id, proposal, ranges_in(content["created"]) if new else ()


def count_in(books: Books, proposal: Proposal, name: str, given: SerialRanges) -> None:
    """Count in what has just been proposed as transfer `name`, and its new serial numbers, for the acts after it."""
    books.given += given
    if goes_abroad(proposal):
        _add(books, proposal.transferring.partition("-")[0], proposal.unit, "held", -proposal.quantity)
    if _uses_a_limit(proposal):
        _use(books, proposal)
        _hold(books, proposal, name)


_HELD = ("project", "notice")
"""Kinds of records in which a transaction leaves its trace when it is completed."""


def load_what_is_held(books: Books, acts: Sequence[Act]) -> None:
    """Find the records that must stay as they are until a transaction about them has ended."""
    if any(type(act) is TakeStep and act.kind in _HELD for act in acts):
        for name, proposal, _ in _all_under_way(books):
            _hold(books, proposal, name)


def stop_if_held(books: Books, act: TakeStep) -> None:
    """Raise `Misuse` for a step with a record that a transaction under way will have to enter itself in."""
    if act.kind in _HELD and act.key in books.under_way:
        raise Misuse(
            f"transaction {books.under_way[act.key]} is under way for {act.kind} {act.key}: take the step when it has"
            " ended"
        )


def say_what_is_under_way(case: Case, books: Books) -> None:
    """Tell a case of the proposal under way for the same project or notification: one at a time."""
    project, notice = case.proposal.elements.project, case.proposal.notice
    if case.project is not None and project in books.under_way:
        case.project.fault = case.project.fault or _wait(books.under_way[project], project)
    if notice in books.under_way:
        case.notice_fault = case.notice_fault or _wait(books.under_way[notice], notice)


def _wait(name: str, of: str) -> str:
    return f"Transaction {name} is under way for {of}: propose this one when that one has ended."


def _uses_a_limit(proposal: Proposal) -> bool:
    kind = TRANSACTION_TYPES.get(proposal.type)
    if kind is None or type(proposal.quantity) is not int:
        return False
    used = (
        kind.effect is not Effect.MOVE or (kind.record, kind.sign) == ("allocated", 1) or _retires_sinks(kind, proposal)
    )
    return used or bool(proposal.notice) or _is_for_a_project(kind, proposal) or _hands_over(proposal)


def _hands_over(proposal: Proposal) -> bool:
    """Whether a proposal hands over the Adaptation Fund's share of proceeds."""
    return proposal.acquiring == government_account("CDM", PROCEEDS)


def _retires_sinks(kind: TransactionType, proposal: Proposal) -> bool:
    return proposal.unit in EXPIRING and {ACCOUNT_TYPES[each].bucket for each in kind.acquiring} == {Bucket.RETIRED}


def _is_for_a_project(kind: TransactionType, proposal: Proposal) -> bool:
    return bool(proposal.elements.project) and "project" in kind.looks


def _hold(books: Books, proposal: Proposal, name: str) -> None:
    """Remember which transfer is about to enter itself in the record of a project or notification."""
    if proposal.notice:
        books.under_way[proposal.notice] = name
    if _is_for_a_project(TRANSACTION_TYPES[proposal.type], proposal):
        books.under_way[proposal.elements.project] = name


def _use(books: Books, proposal: Proposal) -> None:
    kind, unit, quantity = TRANSACTION_TYPES[proposal.type], proposal.unit, proposal.quantity
    home = (proposal.transferring or proposal.acquiring).partition("-")[0]
    made = kind.makes(unit)
    if kind.effect in (Effect.CREATE, Effect.REPLACE) or (made != unit and not kind.back):
        _add(books, home, made, "issued", quantity)
    if kind.effect is Effect.CREATE and proposal.elements.activity:
        _add(books, home, unit, f"issued {proposal.elements.activity}", quantity)
    if "period" in kind.changes:
        _add(books, home, unit, "carried", quantity)
    if _retires_sinks(kind, proposal):
        _add(books, home, unit, "retired", quantity)
    if (kind.record, kind.sign) == ("allocated", 1):
        _allocate(books, proposal)
    if _hands_over(proposal):
        _add(books, home, unit, "owed", -quantity)


def _allocate(books: Books, proposal: Proposal) -> None:
    account = books.accounts.get(proposal.acquiring)
    if account is not None:
        key = (account.installation, proposal.year)
        record = books.year(*key)
        books.years[key] = record._replace(allocated=record.allocated + proposal.quantity)


def _add(books: Books, registry: str, unit: str, what: str, quantity: int) -> None:
    """Change a total in the working copy alone: nothing of this is written."""
    key = (registry, unit, what)
    books.totals[key] = books.totals.get(key, 0) + quantity
