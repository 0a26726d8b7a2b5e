"""Transactions: the list, and one transaction with its life, the checks it passed and its journal entry."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from openets.compliance.notices_record import notice_types
from openets.kernel.units import Block, series_from_text
from openets.laws.now import TRANSACTION_TYPES, UNIT_TYPES, eu_ets
from openets.ledger.accounts import Account
from openets.ledger.transactions import COMPLETED_LIFE
from openets.stores.sql import chains, queries, queries_parties, queries_projects
from openets.stores.sql.queries import TransactionFilter, TransactionRow
from openets.stores.sql.queries_projects import ProjectRow
from openets.web import choices, figures, words
from openets.web.jinja import url
from openets.web.questions import Filter, Kind, ask
from openets.web.tables import Column, Table, show

SHOWN_BLOCKS = 200
SHOWN_PROJECTS = 10


def tags(row: TransactionRow) -> list[str]:
    """Words that must stand beside a transaction wherever it is shown."""
    found = ["reconstructed"] if row.transaction.reconstructed else []
    return [*found, "synthetic"] if row.synthetic else found


def _account(name: str, title: str) -> tuple[Column, ...]:
    def of(row: TransactionRow) -> Account | None:
        found: Account | None = getattr(row, name)
        return found

    def identifier(row: TransactionRow) -> str:
        account = of(row)
        return account.identifier if account else ""

    def link(row: TransactionRow) -> str:
        account = of(row)
        return url("account", account.identifier) if account else ""

    def label(row: TransactionRow) -> str:
        account = of(row)
        return account.name if account else ""

    return (
        Column(name, title, label, kind="long", link=link, page_only=True),
        Column(f"{name}_account", title, identifier, csv_only=True),
        Column(f"{name}_name", title, label, csv_only=True),
    )


TRANSACTIONS = Table(
    "transactions",
    "Completed transactions",
    (
        Column(
            "id",
            "Transaction",
            lambda row: row.transaction.id,
            kind="code",
            link=lambda row: url("transaction", row.transaction.id),
            tags=tags,
        ),
        Column("at", "Completed", lambda row: row.transaction.at, kind="instant", sort="at"),
        Column("type", "Type", lambda row: row.transaction.type, csv_only=True),
        Column("type_name", "Type", lambda row: words.transaction_type_name(row.transaction.type)),
        *_account("transferring", "From"),
        *_account("acquiring", "To"),
        Column("unit", "Unit type", lambda row: row.transaction.unit),
        Column("quantity", "Units", lambda row: row.transaction.quantity, kind="number", sort="quantity"),
        Column("year", "For", lambda row: row.transaction.year or None, kind="year"),
        Column("installation", "Installation", lambda row: row.transaction.installation, csv_only=True),
        Column("reverses", "Reverses", lambda row: row.transaction.reverses, csv_only=True),
        Column("reconstructed", "Reconstructed", lambda row: row.transaction.reconstructed, csv_only=True),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    ),
)


def transactions(request: HttpRequest) -> HttpResponseBase:
    origins = [("", "All"), ("no", "Recorded"), ("yes", "Reconstructed")]
    filters = [
        choices.registry(),
        choices.transaction_type(),
        choices.unit(),
        Filter("account", "Account identifier"),
        Filter("since", "From day", Kind.DAY),
        Filter("until", "To day", Kind.DAY),
        Filter("reconstructed", "Origin", Kind.CHOICE, origins),
    ]
    asked = ask(request, filters, TRANSACTIONS.sorts, "-at")
    wanted = TransactionFilter(
        registry=asked["registry"],
        type=asked["type"],
        unit=asked["unit"],
        account=_key(asked["account"]),
        since=asked["since"],
        until=asked["until"],
        reconstructed={"": None, "no": False, "yes": True}[asked["reconstructed"]],
    )
    rows = queries.transactions(wanted, asked.sort)
    figure = figures.volumes(asked["registry"])
    return show(request, "transactions.html", TRANSACTIONS, filters, asked, rows, figure=figure)


def _key(identifier: str) -> int:
    if not identifier:
        return 0
    found = queries.account(identifier)
    if found is None:
        raise BadRequest(f"“account” must be the identifier of an account: none is called “{identifier}”.")
    return found.key


class Moved(NamedTuple):
    """A block that a journal entry names, read from its text; `block` is `None` where it cannot be read."""

    text: str
    block: Block | None


def moved(texts: Any) -> list[Moved]:
    """The blocks that an entry names, such as ``EUA1:AT:0:0 1-100``."""
    return [Moved(str(text), _block(str(text))) for text in texts or ()]


def _block(text: str) -> Block | None:
    series, _, span = text.partition(" ")
    start, _, end = span.partition("-")
    try:
        block = Block(series_from_text(series), int(start), int(end))
    except (ValueError, IndexError):
        return None
    return block if block.series.unit in UNIT_TYPES else None


def _content(text: str) -> dict[str, Any]:
    """An entry's text as a dictionary; an empty one where it is none."""
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


class ProjectOf(NamedTuple):
    """A project of which units moved; `row` is `None` for one that is not on record here."""

    key: str
    row: ProjectRow | None


def _projects(found: list[Moved]) -> list[ProjectOf]:
    """The projects that are named by the serial numbers of blocks."""
    keys = dict.fromkeys(each.block.series.project for each in found if each.block and each.block.series.project)
    return [ProjectOf(key, queries_projects.project_row(key)) for key in list(keys)[:SHOWN_PROJECTS]]


def transaction(request: HttpRequest, reference: str) -> HttpResponse:
    row = queries.transaction(reference)
    if row is None:
        raise Http404(f"No transaction has the id “{reference}”.")
    own = row.transaction
    linked = chains.linked(own.registry, own.sequence)
    content = _content(linked.entry.text) if linked else {}
    crosses = row.acquiring.registry if row.acquiring and row.acquiring.registry != own.registry else ""
    blocks, created = moved(content.get("blocks")), moved(content.get("created"))
    context = {
        "row": row,
        "own": own,
        "tags": tags(row),
        "kind": TRANSACTION_TYPES.get(own.type),
        "life": [(int(state), state.name.replace("_", " ").lower()) for state in COMPLETED_LIFE],
        "checks": eu_ets().catalogue.get(own.type, ()),
        "content": content,
        "linked": linked,
        "received": chains.received(linked, crosses) if linked and crosses else None,
        "projects": _projects([*blocks, *created]),
        "notice": queries_parties.notice(str(content.get("notice") or "")),
        "notice_types": notice_types(eu_ets()),
        "replaces": [str(text) for text in content.get("replaces") or ()],
        "blocks": blocks[:SHOWN_BLOCKS],
        "blocks_count": len(content.get("blocks") or ()),
        "created": created[:SHOWN_BLOCKS],
        "reversed_by": queries.reversal_of(own.id),
    }
    return render(request, "transaction.html", context)
