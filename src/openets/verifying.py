"""Verification of any journal, whether its books are kept together or by a side of a federation."""

from collections.abc import Sequence
from pathlib import Path

from openets.checkpoints.checkpoint import Checkpoint, Pins
from openets.engine import verify
from openets.engine.kinds import KINDS
from openets.engine.verify import Reading
from openets.federation.kinds import SIDES
from openets.laws.law import Law
from openets.ledger.replay import Replay
from openets.ledger.store import Store


def verify_folder(
    folder: Path, law: Law | None = None, against: Sequence[Checkpoint] = (), *, quick: bool = False
) -> Replay:
    """Replay an exported journal under its law, decide each entry again, and hold it against checkpoints.

    Raises `Fault` naming the entry that is wrong, `Misuse` for no journal.
    """
    pins = Pins(against)
    found = verify.verify_folder(folder, law, _reading(pins, quick))
    pins.finish()
    return found


def verify_store(
    store: Store, law: Law | None = None, against: Sequence[Checkpoint] = (), *, quick: bool = False
) -> Replay:
    """Replay a store's journal, decide each entry again, and hold it against checkpoints and the store's tables.

    Raises `Fault` where they differ.
    """
    pins = Pins(against)
    found = verify.verify_store(store, law, _reading(pins, quick))
    pins.finish()
    return found


def _reading(pins: Pins, quick: bool) -> Reading:
    return Reading(SIDES.entries, None if quick else KINDS, pins.see)
