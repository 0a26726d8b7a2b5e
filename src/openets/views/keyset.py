"""Reading a long list part by part: each part begins after the last row of the one before.

The place is named by that row's own values in the list's order, not by a number of rows. So a walk through the parts
meets every row that was there when it began exactly once, however many are added meanwhile, and where an index has
the list's order the last part costs no more than the first.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, Q, QuerySet, TextField

from openets.kernel.refusals import Misuse

Edge = Sequence[int | str | None]
"""The values of a row in the columns by which its list is ordered."""
BLANK = ("verified", "allocated", "surrendered")
"""Columns that may hold nothing. Only these ask for blanks last: PostgreSQL cannot use an index for that."""
GREATEST = 2**63 - 1
"""The greatest number that either database keeps."""


class Term(NamedTuple):
    """A column of a list's order."""

    name: str
    down: bool
    words: bool
    """Whether it holds words, else numbers."""


def read(
    query: QuerySet[Any, Any], by_key: Callable[[list[Any]], list[Any]] | None, after: Edge | None, size: int
) -> tuple[list[Any], list[Edge]]:
    """At most `size` rows after an edge, or the first of the list, and the edge of each.

    Raises `Misuse` for an edge of another list.
    """
    terms = _terms(query)
    if after is not None:
        if len(after) != len(terms) or not all(map(_fits, terms, after)):
            raise Misuse("the cursor is not one of this list: begin again without it")
        query = query.filter(_beyond(terms, after))
    if by_key is not None:
        return _read_by_key(by_key, query, terms, size)
    width = len(terms)
    wide = list(query.annotate(**{f"edge_{number}": F(term.name) for number, term in enumerate(terms)})[:size])
    return [row[:-width] for row in wide], [row[-width:] for row in wide]


def _read_by_key(
    by_key: Callable[[list[Any]], list[Any]], query: QuerySet[Any, Any], terms: list[Term], size: int
) -> tuple[list[Any], list[Edge]]:
    key = [field.name for field in query.model._meta.pk_fields]
    # by their own names: Django puts a key of several columns before the order's columns and then counts them wrongly
    names = list(dict.fromkeys([*(term.name for term in terms), *key]))
    named = [dict(zip(names, row, strict=True)) for row in query.values_list(*names)[:size]]
    keys = [tuple(row[name] for name in key) if len(key) > 1 else row[key[0]] for row in named]
    return (by_key(keys) if keys else []), [[row[term.name] for term in terms] for row in named]


def _terms(query: QuerySet[Any, Any]) -> list[Term]:
    """The order of a list as `Rows.ordered` made it."""
    order: Sequence[Any] = query.query.order_by
    return [Term(each.expression.name, each.descending, _holds_words(query, each.expression.name)) for each in order]


def _holds_words(query: QuerySet[Any, Any], name: str) -> bool:
    try:
        return isinstance(query.model._meta.get_field(name), CharField | TextField)
    except FieldDoesNotExist:  # worked out by the query itself
        return isinstance(query.query.annotations[name].output_field, CharField | TextField)


def _fits(term: Term, value: object) -> bool:
    if term.words:
        return type(value) is str and _can_be_kept(value)
    if value is None:
        return term.name in BLANK
    return type(value) is int and abs(value) <= GREATEST


def _can_be_kept(value: str) -> bool:
    """Whether a database could hold such words at all: PostgreSQL takes no NUL, and none takes half a character."""
    return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _beyond(terms: list[Term], edge: Edge) -> Q:
    """What a row must be to stand after the edge."""
    (term, *others), (value, *further) = terms, edge
    last = Q(**{term.name: value}) if value is not None else Q(**{f"{term.name}__isnull": True})
    later = _later(term, value)
    if not others:
        return later
    beyond = later | (last & _beyond(others, further))
    # says nothing new, but lets the database begin at that place of an index instead of reading up to it
    return beyond if term.name in BLANK else Q(**{f"{term.name}__{'lte' if term.down else 'gte'}": value}) & beyond


def _later(term: Term, value: int | str | None) -> Q:
    """Later in the one column, in which blanks come last."""
    if value is None:
        return Q(pk__in=[])
    later = Q(**{f"{term.name}__{'lt' if term.down else 'gt'}": value})
    return later | Q(**{f"{term.name}__isnull": True}) if term.name in BLANK else later
