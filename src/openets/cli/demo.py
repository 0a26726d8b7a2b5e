"""`ets demo`: a whole registry from nothing, then the explorer. Written by hand: it plays a story of many commands."""

from typing import Annotated

import typer

from openets.cli import looking, serving
from openets.cli.console import JsonOption, LawOption, StoreOption, out, progress, session, show, steps_on, table
from openets.engine.session import Session
from openets.kernel.refusals import Misuse
from openets.stores.addresses import public


def demo(
    store: StoreOption = "sqlite:///demo.db",
    serve: Annotated[bool, typer.Option(help="Serve the explorer when done.")] = True,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    kyoto: Annotated[
        bool, typer.Option("--kyoto", help="Instead: seven Parties' commitment period, from report to true-up.")
    ] = False,
    law: LawOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make a registry of real national totals and synthetic installations, 2005-2012, and show it.

    ets demo
    ets demo --kyoto --store sqlite:///kyoto.db --no-serve
    """
    here = session(store, create=True, law=law)
    if kyoto:
        _play(here, store, as_json)
    else:
        _fill(here, store, as_json)
    if serve:
        serving.run(host, port, 8, as_json)


def _play(here: Session, store: str, as_json: bool) -> None:
    """Seven Parties play a whole commitment period."""
    from openets.demo.commitment_period import play

    if here.store.heads():
        raise Misuse(f"there are books at {public(store)} already: the commitment period begins in new ones")
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


def _fill(here: Session, store: str, as_json: bool) -> None:
    """Real national totals, split over synthetic installations."""
    from openets.demo import SOURCE, demo_panel
    from openets.importing.eutl.replay import replay_panel

    panel = demo_panel(here.law)
    with progress(as_json, "Beginning") as (bar, task):
        result = replay_panel(here, panel, steps_on(bar, task))
    if as_json:
        show({"source": SOURCE, **result._asdict()}, "", True)
    else:
        out.print(f"Installation-years in the books at {public(store)}: {len(panel.rows):,}.", markup=False)
        out.print("National totals: European Commission, Union Registry / EUTL. Every installation is synthetic.\n")
        looking.status(store, False)
