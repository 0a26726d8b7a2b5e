"""Registries with the heads of their chains, and the entries of a journal."""

import json
from typing import Any

from django.db.models import Max

from openets.stores.sql import chains, models
from openets.stores.sql.chains import Head, Linked
from openets.views import choices
from openets.views.columns import Column, row_type
from openets.views.detail import fact, grown
from openets.views.places import place_name
from openets.views.rows import Rows
from openets.views.view import AS_OF, View


def _heads(upto: str = "") -> list[Head]:
    return chains.heads(int(upto) if upto else None)


REGISTRIES: View[Head] = View(
    "registries",
    "The head of every registry's chain",
    "A registry and the head of its journal's chain.",
    (
        Column("registry", "Registry", "Its code.", "code", sort="registry"),
        Column("name", "Name", "Whose it is.", value=lambda row: place_name(row.registry)),
        Column("sequence", "Entries", "The number of its entries.", "number"),
        Column("hash", "Hash of the last entry", "Hash of the last entry.", "hash"),
    ),
    key=lambda row: row.registry,
    query=_heads,
    filters=(choices.UPTO,),
    sort="registry",
    times=(AS_OF,),
)


def last_written() -> str:
    """When the last entry of all journals was written; ``""`` in new books."""
    return models.Registry.objects.aggregate(last=Max("at"))["last"] or ""


ENTRY_COLUMNS = (
    Column("registry", "Registry", "Whose journal it is."),
    Column("sequence", "Number", "Its number in the journal.", "number", sort="sequence"),
    Column("kind", "Kind", "What it is about."),
    Column("at", "At", "When it was written.", "instant"),
    Column("hash", "Hash", "Its hash.", "hash"),
    Column("text", "Text", "What the hash is taken of, byte for byte in UTF-8.", "long"),
)
EntryRow = row_type(ENTRY_COLUMNS, "EntryRow")


def _entries(registry: str, upto: str = "") -> Rows[Any]:
    query = models.JournalEntry.objects.filter(registry=registry)
    if upto:
        query = query.filter(position__lte=int(upto))
    orders = {"sequence": ("sequence",)}
    return Rows(query, lambda rows: [EntryRow(*row) for row in rows], orders, EntryRow._fields)


ENTRIES: View[Any] = View(
    "entries",
    "The journal of a registry",
    "A journal entry. Its hash is SHA-256 over the hash before it, a line feed and `text`.",
    ENTRY_COLUMNS,
    query=_entries,
    filters=(choices.UPTO,),
    sort="sequence",
    times=(AS_OF,),
)


def head_of(code: str) -> Head | None:
    """The head of one registry's chain."""
    return next((head for head in chains.heads() if head.registry == code), None)


def content_of(linked: Linked) -> dict[str, Any]:
    """What an entry says; nothing where its text cannot be read."""
    try:
        content = json.loads(linked.entry.text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


LINKED = grown(
    ENTRIES,
    lambda linked: linked.entry,
    "LinkedEntry",
    "A journal entry in its chain.",
    fact("content", "The text, read; empty where it was tampered with and is no JSON.", "record", content_of),
    fact("previous", "The hash before it."),
    fact(
        "follows", "Whether its hash follows from the one before it and its text.", "flag", lambda linked: linked.holds
    ),
    fact("following", "The hash after it; null at the head of the chain.", null=True),
)
