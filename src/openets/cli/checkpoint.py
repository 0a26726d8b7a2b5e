"""`ets checkpoint`: written by hand, since it signs what the books are and changes nothing in them."""

from openets.cli.console import DEFAULT_STORE, JsonOption, StoreOption, session, show
from openets.stores.addresses import sqlite_file


def checkpoint(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Sign how long every registry's chain is and with which hash it ends, and keep the note for everybody to see.

    ets checkpoint
    """
    from openets.checkpoints import kept
    from openets.checkpoints.checkpoint import checkpoint_from, take_checkpoint
    from openets.kernel.clock import instant_text

    here, places = session(store), kept.places_of(sqlite_file(store))
    key = kept.read_private(places)
    newest = next(iter(kept.kept(places).values()), None)
    before = checkpoint_from(kept.read_note(newest), key.public) if newest is not None else None
    at = instant_text(here.clock.now())
    note = take_checkpoint(here.store, key, at, before)
    file, taken = kept.keep(places, at, note), checkpoint_from(note, key.public)
    answer = {"file": str(file), "note": note, "entries": taken.entries, "key": key.public.text()}
    text = (
        f"Kept in {file}. Entries covered: {taken.entries:,}.\nProve later that they stand: ets verify --against {file}"
    )
    show(answer, f"{note}\n{text}", as_json)
