"""The catalogue of checks: what the transaction log asks of every transaction, and by which law."""

from __future__ import annotations

from typing import Any, NamedTuple

from openets.checks.check import Check
from openets.views import choices
from openets.views.columns import Column
from openets.views.law import books_law
from openets.views.names import transaction_type_name
from openets.views.view import Filter, FilterKind, View


class CheckRow(NamedTuple):
    """A check and the transaction types that must pass it."""

    check: Check[Any]
    types: tuple[str, ...]


COLUMNS = (
    Column("code", "Code", "The field's number, or ours, which begins with P-.", "code", value="check.code",
           sort="code"),
    Column("name", "Name", "Its name in the program.", value="check.name", on="csv data"),
    Column("sentence", "What it asks", "What it asks.", "long", value="check.sentence", sort="sentence",
           tags=lambda row: [] if row.check.verified else ["unverified"]),
    Column("field", "Field", "The part of a proposal that it looks at.", value="check.field", on="data"),
    Column("citation", "Source", "Where the law says so.", "long", value="check.citation", sort="citation"),
    Column("verified", "Verified", "Whether the source of this value was seen.", "flag", value="check.verified",
           on="csv data"),
    Column("types", "Asked of", "The transaction types that must pass it.", "texts", on="csv data"),
    Column("types_count", "Types", "How many types must pass it.", "number", value=lambda row: len(row.types),
           on="page", sort="types"),
)  # fmt: skip
TYPE = Filter(
    "type",
    "Transaction type",
    "Asked of transactions of this type.",
    FilterKind.CHOICE,
    lambda: [(code, f"{code} {transaction_type_name(code)}") for code in books_law().terms.transactions],
)
VERIFIED = choices.yes_no("verified", "Source", "Whether the source was seen.", "Verified", "Unverified")


def _checks(q: str = "", type: str = "", verified: str = "") -> list[CheckRow]:
    wanted = q.lower()
    return [
        row
        for row in check_rows()
        if wanted in f"{row.check.code} {row.check.name} {row.check.sentence}".lower()
        and type in ("", *row.types)
        and verified in ("", "yes" if row.check.verified else "no")
    ]


CHECKS: View[CheckRow] = View(
    "checks",
    "The checks of the transaction log",
    "A check of the transaction log.",
    COLUMNS,
    key=lambda row: row.check.name,
    query=_checks,
    filters=(choices.words("Code or words", "Words in code, name or sentence."), TYPE, VERIFIED),
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
