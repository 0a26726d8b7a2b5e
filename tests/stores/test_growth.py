"""The work of a batch grows with the batch and no faster. What the database does for it stands in `test_plans.py`."""

from __future__ import annotations

import pytest

from openets.kernel.units import Block, Series
from openets.ledger.store import Changes, Held, Store
from openets.ledger.transactions import Proposal
from tests.session import Office, must
from tests.steps import grows_with, steps_of

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
