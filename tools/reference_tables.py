"""Tables and cells of the reference pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_NOT_SEEN = "**no**"


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a Markdown table, and an empty one."""
    yield f"| {' | '.join(columns)} |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield f"| {' | '.join(cell(value) for value in row)} |"
    yield ""


def cell(value: object) -> str:
    """A value as a cell shows it; `False` says that a source was not seen."""
    if value is None or value == "":
        return " "
    if isinstance(value, bool):
        return "yes" if value else _NOT_SEEN
    if isinstance(value, int):
        return f"{value:,}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def listed(values: Iterable[str]) -> str:
    """Words in order, with commas."""
    return ", ".join(sorted(values))


def yes(value: bool) -> str:
    """Yes or no, where no is nothing to be wary of."""
    return "yes" if value else "no"


def marked(value: int | None, *, verified: bool) -> str:
    """A number, with a question mark where its source was not seen."""
    return "" if value is None else f"{value:,}{'' if verified else ' ?'}"
