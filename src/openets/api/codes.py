"""The checks of the log, and the codes of the field: unit, account and transaction types, notifications, statuses.

Each says whether its source was seen (`verified`).
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.api.asking import Asked, Order, Text, TransactionTypeCode, YesNo
from openets.api.lists import Listed, Orders, listed, take_from
from openets.api.mirror import Mirror
from openets.checks.check import Check
from openets.compliance.notices_record import NoticeStatus, NoticeType, notice_types
from openets.kernel.units import UnitType
from openets.laws.now import ACCOUNT_TYPES, TRANSACTION_TYPES, UNIT_TYPES, eu_ets
from openets.ledger.accounts import AccountType
from openets.ledger.transactions import Status, TransactionType

router = Router(tags=["checks and codes"])
_VERIFIED = Field(description="Whether the source of this value was seen.")


# ---- checks --------------------------------------------------------------------------------------


class CheckRow(NamedTuple):
    """A check and the transaction types that must pass it."""

    check: Check[Any]
    types: tuple[str, ...]


class CheckShape(BaseModel):
    """A check of the transaction log."""

    code: str = Field(description="The field's number, or ours, which begins with P-.")
    name: str
    sentence: str = Field(description="What it asks.")
    field: str = Field(description="The part of a proposal that it looks at.")
    citation: str
    verified: bool = _VERIFIED
    types: list[str] = Field(description="The transaction types that must pass it.")

    @classmethod
    def of(cls, row: CheckRow) -> CheckShape:
        own = row.check
        return cls(
            code=own.code,
            name=own.name,
            sentence=own.sentence,
            field=own.field,
            citation=own.citation,
            verified=own.verified,
            types=list(row.types),
        )


class Checks(Listed[CheckShape]):
    """Checks."""


CHECK_ORDERS: Orders[CheckRow] = Orders(
    {
        "code": lambda row: row.check.code,
        "sentence": lambda row: row.check.sentence,
        "citation": lambda row: row.check.citation,
        "types": lambda row: len(row.types),
    },
    lambda row: row.check.name,
)


class ChecksAsked(Asked):
    """Which checks."""

    q: Text = Field("", description="Words in code, name or sentence.")
    type: TransactionTypeCode | None = Field(None, description="Asked of transactions of this type.")
    verified: YesNo | None = Field(None, description="Whether the source was seen.")
    sort: Annotated[str, Order(CHECK_ORDERS.sorts)] = "code"


@router.get("/checks", response=Checks, summary="The checks of the transaction log")
def checks(request: HttpRequest, asked: Query[ChecksAsked]) -> Checks:
    wanted = asked.q.lower()
    rows = [
        row
        for row in check_rows()
        if wanted in f"{row.check.code} {row.check.name} {row.check.sentence}".lower()
        and (asked.type is None or asked.type in row.types)
        and asked.verified in (None, "yes" if row.check.verified else "no")
    ]
    return listed(Checks, take_from(request, asked, rows, CHECK_ORDERS, asked.sort), CheckShape.of)


def check_rows() -> list[CheckRow]:
    """Every check of the scheme's catalogue with the types that must pass it."""
    types: dict[str, list[str]] = {}
    found: dict[str, Check[Any]] = {}
    for code, asked in eu_ets().catalogue.items():
        for each in asked:
            found[each.name] = each
            types.setdefault(each.name, []).append(code)
    return [CheckRow(each, tuple(types[name])) for name, each in found.items()]


# ---- unit types ----------------------------------------------------------------------------------


class UnitTypeShape(Mirror):
    """A kind of unit. One is a tonne of CO2 equivalent."""

    code: str
    name: str
    kyoto: int = Field(description="The unit type's number in serial numbers.")
    supplementary: int
    period: int | None = Field(description="The period that it is issued for: 0 2005-07, 1 2008-12, 2 2013-20.")
    allowance: bool
    source: str
    verified: bool = _VERIFIED

    @classmethod
    def of(cls, row: UnitType) -> UnitTypeShape:
        return cls.model_validate(row)


class UnitTypes(Listed[UnitTypeShape]):
    """Unit types."""


UNIT_ORDERS: Orders[UnitType] = Orders({"code": lambda row: row.code}, lambda row: row.code)


class CodesAsked(Asked):
    """Which codes."""

    verified: YesNo | None = Field(None, description="Whether the source was seen.")
    sort: Annotated[str, Order(("code",))] = "code"

    def wants(self, verified: bool) -> bool:
        return self.verified in (None, "yes" if verified else "no")


@router.get("/codes/unit-types", response=UnitTypes, summary="Unit types")
def unit_types(request: HttpRequest, asked: Query[CodesAsked]) -> UnitTypes:
    rows = [row for row in UNIT_TYPES.values() if asked.wants(row.verified)]
    return listed(UnitTypes, take_from(request, asked, rows, UNIT_ORDERS, asked.sort), UnitTypeShape.of)


# ---- account types -------------------------------------------------------------------------------


class AccountTypeShape(BaseModel):
    """A kind of account."""

    code: str
    name: str
    kyoto: int = Field(description="The number of the type in identifiers.")
    bucket: str = Field(description="Where its units stand: held, surrendered, cancelled, retired, replacement.")
    government: bool
    holds: list[str] = Field(description="The unit types that it may hold.")
    source: str
    verified: bool = _VERIFIED

    @classmethod
    def of(cls, row: AccountType) -> AccountTypeShape:
        return cls(
            code=row.code,
            name=row.name,
            kyoto=row.digits,
            bucket=str(row.bucket),
            government=row.government,
            holds=sorted(row.holds),
            source=row.source,
            verified=row.verified,
        )


