"""What the books' law has codes for: unit, account and transaction types, notifications, statuses, and the checks that
its log makes. Each says whether its source was seen (`source_seen`).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from openets.checks.check import Check
from openets.compliance.notices_record import NoticeStatus, NoticeType, notice_types
from openets.kernel.folding import folded
from openets.kernel.units import UnitType
from openets.ledger.accounts import AccountType
from openets.ledger.transactions import Status, TransactionType
from openets.views import choices
from openets.views.columns import Column
from openets.views.law import books_law
from openets.views.view import View

SOURCE_SEEN = choices.yes_no("source_seen", "Source", "Whether the source was seen.", "Seen", "Not seen")


def _code(row: Any) -> Any:
    return row.code


CODE = Column("code", "Code", "Its code.", "code", value=_code, sort="code")
NAME = Column("name", "Name", "Its name.", "long")
SOURCE = Column("source", "Source", "Where the code comes from.", "long")
SEEN = Column("source_seen", "Source seen", "Whether the source of this value was seen.", "flag", value="verified")


def _types(
    name: str, title: str, help: str, types: Callable[[], Iterable[Any]], *columns: Column, seen: str = "verified"
) -> View[Any]:
    """A list of the law's types of something, each with a code and the word whether its source was seen."""
    asked = replace(SOURCE_SEEN, keeps=seen)
    return View(name, title, help, columns, key=_code, query=types, filters=(asked,), sort="code", times=())


UNIT_TYPES: View[UnitType] = _types(
    "unit_types",
    "Unit types",
    "A kind of unit.",
    lambda: books_law().terms.units.values(),
    CODE,
    NAME,
    Column("denomination", "One unit is", "What one unit stands for."),
    Column("kyoto", "Number", "The unit type's number in serial numbers; null where they show none.", "number",
           value=lambda row: row.numbers[0] if row.numbers else None, null=True),
    Column("supplementary", "Supplementary", "The number that tells it from others of that number.", "number",
           value=lambda row: row.numbers[1] if len(row.numbers) > 1 else None, null=True),
    Column("period", "Period", "The number of the period that it is issued for, as serial numbers show it.",
           "number", null=True),
    Column("vintage", "Vintage", "The first year for which it may be used.", "year",
           value=lambda row: row.vintage or None, null=True),
    Column("vintaged", "Names a year", "Whether its serial numbers name the year in which the tonnes were reduced.",
           "flag"),
    Column("allowance", "Allowance", "Whether the scheme itself issues it to cover emissions.", "flag"),
    SOURCE,
    SEEN,
)  # fmt: skip

ACCOUNT_TYPES: View[AccountType] = _types(
    "account_types",
    "Account types",
    "A kind of account.",
    lambda: books_law().terms.accounts.values(),
    CODE,
    NAME,
    Column("kyoto", "Number", "The number of the type in identifiers.", "number", value="digits"),
    Column("bucket", "Units there are",
           "Where its units stand: held, surrendered, cancelled, retired, replacement.",
           value=lambda row: str(row.bucket)),
    Column("government", "Government", "Whether a registry has it by itself.", "flag"),
    Column("holds", "Holds", "The unit types that it may hold.", "texts", value=lambda row: sorted(row.holds)),
    Column("later", "From a year on", "Of those the ones that it may hold only from a later year on.", "texts",
           value=lambda row: [f"{unit} from {row.later_year}" for unit in sorted(row.later)]),
    SOURCE,
    SEEN,
)  # fmt: skip

TRANSACTION_TYPES: View[TransactionType] = _types(
    "transaction_types",
    "Transaction types",
    "A kind of transaction.",
    lambda: books_law().terms.transactions.values(),
    CODE,
    NAME,
    Column("effect", "Effect", "create, move, convert or replace.", value=lambda row: str(row.effect)),
    Column("unit_types", "Unit types", "The unit types that it may move.", "texts",
           value=lambda row: sorted(row.units)),
    Column("makes", "Makes", "Unit type → what it becomes.", "pairs",
           value=lambda row: dict(sorted(row.targets.items())), on="data"),
    Column("transferring_types", "From", "Types of the account that it may come from.", "texts",
           value=lambda row: sorted(row.transferring)),
    Column("acquiring_types", "To", "Types of the account that it may go to.", "texts",
           value=lambda row: sorted(row.acquiring)),
    Column("same_registry", "Same registry", "Within one registry, or between two; null where that is open.",
           "flag", null=True),
    Column("reversed_by", "Reversed by", "The type that undoes it.", null=True),
    SOURCE,
    SEEN,
)  # fmt: skip


