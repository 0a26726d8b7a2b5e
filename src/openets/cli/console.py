"""What all commands share: the store option, the session, printing as text or JSON, and failing in words.

Rich is imported when something is printed with it, not before: most of what `ets` says, it says in plain lines.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

from openets.kernel.refusals import Misuse, Refused
from openets.ledger.holds import REAL

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID
    from rich.table import Table

    from openets.engine.outcomes import Outcome
    from openets.importing.eutl.replay import Progress as StepProgress
    from openets.opening import Books

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
LawOption = Annotated[
    str,
    typer.Option(
        "--law",
        envvar="OPENETS_LAW",
        help="The law: a name from `ets law list` or a folder. Books know theirs; name it where its folder has moved.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
RequestOption = Annotated[
    str, typer.Option("--request", help="Your own id for this command; the same id again gets the same answer.")
]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="As it was known at the end of this day, such as 2006-04-30; now unless you say.")
]
OnOption = Annotated[
    str,
    typer.Option("--on", help="What was in effect at the end of this day, entered later or not; today unless you say."),
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and write nothing.")]

_WIDEST = 400


@cache
def _console(stderr: bool) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


class _Console:
    """A console of Rich that is made when it is first used."""

    def __init__(self, *, stderr: bool) -> None:
        self._stderr = stderr

    def __getattr__(self, name: str) -> Any:
        return getattr(_console(self._stderr), name)


out = cast("Console", _Console(stderr=False))
err = cast("Console", _Console(stderr=True))


def session(store: str, *, create: bool = False, law: str = "", holds: str = REAL) -> Books:
    """The session of whoever runs the command, under the law of the books; new books get the law that is named, and
    say for ever what they hold."""
    from openets.engine.rights import administrator
    from openets.opening import open_session

    stop_in_memory(store)
    law = law or os.environ.get("OPENETS_LAW", "")
    return open_session(store, administrator(_who()), create=create, law=law, holds=holds)


def stop_in_memory(store: str) -> None:
    """Raise `Misuse` for books in memory."""
    if store in ("memory:", "plain-memory:"):
        raise Misuse("books in memory would end with this command: use sqlite:///FILE or postgresql://…")


def _who() -> str:
    try:
        return f"cli:{getpass.getuser()}"[:80]
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "cli"


def show(answer: Any, text: str | Table, as_json: bool) -> None:
    """Print an answer as JSON or as text."""
    if as_json:
        print_json(plain(answer))
    elif isinstance(text, str):
        out.print(text, markup=False)
    else:
        print_table(text)


def print_json(answer: Any) -> None:
    """Print JSON: with signs of every language where the terminal can show them, else with escapes."""
    escaped = not (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(answer, ensure_ascii=escaped, indent=1))


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


def settle(outcome: Outcome, done: str, answer: dict[str, Any] | None, *, dry_run: bool = False) -> None:
    """Print a receipt, for programs as `answer` has it, or raise the refusals."""
    if not outcome.accepted:
        raise Refused(outcome.refusals)
    if dry_run:
        text = f"This would be accepted: {done}. Nothing was written."
    elif outcome.repeated:
        text = f"Already done as {outcome.reference} (request {outcome.request}): {done}."
    else:
        text = f"{outcome.reference}: {done}."
    if outcome.vintages:
        text += f" Vintages: {', '.join(f'{units:,} of {year}' for year, units in outcome.vintages)}."
    show(answer, text, answer is not None)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A table for people: numbers to the right, thousands marked. Years come as text."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    result = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    listed = [list(row) for row in rows]
    for index, column in enumerate(columns):
        right = any(isinstance(row[index], int) for row in listed)
        result.add_column(column, justify="right" if right else "left", no_wrap=right)
    for row in listed:
        # as text, so that nobody's name is taken for markup
        result.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in row))
    return result


def print_table(content: Table) -> None:
    """Print a table as wide as its numbers need: a narrow terminal may wrap it, but no digit is ever cut."""
    from rich.console import Console
    from rich.measure import Measurement

    options = out.options.update(width=_WIDEST, max_width=_WIDEST)
    wide = Measurement.get(_console(False), options, content).maximum
    Console(width=max(out.width, wide), highlight=False).print(content)


@contextmanager
def progress(quiet: bool, what: str) -> Iterator[tuple[Progress, TaskID]]:
    """A progress bar on the terminal's error side and the task that it shows; silent where nobody looks."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=_console(True),
        disable=quiet or not err.is_terminal,
    )
    with bar:
        yield bar, bar.add_task(what, total=None)


def steps_on(bar: Progress, task: TaskID) -> StepProgress:
    """Show the steps of a replay on a progress bar, one after the other."""
    from openets.importing.eutl.replay import Progress as StepProgress

    return StepProgress(
        lambda key, commands: bar.reset(task, description=f"{key:20}", total=commands),
        lambda number: bar.advance(task, number),
    )


def fail(kind: str, lines: list[str], code: int, refusals: list[dict[str, str]] | None = None) -> NoReturn:
    """Say what went wrong and end. With --json on the command line, in JSON."""
    if "--json" in sys.argv:
        print_json({"error": kind, "detail": " ".join(lines), "refusals": refusals or []})
    else:
        for line in lines:
            err.print(
                f"{kind}: {line}" if line == lines[0] else line, markup=False, style="red" if line == lines[0] else ""
            )
    sys.exit(code)
