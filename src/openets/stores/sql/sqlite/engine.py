"""The store's engine on SQLite."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from openets.kernel.refusals import Fault
from openets.kernel.units import LAST_VINTAGE
from openets.ledger.store import Edge, Shelved
from openets.stores.sql.engine import BLOCK, FIRST, HEAD, Answers, Locks, Question, Row, Written, as_parameters


class SqliteEngine:
    """SQLite: in the process, so one small question after the other costs little. The transaction is the lock."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def transaction(self) -> AbstractContextManager[None]:
        return transaction.atomic(using=self.connection.alias, durable=True)

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        with self.connection.cursor() as cursor:
            rows: list[Row] = cursor.execute(question, as_parameters(parameters)).fetchall()
            return rows

    def answers(self, locks: Locks, questions: Sequence[Question], blocks: Mapping[Shelved, int]) -> Answers:
        heads = f"SELECT {HEAD} FROM registry WHERE {self.among('code')} ORDER BY code"
        locked = self.fetch(heads, [list(locks.registries)]) if locks.registries else []
        return Answers(locked, [self.fetch(*question) for question in questions], self._first(blocks))

    def lock_openings(self) -> None:
        pass

    def write(self, gone: Sequence[tuple[str, int]], tables: Sequence[Written]) -> None:
        if gone:
            # row by row: one statement for many opens a file in which SQLite then notes the rows of all that follow
            with self.connection.cursor() as cursor:
                cursor.executemany("DELETE FROM block WHERE origin = %s AND start = %s", gone)
                if cursor.rowcount != len(gone):
                    raise Fault(f"of {len(gone)} blocks that were to go, {cursor.rowcount} were there")
        for each in tables:
            marks = ", ".join(["%s"] * len(each.columns))
            self.change_many(f"INSERT INTO {each.table} ({each.names}) VALUES ({marks}) {each.conflict}", each.rows)

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, list(map(tuple, rows)))  # sqlite3 binds plain tuples faster than named ones

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        self.write((), [Written(table, columns, rows)])

    def among(self, column: str) -> str:
        return f"{column} IN (SELECT value FROM json_each(%s))"

    def within(self, column: str, keys: str) -> str:
        return f"{column} IN ({keys})"

    def keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Question:
        return Question(f"SELECT {columns} FROM {table} WHERE {self.among(key)}", [list(values)])

    def paired(self, table: str, columns: str, text: str, number: str, values: Sequence[tuple[str, int]]) -> Question:
        return Question(f"SELECT {columns} FROM {table} WHERE {_pairs(text, number)}", [list(values)])

    def listed(self, text: str) -> str:
        return f"group_concat({text})"

    def stored_answers(self, requests: Sequence[str]) -> Question:
        among, wanted = self.among("request"), list(requests)
        question = f"""
            SELECT request, '', registry || sequence, '' FROM transaction_log WHERE {among}
            UNION ALL SELECT request, digest, reference, refusals FROM answer WHERE {among}"""
        return Question(question, [wanted, wanted])

    def _first(self, needs: Mapping[Shelved, int]) -> list[Row]:
        key = "(SELECT key FROM account WHERE identifier = ?)"
        question = f"SELECT {BLOCK} FROM block WHERE account = {key} AND unit = ? AND vintage BETWEEN ? AND ? {FIRST}"
        raw = self._raw()
        found: list[Row] = []
        for place, need in needs.items():
            missing = need
            for row in raw.execute(question, (*place, place[2] or LAST_VINTAGE)):
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


def _pairs(text: str, number: str) -> str:
    """SQL that holds where two columns are one of the pairs in the list that is its parameter."""
    # without the types SQLite takes the index for the first column only, and compares all rows that share it
    first, second = "CAST(json_extract(value, '$[0]') AS TEXT)", "CAST(json_extract(value, '$[1]') AS INTEGER)"
    return f"({text}, {number}) IN (SELECT {first}, {second} FROM json_each(%s))"
