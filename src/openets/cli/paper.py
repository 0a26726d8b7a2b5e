"""`ets paper`: the seed paper's tables and figures, computed again, each beside the paper's own. It needs no books."""

from pathlib import Path
from typing import Annotated

import typer

from openets.cli.console import JsonOption

NAMES = (
    "table-1", "table-2", "figure-1", "figure-2", "figure-3", "figure-4", "concentration",
)  # fmt: skip
"""The parts, named here so that no other verb waits for the analysis to be read in."""


def paper(
    data: Annotated[
        Path | None, typer.Option(help="Folder with the public panel of the EU ETS, the UNFCCC's inventories, or both.")
    ] = None,
    only: Annotated[str, typer.Option("--table", help=f"One part only: {', '.join(NAMES)}.")] = "",
    as_json: JsonOption = False,
) -> None:
    """The tables and figures of the seed paper, computed again, and whether its statements hold.

    ets paper --table table-2
    """
    from openets.cli.paper_text import show_paper

    show_paper(data, only, as_json)
