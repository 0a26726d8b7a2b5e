"""What all commands share: the store option, the desk, printing as text or JSON, and failing in words."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn
from uuid import uuid4

import typer
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from openets.kernel.refusals import Misuse, Refused
from openets.operations.acts import Outcome
from openets.operations.desk import Desk, SystemClock
from openets.operations.rights import administrator
from openets.schemes.eu_ets import eu_ets

DEFAULT_STORE = "sqlite:///openets.db"

StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="OPENETS_STORE",
        help="The books: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME.",
        show_default=True,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
RequestOption = Annotated[
    str, typer.Option("--request", help="Your own id for this act; the same id again gets the same answer.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and write nothing.")]

_WIDEST = 400

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def desk(store: str, *, create: bool = False) -> Desk:
    """The desk of whoever runs the command."""
    from openets.stores.door import open_store

    return Desk(open_store(store, create=create), eu_ets(), SystemClock(), administrator(f"cli:{getpass.getuser()}"))


def fresh(request: str) -> str:
    """The caller's request id, or a new one."""
    return request or f"cli:{uuid4()}"


def show(answer: Any, text: str | Table, as_json: bool) -> None:
    """Print an answer as JSON or as text."""
    if as_json:
        print(json.dumps(plain(answer), ensure_ascii=False, indent=1))
    elif isinstance(text, Table):
        print_table(text)
    else:
        out.print(text, markup=False)


def plain(value: Any) -> Any:
    """Named tuples as objects, sets as lists: what JSON can say."""
    if hasattr(value, "_asdict"):
        return {name: plain(item) for name, item in value._asdict().items()}
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return value.as_dict() if hasattr(value, "as_dict") else str(value)


def settle(outcome: Outcome, done: str, as_json: bool, *, dry_run: bool = False) -> None:
    """Print a receipt, or raise the refusals."""
    if not outcome.accepted:
        if as_json:
            print(json.dumps(plain(outcome), ensure_ascii=False, indent=1))
            raise typer.Exit(1)
        raise Refused(outcome.refusals)
    if dry_run:
        text = f"This would be accepted: {done}. Nothing was written."
    elif outcome.repeated:
        text = f"Already done as {outcome.reference} (request {outcome.request}): {done}."
    else:
        text = f"{outcome.reference}: {done}."
    show(outcome, text, as_json)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A table for people: numbers to the right, thousands marked."""
    result = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    listed = [list(row) for row in rows]
    for index, column in enumerate(columns):
        right = any(isinstance(row[index], int) for row in listed)
        result.add_column(column, justify="right" if right else "left", no_wrap=right)
    for row in listed:
        result.add_row(*(f"{cell:,}" if isinstance(cell, int) and cell > 9999 else str(cell) for cell in row))
    return result


def print_table(content: Table) -> None:
    """Print a table as wide as its numbers need: a narrow terminal may wrap it, but no digit is ever cut."""
    options = out.options.update(width=_WIDEST, max_width=_WIDEST)
    wide = Measurement.get(out, options, content).maximum
    Console(width=max(out.width, wide), highlight=False).print(content)


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A progress bar on the terminal's error side; silent where nobody looks."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=quiet or not err.is_terminal,
    )
    with bar:
        yield bar


def fail(kind: str, lines: list[str], code: int, refusals: list[dict[str, str]] | None = None) -> NoReturn:
    """Say what went wrong and end. With --json on the command line, in JSON."""
    if "--json" in sys.argv:
        print(json.dumps({"error": kind, "detail": " ".join(lines), "refusals": refusals or []}, ensure_ascii=False, indent=1))
    else:
        for line in lines:
            err.print(f"{kind}: {line}" if line == lines[0] else line, markup=False, style="red" if line == lines[0] else "")
    sys.exit(code)


def whole(text: str, what: str) -> int:
    """A whole number from the command line: `1000`, `1,000` or `1_000`."""
    digits = text.replace(",", "").replace("_", "")
    if not digits.isdigit():
        raise Misuse(f"{what} is '{text}': expected a whole number of units, such as 1000")
    return int(digits)
