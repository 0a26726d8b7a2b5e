"""The entries of a registry's journal as a list."""

from __future__ import annotations

from typing import NamedTuple

from openets.stores.sql import models
from openets.stores.sql.queries import Rows, ordered

ENTRY_SORTS = {"sequence": ("sequence",)}


class EntryRow(NamedTuple):
    """A journal entry; its hash is taken over the one before it and `text`."""

    registry: str
    sequence: int
    kind: str
    at: str
    hash: str
    text: str


def entries(registry: str, upto: int | None = None, sort: str = "sequence") -> Rows[EntryRow]:
    """The entries of a registry's chain, all or those up to a position in the journal of all registries."""
    query = models.JournalEntry.objects.filter(registry=registry)
    if upto is not None:
        query = query.filter(position__lte=upto)
    found = ordered(query, ENTRY_SORTS, sort).values_list(*EntryRow._fields)
    return Rows(found, lambda rows: [EntryRow(*row) for row in rows])
