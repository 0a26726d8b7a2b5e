"""The store's engine on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary
from zlib import crc32

from django.db.backends.base.base import BaseDatabaseWrapper

from openets.kernel.units import LAST_VINTAGE
from openets.ledger.store import Edge, Shelved
from openets.stores.sql.engine import BLOCK, FIRST, HEAD, Answers, Locks, Question, Row, Written, as_parameters

if TYPE_CHECKING:
    from psycopg import Cursor


class PostgresEngine:
    """PostgreSQL: every round trip costs its client more than its server, so there are two: one for the locks and a
    question of many parts, one for a statement that writes and the commit."""

    _FIRST_LOOK = 4
    _FEW_SHELVES = 8
    """Up to so many accounts and units, what lies beside their blocks is asked for with them."""
    _COPY_FROM = 64
    """Rows from which COPY is cheaper than JSON."""
    _BUCKETS = 64
    """Into how many locks request ids are sorted."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._begins = False
        """Whether the next statement is to begin the transaction."""
        self._unsent: Question | None = None
        """What is written with the next statement, or with the commit."""
        self._beside: dict[tuple[str, int], list[Row]] = {}
        """Serial numbers just outside of blocks that were read → the block there, if any."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        # BEGIN goes with the first statement instead of taking a round trip of its own
        self.connection.ensure_connection()
        self._begins = True
        try:
            yield
            if self._unsent is not None:
                self._rows([], commit=True)
            else:
                self._end(b"COMMIT")
        except BaseException:
            self._unsent = None
            self._end(b"ROLLBACK")
            raise

    def _end(self, command: bytes) -> None:
        self._begins = False
        connection = self.connection.connection
        if connection.pgconn.transaction_status in (_IN_TRANSACTION, _IN_ERROR):
            _stop_error(connection, connection.pgconn.exec_(command))

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return self._cursor().execute(question, as_parameters(parameters)).fetchall()

    def answers(self, locks: Locks, questions: Sequence[Question], blocks: Mapping[Shelved, int]) -> Answers:
        asked = [*questions, self._first(blocks)] if blocks else questions
        statements = [self._locking(locks)] if locks else []
        if asked:
            parts = ", ".join([f"(SELECT json_agg(row_to_json(part)) FROM ({each.text}) AS part)" for each in asked])
            statements.append(Question(f"SELECT {parts}", [value for each in asked for value in each.parameters]))
        # each statement sees what was committed before it began: the question, all that came before the locks
        found = [
            [tuple(row.values()) for row in json.loads(part)] if part is not None else []
            for row in self._rows(statements)
            for part in row
        ]
        heads = found.pop(0) if locks else []
        return Answers(heads, found, self._enough(blocks, found.pop()) if blocks else [])

    def _locking(self, locks: Locks) -> Question:
        # Every question of a commit looks things up by key; a planner without statistics would rather scan the table,
        # and compile the scan. And the same id may come at the same time through two registries, whose locks differ:
        # one of them must wait. The count of the rows makes the request ids wait for the registries.
        buckets = sorted({crc32(request.encode()) % self._BUCKETS for request in locks.requests})
        question = f"""
            WITH settings AS MATERIALIZED (
                SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)
            ), head AS MATERIALIZED (
                SELECT {HEAD} FROM registry WHERE {self.among("code")} ORDER BY code FOR UPDATE
            ), asked AS MATERIALIZED (
                SELECT count(pg_advisory_xact_lock(hashtext('openets request'), bucket::int))
                FROM json_array_elements_text(%s::json) AS bucket WHERE (SELECT count(*) FROM head) >= 0
            )
            SELECT json_agg(row_to_json(head)) FILTER (WHERE code IS NOT NULL)
            FROM settings CROSS JOIN asked LEFT JOIN head ON true"""
        return Question(question, [list(locks.registries), buckets])

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
            question = f"WITH {', '.join(parts)} SELECT refuse_missing(count(*), %s) FROM gone"
            self._unsent = Question(question, [*parameters, len(gone)])
        for each in large:
            self.insert(*each[:3])

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        self._cursor().executemany(statement, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        with self._cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _rows(self, statements: Sequence[Question], *, commit: bool = False) -> list[list[bytes | None]]:
        """The one row that each statement gives, as texts, all for one round trip; what is unsent goes before them.

        Prepared and sent by libpq itself: around a statement of a single command a cursor of psycopg takes three times
        as long as the server does for its answer.
        """
        self.connection.ensure_connection()
        connection = self.connection.connection
        server = connection.pgconn
        begins, self._begins = self._begins, False
        unsent, self._unsent = self._unsent, None
        statements = [*filter(None, [unsent]), *statements]
        names = [self._prepared(statement.text) for statement in statements]
        server.enter_pipeline_mode()
        try:
            if begins:
                server.send_query_params(b"BEGIN", None)
            for name, (_, parameters) in zip(names, statements, strict=True):
                server.send_query_prepared(name, [str(value).encode() for value in as_parameters(parameters)])
            if commit:
                server.send_query_params(b"COMMIT", None)
            server.pipeline_sync()
            results = connection.wait(_communication(server))
        finally:
            server.exit_pipeline_mode()
        for result in results:  # those after one that failed were passed over
            _stop_error(connection, result)
        answers = results[begins + (unsent is not None) : len(results) - commit]
        return [[each.get_value(0, column) for column in range(each.nfields)] for each in answers]

    def _prepared(self, statement: str) -> bytes:
        """The name of a statement, prepared once on each connection."""
        connection = self.connection.connection
        names = _PREPARED.setdefault(connection, {})
        if statement not in names:
            name = f"openets_{next(_numbers)}".encode()
            _stop_error(connection, connection.pgconn.prepare(name, _numbered(statement).encode()))
            names[statement] = name
        return names[statement]

    def _cursor(self) -> Cursor[Row]:
        """A cursor that binds on the server, unlike Django's, so that statements stay prepared."""
        self.connection.ensure_connection()
        if self._begins:
            self._begins = False
            _stop_error(self.connection.connection, self.connection.connection.pgconn.exec_(b"BEGIN"))
        if self._unsent is not None:
            self._rows([])
        from psycopg import Cursor  # takes longer to import than all of SQLite's side: only where it is needed

        return Cursor(self.connection.connection)

    def among(self, column: str) -> str:
        return f"{column} = ANY(ARRAY(SELECT json_array_elements_text(%s::json)))"

    def within(self, column: str, keys: str) -> str:
        return f"{column} = ANY(ARRAY({keys}))"

    def listed(self, text: str) -> str:
        return f"string_agg({text}, ',')"

    # Lists are joined LATERAL with LIMIT, or OFFSET 0: each element then takes the index, whatever the planner thinks
    # of the size of tables that it has not analysed. Left to itself it scans them whole.

    def keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Question:
        question = f"""
            SELECT found.* FROM json_array_elements_text(%s::json) AS wanted(value) CROSS JOIN LATERAL (
                SELECT {columns} FROM {table} WHERE {key} = wanted.value LIMIT 1
            ) AS found"""
        return Question(question, [list(values)])

    def paired(self, table: str, columns: str, text: str, number: str, values: Sequence[tuple[str, int]]) -> Question:
        question = f"""
            SELECT found.* FROM json_array_elements(%s::json) AS wanted CROSS JOIN LATERAL (
                SELECT {columns} FROM {table} WHERE {text} = wanted->>0 AND {number} = (wanted->>1)::bigint LIMIT 1
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

    def _first(self, needs: Mapping[Shelved, int], most: int = _FIRST_LOOK) -> Question:
        """Asks for rows (number of the need, origin, and those of `BLOCK`); where the needs are few, also for what
        touches those blocks, under the number -1."""
        wanted = [(number, *place, place[2] or LAST_VINTAGE) for number, place in enumerate(needs)]
        first = f"""
            SELECT wanted.number, block.origin, {BLOCK} FROM (
                SELECT (each->>0)::int AS number, each->>1 AS identifier, each->>2 AS unit,
                    (each->>3)::smallint AS first, (each->>4)::smallint AS last
                FROM json_array_elements(%s::json) AS each
            ) AS wanted
            CROSS JOIN LATERAL (SELECT key FROM account WHERE identifier = wanted.identifier LIMIT 1) AS owner
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end", origin FROM block
                WHERE account = owner.key AND unit = wanted.unit AND vintage BETWEEN wanted.first AND wanted.last
                {FIRST} LIMIT {int(most)}
            ) AS block"""
        if len(needs) > self._FEW_SHELVES:
            return Question(first, [wanted])
        question = f"""
            WITH first AS MATERIALIZED ({first})
            SELECT * FROM first
            UNION ALL SELECT -1, block.origin, {BLOCK} FROM first CROSS JOIN LATERAL (
                SELECT * FROM block WHERE origin = first.origin AND start = first."end" + 1 LIMIT 1
            ) AS block
            UNION ALL SELECT -1, block.origin, {BLOCK} FROM first CROSS JOIN LATERAL (
                SELECT * FROM block WHERE origin = first.origin AND start < first.start ORDER BY start DESC LIMIT 1
            ) AS block WHERE block."end" = first.start - 1"""
        return Question(question, [wanted])

    def _enough(self, needs: Mapping[Shelved, int], rows: list[Row]) -> list[Row]:
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
            rows = self.fetch(*self._first(needs, most)) if needs else []
        return found

    def _know_beside(self, rows: Iterable[Row]) -> None:
        """Keep what touches the blocks of some rows, so that it need not be asked for again."""
        touching: dict[tuple[str, int], list[Row]] = {}
        for row in rows:
            if row[0] < 0:
                for serial in {*row[4:]}:
                    touching.setdefault((row[1], serial), []).append(row[2:])
        for number, origin, _, _, start, end in rows:
            if number >= 0:
                for serial in (start - 1, end + 1):
                    self._beside[origin, serial] = touching.get((origin, serial), [])

    def blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> Question:
        wanted = """(
            SELECT each->>0 AS origin, (each->>1)::bigint AS first, (each->>2)::bigint AS last
            FROM json_array_elements(%s::json) AS each) AS wanted"""
        question = f"""
            SELECT {BLOCK} FROM {wanted}
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = wanted.origin AND start BETWEEN wanted.first AND wanted.last OFFSET 0
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


