"""The books in SQL tables, on SQLite and PostgreSQL alike. The only writer of these tables.

Reads are set-based: one question for each kind of thing that a batch touches. Writes go in bulk, in one database
transaction under the locks of the registries that the batch named. On SQLite the transaction itself (IMMEDIATE)
is the lock; on PostgreSQL it is the registries' rows, taken in the order of their codes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from openets.kernel.refusals import Misuse
from openets.kernel.units import Block, Series
from openets.ledger.accounts import Account, AccountState, Installation, RegistryHead
from openets.ledger.journal import Entry
from openets.ledger.records import Place, Record
from openets.ledger.store import (
    ACCOUNT_ENTRIES,
    Answer,
    BlocksOfAccount,
    BooksLaw,
    Changes,
    Edge,
    Found,
    Group,
    Held,
    Needs,
    Total,
    YearRecord,
)
from openets.ledger.transactions import FINAL, Status, Transaction
from openets.ledger.transfers import ACQUIRING, INITIATING, Transfer
from openets.stores.sql.engines import BLOCK, Row, engine_of
from openets.stores.sql.errors import translated

_ACCOUNT = "key, identifier, registry, type, name, holder, state, blocked, installation"
_TRANSACTION = (
    "registry, sequence, type, status, transferring, acquiring, unit, quantity, at, year, installation, request,"
    ' reverses, reconstructed, "by"'
)
_YEAR = ", ".join(YearRecord._fields)
_RECORD = ", ".join(Record._fields)
_TRANSFER = ", ".join(Transfer._fields)
_ENDED = ", ".join(str(int(status)) for status in sorted(FINAL))
_ADD_TO_TOTAL = """
    INSERT INTO total (registry, unit, what, quantity) VALUES (%s, %s, %s, %s)
    ON CONFLICT (registry, unit, what) DO UPDATE SET quantity = total.quantity + excluded.quantity"""
# a step follows the one that it has seen. If another registry's work took one meanwhile, there is no registry to write
_STEP = f"""
    INSERT INTO record ({_RECORD}) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (kind, key) DO UPDATE SET
        registry = CASE WHEN record.reference = %s THEN excluded.registry END,
        body = excluded.body, reference = excluded.reference"""
_HEAD = "code, ordinal, sequence, hash, next_serial, next_account"


T = TypeVar("T")
Later = Callable[[], T]
"""The answer to a question that has been sent already."""


class SqlStore:
    """A `Store` in a database that Django knows as `alias`."""

    def __init__(self, address: str, alias: str) -> None:
        self.address = address
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
            cursor.execute("SELECT name, digest, folder FROM books_law")
            row = cursor.fetchone()
        return BooksLaw(*row) if row is not None else None

    def begin(self, law: BooksLaw) -> None:
        self.named = self.named or self.law()
        if self.named is None:
            self._name(law)
            self.named = self.law()
        if self.named is None or self.named.name != law.name:
            raise Misuse(f"these books are kept under the law {self.named and self.named.name}, not under {law.name}")

    def _name(self, law: BooksLaw) -> None:
        with translated(self.alias), self.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO books_law (id, name, digest, folder) VALUES (1, %s, %s, %s) ON CONFLICT (id) DO NOTHING",
                law,
            )

    @contextmanager
    def work(self) -> Iterator[SqlWork]:
        with translated(self.alias):
            with transaction.atomic(using=self.alias, durable=True):
                work = SqlWork(self)
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
                        yield SqlWork(self)
                finally:
                    connection.transaction_mode = mode  # type: ignore[attr-defined]
            else:
                with transaction.atomic(using=self.alias, durable=True):
                    engine_of(connection).run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    yield SqlWork(self)

    # ---- reading all ---------------------------------------------------------------------------------

    def _all(self, question: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows of a question, read in pieces so that large answers stay out of memory."""
        with translated(self.alias), self.connection.chunked_cursor() as cursor:
            cursor.execute(question, parameters)
            while rows := cursor.fetchmany(5000):
                yield from rows

    def entries(self, registry: str | None = None) -> Iterator[Entry]:
        where, parameters = ("WHERE registry = %s", [registry]) if registry else ("", [])
        question = f"SELECT registry, sequence, kind, at, hash, text FROM journal {where} ORDER BY position"
        return (Entry(*row) for row in self._all(question, parameters))

    def answer(self, request: str) -> Answer | None:
        return SqlWork(self).answers([request]).get(request)

    def transfers(self, ids: Sequence[str]) -> dict[str, Transfer]:
        with translated(self.alias):
            return SqlWork(self).transfers(ids)

    def entry(self, reference: str) -> Entry | None:
        for registry, sequence in _places([reference]):
            where = "WHERE registry = %s AND sequence = %s"
            question = f"SELECT registry, sequence, kind, at, hash, text FROM journal {where}"
            for row in self._all(question, [registry, sequence]):
                return Entry(*row)
        return None

    def holdings(self) -> Iterator[tuple[str, Block]]:
        question = f"SELECT account.identifier, {BLOCK} FROM block JOIN account ON account.key = block.account"
        known = dict(self._series_rows())
        for identifier, _, series, start, end in self._all(question):
            yield identifier, Block(known[series], start, end)

    def balances(self, unit: str) -> dict[str, int]:
        question = (
            'SELECT account.identifier, sum(block."end" - block.start + 1) FROM block'
            " JOIN account ON account.key = block.account WHERE block.unit = %s GROUP BY account.identifier"
        )
        return {identifier: int(total) for identifier, total in self._all(question, [unit])}

    def year_records(self) -> Iterator[YearRecord]:
        question = f"SELECT {_YEAR} FROM installation_year ORDER BY installation, year"
        return (YearRecord(*row) for row in self._all(question))

    def accepted(self) -> Iterator[tuple[str, str]]:
        question = """
            SELECT request, registry || CAST(sequence AS text) FROM transaction_log WHERE substr(request, 1, 1) <> '#'
            UNION ALL SELECT request, reference FROM answer WHERE refusals = '' AND substr(request, 1, 1) <> '#'"""
        return ((row[0], row[1]) for row in self._all(question))

    def transaction_facts(self) -> Iterator[tuple[str, tuple[Any, ...]]]:
        question = """
            SELECT t.registry || CAST(t.sequence AS text), t.type, coalesce(source.identifier, ''), target.identifier,
                t.unit, t.quantity, t.at, t.year, t.installation, t.request, t.reverses, t.reconstructed, t."by"
            FROM transaction_log t JOIN account target ON target.key = t.acquiring
            LEFT JOIN account source ON source.key = t.transferring"""
        for row in self._all(question):
            yield row[0], (*row[1:11], bool(row[11]), row[12])

    def all_accounts(self) -> Iterator[Account]:
        return (_account(row) for row in self._all(f"SELECT {_ACCOUNT} FROM account ORDER BY key"))

    def all_installations(self) -> Iterator[Installation]:
        question = f"SELECT {', '.join(Installation._fields)} FROM installation ORDER BY key"
        rows = map(Installation._make, self._all(question))
        return (row._replace(synthetic=bool(row.synthetic)) for row in rows)  # SQLite has no truth values

    def all_totals(self) -> dict[Total, int]:
        question = "SELECT registry, unit, what, quantity FROM total WHERE quantity <> 0"
        return {(row[0], row[1], row[2]): row[3] for row in self._all(question)}

    def group_totals(self, registry: str) -> dict[Group, int]:
        question = """
            SELECT account.type, series.unit, series.applicable_period, sum(block."end" - block.start + 1)
            FROM block JOIN account ON account.key = block.account JOIN series ON series.id = block.series
            WHERE account.registry = %s GROUP BY account.type, series.unit, series.applicable_period"""
        return {(row[0], row[1], row[2]): int(row[3]) for row in self._all(question, [registry])}

    def group_blocks(self, registry: str, groups: Sequence[Group]) -> Iterator[BlocksOfAccount]:
        # written by the database: a million blocks as a thousand texts, of which nobody makes a million objects
        ranges = engine_of(self.connection).listed("block.start || '-' || block.\"end\"")
        question = f"""
            SELECT account.identifier, block.series, {ranges}
            FROM account JOIN block ON block.account = account.key JOIN series ON series.id = block.series
            WHERE account.registry = %s AND account.type = %s AND series.unit = %s AND series.applicable_period = %s
            GROUP BY account.identifier, block.series ORDER BY account.identifier, block.series"""
        known = dict(self._series_rows())
        for group in groups:
            for identifier, series, ranges in self._all(question, [registry, *group]):
                yield BlocksOfAccount(identifier, known[series].text(), ranges)

    def open_transfers(self) -> Iterator[Transfer]:
        question = f"SELECT {_TRANSFER} FROM transfer WHERE waiting <> '' ORDER BY id"
        return (Transfer(*row) for row in self._all(question))

    def finished_after(self, registry: str, entry: int) -> Iterator[Transfer]:
        question = f"""
            SELECT {_TRANSFER} FROM transfer WHERE home = %s AND initiating_entry > %s
            UNION SELECT {_TRANSFER} FROM transfer
                WHERE target = %s AND home <> target AND status = {int(Status.COMPLETED)}
                AND (acquiring_entry = 0 OR acquiring_entry > %s)"""
        return (Transfer(*row) for row in self._all(question, [registry, entry, registry, entry]))

    def all_records(self, kind: str | None = None) -> Iterator[Record]:
        where, parameters = ("WHERE kind = %s", [kind]) if kind else ("", [])
        return (
            Record(*row) for row in self._all(f"SELECT {_RECORD} FROM record {where} ORDER BY kind, key", parameters)
        )

    def heads(self) -> dict[str, RegistryHead]:
        return {row[0]: RegistryHead(*row) for row in self._all(f"SELECT {_HEAD} FROM registry ORDER BY code")}

    def _series_rows(self) -> list[tuple[int, Series]]:
        question = f"SELECT id, {', '.join(Series._fields)} FROM series"
        return [(row[0], Series(*row[1:])) for row in self._all(question)]


