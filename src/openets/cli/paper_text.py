"""What `ets paper` prints: the parts of the seed paper, each beside the paper's own numbers."""

from pathlib import Path

from rich.table import Table

from openets.cli.console import out, print_json, print_table, table
from openets.commands.reading import shortened
from openets.kernel.refusals import Misuse
from openets_paper.findings import CITATION, Part
from openets_paper.parts import PARTS, read_evidence
from openets_paper.wording import SUMMARY, as_data, cell, lines_below, summary

_LONG = 46
"""Characters to which long words of a table are wrapped."""


def show_paper(data: Path | None, only: str, as_json: bool) -> None:
    """Print one part, or all of them with an overview. Raises `Misuse` for a part that there is not."""
    if only and only not in PARTS:
        raise Misuse(f"--table is '{shortened(only)}': the parts are {', '.join(PARTS)}")
    evidence = read_evidence(data)
    parts = [PARTS[name](evidence) for name in ([only] if only else PARTS)]
    if as_json:
        print_json({"paper": CITATION, "parts": [as_data(part) for part in parts]})
        return
    out.print(f"{CITATION}, computed again.\n", markup=False)
    for part in parts:
        out.print(part.title, style="bold", markup=False)
        out.print(f"{part.lead}\nSource: {part.source}.", markup=False)
        if part.rows:
            print_table(_grid(part))
        for line in lines_below(part):
            out.print(line, markup=False)
    print_table(table("The parts, numbers compared and statements tested", SUMMARY, map(summary, parts)))


def _grid(part: Part) -> Table:
    """The part's table: numbers to the right, long words wrapped."""
    rows = ([cell(column.value(row)) for column in part.columns] for row in part.rows)
    grid = table("", [column.title for column in part.columns], rows)
    for shown, column in zip(grid.columns, part.columns, strict=True):
        shown.no_wrap = column.kind != "long"
        shown.max_width = _LONG if column.kind == "long" else None
        shown.justify = "right" if column.kind == "number" else "left"
    return grid
