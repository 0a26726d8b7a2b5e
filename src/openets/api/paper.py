"""The seed paper, computed again: each of its tables and figures with its numbers beside ours."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from openets.analytics.paper.findings import CITATION, Column, Number, Part, Statement, Verdict
from openets.analytics.paper.inventories import shipped
from openets.analytics.paper.parts import PARTS, Evidence
from openets.analytics.paper.record import PublicRecord
from openets.api.asking import Asked, Key, Order
from openets.api.exact import Exact, written
from openets.api.lists import Listed, Orders, listed, take_from
from openets.stores.sql.paper_record import paper_record

router = Router(tags=["the paper"])


class PartShape(BaseModel):
    """A table or figure of the paper, and how many of its numbers and statements agree."""

    name: str
    title: str
    compared: int = Field(description="Numbers that the paper prints.")
    differ: int = Field(description="Those of them that are not ours.")
    hold: int = Field(description="Statements that hold.")
    fail: int = Field(description="Statements that do not hold.")
    open: int = Field(description="Statements that these books cannot decide.")
    includes_synthetic: bool

    @classmethod
    def of(cls, part: Part) -> PartShape:
        return cls(**_elements(part))


def _elements(part: Part) -> dict[str, Any]:
    verdicts = [statement.verdict for statement in part.statements]
    return {
        "name": part.name,
        "title": part.title,
        "compared": len(part.compared),
        "differ": len(part.differing),
        "hold": verdicts.count(Verdict.HOLDS),
        "fail": verdicts.count(Verdict.FAILS),
        "open": verdicts.count(Verdict.OPEN),
        "includes_synthetic": part.synthetic,
    }


class Parts(Listed[PartShape]):
    """The parts of the paper."""


ORDERS: Orders[Part] = Orders(
    {"paper": lambda part: list(PARTS).index(part.name), "name": lambda part: part.name}, lambda part: part.name
)


class PartsAsked(Asked):
    """In which order."""

    sort: Annotated[str, Order(ORDERS.sorts)] = "paper"


def part_of(name: str) -> Part:
    """A part of the paper, held against these books."""
    return _part(name, paper_record())


@lru_cache(maxsize=32)
def _part(name: str, record: PublicRecord | None) -> Part:
    return PARTS[name](Evidence(shipped(), record))


@router.get("/paper", response=Parts, summary="The seed paper's tables and figures, computed again")
def parts(request: HttpRequest, asked: Query[PartsAsked]) -> Parts:
    return listed(Parts, take_from(request, asked, map(part_of, PARTS), ORDERS, asked.sort), PartShape.of)


class ColumnShape(BaseModel):
    """A column of a part's rows."""

    name: str
    title: str


class NumberShape(BaseModel):
    """A number of the paper and ours."""

    what: str
    unit: str
    printed: str | None = Field(description="As the paper prints it.")
    ours: Exact | None
    difference: Exact | None = Field(description="Ours less the paper's.")
    agrees: bool
    why: str = Field(description="Why the two differ.")

    @classmethod
    def of(cls, row: Number) -> NumberShape:
        return cls(
            what=row.what,
            unit=row.unit,
            printed=row.said or None,
            ours=row.shown,
            difference=row.difference,
            agrees=row.agrees,
            why=row.why,
        )


class StatementShape(BaseModel):
    """Something that the paper says, and whether it holds."""

    text: str
    where: str
    verdict: str
    because: str

    @classmethod
    def of(cls, row: Statement) -> StatementShape:
        return cls(text=row.text, where=row.where, verdict=str(row.verdict), because=row.because)


class WholePart(PartShape):
    """A table or figure of the paper, whole."""

    paper: str = Field(description="What is computed again.")
    lead: str
    source: str = Field(description="Where our figures come from.")
    columns: list[ColumnShape]
    rows: list[dict[str, int | str | bool | None]] = Field(description="By the names of the columns.")
    numbers: list[NumberShape]
    statements: list[StatementShape]
    notes: list[str]


@router.get("/paper/{name}", response=WholePart, summary="One of the seed paper's tables or figures")
def part(request: HttpRequest, name: Key) -> WholePart:
    if name not in PARTS:
        raise Http404(f"The paper has no part “{name}” here. It has {', '.join(PARTS)}.")
    found = part_of(name)
    return WholePart(
        **_elements(found),
        paper=CITATION,
        lead=found.lead,
        source=found.source,
        columns=[ColumnShape(name=each.name, title=each.title) for each in found.columns],
        rows=[_row(found.columns, row) for row in found.rows],
        numbers=[NumberShape.of(each) for each in found.numbers],
        statements=[StatementShape.of(each) for each in found.statements],
        notes=list(found.notes),
    )


def _row(columns: tuple[Column, ...], row: Any) -> dict[str, int | str | bool | None]:
    return {column.name: _plain(column.value(row)) for column in columns}


def _plain(value: Any) -> int | str | bool | None:
    """A cell as JSON has it: fractions are strings."""
    if isinstance(value, Decimal):
        return written(value)
    return value if value is None or isinstance(value, int) else str(value)
