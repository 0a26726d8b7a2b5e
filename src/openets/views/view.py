"""A view: a list of the books declared once, and what somebody gets who asks for it from Python.

TOYS = View("toys", "Toys", "A toy.", (Column("name", "Toy", "What it is called."),), ...)
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cached_property
from inspect import signature
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from openets.kernel.clock import is_day
from openets.kernel.folding import did_you_mean
from openets.kernel.refusals import Fault, Misuse
from openets.laws.law import Law
from openets.views.columns import WORDS, Column, at, row_type, synthetic_column
from openets.views.finding import WrongFilter, past_of, shortened
from openets.views.formatting import plain_text
from openets.views.law import TIMES, books_at, books_law, past_shown
from openets.views.rows import CHUNK, KeptRows, Rows, Source

if TYPE_CHECKING:
    import polars as pl

Row = TypeVar("Row")
Choices = Callable[[], Sequence[tuple[str, str]]]
"""(value, what a form calls it), asked when a page or an answer is made: the law and the books decide them."""


class FilterKind(Enum):
    """How a filter is asked for."""

    TEXT = "text"
    CHOICE = "choice"
    DAY = "day"
    YEAR = "year"
    POSITION = "position"


@dataclass(frozen=True)
class Filter:
    """Something by which a list can be narrowed. Every filter is given as text; ``""`` asks for everything."""

    name: str
    label: str
    """What a form calls it; ``""`` keeps it out of forms."""
    help: str
    choices: Choices | None = None
    everything: str = "All"
    kind: FilterKind = FilterKind.TEXT
    """Of what has choices `CHOICE`, unless you say."""
    of_books: bool = False
    """Whether what the books hold decides the choices, and not the law."""
    default: Callable[[], str] | None = None
    keeps: Callable[[Any, str], bool] | str = ""
    """Which rows it lets through, where the list's own query does not see to it: those of which this holds, or of which
    the attribute at the end of this way (the one of the filter's name unless you say) is what is asked for, or has it.
    """

    def __post_init__(self) -> None:
        if self.choices is not None and self.kind is FilterKind.TEXT:
            object.__setattr__(self, "kind", FilterKind.CHOICE)

    def narrowed(self, rows: Rows[Any] | Iterable[Any], wanted: str) -> Rows[Any] | Iterable[Any]:
        """The rows that it lets through."""
        way = self.keeps or self.name
        if callable(way):
            keeps = way
            return [row for row in rows if keeps(row, wanted)]
        if isinstance(rows, Rows):
            return rows.where(way, wanted)
        value = at(way)
        return [row for row in rows if _has(value(row), wanted)]

    def stop_senseless(self, value: str) -> None:
        """Raise `WrongFilter` for what nobody can ask for. Addresses are read by entrances of their own; from Python
        a day that is none would else be compared as text, and answered with the wrong rows."""
        shown = shortened(value)
        if self.choices is not None:
            known = [each for each, _ in self.choices()]
            if value not in known:
                hint = did_you_mean(value, known) or f"it is one of {', '.join(known) or 'nothing yet'}"
                raise WrongFilter(self.name, f"cannot be “{shown}”: {hint}")
        elif self.kind is FilterKind.DAY and not is_day(value):
            raise WrongFilter(self.name, f"must be a day written like 2012-04-30, not “{shown}”")
        elif self.kind in (FilterKind.YEAR, FilterKind.POSITION) and not _is_number(value):
            raise WrongFilter(self.name, f"must be a whole number, not “{shown}”")
        elif not value.isprintable() or len(value) > LONGEST_TEXT:
            raise WrongFilter(self.name, f"must be at most {LONGEST_TEXT} characters that can be printed")


AS_OF = Filter(
    TIMES[0], "As it was known on", "As it was known at the end of this day; now unless you say.", kind=FilterKind.DAY
)
ON = Filter(
    TIMES[1],
    "In effect on",
    "What was in effect at the end of this day, entered later or not; today unless you say.",
    kind=FilterKind.DAY,
)
"""These ask for what was known on a day, and in effect on one. Every list that shows a position has both, the journal's
entries the first; `known.in_past` sees to them."""


def _has(value: Any, wanted: str) -> bool:
    if isinstance(value, bool):
        return value is (wanted == "yes")
    return wanted in value if isinstance(value, tuple) else str(value) == wanted


MOST_KNOWN = 50_000
"""Texts of a column that are kept while a CSV is written."""
LONGEST_TEXT = 120
"""The most characters of a text that somebody asks for."""


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= 15


@dataclass(frozen=True)
class View(Generic[Row]):
    """A list: its columns, filters and order, and the query that finds its rows."""

    name: str
    title: str
    help: str
    """What a row is."""
    columns: Sequence[Column]
    key: Callable[[Row], int | str] = lambda row: 0
    """What tells a row from all others, where rows are at hand."""
    query: Callable[..., Rows[Row] | Iterable[Row]] | None = None
    filters: Sequence[Filter] = ()
    sort: str = ""
    """The usual order."""
    measured: bool = False
    """Whether its figures count what the law measures: tonnes of CO2 here, pounds of NOx there."""
    edges: Mapping[str, Callable[[Row], Any]] = field(default_factory=dict, compare=False)
    """Order of the list → the value by which rows at hand stand in it, where that is not the column's."""
    times: Sequence[Filter] = (AS_OF, ON)
    """The days that it can be asked for; none where it says the same on every day, as what the law says does."""

    def __post_init__(self) -> None:
        if self.query is not None:
            more = [each for each in self.times if each not in self.filters]
            object.__setattr__(self, "filters", (*self.filters, *more))

    @property
    def caption(self) -> str:
        """The title, with what the figures count."""
        return f"{self.title}; {books_law().measure}" if self.measured else self.title

    def on(self, place: str) -> list[Column]:
        return [column for column in self.columns if place in column.on]

    @cached_property
    def shown(self) -> list[Column]:
        """The columns of a page."""
        return self.on("page")

    @cached_property
    def sorts(self) -> dict[str, Column]:
        """The orders of the list by name, the usual one first."""
        found = [column for column in self.columns if column.sort]
        usual = self.sort.removeprefix("-")
        return {column.sort: column for column in sorted(found, key=lambda column: column.sort != usual)}

    def ask(self, sort: str = "", **filters: Any) -> Source[Row]:
        """The list, narrowed and in order. Raises `Misuse` for an order or a filter that it does not have."""
        assert self.query is not None
        days = [filters.pop(name, "") for name in TIMES]
        if any(days) and past_of(*days) != past_shown():
            raise Fault(f"{self.name} is asked for another day than the one that is shown")
        order = sort or self.sort
        if order.removeprefix("-") not in self.sorts:
            raise Misuse(f"{self.name} cannot be sorted by '{order[:40]}': it can be sorted by {', '.join(self.sorts)}")
        left = [each for each in self.filters if each.name not in self._sees_to and filters.get(each.name)]
        found = self.query(**{name: value for name, value in filters.items() if name in self._sees_to})
        for each in left:
            found = each.narrowed(found, filters[each.name])
        return found.ordered(order) if isinstance(found, Rows) else self.in_order(found, order)

    @cached_property
    def _sees_to(self) -> Collection[str]:
        """What the query itself is told: it may know a shorter way to some rows than reading all of them."""
        assert self.query is not None
        return signature(self.query).parameters

    def in_order(self, rows: Iterable[Row], sort: str = "") -> KeptRows[Row]:
        """Rows at hand in an order of the list."""
        order = sort or self.sort
        name = order.removeprefix("-")
        value = self.edges.get(name, self.sorts[name].value)
        return KeptRows.of(rows, lambda row: _as_edge(value(row)), self.key, down=order.startswith("-"))

    def item(self, row: Row) -> dict[str, Any]:
        """A row as data, by the names of its columns."""
        return {column.name: column.datum(row) for column in self.on("data")}

    def only(self, name: str, title: str, *names: str) -> View[Row]:
        """A smaller table of the same rows."""
        return replace(self, name=name, title=title, columns=[each for each in self.columns if each.name in names])

    def without(self, name: str, *names: str) -> View[Row]:
        """The same table without some of its columns."""
        return replace(self, name=name, columns=[each for each in self.columns if each.name not in names])

    def marked(self, synthetic: bool) -> View[Row]:
        """The table of one installation's or account's rows, each of which says whether they are synthetic."""
        return replace(self, columns=(*self.columns, synthetic_column(value=lambda row: synthetic)))

    def lines(self, rows: Iterable[Row]) -> Iterator[list[str]]:
        """The heading and the rows of a CSV."""
        columns = [each for column in self.on("csv") for each in column.plain()]
        yield [plain_text(column.csv or column.name) for column in columns]
        said, left = [_as_text(column) for column in columns], iter(rows)
        while chunk := list(islice(left, CHUNK)):
            yield from map(list, zip(*(say(column.values(chunk)) for say, column in zip(said, columns, strict=True)),
                                     strict=True))  # fmt: skip


def _as_text(column: Column) -> Callable[[list[Any]], list[str]]:
    """What writes a column's values for CSV. The same words come again and again, so they are written once."""
    if column.kind not in WORDS:
        return lambda values: [str(each) if type(each) is int else plain_text(each) for each in values]
    known: dict[Any, str] = {}

    def say(values: list[Any]) -> list[str]:
        fresh = set(values) - known.keys()
        known.update((each, plain_text(each)) for each in fresh)
        found = [known[each] for each in values]
        if len(known) > MOST_KNOWN:
            known.clear()
        return found

    return say


def _as_edge(value: Any) -> Any:
    """A value by which rows stand in order, as a cursor can hold it: days as text, which have the same order."""
    return value.isoformat() if isinstance(value, date) else value


class Listing(Generic[Row]):
    """A view's answer in Python: walk through it, or take it whole with `rows`, `to_polars`, `to_csv`, `to_parquet`.

    It is read when it is used, so that the same listing read again says what the books hold then.
    """

    def __init__(self, view: View[Row], alias: str, law: Law, sort: str = "", **filters: Any) -> None:
        self.view, self._alias, self._law = view, alias, law
        self._sort, self._filters = sort, {name: "" if value is None else value for name, value in filters.items()}

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Let queries read the books, as they were on the day that was asked for."""
        # here, so that views can be declared before Django has read its settings
        from openets.views.kept import patient
        from openets.views.known import in_past

        days = (self._filters.get(name, "") for name in TIMES)
        with books_at(self._alias, self._law), in_past(*days), patient():
            yield

    def _ask(self) -> Source[Row]:
        """The list that was asked for. Raises `Misuse` for an order or a filter that makes no sense."""
        for each in self.view.filters:
            if value := self._filters.get(each.name, ""):
                each.stop_senseless(value)
        return self.view.ask(self._sort, **self._filters)

    def _walk(self, made: Callable[[Row], Any]) -> Iterator[Any]:
        """What is made of each row. They are read in pieces: between two of them other books may be read."""
        with self._reading():
            rows = iter(self._ask())
        while True:
            with self._reading():
                chunk = [made(row) for row in islice(rows, CHUNK)]
            if not chunk:
                return
            yield from chunk

    def __iter__(self) -> Iterator[Any]:
        columns = self.view.on("data")
        make = row_type(columns)._make
        return self._walk(lambda row: make(column.datum(row) for column in columns))

    def __len__(self) -> int:
        with self._reading():
            return self._ask().count()

    def __repr__(self) -> str:
        return f"<{self.view.title}: {len(self):,} rows; columns {', '.join(c.name for c in self.view.on('data'))}>"

    def rows(self) -> list[Any]:
        """All rows, each with its fields by name."""
        return list(self)

    def to_polars(self) -> pl.DataFrame:
        """All rows as a frame, with a column for each of the view's: days are days in it, and instants instants."""
        from openets.views.frames import cells_of, frame_of, in_frame

        with self._reading():
            columns = in_frame(self.view.on("data"))
        return frame_of(columns, self._walk(cells_of(columns)))

    def to_parquet(self, file: str | Path) -> None:
        """Write all rows into a Parquet file."""
        self.to_polars().write_parquet(file)

    def to_csv(self, file: str | Path) -> None:
        """Write all rows into a CSV file, with the columns that the page's CSV has."""
        with self._reading(), Path(file).open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows(self.view.lines(self._ask()))
