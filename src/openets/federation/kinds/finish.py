"""End a transfer: complete it, receive its units, or give them back."""

import json
from typing import Any, NamedTuple

from openets.engine.kind import Deciding
from openets.engine.outcomes import Outcome, record_refusal
from openets.engine.posting import Stamp, Units, complete, count, entry_of, put_in, row_of
from openets.engine.records import follow
from openets.federation.items import Content, read_content
from openets.federation.kinds.propose import put_back
from openets.federation.two_phase import count_transit, is_as_seen, step_kind, stop_impossible, transit
from openets.kernel.refusals import Fault, Refused
from openets.laws.law import Law
from openets.ledger.accounts import FOREIGN, Account
from openets.ledger.books import Books
from openets.ledger.codec import EntryForm, canonical
from openets.ledger.entries import TransactionEntry, origin_of, unit_of
from openets.ledger.journal import Entry
from openets.ledger.replay import EntryKind, Replay
from openets.ledger.replay_units import arrival, enter, read_blocks, stop_wrong_place, transaction
from openets.ledger.replay_units import count as count_again
from openets.ledger.store import Needs
from openets.ledger.transactions import FINAL, Effect, Status
from openets.ledger.transfers import ACQUIRING, INITIATING, LOG, Transfer, registry_of


class Finish(NamedTuple):
    """End a transfer: complete it, or give its units back."""

    registry: str
    id: str
    seen: int
    """The status on which this was decided, 0 for a transfer that was not known."""
    status: int
    waiting: str
    request: str
    initiating_entry: int = 0
    refusals: str = ""
    """Why it ended so, as JSON: kept for the side that must be told."""
    other: str = ""
    """The acquiring registry, where these books have its chain too."""


def ending(registry: str, name: str, own: Transfer | None, status: Status, waiting: str, **more: Any) -> Finish:
    """The command that ends a transfer, as these books know it (`None`: not at all), with a status."""
    seen = own.status if own is not None else 0
    return Finish(registry, name, seen, int(status), waiting, f"#{name}:{int(status)}", **more)


class EndedEntry(NamedTuple):
    """What the journal says of a transfer that ended without completion: its units are where they came from."""

    of: str
    status: int
    request: str
    at: str
    by: str


COMPLETED = EntryForm("completed", TransactionEntry)
"""A transaction that was proposed before; it stands among the others."""

ENDED = EntryForm("ended", EndedEntry)
RECEIVED = EntryForm("received", TransactionEntry)


def touches(command: Finish, needs: Needs, law: Law) -> None:
    needs.registries |= {command.registry, command.other} - {""}
    needs.transfers.add(command.id)
    needs.accounts.add(transit(law.terms, command.registry))


def leads(books: Books, command: Finish, needs: Needs, law: Law) -> None:
    """What the transfer is about: its accounts, their year, its units, and the records in which it leaves a trace."""
    known = books.transfers.get(command.id)
    if known is None or known.is_over:
        return
    content = _contents(books)[command.id] = read_content(known.content)
    proposal = content.proposal
    ends = {each for each in (proposal.transferring, proposal.acquiring) if each}
    needs.accounts |= ends
    needs.ranges += proposal.serials
    if proposal.year:
        needs.years_of.update((each, proposal.year) for each in ends)
    if proposal.notice:
        needs.records.add(("notice", proposal.notice))
    if proposal.replaces:
        needs.records.add(("replaced", proposal.transferring.partition("-")[0]))
    if proposal.elements.project:
        project = proposal.elements.project
        needs.records |= {("project", project), ("party", project[:2])}


def _contents(books: Books) -> dict[str, Content]:
    """What the transfers are about that a batch ends, by id: read once, when it is asked what that leads to."""
    found: dict[str, Content] = books.remembered.setdefault("contents of what ends", {})
    return found


def take(books: Books, command: Finish, under: Deciding) -> Outcome:
    if not is_as_seen(books, command.id, command.seen):
        return Outcome(command.request, True, command.id, repeated=True)
    reference = _finish(books, command, under.mark)
    _follow(books, command, reference, under)
    return Outcome(command.request, True, reference)


def _finish(books: Books, command: Finish, mark: Stamp) -> str:
    """End a transfer that is not over; the reference of the entry that ended it."""
    known = books.transfers.get(command.id)
    if known is None:
        # ended before it was ever heard of: whatever comes late finds it over
        home = registry_of(command.id)
        role = LOG if home == command.registry else ACQUIRING
        ended = (command.id, command.registry, role, command.status, command.waiting, home, "", "{}")
        books.set_transfer(Transfer(*ended))
        return command.id
    stop_impossible(known, command.status)
    content = _contents(books)[command.id]
    content = content._replace(proposal=content.proposal._replace(request=f"#{command.id}:{command.status}"))
    if command.status != Status.COMPLETED:
        number = _give_back(books, known, command, content, mark)
    elif known.role == ACQUIRING:
        number = _receive(books, known, content, mark)
    else:
        number = _complete(books, known, content, mark)
    known = known._replace(status=command.status, waiting=command.waiting)
    if command.refusals:
        known = known._replace(content=canonical({**content.item, "refusals": json.loads(command.refusals)}))
    if known.role == ACQUIRING and not command.initiating_entry:
        known = known._replace(acquiring_entry=number)
    else:
        # a log is told of the initiating registry's entry, and learns of the acquiring one's later
        known = known._replace(initiating_entry=number if known.role == INITIATING else command.initiating_entry)
    books.set_transfer(known)
    return f"{known.registry}{number}"


