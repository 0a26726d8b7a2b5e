"""Lists, searches and single things for pages: plain rows out, never a model.

Totals over the whole books are in `summaries.py`; what is here reads an index and a page's worth of rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from openets.kernel.units import Block, Series
from openets.ledger.accounts import Account as AccountValue
from openets.ledger.accounts import AccountState, Installation
from openets.ledger.store import YearRecord
from openets.ledger.transactions import Transaction
from openets.stores.sql import models, summaries
from openets.stores.sql.synthetic import KINDS, MADE_UP

Row = TypeVar("Row")
CHUNK = 2000


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """A list that was asked for: count it, take a page of it, or walk through all of it."""

    query: QuerySet[Any, Any]
    dress: Callable[[list[Any]], list[Row]]
    counted: int | None = None
    """The number of rows, where it is known without counting."""
    by_key: Callable[[list[Any]], list[Any]] | None = None
    """Reads rows by their keys, in that order. A page is then found by keys alone: for long, wide tables."""

    def count(self) -> int:
        return self.query.count() if self.counted is None else self.counted

    def page(self, number: int, size: int) -> list[Row]:
        """The rows of page `number`, the first being 1."""
        part = slice((number - 1) * size, number * size)
        if self.by_key is None:
            return self.dress(list(self.query[part]))
        keys = list(self.query.values_list("pk", flat=True)[part])
        return self.dress(self.by_key(keys)) if keys else []

    def __iter__(self) -> Iterator[Row]:
        found = self.query.iterator(chunk_size=CHUNK)
        while chunk := list(islice(found, CHUNK)):
            yield from self.dress(chunk)


BLANK = ("verified", "allocated", "surrendered")
"""Columns that may hold nothing. Only these ask for blanks last: PostgreSQL cannot use an index for that."""


def ordered(query: QuerySet[Any, Any], sorts: Mapping[str, tuple[str, ...]], sort: str) -> QuerySet[Any, Any]:
    """`query` in the order that `sort` names; a minus sign before the name turns it round."""
    down = sort.startswith("-")
    terms = []
    for name in sorts[sort.lstrip("-")]:
        last = True if name in BLANK else None
        terms.append(F(name).desc(nulls_last=last) if down else F(name).asc(nulls_last=last))
    return query.order_by(*terms)


def _words(query: QuerySet[Any, Any], text: str, *fields: str) -> QuerySet[Any, Any]:
    """Rows in which every word of `text` stands in one of the fields."""
    for word in text.split():
        either = Q()
        for field in fields:
            either |= Q(**{f"{field}__icontains": word})
        query = query.filter(either)
    return query


# --- installations --------------------------------------------------------------------------------


class InstallationRow(NamedTuple):
    """An installation and how one of its years stands."""

    installation: Installation
    year: YearRecord


INSTALLATION_SORTS = {
    "name": ("name", "key"),
    "id": ("key",),
    "state": ("member_state", "name", "key"),
    "sector": ("activity", "name", "key"),
    "operator": ("operator", "key"),
    "verified": ("verified", "key"),
    "allocated": ("allocated", "key"),
    "surrendered": ("surrendered", "key"),
}


class InstallationFilter(NamedTuple):
    """What installations are asked for. `year` chooses the figures shown, `letter` filters by them."""

    year: int
    q: str = ""
    state: str = ""
    activities: Sequence[int] = ()
    letter: str = ""
    synthetic: bool = False


def installations(asked: InstallationFilter, sort: str = "name") -> Rows[InstallationRow]:
    query = models.Installation.objects.all()
    query = _words(query, asked.q, "name", "key", "operator", "city")
    if asked.state:
        query = query.filter(member_state=asked.state)
    if asked.activities:
        query = query.filter(activity__in=asked.activities)
    if asked.synthetic:
        query = query.filter(synthetic=True)
    if asked.letter:
        letters = models.InstallationYear.objects.filter(year=asked.year, official=asked.letter)
        query = query.filter(key__in=letters.values("installation"))
    column = sort.lstrip("-")
    if column in BLANK:
        figures = models.InstallationYear.objects.filter(installation=OuterRef("key"), year=asked.year)
        query = query.annotate(**{column: Subquery(figures.values(column)[:1])})
    found = ordered(query, INSTALLATION_SORTS, sort).values_list(*Installation._fields)
    return Rows(found, lambda rows: _with_year(rows, asked.year))


def _with_year(rows: list[Any], year: int) -> list[InstallationRow]:
    things = [Installation(*row[: len(Installation._fields)]) for row in rows]
    records = models.InstallationYear.objects.filter(year=year, installation__in=[each.key for each in things])
    known = {record.installation: record for record in map(YearRecord._make, records.values_list(*YearRecord._fields))}
    return [InstallationRow(each, known.get(each.key) or YearRecord(each.key, year)) for each in things]


def installation(key: str) -> Installation | None:
    row = models.Installation.objects.filter(key=key).values_list(*Installation._fields).first()
    return Installation(*row) if row else None


def installation_names(keys: Iterable[str]) -> dict[str, Installation]:
    """Installations by key."""
    rows = models.Installation.objects.filter(key__in=set(keys)).values_list(*Installation._fields)
    return {row[0]: Installation(*row) for row in rows}


def years_of(key: str) -> list[YearRecord]:
    """All years of an installation, oldest first."""
    rows = models.InstallationYear.objects.filter(installation=key).order_by("year")
    return [YearRecord(*row) for row in rows.values_list(*YearRecord._fields)]


def biggest_emitters(year: int, number: int) -> list[InstallationRow]:
    """Installations with the greatest verified emissions of a year."""
    top = models.InstallationYear.objects.filter(year=year, verified__gt=0).order_by("-verified", "installation")
    records = [YearRecord(*row) for row in top.values_list(*YearRecord._fields)[:number]]
    names = installation_names(record.installation for record in records)
    return [InstallationRow(names[record.installation], record) for record in records if record.installation in names]


def any_synthetic() -> bool:
    return models.Installation.objects.filter(synthetic=True).exists() or bool(synthetic_registries())


def synthetic_registries() -> set[str]:
    """Registries of synthetic Parties, and that of the CDM where its entities are."""
    found = models.Record.objects.filter(kind__in=KINDS, body__contains=MADE_UP.strip("%"))
    return set(found.values_list("registry", flat=True))


# --- accounts and blocks --------------------------------------------------------------------------


class AccountRow(NamedTuple):
    """An account and what it holds, by unit type."""

    account: AccountValue
    held: dict[str, int]
    synthetic: bool


_ACCOUNT = ("key", "identifier", "registry", "type", "name", "holder", "state", "blocked", "installation")
ACCOUNT_SORTS = {
    "id": ("registry", "key"),
    "name": ("name", "key"),
    "holder": ("holder", "key"),
    "type": ("type", "key"),
}


class AccountFilter(NamedTuple):
    """What accounts are asked for."""

    q: str = ""
    registry: str = ""
    type: str = ""
    state: str = ""
    """``open``, ``closed`` or ``blocked``."""


def accounts(asked: AccountFilter, sort: str = "id") -> Rows[AccountRow]:
    query = _words(models.Account.objects.all(), asked.q, "identifier", "name", "holder", "installation")
    if asked.registry:
        query = query.filter(registry=asked.registry)
    if asked.type:
        query = query.filter(type=asked.type)
    if asked.state == "blocked":
        query = query.filter(blocked=True)
    elif asked.state:
        query = query.filter(state=asked.state)
    return Rows(ordered(query, ACCOUNT_SORTS, sort).values_list(*_ACCOUNT), _with_holdings)


def _account(row: Sequence[Any]) -> AccountValue:
    key, identifier, registry, kind, name, holder, state, blocked, installation = row
    return AccountValue(key, identifier, registry, kind, name, holder, AccountState(state), blocked, installation)


def _with_holdings(rows: list[Any]) -> list[AccountRow]:
    found = [_account(row) for row in rows]
    held = holdings([each.key for each in found])
    made_up, registries = _synthetic(each.installation for each in found), synthetic_registries()
    return [
        AccountRow(each, held.get(each.key, {}), each.installation in made_up or each.registry in registries)
        for each in found
    ]


def is_synthetic(account: AccountValue) -> bool:
    """Whether an account belongs to a synthetic installation or Party."""
    return bool(_synthetic([account.installation])) or account.registry in synthetic_registries()


def _synthetic(keys: Iterable[str]) -> set[str]:
    """Which of these installations are synthetic."""
    query = models.Installation.objects.filter(key__in=set(keys) - {""}, synthetic=True)
    return set(query.values_list("key", flat=True))


def holdings(keys: Sequence[int]) -> dict[int, dict[str, int]]:
    """Units by account key and unit type."""
    rows = models.Block.objects.filter(account__in=keys).order_by().values_list("account", "unit")
    held: dict[int, dict[str, int]] = {}
    for key, unit, quantity in rows.annotate(units=Sum(F("end") - F("start") + 1)):
        held.setdefault(key, {})[unit] = quantity
    return held


def account(identifier: str) -> AccountValue | None:
    row = models.Account.objects.filter(identifier=identifier).values_list(*_ACCOUNT).first()
    return _account(row) if row else None


def accounts_of(installation: str) -> list[AccountValue]:
    """The accounts of an installation."""
    if not installation:
        return []
    query = models.Account.objects.filter(installation=installation).order_by("key")
    return [_account(row) for row in query.values_list(*_ACCOUNT)]


def accounts_by_key(keys: Iterable[int]) -> dict[int, AccountValue]:
    query = models.Account.objects.filter(key__in=set(keys) - {0}).values_list(*_ACCOUNT)
    return {row[0]: _account(row) for row in query}


BLOCK_SORTS = {"quantity": ("unit", "units", "start"), "serial": ("origin", "start")}


def blocks(account_key: int, unit: str = "", sort: str = "-quantity") -> Rows[Block]:
    """The blocks that an account holds now."""
    query = models.Block.objects.filter(account=account_key)
    if unit:
        query = query.filter(unit=unit)
    # written as in the index `block_largest`, so that the largest are read from it
    query = query.annotate(units=F("end") - F("start"))
    return Rows(ordered(query, BLOCK_SORTS, sort).values_list("series", "start", "end"), _with_series)


def _with_series(rows: list[Any]) -> list[Block]:
    wanted = models.Series.objects.filter(id__in={row[0] for row in rows})
    series = {row[0]: Series(*row[1:]) for row in wanted.values_list("id", *Series._fields)}
    return [Block(series[number], start, end) for number, start, end in rows]


# --- transactions ----------------------------------------------------------------------------------


class TransactionRow(NamedTuple):
    """A transaction and its two accounts, where they are known."""

    transaction: Transaction
    transferring: AccountValue | None
    acquiring: AccountValue | None
    synthetic: bool
    """Whether it belongs to a synthetic installation."""


TRANSACTION_SORTS = {"at": ("at", "registry", "sequence"), "quantity": ("quantity", "registry", "sequence")}
_IN_REGISTRY = {"at": ("sequence",), "quantity": ("quantity", "sequence")}


class TransactionFilter(NamedTuple):
    """What transactions are asked for; days are ``YYYY-MM-DD``, both included."""

    registry: str = ""
    type: str = ""
    unit: str = ""
    account: int = 0
    installation: str = ""
    reconstructed: bool | None = None
    since: str = ""
    until: str = ""


def transactions(asked: TransactionFilter, sort: str = "-at") -> Rows[TransactionRow]:
    query = models.Transaction.objects.all()
    exact = {
        "registry": asked.registry,
        "type": asked.type,
        "unit": asked.unit,
        "installation": asked.installation,
    }
    query = query.filter(**{name: value for name, value in exact.items() if value})
    if asked.account:
        query = query.filter(Q(transferring=asked.account) | Q(acquiring=asked.account))
    elif asked.installation:
        keys = [each.key for each in accounts_of(asked.installation)]
        query = query.filter(Q(transferring__in=keys) | Q(acquiring__in=keys))
    if asked.reconstructed is not None:
        query = query.filter(reconstructed=asked.reconstructed)
    query = _narrowed(query, asked)
    if asked.since:
        query = query.filter(at__gte=asked.since)
    if asked.until:
        query = query.filter(at__lte=asked.until + "T99")
    # within one registry the journal's order is the order of time, and has an index
    sorts = _IN_REGISTRY if asked.registry and not asked.account else TRANSACTION_SORTS
    found = ordered(query, sorts, sort).values_list(*Transaction._fields)
    return Rows(found, _with_accounts, _known_count(asked), _transactions)


def _narrowed(query: QuerySet[Any, Any], asked: TransactionFilter) -> QuerySet[Any, Any]:
    """The query held to the years in which there are such transactions at all, so that a rare type is found at once."""
    if not (asked.type or asked.unit) or asked.account or asked.installation:
        return query
    years = [
        year
        for (registry, kind, unit, year, _) in summaries.totals().transactions
        if asked.registry in ("", registry) and asked.type in ("", kind) and asked.unit in ("", unit)
    ]
    return query.filter(at__gte=str(min(years)), at__lt=str(max(years) + 1)) if years else query.none()


def _known_count(asked: TransactionFilter) -> int | None:
    """The count, where the totals kept in process already hold it."""
    if asked.account or asked.installation or asked.since or asked.until:
        return None
    return sum(
        volume.number
        for (registry, kind, unit, _, inferred), volume in summaries.totals().transactions.items()
        if asked.registry in ("", registry)
        and asked.type in ("", kind)
        and asked.unit in ("", unit)
        and asked.reconstructed in (None, inferred)
    )


def _transactions(keys: list[Any]) -> list[Any]:
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
    made_up = _synthetic([*owners.values(), *(each.installation for each in found)])
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
    row = (
        models.Transaction.objects.filter(reverses=reference)
        .exclude(reverses="")
        .values_list("registry", "sequence")
        .first()
    )
    return f"{row[0]}{row[1]}" if row else ""


def surrenders(installation: str) -> list[Transaction]:
    """Surrenders of an installation and their reversals, oldest first."""
    keys = [each.key for each in accounts_of(installation)]
    query = models.Transaction.objects.filter(Q(transferring__in=keys) | Q(acquiring__in=keys))
    rows = map(Transaction._make, query.order_by("at", "sequence").values_list(*Transaction._fields))
    # types are chosen here and not in SQL, so that the indexes on accounts are used
    return [row for row in rows if row.type in ("10-2", "10-92") and row.installation == installation]


# --- the Commission's own history -----------------------------------------------------------------


class HistoryRow(NamedTuple):
    """A block of the Commission's public transaction file."""

    row: int
    transaction: str
    type: str
    at: str
    transferring_registry: str
    transferring_account: str
    transferring_name: str
    acquiring_registry: str
    acquiring_account: str
    acquiring_name: str
    unit: str
    project: str
    amount: int
    source: str


