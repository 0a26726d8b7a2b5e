"""The parts of the paper in words, for those who read them without pages: lines of text, and plain data."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from openets_paper.findings import NUMBER_COLUMNS, STATEMENT_COLUMNS, Column, Part, Verdict

SUMMARY = ("Part", "Compared", "Differ", "Hold", "Do not hold", "Not computed")


def cell(value: Any) -> str:
    """A value of a part's table as it is printed."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


def lines_below(part: Part) -> Iterator[str]:
    """What stands below a part's table: the numbers that differ, what the paper says, notes."""
    yield from (*_differences(part), *_statements(part), *_notes(part))


def _differences(part: Part) -> Iterator[str]:
    if part.compared:
        yield f"Numbers compared: {len(part.compared)}. Of them differ: {len(part.differing)}."
    for number in part.differing:
        unit = f" {number.unit}" if number.unit else ""
        ours = f"{cell(number.shown)}{unit}, difference {number.difference}"
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


def summary(part: Part) -> tuple[object, ...]:
    """A part in the columns of `SUMMARY`."""
    verdicts = [statement.verdict for statement in part.statements]
    counts = [verdicts.count(verdict) for verdict in (Verdict.HOLDS, Verdict.FAILS, Verdict.OPEN)]
    return part.title, len(part.compared), len(part.differing), *counts


def as_data(part: Part) -> dict[str, object]:
    """A part as plain data."""
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
