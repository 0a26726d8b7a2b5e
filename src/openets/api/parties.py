"""Parties to the Kyoto Protocol, and one with its balance, reserve, eligibility, inventories and what if."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import AfterValidator, BaseModel, Field

from openets.api.filters import Key, Units, shortened
from openets.api.lists import add_list
from openets.api.schema import schema_of
from openets.views.parties import PARTIES
from openets.views.party import PRICE, WHOLE, WhatIf, party_file, then

router = Router(tags=["parties"], by_alias=True)
add_list(router, "/parties", PARTIES, "Parties of Annex B and where they stand")


def _price(value: str) -> str:
    if not PRICE.fullmatch(value):
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


@router.get("/parties/{code}", response=schema_of(WHOLE), summary="One Party: balance, reserve, eligibility, what if")
def party(request: HttpRequest, code: Key, asked: Query[PartyQuery]) -> dict[str, Any]:
    found = party_file(code)
    if found is None:
        raise Http404(f"No Party of Annex B has the code “{code}”.")
    price = Decimal(asked.price) if asked.price is not None else None
    wanted = WhatIf(asked.buy, asked.sell, asked.inventory, price)
    if found.here is not None and wanted.anything:
        found = found._replace(then=then(found.here, wanted))
    return WHOLE.item(found)
