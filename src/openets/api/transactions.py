"""Transactions, and one with its life, its blocks, the checks that it passed and its journal entry."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from openets.api.filters import Key
from openets.api.lists import add_list
from openets.api.registries import LinkedSchema
from openets.api.schema import schema_of
from openets.ledger.transactions import COMPLETED_LIFE
from openets.stores.sql import chains
from openets.views.blocks import BLOCKS, moved
from openets.views.law import books_law
from openets.views.registries import content_of
from openets.views.transactions import TRANSACTIONS, reversal_of
from openets.views.transactions import transaction as find

router = Router(tags=["transactions"])
add_list(router, "/transactions", TRANSACTIONS, "Completed transactions")
TransactionSchema: Any = schema_of(TRANSACTIONS)
BlockSchema: Any = schema_of(BLOCKS, "SerialsSchema")


class MovedSchema(BlockSchema):
    """A block as the journal entry names it."""

    text: str = Field(description="As the journal writes it.")

    @classmethod
    def all(cls, texts: Any) -> list[MovedSchema]:
        """The blocks that an entry names; without those that cannot be read."""
        return [cls(**BLOCKS.item(block), text=text) for text, block in moved(texts) if block is not None]


class PassedStateSchema(BaseModel):
    """A state that a transaction passed."""

    status: int
    name: str


class PassedSchema(BaseModel):
    """A check that a transaction passed."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str
    sentence: str
    citation: str
    verified: bool


# What one transaction has beyond its row in the list is composed of other things, each with a schema of its own.
class WholeTransaction(TransactionSchema):
    """A transaction with all that belongs to it."""

    status: int
    life: list[PassedStateSchema] = Field(description="Registry and log share one store: one commit passes all states.")
    note: str | None
    by: str = Field(description="Who proposed it.")
    request: str = Field(description="The proposer's own id for it.")
    reversed_by: str | None
    checks: list[PassedSchema]
    blocks: list[MovedSchema] = Field(description="Blocks that moved.")
    created: list[MovedSchema] = Field(description="Blocks that came to be.")
    entry: LinkedSchema | None = Field(description="Its journal entry.")
    received: LinkedSchema | None = Field(description="The entry of the other registry, where it went to one.")


@router.get(
    "/transactions/{reference}", response=WholeTransaction, summary="One transaction with all that belongs to it"
)
def transaction(request: HttpRequest, reference: Key) -> WholeTransaction:
    row = find(reference)
    if row is None:
        raise Http404(f"No transaction has the id “{reference}”.")
    own = row.transaction
    linked = chains.linked(own.registry, own.sequence)
    content = content_of(linked) if linked is not None else {}
    crosses = row.acquiring is not None and row.acquiring.registry != own.registry
    received = chains.received(linked, row.acquiring.registry) if linked and row.acquiring and crosses else None
    return WholeTransaction(
        **TRANSACTIONS.item(row),
        status=own.status,
        life=[PassedStateSchema(status=int(each), name=each.name.replace("_", " ").lower()) for each in COMPLETED_LIFE],
        note=content.get("note") or None,
        by=own.by,
        request=own.request,
        reversed_by=reversal_of(own.id) or None,
        checks=[
            PassedSchema.model_validate(each, from_attributes=True) for each in books_law().catalogue.get(own.type, ())
        ],
        blocks=MovedSchema.all(content.get("blocks")),
        created=MovedSchema.all(content.get("created")),
        entry=LinkedSchema.linked(linked) if linked is not None else None,
        received=LinkedSchema.linked(received) if received is not None else None,
    )