def _take_back(books: Books, known: Transfer, content: Content) -> Account | None:
    """Take the units of a transfer out of the transit account; the account that they came from."""
    proposal, source = content.proposal, books.accounts.get(content.proposal.transferring)
    if proposal.serials:
        away = books.accounts[transit(books.terms, known.registry)]
        if books.take(away, proposal.unit, proposal.serials) is None:
            raise Fault(f"the units of transfer {known.id} are not where they were set aside")
    if source is not None:
        count_transit(books, source, proposal, -1)
    return source


def _complete(books: Books, known: Transfer, content: Content, mark: Stamp) -> int:
    proposal = content.proposal
    kind = books.terms.transactions[proposal.type]
    source, target = _take_back(books, known, content), books.accounts[proposal.acquiring]
    units, owed = Units(content.moved, content.created), content.item.get("owed", 0)
    row = complete(books, proposal, kind, source, target, units, mark, form=COMPLETED, of=known.id, owed=owed)
    return row.sequence


def _give_back(books: Books, known: Transfer, command: Finish, content: Content, mark: Stamp) -> int:
    if known.role == ACQUIRING:
        return 0
    source = _take_back(books, known, content)
    if source is not None:
        books.put(source, content.moved)
    books.write(known.registry, ENDED, EndedEntry(known.id, command.status, command.request, mark.at, mark.by))
    return books.chains[known.registry].sequence


def _receive(books: Books, known: Transfer, content: Content, mark: Stamp) -> int:
    """Enter units that come from another registry's books."""
    proposal, units = content.proposal, Units(content.moved, [])
    kind = books.terms.transactions[proposal.type]
    source, target = books.accounts[proposal.transferring], books.accounts[proposal.acquiring]
    if kind.effect is not Effect.MOVE:
        raise Fault(f"transfer {known.id} of type {kind.code} cannot come from another registry")
    put_in(books, kind, source, target, units)
    chain = books.chains[known.registry]
    reference = f"{chain.code}{chain.sequence + 1}"
    books.write(chain.code, RECEIVED, entry_of(reference, proposal, units, mark, known.id))
    books.changes.transactions.append(row_of(chain, proposal, source, target, mark))
    count(books, proposal, kind, source, target)
    return chain.sequence


def _follow(books: Books, command: Finish, reference: str, under: Deciding) -> None:
    """Take the steps that a completed transfer brings with it."""
    ended = books.transfers[command.id]
    if ended.status != Status.COMPLETED or ended.role == ACQUIRING:
        return
    proposal = _contents(books)[command.id].proposal
    of_credits = proposal.unit in books.terms.credits
    if not (proposal.notice or proposal.replaces or proposal.elements.project or of_credits):
        return
    try:
        follow(books, proposal, reference, under.mark, under.law)
    except Fault as fault:
        if not isinstance(fault.__cause__, Refused):
            raise
        # the initiating registry has completed it on our word: that a Party was suspended since must not undo it
        told = command._replace(request=f"#{command.id}:follow")
        record_refusal(books, told, command.registry, fault.__cause__.refusals, under.mark)


def completed(state: Replay, entry: Entry, told: TransactionEntry) -> None:
    """What was proposed is completed: its units are back where they came from, to go where they should."""
    proposed = state.open.pop(told.of, None)
    if proposed is None or _content(proposed) != _content(told):
        raise ValueError(f"{told.of} was not proposed so, or has ended")
    put_back(state, proposed)
    transaction(state, entry, told)


def _content(told: TransactionEntry) -> tuple[Any, ...]:
    return told.type, told.from_, told.to, told.blocks, told.created


def given_back(state: Replay, entry: Entry, told: EndedEntry) -> None:
    proposed = state.open.pop(told.of, None)
    if proposed is None or (proposed.from_ or proposed.to).partition("-")[0] != entry.registry:
        raise ValueError(f"{told.of} was not proposed here, or has ended")
    if told.status not in FINAL or told.status == Status.COMPLETED:
        raise ValueError(f"{told.of} does not end with status {told.status}")
    put_back(state, proposed)


def received(state: Replay, entry: Entry, told: TransactionEntry) -> None:
    """Units come from another registry's own books."""
    stop_wrong_place(entry, told)
    kind, target = state.terms.transactions[told.type], told.to
    if target.partition("-")[0] != entry.registry or kind.effect is not Effect.MOVE:
        raise ValueError(f"a transaction {kind.code} to {target} is not received here")
    if state.accounts[told.from_].type != FOREIGN or state.accounts[target].type not in kind.acquiring:
        raise ValueError(f"a transaction {kind.code} does not come so from {told.from_} to {target}")
    moved, _ = read_blocks(told)
    for series, start, end in moved:
        state.ranges[origin_of(series)].create(start, end, target, series)
        state.issued[unit_of(series)] += end - start + 1
    count_again(state, told, kind, moved, [])
    enter(state, told, moved)


KIND = step_kind(
    Finish,
    touches=touches,
    leads=leads,
    take=take,
    entries=(
        EntryKind(COMPLETED, completed, heading="transaction"),
        EntryKind(COMPLETED, arrival, heading="received", answers=None),
        EntryKind(RECEIVED, received),
        EntryKind(ENDED, given_back),
    ),
)
