"""Registries: the heads of their chains, and the entries of their journals."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from openets.api.filters import Key, WholeNumber, filters_of
from openets.api.lists import add_list, answer, listed
from openets.api.schema import schema_of
from openets.stores.sql import chains
from openets.stores.sql.chains import Head, Linked
from openets.views.registries import ENTRIES, REGISTRIES, content_of, head_of

router = Router(tags=["registries"])
add_list(router, "/registries", REGISTRIES, "Registries and the heads of their chains")
EntrySchema: Any = schema_of(ENTRIES, "EntrySchema")
EntriesQuery: Any = filters_of("EntriesQuery", ENTRIES)


@router.get("/registries/{code}", response=schema_of(REGISTRIES), summary="One registry")
def registry(request: HttpRequest, code: Key) -> dict[str, Any]:
    return REGISTRIES.item(_head(code))


def _head(code: str) -> Head:
    found = head_of(code)
    if found is None:
        raise Http404(f"There is no registry “{code}”.")
    return found


@router.get("/registries/{code}/entries", response=listed(ENTRIES), summary="The journal of a registry")
def registry_entries(request: HttpRequest, code: Key, query: Query[EntriesQuery]) -> HttpResponse:
    return answer(request, ENTRIES, query, registry=_head(code).registry)


class LinkedSchema(EntrySchema):
    """A journal entry in its chain."""

    content: dict[str, Any] = Field(description="The text, read; empty where it was tampered with and is no JSON.")
    previous: str = Field(description="The hash before it.")
    holds: bool = Field(description="Whether its hash follows from the one before it and its text.")
    following: str | None = Field(description="The hash after it; null at the head of the chain.")

    @classmethod
    def linked(cls, found: Linked) -> LinkedSchema:
        return cls(
            **found.entry._asdict(),
            content=content_of(found),
            previous=found.previous,
            holds=found.holds,
            following=found.following or None,
        )


@router.get("/registries/{code}/entries/{sequence}", response=LinkedSchema, summary="One journal entry in its chain")
def registry_entry(
    request: HttpRequest, code: Key, sequence: Annotated[int, WholeNumber(1, 10**15 - 1)]
) -> LinkedSchema:
    found = chains.linked(_head(code).registry, sequence)
    if found is None:
        raise Http404(f"The journal of {code} has no entry {sequence}.")
    return LinkedSchema.linked(found)
