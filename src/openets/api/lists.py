"""Lists: the shape that all of them have, the cursor, and rows that are at hand in order."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from pydantic import BaseModel, Field

from openets.api.asking import Asked
from openets.kernel.refusals import Misuse
from openets.stores.sql import keyset
from openets.stores.sql.keyset import Edge
from openets.stores.sql.queries import Rows

Row = TypeVar("Row")
Shape = TypeVar("Shape", bound=BaseModel)
_FOREIGN = "the cursor is not one of this list and these filters: begin again without it"


class Listed(BaseModel, Generic[Shape]):
    """A part of a list."""

    items: list[Shape]
    count: int | None = Field(
        description="How many rows there are in all; said with the first part of a list, null with the others."
    )
    next: str | None = Field(description="The address of the next part; null at the end of the list.")


class Orders(NamedTuple, Generic[Row]):
    """How rows that are at hand can be ordered: by the values of a column, and then by their key."""

    sorts: Mapping[str, Callable[[Row], int | str | None]]
    key: Callable[[Row], int | str]


@dataclass(frozen=True, slots=True)
class Taken(Generic[Row]):
    """The rows of an answer, and what its envelope says."""

    rows: list[Row]
    count: int | None
    next: str | None


Kind = TypeVar("Kind", bound=Listed[Any])


def listed(kind: type[Kind], taken: Taken[Row], shape: Callable[[Row], BaseModel]) -> Kind:
    """An answer with these rows."""
    return kind(items=[shape(row) for row in taken.rows], count=taken.count, next=taken.next)


def take(request: HttpRequest, asked: Asked, rows: Rows[Row]) -> Taken[Row]:
    """The part of a list in the books that was asked for. Raises `Misuse` for a cursor of another list."""
    found = keyset.part(rows, _edge(request, asked), asked.limit)
    return Taken(found.rows, None if asked.cursor else rows.count(), _next(request, asked, found.edge))


def take_from(request: HttpRequest, asked: Asked, rows: Iterable[Row], orders: Orders[Row], sort: str) -> Taken[Row]:
    """The same for rows that are at hand; blanks come last."""
    down, value = sort.startswith("-"), orders.sorts[sort.removeprefix("-")]
    by_key = sorted(rows, key=orders.key)
    known = sorted((row for row in by_key if value(row) is not None), key=_certain(value), reverse=down)
    ordered = known + [row for row in by_key if value(row) is None]
    edge = _edge(request, asked)
    start = 0 if edge is None else _after(ordered, value, orders.key, edge, down=down)
    part = ordered[start : start + asked.limit]
    more = len(ordered) > start + asked.limit
    last = [value(part[-1]), orders.key(part[-1])] if more else None
    return Taken(part, None if asked.cursor else len(ordered), _next(request, asked, last))


def _certain(value: Callable[[Row], int | str | None]) -> Callable[[Row], Any]:
    """`value` for the eyes of a type checker, of rows in which it is known."""
    return value


def _after(
    ordered: Sequence[Row],
    value: Callable[[Row], int | str | None],
    key: Callable[[Row], int | str],
    edge: Edge,
    *,
    down: bool,
) -> int:
    """How many rows stand at or before an edge. Raises `Misuse` for an edge that no such row could have."""
    keys = {type(key(row)) for row in ordered}
    values = {type(value(row)) for row in ordered} | {type(None)}
    if len(edge) != 2 or not ordered or type(edge[1]) not in keys or type(edge[0]) not in values:
        raise Misuse(_FOREIGN)
    return sum(_stands_before(value(row), key(row), edge, down=down) for row in ordered)


def _stands_before(value: Any, key: Any, edge: Sequence[Any], *, down: bool) -> bool:
    """Whether a row stands at or before an edge. Rows alike in the column stand by their keys, whatever the order."""
    if value == edge[0]:
        return bool(key <= edge[1])
    if value is None or edge[0] is None:
        return edge[0] is None
    return bool(value > edge[0] if down else value < edge[0])


# ---- the cursor ----------------------------------------------------------------------------------


def _edge(request: HttpRequest, asked: Asked) -> Edge | None:
    """Where a cursor points; `None` without one. Raises `Misuse` for one that was made for another question."""
    if not asked.cursor:
        return None
    try:
        fingerprint, edge = json.loads(base64.b64decode(asked.cursor, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise Misuse(_FOREIGN) from error
    if fingerprint != _fingerprint(request, asked) or type(edge) is not list or not all(map(_plain, edge)):
        raise Misuse(_FOREIGN)
    return edge


def _plain(value: object) -> bool:
    return value is None or type(value) in (int, str)


def _fingerprint(request: HttpRequest, asked: Asked) -> str:
    """What tells a question from all others, so that no cursor is taken for one of another list."""
    question = json.dumps([request.path, asked.question()], sort_keys=True)
    return sha256(question.encode()).hexdigest()[:12]


def _next(request: HttpRequest, asked: Asked, edge: Edge | None) -> str | None:
    if edge is None:
        return None
    content = json.dumps([_fingerprint(request, asked), list(edge)], ensure_ascii=False, separators=(",", ":"))
    words = asked.model_dump(exclude_defaults=True)
    words["cursor"] = base64.urlsafe_b64encode(content.encode()).decode("ascii")
    return request.build_absolute_uri(f"{request.path}?{urlencode(words)}")
