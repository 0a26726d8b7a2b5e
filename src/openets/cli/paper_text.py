"""What `ets paper` prints: the parts of the seed paper, each beside the paper's own numbers."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.table import Table

from openets.cli.console import out, print_json, print_table, table
from openets.commands.reading import shortened
from openets.kernel.refusals import Misuse
from openets_paper.findings import CITATION, NUMBER_COLUMNS, STATEMENT_COLUMNS, Column, Part, Verdict
from openets_paper.parts import PARTS, read_evidence

_LONG = 46
"""Characters to which long words of a table are wrapped."""
_SUMMARY = ("Part", "Compared", "Differ", "Hold", "Do not hold", "Not computed")


def show_paper(data: Path | None, only: str, as_json: bool) -> None:
    """Print one part, or all of them with an overview. Raises `Misuse` for a part that there is not."""
    if only and only not in PARTS:
        raise Misuse(f"--table is '{shortened(only)}': the parts are {', '.join(PARTS)}")
    evidence = read_evidence(data)
    parts = [PARTS[name](evidence) for name in ([only] if only else PARTS)]
    if as_json:
        print_json({"paper": CITATION, "parts": [_as_json(part) for part in parts]})
        return
    out.print(f"{CITATION}, computed again.\n", markup=False)
    for part in parts:
        _print(part)
    print_table(table("The parts, numbers compared and statements tested", _SUMMARY, map(_summary, parts)))


def _print(part: Part) -> None:
    out.print(part.title, style="bold", markup=False)
    out.print(f"{part.lead}\nSource: {part.source}.", markup=False)
    if part.rows:
        print_table(_grid(part.columns, part.rows))
    for line in (*_differences(part), *_statements(part), *_notes(part)):
        out.print(line, markup=False)


def _grid(columns: tuple[Column, ...], rows: tuple[Any, ...]) -> Table:
    """The part's table: numbers to the right, long words wrapped."""
    grid = table("", [column.title for column in columns], ([_cell(c.value(row)) for c in columns] for row in rows))
    for shown, column in zip(grid.columns, columns, strict=True):
        shown.no_wrap = column.kind != "long"
        shown.max_width = _LONG if column.kind == "long" else None
        shown.justify = "right" if column.kind == "number" else "left"
    return grid


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


def _differences(part: Part) -> Iterator[str]:
    if part.compared:
        yield f"Numbers compared: {len(part.compared)}. Of them differ: {len(part.differing)}."
    for number in part.differing:
        unit = f" {number.unit}" if number.unit else ""
        ours = f"{_cell(number.shown)}{unit}, difference {number.difference}"
        yield f"  {number.what}: the paper {number.said}{unit}, ours {ours}.\n    {number.why}"


def _statements(part: Part) -> Iterator[str]:
    if part.statements:
        yield "What the paper says:"
    for row in part.statements:
        yield f"  [{row.verdict}] {row.text} ({row.where})\n    {row.because}"


def _notes(part: Part) -> Iterator[str]:
    if part.notes:
        yield "Notes:"
        yield from (f"  {note}" for note in part.notes)
    yield ""


def _summary(part: Part) -> tuple[object, ...]:
    verdicts = [statement.verdict for statement in part.statements]
    counts = [verdicts.count(verdict) for verdict in (Verdict.HOLDS, Verdict.FAILS, Verdict.OPEN)]
    return part.title, len(part.compared), len(part.differing), *counts


def _as_json(part: Part) -> dict[str, object]:
    return {
        "name": part.name,
        "title": part.title,
        "source": part.source,
        "rows": [_object(part.columns, row) for row in part.rows],
        "numbers": [{**_object(NUMBER_COLUMNS, row), "agrees": row.agrees} for row in part.numbers],
        "statements": [_object(STATEMENT_COLUMNS, row) for row in part.statements],
        "notes": list(part.notes),
    }


def _object(columns: tuple[Column, ...], row: Any) -> dict[str, object]:
    return {column.name: _plain(column.value(row)) for column in columns}


def _plain(value: Any) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value
