"""Where SQLite and PostgreSQL differ: locks, lists as parameters, the largest blocks, and writing all at once.

A list is handed to either engine as one text of JSON, which both take apart by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary
from zlib import crc32

from django.db.backends.base.base import BaseDatabaseWrapper

from openets.kernel.refusals import Fault
from openets.ledger.store import Edge

if TYPE_CHECKING:
    from psycopg import Cursor

Row = tuple[Any, ...]

BLOCK = 'block.account, block.series, block.start, block."end"'
_SIZE_ORDER = 'ORDER BY ("end" - start) DESC, origin, start'


class Question(NamedTuple):
    """SQL of which every column has a name of its own, and its parameters: texts, numbers and lists of those."""

    text: str
    parameters: Sequence[Any]


class Written(NamedTuple):
    """Rows for a table. Where it has a key, a row takes the place of the one that is there; a total is added to it."""

    table: str
    columns: Sequence[str]
    rows: Sequence[Row]
    key: Sequence[str] = ()

    @property
    def names(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)

    @property
    def conflict(self) -> str:
        """What becomes of a row that is there already."""
        if not self.key:
            return ""
        others = [name for name in self.columns if name not in self.key]
        before = "total.quantity + " if self.table == "total" else ""
        changed = ", ".join(f"{name} = {before}excluded.{name}" for name in others)
        return f"ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {changed}"


class Engine(Protocol):
    """What the store asks of an engine beyond plain SQL."""

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows that answer a question."""
        ...

    def answers(
        self, questions: Sequence[Question], blocks: Mapping[tuple[str, str], int]
    ) -> tuple[list[list[Row]], list[Row]]:
        """The rows that answer each question. And rows of `BLOCK`: for each (account identifier, unit) the largest
        blocks, enough for so many units or all there are."""
        ...

    def lock(self, registries: Sequence[str], requests: Sequence[str]) -> list[Row]:
        """Lock registries, in this order, and then request ids, until the transaction ends; the registries' rows."""
        ...

    def lock_openings(self) -> None:
        """Let nobody else open a registry until this transaction ends."""
        ...

    def write(self, gone: Sequence[tuple[str, int]], tables: Sequence[Written]) -> None:
        """Remove the blocks (origin, start) that are gone and write all tables. Raises `Fault` where one is missing."""
        ...

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        """Run a statement once for each row."""
        ...

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Append rows to a table, as fast as the engine can."""
        ...

    def among(self, column: str) -> str:
        """SQL that holds where `column`, a text, is in the list that is its parameter."""
        ...

    def pairs(self, text: str, number: str) -> str:
        """SQL that holds where two columns are one of the pairs in the list that is its parameter."""
        ...

    def keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Question:
        """Asks for rows of a table whose key is one of `values`."""
        ...

    def listed(self, text: str) -> str:
        """SQL that joins the texts of a group's rows by commas."""
        ...

    def stored_answers(self, requests: Sequence[str]) -> Question:
        """Asks for rows (request, digest, reference, refusals): what was answered to any of `requests`."""
        ...

    def blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> Question:
        """Asks for rows of `BLOCK`, each once: those that share a serial number with any range (origin, start, end)."""
        ...

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Row]:
        """Rows of `BLOCK`: those that end, or start, at one of these edges and belong to its account."""
        ...


def _as_parameters(values: Iterable[Any]) -> list[Any]:
    return [json.dumps(value) if isinstance(value, list) else value for value in values]