HISTORY_SORTS = {
    "at": ("at", "row", "id"),
    "amount": ("amount", "row", "id"),
    "id": ("transaction", "row", "id"),
}


class HistoryFilter(NamedTuple):
    """What blocks of the Commission's file are asked for; days are ``YYYY-MM-DD``."""

    q: str = ""
    type: str = ""
    unit: str = ""
    since: str = ""
    until: str = ""


def history(asked: HistoryFilter, sort: str = "-at") -> Rows[HistoryRow]:
    fields = (
        "transaction",
        "transferring_account",
        "transferring_name",
        "acquiring_account",
        "acquiring_name",
    )
    query = _words(models.HistoryBlock.objects.all(), asked.q, *fields)
    exact = {"type": asked.type, "unit": asked.unit}
    query = query.filter(**{name: value for name, value in exact.items() if value})
    if asked.since:
        query = query.filter(at__gte=asked.since)
    if asked.until:
        query = query.filter(at__lte=asked.until + "T99")
    found = ordered(query, HISTORY_SORTS, sort).values_list(*HistoryRow._fields)
    return Rows(found, lambda rows: [HistoryRow(*row) for row in rows])


def history_choices() -> tuple[list[str], list[str]]:
    """Transaction types and unit types that occur in the Commission's file."""
    types, units = (
        sorted(set(models.HistoryBlock.objects.order_by().values_list(name, flat=True).distinct()))
        for name in ("type", "unit")
    )
    return types, units


