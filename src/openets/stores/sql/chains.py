"""The journal's chains for pages: one entry and its neighbours, the heads, and whole chains up to a position."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet

from openets.kernel.refusals import Misuse
from openets.ledger.journal import FORMAT, GENESIS, Entry, chained
from openets.stores.sql import models

CHUNK = 2000


class Linked(NamedTuple):
    """A journal entry in its chain: the hash before it, and whether its own follows from that."""

    entry: Entry
    position: int
    previous: str
    holds: bool
    following: str
    """Hash of the entry after it, ``""`` at the head of the chain."""


def linked(registry: str, sequence: int) -> Linked | None:
    """A journal entry with its neighbours, its hash computed anew."""
    near = models.JournalEntry.objects.filter(registry=registry, sequence__in=(sequence - 1, sequence, sequence + 1))
    found = {row.sequence: row for row in near}
    own = found.get(sequence)
    if own is None:
        return None
    before, after = found.get(sequence - 1), found.get(sequence + 1)
    previous = before.hash if before else GENESIS
    entry = Entry(own.registry, own.sequence, own.kind, own.at, own.hash, own.text)
    return Linked(entry, own.position, previous, chained(previous, own.text) == own.hash, after.hash if after else "")


NEAR = 20


def received(sent: Linked, registry: str) -> Linked | None:
    """The entry of an external transfer in the receiving registry's chain: the same text, soon after."""
    near = models.JournalEntry.objects.filter(position__gt=sent.position, position__lte=sent.position + NEAR)
    row = near.filter(registry=registry, kind="received", text=sent.entry.text).values_list("sequence").first()
    return linked(registry, row[0]) if row else None


class Head(NamedTuple):
    """A registry's code and the head of its chain."""

    registry: str
    sequence: int
    hash: str


def heads(upto: int | None = None) -> list[Head]:
    """The heads of all chains, now or when the entry at position `upto` was the last."""
    rows = models.Registry.objects.order_by("code").values_list("code", "sequence", "hash")
    if upto is None:
        return [Head(*row) for row in rows]
    entries = _until(upto).order_by("-sequence").values_list("registry", "sequence", "hash")
    found = [entries.filter(registry=code).first() for code, _, _ in rows]
    return [Head(*row) for row in found if row]


def last_position() -> int:
    """Where the journal ends; 0 where it has not begun."""
    return models.JournalEntry.objects.aggregate(last=Max("position"))["last"] or 0


def _until(upto: int | None) -> QuerySet[models.JournalEntry, models.JournalEntry]:
    entries = models.JournalEntry.objects.all()
    return entries if upto is None else entries.filter(position__lte=upto)


def manifest(upto: int | None = None) -> dict[str, Any]:
    """What an export of the journal, or of its part up to a position, says of itself.

    Raises `Misuse` for books that have named no law yet.
    """
    named = models.BooksLaw.objects.values("name", "digest", "holds").first()
    if named is None:
        raise Misuse("these books have named no law yet: there is nothing to export")
    registries = {head.registry: {"sequence": head.sequence, "hash": head.hash} for head in heads(upto)}
    return {"format": FORMAT, "law": named, "registries": registries}


def chain(registry: str, upto: int | None = None) -> Iterator[tuple[int, Entry]]:
    """A registry's chain up to a position, each entry with its place among the entries of all registries."""
    query = _until(upto).filter(registry=registry).order_by("sequence")
    own = query.values_list("position", *Entry._fields).iterator(chunk_size=CHUNK)
    # a position that the database skipped is no entry, so places are counted
    everybody = models.JournalEntry.objects.order_by("position").values_list("position", flat=True)
    places = enumerate(everybody.iterator(chunk_size=CHUNK), start=1)
    for position, *entry in own:
        yield next(place for place, found in places if found == position), Entry(*entry)
