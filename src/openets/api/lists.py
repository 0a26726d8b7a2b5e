"""Lists: the schema that all of them have, the cursor, and the addresses that the views get."""

from __future__ import annotations

import base64
import binascii
import json
from decimal import Decimal
from hashlib import sha256
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field, create_model

from openets.api.exact import written
from openets.api.filters import ListQuery, filters_of, given
from openets.api.problems import Malformed
from openets.api.schema import items, schema_of
from openets.kernel.refusals import Misuse
from openets.views.rows import FOREIGN, Edge
from openets.views.view import View, WrongFilter

_JSON = "application/json; charset=utf-8"
Item = TypeVar("Item", bound=BaseModel)


class Listed(BaseModel, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    count: int | None = Field(
        description="How many rows there are in all; said with the first part of a list, null with the others."
    )
    next: str | None = Field(description="The address of the next part; null at the end of the list.")


def listed(view: View[Any]) -> type[BaseModel]:
    """The schema of a view's list."""
    base: Any = Listed[schema_of(view)]  # type: ignore[misc]
    found: type[BaseModel] = create_model(view.name.title().replace("_", ""), __base__=base, __doc__=f"{view.title}.")
    return found


def answer(request: HttpRequest, view: View[Any], query: ListQuery, **more: Any) -> HttpResponse:
    """The part of a list that was asked for. Raises `Misuse` for a cursor of another list."""
    filters = given(view, query)
    # the parts that follow are of the same year, whatever is reported meanwhile
    usual = {each.name: filters[each.name] for each in view.filters if each.default is not None}
    query = query.model_copy(update={name: int(value) for name, value in usual.items() if value})
    try:
        source = view.ask(getattr(query, "sort", ""), **filters, **more)
    except WrongFilter as error:
        raise Malformed(error.field, error.detail) from error
    part = source.part(_edge(request, query), query.limit)
    count = None if query.cursor else source.count()
    found = {"items": items(view, part.rows), "count": count, "next": _next(request, query, part.edge)}
    # written at once: the rows come from the columns of which the schema was made, and need no second look
    text = json.dumps(found, default=_written, ensure_ascii=False)
    return HttpResponse(text, content_type=_JSON)


def _written(value: Any) -> str:
    """What JSON has no words for: fractions and days."""
    return written(value) if isinstance(value, Decimal) else str(value)


def _in_address(parameters: Any) -> Any:
    """How ninja is told that a model's fields are parameters of the address."""
    return Query[parameters]  # type: ignore[misc]


def add_list(router: Router, address: str, view: View[Any], summary: str, name: str = "") -> None:
    """Give a view an address at which its list is answered."""
    operation = name or view.name

    def endpoint(request: HttpRequest, query: Any) -> HttpResponse:
        return answer(request, view, query)

    asked = filters_of(f"{operation.title().replace('_', '')}Query", view)
    endpoint.__name__ = operation
    # ninja reads the parameters from the annotations, and those are made from the view
    endpoint.__annotations__ = {"request": HttpRequest, "query": _in_address(asked)}
    router.get(address, response=listed(view), summary=summary, by_alias=True)(endpoint)


# ---- the cursor ----------------------------------------------------------------------------------


def _edge(request: HttpRequest, query: ListQuery) -> Edge | None:
    """Where a cursor points; `None` without one. Raises `Misuse` for one that was made for another query."""
    if not query.cursor:
        return None
    try:
        fingerprint, edge = json.loads(base64.b64decode(query.cursor, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise Misuse(FOREIGN) from error
    if fingerprint != _fingerprint(request, query) or type(edge) is not list or not all(map(_plain, edge)):
        raise Misuse(FOREIGN)
    return edge


def _plain(value: object) -> bool:
    return value is None or type(value) in (int, str)


def _fingerprint(request: HttpRequest, query: ListQuery) -> str:
    """What tells a query from all others, so that no cursor is taken for one of another list."""
    identity = json.dumps([request.path, query.identity()], sort_keys=True)
    return sha256(identity.encode()).hexdigest()[:12]


def _next(request: HttpRequest, query: ListQuery, edge: Edge | None) -> str | None:
    if edge is None:
        return None
    content = json.dumps([_fingerprint(request, query), list(edge)], ensure_ascii=False, separators=(",", ":"))
    words = query.model_dump(exclude_defaults=True)
    words["cursor"] = base64.urlsafe_b64encode(content.encode()).decode("ascii")
    return request.build_absolute_uri(f"{request.path}?{urlencode(words)}")