def answers_of(row: NoticeType) -> list[dict[str, str | None]]:
    """The transactions that settle such a notification, each with the account that it must go to."""
    return [{"transaction_type": type, "account_type": account or None} for type, account in row.answers]


NOTICE_TYPES: View[NoticeType] = _types(
    "notice_types",
    "Codes of notifications",
    "A code of notifications.",
    lambda: notice_types(books_law()).values(),
    Column("code", "Code", "Its code.", "number", value=_code, sort="code"),
    NAME,
    Column("asks", "Asks", "What it asks for.", "long"),
    Column("answers", "Answers",
           "Transactions that settle it, with the type of the account that they must go to; none where no"
           " transaction does.", "parts", value=answers_of, on="data"),
    Column("unit_types", "Unit types", "The unit types that such a transaction may move.", "texts",
           value=lambda row: sorted(row.units)),
    Column("days", "Days", "How long a Party has.", "number", "days", null=True),
    Column("source_seen", "Source seen", "Whether the source of the number of days was seen.", "flag",
           value="days_verified"),
    seen="days_verified",
)  # fmt: skip


class StatusRow(NamedTuple):
    """A status, and of what it is one."""

    of: str
    status: int
    name: str
    final: bool


STATUSES: View[StatusRow] = View(
    "statuses",
    "Statuses of transactions and notifications",
    "A status of a transaction or notification, in the numbers of the field.",
    (
        Column("of", "Of", "transaction or notification."),
        Column("number", "Number", "Its number.", "number", value="status", sort="number"),
        Column("name", "Name", "Its name."),
        Column("final", "Final", "Whether nothing follows it.", "flag"),
    ),
    key=lambda row: row.of,
    query=lambda: _statuses(),
    times=(),
    sort="number",
)


def _statuses() -> list[StatusRow]:
    found = [StatusRow("transaction", each.value, each.name.replace("_", " ").lower(), each.final) for each in Status]
    if books_law().protocol is None:
        return found
    completed = NoticeStatus.COMPLETED
    return found + [StatusRow("notification", each.value, each.word, each is completed) for each in NoticeStatus]


class CheckRow(NamedTuple):
    """A check and the transaction types that must pass it."""

    check: Check[Any]
    types: tuple[str, ...]


CHECK_COLUMNS = (
    Column("code", "Code", "The field's number, or ours, which begins with P-.", "code", value="check.code",
           sort="code"),
    Column("name", "Name", "Its name in the program.", value="check.name", on="csv data"),
    Column("sentence", "What it asks", "What it asks.", "long", value="check.sentence", sort="sentence",
           tags=lambda row: [] if row.check.verified else ["source not seen"]),
    Column("field", "Field", "The part of a proposal that it looks at.", value="check.field", on="data"),
    Column("citation", "Source", "Where the law says so.", "long", value="check.citation", sort="citation"),
    Column("source_seen", "Source seen", "Whether the source of this value was seen.", "flag", value="check.verified",
           on="csv data"),
    Column("types", "Asked of", "The transaction types that must pass it.", "texts", on="csv data"),
    Column("types_count", "Types", "How many types must pass it.", "number", value=lambda row: len(row.types),
           on="page", sort="types"),
)  # fmt: skip
TYPE = replace(
    choices.TRANSACTION_TYPE, label="Transaction type", help="Asked of transactions of this type.", keeps="types"
)


def _says(row: CheckRow, wanted: str) -> bool:
    return folded(wanted) in folded(f"{row.check.code} {row.check.name} {row.check.sentence}")


CHECKS: View[CheckRow] = View(
    "checks",
    "The checks of the transaction log",
    "A check of the transaction log.",
    CHECK_COLUMNS,
    key=lambda row: row.check.name,
    query=lambda: check_rows(),
    times=(),
    filters=(
        choices.words("Code or words", "Words in code, name or sentence.", keeps=_says),
        TYPE,
        replace(SOURCE_SEEN, keeps="check.verified"),
    ),
    sort="code",
)


def check_rows() -> list[CheckRow]:
    """Every check of the law with the types that must pass it, in the order in which the catalogue first names it."""
    found: dict[str, Check[Any]] = {}
    types: dict[str, list[str]] = {}
    for code, listed in books_law().catalogue.items():
        for each in listed:
            found[each.name] = each
            types.setdefault(each.name, []).append(code)
    return [CheckRow(each, tuple(types[name])) for name, each in found.items()]
