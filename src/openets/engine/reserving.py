"""What the steps of a transfer do to the books of one side."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from openets.checks.check import Case, Check, examine, named, ranges_fault
from openets.engine.acts import Accept, Finish, Note, Reserve
from openets.engine.contents import content_from, read_content
from openets.engine.knowing import entered, foreign
from openets.engine.posting import Parties, Stamp, complete, count, entry_text, put_in, row_of, take_out
from openets.engine.under_way import LEAVING, count_in, goes_abroad
from openets.kernel.refusals import Fault, Misuse, Refusal
from openets.kernel.units import Block, Series, block_from_text
from openets.laws.now import ACCOUNT_TYPES, TERMS, TRANSACTION_TYPES, UNIT_TYPES, government_account, serial_number
from openets.ledger.accounts import FOREIGN, TRANSIT, Account, Bucket
from openets.ledger.books import Books
from openets.ledger.entries import ranges_in
from openets.ledger.journal import payload
from openets.ledger.segments import overlap, span_text
from openets.ledger.transactions import FINAL, NEW_UNITS, Effect, Proposal, Status, may_become
from openets.ledger.transfers import ACQUIRING, INITIATING, LOG, Transfer, registry_of, with_sides

RECEIVING = ("acquiring_account_exists", "acquiring_account_may_receive", "acquiring_account_is_not_closed")
"""What an acquiring registry asks of a transfer, in order."""


UNSEEN = frozenset(
    {
        "acquiring_account_type_fits_the_transaction",
        "acquiring_account_may_hold_the_unit_type",
        "acquiring_account_is_open",
    }
)
"""Checks that books cannot make of an account of which they know nothing but its identifier: others make them."""


def home_of(proposal: Proposal) -> str:
    """The registry that proposes: that of the transferring account, for an issuance that of the acquiring one."""
    return (proposal.transferring or proposal.acquiring).partition("-")[0]


def checks_to_make(books: Books, act: Reserve, case: Case, checks: tuple[Check[Any], ...]) -> tuple[Check[Any], ...]:
    """The checks of a proposal that these books can make: what they cannot see, others check on theirs."""
    account, kind, proposal = case.acquiring, case.type, act.proposal
    unseen: set[str] = set()
    if account is not None and account.type == FOREIGN and kind is not None and kind.same_registry is False:
        unseen |= UNSEEN
    if not act.tell and proposal.notice and ("notice", proposal.notice) not in books.records:
        unseen.add("notice_is_answered_by_the_transaction")
    if not act.tell and proposal.elements.project and ("project", proposal.elements.project) not in books.records:
        unseen |= {"credits_name_a_valid_project", "project_may_have_units_issued"}
    return tuple(each for each in checks if each.name not in unseen) if unseen else checks


@cache
def transit(registry: str) -> str:
    """Identifier of the account in which units of a registry lie while they are on their way."""
    return government_account(registry, TRANSIT)


# ---- proposing -----------------------------------------------------------------------------------


def reserve(books: Books, act: Reserve, mark: Stamp, owed: int = 0) -> str:
    """Set a proposal's units aside and begin its transfer; the reference of its entry.

    `owed` is the share of proceeds that an issuance will make due.
    """
    proposal, kind = act.proposal, TRANSACTION_TYPES[act.proposal.type]
    home = home_of(proposal)
    chain = books.chains[home]
    source = books.accounts.get(proposal.transferring)
    target = entered(books, home, books.accounts[proposal.acquiring], mark)
    # what a conversion makes has serial numbers already, and perhaps another registry's
    given = [block_from_text(text) for text in act.created] if kind.effect in NEW_UNITS else []
    if act.id and kind.effect in NEW_UNITS:
        _stop_wrong_numbers(books, act, home, given)
    moved, created = take_out(books, proposal, kind, source, target, given)
    for block in given:
        chain.next_serial = max(chain.next_serial, block.end + 1)
    reference = f"{home}{chain.sequence + 1}"
    name = act.id or reference
    text = entry_text("proposed", reference, proposal._replace(request=act.request), moved, created, mark, name)
    books.changes.entries.append(chain.append("proposed", mark.at, text))
    if source is not None:
        books.put(books.accounts[transit(home)], moved)
        _count_transit(books, source, proposal, 1)
    if goes_abroad(proposal):
        books.count(home, proposal.unit, LEAVING, proposal.quantity)
    role = LOG if act.id else INITIATING
    content = content_from(name, proposal, moved, created, mark.at)
    content |= {"owed": owed} if owed else {}
    content |= {"undoes": books.originals[proposal.reverses].request} if proposal.reverses else {}
    waiting, abroad = act.waiting, target.registry
    books.set_transfer(Transfer(name, home, role, act.status, waiting, home, abroad, payload(content)))
    count_in(books, proposal, name, ranges_in(act.created) if given else ())
    return reference


def turn_down(books: Books, act: Reserve, refusals: list[Refusal]) -> None:
    """Write down that a proposal of another side ended at the checks, and why: nothing was set aside for it."""
    home, target = home_of(act.proposal), act.proposal.acquiring.partition("-")[0]
    content = payload({"refusals": [refusal.as_dict() for refusal in refusals]})
    ended = Transfer(act.id, home, LOG, int(Status.TERMINATED), act.tell, home, target[:3], content)
    books.set_transfer(ended)


def _stop_wrong_numbers(books: Books, act: Reserve, home: str, given: list[Block]) -> None:
    """Raise `Misuse` for new units whose serial numbers the initiating registry cannot have given so."""
    proposal, unit = act.proposal, TRANSACTION_TYPES[act.proposal.type].makes(act.proposal.unit)
    period = UNIT_TYPES[unit].period
    number = 1 if period is None else period
    series = Series(unit, home, number, number, *proposal.elements)
    ranges = tuple((block.series.origin, block.start, block.end) for block in given)
    fault = ranges_fault(ranges, proposal.quantity)
    if fault is not None or any(block.series != series for block in given):
        raise Misuse(
            f"M-2005: {act.id} does not make {proposal.quantity:,} {series.text()} of"
            f" {', '.join(act.created)[:200]}: {fault or 'they are of another series'}"
        )
    there = books.blocks_named(ranges)
    if there:
        raise Misuse(f"M-2005: {act.id} gives serial numbers that exist already: {serial_number(there[0])}")
    promised = span_text(overlap(ranges, books.given))
    if promised:
        raise Misuse(f"M-2005: {act.id} gives serial numbers that another transaction under way has: {promised}")


def _count_transit(books: Books, source: Account, proposal: Proposal, sign: int) -> None:
    """Units on their way count as held, wherever they come from."""
    if ACCOUNT_TYPES[source.type].bucket is not Bucket.HELD:
        books.count(source.registry, proposal.unit, ACCOUNT_TYPES[source.type].bucket, -sign * proposal.quantity)
        books.count(source.registry, proposal.unit, Bucket.HELD, sign * proposal.quantity)


# ---- accepting -----------------------------------------------------------------------------------


def receiving_refusals(books: Books, act: Accept) -> list[Refusal]:
    """Why the acquiring registry cannot receive what is forwarded to it."""
    proposal = books.contents[act.id].proposal
    kind, account = TRANSACTION_TYPES.get(proposal.type), books.accounts.get(proposal.acquiring)
    return examine(named(RECEIVING), Case(proposal, kind, None, account, TERMS))


def accept(books: Books, act: Accept, mark: Stamp) -> str:
    """Promise to receive a transfer; nothing moves before it is completed."""
    if act.id in books.transfers:
        return act.id  # somebody was faster, and it may have come further since
    source = books.contents[act.id].proposal.transferring
    entered(books, act.registry, foreign(source), mark)
    home = source.partition("-")[0]
    promised = Transfer(act.id, act.registry, ACQUIRING, act.status, act.waiting, home, act.registry, act.content)
    books.set_transfer(promised)
    return act.id


def is_as_seen(books: Books, act: Note | Finish) -> bool:
    """Whether a transfer still has the status on which an act was decided; somebody may have been faster."""
    known = books.transfers.get(act.id)
    return (known.status if known is not None else 0) == act.seen


def note(books: Books, act: Note) -> str:
    """Note how far a transfer has come."""
    known = books.transfers[act.id]
    _stop_impossible(known, act.status)
    waiting = act.waiting
    if Status(known.status) in FINAL:
        # sides are only ever crossed off, whoever writes last
        waiting = with_sides(*set(known.waiting.split(",")) & set(act.waiting.split(",")))
    entry = act.acquiring_entry or known.acquiring_entry
    books.set_transfer(known._replace(status=act.status, waiting=waiting, acquiring_entry=entry))
    return act.id


def _stop_impossible(known: Transfer, status: int) -> None:
    """Raise `Fault` for a step that is not in the life of a transaction, whoever takes it."""
    if not may_become(Status(known.status), Status(status)):
        raise Fault(f"transfer {known.id} has status {known.status}, which cannot become {status}")


# ---- ending --------------------------------------------------------------------------------------


def finish(books: Books, act: Finish, mark: Stamp) -> str:
    """End a transfer that is not over; the reference of the entry that ended it."""
    known = books.transfers.get(act.id)
    if known is None:
        # ended before it was ever heard of: whatever comes late finds it over
        home = registry_of(act.id)
        role = LOG if home == act.registry else ACQUIRING
        books.set_transfer(Transfer(act.id, act.registry, role, act.status, act.waiting, home, "", "{}"))
        return act.id
    _stop_impossible(known, act.status)
    content, proposal = books.contents.get(act.id) or read_content(known.content)
    proposal = proposal._replace(request=f"#{act.id}:{act.status}")
    if act.status != Status.COMPLETED:
        number = _give_back(books, known, act, proposal, content, mark)
    elif known.role == ACQUIRING:
        number = _receive(books, known, proposal, content, mark)
    else:
        number = _complete(books, known, proposal, content, mark)
    known = known._replace(status=act.status, waiting=act.waiting)
    if act.refusals:
        known = known._replace(content=payload({**content, "refusals": json.loads(act.refusals)}))
    if known.role == ACQUIRING and not act.initiating_entry:
        known = known._replace(acquiring_entry=number)
    else:
        # a log is told of the initiating registry's entry, and learns of the acquiring one's later
        known = known._replace(initiating_entry=number if known.role == INITIATING else act.initiating_entry)
    books.set_transfer(known)
    return f"{known.registry}{number}"


def _taken_back(books: Books, known: Transfer, proposal: Proposal, content: dict[str, Any]) -> list[Block]:
    """The units of a transfer, out of the transit account."""
    if not proposal.serials:
        return []
    blocks = books.take(books.accounts[transit(known.registry)], proposal.unit, proposal.serials)
    if blocks is None:
        raise Fault(f"the units of transfer {known.id} are not where they were set aside")
    return [block_from_text(text) for text in content["blocks"]]


def _count_back(books: Books, source: Account, proposal: Proposal) -> None:
    """What is on its way no more counts where it came from."""
    _count_transit(books, source, proposal, -1)
    if goes_abroad(proposal):
        books.count(source.registry, proposal.unit, LEAVING, -proposal.quantity)


def _complete(books: Books, known: Transfer, proposal: Proposal, content: dict[str, Any], mark: Stamp) -> int:
    moved = _taken_back(books, known, proposal, content)
    created = [block_from_text(text) for text in content.get("created", ())]
    source, target = books.accounts.get(proposal.transferring), books.accounts[proposal.acquiring]
    if source is not None:
        _count_back(books, source, proposal)
    kind = TRANSACTION_TYPES[proposal.type]
    between, owed = Parties(source, target), content.get("owed", 0)
    return complete(books, proposal, kind, between, moved, created, mark, known.id, owed).sequence


def _give_back(
    books: Books, known: Transfer, act: Finish, proposal: Proposal, content: dict[str, Any], mark: Stamp
) -> int:
    if known.role == ACQUIRING:
        return 0
    moved = _taken_back(books, known, proposal, content)
    source = books.accounts.get(proposal.transferring)
    if source is not None:
        books.put(source, moved)
        _count_back(books, source, proposal)
    chain = books.chains[known.registry]
    ended = {"kind": "ended", "of": known.id, "status": act.status, "request": act.request}
    text = payload({**ended, "at": mark.at, "by": mark.by})
    books.changes.entries.append(chain.append("ended", mark.at, text))
    return chain.sequence


def _receive(books: Books, known: Transfer, proposal: Proposal, content: dict[str, Any], mark: Stamp) -> int:
    """Enter units that come from another registry's books."""
    kind = TRANSACTION_TYPES[proposal.type]
    source, target = books.accounts[proposal.transferring], books.accounts[proposal.acquiring]
    moved = [block_from_text(text) for text in content["blocks"]]
    if kind.effect is not Effect.MOVE:
        raise Fault(f"transfer {known.id} of type {kind.code} cannot come from another registry")
    put_in(books, kind, source, target, moved, [])
    chain = books.chains[known.registry]
    text = entry_text("received", f"{chain.code}{chain.sequence + 1}", proposal, moved, [], mark, known.id)
    books.changes.entries.append(chain.append("received", mark.at, text))
    books.changes.transactions.append(row_of(chain, proposal, Parties(source, target), mark))
    count(books, proposal, kind, source, target)
    return chain.sequence
