"""The rows of a list that was asked for: counted, read page by page, part by part, or walked through.

Some lists are queries (`Rows`): only the rows that are wanted are read. Others are at hand (`KeptRows`), because the
law says them or totals are kept in process.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from django.db import connections
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from openets.kernel.folding import folded
from openets.kernel.identifiers import identifiers_meant, installation_id
from openets.kernel.refusals import Misuse
from openets.views import keyset
from openets.views.keyset import Edge
from openets.views.law import at_hand

Row = TypeVar("Row")
Orders = Mapping[str, tuple[str, ...]]
"""Name of an order → the columns of the database that make it."""
CHUNK = 2000
_ID = re.compile(r"([a-z]{2})-?([0-9]+)", re.ASCII)
FOREIGN = "the cursor is not one of this list and these filters: begin again without it"


class Part(NamedTuple, Generic[Row]):
    """Some rows of a list; `edge` is where the next part begins, `None` at the end of the list."""

    rows: list[Row]
    edge: Edge | None


class Source(Protocol[Row]):
    """A list that was asked for, in order."""

    def count(self) -> int: ...
    def page(self, number: int, size: int) -> list[Row]: ...
    def part(self, after: Edge | None, size: int) -> Part[Row]: ...
    def __iter__(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Rows(Generic[Row]):
    """A list that the database answers. `dress` makes rows of what the query found."""

    query: QuerySet[Any, Any]
    dress: Callable[[list[Any]], list[Row]]
    orders: Orders
    columns: tuple[str, ...]
    """The columns that `dress` is given of each row."""
    counted: int | None = None
    """The number of rows, where it is known without counting."""
    by_key: Callable[[list[Any]], list[Any]] | None = None
    """Reads rows by their keys, in that order. A page is then found by keys alone: for long, wide tables."""
    reckoned: Mapping[str, Any] | None = None
    """What an order may go by that is no column: it is worked out for that order alone."""

    def ordered(self, sort: str) -> Rows[Row]:
        """The list in the order that `sort` names; a minus sign before the name turns it round."""
        names = self.orders[sort.removeprefix("-")]
        reckoned = self.reckoned or {}
        query = self.query.alias(**{name: reckoned[name] for name in names if name in reckoned})
        terms = [_term(name, sort) for name in names]
        return replace(self, query=query.order_by(*terms).values_list(*self.columns))

    def where(self, column: str, value: str) -> Rows[Row]:
        """The rows that have a value in a column."""
        return replace(self, query=self.query.filter(**{column: value}))

    def count(self) -> int:
        return self.query.count() if self.counted is None else self.counted

    def page(self, number: int, size: int) -> list[Row]:
        """The rows of page `number`, the first being 1."""
        part = slice((number - 1) * size, number * size)
        if self.by_key is None:
            return self.dress(list(self.query[part]))
        keys = list(self.query.values_list("pk", flat=True)[part])
        return self.dress(self.by_key(keys)) if keys else []

    def part(self, after: Edge | None, size: int) -> Part[Row]:
        """At most `size` rows after an edge, or the first. Raises `Misuse` for an edge of another list."""
        found, edges = keyset.read(self.query, self.by_key, after, size + 1)
        more = len(found) > size
        return Part(self.dress(found[:size]) if found else [], edges[size - 1] if more else None)

    def __iter__(self) -> Iterator[Row]:
        found = self.query.iterator(chunk_size=CHUNK)
        while chunk := list(islice(found, CHUNK)):
            yield from self.dress(chunk)


def _term(name: str, sort: str) -> Any:
    last = True if name in keyset.BLANK else None
    return F(name).desc(nulls_last=last) if sort.startswith("-") else F(name).asc(nulls_last=last)


def within(query: QuerySet[Any, Any], since: str, until: str) -> QuerySet[Any, Any]:
    """Rows of the days from one to another, both included; ``""`` for no such bound."""
    bounds = {"at__gte": since, "at__lte": f"{until}T99" if until else ""}
    return query.filter(**{name: bound for name, bound in bounds.items() if bound})


def holding(query: QuerySet[Any, Any], text: str) -> QuerySet[Any, Any]:
    """Rows of a table that is searched in which every word of `text` stands, whatever its capitals and accents. The id
    of an installation may have a hyphen, or nothing, for its line, and that of an account may lack its hyphens."""
    for word in folded(text).split():
        stands = Q(searched__contains=installation_id(word))
        for meant in ids_meant(word):
            stands |= Q(searched__contains=meant)
        query = query.filter(stands)
    return query


def ids_meant(word: str) -> list[str]:
    """The ids that a folded word may mean besides itself, folded."""
    as_id = _ID.fullmatch(word)
    installations = [installation_id(f"{as_id[1]}_{as_id[2]}")] if as_id else []
    return [*installations, *(folded(each) for each in identifiers_meant(word))]


def listed(keys: Iterable[str]) -> RawSQL:
    """Keys at hand as a query in which others can look: as one parameter, since there may be too many for one each."""
    postgres = connections[at_hand().alias].vendor == "postgresql"
    each = "SELECT json_array_elements_text(%s::json)" if postgres else "SELECT value FROM json_each(%s)"
    return RawSQL(each, (json.dumps(list(keys)),))


Value = Callable[[Any], Any]


@dataclass(frozen=True)
class KeptRows(Generic[Row]):
    """Rows that are at hand, in order: by a value with blanks last, and by their keys where they are alike in it."""

    rows: Sequence[Row]
    value: Value
    key: Value
    down: bool

    @classmethod
    def of(cls, rows: Iterable[Row], value: Value, key: Value, *, down: bool) -> KeptRows[Row]:
        by_key = sorted(rows, key=key)
        known = sorted((row for row in by_key if value(row) is not None), key=value, reverse=down)
        return cls(known + [row for row in by_key if value(row) is None], value, key, down)

    def count(self) -> int:
        return len(self.rows)

    def page(self, number: int, size: int) -> list[Row]:
        return list(self.rows[(number - 1) * size : number * size])

    def part(self, after: Edge | None, size: int) -> Part[Row]:
        start = 0 if after is None else self._place(after)
        rows = list(self.rows[start : start + size])
        more = len(self.rows) > start + size
        return Part(rows, [self.value(rows[-1]), self.key(rows[-1])] if more else None)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def _place(self, edge: Edge) -> int:
        """How many rows stand at or before an edge. Raises `Misuse` for an edge that no such row could have."""
        keys = {type(self.key(row)) for row in self.rows}
        values = {type(self.value(row)) for row in self.rows} | {type(None)}
        if len(edge) != 2 or not self.rows or type(edge[1]) not in keys or type(edge[0]) not in values:
            raise Misuse(FOREIGN)
        return sum(self._stands_before(row, edge) for row in self.rows)

    def _stands_before(self, row: Row, edge: Sequence[Any]) -> bool:
        """Whether a row stands at or before an edge. Rows alike in the value stand by their keys, up and down."""
        value = self.value(row)
        if value == edge[0]:
            return bool(self.key(row) <= edge[1])
        if value is None or edge[0] is None:
            return edge[0] is None
        return bool(value > edge[0] if self.down else value < edge[0])
