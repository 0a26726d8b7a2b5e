"""`ets import`: written by hand, since a whole file stands behind it that is read step by step.

The module has the name of what is typed, with a line below: Python keeps the word itself for its own statement.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, LawOption, StoreOption, progress, session, show, steps_on
from openets.cli.project import import_cdm
from openets.kernel.refusals import Misuse, Unavailable
from openets.ledger.holds import IMPORTED
from openets.ledger.store import stop_other_books

if TYPE_CHECKING:
    from openets.laws.law import Law


def import_eutl(
    path: Annotated[
        Path,
        typer.Argument(help="The folder with the Commission's two daily files, or with a panel and installations."),
    ],
    through: Annotated[int | None, typer.Option(help="Stop after this year, for instance 2012.")] = None,
    report: Annotated[Path, typer.Option(help="Where to write the report of the import.")] = Path("import-report.json"),
    store: StoreOption = DEFAULT_STORE,
    law: LawOption = "",
    as_json: JsonOption = False,
) -> None:
    """Replay the public record of the EU ETS. Interrupted? Start it again: it goes on where it was.

    ets import eutl eutl_folder --through 2012
    """
    from openets.importing.eutl.panel import read_panel
    from openets.importing.eutl.replay import bring_in, by_first_number, planned
    from openets.importing.eutl.report import import_report, write_report

    _may_be_written(report)
    with progress(as_json, "Reading and planning") as (bar, task):
        under = _law_of(store, law, str(path))
        panel = read_panel(path, under, through)
        steps = planned(panel, under)
        here = session(store, create=True, law=law, holds=IMPORTED)
        known = by_first_number(here, panel)
        if known is not panel:
            panel, steps = known, planned(known, under)
        result = bring_in(here, panel, steps, steps_on(bar, task))
        bar.reset(task, description="Writing the report", total=None)
        content = import_report(here.store, here.law, panel, result)
        write_report(content, report)
    missing = content["not replayed"]
    text = (
        f"{len(panel.rows):,} installation-years are in the books at {here.store.shown}"
        f" ({result.steps_done} steps done, {result.steps_known} known before).\n"
        f"Not replayed: {len(missing['rows']):,} rows, {missing['units']:,} units.\n"
        f"What was inferred, what disagrees and why: {report}"
    )
    answer = {name: content[name] for name in content if name != "disagreements"}
    show(
        {"books": here.store.shown, **answer, "disagreements": len(content["disagreements"]), "report": str(report)},
        text,
        as_json,
    )
    if missing["rows"]:
        raise typer.Exit(1)


def _law_of(store: str, law: str, source: str) -> Law:
    """The law of the books, before any are made for what may turn out not to be readable.

    Raises `Misuse` at once, and not after the long reading, for books that may not have it.
    """
    from openets.laws.reading import DEFAULT_LAW, read_law

    try:
        here = session(store, law=law, holds=IMPORTED)
    except (Misuse, Unavailable):  # there are none yet, or they cannot be used: opening them for the import says so
        return read_law(law or DEFAULT_LAW)
    stop_other_books(here.store, source, IMPORTED)
    return here.law


def _may_be_written(file: Path) -> None:
    """Raise `Misuse` before the long work, not after it, where its report could not be written."""
    if file.is_dir():
        raise Misuse(f"--report {file} is a folder: name a file in it")
    if not file.parent.is_dir():
        raise Misuse(f"--report {file}: the folder {file.parent} does not exist, make it first")
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise Misuse(f"--report {file} may not be written: name another file")


def import_eutl_transactions(
    file: Annotated[Path, typer.Argument(help="The Commission's public transaction file, or its sample.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Read the Commission's public transaction file as history, beside the books and never part of them.

    ets import eutl-transactions transactions_EUTL_PUBLIC.csv
    """
    from openets.importing.eutl.history import read_history

    with progress(as_json, "Reading"):
        read = read_history(file)
        here = session(store, create=True, holds=IMPORTED)
        from openets.stores.sql.history import add_history  # its tables are there once books are open

        added = add_history(here.store, read.source, read.rows)
    known = len(read.rows) - added
    text = f"{added:,} blocks of {read.source} added to the history in {here.store.shown} ({known:,} were there)."
    if read.ignored:
        text += f"\nColumns that were not needed: {', '.join(read.ignored)}."
    answer = {"books": here.store.shown, "source": read.source, "added": added, "known": known}
    show({**answer, "ignored columns": read.ignored}, text, as_json)


GROUPS = {"import": "Bring public data into the books."}
COMMANDS = {"import eutl": import_eutl, "import eutl-transactions": import_eutl_transactions, "import cdm": import_cdm}
