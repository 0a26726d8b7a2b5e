"""Keeping the public record's own transactions in their own table."""

from collections.abc import Sequence

from django.db import transaction

from openets.kernel.refusals import Misuse
from openets.ledger.history import HistoryBlock
from openets.ledger.holds import IMPORTED, REAL
from openets.ledger.store import Store, stop_other_books
from openets.stores.sql import models
from openets.stores.sql.errors import translated
from openets.stores.sql.searched import with_searched
from openets.stores.sql.store import SqlStore
from openets.stores.sql.work import engine_of


def add_history(store: Store, source: str, rows: Sequence[HistoryBlock]) -> int:
    """Add the rows of a file that are not there yet; how many that were. All of them, or none.

    Raises `Misuse` where a row of a file of the same name said something else, and for a demonstration's books.
    """
    if not isinstance(store, SqlStore):
        raise Misuse("history needs tables: use a sqlite:/// or postgresql:// store")
    stop_other_books(store, f"the history {source}", REAL, IMPORTED)
    with translated(store.alias), transaction.atomic(using=store.alias, durable=True):
        own = models.HistoryBlock.objects.using(store.alias).filter(source=source)
        known = {row.row: row for row in map(HistoryBlock._make, own.values_list(*HistoryBlock._fields))}
        for row in rows:
            if known.get(row.row, row) != row:
                raise Misuse(f"{source}, row {row.row}: another file of this name was read before: rename this one")
        fresh = [row for row in rows if row.row not in known]
        if fresh:
            engine_of(store.connection).insert(
                "history_block", (*HistoryBlock._fields, "searched"), with_searched("history_block", fresh)
            )
    return len(fresh)
