"""Which of the things that a search finds come first: what is called just so, then what begins with every word, then
what holds them; among those alike whatever emits most."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from django.db.models import Case, IntegerField, Q, Value, When

from openets.kernel.folding import folded
from openets.kernel.identifiers import installation_id
from openets.views.rows import Rows, ids_meant

Row = TypeVar("Row")
SHORTEST = 3
"""Signs of a word of which a table is asked whether it begins one: what is shorter stands in nearly every row."""
_BEFORE = "\n -(/"
"""Signs after which a word begins."""
EXACT, BEGINS, HOLDS = 0, 1, 2


def ranker(wanted: str) -> Callable[..., int]:
    """What says how well the names and ids of a thing, each a text or several on lines, fit what is searched for."""
    low = folded(wanted).strip()
    ids = {low, installation_id(low), *ids_meant(low)}
    begins = [re.compile(_beginning(word)) for word in low.split()]

    def rank(*said: str) -> int:
        whole = folded("\n".join(said))
        if not ids.isdisjoint(whole.split("\n")):
            return EXACT
        return BEGINS if all(each.search(whole) for each in begins) else HOLDS

    return rank


def ranked(found: Rows[Row], wanted: str, sort: str) -> Rows[Row]:
    """The rows of a table that is searched, by how well they fit, and among those alike in the order of `sort`."""
    own, low = found.ordered(sort), folded(wanted).strip()
    ids = {low, installation_id(low), *ids_meant(low)}
    exact, begins = Q(), Q()
    for each in sorted(ids):
        exact |= Q(searched__startswith=f"{each}\n") | Q(searched__contains=f"\n{each}\n")
        exact |= Q(searched__endswith=f"\n{each}")
    for word in (each for each in low.split() if len(each) >= SHORTEST):
        begins &= _begun(word)
    cases = [When(exact, then=Value(EXACT)), *([When(begins, then=Value(BEGINS))] if begins else [])]
    rank = Case(*cases, default=Value(HOLDS), output_field=IntegerField())
    order: Iterable[Any] = own.query.query.order_by
    return replace(own, query=own.query.alias(rank=rank).order_by("rank", *order))


def _begun(word: str) -> Q:
    """Whether a word begins one of those that a row is searched by. Said with what the engines find in their own code:
    a regular expression would be asked of Python for every row."""
    found = Q(searched__startswith=word)
    for before in _BEFORE:
        found |= Q(searched__contains=f"{before}{word}")
    return found


def _beginning(word: str) -> str:
    """A pattern for a word at the beginning of one."""
    return f"(^|[{re.escape(_BEFORE)}]){re.escape(word)}"
