"""The public record: the Commission's own transaction file, kept beside the books and never part of them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from openets.stores.sql import models
from openets.views import choices
from openets.views.columns import Column, row_type
from openets.views.rows import Rows, holding, within
from openets.views.view import Filter, View

COLUMNS = (
    Column("transaction", "Transaction", "Its id in the file.", "code", sort="id"),
    Column("at", "At", "When it was, as the file writes it.", "short", sort="at"),
    Column("type", "Type", "Its type, as the file writes it."),
    Column("transferring_registry", "From registry", "Where it came from."),
    Column("transferring_account", "From account", "The account there."),
    Column("transferring_name", "From name", "The name of that account.", on="csv data"),
    Column("acquiring_registry", "To registry", "Where it went."),
    Column("acquiring_account", "To account", "The account there."),
    Column("acquiring_name", "To name", "The name of that account.", on="csv data"),
    Column("unit", "Unit type", "The unit type, as the file writes it."),
    Column("project", "Project", "The project of the units.", on="csv data"),
    Column("amount", "Units", "How many units.", "number", "units", sort="amount"),
    Column("source", "Source", "The file that it was read from.", on="csv data"),
    Column("row", "Row", "Its row there.", "number", on="csv data"),
)  # fmt: skip
HistoryRow = row_type(COLUMNS, "HistoryRow")
"""A block of the Commission's public transaction file."""
ORDERS = {"at": ("at", "row", "id"), "amount": ("amount", "row", "id"), "id": ("transaction", "row", "id")}


def _history(q: str = "", since: str = "", until: str = "") -> Rows[Any]:
    query = holding(models.HistoryBlock.objects.all(), q)
    return Rows(
        within(query, since, until), lambda rows: [HistoryRow(*row) for row in rows], ORDERS, HistoryRow._fields
    )


def _of_file(name: str, label: str, help: str) -> Filter:
    """A filter whose choices are what occurs in the file."""

    def values() -> list[str]:
        named = models.HistoryBlock.objects.exclude(**{name: ""}).order_by()
        return sorted(named.values_list(name, flat=True).distinct())

    return choices.in_books(name, label, help, values)


HISTORY: View[Any] = View(
    "history",
    "Blocks of the Commission's public transaction file",
    "A block of the Commission's public transaction file, as written there. It is part of no balance.",
    COLUMNS,
    query=_history,
    times=(),
    filters=(
        choices.words("Transaction, account or name", "Words that all stand in transaction, accounts or their names."),
        _of_file("type", "Type", "A transaction type of the file."),
        _of_file("unit", "Unit type", "A unit type of the file."),
        choices.SINCE,
        choices.UNTIL,
    ),
    sort="-at",
)


def any_history() -> bool:
    return models.HistoryBlock.objects.exists()


def history_beside(identifiers: Sequence[str], number: int = 20) -> list[Any]:
    """Blocks of the Commission's file that name one of these accounts."""
    query = models.HistoryBlock.objects.filter(
        Q(transferring_account__in=identifiers) | Q(acquiring_account__in=identifiers)
    )
    return [HistoryRow(*row) for row in query.order_by("at", "row").values_list(*HistoryRow._fields)[:number]]
