"""Notifications of the international transaction log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from openets.api.filters import Key
from openets.api.lists import add_list
from openets.api.schema import schema_of
from openets.views.notices import NOTICES, type_of
from openets.views.notices import notice as find
from openets.views.parties import reference

router = Router(tags=["notifications"])
add_list(router, "/notices", NOTICES, "Notifications")
NoticeSchema: Any = schema_of(NOTICES)


class RangeSchema(BaseModel):
    """A range of serial numbers."""

    origin: str
    start: int
    end: int


class SettlementSchema(BaseModel):
    """Units of one transaction that settle a notification, wholly or in part."""

    transaction: str
    quantity: int
    on: date


class ChangeSchema(BaseModel):
    """A later word about a notification."""

    on: date
    note: str


class WholeNotice(NoticeSchema):
    """A notification with all that belongs to it."""

    asks: str
    answers: list[dict[str, str | None]] = Field(description="Transactions that settle it.")
    days_verified: bool = Field(description="Whether the source of the number of days that a Party has was seen.")
    activity: str | None
    blocks: list[RangeSchema] = Field(description="What it is about, where it names serial numbers.")
    note: str | None
    settled: list[SettlementSchema]
    changes: list[ChangeSchema]
    completed_on: date | None
    reference: str = Field(description="The journal entry that made it what it is.")


@router.get("/notices/{key}", response=WholeNotice, summary="One notification with what settles it")
def notice(request: HttpRequest, key: Key) -> WholeNotice:
    row = find(key)
    if row is None:
        raise Http404(f"No notification has the number “{key}”.")
    found, kind = row.notice, type_of(row.notice)
    return WholeNotice(
        **NOTICES.item(row),
        asks=kind.asks,
        answers=[{"transaction_type": type, "account_type": to or None} for type, to in kind.answers],
        days_verified=kind.days_verified,
        activity=found.activity or None,
        blocks=[RangeSchema(origin=origin, start=start, end=end) for origin, start, end in found.blocks],
        note=found.note or None,
        settled=[SettlementSchema(**each._asdict()) for each in found.settled],
        changes=[ChangeSchema(**each._asdict()) for each in found.changes],
        completed_on=found.completed_on,
        reference=reference("notice", key),
    )
