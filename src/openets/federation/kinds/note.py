"""Note how far a transfer has come, or that a side has spoken. Moves no unit."""

from typing import NamedTuple

from openets.engine.kind import Deciding
from openets.engine.outcomes import Outcome
from openets.federation.two_phase import is_as_seen, step_kind, stop_impossible
from openets.laws.law import Law
from openets.ledger.books import Books
from openets.ledger.store import Needs
from openets.ledger.transactions import Status
from openets.ledger.transfers import Transfer, with_sides, without


class Note(NamedTuple):
    registry: str
    id: str
    seen: int
    """The status on which this was decided: it is done only if that has not changed since."""
    status: int
    waiting: str
    request: str
    acquiring_entry: int = 0


def noting(own: Transfer, status: Status, waiting: str) -> Note:
    """The command that notes how far a transfer has come, and who must speak next."""
    return Note(own.registry, own.id, own.status, int(status), waiting, f"#{own.id}:{int(status)}")


def crossing_off(own: Transfer, side: str, entry: int = 0) -> Note:
    """The command that notes that a side knows how a transfer stands, and with which entry it received the units."""
    return Note(own.registry, own.id, own.status, own.status, without(own.waiting, side), f"#{own.id}:heard", entry)


def touches(command: Note, needs: Needs, law: Law) -> None:
    needs.registries.add(command.registry)
    needs.transfers.add(command.id)


def take(books: Books, command: Note, under: Deciding) -> Outcome:
    if not is_as_seen(books, command.id, command.seen):
        return Outcome(command.request, True, command.id, repeated=True)
    known = books.transfers[command.id]
    stop_impossible(known, command.status)
    waiting = command.waiting
    if known.is_over:
        # sides are only ever crossed off, whoever writes last
        waiting = with_sides(*set(known.waiting.split(",")) & set(command.waiting.split(",")))
    entry = command.acquiring_entry or known.acquiring_entry
    books.set_transfer(known._replace(status=command.status, waiting=waiting, acquiring_entry=entry))
    return Outcome(command.request, True, command.id)


KIND = step_kind(Note, touches=touches, take=take)
