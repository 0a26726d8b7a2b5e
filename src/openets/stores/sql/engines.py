"""Where SQLite and PostgreSQL differ: bulk writing, membership in a list, and reading the largest blocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from django.db.backends.base.base import BaseDatabaseWrapper

from openets.kernel.refusals import Fault
from openets.ledger.store import Edge

if TYPE_CHECKING:
    from psycopg import Cursor

Row = tuple[Any, ...]

Rows = Callable[[], list[Row]]
"""The rows that answer a question which has been sent already."""

BLOCK = 'block.account, block.series, block.start, block."end"'


class Engine(Protocol):
    """What the store asks of an engine beyond plain SQL."""

    for_update: str

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows that answer a question."""
        ...

    def ask(self, question: str, parameters: Sequence[Any] = ()) -> Rows:
        """Send a question; what gives the rows that answer it."""
        ...

    def pipelined(self) -> AbstractContextManager[None]:
        """Send questions that are asked inside without waiting for the answers of those before."""
        ...

    def run(self, statement: str) -> None:
        """Run a statement that has no rows."""
        ...

    def lock_openings(self) -> None:
        """Let nobody else open a registry until this transaction ends."""
        ...

    def begin_work(self) -> None:
        """Prepare the transaction that has just begun for the store's kind of questions."""
        ...

    def together(self, rows: int) -> AbstractContextManager[None]:
        """Send what is written inside, about so many rows, in as few round trips as the engine can."""
        ...

    def delete_blocks(self, origin: str, starts: Sequence[int]) -> None:
        """Remove the blocks that start there. Raises `Fault`, at the latest when `together` ends, if one is missing."""
        ...

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        """Run a statement once for each row."""
        ...

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Append rows to a table, as fast as the engine can."""
        ...

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, Any]:
        """SQL and its parameter that hold where `column` is one of `values` (texts or integers)."""
        ...

    def ask_keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Rows:
        """Rows of a table whose key is one of `values`."""
        ...

    def listed(self, text: str) -> str:
        """SQL that joins the texts of a group's rows by commas."""
        ...

    def pairs(self, columns: tuple[str, str], pairs: Sequence[tuple[str, int]]) -> tuple[str, list[Any]]:
        """SQL and parameters that hold where the (text, integer) columns are one of `pairs`."""
        ...

    def ask_answers(self, requests: Sequence[str]) -> Rows:
        """Rows (request, digest, reference, refusals): what was answered to any of `requests`."""
        ...

    def largest_blocks(self, needs: Mapping[tuple[int, str], int]) -> list[Row]:
        """Rows of `BLOCK`: for each (account, unit) the largest ones, enough or all."""
        ...

    def ask_largest_blocks(self, needs: Mapping[tuple[str, str], int]) -> Rows:
        """The same for each (account identifier, unit)."""
        ...

    def ask_blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> Rows:
        """Rows of `BLOCK`, each once: those that share a serial number with any range (origin, start, end)."""
        ...

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Row]:
        """Rows of `BLOCK`: those that end, or start, at one of these edges and belong to its account."""
        ...


