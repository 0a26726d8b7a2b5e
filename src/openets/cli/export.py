"""`ets export`: written by hand, since it takes the books out as files and changes nothing in them."""

import json
import sys
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


def export_data(
    name: Annotated[str, typer.Argument(help="A file to write to standard output, such as installations.csv.")] = "",
    output: Annotated[Path | None, typer.Option(help="A new folder for all files.")] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin each CSV with a byte order mark, for spreadsheets.")
    ] = False,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write the whole files of /data/: all of them into a new folder, as CSV and Parquet, or one to standard output.

    ets export data --output data
    ets export data installations.csv
    """
    if bool(name) is (output is not None):
        raise Misuse("name one file for standard output, such as installations.csv, or --output FOLDER for all of them")
    if output is not None and output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise Misuse(f"{output} is there and not empty: name a new folder, so that nothing old is mixed in")
    here = session(store)
    from openets.views.bulk import pieces_of
    from openets.views.kept import patient

    with here.reading(), patient():
        if output is None:
            for piece in pieces_of(name, marked=bom):
                sys.stdout.buffer.write(piece)
            return
        with progress(as_json, "Writing whole files"):
            written = _write_all(output, bom)
    show(written, "\n".join(f"{file}: {size:,} bytes" for file, size in written.items()), as_json)


def _write_all(folder: Path, marked: bool) -> dict[str, int]:
    """Every whole file in both formats, and what describes them; how many bytes each has."""
    from openets.views.bulk import DATA, package, pieces_of

    folder.mkdir(parents=True, exist_ok=True)
    described = json.dumps(package(lambda name: name), ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(described, "utf-8")
    for name in (f"{each}.{format}" for each in DATA for format in ("csv", "parquet")):
        with (folder / name).open("wb") as file:
            file.writelines(pieces_of(name, marked=marked))
    return {file.name: file.stat().st_size for file in sorted(folder.iterdir())}


GROUPS = {"export": "Take the books out as files."}
COMMANDS = {"export data": export_data, "export journal": export_journal, "export parquet": export_parquet}
