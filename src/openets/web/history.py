"""The Commission's own transaction file, shown beside the books and never part of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponseBase

from openets.stores.sql import queries
from openets.stores.sql.queries import HistoryFilter
from openets.web.questions import Filter, Kind, ask
from openets.web.tables import Column, Table, show

HISTORY = Table(
    "history",
    "Blocks of the Commission's public transaction file",
    (
        Column("transaction", "Transaction", lambda row: row.transaction, kind="code", sort="id"),
        Column("at", "At", lambda row: row.at, kind="instant", sort="at"),
        Column("type", "Type", lambda row: row.type),
        Column("transferring_registry", "From registry", lambda row: row.transferring_registry),
        Column("transferring_account", "From account", lambda row: row.transferring_account),
        Column("transferring_name", "From name", lambda row: row.transferring_name, csv_only=True),
        Column("acquiring_registry", "To registry", lambda row: row.acquiring_registry),
        Column("acquiring_account", "To account", lambda row: row.acquiring_account),
        Column("acquiring_name", "To name", lambda row: row.acquiring_name, csv_only=True),
        Column("unit", "Unit type", lambda row: row.unit),
        Column("project", "Project", lambda row: row.project, csv_only=True),
        Column("amount", "Units", lambda row: row.amount, kind="number", sort="amount"),
        Column("source", "Source", lambda row: row.source, csv_only=True),
        Column("row", "Row", lambda row: row.row, csv_only=True),
    ),
)


def _choices(everything: str, values: Iterable[str]) -> list[tuple[str, str]]:
    return [("", everything), *((value, value) for value in values if value)]


def history(request: HttpRequest) -> HttpResponseBase:
    types, units = queries.history_choices()
    filters = [
        Filter("q", "Transaction, account or name"),
        Filter("type", "Type", Kind.CHOICE, _choices("All", types)),
        Filter("unit", "Unit type", Kind.CHOICE, _choices("All", units)),
        Filter("since", "From day", Kind.DAY),
        Filter("until", "To day", Kind.DAY),
    ]
    asked = ask(request, filters, HISTORY.sorts, "-at")
    rows = queries.history(
        HistoryFilter(asked["q"], asked["type"], asked["unit"], asked["since"], asked["until"]), asked.sort
    )
    return show(request, "history.html", HISTORY, filters, asked, rows)
