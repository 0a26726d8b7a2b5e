"""`ets demo`: a whole registry from nothing, then the explorer."""

from __future__ import annotations

from typing import Annotated

import typer

from openets.cli import looking, serving
from openets.cli.console import JsonOption, StoreOption, desk, out, progress, show, steps_on
from openets.operations.demo import SOURCE, demo_panel
from openets.operations.eutl.replay import replay_panel
from openets.stores.addresses import public


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    store: StoreOption = "sqlite:///demo.db",
    serve: Annotated[bool, typer.Option(help="Serve the explorer when done.")] = True,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    as_json: JsonOption = False,
) -> None:
    """Make a registry of real national totals and synthetic installations, 2005-2012, and show it."""
    here = desk(store, create=True)
    panel = demo_panel(here.scheme)
    with progress(as_json) as bar:
        task = bar.add_task("Beginning", total=None)
        result = replay_panel(here, panel, steps_on(bar, task))
    if as_json:
        show({"source": SOURCE, **result._asdict()}, "", True)
    else:
        out.print(f"Installation-years in the books at {public(store)}: {len(panel.rows):,}.", markup=False)
        out.print("National totals: European Commission, Union Registry / EUTL. Every installation is synthetic.\n")
        looking.status(store, False)
    if serve:
        serving.run(host, port, 8, as_json)
