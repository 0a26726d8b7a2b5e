"""`ets backup`: written by hand, since it copies the books as a file and tells them nothing."""

from pathlib import Path
from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, StoreOption, progress, session, show
from openets.kernel.refusals import Misuse
from openets.stores.addresses import sqlite_file


def backup(
    output: Annotated[
        Path | None, typer.Argument(help="The file to write; it must not exist yet. By default named after the time.")
    ] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Copy the books of a SQLite store into one file while they are in use.

    ets backup copy.db
    """
    from openets.stores.sql.copying import back_up

    here = session(store)
    file = sqlite_file(store)
    if file is None:
        raise Misuse("for PostgreSQL, use pg_dump: it makes a consistent copy while the books are in use")
    copy = output or Path(f"{file.stem}-{here.clock.now():%Y%m%dT%H%M%SZ}.db")
    with progress(as_json, "Copying"):
        size = back_up(here.store, copy)
    show({"backup": str(copy), "bytes": size}, f"{copy}: {size:,} bytes, checked.", as_json)