class SqliteEngine:
    """SQLite: in the process, so one small question after the other costs little. The transaction is the lock."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        with self.connection.cursor() as cursor:
            rows: list[Row] = cursor.execute(question, _as_parameters(parameters)).fetchall()
            return rows

    def answers(
        self, questions: Sequence[Question], blocks: Mapping[tuple[str, str], int]
    ) -> tuple[list[list[Row]], list[Row]]:
        return [self.fetch(*question) for question in questions], self._largest(blocks)

    def lock(self, registries: Sequence[str], requests: Sequence[str]) -> list[Row]:
        among = self.among("code")
        return self.fetch(f"SELECT {_HEAD} FROM registry WHERE {among} ORDER BY code", [list(registries)])

    def lock_openings(self) -> None:
        pass

    def write(self, gone: Sequence[tuple[str, int]], tables: Sequence[Written]) -> None:
        if gone:
            matched = f"DELETE FROM block WHERE {self.pairs('origin', 'start')}"
            with self.connection.cursor() as cursor:
                cursor.execute(matched, [json.dumps(gone)])
                _check_deleted(len(gone), cursor.rowcount)
        for each in tables:
            marks = ", ".join(["%s"] * len(each.columns))
            self.change_many(f"INSERT INTO {each.table} ({each.names}) VALUES ({marks}) {each.conflict}", each.rows)

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self.write((), [Written(table, columns, rows)])

    def among(self, column: str) -> str:
        return f"{column} IN (SELECT value FROM json_each(%s))"

    def pairs(self, text: str, number: str) -> str:
        wanted = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)"
        return f"({text}, {number}) IN ({wanted})"

    def keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Question:
        return Question(f"SELECT {columns} FROM {table} WHERE {self.among(key)}", [list(values)])

    def listed(self, text: str) -> str:
        return f"group_concat({text})"

    def stored_answers(self, requests: Sequence[str]) -> Question:
        among, wanted = self.among("request"), list(requests)
        question = f"""
            SELECT request, '', registry || sequence, '' FROM transaction_log WHERE {among}
            UNION ALL SELECT request, digest, reference, refusals FROM answer WHERE {among}"""
        return Question(question, [wanted, wanted])

    def _largest(self, needs: Mapping[tuple[str, str], int]) -> list[Row]:
        key = "(SELECT key FROM account WHERE identifier = ?)"
        question = f"SELECT {BLOCK} FROM block WHERE account = {key} AND unit = ? {_SIZE_ORDER}"
        raw = self._raw()
        found: list[Row] = []
        for place, need in needs.items():
            missing = need
            for row in raw.execute(question, place):
                if missing <= 0:
                    break
                found.append(row)
                missing -= row[3] - row[2] + 1
        return found

    def blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> Question:
        wanted = """(
            SELECT json_extract(value, '$[0]') AS origin, json_extract(value, '$[1]') AS first,
                json_extract(value, '$[2]') AS last FROM json_each(%s)) AS wanted"""
        question = f"""
            SELECT {BLOCK} FROM {wanted} CROSS JOIN block
            WHERE block.origin = wanted.origin AND block.start BETWEEN wanted.first AND wanted.last
            UNION
            SELECT {BLOCK} FROM {wanted} CROSS JOIN block
            WHERE block.origin = wanted.origin AND block."end" >= wanted.first AND block.start = (
                SELECT max(near.start) FROM block AS near
                WHERE near.origin = wanted.origin AND near.start < wanted.first)"""
        return Question(question, [list(ranges), list(ranges)])

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Row]:
        after = f"SELECT {BLOCK} FROM block WHERE account = ? AND origin = ? AND start = ?"
        before = f"SELECT {BLOCK} FROM block WHERE origin = ? AND start <= ? ORDER BY start DESC LIMIT 1"
        raw = self._raw()
        found: list[Row] = [row for edge in starts for row in raw.execute(after, edge)]
        for account, origin, serial in ends:
            row = raw.execute(before, (origin, serial)).fetchone()
            if row is not None and row[0] == account and row[3] == serial:
                found.append(row)
        return found

    def _raw(self) -> Any:
        self.connection.ensure_connection()
        return self.connection.connection


class PostgresEngine:
    """PostgreSQL: every statement is a round trip and costs its client more than its server, so there are few of them:
    the locks, one question of many parts, one statement that writes."""

    _FIRST_LOOK = 4
    _FEW_SHELVES = 8
    """Up to so many accounts and units, what lies beside their blocks is asked for with them."""
    _COPY_FROM = 64
    """Rows from which COPY is cheaper than JSON."""
    _BUCKETS = 64
    """Into how many locks request ids are sorted."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._beside: dict[tuple[str, int], list[Row]] = {}
        """Serial numbers just outside of blocks that were read → the block there, if any."""

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return self._cursor().execute(question, _as_parameters(parameters)).fetchall()

    def answers(
        self, questions: Sequence[Question], blocks: Mapping[tuple[str, str], int]
    ) -> tuple[list[list[Row]], list[Row]]:
        asked = [*questions, self._largest(blocks)] if blocks else questions
        parts = ", ".join([f"(SELECT json_agg(row_to_json(part)) FROM ({each.text}) AS part)" for each in asked])
        parameters = [value for each in asked for value in each.parameters]
        found = self._row(f"SELECT {parts}", parameters)
        rows = [[tuple(row.values()) for row in json.loads(part)] if part is not None else [] for part in found]
        return rows, self._enough(blocks, rows.pop()) if blocks else []

    def lock(self, registries: Sequence[str], requests: Sequence[str]) -> list[Row]:
        # Every question of a commit looks things up by key; a planner without statistics would rather scan the table,
        # and compile the scan. And the same id may come at the same time through two registries, whose locks differ:
        # one of them must wait. The count of the rows makes the request ids wait for the registries.
        buckets = sorted({crc32(request.encode()) % self._BUCKETS for request in requests})
        question = f"""
            WITH settings AS MATERIALIZED (
                SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)
            ), head AS MATERIALIZED (
                SELECT {_HEAD} FROM registry WHERE {self.among("code")} ORDER BY code FOR UPDATE
            ), asked AS MATERIALIZED (
                SELECT count(pg_advisory_xact_lock(hashtext('openets request'), bucket::int))
                FROM json_array_elements_text(%s::json) AS bucket WHERE (SELECT count(*) FROM head) >= 0
            )
            SELECT json_agg(row_to_json(head)) FILTER (WHERE code IS NOT NULL)
            FROM settings CROSS JOIN asked LEFT JOIN head ON true"""
        [heads] = self._row(question, [list(registries), buckets])
        return [tuple(row.values()) for row in json.loads(heads)] if heads is not None else []

    def lock_openings(self) -> None:
        self._cursor().execute("SELECT pg_advisory_xact_lock(hashtext('openets opening'))")

    def write(self, gone: Sequence[tuple[str, int]], tables: Sequence[Written]) -> None:
        large = [each for each in tables if not each.key and len(each.rows) >= self._COPY_FROM]
        small = [each for each in tables if each not in large]
        if gone or small:
            # one statement; new blocks wait for the count of those that are gone, whose places they may take
            parts, parameters = [_GONE], [json.dumps(gone)]
            for each in small:
                waits = "WHERE (SELECT count(*) FROM gone) >= 0" if each.table == "block" else ""
                parts.append(
                    f"w_{each.table} AS (INSERT INTO {each.table} ({each.names}) SELECT {each.names}"
                    f" FROM json_populate_recordset(NULL::{each.table}, %s::json) {waits} {each.conflict})"
                )
                parameters.append(json.dumps([dict(zip(each.columns, row, strict=True)) for row in each.rows]))
            [deleted] = self._row(f"WITH {', '.join(parts)} SELECT count(*) FROM gone", parameters)
            _check_deleted(len(gone), int(deleted or 0))
        for each in large:
            self.insert(*each[:3])

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        self._cursor().executemany(statement, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        with self._cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _row(self, statement: str, parameters: Sequence[Any]) -> list[bytes | None]:
        """The one row that a statement gives, as texts. Prepared and sent by libpq itself: around a statement of a
        single command a cursor of psycopg takes three times as long as the server does for its answer."""
        self.connection.ensure_connection()
        connection = self.connection.connection
        server = connection.pgconn
        if not connection.autocommit and server.transaction_status == _IDLE:
            _stop_error(connection, server.exec_(b"BEGIN"))
        names = _PREPARED.setdefault(connection, {})
        name = names.get(statement)
        if name is None:
            name = f"openets_{next(_numbers)}".encode()
            _stop_error(connection, server.prepare(name, _numbered(statement).encode()))
            names[statement] = name
        texts = [str(value).encode() for value in _as_parameters(parameters)]
        result = server.exec_prepared(name, texts)
        _stop_error(connection, result)
        return [result.get_value(0, column) for column in range(result.nfields)]

    def _cursor(self) -> Cursor[Row]:
        """A cursor that binds on the server, unlike Django's, so that statements stay prepared."""
        self.connection.ensure_connection()
        from psycopg import Cursor  # takes longer to import than all of SQLite's side: only where it is needed

        return Cursor(self.connection.connection)

    def among(self, column: str) -> str:
        return f"{column} = ANY(ARRAY(SELECT json_array_elements_text(%s::json)))"

    def pairs(self, text: str, number: str) -> str:
        return f"({text}, {number}) IN (SELECT each->>0, (each->>1)::bigint FROM json_array_elements(%s::json) AS each)"

    def listed(self, text: str) -> str:
        return f"string_agg({text}, ',')"

    # Lists are joined LATERAL with LIMIT: each element then takes the index, whatever the planner thinks of the size
    # of tables that it has not analysed. Left to itself it scans them whole.

    def keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Question:
        question = f"""
            SELECT found.* FROM json_array_elements_text(%s::json) AS wanted(value) CROSS JOIN LATERAL (
                SELECT {columns} FROM {table} WHERE {key} = wanted.value LIMIT 1
            ) AS found"""
        return Question(question, [list(values)])

    def stored_answers(self, requests: Sequence[str]) -> Question:
        question = """
            SELECT found.* FROM json_array_elements_text(%s::json) AS wanted(request) CROSS JOIN LATERAL (
                SELECT request, '' AS digest, registry || sequence::text AS reference, '' AS refusals
                FROM transaction_log WHERE request = wanted.request LIMIT 1
            ) AS found
            UNION ALL
            SELECT found.* FROM json_array_elements_text(%s::json) AS wanted(request) CROSS JOIN LATERAL (
                SELECT request, digest, reference, refusals FROM answer WHERE request = wanted.request LIMIT 1
            ) AS found"""
        return Question(question, [list(requests), list(requests)])

    def _largest(self, needs: Mapping[tuple[str, str], int], most: int = _FIRST_LOOK) -> Question:
        """Asks for rows (number of the need, origin, and those of `BLOCK`); where the needs are few, also for what
        touches those blocks, under the number -1."""
        wanted = [(number, *place) for number, place in enumerate(needs)]
        largest = f"""
            SELECT wanted.number, block.origin, {BLOCK} FROM (
                SELECT (each->>0)::int AS number, each->>1 AS identifier, each->>2 AS unit
                FROM json_array_elements(%s::json) AS each
            ) AS wanted
            CROSS JOIN LATERAL (SELECT key FROM account WHERE identifier = wanted.identifier LIMIT 1) AS owner
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end", origin FROM block
                WHERE account = owner.key AND unit = wanted.unit {_SIZE_ORDER} LIMIT {int(most)}
            ) AS block"""
        if len(needs) > self._FEW_SHELVES:
            return Question(largest, [wanted])
        question = f"""
            WITH largest AS MATERIALIZED ({largest})
            SELECT * FROM largest
            UNION ALL SELECT -1, block.origin, {BLOCK} FROM largest CROSS JOIN LATERAL (
                SELECT * FROM block WHERE origin = largest.origin AND start = largest."end" + 1 LIMIT 1
            ) AS block
            UNION ALL SELECT -1, block.origin, {BLOCK} FROM largest CROSS JOIN LATERAL (
                SELECT * FROM block WHERE origin = largest.origin AND start < largest.start ORDER BY start DESC LIMIT 1
            ) AS block WHERE block."end" = largest.start - 1"""
        return Question(question, [wanted])

    def _enough(self, needs: Mapping[tuple[str, str], int], rows: list[Row]) -> list[Row]:
        """The rows of a first look, and where they are not enough those of further ones, each wider than the last."""
        found: list[Row] = []
        most = self._FIRST_LOOK
        while needs:
            places = list(needs)
            counts, sums = [0] * len(places), [0] * len(places)
            for number, _, _, _, start, end in rows:
                if number >= 0:
                    counts[number] += 1
                    sums[number] += end - start + 1
            again = {
                number for number, place in enumerate(places) if counts[number] == most and sums[number] < needs[place]
            }
            found += [row[2:] for row in rows if row[0] >= 0 and row[0] not in again]
            if len(places) <= self._FEW_SHELVES:
                self._know_beside(rows)
            needs, most = {places[number]: needs[places[number]] for number in sorted(again)}, most * 16
            rows = self.fetch(*self._largest(needs, most)) if needs else []
        return found

    def _know_beside(self, rows: Iterable[Row]) -> None:
        """Keep what touches the blocks of some rows, so that it need not be asked for again."""
        touching = [row for row in rows if row[0] < 0]
        for number, origin, _, _, start, end in rows:
            if number >= 0:
                for serial in (start - 1, end + 1):
                    near = [row[2:] for row in touching if row[1] == origin and serial in row[4:]]
                    self._beside[origin, serial] = near

    def blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> Question:
        wanted = """(
            SELECT each->>0 AS origin, (each->>1)::bigint AS first, (each->>2)::bigint AS last
            FROM json_array_elements(%s::json) AS each) AS wanted"""
        question = f"""
            SELECT {BLOCK} FROM {wanted}
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = wanted.origin AND start BETWEEN wanted.first AND wanted.last
            ) AS block
            UNION
            SELECT {BLOCK} FROM {wanted}
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = wanted.origin AND start < wanted.first ORDER BY start DESC LIMIT 1
            ) AS block WHERE block."end" >= wanted.first"""
        return Question(question, [list(ranges), list(ranges)])

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Row]:
        edges = [*ends, *starts]
        if all((edge.origin, edge.serial) in self._beside for edge in edges):
            return [row for edge in edges for row in self._beside[edge[1:]] if row[0] == edge.account]
        edge = """(
            SELECT (each->>0)::bigint AS account, each->>1 AS origin, (each->>2)::bigint AS serial
            FROM json_array_elements(%s::json) AS each) AS edge"""
        question = f"""
            SELECT {BLOCK} FROM {edge}
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = edge.origin AND start = edge.serial LIMIT 1
            ) AS block WHERE block.account = edge.account
            UNION
            SELECT {BLOCK} FROM {edge}
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = edge.origin AND start <= edge.serial ORDER BY start DESC LIMIT 1
            ) AS block WHERE block.account = edge.account AND block."end" = edge.serial"""
        return self.fetch(question, [list(starts), list(ends)])


