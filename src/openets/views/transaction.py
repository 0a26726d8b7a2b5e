"""One transaction: its life, its blocks, the checks that it passed and its journal entry."""

from collections import Counter
from typing import Any, NamedTuple

from openets.ledger.transactions import COMPLETED_LIFE
from openets.stores.sql import chains
from openets.stores.sql.chains import Linked
from openets.views.blocks import BLOCKS, Moved, moved
from openets.views.codes import CHECKS, CheckRow
from openets.views.detail import fact, grown, many, mirror, one
from openets.views.law import books_law
from openets.views.registries import LINKED, content_of
from openets.views.transactions import TRANSACTIONS, TransactionRow, reversal_of, transaction


class PassedState(NamedTuple):
    """A state that a transaction passed."""

    status: int
    name: str


class TransactionFile(NamedTuple):
    """A transaction and all that these books have of it."""

    row: TransactionRow
    linked: Linked | None
    """Its journal entry."""
    received: Linked | None
    """The entry of the other registry, where it went to one."""
    content: dict[str, Any]
    """What its journal entry says."""

    @property
    def life(self) -> list[PassedState]:
        """Registry and log share one store: one commit passes all states."""
        return [PassedState(int(each), each.name.replace("_", " ").lower()) for each in COMPLETED_LIFE]

    @property
    def reversed_by(self) -> str:
        """The transaction that undid it, or ``""``."""
        return reversal_of(self.row.transaction.id)

    @property
    def checks(self) -> list[CheckRow]:
        """The checks that it passed."""
        return [CheckRow(each, ()) for each in books_law().catalogue.get(self.row.transaction.type, ())]

    @property
    def vintages(self) -> dict[str, int]:
        """Of credits whose serial numbers name a year, how many units moved, or came to be, of which."""
        total: Counter[str] = Counter()
        for each in self.blocks("blocks") or self.blocks("created"):
            if each.block is not None and each.block.series.vintage:
                total[str(each.block.series.vintage)] += each.block.quantity
        return dict(sorted(total.items()))

    def blocks(self, which: str) -> list[Moved]:
        """The blocks that its entry names, without those that cannot be read."""
        return [each for each in moved(self.content.get(which)) if each.block is not None]


def transaction_file(reference: str) -> TransactionFile | None:
    """The transaction with an id such as ``AT1042``."""
    row = transaction(reference)
    if row is None:
        return None
    own = row.transaction
    linked = chains.linked(own.registry, own.sequence)
    abroad = row.acquiring.registry if row.acquiring and row.acquiring.registry != own.registry else ""
    received = chains.received(linked, abroad) if linked and abroad else None
    return TransactionFile(row, linked, received, content_of(linked) if linked else {})


MOVED = grown(
    BLOCKS,
    lambda row: row.block,
    "MovedBlock",
    "A block as the journal entry names it.",
    fact("text", "As the journal writes it."),
)
PASSED = CHECKS.only("passed-checks", "Check", "code", "name", "sentence", "citation", "source_seen")
WHOLE = grown(
    TRANSACTIONS,
    lambda file: file.row,
    "WholeTransaction",
    "A transaction with all that belongs to it.",
    fact("status_number", "The number of its status.", "number", value=lambda file: file.row.transaction.status),
    many("life", mirror(PassedState), "Registry and log share one store: one commit passes all states."),
    fact("note", "What its proposer noted.", value=lambda file: file.content.get("note"), null=True),
    fact("by", "Who proposed it.", value=lambda file: file.row.transaction.by),
    fact("request", "The proposer's own id for it.", value=lambda file: file.row.transaction.request),
    fact("reversed_by", "The transaction that undid it.", null=True),
    fact("vintages", "Of credits whose serial numbers name a year: how many units of which.", "counts"),
    many("checks", PASSED, "Checks that it passed."),
    many("blocks", MOVED, "Blocks that moved.", lambda file: file.blocks("blocks")),
    many("created", MOVED, "Blocks that came to be.", lambda file: file.blocks("created")),
    one("entry", LINKED, "Its journal entry.", lambda file: file.linked, null=True),
    one("received", LINKED, "The entry of the other registry, where it went to one.", null=True),
)
