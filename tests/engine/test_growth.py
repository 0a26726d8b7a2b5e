"""Batches of the commands of a year, and the replay of their journal: so many times the commands are so many times the
work, not the square of it."""

from __future__ import annotations

import pytest

from openets.engine.verify import verify_store
from openets.stores.memory import MemoryStore
from tests.batches import FACTOR, SIZES, YEAR, a_year, done
from tests.session import Office, must
from tests.steps import grows_with, steps_of


def begun(until: str = "") -> Office:
    """Books of both registries, with the batches of the year before the one of that name, or all of them."""
    office = Office(MemoryStore())
    for code, size in SIZES.items():
        office.registry(code)
        must(office.issue(code, "EUA1", 100 * size))
    for name, batch in YEAR.items():
        if name == until:
            break
        for code in SIZES:
            done(office, batch(office, code))
    return office


@pytest.mark.parametrize("name", YEAR)
def test_the_work_of_a_batch_grows_no_faster_than_the_batch(name: str) -> None:
    office = begun(until=name)
    small, large = (YEAR[name](office, code) for code in ("AT", "DE"))
    assert grows_with(FACTOR, steps_of(lambda: done(office, small)), steps_of(lambda: done(office, large)))


def test_so_does_the_replay_of_the_journal() -> None:
    small, large = MemoryStore(), MemoryStore()
    for store, code in zip((small, large), SIZES, strict=True):
        a_year(store, code)
    assert grows_with(FACTOR, steps_of(lambda: verify_store(small)), steps_of(lambda: verify_store(large)))
