"""Parties to the Kyoto Protocol, and one with its balance, reserve, eligibility, inventories and what if."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import AfterValidator, BaseModel, Field

from openets.api.asking import Asked, Choice, Key, Order, Text, Units, YesNo, shortened
from openets.api.exact import Exact
from openets.api.lists import Listed, Orders, listed, take_from
from openets.api.party_shapes import BalanceShape, BubbleShape, RecordShape, ReserveShape, TargetShape
from openets.commands.parties.standing import bubble_of, positions_from
from openets.compliance.party_limits import penalty
from openets.compliance.party_position import Bubble, Position, what_if
from openets.kernel.money import Money
from openets.laws.now import BUBBLE, eu_ets, kyoto
from openets.laws.protocol import PartyTarget
from openets.stores.sql import queries_parties

router = Router(tags=["parties"], by_alias=True)
_PRICE = re.compile(r"[0-9]{1,6}([.][0-9]{1,2})?")


class PartyRow(NamedTuple):
    """A Party of Annex B, and where it stands if it is on record."""

    target: PartyTarget
    position: Position | None

    def at_true_up(self, name: str) -> int | None:
        """A figure of the position at true-up, `None` where the Party is not on record or its emissions are unknown."""
        if self.position is None or (name != "register" and not self.position.emissions_known):
            return None
        figure: int = getattr(self.position.true_up, name)
        return figure

    @property
    def assigned_amount(self) -> int | None:
        """Of the record; of the law where there is none."""
        return self.position.party.assigned_amount if self.position is not None else self.target.assigned_amount

    @property
    def reserve(self) -> int | None:
        return self.position.reserve.level if self.position is not None else None

    @property
    def margin(self) -> int | None:
        """Units above the reserve, `None` where none need be kept."""
        return self.position.margin if self.position is not None and self.position.keeps_reserve else None

    @property
    def eligible(self) -> bool | None:
        return self.position.eligibility.eligible if self.position is not None else None


class PartyShape(BaseModel):
    """A Party of Annex B and where it stands at true-up. Tonnes of CO2 equivalent, or units."""

    code: str
    name: str
    percent: Exact = Field(description="What it may emit, per cent of its base year.")
    change: Exact = Field(description="The same as a change from the base year.")
    assigned_amount: int | None
    assigned_amount_verified: bool | None = Field(
        description="Whether the source of the law's figure was seen; null where the record's is shown, or none."
    )
    on_record: bool
    register_units: int | None = Field(serialization_alias="register", description="R.")
    emissions: int | None = Field(description="E of the whole period; null while there is no inventory.")
    distance: int | None = Field(description="R - E.")
    reserve: int | None
    margin: int | None = Field(description="Units above the reserve, where it binds.")
    eligible: bool | None
    synthetic: bool = Field(description="Its record was made up for demonstration.")


def _elements(row: PartyRow) -> dict[str, Any]:
    target, position = row
    of_law = position is None and target.assigned_amount is not None
    return {
        "code": target.code,
        "name": target.name,
        "percent": target.percent,
        "change": target.change,
        "assigned_amount": row.assigned_amount,
        "assigned_amount_verified": target.assigned_amount_verified if of_law else None,
        "on_record": position is not None,
        "register_units": row.at_true_up("register"),
        "emissions": row.at_true_up("emissions"),
        "distance": row.at_true_up("distance"),
        "reserve": row.reserve,
        "margin": row.margin,
        "eligible": row.eligible,
        "synthetic": position is not None and position.party.synthetic,
    }


class Parties(Listed[PartyShape]):
    """Parties."""


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


ORDERS: Orders[PartyRow] = Orders(
    {
        "name": lambda row: row.target.name,
        "code": lambda row: row.target.code,
        "assigned_amount": lambda row: row.assigned_amount,
        "register": lambda row: row.at_true_up("register"),
        "emissions": lambda row: row.at_true_up("emissions"),
        "distance": lambda row: row.at_true_up("distance"),
        "reserve": lambda row: row.reserve,
        "margin": lambda row: row.margin,
        "eligible": lambda row: _yes_no(row.eligible),
    },
    lambda row: row.target.code,
)


class PartiesAsked(Asked):
    """Which Parties."""

    q: Text = Field("", description="A part of the name, or the code.")
    record: YesNo | None = Field(None, description="Whether they are on record in these books.")
    group: Annotated[str, Choice(("bubble", "others"))] | None = Field(
        None, description="The EU-15 with their joint Party, or all others."
    )
    sort: Annotated[str, Order(ORDERS.sorts)] = "name"


def today() -> date:
    """The day for which answers judge."""
    return timezone.now().date()


def standing() -> tuple[dict[str, Position], Bubble | None]:
    """Where every Party on record stands today, and the bubble."""
    totals = queries_parties.totals()
    found = positions_from(eu_ets(), queries_parties.parties(), totals, today())
    return found, bubble_of(eu_ets(), found, totals)


@router.get("/parties", response=Parties, summary="Parties of Annex B and where they stand")
def parties(request: HttpRequest, asked: Query[PartiesAsked]) -> Parties:
    found, _ = standing()
    wanted = asked.q.lower()
    rows = [
        PartyRow(target, found.get(target.code))
        for target in kyoto().targets.values()
        if (wanted in target.name.lower() or wanted == target.code.lower())
        and asked.record in (None, _yes_no(target.code in found))
        and asked.group in (None, "bubble" if target.bubble or target.code == BUBBLE else "others")
    ]
    taken = take_from(request, asked, rows, ORDERS, asked.sort)
    return listed(Parties, taken, lambda row: PartyShape(**_elements(row)))


# ---- one Party -----------------------------------------------------------------------------------


def _price(value: str) -> str:
    if not _PRICE.fullmatch(value):
        raise ValueError(f"must be an amount such as 22.50, not “{shortened(value)}”")
    return value


class PartyAsked(BaseModel):
    """What if; nothing is written."""

    buy: Units | None = Field(None, description="What if it bought so many AAUs?")
    sell: Units | None = Field(None, description="What if it sold so many AAUs?")
    inventory: Units | None = Field(None, description="What if its latest inventory were revised to so many tonnes?")
    price: Annotated[str, AfterValidator(_price)] | None = Field(
        None, description="EUR a tonne, at which to reckon the paper's penalty P·(E − R)."
    )

    @property
    def anything(self) -> bool:
        return any(value is not None for value in (self.buy, self.sell, self.inventory, self.price))


class WhatIfShape(BaseModel):
    """Where a Party would stand."""

    reserve: ReserveShape
    true_up: BalanceShape
    missing: int = Field(description="Tonnes that no unit would cover.")
    penalty_eur: Exact | None = Field(description="The paper's; the Protocol itself sets no price.")


class WholeParty(PartyShape):
    """A Party with all that belongs to it."""

    target: TargetShape
    record: RecordShape | None = Field(description="null where it is not on record in these books.")
    bubble: BubbleShape | None = Field(description="The joint target, of its members, where it is on record.")
    what_if: WhatIfShape | None = Field(description="Where it would stand, if that was asked.")


@router.get("/parties/{code}", response=WholeParty, summary="One Party: balance, reserve, eligibility, what if")
def party(request: HttpRequest, code: Key, asked: Query[PartyAsked]) -> WholeParty:
    target = kyoto().targets.get(code)
    if target is None:
        raise Http404(f"No Party of Annex B has the code “{code}”.")
    everyone, joint = standing()
    here = everyone.get(code)
    member = bool(target.bubble) or code == BUBBLE
    return WholeParty(
        **_elements(PartyRow(target, here)),
        target=TargetShape.of(target),
        record=RecordShape.of(here, queries_parties.reference("party", code)) if here is not None else None,
        bubble=BubbleShape.of(joint) if joint is not None and member else None,
        what_if=_what_if(here, asked) if here is not None and asked.anything else None,
    )


def _what_if(here: Position, asked: PartyAsked) -> WhatIfShape:
    then = what_if(here, buy=asked.buy or 0, sell=asked.sell or 0, inventory=asked.inventory)
    price = Money(Decimal(asked.price), "EUR") if asked.price is not None else None
    lost = penalty(price, then.true_up.emissions, then.true_up.register) if price is not None else None
    return WhatIfShape(
        reserve=ReserveShape.of(then),
        true_up=BalanceShape.of(then.true_up),
        missing=then.excess,
        penalty_eur=lost.amount if lost is not None else None,
    )
