"""Agree, as the acquiring registry, to receive units; nothing moves before the transfer is completed."""

from typing import NamedTuple

from openets.checks.check import Facts, examine, named
from openets.engine.kind import Deciding
from openets.engine.outcomes import Outcome, answered, record_refusal, refused
from openets.federation.items import read_content
from openets.federation.two_phase import RECEIVING, entered, foreign, step_kind
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.store import Needs
from openets.ledger.transfers import ACQUIRING, Transfer


class Accept(NamedTuple):
    """Agree, as the acquiring registry, to receive units; `content` is what the log forwarded, as JSON.

    A regional log does the same, with status 2, for units that come to a member from outside its law.
    """

    registry: str
    id: str
    waiting: str
    content: str
    request: str
    status: int = 8


def touches(command: Accept, needs: Needs, law: Law) -> None:
    proposal = read_content(command.content).proposal
    needs.registries.add(command.registry)
    needs.requests.append(command.request)
    needs.transfers.add(command.id)
    needs.accounts |= {proposal.transferring, proposal.acquiring} - {""}


def take(books: Books, command: Accept, under: Deciding) -> Outcome:
    known = books.answers.get(command.request)
    if known is not None:
        return answered(known)
    proposal = read_content(command.content).proposal
    kind, account = books.terms.transactions.get(proposal.type), books.accounts.get(proposal.acquiring)
    refusals = examine(named(RECEIVING), Facts(proposal, kind, None, account, books.terms))
    if refusals:
        record_refusal(books, command, command.registry, refusals, under.mark)
        return refused(command, refusals)
    if command.id not in books.transfers:  # else somebody was faster, and it may have come further since
        entered(books, command.registry, foreign(proposal.transferring), under.mark)
        home, target = proposal.transferring.partition("-")[0], command.registry
        promised = (command.id, target, ACQUIRING, command.status, command.waiting, home, target, command.content)
        books.set_transfer(Transfer(*promised))
    return Outcome(command.request, True, command.id)


KIND = step_kind(Accept, touches=touches, take=take)
