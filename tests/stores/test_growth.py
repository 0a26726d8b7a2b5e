"""The work of a batch grows with the batch and no faster. What the database does for it stands in `test_plans.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from openets.kernel.units import Block, Series
from openets.ledger.store import Changes, Held, Store
from openets.ledger.transactions import Proposal
from tests.books import let_go, make
from tests.session import Office, must
from tests.steps import grows_with, steps_of

FILES = Path("/proc/self/fd")
SMALL, FACTOR = 50, 8
SIZE = 10
"""Units of a block, and of a transfer: each transfer takes a block of its own."""


def chequered(office: Office, accounts: tuple[str, str], number: int, first: int) -> None:
    """`number` blocks that touch one another, by turns in one account and the other."""
    keys = {row.identifier: row.key for row in office.store.all_accounts()}
    series = Series("EUA1", "AT", 1, 0)
    held = [
        Held(keys[accounts[place % 2]], Block(series, start, start + SIZE - 1))
        for place, start in enumerate(range(first, first + SIZE * number, SIZE))
    ]
    with office.store.work() as work:
        work.write(Changes(added=held))


def done(office: Office, proposals: list[Proposal]) -> None:
    for outcome in office.commit(list(proposals)):
        must(outcome)


@pytest.mark.parametrize("whence", ["one account", "many accounts"])
def test_the_work_of_a_batch_grows_no_faster_than_the_batch(store: Store, whence: str) -> None:
    office = Office(store)
    sources = [office.operator(f"AT_{number}") for number in range(1 if whence == "one account" else 12)]
    target = office.operator("AT_99")
    for number, source in enumerate(sources, start=1):
        chequered(office, (source, target), 4 * SMALL * (FACTOR + 2) // len(sources), number * 10**6)

    def batch(name: str, size: int) -> list[Proposal]:
        return [
            Proposal("10-0", sources[number % len(sources)], target, "EUA1", SIZE, f"{name}:{number}")
            for number in range(size)
        ]

    for number in range(6):  # what is done once only, such as the preparing of statements
        done(office, batch(f"first{number}", 2))
    small, large = batch("small", SMALL), batch("large", SMALL * FACTOR)
    assert grows_with(FACTOR, steps_of(lambda: done(office, small)), steps_of(lambda: done(office, large)))


@pytest.mark.skipif(not FILES.exists(), reason="needs a folder of the process's open files")
def test_a_large_batch_on_sqlite_writes_nothing_twice(tmp_path: Path) -> None:
    """A statement for many rows can make SQLite note each row of all that follow in a nameless file of its own."""
    office = Office(make(f"sqlite:///{tmp_path / 'books.db'}"))
    number = 3000
    chequered(office, (office.operator("AT_1"), office.operator("AT_2")), number, 1)
    keys = {row.identifier: row.key for row in office.store.all_accounts()}
    series = Series("EUA1", "AT", 1, 0)
    blocks = [Block(series, start, start + SIZE - 1) for start in range(1, 1 + SIZE * number, SIZE)]
    with office.store.work() as work:
        work.write(Changes(removed=blocks, added=[Held(max(keys.values()), each) for each in blocks]))
        names = [os.readlink(file) for file in FILES.iterdir() if file.is_symlink()]
    assert any(name.endswith("books.db") for name in names)
    assert not [name for name in names if "etilqs" in name]
    let_go(office.store)
