"""Transactions that take several steps because registry and log keep books of their own.

Each side keeps a *transfer* for every such transaction that it has heard of: what it is, how far it has come, and
whose word it waits for. Units that are on their way lie in the registry's transit account on every side that holds
them, from the proposal to a final status.
"""

from typing import NamedTuple

from openets.ledger.transactions import FINAL


class Transfer(NamedTuple):
    """A transaction between sides, as one of them knows it."""

    id: str
    """Place of its proposal in the initiating registry's own journal, such as ``AT1042``."""
    registry: str
    """In whose chain of these books its entries stand."""
    role: str
    """What these books are to it: ``initiating``, ``log`` or ``acquiring``."""
    status: int
    waiting: str
    """The sides whose word is awaited, sorted, with commas between; ``""`` when it is over."""
    home: str
    """The registry that proposed it."""
    target: str
    """The registry of the acquiring account."""
    content: str
    """What was proposed, as canonical JSON; of what was refused also, or only, the ``refusals``."""
    initiating_entry: int = 0
    """Number of the entry with which the initiating registry completed it; 0 before."""
    acquiring_entry: int = 0
    """Number of the entry with which the acquiring registry received it; 0 before."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended, with whatever status."""
        return self.status in FINAL


INITIATING = "initiating"
LOG = "log"
ACQUIRING = "acquiring"


def without(waiting: str, side: str) -> str:
    """`waiting` once `side` has spoken."""
    return ",".join(each for each in waiting.split(",") if each and each != side)


def with_sides(*sides: str) -> str:
    """`waiting` for the words of these sides; empty names are none."""
    return ",".join(sorted({side for side in sides if side}))


def registry_of(id: str) -> str:
    """The registry whose letters an id begins with: the one that proposed it."""
    return id.rstrip("0123456789")