_GONE = """gone AS (
    DELETE FROM block WHERE ctid = ANY(ARRAY(
        SELECT found.ctid FROM json_array_elements(%s::json) AS each CROSS JOIN LATERAL (
            SELECT ctid FROM block WHERE origin = each->>0 AND start = (each->>1)::bigint LIMIT 1
        ) AS found
    )) RETURNING 1)"""


_PREPARED: WeakKeyDictionary[Any, dict[str, bytes]] = WeakKeyDictionary()
"""Connection → the statements that it has prepared, and their names."""
_numbers = count()
_IN_TRANSACTION, _IN_ERROR = 2, 3
"""libpq's statuses of a connection in a transaction, and in one that failed."""
_FAILED, _END_OF_PIPELINE = 7, 10
"""libpq's statuses of results: an error; what ends a pipeline."""


@lru_cache(maxsize=256)
def _numbered(statement: str) -> str:
    """A statement with its parameters' places numbered, as the server wants it."""
    first, *others = statement.split("%s")
    return first + "".join(f"${number}{text}" for number, text in enumerate(others, start=1))


def _communication(server: Any) -> Generator[Any, Any, list[Any]]:
    """Send a pipeline and receive its results as psycopg waits for such: other threads and Ctrl-C have their turn."""
    from psycopg.generators import fetch_many, send

    yield from send(server)
    results: list[Any] = []
    while (found := (yield from fetch_many(server)))[-1].status != _END_OF_PIPELINE:
        results += found
    return results


def _stop_error(connection: Any, result: Any) -> None:
    if result.status == _FAILED:
        from psycopg.errors import error_from_result

        _PREPARED.pop(connection, None)  # whatever was wrong, the next transaction begins afresh
        raise error_from_result(result)
