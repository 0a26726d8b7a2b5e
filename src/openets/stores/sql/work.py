"""One transaction on the books in SQL tables: what a batch touches is asked, and what it changed written, at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from openets.kernel.units import Block, Series
from openets.ledger.accounts import Account, AccountState, Installation, RegistryHead
from openets.ledger.journal import Entry
from openets.ledger.records import Place, Record
from openets.ledger.store import (
    ACCOUNT_ENTRIES,
    Answer,
    Changes,
    Edge,
    Found,
    Held,
    Movement,
    Needs,
    RefusedProposal,
    Stood,
    SupersededYear,
    YearRecord,
)
from openets.ledger.transactions import FINAL, Transaction
from openets.ledger.transfers import ACQUIRING, Transfer
from openets.stores.sql.engine import Engine, Locks, Question, Row, Written
from openets.stores.sql.postgresql.engine import PostgresEngine
from openets.stores.sql.searched import SEARCHED, with_searched
from openets.stores.sql.sqlite.engine import SqliteEngine

ACCOUNT = ", ".join(Account._fields)
INSTALLATION = ", ".join(Installation._fields)
ENTRY = ", ".join(Entry._fields)
RECORD = ", ".join(Record._fields)
TRANSFER = ", ".join(Transfer._fields)
_BLOCK = ("origin", "start", "end", "account", "unit", "vintage", "series")
_TRANSACTION = ", ".join(f'"{name}"' for name in Transaction._fields)
# The conditions of partial indexes, word for word: for any other words SQLite reads the table whole.
_WAITING, _REVERSES = "NOT (waiting = '')", "NOT (reverses = '')"
OPEN_TRANSFERS = f"SELECT {TRANSFER} FROM transfer WHERE {_WAITING} ORDER BY id"
_ENDED = ", ".join(str(int(status)) for status in sorted(FINAL))
# a step follows the one that it has seen. If another registry's work took one meanwhile, there is no registry to write
_STEP = f"""
    INSERT INTO record ({RECORD}) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (kind, key) DO UPDATE SET
        registry = CASE WHEN record.reference = %s THEN excluded.registry END,
        body = excluded.body, reference = excluded.reference"""

_Part = tuple[str, Question, Callable[[list[Row]], Any]]
"""The name of a part of `Found`, what is asked for it, and what makes it of the rows that answer."""


def engine_of(connection: BaseDatabaseWrapper) -> Engine:
    """The engine behind a Django connection."""
    return SqliteEngine(connection) if connection.vendor == "sqlite" else PostgresEngine(connection)


class SqlWork:
    """One transaction on the books."""

    def __init__(self, connection: BaseDatabaseWrapper, series: dict[int, Series], ids: dict[Series, int]) -> None:
        self.engine = engine_of(connection)
        # never changed in place: other threads read the store's, and what is new here may yet be undone
        self.series, self.series_ids = series, ids

    def load(self, needs: Needs) -> Found:
        parts = [*self._often(needs), *self._of_records(needs), *self._of_transactions(needs)]
        locks = Locks(sorted(needs.registries), needs.requests)
        found = Found()
        if locks or parts or needs.blocks:
            asked = self.engine.answers(locks, [question for _, question, _ in parts], needs.first_blocks)
            found.heads = {row[0]: RegistryHead(*row) for row in asked.heads}
            found.blocks = self._held(asked.blocks)
            for (name, _, made_of), rows in zip(parts, asked.rows, strict=True):
                made = made_of(rows)
                known = getattr(found, name)
                setattr(found, name, known + made if isinstance(made, list) else known | made)
        return found

    def _often(self, needs: Needs) -> Iterator[_Part]:
        """What almost every batch asks for, and years."""
        engine = self.engine
        if needs.requests:
            yield "answers", engine.stored_answers(needs.requests), _by_first(Answer)
        if needs.accounts:
            accounts = f"SELECT {ACCOUNT} FROM account WHERE {engine.among('identifier')}"
            yield "accounts", Question(accounts, [sorted(needs.accounts)]), _accounts(by=1)
        if needs.installations:
            of_installations = f"SELECT {ACCOUNT} FROM account WHERE {engine.among('installation')} AND until = ''"
            yield "accounts_of", Question(of_installations, [sorted(needs.installations)]), _accounts(by=8)
        if needs.years:
            years = engine.paired("installation_year y", _YEAR, "y.installation", "y.year", sorted(needs.years))
            yield "years", years, _years
        if needs.years_of:
            joined = "installation_year y JOIN account ON account.installation = y.installation"
            years = engine.paired(joined, _YEAR, "account.identifier", "y.year", sorted(needs.years_of))
            yield "years", years, _years
        if needs.described:
            described = f"SELECT {INSTALLATION} FROM installation WHERE {engine.among('key')}"
            yield "described", Question(described, [sorted(needs.described)]), _installations
        if needs.unreported:
            match = f"report = 'not reported' AND {engine.among('installation')}"
            unreported = f"SELECT installation, year FROM installation_year WHERE {match}"
            yield "unreported", Question(unreported, [sorted(needs.unreported)]), _sets
        if needs.moved_since:
            yield "movements", _movements_asked(engine, needs.moved_since), _movements
        if needs.ranges:
            yield "blocks", engine.blocks_within(needs.ranges), self._held

    def _of_records(self, needs: Needs) -> Iterator[_Part]:
        """Records, and the totals that are looked at with them."""
        engine = self.engine
        if needs.totals:
            totals = f"SELECT registry, unit, what, quantity FROM total WHERE {engine.among('registry')}"
            yield "totals", Question(totals, [sorted(needs.totals)]), lambda rows: {row[:3]: row[3] for row in rows}
        if needs.records:
            records = f"SELECT {RECORD} FROM record WHERE {engine.among('key')}"
            keys = sorted({key for _, key in needs.records})
            yield "records", Question(records, [keys]), lambda rows: _records(rows, needs.records)

    def _of_transactions(self, needs: Needs) -> Iterator[_Part]:
        """Transfers between sides, and transactions and entries that are named."""
        engine = self.engine
        if needs.transfers:
            yield "transfers", engine.keyed("transfer", TRANSFER, "id", sorted(needs.transfers)), _by_first(Transfer)
        if needs.pending:
            where = f"{_WAITING} AND role <> %s AND status NOT IN ({_ENDED}) AND {engine.among('registry')}"
            pending = f"SELECT {TRANSFER} FROM transfer WHERE {where} ORDER BY id"
            parameters = [ACQUIRING, sorted(needs.pending)]
            yield "pending", Question(pending, parameters), lambda rows: [Transfer(*row) for row in rows]
        place = ("registry", "sequence")
        if needs.transactions:
            named = engine.paired("transaction_log", _TRANSACTION, *place, _places(needs.transactions))
            yield "transactions", named, _transactions
            match = f"{engine.among('reverses')} AND {_REVERSES}"
            reversing = Question(f"SELECT reverses FROM transaction_log WHERE {match}", [sorted(needs.transactions)])
            yield "reversed", reversing, lambda rows: {row[0] for row in rows}
        if entries := needs.entries | needs.transactions:
            named = engine.paired("journal", ENTRY, *place, _places(entries))
            yield "entries", named, lambda rows: {f"{row[0]}{row[1]}": Entry(*row) for row in rows}

    def next_ordinal(self) -> int:
        self.engine.lock_openings()
        return int(self.engine.fetch("SELECT coalesce(max(ordinal), 0) + 1 FROM registry")[0][0])

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Held]:
        return self._held(self.engine.blocks_touching(ends, starts))

    def open_transfers(self) -> list[Transfer]:
        return [Transfer(*row) for row in self.engine.fetch(OPEN_TRANSFERS)]

    def account_entries(self, registry: str, after: int, most: int) -> list[Entry]:
        kinds = ", ".join(f"'{kind}'" for kind in ACCOUNT_ENTRIES)
        question = f"""
            SELECT {ENTRY} FROM journal
            WHERE registry = %s AND sequence > %s AND kind IN ({kinds}) ORDER BY sequence LIMIT %s"""
        return [Entry(*row) for row in self.engine.fetch(question, [registry, after, most])]

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

    def write(self, changes: Changes) -> None:
        if changes.added:
            self._know_series({held.block.series for held in changes.added})
        gone = [(block.series.origin, block.start) for block in changes.removed]
        self.engine.write(gone, [table for table in self._tables(changes) if table.rows])
        if changes.records:
            self.engine.change_many(_STEP, [(*record, before) for record, before in changes.records])

    def _tables(self, changes: Changes) -> tuple[Written, ...]:
        """What is written to each table: rows that are new or, where it has a key, take the place of those there."""
        total = ("registry", "unit", "what", "quantity")
        return (
            Written("registry", RegistryHead._fields, changes.heads, ("code",)),
            Written("journal", Entry._fields, changes.entries),
            Written("transaction_log", Transaction._fields, changes.transactions),
            Written("block", _BLOCK, self._block_rows(changes.added)),
            Written("total", total, [(*key, number) for key, number in sorted(changes.totals.items())], total[:3]),
            Written("transfer", Transfer._fields, changes.transfers, ("id",)),
            _searched("installation", Installation._fields, _last_of_each(changes.installations), ("key",)),
            _searched("account", Account._fields, changes.accounts, ("key",)),
            Written("installation_year", YearRecord._fields, changes.years, ("installation", "year")),
            Written("superseded_year", SupersededYear._fields, changes.superseded),
            *_that_stood(changes.stood),
            Written("answer", Answer._fields, changes.answers),
            Written("refused_proposal", RefusedProposal._fields, changes.refused),
        )

    def _block_rows(self, added: Iterable[Held]) -> list[Row]:
        ids = self.series_ids
        rows = [
            (series.origin, start, end, account, series.unit, series.vintage, ids[series])
            for account, (series, start, end) in added
        ]
        rows.sort(key=itemgetter(0))  # the trigger locks origins: whoever comes second must ask in the same order
        return rows

    def _know_series(self, wanted: set[Series]) -> None:
        """Make sure that every series has its number, before the blocks that need it are written."""
        if not wanted <= self.series_ids.keys():
            self._read_series()
            missing = [series for series in wanted if series not in self.series_ids]
            if missing:
                self.engine.insert("series", Series._fields, sorted(missing))
                self._read_series()


def _searched(table: str, columns: Sequence[str], rows: Sequence[Row], key: Sequence[str] = ()) -> Written:
    """What is written to a table that is searched."""
    return Written(table, (*columns, "searched"), with_searched(table, rows), key)


_FORMS: dict[str, Any] = {"account": Account, "installation": Installation, "record": Record}
STOOD = {what: (*(name for name in form._fields if name != "body"), "superseded") for what, form in _FORMS.items()}
"""The columns of the tables of what stood before: a record's body is in the journal."""


