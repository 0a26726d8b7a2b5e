"""What can be asked with an address: the kinds of its parameters, each with the words for one that makes no sense.

The parameters of a list are those of its view: `filters_of` makes them.
"""

import re
from collections.abc import Callable, Collection
from functools import cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    create_model,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from openets.kernel.clock import is_day
from openets.kernel.units import MOST_UNITS
from openets.views.finding import WrongFilter, shortened
from openets.views.view import AS_OF, LONGEST_TEXT, ON, Filter, FilterKind, View

LONGEST_CURSOR = 4000
MOST_ROWS = 200
USUAL_ROWS = 50


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("holds characters that cannot be printed")
    return value


def _day(value: str) -> str:
    if not is_day(value):
        raise ValueError(f"must be a day written like 2012-04-30, not “{shortened(value)}”")
    return value


class Choice:
    """One of some words. For the annotation of a parameter; the law of the books may decide the words."""

    def __init__(self, words: Callable[[], Collection[str]], what: str) -> None:
        self.words, self.what = words, what

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._chosen, core_schema.str_schema())

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.words()), "description": self.what}

    def _chosen(self, value: str) -> str:
        if value not in self.words():
            raise ValueError(f"cannot be “{shortened(value)}”: it is one of {', '.join(self.words())}")
        return value


class WholeNumber:
    """A whole number between two others. For the annotation of a parameter, which comes as text."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._within)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def _within(self, value: Any) -> int:
        written = str(value)
        if not re.fullmatch(r"[0-9]{1,15}", written) or not self.least <= int(written) <= self.most:
            found = f"not “{shortened(written)}”"
            raise ValueError(f"must be a whole number from {self.least} to {self.most}, {found}")
        return int(written)


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(str.strip), AfterValidator(_printable)]
"""A few words."""
Key = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_printable)]
"""A key or identifier in an address."""
Day = Annotated[str, AfterValidator(_day), Field(json_schema_extra={"format": "date"})]
Year = Annotated[int, WholeNumber(1990, 2100)]
Position = Annotated[int, WholeNumber(0, 10**15 - 1)]
Units = Annotated[int, WholeNumber(0, MOST_UNITS)]
"""Units, or tonnes."""


class EntryQuery(BaseModel):
    """What is asked of a journal, which is what was entered."""

    as_of: Day | None = Field(None, description=AS_OF.help)


class DayQuery(EntryQuery):
    """What is asked of one thing that shows a position."""

    on: Day | None = Field(None, description=ON.help)


class ListQuery(BaseModel):
    """What every list can be asked."""

    model_config = ConfigDict(frozen=True)

    limit: Annotated[int, WholeNumber(1, MOST_ROWS)] = Field(USUAL_ROWS, description="The most rows of an answer.")
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR)] = Field(
        "", description="Where the answer begins, as the `next` link of another answer says it. Never made by hand."
    )

    def identity(self) -> dict[str, Any]:
        """The filters and the order, without what only says which part of the list is wanted."""
        return self.model_dump(exclude={"limit", "cursor"}, exclude_none=True)


_KINDS: dict[FilterKind, Any] = {
    FilterKind.TEXT: Text,
    FilterKind.CHOICE: Text,
    FilterKind.DAY: Day,
    FilterKind.YEAR: Year,
    FilterKind.POSITION: Position,
}


@cache
def filters_of(name: str, view: View[Any]) -> type[ListQuery]:
    """The parameters of a view's list."""
    found: dict[str, Any] = {each.name: _parameter(each) for each in view.filters}
    # a minus sign before the name of an order turns it round
    orders = [word for name in view.sorts for word in (name, f"-{name}")]
    found["sort"] = (Annotated[str, Choice(lambda: orders, "The order of the list.")], view.sort)
    return create_model(name, __base__=ListQuery, __doc__=f"Which {view.name}.", **found)


def _parameter(each: Filter) -> tuple[Any, Any]:
    if each.kind is FilterKind.TEXT:
        return Text, Field("", description=each.help)
    if each.kind is FilterKind.CHOICE and not each.of_books:
        return Annotated[str, Choice(_values(each), each.help)] | None, Field(None, description=each.help)
    return _KINDS[each.kind] | None, Field(None, description=each.help)


def _values(each: Filter) -> Callable[[], list[str]]:
    def values() -> list[str]:
        assert each.choices is not None
        return [value for value, _ in each.choices()]

    return values


def given(view: View[Any], query: ListQuery) -> dict[str, str]:
    """The filters as a view takes them, with their usual values. Raises `WrongFilter` for what the books have not."""
    found = {}
    for each in view.filters:
        value = getattr(query, each.name)
        written = None if value is None else str(value)
        if each.of_books and written is not None and written not in (known := set(_values(each)())):
            has = ", ".join(sorted(known)) or "nothing yet"
            raise WrongFilter(each.name, f"cannot be “{shortened(written)}”: the books have {has}")
        found[each.name] = written or (each.default() if each.default is not None else "")
    return found
