"""The Commission's own transaction file, kept beside the books and never part of them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import Asked, Day, Order, Text, among
from openets.api.lists import Listed, listed, take
from openets.stores.sql import queries
from openets.stores.sql.queries import HISTORY_SORTS, HistoryFilter, HistoryRow

router = Router(tags=["history"])


class HistoryShape(BaseModel):
    """A block of the Commission's public transaction file, as written there. It is part of no balance."""

    transaction: str
    at: str = Field(description="As the file writes it.")
    type: str
    transferring_registry: str
    transferring_account: str
    transferring_name: str
    acquiring_registry: str
    acquiring_account: str
    acquiring_name: str
    unit: str
    project: str
    amount: int
    source: str = Field(description="The file that it was read from.")
    row: int = Field(description="Its row there.")

    @classmethod
    def of(cls, row: HistoryRow) -> HistoryShape:
        return cls(**row._asdict())


class History(Listed[HistoryShape]):
    """Blocks of the Commission's file."""


class HistoryAsked(Asked):
    """Which blocks."""

    q: Text = Field("", description="Words that all stand in transaction, accounts or their names.")
    type: Text | None = Field(None, description="A transaction type of the file.")
    unit: Text | None = Field(None, description="A unit type of the file.")
    since: Day | None = Field(None, description="From this day on.")
    until: Day | None = Field(None, description="To this day.")
    sort: Annotated[str, Order(HISTORY_SORTS)] = "-at"


@router.get("/history", response=History, summary="The Commission's own transaction file, beside the books")
def history(request: HttpRequest, asked: Query[HistoryAsked]) -> History:
    types, units = queries.history_choices()
    wanted = HistoryFilter(
        asked.q,
        among("type", asked.type, set(types) - {""}),
        among("unit", asked.unit, set(units) - {""}),
        asked.since or "",
        asked.until or "",
    )
    return listed(History, take(request, asked, queries.history(wanted, asked.sort)), HistoryShape.of)