def _that_stood(noted: Sequence[Stood]) -> Iterator[Written]:
    for what in sorted({each.what for each in noted}):
        rows, columns = [(*each.row, each.until) for each in noted if each.what == what], STOOD[what]
        if what in SEARCHED:
            named = with_searched(what, [_FORMS[what](*row[:-1]) for row in rows])
            rows, columns = [(*row, told[-1]) for row, told in zip(rows, named, strict=True)], (*columns, "searched")
        yield Written(f"superseded_{what}", columns, rows)


_YEAR = ", ".join(f"y.{name}" for name in YearRecord._fields)


def _by_first(record: Callable[..., Any]) -> Callable[[list[Row]], dict[Any, Any]]:
    return lambda rows: {row[0]: record(*row) for row in rows}


def _accounts(by: int) -> Callable[[list[Row]], dict[str, Account]]:
    return lambda rows: {row[by]: account_of(row) for row in rows}


def _installations(rows: list[Row]) -> dict[str, Installation]:
    return {row[0]: Installation._make((*row[:6], bool(row[6]))) for row in rows}  # SQLite has no truth values


def _last_of_each(rows: Iterable[Installation]) -> list[Installation]:
    """Of each installation what was said last: one statement writes a row once."""
    return list({row.key: row for row in rows}.values())


