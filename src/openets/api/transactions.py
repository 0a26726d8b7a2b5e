"""Transactions, and one with its life, its blocks, the checks that it passed and its journal entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import Asked, Day, Key, Order, Text, TransactionTypeCode, UnitCode, YesNo, among
from openets.api.lists import Listed, listed, take
from openets.api.mirror import Mirror
from openets.api.names import transaction_type_name
from openets.api.problems import Malformed
from openets.api.registries import LinkedShape, content_of
from openets.api.series import SeriesShape
from openets.kernel.units import Block, block_from_text
from openets.laws.now import UNIT_TYPES, eu_ets, serial_number
from openets.ledger.accounts import Account
from openets.ledger.transactions import COMPLETED_LIFE
from openets.stores.sql import chains, queries, summaries
from openets.stores.sql.queries import TRANSACTION_SORTS, TransactionFilter, TransactionRow

router = Router(tags=["transactions"])


class TransactionShape(BaseModel):
    """A completed transaction."""

    id: str
    at: str = Field(description="When it was completed.", json_schema_extra={"format": "date-time"})
    type: str
    type_name: str
    transferring_account: str | None = Field(description="null for an issuance.")
    transferring_name: str | None
    acquiring_account: str | None
    acquiring_name: str | None
    unit: str
    quantity: int
    year: int | None = Field(description="The year of the emissions that it is for.")
    installation: str | None
    reverses: str | None = Field(description="The transaction that it undoes.")
    reconstructed: bool = Field(description="Inferred by a replay: no record shows this transaction.")
    synthetic: bool = Field(description="Of an installation or Party that was made up for demonstration.")


def _elements(row: TransactionRow) -> dict[str, Any]:
    own = row.transaction
    return {
        "id": own.id,
        "at": own.at,
        "type": own.type,
        "type_name": transaction_type_name(own.type),
        **_account("transferring", row.transferring),
        **_account("acquiring", row.acquiring),
        "unit": own.unit,
        "quantity": own.quantity,
        "year": own.year or None,
        "installation": own.installation or None,
        "reverses": own.reverses or None,
        "reconstructed": own.reconstructed,
        "synthetic": row.synthetic,
    }


def _account(side: str, account: Account | None) -> dict[str, str | None]:
    identifier, name = (account.identifier, account.name) if account is not None else (None, None)
    return {f"{side}_account": identifier, f"{side}_name": name}


class Transactions(Listed[TransactionShape]):
    """Transactions."""


class TransactionsAsked(Asked):
    """Which transactions."""

    registry: Text | None = Field(None, description="The code of a registry: whose journal has it.")
    type: TransactionTypeCode | None = None
    unit: UnitCode | None = None
    account: Text | None = Field(None, description="The identifier of an account on either side.")
    since: Day | None = Field(None, description="The first day.")
    until: Day | None = Field(None, description="The last day.")
    reconstructed: YesNo | None = Field(None, description="Whether they were inferred by a replay.")
    sort: Annotated[str, Order(TRANSACTION_SORTS)] = "-at"


@router.get("/transactions", response=Transactions, summary="Completed transactions")
def transactions(request: HttpRequest, asked: Query[TransactionsAsked]) -> Transactions:
    wanted = TransactionFilter(
        registry=among("registry", asked.registry, {code for code, _ in summaries.totals().accounts}),
        type=asked.type or "",
        unit=asked.unit or "",
        account=_key(asked.account),
        since=asked.since or "",
        until=asked.until or "",
        reconstructed=None if asked.reconstructed is None else asked.reconstructed == "yes",
    )
    rows = queries.transactions(wanted, asked.sort)
    return listed(Transactions, take(request, asked, rows), lambda row: TransactionShape(**_elements(row)))


def _key(identifier: str | None) -> int:
    if identifier is None:
        return 0
    found = queries.account(identifier)
    if found is None:
        raise Malformed("account", f"must be the identifier of an account: none is called “{identifier}”")
    return found.key


class StateShape(BaseModel):
    """A state that a transaction passed."""

    status: int
    name: str


class PassedShape(Mirror):
    """A check that a transaction passed."""

    code: str
    name: str
    sentence: str
    citation: str
    verified: bool


class MovedShape(SeriesShape):
    """A block as the journal entry names it."""

    start: int
    end: int
    quantity: int
    serial: str
    text: str = Field(description="As the journal writes it.")


class WholeTransaction(TransactionShape):
    """A transaction with all that belongs to it."""

    status: int
    life: list[StateShape] = Field(description="Registry and log share one store: one commit passes all states.")
    note: str | None
    by: str = Field(description="Who proposed it.")
    request: str = Field(description="The proposer's own id for it.")
    reversed_by: str | None
    checks: list[PassedShape]
    blocks: list[MovedShape] = Field(description="Blocks that moved.")
    created: list[MovedShape] = Field(description="Blocks that came to be.")
    entry: LinkedShape | None = Field(description="Its journal entry.")
    received: LinkedShape | None = Field(description="The entry of the other registry, where it went to one.")


@router.get(
    "/transactions/{reference}", response=WholeTransaction, summary="One transaction with all that belongs to it"
)
def transaction(request: HttpRequest, reference: Key) -> WholeTransaction:
    row = queries.transaction(reference)
    if row is None:
        raise Http404(f"No transaction has the id “{reference}”.")
    own = row.transaction
    linked = chains.linked(own.registry, own.sequence)
    content = content_of(linked) if linked is not None else {}
    crosses = row.acquiring is not None and row.acquiring.registry != own.registry
    received = chains.received(linked, row.acquiring.registry) if linked and row.acquiring and crosses else None
    return WholeTransaction(
        **_elements(row),
        status=own.status,
        life=[StateShape(status=int(each), name=each.name.replace("_", " ").lower()) for each in COMPLETED_LIFE],
        note=content.get("note") or None,
        by=own.by,
        request=own.request,
        reversed_by=queries.reversal_of(own.id) or None,
        checks=[
            PassedShape.model_validate(each, from_attributes=True) for each in eu_ets().catalogue.get(own.type, ())
        ],
        blocks=_moved(content.get("blocks") or ()),
        created=_moved(content.get("created") or ()),
        entry=LinkedShape.linked(linked) if linked is not None else None,
        received=LinkedShape.linked(received) if received is not None else None,
    )


def _moved(texts: Iterable[str]) -> list[MovedShape]:
    """The blocks that an entry names, such as ``EUA1:AT:0:0 1-100``; without those that cannot be read."""
    blocks = [(text, _block(str(text))) for text in texts]
    return [
        MovedShape(
            **SeriesShape.elements(block.series),
            start=block.start,
            end=block.end,
            quantity=block.quantity,
            serial=serial_number(block),
            text=text,
        )
        for text, block in blocks
        if block is not None
    ]


def _block(text: str) -> Block | None:
    try:
        block = block_from_text(text)
    except ValueError:
        return None
    return block if block.series.unit in UNIT_TYPES else None
