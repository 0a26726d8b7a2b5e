"""What all commands share: the store option, the session, printing as text or JSON, and failing in words."""

from __future__ import annotations

import getpass
import json
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from uuid import uuid4

import typer
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from openets.checks.check import request_fault
from openets.engine.acts import Outcome
from openets.engine.rights import administrator
from openets.importing.eutl.replay import Progress as StepProgress
from openets.kernel.identifiers import parse_account_identifier
from openets.kernel.refusals import Misuse, Refused
from openets.laws.now import FOREIGN_REGISTRIES, eu_ets, kyoto

if TYPE_CHECKING:
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
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
RequestOption = Annotated[
    str, typer.Option("--request", help="Your own id for this act; the same id again gets the same answer.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would happen and write nothing.")]

_WIDEST = 400
_LONGEST_TEXT = 250
_MOST_DIGITS = 15

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def session(store: str, *, create: bool = False, law: str = "") -> Books:
    """The session of whoever runs the command."""
    from openets.opening import open_session

    if store in ("memory:", "plain-memory:"):
        raise Misuse("books in memory would end with this command: use sqlite:///FILE or postgresql://…")
    return open_session(store, administrator(_who()), create=create, law=law)


def _who() -> str:
    try:
        return f"cli:{getpass.getuser()}"[:80]
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "cli"


def fresh(request: str) -> str:
    """The caller's request id, or a new one."""
    if request and request_fault(request, ""):
        raise Misuse(f"--request is '{request}': use 1 to 120 letters, digits and . _ : / + -")
    # the time first, so that new ids stand together at the end of their index
    return request or f"cli:{time.time_ns() // 1_000_000:012x}-{uuid4().hex[:20]}"


def show(answer: Any, text: str | Table, as_json: bool) -> None:
    """Print an answer as JSON or as text."""
    if as_json:
        print_json(plain(answer))
    elif isinstance(text, Table):
        print_table(text)
    else:
        out.print(text, markup=False)


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


def settle(outcome: Outcome, done: str, as_json: bool, *, dry_run: bool = False) -> None:
    """Print a receipt, or raise the refusals."""
    if not outcome.accepted:
        raise Refused(outcome.refusals)
    if dry_run:
        text = f"This would be accepted: {done}. Nothing was written."
    elif outcome.repeated:
        text = f"Already done as {outcome.reference} (request {outcome.request}): {done}."
    else:
        text = f"{outcome.reference}: {done}."
    show({**plain(outcome), "dry_run": dry_run}, text, as_json)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A table for people: numbers to the right, thousands marked. Years come as text."""
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


def steps_on(bar: Progress, task: TaskID) -> StepProgress:
    """Show the steps of a replay on a progress bar, one after the other."""
    return StepProgress(
        lambda key, acts: bar.reset(task, description=f"{key:20}", total=acts),
        lambda number: bar.advance(task, number),
    )


def fail(kind: str, lines: list[str], code: int, refusals: list[dict[str, str]] | None = None) -> NoReturn:
    """Say what went wrong and end. With --json on the command line, in JSON."""
    if "--json" in sys.argv:
        print_json({"error": kind, "detail": " ".join(lines), "refusals": refusals or []})
    else:
        for line in lines:
            err.print(
                f"{kind}: {line}" if line == lines[0] else line,
                markup=False,
                style="red" if line == lines[0] else "",
            )
    sys.exit(code)


def whole(text: str, what: str) -> int:
    """A whole number from the command line: `1000`, `1,000` or `1_000`."""
    digits = text.replace(",", "").replace("_", "")
    if not (digits.isascii() and digits.isdecimal()):
        raise Misuse(f"{what} is '{shortened(text)}': expected a whole number of units, such as 1000")
    if len(digits.lstrip("0")) > _MOST_DIGITS:
        raise Misuse(f"{what} is '{shortened(text)}': a number has {_MOST_DIGITS} digits at most")
    return int(digits)


def shortened(text: str) -> str:
    """`text`, or its beginning where it is too long to be repeated."""
    return text if len(text) <= 60 else f"{text[:60]}…"


def identifier(text: str) -> str:
    """An account identifier of the right shape. Whether its check digits are right, the log's checks say."""
    parse_account_identifier(text)
    return text


def registry_code(text: str) -> str:
    """The code of a registry of the law, or of a Party to the Kyoto Protocol."""
    known = {*FOREIGN_REGISTRIES, *(state.registry for state in eu_ets().members.values()), *kyoto().targets}
    if text not in known:
        hint = f": did you mean {text.upper()}?" if text.upper() in known else ": expected one such as AT, CDM or EU"
        raise Misuse(f"'{shortened(text)}' is no registry of the {eu_ets().name}, nor of a Party{hint}")
    return text


def compliance_year(year: int) -> int:
    """A year of the law."""
    if eu_ets().period(year) is None:
        phases = eu_ets().periods
        raise Misuse(f"{year} is not a year of the law: it runs from {phases[0].first_year} to {phases[-1].last_year}")
    return year


def words(text: str, what: str, *, needed: bool = False) -> str:
    """Free text in which nothing is hidden: no control characters, not too long, and something where it is needed."""
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        raise Misuse(f"{what} holds a line break or another control character: write it on one line")
    if len(text) > _LONGEST_TEXT:
        raise Misuse(f"{what} is {len(text)} characters long, {_LONGEST_TEXT} are the most")
    if needed and not text.strip():
        raise Misuse(f"{what} is empty")
    return text
