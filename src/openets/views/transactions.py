"""Completed transactions."""

import re
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from openets.ledger.accounts import Account
from openets.ledger.transactions import Transaction
from openets.stores.sql import models
from openets.views import choices, summaries
from openets.views.accounts import accounts_by_key
from openets.views.blocks import key_of
from openets.views.columns import Column, at, marks, synthetic_column
from openets.views.installations import synthetic_among, synthetic_registries
from openets.views.names import transaction_type_name
from openets.views.rows import Rows, within
from openets.views.view import Filter, View


class TransactionRow(NamedTuple):
    """A transaction and its two accounts, where they are known."""

    transaction: Transaction
    transferring: Account | None
    acquiring: Account | None
    synthetic: bool
    """Whether it belongs to a synthetic installation or Party."""


tags = marks("transaction.reconstructed", "synthetic")
"""What finds the words that must stand beside a transaction wherever it is shown."""


def _account(side: str, title: str, what: str) -> tuple[Column, ...]:
    identifier, name = at(f"{side}.identifier"), at(f"{side}.name")

    def link(row: TransactionRow) -> tuple[str, ...]:
        return ("account", identifier(row)) if getattr(row, side) is not None else ()

    return (
        Column(side, title, f"Name of {what}.", "long", value=lambda row: name(row) or "", on="page",
               link=link),
        Column(f"{side}_account", title, f"Identifier of {what}.", value=identifier, on="csv data",
               null=True),
        Column(f"{side}_name", title, f"Name of {what}.", value=name, on="csv data", null=True),
    )  # fmt: skip


COLUMNS = (
    Column("id", "Transaction", "Its registry and the number of its journal entry.", "code", value="transaction.id",
           link=lambda row: ("transaction", row.transaction.id), tags=tags),
    Column("at", "Completed", "When it was completed.", "instant", value="transaction.at", sort="at"),
    Column("effective", "Took effect", "The day on which it took effect.", "day", value="transaction.effective",
           on="csv data"),
    Column("type", "Type", "Code of its type.", value="transaction.type", on="csv data"),
    Column("type_name", "Type", "Name of its type.", value=lambda row: transaction_type_name(row.transaction.type)),
    *_account("transferring", "From", "the account that it came from; null for an issuance"),
    *_account("acquiring", "To", "the account that it went to"),
    Column("unit", "Unit type", "Code of the unit type.", value="transaction.unit"),
    Column("quantity", "Units", "How many units moved.", "number", "units", value="transaction.quantity",
           sort="quantity"),
    Column("year", "For", "The year of the emissions that it is for.", "year",
           value=lambda row: row.transaction.year or None, null=True),
    Column("installation", "Installation", "Id of the installation that it is for.", value="transaction.installation",
           on="csv data", null=True),
    Column("reverses", "Reverses", "The transaction that it undoes.", value="transaction.reverses", on="csv data",
           null=True),
    Column("reconstructed", "Reconstructed", "Inferred by a replay: no record shows this transaction.", "flag",
           value="transaction.reconstructed", on="csv data"),
    synthetic_column("Of an installation or Party that was made up for demonstration."),
)  # fmt: skip
ORDERS = {"at": ("at", "registry", "sequence"), "quantity": ("quantity", "registry", "sequence")}
_IN_REGISTRY = {"at": ("sequence",), "quantity": ("quantity", "sequence")}


def _transactions(
    registry: str = "",
    type: str = "",
    unit: str = "",
    account: str = "",
    since: str = "",
    until: str = "",
    reconstructed: str = "",
) -> Rows[TransactionRow]:
    inferred = None if not reconstructed else reconstructed == "yes"
    key = key_of(account)
    query = models.Transaction.objects.all()
    exact = {"registry": registry, "type": type, "unit": unit, "reconstructed": inferred}
    query = query.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
    if key:
        query = query.filter(Q(transferring=key) | Q(acquiring=key))
    elif type or unit:
        query = _in_years(query, registry, type, unit)
    counted = None if key or since or until else _known_count(registry, type, unit, inferred)
    # within one registry the journal's order is the order of time, and has an index
    orders = _IN_REGISTRY if registry and not key else ORDERS
    return Rows(within(query, since, until), _with_accounts, orders, Transaction._fields, counted, _by_key)


