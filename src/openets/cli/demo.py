"""`ets demo`: a whole registry from nothing, then the explorer. Written by hand: it plays a story of many commands."""

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from openets.cli import looking, serving
from openets.cli.console import JsonOption, LawOption, out, progress, session, show, steps_on, stop_in_memory, table
from openets.engine.session import Session
from openets.ledger.holds import SYNTHETIC
from openets.ledger.store import stop_other_books
from openets.opening import Books
from openets.stores.addresses import sqlite_file
from openets.stores.door import has_books


def demo(
    store: Annotated[
        str | None,
        typer.Option(
            envvar="OPENETS_STORE",
            help="Its books: sqlite:///FILE or postgresql://…  [default: sqlite:///demo.db; parties.db with --kyoto]",
        ),
    ] = None,
    serve: Annotated[bool, typer.Option(help="Serve the explorer when done.")] = True,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    kyoto: Annotated[
        bool, typer.Option("--kyoto", help="Instead: seven Parties' commitment period, from report to true-up.")
    ] = False,
    law: LawOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make a registry of real national totals and synthetic installations, 2005-2012, and show it; in new books.

    ets demo
    ets demo --kyoto --store sqlite:///kyoto.db --no-serve
    """
    if store is None:
        store = "sqlite:///parties.db" if kyoto else "sqlite:///demo.db"
    here = _own_books(store, law)
    if kyoto:
        _play(here, as_json)
    else:
        _fill(here, as_json)
    if not as_json:
        out.print(f"\n{_what_next(store)}\n", markup=False)
    if serve:
        serving.run(host, port, 8, as_json)


def _own_books(store: str, law: str) -> Books:
    """New books for a demonstration, or those of an earlier one. Raises `Misuse`, and changes nothing, for others."""
    stop_in_memory(store)
    if not has_books(store):
        return session(store, create=True, law=law, holds=SYNTHETIC)
    here = session(store, law=law, holds=SYNTHETIC)
    stop_other_books(here.store, "a demonstration", SYNTHETIC)
    return here


def _play(here: Session, as_json: bool) -> None:
    """Seven Parties play a whole commitment period."""
    from openets.demo.commitment_period import play

    with progress(as_json, "Playing 2006-2015") as (bar, task):
        events = []
        for event in play(here):
            events.append(event)
            bar.update(task, advance=1)
    if as_json:
        show([{**event._asdict(), "day": event.day.isoformat()} for event in events], "", True)
        return
    rows = [(event.day, event.what, event.reference or f"refused: {', '.join(event.refused)}") for event in events]
    out.print(table("A commitment period: every figure is invented", ("day", "what", "entry"), rows))


def _fill(here: Session, as_json: bool) -> None:
    """Real national totals, split over synthetic installations."""
    from openets.demo import SOURCE, demo_panel, fill

    panel = demo_panel(here.law)
    with progress(as_json, "Beginning") as (bar, task):
        result = fill(here, panel, steps_on(bar, task))
    if as_json:
        show({"books": here.store.shown, "source": SOURCE, **result._asdict()}, "", True)
    else:
        out.print(f"Installation-years in the books at {here.store.shown}: {len(panel.rows):,}.", markup=False)
        out.print("National totals: European Commission, Union Registry / EUTL. Every installation is synthetic.\n")
        looking.status(here.store.address, False)


def _what_next(store: str) -> str:
    """How the commands that are typed next find these books, from whatever folder."""
    file = sqlite_file(store)
    named = f"sqlite:///{file.resolve()}" if file is not None else store
    lines = ["Every command finds these books once this is typed:"]
    program = Path(sys.argv[0]).resolve()
    if shutil.which("ets") is None and (program.parent / "activate").exists():
        lines.append(f"  source {program.parent / 'activate'}")
    if os.environ.get("OPENETS_STORE") != named:
        lines.append(f"  export OPENETS_STORE='{named}'")
    return "\n".join(lines) if len(lines) > 1 else "Every command finds these books: OPENETS_STORE names them."
