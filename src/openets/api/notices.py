"""Notifications of the international transaction log."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import Asked, Choice, Key, Order, Text, among
from openets.api.codes import AnswerShape
from openets.api.lists import Listed, Orders, listed, take_from
from openets.compliance.notices_record import Notice, NoticeStatus, notice_types, outstanding
from openets.laws.now import eu_ets
from openets.stores.sql import queries, queries_parties

router = Router(tags=["notifications"])


class NoticeShape(BaseModel):
    """A notification to a Party."""

    key: str
    number: int
    code: int
    name: str = Field(description="What it is about.")
    party: str
    issued_on: date | None
    deadline: date | None
    quantity: int | None = Field(description="Units asked for; null where none are.")
    outstanding: int | None = Field(description="Of them, still asked for.")
    unit: str | None
    project: str | None
    status: str = Field(description="open, incomplete or completed.")
    synthetic: bool = Field(description="Sent to a Party that was made up for demonstration.")


def number(notice: Notice) -> int:
    return int(notice.key.removeprefix("ITL"))


def status(notice: Notice) -> str:
    return NoticeStatus(notice.status).word


def _elements(own: Notice, synthetic: set[str]) -> dict[str, Any]:
    return {
        "key": own.key,
        "number": number(own),
        "code": own.code,
        "name": notice_types(eu_ets())[own.code].name,
        "party": own.party,
        "issued_on": own.issued_on,
        "deadline": own.deadline,
        "quantity": own.quantity or None,
        "outstanding": outstanding(own) or None,
        "unit": own.unit or None,
        "project": own.project or None,
        "status": status(own),
        "synthetic": own.party in synthetic,
    }


class Notices(Listed[NoticeShape]):
    """Notifications."""


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


ORDERS: Orders[Notice] = Orders(
    {
        "number": number,
        "code": lambda row: row.code,
        "party": lambda row: row.party,
        "issued": lambda row: _day(row.issued_on),
        "deadline": lambda row: _day(row.deadline),
        "quantity": lambda row: row.quantity or None,
        "status": status,
    },
    number,
)


class NoticesAsked(Asked):
    """Which notifications."""

    party: Text | None = Field(None, description="The code of a Party.")
    code: Annotated[str, Choice(list(map(str, notice_types(eu_ets()))), "What they are about.")] | None = None
    status: Annotated[str, Choice([each.word for each in NoticeStatus], "How they stand.")] | None = None
    sort: Annotated[str, Order(ORDERS.sorts)] = "-number"


@router.get("/notices", response=Notices, summary="Notifications")
def notices(request: HttpRequest, asked: Query[NoticesAsked]) -> Notices:
    found = queries_parties.notices()
    party = among("party", asked.party, {each.party for each in found})
    rows = [
        each
        for each in found
        if party in ("", each.party) and asked.code in (None, str(each.code)) and asked.status in (None, status(each))
    ]
    taken, synthetic = take_from(request, asked, rows, ORDERS, asked.sort), queries.synthetic_registries()
    return listed(Notices, taken, lambda row: NoticeShape(**_elements(row, synthetic)))


class RangeShape(BaseModel):
    """A range of serial numbers."""

    origin: str
    start: int
    end: int


class SettlementShape(BaseModel):
    """Units of one transaction that settle a notification, wholly or in part."""

    transaction: str
    quantity: int
    on: date


class ChangeShape(BaseModel):
    """A later word about a notification."""

    on: date
    note: str


class WholeNotice(NoticeShape):
    """A notification with all that belongs to it."""

    asks: str
    answers: list[AnswerShape] = Field(description="Transactions that settle it.")
    days_verified: bool = Field(description="Whether the source of the number of days that a Party has was seen.")
    activity: str | None
    blocks: list[RangeShape] = Field(description="What it is about, where it names serial numbers.")
    note: str | None
    settled: list[SettlementShape]
    changes: list[ChangeShape]
    completed_on: date | None
    reference: str = Field(description="The journal entry that made it what it is.")


@router.get("/notices/{key}", response=WholeNotice, summary="One notification with what settles it")
def notice(request: HttpRequest, key: Key) -> WholeNotice:
    found = queries_parties.notice(key)
    if found is None:
        raise Http404(f"No notification has the number “{key}”.")
    return WholeNotice(
        **_elements(found, queries.synthetic_registries()),
        asks=notice_types(eu_ets())[found.code].asks,
        answers=[
            AnswerShape(transaction_type=type, account_type=to or None)
            for type, to in notice_types(eu_ets())[found.code].answers
        ],
        days_verified=notice_types(eu_ets())[found.code].days_verified,
        activity=found.activity or None,
        blocks=[RangeShape(origin=origin, start=start, end=end) for origin, start, end in found.blocks],
        note=found.note or None,
        settled=[SettlementShape(**each._asdict()) for each in found.settled],
        changes=[ChangeShape(**each._asdict()) for each in found.changes],
        completed_on=found.completed_on,
        reference=queries_parties.reference("notice", key),
    )
