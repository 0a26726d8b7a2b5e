"""The seed paper, computed again: each of its tables and figures with its numbers beside ours."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from openets.api.exact import Exact, written
from openets.api.filters import Key
from openets.api.lists import add_list
from openets.api.schema import schema_of
from openets_paper.findings import CITATION, Column, Number, Statement
from openets_paper.overview import OVERVIEW
from openets_paper.overview import part as part_of
from openets_paper.parts import PARTS

router = Router(tags=["the paper"])


add_list(router, "/paper", OVERVIEW, "The seed paper's tables and figures, computed again", "parts")
PartSchema: Any = schema_of(OVERVIEW, "PartSchema")


class ColumnSchema(BaseModel):
    """A column of a part's rows."""

    name: str
    title: str


class NumberSchema(BaseModel):
    """A number of the paper and ours."""

    what: str
    unit: str
    printed: str | None = Field(description="As the paper prints it.")
    ours: Exact | None
    difference: Exact | None = Field(description="Ours less the paper's.")
    agrees: bool
    why: str = Field(description="Why the two differ.")

    @classmethod
    def of(cls, row: Number) -> NumberSchema:
        return cls(
            what=row.what,
            unit=row.unit,
            printed=row.said or None,
            ours=row.shown,
            difference=row.difference,
            agrees=row.agrees,
            why=row.why,
        )


class StatementSchema(BaseModel):
    """Something that the paper says, and whether it holds."""

    text: str
    where: str
    verdict: str
    because: str

    @classmethod
    def of(cls, row: Statement) -> StatementSchema:
        return cls(text=row.text, where=row.where, verdict=str(row.verdict), because=row.because)


class WholePart(PartSchema):
    """A table or figure of the paper, whole."""

    paper: str = Field(description="What is computed again.")
    lead: str
    source: str = Field(description="Where our figures come from.")
    columns: list[ColumnSchema]
    rows: list[dict[str, int | str | bool | None]] = Field(description="By the names of the columns.")
    numbers: list[NumberSchema]
    statements: list[StatementSchema]
    notes: list[str]


@router.get("/paper/{name}", response=WholePart, summary="One of the seed paper's tables or figures")
def part(request: HttpRequest, name: Key) -> WholePart:
    if name not in PARTS:
        raise Http404(f"The paper has no part “{name}” here. It has {', '.join(PARTS)}.")
    found = part_of(name)
    return WholePart(
        **OVERVIEW.item(found),
        paper=CITATION,
        lead=found.lead,
        source=found.source,
        columns=[ColumnSchema(name=each.name, title=each.title) for each in found.columns],
        rows=[_row(found.columns, row) for row in found.rows],
        numbers=[NumberSchema.of(each) for each in found.numbers],
        statements=[StatementSchema.of(each) for each in found.statements],
        notes=list(found.notes),
    )


def _row(columns: tuple[Column, ...], row: Any) -> dict[str, int | str | bool | None]:
    return {column.name: _plain(column.value(row)) for column in columns}


def _plain(value: Any) -> int | str | bool | None:
    """A cell as JSON has it: fractions are strings."""
    if isinstance(value, Decimal):
        return written(value)
    return value if value is None or isinstance(value, int) else str(value)