class SqliteEngine:
    """SQLite: in the process, so one small question after the other costs little."""

    for_update = ""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        with self.connection.cursor() as cursor:
            rows: list[Row] = cursor.execute(question, parameters).fetchall()
            return rows

    def ask(self, question: str, parameters: Sequence[Any] = ()) -> Rows:
        rows = self.fetch(question, parameters)
        return lambda: rows

    def pipelined(self) -> AbstractContextManager[None]:
        return nullcontext()

    def run(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def lock_openings(self) -> None:
        pass  # the transaction is the lock

    def begin_work(self) -> None:
        pass

    def together(self, rows: int) -> AbstractContextManager[None]:
        return nullcontext()

    def delete_blocks(self, origin: str, starts: Sequence[int]) -> None:
        among, values = self.among("start", starts)
        with self.connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM block WHERE origin = %s AND {among}", [origin, values])
            _check_deleted(origin, len(starts), cursor.rowcount)

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self.change_many(_insertion(table, columns), rows)

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, Any]:
        return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(values))

    def ask_keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Rows:
        among, wanted = self.among(key, values)
        return self.ask(f"SELECT {columns} FROM {table} WHERE {among}", [wanted])

    def pairs(self, columns: tuple[str, str], pairs: Sequence[tuple[str, int]]) -> tuple[str, list[Any]]:
        wanted = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)"
        return f"({columns[0]}, {columns[1]}) IN ({wanted})", [json.dumps(list(pairs))]

    def listed(self, text: str) -> str:
        return f"group_concat({text})"

    def ask_answers(self, requests: Sequence[str]) -> Rows:
        among, values = self.among("request", requests)
        question = f"""
            SELECT request, '', registry || sequence, '' FROM transaction_log WHERE {among}
            UNION ALL SELECT request, digest, reference, refusals FROM answer WHERE {among}"""
        return self.ask(question, [values, values])

    def largest_blocks(self, needs: Mapping[tuple[int, str], int]) -> list[Row]:
        return self._largest("?", needs)

    def ask_largest_blocks(self, needs: Mapping[tuple[str, str], int]) -> Rows:
        rows = self._largest("(SELECT key FROM account WHERE identifier = ?)", needs)
        return lambda: rows

    def _largest(self, key: str, needs: Mapping[Any, int]) -> list[Row]:
        order = 'ORDER BY ("end" - start) DESC, origin, start'
        question = f"SELECT {BLOCK} FROM block WHERE account = {key} AND unit = ? {order}"
        raw = self._raw()
        found: list[Row] = []
        for (account, unit), need in needs.items():
            missing = need
            for row in raw.execute(question, (account, unit)):
                if missing <= 0:
                    break
                found.append(row)
                missing -= row[3] - row[2] + 1
        return found

    def ask_blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> Rows:
        inside = f"SELECT {BLOCK} FROM block WHERE origin = ? AND start BETWEEN ? AND ?"
        before = f"SELECT {BLOCK} FROM block WHERE origin = ? AND start < ? ORDER BY start DESC LIMIT 1"
        raw = self._raw()
        found: dict[Row, None] = {}
        for origin, start, end in ranges:
            found.update(dict.fromkeys(raw.execute(inside, (origin, start, end))))
            found.update((row, None) for row in raw.execute(before, (origin, start)) if row[3] >= start)
        return lambda: list(found)

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
    """PostgreSQL: every question is a round trip, so few and set-based ones, prepared on the server."""

    for_update = "FOR UPDATE"
    _FIRST_LOOK = 4
    _COPY_FROM = 64
    """Rows from which COPY is cheaper than a pipelined INSERT."""
    _BUCKETS = 64
    """Into how many locks request ids are sorted."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._deletions: list[tuple[Cursor[Row], str, int]] = []

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        with self._cursor() as cursor:
            return cursor.execute(question, parameters).fetchall()

    def ask(self, question: str, parameters: Sequence[Any] = ()) -> Rows:
        return self._cursor().execute(question, parameters).fetchall

    @contextmanager
    def pipelined(self) -> Iterator[None]:
        self.connection.ensure_connection()
        with self.connection.connection.pipeline():
            yield

    def run(self, statement: str) -> None:
        with self._cursor() as cursor:
            cursor.execute(statement)

    def lock_openings(self) -> None:
        self.run("SELECT pg_advisory_xact_lock(hashtext('openets opening'))")

    def begin_work(self) -> None:
        # every question of a commit looks things up by key; a planner without statistics would rather scan the table,
        # and compile the scan
        self.run("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")

    @contextmanager
    def together(self, rows: int) -> Iterator[None]:
        # COPY cannot be pipelined, and many rows have no use for it
        self.connection.ensure_connection()
        with self.connection.connection.pipeline() if rows < self._COPY_FROM else nullcontext():
            yield
        for cursor, origin, expected in self._deletions:
            _check_deleted(origin, expected, cursor.rowcount)
        self._deletions.clear()

    def delete_blocks(self, origin: str, starts: Sequence[int]) -> None:
        cursor = self._cursor()
        statement = """
            DELETE FROM block WHERE ctid = ANY(ARRAY(
                SELECT found.ctid FROM unnest(%s::bigint[]) AS gone(start) CROSS JOIN LATERAL (
                    SELECT ctid FROM block WHERE origin = %s AND start = gone.start LIMIT 1
                ) AS found
            ))"""
        cursor.execute(statement, [list(starts), origin])
        self._deletions.append((cursor, origin, len(starts)))

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        with self._cursor() as cursor:
            cursor.executemany(statement, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        if len(rows) < self._COPY_FROM:
            self.change_many(_insertion(table, columns), rows)
            return
        names = ", ".join(f'"{column}"' for column in columns)
        with self._cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _cursor(self) -> Cursor[Row]:
        """A cursor that binds on the server, unlike Django's, so that statements stay prepared."""
        self.connection.ensure_connection()
        from psycopg import Cursor  # takes longer to import than all of SQLite's side: only where it is needed

        return Cursor(self.connection.connection)

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, Any]:
        return f"{column} = ANY(%s)", list(values)

    def pairs(self, columns: tuple[str, str], pairs: Sequence[tuple[str, int]]) -> tuple[str, list[Any]]:
        listed = "SELECT * FROM unnest(%s::text[], %s::bigint[])"
        return f"({columns[0]}, {columns[1]}) IN ({listed})", [
            [pair[0] for pair in pairs],
            [pair[1] for pair in pairs],
        ]

    def listed(self, text: str) -> str:
        return f"string_agg({text}, ',')"

    # Lists are joined LATERAL with LIMIT: each element then takes the index, whatever the planner thinks of the size
    # of tables that it has not analysed. Left to itself it scans them whole.

    def ask_keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Rows:
        question = f"""
            SELECT found.* FROM unnest(%s::text[]) AS wanted(value) CROSS JOIN LATERAL (
                SELECT {columns} FROM {table} WHERE {key} = wanted.value LIMIT 1
            ) AS found"""
        return self.ask(question, [list(values)])

    def ask_answers(self, requests: Sequence[str]) -> Rows:
        # the same id may come at the same time through two registries, whose locks differ: one of them must wait
        buckets = sorted({crc32(request.encode()) % self._BUCKETS for request in requests})
        lock = "SELECT pg_advisory_xact_lock(hashtext('openets request'), bucket) FROM unnest(%s::int[]) AS bucket"
        self._cursor().execute(lock, [buckets])
        question = """
            SELECT found.* FROM unnest(%s::text[]) AS wanted(request) CROSS JOIN LATERAL (
                SELECT request, '' AS digest, registry || sequence::text, '' FROM transaction_log
                WHERE request = wanted.request LIMIT 1
            ) AS found
            UNION ALL
            SELECT found.* FROM unnest(%s::text[]) AS wanted(request) CROSS JOIN LATERAL (
                SELECT request, digest, reference, refusals FROM answer WHERE request = wanted.request LIMIT 1
            ) AS found"""
        return self.ask(question, [list(requests), list(requests)])

    def largest_blocks(self, needs: Mapping[tuple[int, str], int]) -> list[Row]:
        return self._enough(dict(needs), self._ask_largest(needs, self._FIRST_LOOK)())

    def ask_largest_blocks(self, needs: Mapping[tuple[str, str], int]) -> Rows:
        question = f"""
            SELECT wanted.number, wanted.unit, {BLOCK}
            FROM unnest(%s::int[], %s::text[], %s::text[]) AS wanted(number, identifier, unit)
            CROSS JOIN LATERAL (SELECT key FROM account WHERE identifier = wanted.identifier LIMIT 1) AS owner
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE account = owner.key AND unit = wanted.unit
                ORDER BY ("end" - start) DESC, origin, start LIMIT {self._FIRST_LOOK}
            ) AS block"""
        keys, numbers = list(needs), list(range(len(needs)))
        asked = self.ask(question, [numbers, [key[0] for key in keys], [key[1] for key in keys]])

        def read() -> list[Row]:
            rows = asked()
            wanted = {(account, unit): needs[keys[number]] for number, unit, account, *_ in rows}
            return self._enough(wanted, [row[1:] for row in rows])

        return read

    def _enough(self, looking: dict[tuple[int, str], int], rows: list[Row]) -> list[Row]:
        """The rows of a first look, and where they are not enough those of further ones, each wider than the last."""
        found: list[Row] = []
        most = self._FIRST_LOOK
        while looking:
            counts: dict[tuple[int, str], int] = dict.fromkeys(looking, 0)
            sums: dict[tuple[int, str], int] = dict.fromkeys(looking, 0)
            for unit, account, _, start, end in rows:
                counts[account, unit] += 1
                sums[account, unit] += end - start + 1
            again = {key: need for key, need in looking.items() if counts[key] == most and sums[key] < need}
            found += [row[1:] for row in rows if (row[1], row[0]) not in again]
            looking, most = again, most * 16
            rows = self._ask_largest(list(looking), most)() if looking else []
        return found

    def _ask_largest(self, wanted: Iterable[tuple[int, str]], most: int) -> Rows:
        keys = list(wanted)
        question = f"""
            SELECT wanted.unit, {BLOCK} FROM unnest(%s::bigint[], %s::text[]) AS wanted(account, unit)
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE account = wanted.account AND unit = wanted.unit
                ORDER BY ("end" - start) DESC, origin, start LIMIT {int(most)}
            ) AS block"""
        return self.ask(question, [[key[0] for key in keys], [key[1] for key in keys]])

    def ask_blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> Rows:
        question = f"""
            SELECT {BLOCK} FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS wanted(origin, first, last)
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = wanted.origin AND start BETWEEN wanted.first AND wanted.last
            ) AS block
            UNION
            SELECT {BLOCK} FROM unnest(%s::text[], %s::bigint[]) AS wanted(origin, first)
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = wanted.origin AND start < wanted.first ORDER BY start DESC LIMIT 1
            ) AS block WHERE block."end" >= wanted.first"""
        origins, firsts, lasts = ([each[index] for each in ranges] for index in range(3))
        return self.ask(question, [origins, firsts, lasts, origins, firsts])

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Row]:
        question = f"""
            SELECT {BLOCK} FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS edge(account, origin, serial)
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = edge.origin AND start = edge.serial LIMIT 1
            ) AS block WHERE block.account = edge.account
            UNION
            SELECT {BLOCK} FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS edge(account, origin, serial)
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = edge.origin AND start <= edge.serial ORDER BY start DESC LIMIT 1
            ) AS block WHERE block.account = edge.account AND block."end" = edge.serial"""
        return self.fetch(question, [*_columns(starts), *_columns(ends)])


def _check_deleted(origin: str, expected: int, deleted: int) -> None:
    if deleted != expected:
        raise Fault(f"{expected} blocks of {origin} should have been there, {deleted} were")


def _insertion(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"


def _columns(edges: Sequence[Edge]) -> list[list[Any]]:
    return [[edge[index] for edge in edges] for index in range(3)]


def engine_of(connection: BaseDatabaseWrapper) -> Engine:
    """The engine behind a Django connection."""
    return SqliteEngine(connection) if connection.vendor == "sqlite" else PostgresEngine(connection)
