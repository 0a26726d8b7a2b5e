"""Accounts with what they hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, Subquery, Sum

from openets.kernel.identifiers import identifiers_meant
from openets.ledger.accounts import Account
from openets.stores.sql import models
from openets.stores.sql.work import account_of
from openets.views import choices
from openets.views.columns import Column, synthetic_column
from openets.views.installations import OPERATOR, keys_numbered, synthetic_among, synthetic_registries
from openets.views.known import present
from openets.views.law import books_law, past_shown
from openets.views.names import account_type_name
from openets.views.operator_names import spellings_of
from openets.views.past import added_since
from openets.views.rows import Rows, holding
from openets.views.summaries import totals
from openets.views.view import Filter, View


class AccountRow(NamedTuple):
    """An account and what it holds, by unit type."""

    account: Account
    held: dict[str, int]
    synthetic: bool


def tags(row: AccountRow) -> list[str]:
    found = [str(row.account.state)] if row.account.state == "closed" else []
    found += ["former"] if row.account.until else []
    found += ["blocked"] if row.account.blocked else []
    found += ["reserved"] if row.account.reserved else []
    return [*found, "synthetic"] if row.synthetic else found


def _held(row: AccountRow) -> dict[str, int]:
    return dict(sorted(row.held.items()))


COLUMNS = (
    Column("identifier", "Account", "Its identifier.", "code", value="account.identifier", sort="id",
           link=lambda row: ("account", row.account.identifier)),
    Column("name", "Name", "What its holder calls it.", value="account.name", tags=tags, sort="name"),
    Column("holder", "Holder", "Who holds it.", "long", value="account.holder", sort="holder"),
    Column("registry", "Registry", "Code of its registry.", value="account.registry", on="csv data"),
    Column("type", "Type", "Code of its type.", value="account.type", on="csv data"),
    Column("type_name", "Type", "Name of its type.", value=lambda row: account_type_name(row.account.type),
           sort="type"),
    Column("status", "Status", "open or closed.", value=lambda row: str(row.account.state), on="csv data"),
    Column("blocked", "Blocked", "No verified report: closed to transfers.", "flag", value="account.blocked",
           on="csv data"),
    Column("installation", "Installation", "Id of the installation that it belongs to.", value="account.installation",
           on="csv data", null=True),
    Column("opened", "Opened", "The day from which it is open.", "day", value="account.opened",
           on="csv data", null=True),
    Column("until", "Until", "The day from which another account is its installation's; null while it is itself.",
           "day", value="account.until", on="csv data", null=True),
    Column("reserved", "Reserved", "Units that must stay in it while corrections of reports are undecided.", "number",
           "units", value="account.reserved", on="csv data"),
    Column("units", "Units", "Units of all types.", "number", "units", value=lambda row: sum(row.held.values()),
           csv="held"),
    Column("held", "Units by type", "Units by unit type.", "counts", "units", value=_held, on="csv data",
           keys=lambda: books_law().terms.units),
    synthetic_column("Of an installation or Party that was made up for demonstration."),
)  # fmt: skip
ORDERS = {
    "id": ("registry", "key"),
    "name": ("name", "key"),
    "holder": ("holder", "key"),
    "type": ("type", "key"),
    "emitted": ("verified", "registry", "key"),
}
"""The last is for a search: by what their installations emitted in the latest year."""
STATUS = Filter(
    "status",
    "Status",
    "How they stand.",
    lambda: [("open", "Open"), ("closed", "Closed"), ("blocked", "Blocked")],
    "Any",
)
_FIELDS = Account._fields


def _accounts(q: str = "", status: str = "", operator: str = "") -> Rows[AccountRow]:
    query = holding(models.Account.objects.all(), q)
    if numbered := keys_numbered(q):
        query = query | models.Account.objects.filter(installation__in=numbered)
    if operator:
        named = spellings_of(operator)
        own = models.Installation.objects.filter(operator__in=named).values("key")
        query = query.filter(Q(installation__in=own, until="") | Q(holder__in=[each for each in named if each]))
    if status == "blocked":
        query = query.filter(blocked=True)
    elif status:
        query = query.filter(state=status)
    emitted = models.InstallationYear.objects.filter(installation=OuterRef("installation"), year=totals().latest_year)
    return Rows(query, _with_holdings, ORDERS, _FIELDS, reckoned={"verified": Subquery(emitted.values("verified")[:1])})


ACCOUNTS: View[AccountRow] = View(
    "accounts",
    "Accounts and what they hold",
    "An account and what it holds.",
    COLUMNS,
    query=_accounts,
    filters=(
        choices.words(
            "Id, name, holder or installation", "Words that all stand in identifier, name, holder or installation."
        ),
        choices.REGISTRY,
        choices.ACCOUNT_TYPE,
        STATUS,
        replace(
            OPERATOR,
            help="The key of an operator as /operators/ has it, or its whole name: accounts of its"
            " installations, and what it holds under that name.",
        ),
    ),
    sort="id",
)


def _with_holdings(rows: list[Any]) -> list[AccountRow]:
    found = [account_of(row) for row in rows]
    held = holdings([each.key for each in found])
    made_up, registries = synthetic_among(each.installation for each in found), synthetic_registries()
    return [
        AccountRow(each, held.get(each.key, {}), each.installation in made_up or each.registry in registries)
        for each in found
    ]


def account_row(identifier: str) -> AccountRow | None:
    """An account as the list shows it."""
    own = account(identifier)
    return AccountRow(own, holdings([own.key]).get(own.key, {}), is_synthetic(own)) if own is not None else None


def is_synthetic(account: Account) -> bool:
    """Whether an account belongs to a synthetic installation or Party."""
    return bool(synthetic_among([account.installation])) or account.registry in synthetic_registries()


def holdings(keys: Sequence[int]) -> dict[int, dict[str, int]]:
    """Units by account key and unit type."""
    if past := past_shown():
        with present():
            now, since = holdings(keys), added_since(past, books_law(), keys)
        return _less(now, {place: units for place, units in since.items() if place[0] in set(keys)})
    rows = models.Block.objects.filter(account__in=keys).order_by().values_list("account", "unit")
    held: dict[int, dict[str, int]] = {}
    for key, unit, quantity in rows.annotate(units=Sum(F("end") - F("start") + 1)):
        held.setdefault(key, {})[unit] = quantity
    return held


def _less(now: Mapping[int, Mapping[str, int]], since: Mapping[tuple[int, str], int]) -> dict[int, dict[str, int]]:
    """What was held before something came in or went out."""
    held = {key: dict(units) for key, units in now.items()}
    for (key, unit), units in since.items():
        own = held.setdefault(key, {})
        own[unit] = own.get(unit, 0) - units
    return {key: {unit: units for unit, units in sorted(own.items()) if units} for key, own in held.items()}


def account(identifier: str) -> Account | None:
    """An account by its identifier, which may lack its hyphens or have small letters."""
    known = (identifier, *identifiers_meant(identifier))
    row = models.Account.objects.filter(identifier__in=known).values_list(*_FIELDS).first()
    return account_of(row) if row else None


def accounts_of(installation: str) -> list[Account]:
    """The accounts of an installation."""
    if not installation:
        return []
    query = models.Account.objects.filter(installation=installation).order_by("key")
    return [account_of(row) for row in query.values_list(*_FIELDS)]


def accounts_of_names(identifiers: Iterable[str]) -> list[Account]:
    """The accounts with these identifiers, of those that there are."""
    query = models.Account.objects.filter(identifier__in=set(identifiers)).values_list(*_FIELDS)
    return [account_of(row) for row in query]


def accounts_by_key(keys: Iterable[int]) -> dict[int, Account]:
    query = models.Account.objects.filter(key__in=set(keys) - {0}).values_list(*_FIELDS)
    return {row[0]: account_of(row) for row in query}
