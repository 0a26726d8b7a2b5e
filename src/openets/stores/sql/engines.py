"""Where SQLite and PostgreSQL differ: bulk writing, membership in a list, and reading the largest blocks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[Any, ...]

BLOCK = 'block.account, block.series, block.start, block."end"'


class Engine(Protocol):
    """What the store asks of an engine beyond plain SQL."""

    for_update: str

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Append rows to a table, as fast as the engine can."""
        ...

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, Any]:
        """SQL and its parameter that hold where `column` is one of `values` (texts or integers)."""
        ...

    def pairs(self, columns: tuple[str, str], pairs: Sequence[tuple[str, int]]) -> tuple[str, list[Any]]:
        """SQL and parameters that hold where the (text, integer) columns are one of `pairs`."""
        ...

    def largest_blocks(self, needs: Mapping[tuple[int, str], int]) -> list[Row]:
        """Rows of `BLOCK`: for each (account, unit) the largest ones, enough or all."""
        ...

    def blocks_before(self, places: Sequence[tuple[str, int]]) -> list[Row]:
        """Rows of `BLOCK`: for each (origin, serial number) the last block that starts before it."""
        ...


class SqliteEngine:
    """SQLite: in the process, so one small question after the other costs little."""

    for_update = ""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        self._raw().executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, Any]:
        return f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(values))

    def pairs(self, columns: tuple[str, str], pairs: Sequence[tuple[str, int]]) -> tuple[str, list[Any]]:
        listed = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)"
        return f"({columns[0]}, {columns[1]}) IN ({listed})", [json.dumps(list(pairs))]

    def largest_blocks(self, needs: Mapping[tuple[int, str], int]) -> list[Row]:
        question = f'SELECT {BLOCK} FROM block WHERE account = ? AND unit = ? ORDER BY ("end" - start) DESC'
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

    def blocks_before(self, places: Sequence[tuple[str, int]]) -> list[Row]:
        question = f"SELECT {BLOCK} FROM block WHERE origin = ? AND start < ? ORDER BY start DESC LIMIT 1"
        raw = self._raw()
        rows = (raw.execute(question, place).fetchone() for place in places)
        return [row for row in rows if row is not None]

    def _raw(self) -> Any:
        self.connection.ensure_connection()
        return self.connection.connection


class PostgresEngine:
    """PostgreSQL: every question is a round trip, so few and set-based ones."""

    for_update = "FOR UPDATE"
    _FIRST_LOOK = 4

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        with self._raw().cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def among(self, column: str, values: Sequence[Any]) -> tuple[str, Any]:
        return f"{column} = ANY(%s)", list(values)

    def pairs(self, columns: tuple[str, str], pairs: Sequence[tuple[str, int]]) -> tuple[str, list[Any]]:
        listed = "SELECT * FROM unnest(%s::text[], %s::bigint[])"
        return f"({columns[0]}, {columns[1]}) IN ({listed})", [
            [pair[0] for pair in pairs],
            [pair[1] for pair in pairs],
        ]

    def largest_blocks(self, needs: Mapping[tuple[int, str], int]) -> list[Row]:
        found: list[Row] = []
        looking, most = dict(needs), self._FIRST_LOOK
        while looking:
            rows = self._largest(list(looking), most)
            counts: dict[tuple[int, str], int] = dict.fromkeys(looking, 0)
            sums: dict[tuple[int, str], int] = dict.fromkeys(looking, 0)
            for unit, account, _, start, end in rows:
                counts[account, unit] += 1
                sums[account, unit] += end - start + 1
            again = {key: need for key, need in looking.items() if counts[key] == most and sums[key] < need}
            found += [row[1:] for row in rows if (row[1], row[0]) not in again]
            looking, most = again, most * 16
        return found

    def _largest(self, keys: Sequence[tuple[int, str]], most: int) -> list[Row]:
        question = f"""
            SELECT wanted.unit, {BLOCK} FROM unnest(%s::bigint[], %s::text[]) AS wanted(account, unit)
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE account = wanted.account AND unit = wanted.unit
                ORDER BY ("end" - start) DESC LIMIT {int(most)}
            ) AS block"""
        return self._fetch(question, [[key[0] for key in keys], [key[1] for key in keys]])

    def blocks_before(self, places: Sequence[tuple[str, int]]) -> list[Row]:
        question = f"""
            SELECT DISTINCT {BLOCK} FROM unnest(%s::text[], %s::bigint[]) AS place(origin, start)
            CROSS JOIN LATERAL (
                SELECT account, series, start, "end" FROM block
                WHERE origin = place.origin AND start < place.start ORDER BY start DESC LIMIT 1
            ) AS block"""
        return self._fetch(question, [[place[0] for place in places], [place[1] for place in places]])

    def _fetch(self, question: str, parameters: list[Any]) -> list[Row]:
        with self._raw().cursor() as cursor:
            return cursor.execute(question, parameters).fetchall()

    def _raw(self) -> Any:
        self.connection.ensure_connection()
        return self.connection.connection


def engine_of(connection: BaseDatabaseWrapper) -> Engine:
    """The engine behind a Django connection."""
    return SqliteEngine(connection) if connection.vendor == "sqlite" else PostgresEngine(connection)
