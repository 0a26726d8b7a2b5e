"""The books in SQL tables, on SQLite and PostgreSQL alike. The only writer of these tables.

A batch is decided in one database transaction (`work.py`) under the locks of the registries that it named. On SQLite
the transaction itself (IMMEDIATE) is the lock; on PostgreSQL it is the registries' rows, taken in the order of their
codes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from openets.kernel.refusals import Fault, Misuse
from openets.kernel.units import Block, Series
from openets.ledger.accounts import Account, Installation, RegistryHead
from openets.ledger.journal import Entry
from openets.ledger.records import Record
from openets.ledger.store import (
    Answer,
    BlocksOfAccount,
    BooksLaw,
    Found,
    Group,
    Needs,
    Stood,
    SupersededYear,
    Total,
    YearRecord,
)
from openets.ledger.transactions import Status
from openets.ledger.transfers import Transfer
from openets.stores.addresses import public
from openets.stores.sql.engine import BLOCK, Row
from openets.stores.sql.errors import translated
from openets.stores.sql.work import (
    ACCOUNT,
    ENTRY,
    OPEN_TRANSFERS,
    RECORD,
    STOOD,
    TRANSFER,
    SqlWork,
    account_of,
    engine_of,
)

_LAW = ", ".join(BooksLaw._fields)


class SqlStore:
    """A `Store` in a database that Django knows as `alias`."""

    def __init__(self, address: str, alias: str) -> None:
        self.address, self.shown = address, public(address)
        self.alias = alias
        self.named: BooksLaw | None = None
        """The law of the books, once it is known."""
        self.series: dict[int, Series] = {}
        self.series_ids: dict[Series, int] = {}

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """This thread's connection."""
        return connections[self.alias]

    def law(self) -> BooksLaw | None:
        with translated(self.alias), self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {_LAW} FROM books_law")
            row = cursor.fetchone()
        return BooksLaw(*row) if row is not None else None

    def begin(self, law: BooksLaw) -> BooksLaw:
        self.named = self.named or self.law()
        if self.named is None:
            name = f"INSERT INTO books_law (id, {_LAW}) VALUES (1, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING"
            with translated(self.alias), self.connection.cursor() as cursor:
                cursor.execute(name, law)
            self.named = self.law()
        if self.named is None or self.named.name != law.name:
            raise Misuse(f"these books are kept under the law {self.named and self.named.name}, not under {law.name}")
        return self.named

    def _work(self) -> SqlWork:
        return SqlWork(self.connection, self.series, self.series_ids)

    @contextmanager
    def work(self) -> Iterator[SqlWork]:
        with translated(self.alias):
            work = self._work()
            with work.engine.transaction():
                yield work
            self.series, self.series_ids = work.series, work.series_ids

    @contextmanager
    def reading(self) -> Iterator[SqlWork]:
        connection = self.connection
        with translated(self.alias):
            if connection.vendor == "sqlite":
                # a reader must not take the writers' lock, which this store's transactions otherwise begin with
                connection.ensure_connection()  # which is where a thread's first question learns of that mode
                mode, connection.transaction_mode = connection.transaction_mode, None  # type: ignore[attr-defined]
                try:
                    with transaction.atomic(using=self.alias, durable=True):
                        yield self._work()
                finally:
                    connection.transaction_mode = mode  # type: ignore[attr-defined]
            else:
                with transaction.atomic(using=self.alias, durable=True):
                    with connection.cursor() as cursor:
                        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    yield self._work()

    def _all(self, question: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows of a question, read in pieces so that large answers stay out of memory."""
        with translated(self.alias), self.connection.chunked_cursor() as cursor:
            cursor.execute(question, parameters)
            while rows := cursor.fetchmany(5000):
                yield from rows

    def entries(self, registry: str | None = None) -> Iterator[Entry]:
        where, parameters = ("WHERE registry = %s", [registry]) if registry else ("", [])
        question = f"SELECT {ENTRY} FROM journal {where} ORDER BY position"
        return (Entry(*row) for row in self._all(question, parameters))

    def _load(self, needs: Needs) -> Found:
        with translated(self.alias):
            return self._work().load(needs)

    def answer(self, request: str) -> Answer | None:
        return self._load(Needs(requests=[request])).answers.get(request)

    def transfers(self, ids: Sequence[str]) -> dict[str, Transfer]:
        return self._load(Needs(transfers=set(ids))).transfers

    def entry(self, reference: str) -> Entry | None:
        return self._load(Needs(entries={reference})).entries.get(reference)

    def holdings(self) -> Iterator[tuple[str, Block]]:
        question = f"""
            SELECT account.identifier, {BLOCK}, block.origin, block.unit
            FROM block LEFT JOIN account ON account.key = block.account"""
        known = dict(self._series_rows())
        for identifier, account, number, start, end, origin, unit in self._all(question):
            series = known.get(number)
            if identifier is None or series is None or (series.origin, series.unit) != (origin, unit):
                said = f"of {unit} in account {identifier or f'number {account}'}, of series {number}"
                raise Fault(f"holdings: the tables have block {origin} {start}-{end} {said}: one of these is not so")
            yield identifier, Block(series, start, end)

    def balances(self, unit: str) -> dict[str, int]:
        question = (
            'SELECT account.identifier, sum(block."end" - block.start + 1) FROM block'
            " JOIN account ON account.key = block.account WHERE block.unit = %s GROUP BY account.identifier"
        )
        return {identifier: int(total) for identifier, total in self._all(question, [unit])}

    def year_records(self) -> Iterator[YearRecord]:
        question = f"SELECT {', '.join(YearRecord._fields)} FROM installation_year ORDER BY installation, year"
        return (YearRecord(*row) for row in self._all(question))

    def accepted(self) -> Iterator[tuple[str, str]]:
        question = """
            SELECT request, registry || CAST(sequence AS text) FROM transaction_log WHERE substr(request, 1, 1) <> '#'
            UNION ALL SELECT request, reference FROM answer WHERE refusals = '' AND substr(request, 1, 1) <> '#'"""
        return ((row[0], row[1]) for row in self._all(question))

    def superseded_years(self) -> Iterator[SupersededYear]:
        return map(
            SupersededYear._make,
            self._all(f"SELECT {', '.join(SupersededYear._fields)} FROM superseded_year ORDER BY id"),
        )

    def all_that_stood(self) -> Iterator[Stood]:
        truths = {"blocked", "synthetic"}
        for what, columns in STOOD.items():
            named = ", ".join("0" if name == "key" and what == "account" else name for name in columns)
            for row in self._all(f"SELECT {named} FROM superseded_{what} ORDER BY id"):
                # SQLite has no truth values
                told = [bool(value) if name in truths else value for name, value in zip(columns, row, strict=True)]
                yield Stood(what, tuple(told[:-1]), row[-1])

    def transaction_facts(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        question = """
            SELECT t.registry || CAST(t.sequence AS text), t.type, coalesce(source.identifier, ''), target.identifier,
                t.unit, t.quantity, t.at, t.year, t.installation, t.request, t.reverses, t.reconstructed, t."by",
                t.effective
            FROM transaction_log t JOIN account target ON target.key = t.acquiring
            LEFT JOIN account source ON source.key = t.transferring"""
        for row in self._all(question):
            yield row[0], (*row[1:11], bool(row[11]), *row[12:])

    def all_accounts(self) -> Iterator[Account]:
        return (account_of(row) for row in self._all(f"SELECT {ACCOUNT} FROM account ORDER BY key"))

    def all_installations(self) -> Iterator[Installation]:
        question = f"SELECT {', '.join(Installation._fields)} FROM installation ORDER BY key"
        rows = map(Installation._make, self._all(question))
        return (row._replace(synthetic=bool(row.synthetic)) for row in rows)  # SQLite has no truth values

    def all_totals(self) -> dict[Total, int]:
        question = "SELECT registry, unit, what, quantity FROM total WHERE quantity <> 0"
        return {(row[0], row[1], row[2]): row[3] for row in self._all(question)}

    def group_totals(self, registry: str) -> dict[Group, int]:
        question = """
            SELECT account.type, series.unit, series.applicable_period, series.vintage,
                sum(block."end" - block.start + 1)
            FROM block JOIN account ON account.key = block.account JOIN series ON series.id = block.series
            WHERE account.registry = %s GROUP BY account.type, series.unit, series.applicable_period, series.vintage"""
        return {(row[0], row[1], row[2], row[3]): int(row[4]) for row in self._all(question, [registry])}

    def group_blocks(self, registry: str, groups: Sequence[Group]) -> Iterator[BlocksOfAccount]:
        # written by the database: a million blocks as a thousand texts, of which nobody makes a million objects
        ranges = engine_of(self.connection).listed("block.start || '-' || block.\"end\"")
        question = f"""
            SELECT account.identifier, block.series, {ranges}
            FROM account JOIN block ON block.account = account.key JOIN series ON series.id = block.series
            WHERE account.registry = %s AND account.type = %s AND series.unit = %s AND series.applicable_period = %s
                AND series.vintage = %s
            GROUP BY account.identifier, block.series ORDER BY account.identifier, block.series"""
        known = dict(self._series_rows())
        for group in groups:
            for identifier, series, ranges in self._all(question, [registry, *group]):
                yield BlocksOfAccount(identifier, known[series].text(), ranges)

    def open_transfers(self) -> Iterator[Transfer]:
        return (Transfer(*row) for row in self._all(OPEN_TRANSFERS))

    def finished_after(self, registry: str, entry: int) -> Iterator[Transfer]:
        question = f"""
            SELECT {TRANSFER} FROM transfer WHERE home = %s AND initiating_entry > %s
            UNION SELECT {TRANSFER} FROM transfer
                WHERE target = %s AND home <> target AND status = {int(Status.COMPLETED)}
                AND (acquiring_entry = 0 OR acquiring_entry > %s)"""
        return (Transfer(*row) for row in self._all(question, [registry, entry, registry, entry]))

    def all_records(self, kind: str | None = None) -> Iterator[Record]:
        where, parameters = ("WHERE kind = %s", [kind]) if kind else ("", [])
        question = f"SELECT {RECORD} FROM record {where} ORDER BY kind, key"
        return (Record(*row) for row in self._all(question, parameters))

    def heads(self) -> dict[str, RegistryHead]:
        question = f"SELECT {', '.join(RegistryHead._fields)} FROM registry ORDER BY code"
        return {row[0]: RegistryHead(*row) for row in self._all(question)}

    def _series_rows(self) -> list[tuple[int, Series]]:
        question = f"SELECT id, {', '.join(Series._fields)} FROM series"
        return [(row[0], Series(*row[1:])) for row in self._all(question)]
