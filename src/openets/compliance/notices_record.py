"""A notification as its record keeps it, and the table of what each code asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from typing import Any, NamedTuple

from openets.laws.now import kyoto
from openets.ledger.records import Body


class NoticeStatus(IntEnum):
    """Status of a notification, in the numbers of the field."""

    OPEN = 1
    INCOMPLETE = 2
    """Its deadline has passed and something is still outstanding."""
    COMPLETED = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class NoticeType(NamedTuple):
    """A code of notifications: what it asks for, what settles it, and how long a Party has."""

    code: int
    name: str
    asks: str
    answers: tuple[tuple[str, str], ...]
    """Transaction type and type of the acquiring account, ``""`` for any; none where no transaction settles it."""
    units: frozenset[str]
    """Unit types that such a transaction may move."""
    names: tuple[str, ...]
    """What the notification must say: ``unit``, ``project``, ``quantity``, ``activity``, ``deadline``."""
    days: int | None
    days_verified: bool


class Settlement(NamedTuple):
    """Units of one transaction that settle a notification, wholly or in part."""

    transaction: str
    quantity: int
    on: date


class Change(NamedTuple):
    """A later word about a notification."""

    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification to a Party."""

    key: str
    code: int = 0
    party: str = ""
    issued_on: date | None = None
    """`None` before it is issued."""
    deadline: date | None = None
    status: int = NoticeStatus.OPEN
    quantity: int = 0
    """Units that are asked for; 0 where none are."""
    unit: str = ""
    project: str = ""
    activity: str = ""
    blocks: tuple[tuple[str, int, int], ...] = ()
    """The serial ranges (origin, start, end) that it is about, where it names them."""
    note: str = ""
    settled: tuple[Settlement, ...] = ()
    changes: tuple[Change, ...] = ()
    completed_on: date | None = None

    @property
    def type(self) -> NoticeType:
        return notice_types()[self.code]

    @property
    def completed(self) -> bool:
        return self.status == NoticeStatus.COMPLETED


@cache
def notice_types() -> dict[int, NoticeType]:
    """Every code of notifications, read once."""
    table = kyoto().tables["notices"]
    return {int(code): _type(int(code), row, table["units"]) for code, row in table["notice"].items()}


def _type(code: int, row: dict[str, Any], units: dict[str, list[str]]) -> NoticeType:
    days = row.get("days", {})
    law = kyoto().rules[days["rule"]] if "rule" in days else None
    return NoticeType(
        code,
        row["name"],
        row["asks"],
        tuple((type, account) for type, account in row["answers"]),
        frozenset(units[row["units"]] if "units" in row else ()),
        tuple(row["names"]),
        int(law.value) if law is not None else days.get("value"),
        law.verified if law is not None else days.get("verified", True),
    )


def outstanding(notice: Notice) -> int:
    """Units that a notification still asks for."""
    return max(0, notice.quantity - sum(each.quantity for each in notice.settled))


def notice_from(body: Body) -> Notice:
    """Read a notification from its record's body."""
    return Notice(
        key=body["key"],
        code=body["code"],
        party=body["party"],
        issued_on=_day(body["issued_on"]),
        deadline=_day(body["deadline"]),
        status=body["status"],
        quantity=body["quantity"],
        unit=body["unit"],
        project=body["project"],
        activity=body["activity"],
        blocks=tuple((origin, start, end) for origin, start, end in body["blocks"]),
        note=body["note"],
        settled=tuple(Settlement(row[0], row[1], date.fromisoformat(row[2])) for row in body["settled"]),
        changes=tuple(Change(date.fromisoformat(row[0]), row[1]) for row in body["changes"]),
        completed_on=_day(body["completed_on"]),
    )


def body_of_notice(notice: Notice) -> Body:
    """A notification as plain JSON values; :func:`notice_from` reads it back."""
    body: Body = {name: _plain(getattr(notice, name)) for name in Notice.__slots__}
    return body


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, IntEnum) else value


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
