"""The parts of the seed paper, computed again and held against these books."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.http import Http404

from openets.views.columns import Column
from openets.views.detail import fact, grown, many, shape
from openets.views.view import View
from openets_paper.books import paper_record
from openets_paper.findings import CITATION, Number, Part, Statement, Verdict
from openets_paper.findings import Column as PaperColumn
from openets_paper.inventories import shipped
from openets_paper.parts import PARTS, Evidence
from openets_paper.record import PublicRecord


def part(name: str) -> Part:
    """A part of the paper, held against these books. Raises `Http404` for a name that none has."""
    if name not in PARTS:
        raise Http404(f"The paper has no part “{name}” here. It has {', '.join(PARTS)}.")
    return _part(name, paper_record())


@lru_cache(maxsize=32)
def _part(name: str, record: PublicRecord | None) -> Part:
    return PARTS[name](Evidence(shipped(), record))


def _verdicts(name: str, title: str, verdict: Verdict, help: str) -> Column:
    def number(row: Part) -> int:
        return sum(statement.verdict is verdict for statement in row.statements)

    return Column(name, title, help, "number", value=number)


OVERVIEW: View[Part] = View(
    "paper",
    "The parts of the paper: numbers compared, and statements tested",
    "A table or figure of the paper, and how many of its numbers and statements agree.",
    (
        Column("name", "Part", "Its name in addresses.", on="csv data", sort="name"),
        Column("order", "Order", "Its place in the paper.", "number", value=lambda row: list(PARTS).index(row.name),
               on="", sort="paper"),
        Column("title", "Part", "What it is about.", "long", link=lambda row: ("paper-part", row.name)),
        Column("compared", "Numbers compared", "Numbers that the paper prints.", "number",
               value=lambda row: len(row.compared) or None, on="page csv"),
        Column("differ", "Differ", "Those of them that are not ours.", "number",
               value=lambda row: len(row.differing) if row.compared else None, on="page csv"),
        Column("compared", "Numbers compared", "Numbers that the paper prints.", "number",
               value=lambda row: len(row.compared), on="data"),
        Column("differ", "Differ", "Those of them that are not ours.", "number", value=lambda row: len(row.differing),
               on="data"),
        _verdicts("hold", "Statements hold", Verdict.HOLDS, "Statements that hold."),
        _verdicts("fail", "Do not hold", Verdict.FAILS, "Statements that do not hold."),
        _verdicts("open", "Not computed", Verdict.OPEN, "Statements that these books cannot decide."),
        Column("includes_synthetic", "Synthetic", "Whether installations that it counts were made up.", "flag",
               value="synthetic", on="data"),
    ),
    key=lambda row: row.name,
    query=lambda: map(part, PARTS),
    times=(),
    sort="paper",
)  # fmt: skip


# ---- one part ------------------------------------------------------------------------------------


def _cells(found: Part) -> list[dict[str, Any]]:
    """The rows of a part by the names of its columns, as JSON has them: fractions are strings."""
    return [{column.name: _cell(column.value(row)) for column in found.columns} for row in found.rows]


def _cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, int) else str(value)


NUMBER = shape(
    Number,
    fact("what", "What is counted or measured."),
    fact("unit", "What it is counted in."),
    fact("printed", "As the paper prints it.", value=lambda row: row.said, null=True),
    fact("ours", "Ours, with the decimals worth showing.", "exact", value=lambda row: row.shown, null=True),
    fact("difference", "Ours less the paper's.", "exact", null=True),
    fact("agrees", "Whether ours keeps to what the paper prints.", "flag"),
    fact("why", "Why the two differ."),
    name="Number",
)
STATEMENT = shape(
    Statement,
    fact("text", "What the paper says, restated."),
    "where",
    fact("verdict", "holds, does not hold or not computed.", value=lambda row: str(row.verdict)),
    fact("because", "Why it holds or not."),
    name="Statement",
)
WHOLE = grown(
    OVERVIEW,
    lambda found: found,
    "WholePart",
    "A table or figure of the paper, whole.",
    fact("paper", "What is computed again.", value=lambda found: CITATION),
    fact("lead", "What it is, in a sentence or two."),
    fact("source", "Where our figures come from."),
    many("columns", shape(PaperColumn, "name", "title", name="PartColumn")),
    fact("rows", "By the names of the columns.", "cells", _cells),
    many("numbers", NUMBER),
    many("statements", STATEMENT),
    fact("notes", "What else a reader should know.", "texts"),
)
