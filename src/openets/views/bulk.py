"""Whole files: all of one kind that the law lets be published, each at one address and in one piece.

What is published late stands in the law's calendar as `disclosure`: transactions of a year, and what accounts held at
its end, from that day on. A law without such a day hides nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from hashlib import sha256
from itertools import takewhile
from typing import Any, NamedTuple

from django.utils import timezone

from openets.compliance.official import CAUSES, Standing
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.ledger.accounts import Account
from openets.ledger.holds import REAL
from openets.stores.sql import chains, models
from openets.stores.sql.work import account_of
from openets.views import judging_all
from openets.views.accounts import ACCOUNTS, holdings
from openets.views.columns import Column, synthetic_column
from openets.views.csv_files import csv_pieces
from openets.views.figures import FIGURES
from openets.views.installations import any_synthetic, synthetic_among, synthetic_registries
from openets.views.judging_all import Place
from openets.views.known import in_past
from openets.views.law import books_hold, books_law
from openets.views.transactions import TRANSACTIONS
from openets.views.view import View


class Source(NamedTuple):
    """Whose records were brought into the books, and on which terms they may be used again."""

    name: str
    terms: str
    address: str


_COMMISSION = Source(
    "European Commission, Union Registry / EUTL",
    "Commission Decision 2011/833/EU: reuse with attribution",
    "https://eur-lex.europa.eu/eli/dec/2011/833/oj",
)


def source() -> Source | None:
    """Whose records the books replay, or split over made-up installations; `None` where a registry keeps its own."""
    brought = books_hold() != REAL and models.Installation.objects.exists()
    return _COMMISSION if brought and books_law().protocol else None


class DataSet(NamedTuple):
    """A whole file: what stands in it, and the rows."""

    name: str
    title: str
    view: View[Any]
    rows: Callable[[], Iterable[Any]]
    disclosed: bool = False
    """Whether it ends with the year that the law lets be published."""

    @property
    def until(self) -> str:
        """The last day of which it tells; ``""`` where that is today."""
        last = last_disclosed(books_law(), timezone.now().date())
        return last.isoformat() if self.disclosed and last is not None else ""


def last_disclosed(law: Law, day: date) -> date | None:
    """The last day whose transactions and holdings may be published on a day; `None` where nothing is held back."""
    if not any(each.event == "disclosure" for each in law.deadlines):
        return None
    years = [year for period in law.periods for year in period.years]
    # up to the first that must wait: a later law published the years after it sooner
    due = list(takewhile(lambda year: law.deadline("disclosure", year) <= day, years))
    return date(due[-1] if due else 1, 12, 31)


# --- letters --------------------------------------------------------------------------------------


class LetterRow(NamedTuple):
    """An installation and how one of its years is judged."""

    installation: Place
    standing: Standing


LETTERS: View[LetterRow] = View(
    "letters-of-years",
    "Letters of all years, official and computed",
    "An installation's year that the rules can judge. The computed letter is our computation from the record; no"
    " authority gave it.",
    (
        Column("installation", "Id", "Id of the installation.", "code", value="installation.key"),
        Column("name", "Installation", "Its name.", value="installation.name"),
        Column("member_state", "State", "Code of its Member State.", value="installation.member_state"),
        Column("activity", "Activity", "The code of its activity.", "number", value="installation.activity"),
        Column("year", "Year", "The year.", "year", value="standing.status.year"),
        Column("official", "Official", "The official letter; null where none is on record.", "letter",
               value="standing.record.official", null=True),
        Column("computed", "Computed", "The letter by the law's rules; null before the day of surrender.", "letter",
               value="standing.status.letter", null=True),
        Column("obligation", "Obligation", "What had to be surrendered.", "number", "t",
               value="standing.status.obligation", null=True),
        Column("surrendered", "Surrendered", "Units surrendered.", "number", "units",
               value="standing.status.surrendered"),
        Column("cause", "Why they differ", "Why they differ, or cannot be compared.",
               value=lambda row: row.standing.cause if row.standing.cause in CAUSES else "", null=True),
        synthetic_column("Generated for demonstration: no real installation.", value="installation.synthetic"),
    ),
)  # fmt: skip


def _letters() -> Iterable[LetterRow]:
    return (LetterRow(*each) for each in judging_all.judged())


# --- holdings -------------------------------------------------------------------------------------


class Holding(NamedTuple):
    """What an account held of a unit type at the end of a day."""

    account: Account
    day: date
    unit: str
    units: int
    synthetic: bool


HOLDINGS: View[Holding] = View(
    "holdings-of-all",
    "Holdings of all accounts",
    "What an account held of a unit type at the end of a day; nothing of those that held none.",
    (
        Column("account", "Account", "Identifier of the account.", "code", value="account.identifier"),
        Column("registry", "Registry", "Code of its registry.", value="account.registry"),
        Column("type", "Type", "Code of its type.", value="account.type"),
        Column("holder", "Holder", "Who holds it.", "long", value="account.holder"),
        Column("installation", "Installation", "Id of the installation that it belongs to.",
               value="account.installation", null=True),
        Column("day", "Day", "The day.", "day"),
        Column("unit", "Unit type", "Code of the unit type."),
        Column("units", "Units", "How many.", "number", "units"),
        synthetic_column("Of an installation or Party that was made up for demonstration."),
    ),
)  # fmt: skip


def _holdings() -> list[Holding]:
    today = timezone.now().date()
    day = min(last_disclosed(books_law(), today) or today, today)
    with in_past(on=day.isoformat()):
        rows = models.Account.objects.order_by("registry", "key").values_list(*Account._fields)
        accounts = [account_of(row) for row in rows.iterator(chunk_size=5000)]
        held = holdings([each.key for each in accounts])
        made_up, registries = synthetic_among(each.installation for each in accounts), synthetic_registries()
    return [
        Holding(each, day, unit, units, each.installation in made_up or each.registry in registries)
        for each in accounts
        for unit, units in sorted(held.get(each.key, {}).items())
        if units
    ]


# --- all of them ----------------------------------------------------------------------------------


def _transactions() -> Iterable[Any]:
    return TRANSACTIONS.ask("at", until=DATA["transactions"].until)


DATA = {
    each.name: each
    for each in (
        DataSet("installations", "Installations with all their years", FIGURES, lambda: FIGURES.ask()),
        DataSet("letters", LETTERS.title, LETTERS, _letters),
        DataSet("accounts", "Accounts", ACCOUNTS.without("accounts-of-all", "units", "held"), lambda: ACCOUNTS.ask()),
        DataSet("transactions", "Completed transactions", TRANSACTIONS, _transactions, disclosed=True),
        DataSet("holdings", HOLDINGS.title, HOLDINGS, _holdings, disclosed=True),
    )
}
"""Every whole file by name."""


def version() -> str:
    """What tells these books, as they are now and judged today, from all others: days and the heads of all chains."""
    heads = "".join(f"{each.registry}{each.hash}" for each in chains.heads())
    return f"{timezone.now().date()}.{sha256(heads.encode()).hexdigest()[:12]}"


def citation(data: DataSet) -> str:
    """How to cite a file."""
    law = books_law()
    own = source()
    told = f" Source of imported records: {own.name}." if own else ""
    made_up = " Some records are synthetic and say so." if any_synthetic() else ""
    return f"{data.title}. {law.name}. OpenETS, books of version {version()}.{told}{made_up}"


def dictionary(data: DataSet) -> list[dict[str, Any]]:
    """The columns of a file: names, types, units and words, as a table schema (frictionlessdata.io) has them."""
    return [
        {"name": column.name, "title": column.title, "type": _SCHEMA.get(column.kind, "string"),
         "description": f"{column.help} In {column.unit}." if column.unit else column.help}
        for column in data.view.on("data")
    ]  # fmt: skip


_SCHEMA = {"number": "integer", "year": "year", "exact": "number", "flag": "boolean", "day": "date",
           "instant": "datetime"}  # fmt: skip


def parquet_of(data: DataSet) -> bytes:
    """A file as Parquet, which says of itself what it is, of which version, and on which terms it may be used."""
    from openets.views.frames import parquet  # here, for polars is slow to load

    own = source()
    told = {
        "title": data.title,
        "description": data.view.help,
        "version": version(),
        "citation": citation(data),
        "license": f"{own.terms} {own.address}" if own else "",
        "dictionary": json.dumps(dictionary(data), ensure_ascii=False),
    }
    return parquet(data.view.on("data"), data.rows(), told)


def pieces_of(file: str, *, marked: bool = False) -> Iterator[bytes]:
    """A file by name, with the ending of its format (CSV where there is none), some bytes at a time.

    Raises `Misuse` for one that there is not.
    """
    name, _, format = file.partition(".")
    if name not in DATA or format not in ("", "csv", "parquet"):
        known = ", ".join(DATA)
        raise Misuse(f"there is no file {file[:40]!r}: there are {known}, each with .csv or .parquet at the end")
    if format == "parquet":
        yield parquet_of(DATA[name])
    else:
        yield from (each.encode() for each in csv_pieces(DATA[name].view, DATA[name].rows(), marked=marked))


def package(address_of: Callable[[str], str]) -> dict[str, Any]:
    """All files described as a data package; `address_of` gives the address of a file's name."""
    law, now, own = books_law(), version(), source()
    return {
        "profile": "tabular-data-package",
        "name": f"openets-{law.id.replace('_', '-')}",
        "title": law.name,
        "version": now,
        "created": timezone.now().isoformat(timespec="seconds"),
        "synthetic": any_synthetic(),
        "sources": [{"title": own.name}] if own else [],
        "licenses": [{"title": own.terms, "path": own.address}] if own else [],
        "resources": [_resource(each, address_of) for each in DATA.values()],
    }


def _resource(data: DataSet, address_of: Callable[[str], str]) -> dict[str, Any]:
    until = {"until": data.until} if data.until else {}
    return {
        "name": data.name,
        "title": data.title,
        "description": data.view.help,
        "citation": citation(data),
        "path": address_of(f"{data.name}.csv"),
        "parquet": address_of(f"{data.name}.parquet"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **until,
        "schema": {"fields": dictionary(data), "missingValues": [""]},
    }
