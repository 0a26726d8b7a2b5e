"""Parties to the Kyoto Protocol, and one with its balance, reserve, eligibility, inventories and what if."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import AfterValidator, BaseModel, Field

from openets.api.exact import Exact
from openets.api.filters import Key, Units, shortened
from openets.api.lists import add_list
from openets.api.party_schemas import BalanceSchema, BubbleSchema, RecordSchema, ReserveSchema, TargetSchema
from openets.api.schema import schema_of
from openets.compliance.party_limits import penalty as penalty_of
from openets.compliance.party_position import Position, what_if
from openets.kernel.money import Money
from openets.views.law import books_law, protocol
from openets.views.parties import PARTIES, PartyRow, in_bubble, reference, standing

router = Router(tags=["parties"], by_alias=True)
add_list(router, "/parties", PARTIES, "Parties of Annex B and where they stand")
PartySchema: Any = schema_of(PARTIES)
_PRICE = re.compile(r"[0-9]{1,6}([.][0-9]{1,2})?")


def _price(value: str) -> str:
    if not _PRICE.fullmatch(value):
        raise ValueError(f"must be an amount such as 22.50, not “{shortened(value)}”")
    return value


class PartyQuery(BaseModel):
    """What if; nothing is written."""

    buy: Units | None = Field(None, description="What if it bought so many AAUs?")
    sell: Units | None = Field(None, description="What if it sold so many AAUs?")
    inventory: Units | None = Field(None, description="What if its latest inventory were revised to so many tonnes?")
    price: Annotated[str, AfterValidator(_price)] | None = Field(
        None, description="In the currency of the law a tonne, at which to reckon the paper's penalty P·(E − R)."
    )

    @property
    def anything(self) -> bool:
        return any(value is not None for value in (self.buy, self.sell, self.inventory, self.price))


class WhatIfSchema(BaseModel):
    """Where a Party would stand."""

    reserve: ReserveSchema
    true_up: BalanceSchema
    missing: int = Field(description="Tonnes that no unit would cover.")
    penalty: Exact | None = Field(description="The paper's; the Protocol itself sets no price.")


class WholeParty(PartySchema):
    """A Party with all that belongs to it."""

    target: TargetSchema
    record: RecordSchema | None = Field(description="null where it is not on record in these books.")
    bubble: BubbleSchema | None = Field(description="The joint target, of its members, where it is on record.")
    what_if: WhatIfSchema | None = Field(description="Where it would stand, if that was asked.")


@router.get("/parties/{code}", response=WholeParty, summary="One Party: balance, reserve, eligibility, what if")
def party(request: HttpRequest, code: Key, asked: Query[PartyQuery]) -> WholeParty:
    target = protocol().targets.get(code)
    if target is None:
        raise Http404(f"No Party of Annex B has the code “{code}”.")
    everyone, joint = standing()
    here = everyone.get(code)
    return WholeParty(
        **PARTIES.item(PartyRow(target, here)),
        target=TargetSchema.of(target),
        record=RecordSchema.of(here, reference("party", code)) if here is not None else None,
        bubble=BubbleSchema.of(joint) if joint is not None and in_bubble(target) else None,
        what_if=_what_if(here, asked) if here is not None and asked.anything else None,
    )


def _what_if(here: Position, asked: PartyQuery) -> WhatIfSchema:
    then = what_if(here, buy=asked.buy or 0, sell=asked.sell or 0, inventory=asked.inventory)
    price = Money(Decimal(asked.price), books_law().currency) if asked.price is not None else None
    lost = penalty_of(price, then.true_up.emissions, then.true_up.register) if price is not None else None
    return WhatIfSchema(
        reserve=ReserveSchema.of(then),
        true_up=BalanceSchema.of(then.true_up),
        missing=then.excess,
        penalty=lost.amount if lost is not None else None,
    )
