"""Typed fields: each reads what is right, and says of anything else where it stands and what was expected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openets.kernel.refusals import Misuse
from openets.records.fields import (
    ByName,
    ByYear,
    Choice,
    Day,
    Exact,
    FieldType,
    Flag,
    Numbers,
    Ranges,
    Rows,
    Text,
    Texts,
    Whole,
    read_values,
)

COLOURS = Choice(lambda law: law)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (Whole(), 0, 0),
        (Whole(1980, 2100, "a year"), 1980, 1980),
        (Exact(1, 200, "per cent"), "92.50", Decimal("92.5")),
        (Exact(1, 200, "per cent"), 92, Decimal(92)),
        (Text(), "  Works ", "Works"),
        (Text(lines=True), "one\ntwo", "one\ntwo"),
        (Day(), "2008-02-29", date(2008, 2, 29)),
        (Flag(), False, False),
        (Choice((1, 2)), 2, 2),
        (COLOURS, "red", "red"),
        (Texts(), ["b", "a"], ("b", "a")),
        (Texts(lambda law: law), ["red"], ("red",)),
        (Numbers({1, 2, 3}), [3, 1, 3], (1, 3)),
        (ByYear(), 7, 7),
        (ByYear(), {"2009": 2, "2008": 1}, ((2008, 1), (2009, 2))),
        (ByYear(or_one=False), {"2008": 1}, ((2008, 1),)),
        (ByName("tonnes", "{}"), {"CO2": 5}, (("CO2", 5),)),
        (Ranges(), [["CN", 1, 5]], (("CN", 1, 5),)),
        (Rows(), [1, {"a": 2}], (1, {"a": 2})),
    ],
)
def test_a_value_of_its_type_is_read(kind: FieldType, value: Any, found: Any) -> None:
    assert kind.read("here", value, ("red", "blue")) == found


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Whole(), -1, "here must be a whole number from 0 to 999,999,999,999,999, not -1"),
        (Whole(), True, "not True"),
        (Whole(), 1.0, "not 1.0"),
        (Whole(1), 0, "a whole number above 0 to"),
        (Whole(1980, 2100, "a year from 1980 to 2100"), 1979, "here must be a year from 1980 to 2100, not 1979"),
        (Exact(1, 200, "per cent"), "NaN", "here must be per cent, not 'NaN'"),
        (Exact(1, 200, "per cent"), 0.5, "not 0.5"),
        (Exact(1, 200, "per cent"), "1e400", "not '1e400'"),
        (Text(), "\t", "a text of 1 to 250 characters without control characters"),
        (Text(), "one\ntwo", "without control characters"),
        (Text(3), "four", "a text of 1 to 3 characters"),
        (Text(), 4, "not 4"),
        (Day(), "2009-02-29", "a day such as 2008-01-31, from 1900 to 2200, not '2009-02-29'"),
        (Day(), "1899-12-31", "from 1900"),
        (Flag(), 1, "true or false, not 1"),
        (Choice((1, 2)), True, "one of 1, 2, not True"),
        (COLOURS, "green", "one of red, blue, not 'green'"),
        (COLOURS, ["red"], "not ['red']"),
        (Texts(least=1), [], "a list of 1 to 50 texts"),
        (Texts(), ["a", "a"], "each text once"),
        (Texts(lambda law: law), ["green"], "only red, blue, not 'green'"),
        (Texts(), ["a"] * 51, "a list of 0 to 50 texts"),
        (Numbers({2, 1}), [3], "each one of 1, 2, not [3]"),
        (Numbers({1}), [True], "not [True]"),
        (ByYear(), {}, "at least one year"),
        (ByYear(or_one=False), 7, "tonnes by years such as 2008, not 7"),
        (ByYear(), {"08": 1}, "years such as 2008, not '08'"),
        (ByYear(), {"2008": -1}, "here, 2008 must be a whole number"),
        (ByName("tonnes by gas", "{'CO2': 1}"), [], "here must be tonnes by gas, such as {'CO2': 1}, not []"),
        (ByName("tonnes by gas", ""), {"CO2": "5"}, "here, CO2 must be a whole number"),
        (Ranges(), [["CN", 5, 1]], "serial ranges such as"),
        (Ranges(), [["CN", True, 1]], "serial ranges"),
        (Rows(), {}, "here must be a list, not {}"),
        (Text(), "x" * 300, "…"),
    ],
)
def test_anything_else_is_misuse_that_says_what_was_expected(kind: FieldType, value: Any, said: str) -> None:
    with pytest.raises(Misuse) as caught:
        kind.read("here", value, ("red", "blue"))
    assert said in str(caught.value)
    assert str(caught.value).startswith("here")


FIELDS = {"on": Day(), "name": Text(), "note": Text()}


def test_what_was_not_told_is_not_among_the_values() -> None:
    assert read_values("A1, enter", {"name": "x", "note": None}, FIELDS, ["name"], ["on", "note"], None) == {
        "name": "x"
    }
    assert read_values("A1, enter", {"name": "x", "note": ""}, FIELDS, ["name"], ["on", "note"], None) == {"name": "x"}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "A1, enter: 'name' is missing"),
        ({"name": None}, "A1, enter: 'name' is missing"),
        ({"name": ""}, "A1, enter: 'name' must be a text"),
        ({"name": "x", "nmae": "y"}, "A1, enter: 'nmae' is not asked for; what may be told is name, on, note"),
    ],
)
def test_an_unknown_or_missing_field_is_named_with_its_step(told: dict[str, Any], said: str) -> None:
    with pytest.raises(Misuse, match=said):
        read_values("A1, enter", told, FIELDS, ["name"], ["on", "note"], None)


def test_a_step_that_is_told_nothing_says_so() -> None:
    with pytest.raises(Misuse, match="what may be told is nothing"):
        read_values("A1, end", {"on": "2008-01-01"}, FIELDS, [], [], None)