def any_history() -> bool:
    return models.HistoryBlock.objects.exists()


def history_beside(identifiers: Sequence[str], number: int = 20) -> list[HistoryRow]:
    """Blocks of the Commission's file that name one of these accounts."""
    query = models.HistoryBlock.objects.filter(
        Q(transferring_account__in=identifiers) | Q(acquiring_account__in=identifiers)
    )
    return [HistoryRow(*row) for row in query.order_by("at", "row").values_list(*HistoryRow._fields)[:number]]


# --- registries and search ------------------------------------------------------------------------


class Found(NamedTuple):
    """What a search found, a few of each kind and how many there are."""

    installations: list[InstallationRow]
    installations_count: int
    accounts: list[AccountRow]
    accounts_count: int
    transaction: TransactionRow | None


def search(text: str, year: int, number: int = 10) -> Found:
    """Installations and accounts by name or id, and the transaction with that very id."""
    of_installation = installations(InstallationFilter(year, q=text), "-verified")
    of_account = accounts(AccountFilter(q=text))
    return Found(
        of_installation.page(1, number),
        of_installation.count(),
        of_account.page(1, number),
        of_account.count(),
        transaction(text.strip().upper()),
    )


def totals(registry: str = "") -> dict[tuple[str, str], int]:
    """Running totals of a registry, or of all, by unit type and what is counted."""
    query = models.Total.objects.filter(registry=registry) if registry else models.Total.objects.all()
    rows = query.order_by().values_list("unit", "what").annotate(units=Coalesce(Sum("quantity"), 0))
    return {(unit, what): units for unit, what, units in rows}