def _years(rows: list[Row]) -> dict[tuple[str, int], YearRecord]:
    return {(row[0], row[1]): YearRecord(*row) for row in rows}


def _records(rows: list[Row], wanted: set[Place]) -> dict[Place, Record]:
    return {(row[0], row[1]): Record(*row) for row in rows if (row[0], row[1]) in wanted}


def _transactions(rows: list[Row]) -> dict[str, Transaction]:
    found = (Transaction._make((*row[:13], bool(row[13]), *row[14:])) for row in rows)  # SQLite has no truth values
    return {row.id: row for row in found}


def _movements_asked(engine: Engine, since: Mapping[str, str]) -> Question:
    """What moved in or out of some accounts after the earliest of their days; who wants less leaves out the rest."""
    keys, given = f"SELECT key FROM account WHERE {engine.among('identifier')}", [sorted(since), min(since.values())]
    sides = [
        f"SELECT {end} AS account, type, unit, quantity, effective, {incoming} AS incoming FROM transaction_log"
        f" WHERE {engine.within(end, keys)} AND effective > %s"
        for end, incoming in (("transferring", 0), ("acquiring", 1))
    ]
    return Question(" UNION ALL ".join(sides), [*given, *given])


def _movements(rows: list[Row]) -> dict[int, list[Movement]]:
    found: dict[int, list[Movement]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Movement._make((*row[:5], bool(row[5]))))
    return dict(found)


def _sets(rows: list[Row]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return dict(found)


def account_of(row: Row) -> Account:
    """An account of its row."""
    return Account._make((*row[:6], AccountState(row[6]), bool(row[7]), *row[8:]))  # SQLite has no truth values


def _places(ids: Iterable[str]) -> list[tuple[str, int]]:
    """Transaction ids as (registry, sequence); what is no id is passed over."""
    found = []
    for name in ids:
        registry = name.rstrip("0123456789")
        if registry != name and len(name) - len(registry) <= 18:
            found.append((registry, int(name[len(registry) :])))
    return found