_HEAD = "code, ordinal, sequence, hash, next_serial, next_account"
_GONE = """gone AS (
    DELETE FROM block WHERE ctid = ANY(ARRAY(
        SELECT found.ctid FROM json_array_elements(%s::json) AS each CROSS JOIN LATERAL (
            SELECT ctid FROM block WHERE origin = each->>0 AND start = (each->>1)::bigint LIMIT 1
        ) AS found
    )) RETURNING 1)"""


_PREPARED: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()
"""Connection → the statements that it has prepared, and their names."""
_numbers = count()
_IDLE = 0
"""libpq's status of a connection that is in no transaction."""
_FAILED = 7
"""libpq's status of a result that is an error."""


@lru_cache(maxsize=256)
def _numbered(statement: str) -> str:
    """A statement with its parameters' places numbered, as the server wants it."""
    first, *others = statement.split("%s")
    return first + "".join(f"${number}{text}" for number, text in enumerate(others, start=1))


def _stop_error(connection: Any, result: Any) -> None:
    if result.status == _FAILED:
        from psycopg.errors import error_from_result

        _PREPARED.pop(connection, None)  # whatever was wrong, the next transaction begins afresh
        raise error_from_result(result)


def _check_deleted(expected: int, deleted: int) -> None:
    if deleted != expected:
        raise Fault(f"{expected} blocks should have been there, {deleted} were")


def engine_of(connection: BaseDatabaseWrapper) -> Engine:
    """The engine behind a Django connection."""
    return SqliteEngine(connection) if connection.vendor == "sqlite" else PostgresEngine(connection)
