"""Where SQLite and PostgreSQL differ: locks, lists as parameters, the first blocks, and writing all at once.

A list is handed to either engine as one text of JSON, which both take apart by themselves.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from openets.ledger.store import Edge, Shelved
from openets.stores.sql.keeping import KEPT

Row = tuple[Any, ...]

HEAD = "code, ordinal, sequence, hash, next_serial, next_account, at"
BLOCK = 'block.account, block.series, block.start, block."end"'
FIRST = 'ORDER BY vintage, ("end" - start) DESC, origin, start'
"""The order in which units of a type are picked from an account: that of the index ``block_first``."""


class Question(NamedTuple):
    """SQL of which every column has a name of its own, and its parameters: texts, numbers and lists of those."""

    text: str
    parameters: Sequence[Any]


class Locks(NamedTuple):
    """What is locked until the transaction ends: registries, in this order, and then request ids."""

    registries: Sequence[str]
    requests: Sequence[str]

    def __bool__(self) -> bool:
        return bool(self.registries or self.requests)


class Answers(NamedTuple):
    """The rows of the registries that were locked, and rows that answer each question.

    `blocks` are rows of `BLOCK`: of each (account identifier, unit, vintage) the first, enough for so many units or all
    there are.
    """

    heads: list[Row]
    rows: list[list[Row]]
    blocks: list[Row]


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
        others = [name for name in self.columns if name in KEPT[self.table].changes]
        before = "total.quantity + " if self.table == "total" else ""
        changed = ", ".join(f"{name} = {before}excluded.{name}" for name in others)
        return f"ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {changed}"


class Engine(Protocol):
    """What the store asks of an engine beyond plain SQL."""

    def transaction(self) -> AbstractContextManager[None]:
        """One transaction, committed when the block ends well and undone when it does not."""

    def fetch(self, question: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows that answer a question."""

    def answers(self, locks: Locks, questions: Sequence[Question], blocks: Mapping[Shelved, int]) -> Answers:
        """Take the locks, and then answer the questions as of when they are there."""

    def lock_openings(self) -> None:
        """Let nobody else open a registry until this transaction ends."""

    def write(self, gone: Sequence[tuple[str, int]], tables: Sequence[Written]) -> None:
        """Remove the blocks (origin, start) that are gone and write all tables. Raises `Fault` where one is missing."""

    def change_many(self, statement: str, rows: Sequence[Row]) -> None:
        """Run a statement once for each row."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Append rows to a table, as fast as the engine can."""

    def within(self, column: str, keys: str) -> str:
        """SQL that holds where `column` is among the rows of another question, which are read first."""

    def among(self, column: str) -> str:
        """SQL that holds where `column`, a text, is in the list that is its parameter."""

    def keyed(self, table: str, columns: str, key: str, values: Sequence[str]) -> Question:
        """Asks for rows of a table whose key is one of `values`."""

    def paired(self, table: str, columns: str, text: str, number: str, values: Sequence[tuple[str, int]]) -> Question:
        """Asks for rows of a table whose key, of two columns, is one of `values`."""

    def listed(self, text: str) -> str:
        """SQL that joins the texts of a group's rows by commas."""

    def stored_answers(self, requests: Sequence[str]) -> Question:
        """Asks for rows (request, digest, reference, refusals): what was answered to any of `requests`."""

    def blocks_within(self, ranges: Sequence[tuple[str, int, int]]) -> Question:
        """Asks for rows of `BLOCK`, each once: those that share a serial number with any range (origin, start, end)."""

    def blocks_touching(self, ends: Sequence[Edge], starts: Sequence[Edge]) -> list[Row]:
        """Rows of `BLOCK`: those that end, or start, at one of these edges and belong to its account."""


def as_parameters(values: Iterable[Any]) -> list[Any]:
    return [json.dumps(value) if isinstance(value, list) else value for value in values]