TRANSACTIONS: View[TransactionRow] = View(
    "transactions",
    "Completed transactions",
    "A completed transaction.",
    COLUMNS,
    query=_transactions,
    filters=(
        choices.REGISTRY,
        choices.TRANSACTION_TYPE,
        choices.UNIT,
        Filter("account", "Account identifier", "The identifier of an account on either side."),
        choices.SINCE,
        choices.UNTIL,
        choices.yes_no(
            "reconstructed",
            "Origin",
            "Whether they were inferred by a replay.",
            "Reconstructed",
            "Recorded",
            everything="All",
        ),
    ),
    sort="-at",
)


def _in_years(query: QuerySet[Any, Any], registry: str, type: str, unit: str) -> QuerySet[Any, Any]:
    """The query held to the years in which there are such transactions at all, so that a rare type is found at once."""
    years = [
        year
        for (home, kind, code, year, _) in summaries.totals().transactions
        if registry in ("", home) and type in ("", kind) and unit in ("", code)
    ]
    return query.filter(at__gte=str(min(years)), at__lt=str(max(years) + 1)) if years else query.none()


def _known_count(registry: str, type: str, unit: str, inferred: bool | None) -> int:
    """The count, which the totals kept in process hold already."""
    return sum(
        volume.number
        for (home, kind, code, _, how), volume in summaries.totals().transactions.items()
        if registry in ("", home) and type in ("", kind) and unit in ("", code) and inferred in (None, how)
    )


def _by_key(keys: list[Any]) -> list[Any]:
    """Transactions by (registry, sequence), in that order."""
    query = models.Transaction.objects.none()
    for registry in {key[0] for key in keys}:
        wanted = [sequence for home, sequence in keys if home == registry]
        query = query | models.Transaction.objects.filter(registry=registry, sequence__in=wanted)
    found = {row[:2]: row for row in query.values_list(*Transaction._fields)}
    return [found[key] for key in map(tuple, keys)]


def _with_accounts(rows: list[Any]) -> list[TransactionRow]:
    found = [Transaction(*row) for row in rows]
    known = accounts_by_key(key for each in found for key in (each.transferring, each.acquiring))
    owners = {account.key: account.installation for account in known.values()}
    made_up = synthetic_among([*owners.values(), *(each.installation for each in found)])
    registries = synthetic_registries()
    made_up_accounts = {key for key, account in known.items() if account.registry in registries}
    return [
        TransactionRow(
            each,
            known.get(each.transferring),
            known.get(each.acquiring),
            bool(made_up & {each.installation, owners.get(each.transferring, ""), owners.get(each.acquiring, "")})
            or bool(made_up_accounts & {each.transferring, each.acquiring}),
        )
        for each in found
    ]


_REFERENCE = re.compile(r"^([A-Z]{2,3})([0-9]{1,18})$")


def transaction(reference: str) -> TransactionRow | None:
    """The transaction with an id such as ``AT1042``."""
    match = _REFERENCE.match(reference)
    if match is None:
        return None
    query = models.Transaction.objects.filter(registry=match[1], sequence=int(match[2]))
    rows = _with_accounts(list(query.values_list(*Transaction._fields)))
    return rows[0] if rows else None


def reversal_of(reference: str) -> str:
    """Id of the transaction that reversed this one, or ``""``."""
    query = models.Transaction.objects.filter(reverses=reference).exclude(reverses="")
    row = query.values_list("registry", "sequence").first()
    return f"{row[0]}{row[1]}" if row else ""