class SqlWork:
    """One transaction on the books."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.engine = engine_of(store.connection)
        # never changed in place: other threads read the store's, and what is new here may yet be undone
        self.series, self.series_ids = store.series, store.series_ids

    # ---- reading -------------------------------------------------------------------------------------

    def load(self, needs: Needs) -> Found:
        # every question is sent before the first answer is read: on PostgreSQL that is one round trip
        with self.engine.pipelined():
            asked = self._ask(needs)
            return Found(**{name: later() for name, later in asked.items()})

    def _ask(self, needs: Needs) -> dict[str, Later[Any]]:
        """Send what is asked for; what reads each answer, by the name of the part of `Found` that it fills."""
        wanted: list[tuple[str, Any, Callable[[Any], Later[Any]]]] = [
            ("heads", needs.registries, self._heads_later),
            ("answers", needs.requests, self._answers_later),
            ("accounts", needs.accounts, self._accounts_later),
            ("accounts_of", needs.installations, self._installation_accounts_later),
            ("years", needs.years or needs.years_of, lambda _: self._years_later(needs)),
            ("blocks", needs.blocks or needs.ranges, lambda _: self._blocks_later(needs)),
            ("totals", needs.totals, self._totals_later),
            ("records", needs.records, self._records_later),
            ("transfers", needs.transfers, self._transfers_later),
            ("pending", needs.pending, self._pending_later),
            ("transactions", needs.transactions, self._transactions_later),
            ("reversed", needs.transactions, self._reversals_later),
            ("entries", needs.entries | needs.transactions, self._entries_later),
            ("unreported", needs.unreported, self._unreported_later),
            ("kept", needs.keeps, self._kept_later),
        ]
        return {name: send(names) for name, names, send in wanted if names}

    def lock(self, registries: Iterable[str]) -> dict[str, RegistryHead]:
        return self._heads_later(registries)()

    def _heads_later(self, registries: Iterable[str]) -> Later[dict[str, RegistryHead]]:
        self.engine.begin_work()
        among, codes = self.engine.among("code", sorted(registries))
        question = f"SELECT {_HEAD} FROM registry WHERE {among} ORDER BY code {self.engine.for_update}"
        rows = self.engine.ask(question, [codes])
        return lambda: {row[0]: RegistryHead(*row) for row in rows()}

    def next_ordinal(self) -> int:
        self.engine.lock_openings()
        return int(self.engine.fetch("SELECT coalesce(max(ordinal), 0) + 1 FROM registry")[0][0])

    def answers(self, requests: Sequence[str]) -> dict[str, Answer]:
        return self._answers_later(requests)()

    def _answers_later(self, requests: Sequence[str]) -> Later[dict[str, Answer]]:
        rows = self.engine.ask_answers(requests)
        return lambda: {row[0]: Answer(*row) for row in rows()}

    def accounts(self, identifiers: Sequence[str]) -> dict[str, Account]:
        return self._accounts_later(identifiers)()

    def _accounts_later(self, identifiers: Iterable[str]) -> Later[dict[str, Account]]:
        among, values = self.engine.among("identifier", sorted(identifiers))
        rows = self.engine.ask(f"SELECT {_ACCOUNT} FROM account WHERE {among}", [values])
        return lambda: {row[1]: _account(row) for row in rows()}

    def installation_accounts(self, installations: Sequence[str]) -> dict[str, Account]:
        return self._installation_accounts_later(installations)()

    def _installation_accounts_later(self, installations: Iterable[str]) -> Later[dict[str, Account]]:
        among, values = self.engine.among("installation", sorted(installations))
        rows = self.engine.ask(f"SELECT {_ACCOUNT} FROM account WHERE {among}", [values])
        return lambda: {row[8]: _account(row) for row in rows()}

    def largest_blocks(self, needs: Mapping[tuple[int, str], int]) -> list[Held]:
        return self._held(self.engine.largest_blocks(needs))

    def blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> list[Held]:
        return self._held(self.engine.ask_blocks_within(ranges)())

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Held]:
        return self._held(self.engine.blocks_touching(ends, starts))

    def _blocks_later(self, needs: Needs) -> Later[list[Held]]:
        """The largest blocks of accounts, and those that hold serial numbers that are named."""
        largest = self.engine.ask_largest_blocks(needs.blocks) if needs.blocks else list
        within = self.engine.ask_blocks_within(needs.ranges) if needs.ranges else list
        return lambda: self._held([*largest(), *within()])

    def totals(self, registries: Sequence[str]) -> dict[Total, int]:
        return self._totals_later(registries)()

    def _totals_later(self, registries: Iterable[str]) -> Later[dict[Total, int]]:
        among, values = self.engine.among("registry", sorted(registries))
        rows = self.engine.ask(f"SELECT registry, unit, what, quantity FROM total WHERE {among}", [values])
        return lambda: {(row[0], row[1], row[2]): row[3] for row in rows()}

    def records(self, places: Sequence[Place]) -> dict[Place, Record]:
        return self._records_later(places)()

    def _records_later(self, places: Iterable[Place]) -> Later[dict[Place, Record]]:
        wanted = set(places)
        among, values = self.engine.among("key", sorted({key for _, key in wanted}))
        rows = self.engine.ask(f"SELECT {_RECORD} FROM record WHERE {among}", [values])
        return lambda: {(row[0], row[1]): Record(*row) for row in rows() if (row[0], row[1]) in wanted}

    def transfers(self, ids: Sequence[str]) -> dict[str, Transfer]:
        return self._transfers_later(ids)()

    def _transfers_later(self, ids: Iterable[str]) -> Later[dict[str, Transfer]]:
        rows = self.engine.ask_keyed("transfer", _TRANSFER, "id", sorted(ids))
        return lambda: {row[0]: Transfer(*row) for row in rows()}

    def coming_transfers(self) -> list[Transfer]:
        question = f"""
            SELECT {_TRANSFER} FROM transfer WHERE waiting <> '' AND status NOT IN ({_ENDED})
            AND ((role = %s AND status = %s) OR (role = %s AND home = target))"""
        rows = self.engine.fetch(question, [ACQUIRING, int(Status.ACCEPTED), INITIATING])
        return [Transfer(*row) for row in rows]

    def proposed_transfers(self, registries: Sequence[str]) -> list[Transfer]:
        return self._pending_later(registries)()

    def _pending_later(self, registries: Iterable[str]) -> Later[list[Transfer]]:
        among, values = self.engine.among("registry", sorted(registries))
        where = f"waiting <> '' AND role <> %s AND status NOT IN ({_ENDED}) AND {among}"
        rows = self.engine.ask(f"SELECT {_TRANSFER} FROM transfer WHERE {where} ORDER BY id", [ACQUIRING, values])
        return lambda: [Transfer(*row) for row in rows()]

    def account_entries(self, registry: str, after: int, most: int) -> list[Entry]:
        kinds = ", ".join(f"'{kind}'" for kind in ACCOUNT_ENTRIES)
        question = f"""
            SELECT registry, sequence, kind, at, hash, text FROM journal
            WHERE registry = %s AND sequence > %s AND kind IN ({kinds}) ORDER BY sequence LIMIT %s"""
        return [Entry(*row) for row in self.engine.fetch(question, [registry, after, most])]

    def keeps(self, kind: str) -> bool:
        return bool(self.engine.fetch("SELECT 1 FROM record WHERE kind = %s LIMIT 1", [kind]))

    def _kept_later(self, kinds: Iterable[str]) -> Later[set[str]]:
        rows = [self.engine.ask("SELECT kind FROM record WHERE kind = %s LIMIT 1", [kind]) for kind in sorted(kinds)]
        return lambda: {row[0] for each in rows for row in each()}

    def years(self, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], YearRecord]:
        return self._years_later(Needs(years=set(keys)))()

    def _years_later(self, needs: Needs) -> Later[dict[tuple[str, int], YearRecord]]:
        """Year records, by the installation and by the account that belongs to one."""
        asked = []
        if needs.years:
            match, parameters = self.engine.pairs(("installation", "year"), sorted(needs.years))
            asked.append(self.engine.ask(f"SELECT {_YEAR} FROM installation_year WHERE {match}", parameters))
        if needs.years_of:
            match, parameters = self.engine.pairs(("account.identifier", "y.year"), sorted(needs.years_of))
            columns = ", ".join(f"y.{name}" for name in YearRecord._fields)
            joined = "installation_year y JOIN account ON account.installation = y.installation"
            asked.append(self.engine.ask(f"SELECT {columns} FROM {joined} WHERE {match}", parameters))
        return lambda: {(row[0], row[1]): YearRecord(*row) for rows in asked for row in rows()}

    def unreported(self, installations: Sequence[str]) -> dict[str, set[int]]:
        return self._unreported_later(installations)()

    def _unreported_later(self, installations: Iterable[str]) -> Later[dict[str, set[int]]]:
        among, values = self.engine.among("installation", sorted(installations))
        question = f"SELECT installation, year FROM installation_year WHERE report = 'not reported' AND {among}"
        rows = self.engine.ask(question, [values])

        def read() -> dict[str, set[int]]:
            found: dict[str, set[int]] = defaultdict(set)
            for installation, year in rows():
                found[installation].add(year)
            return dict(found)

        return read

    def transactions(self, ids: Sequence[str]) -> dict[str, Transaction]:
        return self._transactions_later(ids)()

    def _transactions_later(self, ids: Iterable[str]) -> Later[dict[str, Transaction]]:
        match, parameters = self.engine.pairs(("registry", "sequence"), _places(ids))
        rows = self.engine.ask(f"SELECT {_TRANSACTION} FROM transaction_log WHERE {match}", parameters)
        return lambda: {row.id: row for row in map(_transaction, rows())}

    def entries_at(self, references: Sequence[str]) -> dict[str, Entry]:
        return self._entries_later(references)()

    def _entries_later(self, references: Iterable[str]) -> Later[dict[str, Entry]]:
        match, parameters = self.engine.pairs(("registry", "sequence"), _places(references))
        rows = self.engine.ask(
            f"SELECT registry, sequence, kind, at, hash, text FROM journal WHERE {match}", parameters
        )
        return lambda: {f"{row[0]}{row[1]}": Entry(*row) for row in rows()}

    def reversals(self, ids: Sequence[str]) -> set[str]:
        return self._reversals_later(ids)()

    def _reversals_later(self, ids: Iterable[str]) -> Later[set[str]]:
        among, values = self.engine.among("reverses", sorted(ids))
        rows = self.engine.ask(f"SELECT reverses FROM transaction_log WHERE {among} AND reverses <> ''", [values])
        return lambda: {row[0] for row in rows()}

    def _held(self, rows: Iterable[Row]) -> list[Held]:
        found = []
        for account, number, start, end in rows:
            if number not in self.series:
                self._read_series()
            found.append(Held(account, Block(self.series[number], start, end)))
        return found

    def _read_series(self) -> None:
        rows = self.engine.fetch(f"SELECT id, {', '.join(Series._fields)} FROM series")
        self.series = {row[0]: Series(*row[1:]) for row in rows}
        self.series_ids = {series: number for number, series in self.series.items()}

    # ---- writing -------------------------------------------------------------------------------------

    def write(self, changes: Changes) -> None:
        if changes.added:
            self._know_series({held.block.series for held in changes.added})
        with self.engine.together(changes.rows()):
            self._write(changes)

    def _write(self, changes: Changes) -> None:
        insert = self.engine.insert
        self._upsert("registry", _HEAD, ["code"], changes.heads)
        if changes.entries:
            insert("journal", ("registry", "sequence", "kind", "at", "hash", "text"), changes.entries)
        if changes.transactions:
            insert("transaction_log", Transaction._fields, changes.transactions)
        self._write_blocks(changes)
        if changes.totals:
            self.engine.change_many(_ADD_TO_TOTAL, [(*key, number) for key, number in sorted(changes.totals.items())])
        if changes.records:
            self.engine.change_many(_STEP, [(*record, before) for record, before in changes.records])
        self._upsert("transfer", _TRANSFER, ["id"], changes.transfers)
        if changes.installations:
            insert("installation", Installation._fields, changes.installations)
        self._upsert("account", _ACCOUNT, ["key"], map(_account_row, changes.accounts))
        self._upsert("installation_year", _YEAR, ["installation", "year"], changes.years)
        if changes.answers:
            insert("answer", Answer._fields, changes.answers)
        if changes.refused:
            columns = ("request", "registry", "at", "by", "proposal", "refusals")
            insert("refused_proposal", columns, [(row[0], *row[2:]) for row in changes.refused])

    def _write_blocks(self, changes: Changes) -> None:
        if changes.removed:
            by_origin: dict[str, list[int]] = defaultdict(list)
            for block in changes.removed:
                by_origin[block.series.origin].append(block.start)
            for origin, starts in by_origin.items():
                self.engine.delete_blocks(origin, starts)
        if changes.added:
            ids = self.series_ids
            rows = [
                (block.series.origin, block.start, block.end, account, block.series.unit, ids[block.series])
                for account, block in changes.added
            ]
            rows.sort(key=itemgetter(0))  # the trigger locks origins: whoever comes second must ask in the same order
            self.engine.insert("block", ("origin", "start", "end", "account", "unit", "series"), rows)

    def _know_series(self, wanted: set[Series]) -> None:
        """Make sure that every series has its number, before the blocks that need it are written."""
        if not wanted <= self.series_ids.keys():
            self._read_series()
            missing = [series for series in wanted if series not in self.series_ids]
            if missing:
                self.engine.insert("series", Series._fields, sorted(missing))
                self._read_series()

    def _upsert(self, table: str, columns: str, key: Sequence[str], rows: Iterable[Any]) -> None:
        names = columns.split(", ")
        marks = ", ".join(["%s"] * len(names))
        others = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
        statement = (
            f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO UPDATE SET {others}"
        )
        parameters = list(rows)
        if parameters:
            self.engine.change_many(statement, parameters)


def _transaction(row: Row) -> Transaction:
    return Transaction._make((*row[:13], bool(row[13]), row[14]))


def _account(row: Row) -> Account:
    key, identifier, registry, kind, name, holder, state, blocked, installation = row
    return Account(key, identifier, registry, kind, name, holder, AccountState(state), bool(blocked), installation)


def _account_row(account: Account) -> Row:
    return (
        account.key,
        account.identifier,
        account.registry,
        account.type,
        account.name,
        account.holder,
        str(account.state),
        account.blocked,
        account.installation,
    )


def _places(ids: Iterable[str]) -> list[tuple[str, int]]:
    """Transaction ids as (registry, sequence); what is no id is passed over."""
    found = []
    for name in ids:
        registry = name.rstrip("0123456789")
        if registry != name and len(name) - len(registry) <= 18:
            found.append((registry, int(name[len(registry) :])))
    return found
