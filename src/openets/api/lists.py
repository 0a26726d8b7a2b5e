"""Lists: the schema that all of them have, the cursor, and the addresses that the views get."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from inspect import Parameter, Signature
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field, create_model

from openets.api.filters import DayQuery, EntryQuery, Key, ListQuery, WholeNumber, filters_of, given
from openets.api.schema import schema_of, written
from openets.kernel.refusals import Misuse
from openets.views.finding import found
from openets.views.keyset import Edge
from openets.views.rows import FOREIGN
from openets.views.view import View

_JSON = "application/json; charset=utf-8"
_IN_ADDRESS: dict[str, Any] = {"sequence": Annotated[int, WholeNumber(1, 10**15 - 1)]}
"""What may stand in the braces of an address, where that is not any key."""
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
    source = view.ask(getattr(query, "sort", ""), **filters, **more)
    part = source.part(_edge(request, query), query.limit)
    count = None if query.cursor else source.count()
    found = {"items": list(map(view.item, part.rows)), "count": count, "next": _next(request, query, part.edge)}
    # written at once: the rows come from the columns of which the schema was made, and need no second look
    text = json.dumps(found, default=_written, ensure_ascii=False)
    return HttpResponse(text, content_type=_JSON)


def _written(value: Any) -> str:
    """What JSON has no words for: fractions and days."""
    return written(value) if isinstance(value, Decimal) else str(value)


def add_list(
    router: Router,
    address: str,
    view: View[Any],
    summary: str,
    name: str = "",
    within: Callable[..., tuple[View[Any], dict[str, Any]]] | None = None,
) -> None:
    """Give a view an address at which its list is answered.

    `within` is given what stands in the braces of the address, and says which view of the rows within that thing is
    asked, and what else its query is told.
    """
    operation = name or view.name

    def endpoint(request: HttpRequest, query: Any, **keys: Any) -> HttpResponse:
        own, told = within(*keys.values()) if within is not None else (view, {})
        return answer(request, own, query, **told)

    asked = filters_of(f"{(view.name if within else operation).title().replace('_', '')}Query", view)
    _add(router, address, endpoint, operation, asked, listed(view), summary)


def add_one(
    router: Router,
    address: str,
    view: View[Any],
    summary: str,
    find: Callable[..., Any],
    *,
    name: str,
    query: type[BaseModel] | None = DayQuery,
) -> None:
    """Give a detail an address at which one thing is answered; `query` is `None` where it is the same on every day.

    `find` is given what stands in the braces of the address, and the `query` where it asks for more than a day. Where
    it finds nothing that is said in the words that the thing has by its name.
    """

    def endpoint(request: HttpRequest, **asked: Any) -> dict[str, Any]:
        if query in (DayQuery, EntryQuery):
            del asked["query"]
        return view.item(found(name, find(*asked.values()), *asked.values()))

    _add(router, address, endpoint, name, query, schema_of(view), summary)


def _add(
    router: Router,
    address: str,
    endpoint: Callable[..., Any],
    name: str,
    query: type[BaseModel] | None,
    response: Any,
    summary: str,
) -> None:
    # ninja reads the parameters from the signature, and those are made from the address and the view
    asked = {"request": HttpRequest, **{key: _IN_ADDRESS.get(key, Key) for key in re.findall(r"{(\w+)}", address)}}
    asked |= {"query": Query[query]} if query is not None else {}  # type: ignore[misc, valid-type]
    parameters = [Parameter(key, Parameter.KEYWORD_ONLY, annotation=each) for key, each in asked.items()]
    endpoint.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    endpoint.__name__ = name
    router.get(address, response=response, summary=summary, by_alias=True)(endpoint)


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