class AccountTypes(Listed[AccountTypeShape]):
    """Account types."""


ACCOUNT_ORDERS: Orders[AccountType] = Orders({"code": lambda row: row.code}, lambda row: row.code)


@router.get("/codes/account-types", response=AccountTypes, summary="Account types")
def account_types(request: HttpRequest, asked: Query[CodesAsked]) -> AccountTypes:
    rows = [row for row in ACCOUNT_TYPES.values() if asked.wants(row.verified)]
    return listed(AccountTypes, take_from(request, asked, rows, ACCOUNT_ORDERS, asked.sort), AccountTypeShape.of)


# ---- transaction types ---------------------------------------------------------------------------


class TransactionTypeShape(BaseModel):
    """A kind of transaction."""

    code: str
    name: str
    effect: str = Field(description="create, move, convert or replace.")
    units: list[str] = Field(description="The unit types that it may move.")
    makes: dict[str, str] = Field(description="Unit type → what it becomes.")
    transferring: list[str] = Field(description="Types of the account that it may come from.")
    acquiring: list[str] = Field(description="Types of the account that it may go to.")
    same_registry: bool | None = Field(description="Within one registry, or between two; null where that is open.")
    reversed_by: str | None
    source: str
    verified: bool = _VERIFIED

    @classmethod
    def of(cls, row: TransactionType) -> TransactionTypeShape:
        return cls(
            code=row.code,
            name=row.name,
            effect=str(row.effect),
            units=sorted(row.units),
            makes=dict(row.targets),
            transferring=sorted(row.transferring),
            acquiring=sorted(row.acquiring),
            same_registry=row.same_registry,
            reversed_by=row.reversed_by or None,
            source=row.source,
            verified=row.verified,
        )


class TransactionTypes(Listed[TransactionTypeShape]):
    """Transaction types."""


TYPE_ORDERS: Orders[TransactionType] = Orders({"code": lambda row: row.code}, lambda row: row.code)


@router.get("/codes/transaction-types", response=TransactionTypes, summary="Transaction types")
def transaction_types(request: HttpRequest, asked: Query[CodesAsked]) -> TransactionTypes:
    rows = [row for row in TRANSACTION_TYPES.values() if asked.wants(row.verified)]
    taken = take_from(request, asked, rows, TYPE_ORDERS, asked.sort)
    return listed(TransactionTypes, taken, TransactionTypeShape.of)


# ---- notifications -------------------------------------------------------------------------------


class AnswerShape(BaseModel):
    """A transaction that settles a notification."""

    transaction_type: str
    account_type: str | None = Field(description="Of the account that it must go to; null for any.")


class NoticeTypeShape(BaseModel):
    """A code of notifications."""

    code: int
    name: str
    asks: str
    answers: list[AnswerShape] = Field(description="Transactions that settle it; none where no transaction does.")
    units: list[str] = Field(description="The unit types that such a transaction may move.")
    days: int | None = Field(description="How long a Party has.")
    verified: bool = Field(description="Whether the source of the number of days was seen.")

    @classmethod
    def of(cls, row: NoticeType) -> NoticeTypeShape:
        return cls(
            code=row.code,
            name=row.name,
            asks=row.asks,
            answers=[AnswerShape(transaction_type=type, account_type=account or None) for type, account in row.answers],
            units=sorted(row.units),
            days=row.days,
            verified=row.days_verified,
        )


class NoticeTypes(Listed[NoticeTypeShape]):
    """Codes of notifications."""


NOTICE_ORDERS: Orders[NoticeType] = Orders({"code": lambda row: row.code}, lambda row: row.code)


@router.get("/codes/notifications", response=NoticeTypes, summary="Codes of notifications")
def notification_codes(request: HttpRequest, asked: Query[CodesAsked]) -> NoticeTypes:
    rows = [row for row in notice_types(eu_ets()).values() if asked.wants(row.days_verified)]
    return listed(NoticeTypes, take_from(request, asked, rows, NOTICE_ORDERS, asked.sort), NoticeTypeShape.of)


# ---- statuses ------------------------------------------------------------------------------------


class StatusRow(NamedTuple):
    """A status, and of what it is one."""

    of: str
    status: int
    name: str
    final: bool


class StatusShape(BaseModel):
    """A status of a transaction or notification, in the numbers of the field."""

    of: str = Field(description="transaction or notification.")
    status: int
    name: str
    final: bool


class Statuses(Listed[StatusShape]):
    """Statuses."""


STATUS_ORDERS: Orders[StatusRow] = Orders({"status": lambda row: row.status}, lambda row: row.of)


class StatusesAsked(Asked):
    """Which statuses."""

    sort: Annotated[str, Order(STATUS_ORDERS.sorts)] = "status"


@router.get("/codes/statuses", response=Statuses, summary="Statuses of transactions and notifications")
def statuses(request: HttpRequest, asked: Query[StatusesAsked]) -> Statuses:
    rows = [StatusRow("transaction", each.value, _words(each.name), each.final) for each in Status]
    rows += [StatusRow("notification", each.value, each.word, each is NoticeStatus.COMPLETED) for each in NoticeStatus]
    taken = take_from(request, asked, rows, STATUS_ORDERS, asked.sort)
    return listed(Statuses, taken, lambda row: StatusShape(**row._asdict()))


def _words(name: str) -> str:
    return name.replace("_", " ").lower()
