"""Units in all: where those are that were ever issued, by registry and unit type."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import Asked, Order, Text, UnitCode, among
from openets.api.lists import Listed, Orders, listed, take_from
from openets.laws.now import eu_ets
from openets.stores.sql import queries, queries_parties, summaries

router = Router(tags=["units"])


class UnitsRow(NamedTuple):
    """What a registry's totals say of a unit type."""

    registry: str
    unit: str
    counts: dict[str, int]
    synthetic: bool


class UnitsShape(BaseModel):
    """Where the units of a type are that a registry has, and what came and went."""

    registry: str
    unit: str
    issued: int
    converted: int = Field(description="Have become another type.")
    held: int
    surrendered: int
    retired: int
    cancelled: int
    replacement: int = Field(description="Stand in for tCERs and lCERs that expired or lost their storage.")
    bought: int = Field(description="Came from other registries.")
    sold: int = Field(description="Went to other registries.")
    carried: int = Field(description="Carried over into the next period.")
    includes_synthetic: bool = Field(description="Whether an installation of the registry, or its Party's record, is.")

    @classmethod
    def of(cls, row: UnitsRow) -> UnitsShape:
        named = {name: row.counts.get(name, 0) for name in COUNTED}
        return cls(registry=row.registry, unit=row.unit, includes_synthetic=row.synthetic, **named)


COUNTED = (
    "issued", "converted", "held", "surrendered", "retired", "cancelled", "replacement", "bought", "sold", "carried",
)  # fmt: skip


class Units(Listed[UnitsShape]):
    """Units by registry and type."""


ORDERS: Orders[UnitsRow] = Orders(
    {
        "registry": lambda row: row.registry,
        "unit": lambda row: row.unit,
        "issued": lambda row: row.counts.get("issued", 0),
        "held": lambda row: row.counts.get("held", 0),
    },
    lambda row: f"{row.registry} {row.unit}",
)


class UnitsAsked(Asked):
    """Which totals."""

    registry: Text | None = Field(None, description="The code of a registry.")
    unit: UnitCode | None = None
    sort: Annotated[str, Order(ORDERS.sorts)] = "registry"


@router.get("/units", response=Units, summary="Units by registry and type")
def units(request: HttpRequest, asked: Query[UnitsAsked]) -> Units:
    registry = among("registry", asked.registry, {code for code, _ in summaries.totals().accounts})
    wanted = [row for row in rows() if registry in ("", row.registry) and asked.unit in (None, row.unit)]
    return listed(Units, take_from(request, asked, wanted, ORDERS, asked.sort), UnitsShape.of)


def rows() -> list[UnitsRow]:
    """Every registry's totals by unit type, of those that count anything."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for (registry, unit, what), number in queries_parties.totals().items():
        found.setdefault((registry, unit), {})[what] = number
    made_up = {_registry(state) for state, _ in summaries.totals().synthetic}
    made_up |= queries.synthetic_registries()
    return [UnitsRow(registry, unit, counts, registry in made_up) for (registry, unit), counts in found.items()]


def _registry(state: str) -> str:
    """The registry of a Member State's installations."""
    known = eu_ets().members.get(state)
    return known.registry if known is not None else state
