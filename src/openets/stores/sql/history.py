"""Keeping the public record's own transactions in their own table."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from openets.kernel.refusals import Misuse
from openets.ledger.history import HistoryBlock
from openets.ledger.store import Store
from openets.stores.sql.engines import engine_of
from openets.stores.sql.errors import translated
from openets.stores.sql.store import SqlStore


def add_history(store: Store, source: str, rows: Sequence[HistoryBlock]) -> int:
    """Add the rows of a file that are not there yet; how many that were. All of them, or none."""
    if not isinstance(store, SqlStore):
        raise Misuse("history needs tables: use a sqlite:/// or postgresql:// store")
    with translated(store.alias), transaction.atomic(using=store.alias, durable=True):
        with store.connection.cursor() as cursor:
            cursor.execute("SELECT row FROM history_block WHERE source = %s", [source])
            known = {row[0] for row in cursor.fetchall()}
        fresh = [row for row in rows if row.row not in known]
        if fresh:
            engine_of(store.connection).insert("history_block", HistoryBlock._fields, fresh)
    return len(fresh)
