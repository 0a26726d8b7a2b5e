"""Programs that a test starts beside itself: clients that race for units, and one that is killed at work.

    python -m tests.clients ADDRESS ROUND SEED

commits random batches for ever, and prints after each commit the references of what it was told is done.
"""

from __future__ import annotations

import json
import os
import sys
from multiprocessing.synchronize import Barrier
from typing import Any

from openets.kernel.refusals import Misuse, Unavailable
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from openets.stores.door import open_store
from tests.session import Office, codes
from tests.walks import Walk

NO_BOOKS = 3
"""Exit status of a client whose books went away."""

_start: Barrier | None = None


def get_ready(barrier: Barrier) -> None:
    """Keep what all racers of a pool wait for."""
    global _start
    _start = barrier


def race(address: str, proposals: list[Proposal]) -> list[tuple[str, list[str], bool]]:
    """Send proposals one by one, as soon as all others are ready; reference, codes and whether repeated."""
    session = Office(_open(address)).session
    assert _start is not None
    _start.wait()
    outcomes = [session.one(proposal) for proposal in proposals]
    return [(outcome.reference, codes(outcome), outcome.repeated) for outcome in outcomes]


def _open(address: str) -> Store:
    os.environ["OPENETS_STORE"] = address
    return open_store(address)


def commit_for_ever(address: str, number: str, seed: int) -> None:
    """Commit batch after batch, and say so after each."""
    steps = Walk(Office(_open(address)), seed, f"round{number}")
    while True:
        outcomes = steps.batch(steps.chance.randrange(1, 20))
        _say([outcome.reference for outcome in outcomes if outcome.accepted])


def _say(references: list[Any]) -> None:
    sys.stdout.write(json.dumps(references) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        commit_for_ever(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    except (Misuse, Unavailable) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(NO_BOOKS)
