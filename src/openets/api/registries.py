"""Registries: the heads of their chains, and the entries of their journals."""

from __future__ import annotations

import json
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import Asked, Key, Order, Position, WholeNumber
from openets.api.lists import Listed, Orders, listed, take, take_from
from openets.stores.sql import chains
from openets.stores.sql.chains import Head, Linked
from openets.stores.sql.entries import ENTRY_SORTS, EntryRow, entries
from openets.stores.sql.queries_totals import state_name

router = Router(tags=["registries"])
Sequence = Annotated[int, WholeNumber(1, 10**15 - 1)]
"""The number of an entry in its registry."""
_UPTO = "Only what the journal of all registries had up to this position, as the manifest at /verify/ counts."


class RegistryShape(BaseModel):
    """A registry and the head of its journal's chain."""

    registry: str
    name: str
    sequence: int = Field(description="The number of its entries.")
    hash: str = Field(description="Of the last entry.")

    @classmethod
    def of(cls, head: Head) -> RegistryShape:
        return cls(registry=head.registry, name=state_name(head.registry), sequence=head.sequence, hash=head.hash)


class Registries(Listed[RegistryShape]):
    """Registries."""


ORDERS: Orders[Head] = Orders({"registry": lambda row: row.registry}, lambda row: row.registry)


class RegistriesAsked(Asked):
    """As of when."""

    upto: Position | None = Field(None, description=_UPTO)
    sort: Annotated[str, Order(ORDERS.sorts)] = "registry"


@router.get("/registries", response=Registries, summary="Registries and the heads of their chains")
def registries(request: HttpRequest, asked: Query[RegistriesAsked]) -> Registries:
    taken = take_from(request, asked, chains.heads(asked.upto), ORDERS, asked.sort)
    return listed(Registries, taken, RegistryShape.of)


@router.get("/registries/{code}", response=RegistryShape, summary="One registry")
def registry(request: HttpRequest, code: Key) -> RegistryShape:
    return RegistryShape.of(_head(code))


def _head(code: str) -> Head:
    found = next((head for head in chains.heads() if head.registry == code), None)
    if found is None:
        raise Http404(f"There is no registry “{code}”.")
    return found


class EntryShape(BaseModel):
    """A journal entry. Its hash is SHA-256 over the hash before it, a line feed and `text`."""

    registry: str
    sequence: int
    kind: str
    at: str = Field(json_schema_extra={"format": "date-time"})
    hash: str
    text: str = Field(description="What the hash is taken of, byte for byte in UTF-8.")

    @classmethod
    def of(cls, entry: EntryRow) -> EntryShape:
        return cls(**entry._asdict())


class Entries(Listed[EntryShape]):
    """Journal entries of a registry."""


class EntriesAsked(Asked):
    """Which entries."""

    upto: Position | None = Field(None, description=_UPTO)
    sort: Annotated[str, Order(ENTRY_SORTS)] = "sequence"


@router.get("/registries/{code}/entries", response=Entries, summary="The journal of a registry")
def registry_entries(request: HttpRequest, code: Key, asked: Query[EntriesAsked]) -> Entries:
    rows = entries(_head(code).registry, asked.upto, asked.sort)
    return listed(Entries, take(request, asked, rows), EntryShape.of)


def content_of(linked: Linked) -> dict[str, Any]:
    """What an entry says; nothing where its text cannot be read."""
    try:
        content = json.loads(linked.entry.text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


class LinkedShape(EntryShape):
    """A journal entry in its chain."""

    content: dict[str, Any] = Field(description="The text, read; empty where it was tampered with and is no JSON.")
    previous: str = Field(description="The hash before it.")
    holds: bool = Field(description="Whether its hash follows from the one before it and its text.")
    following: str | None = Field(description="The hash after it; null at the head of the chain.")

    @classmethod
    def linked(cls, found: Linked) -> LinkedShape:
        return cls(
            **found.entry._asdict(),
            content=content_of(found),
            previous=found.previous,
            holds=found.holds,
            following=found.following or None,
        )


@router.get("/registries/{code}/entries/{sequence}", response=LinkedShape, summary="One journal entry in its chain")
def registry_entry(
    request: HttpRequest, code: Key, sequence: Annotated[int, WholeNumber(1, 10**15 - 1)]
) -> LinkedShape:
    found = chains.linked(_head(code).registry, sequence)
    if found is None:
        raise Http404(f"The journal of {code} has no entry {sequence}.")
    return LinkedShape.linked(found)
