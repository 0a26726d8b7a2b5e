"""Bodies: whatever a record's annotations allow becomes plain JSON and reads back the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from openets.records.bodies import body_of, record_from


class Colour(IntEnum):
    RED = 1
    BLUE = 2


class Part(NamedTuple):
    name: str
    on: date | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    key: str
    colour: Colour = Colour.RED
    share: Decimal = Decimal(0)
    flag: bool = True
    first: Part | None = None
    parts: tuple[Part, ...] = ()
    days: tuple[date, ...] = ()
    by_year: tuple[tuple[int, int], ...] = ()
    dated: tuple[tuple[str, date], ...] = ()


DAYS = st.dates()
PARTS = st.builds(Part, st.text(), st.none() | DAYS, st.lists(st.integers()).map(tuple))
WHOLES = st.builds(
    Whole,
    st.text(),
    st.sampled_from(Colour),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none() | PARTS,
    st.lists(PARTS).map(tuple),
    st.lists(DAYS).map(tuple),
    st.lists(st.tuples(st.integers(), st.integers())).map(tuple),
    st.lists(st.tuples(st.text(), DAYS)).map(tuple),
)


@given(WHOLES, st.booleans())
def test_a_record_reads_back_the_same(record: Whole, sparse: bool) -> None:
    body = json.loads(json.dumps(body_of(record, sparse=sparse)))
    again = record_from(Whole, body)
    assert again == record
    assert type(again.colour) is Colour
    assert body_of(again, sparse=sparse) == body


def test_a_sparse_body_leaves_out_what_is_at_its_default() -> None:
    assert body_of(Whole("a", flag=False), sparse=True) == {"key": "a", "flag": False}
    assert record_from(Whole, {"key": "a"}) == Whole("a")


def test_values_that_are_kept_as_they_were_told_stay_what_they_are() -> None:
    """A list within a field that nothing is known of, such as what a reconciliation found."""

    @dataclass(frozen=True)
    class Kept:
        rows: tuple[Any, ...] = ()

    kept = Kept((["AT", 1, {"a": [2]}], "text", None))
    assert body_of(kept) == {"rows": [["AT", 1, {"a": [2]}], "text", None]}


def test_a_whole_body_has_every_field_as_plain_values() -> None:
    body = body_of(Whole("a", Colour.BLUE, Decimal("92.5"), first=Part("b", date(2008, 1, 1), (1, 2))))
    assert body["colour"] == 2
    assert body["share"] == "92.5"
    assert body["first"] == {"name": "b", "on": "2008-01-01", "numbers": [1, 2]}
    assert set(body) == set(Whole.__slots__)
