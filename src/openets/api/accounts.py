"""Accounts, what they hold, and their blocks of serial numbers."""

from __future__ import annotations

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import AccountTypeCode, Asked, Choice, Key, Order, Text, UnitCode, among
from openets.api.lists import Listed, listed, take
from openets.api.names import account_type_name
from openets.api.series import SeriesShape
from openets.kernel.units import Block
from openets.laws.now import serial_number
from openets.ledger.accounts import Account
from openets.stores.sql import queries, summaries
from openets.stores.sql.queries import ACCOUNT_SORTS, BLOCK_SORTS, AccountFilter, AccountRow

router = Router(tags=["accounts"])


class AccountShape(BaseModel):
    """An account and what it holds."""

    identifier: str
    registry: str
    type: str
    type_name: str
    name: str
    holder: str
    state: str = Field(description="open or closed.")
    blocked: bool = Field(description="No verified report: closed to transfers.")
    installation: str | None
    held: dict[str, int] = Field(description="Units by unit type.")
    units: int = Field(description="Units of all types.")
    synthetic: bool = Field(description="Of an installation or Party that was made up for demonstration.")

    @classmethod
    def of(cls, row: AccountRow) -> AccountShape:
        own = row.account
        return cls(
            identifier=own.identifier,
            registry=own.registry,
            type=own.type,
            type_name=account_type_name(own.type),
            name=own.name,
            holder=own.holder,
            state=own.state,
            blocked=own.blocked,
            installation=own.installation or None,
            held=dict(sorted(row.held.items())),
            units=sum(row.held.values()),
            synthetic=row.synthetic,
        )


class Accounts(Listed[AccountShape]):
    """Accounts."""


class AccountsAsked(Asked):
    """Which accounts."""

    q: Text = Field("", description="Words that all stand in identifier, name, holder or installation.")
    registry: Text | None = Field(None, description="The code of a registry.")
    type: AccountTypeCode | None = None
    state: Annotated[str, Choice(("open", "closed", "blocked"), "How they stand.")] | None = None
    sort: Annotated[str, Order(ACCOUNT_SORTS)] = "id"


@router.get("/accounts", response=Accounts, summary="Accounts and what they hold")
def accounts(request: HttpRequest, asked: Query[AccountsAsked]) -> Accounts:
    registry = among("registry", asked.registry, {code for code, _ in summaries.totals().accounts})
    wanted = AccountFilter(asked.q, registry, asked.type or "", asked.state or "")
    return listed(Accounts, take(request, asked, queries.accounts(wanted, asked.sort)), AccountShape.of)


@router.get("/accounts/{identifier}", response=AccountShape, summary="One account")
def account(request: HttpRequest, identifier: Key) -> AccountShape:
    found = find(identifier)
    held = queries.holdings([found.key]).get(found.key, {})
    return AccountShape.of(AccountRow(found, held, queries.is_synthetic(found)))


def find(identifier: str) -> Account:
    """An account. Raises `Http404` for one that the books do not know."""
    found = queries.account(identifier)
    if found is None:
        raise Http404(f"No account has the identifier “{identifier}”.")
    return found


class BlockShape(SeriesShape):
    """A block of serial numbers."""

    start: int
    end: int
    quantity: int
    serial: str = Field(description="As people read it: the elements joined by hyphens.")
    synthetic: bool

    @classmethod
    def of(cls, block: Block, synthetic: bool) -> BlockShape:
        return cls(
            **SeriesShape.elements(block.series),
            start=block.start,
            end=block.end,
            quantity=block.quantity,
            serial=serial_number(block),
            synthetic=synthetic,
        )


class Blocks(Listed[BlockShape]):
    """Blocks that an account holds."""


class BlocksAsked(Asked):
    """Which blocks."""

    unit: UnitCode | None = None
    sort: Annotated[str, Order(BLOCK_SORTS)] = "-quantity"


@router.get("/accounts/{identifier}/blocks", response=Blocks, summary="The blocks that an account holds")
def blocks(request: HttpRequest, identifier: Key, asked: Query[BlocksAsked]) -> Blocks:
    found = find(identifier)
    synthetic = queries.is_synthetic(found)
    rows = queries.blocks(found.key, asked.unit or "", asked.sort)
    return listed(Blocks, take(request, asked, rows), lambda block: BlockShape.of(block, synthetic))
