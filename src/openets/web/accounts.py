"""Accounts: the list, and one account with its blocks and latest transactions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase

from openets.kernel.units import Block
from openets.laws.now import UNIT_TYPES, serial_number
from openets.stores.sql import queries
from openets.stores.sql.queries import AccountFilter, AccountRow, TransactionFilter
from openets.web import choices, words
from openets.web.jinja import url
from openets.web.questions import Filter, Kind, ask
from openets.web.tables import Column, Table, marked, show
from openets.web.transactions import TRANSACTIONS

SHOWN_TRANSACTIONS = 15


def _tags(row: AccountRow) -> list[str]:
    tags = [str(row.account.state)] if row.account.state == "closed" else []
    tags += ["blocked"] if row.account.blocked else []
    return [*tags, "synthetic"] if row.synthetic else tags


def _unit(code: str) -> Column:
    return Column(code.lower(), code, lambda row: row.held.get(code, 0), kind="number", csv_only=True)


ACCOUNTS = Table(
    "accounts",
    "Accounts and what they hold",
    (
        Column(
            "identifier",
            "Account",
            lambda row: row.account.identifier,
            kind="code",
            link=lambda row: url("account", row.account.identifier),
            sort="id",
        ),
        Column("name", "Name", lambda row: row.account.name, tags=_tags, sort="name"),
        Column("holder", "Holder", lambda row: row.account.holder, kind="long", sort="holder"),
        Column("registry", "Registry", lambda row: row.account.registry, csv_only=True),
        Column("type", "Type", lambda row: row.account.type, csv_only=True),
        Column("type_name", "Type", lambda row: words.account_type_name(row.account.type), sort="type"),
        Column("state", "State", lambda row: row.account.state, csv_only=True),
        Column("blocked", "Blocked", lambda row: row.account.blocked, csv_only=True),
        Column("installation", "Installation", lambda row: row.account.installation, csv_only=True),
        Column("held", "Units", lambda row: sum(row.held.values()), kind="number"),
        *map(_unit, UNIT_TYPES),
        Column("synthetic", "Synthetic", lambda row: row.synthetic, csv_only=True),
    ),
)


def accounts(request: HttpRequest) -> HttpResponseBase:
    states = [("", "Any"), ("open", "Open"), ("blocked", "Blocked"), ("closed", "Closed")]
    filters = [
        Filter("q", "Id, name, holder or installation"),
        choices.registry(),
        choices.account_type(),
        Filter("state", "State", Kind.CHOICE, states),
    ]
    asked = ask(request, filters, ACCOUNTS.sorts, "id")
    rows = queries.accounts(AccountFilter(asked["q"], asked["registry"], asked["type"], asked["state"]), asked.sort)
    return show(request, "accounts.html", ACCOUNTS, filters, asked, rows)


def _serial(block: Block) -> str:
    return serial_number(block)


BLOCKS = Table(
    "blocks",
    "Blocks of serial numbers that the account holds",
    (
        Column("unit", "Unit type", lambda row: row.series.unit),
        Column("origin", "Origin", lambda row: row.series.origin),
        Column("start", "First serial number", lambda row: row.start, kind="number", sort="serial"),
        Column("end", "Last serial number", lambda row: row.end, kind="number"),
        Column("quantity", "Units", lambda row: row.quantity, kind="number", sort="quantity"),
        Column("original_period", "Original period", lambda row: row.series.original_period, csv_only=True),
        Column("applicable_period", "Period", lambda row: row.series.applicable_period, kind="year"),
        Column("serial", "As one number", _serial, kind="code"),
    ),
)


def account(request: HttpRequest, identifier: str) -> HttpResponseBase:
    found = queries.account(identifier)
    if found is None:
        raise Http404(f"No account has the identifier “{identifier}”.")
    held = queries.holdings([found.key]).get(found.key, {})
    units = Filter("unit", "Unit type", Kind.CHOICE, [("", "All"), *((code, code) for code in sorted(held))])
    asked = ask(request, [units], BLOCKS.sorts, "-quantity")
    rows = queries.blocks(found.key, asked["unit"], asked.sort)
    owner = queries.installation(found.installation) if found.installation else None
    synthetic = queries.is_synthetic(found)
    latest = queries.transactions(TransactionFilter(account=found.key), "-at").page(1, SHOWN_TRANSACTIONS)
    return show(
        request,
        "account.html",
        marked(BLOCKS, synthetic),
        [units],
        asked,
        rows,
        account=found,
        owner=owner,
        synthetic=synthetic,
        held=sorted(held.items()),
        transactions=(TRANSACTIONS, latest),
        history=queries.history_beside([found.identifier]),
    )
