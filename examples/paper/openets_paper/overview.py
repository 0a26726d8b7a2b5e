"""The parts of the seed paper, computed again and held against these books."""

from __future__ import annotations

from functools import lru_cache

from openets.views.columns import Column
from openets.views.view import View
from openets_paper.books import paper_record
from openets_paper.findings import Part, Verdict
from openets_paper.inventories import shipped
from openets_paper.parts import PARTS, Evidence
from openets_paper.record import PublicRecord


def part(name: str) -> Part:
    """A part of the paper, held against these books."""
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
    sort="paper",
)  # fmt: skip
