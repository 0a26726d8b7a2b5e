"""`ets export`: written by hand, since it takes the books out as files and changes nothing in them."""

from pathlib import Path
from typing import Annotated

import typer

from openets.cli.console import DEFAULT_STORE, JsonOption, StoreOption, progress, session, show
from openets.kernel.refusals import Misuse


def export_journal(
    output: Annotated[Path, typer.Option(help="A new folder.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write every registry's journal as text that `ets verify` can replay without a database.

    ets export journal --output journal
    """
    from openets.engine import verify

    with progress(as_json, "Writing the journal"):
        manifest = verify.export_journal(session(store).store, output)
    entries = sum(head["sequence"] for head in manifest["registries"].values())
    text = f"Entries written to {output}: {entries:,}. Check them: ets verify {output}"
    show(manifest, text, as_json)


def export_parquet(
    output: Annotated[Path, typer.Option(help="A new folder.")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write the tables as Parquet files, for analysis.

    ets export parquet --output tables
    """
    from openets.stores.sql.copying import write_parquet

    opened = session(store).store
    if output.is_dir() and any(output.iterdir()):
        raise Misuse(f"{output} is not empty: name a new folder, so that nothing old is mixed in")
    with progress(as_json, "Writing Parquet"):
        written = write_parquet(opened, output)
    lines = [f"{name}: {rows:,} rows" for name, rows in written.items()]
    show(written, "\n".join(lines), as_json)


GROUPS = {"export": "Take the books out as files."}
COMMANDS = {"export journal": export_journal, "export parquet": export_parquet}
