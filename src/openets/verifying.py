"""Verification of any journal, whether its books are kept together or by a side of a federation."""

from pathlib import Path

from openets.engine import verify
from openets.federation.kinds import SIDES
from openets.laws.law import Law
from openets.ledger.replay import Replay
from openets.ledger.store import Store


def verify_folder(folder: Path, law: Law | None = None) -> Replay:
    """Replay an exported journal under its law. Raises `Fault` naming the entry that is wrong, `Misuse` for none."""
    return verify.verify_folder(folder, law, SIDES.entries)


def verify_store(store: Store, law: Law | None = None) -> Replay:
    """Replay a store's journal and hold its tables against the result. Raises `Fault` where they differ."""
    return verify.verify_store(store, law, SIDES.entries)
