"""The same acts write the same journal on every store, down to the choice of blocks."""

from __future__ import annotations

import random
from typing import Any

import pytest

from openets.demo.commitment_period import play
from openets.engine.verify import verify_store
from openets.ledger.holds import SYNTHETIC
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from openets.stores.memory import MemoryStore
from tests.session import Office, must, scatter, state
from tests.stories import a_year_with_everything
from tests.walks import treaty_walk, walk


def test_a_story_writes_the_same_journal_on_every_store(office: Office) -> None:
    memory = Office(MemoryStore())
    for each in (office, memory):
        a_year_with_everything(each)
    assert list(office.store.entries()) == list(memory.store.entries())
    assert state(office.store) == state(memory.store)


def test_a_commitment_period_writes_the_same_journal_on_every_store(store: Store) -> None:
    office, memory = (Office(each, holds=SYNTHETIC) for each in (store, MemoryStore()))
    for each in (office, memory):
        list(play(each.on("2006-12-01").session))
    assert list(office.store.entries()) == list(memory.store.entries())
    assert state(office.store) == state(memory.store)
    verify_store(office.store)


def test_of_blocks_of_one_size_the_lowest_serial_numbers_go_first(office: Office) -> None:
    """Also where they were put there last."""
    plant, trader = office.operator("AT_1"), office.person("AT", "Trader")
    scatter(office, plant, sizes=(10, 10, 10))
    low = office.ranges(plant)[0]
    there = (("AT", *low),)
    must(office.propose("10-0", plant, trader, "EUA1", 10, serials=there))
    must(office.propose("10-0", trader, plant, "EUA1", 10, serials=there))
    must(office.transfer(plant, trader, "EUA1", 10))
    assert office.ranges(trader) == [low]


def test_a_batch_picks_the_same_blocks_on_every_store(office: Office) -> None:
    """The rest of a block that was cut may be smaller than one that a store had not brought to hand."""
    memory = Office(MemoryStore())
    for each in (office, memory):
        plant, trader = each.operator("AT_1"), each.person("AT", "Trader")
        scatter(each, plant, sizes=(44, 43, 42, 41, 40))
        takes = [(35, "a"), (35, "b"), (35, "c"), (35, "d"), (4, "e")]
        commands = [Proposal("10-0", plant, trader, "EUA1", quantity, name) for quantity, name in takes]
        assert all(outcome.accepted for outcome in each.commit(commands))
    assert _texts(office) == _texts(memory)


@pytest.mark.parametrize("size", [1, 6, 40])
def test_a_walk_writes_the_same_journal_on_every_store(office: Office, size: int) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    memory = Office(MemoryStore())
    for each in (office, memory):
        walk(each, seed, 240 // size, size)
    assert _texts(office) == _texts(memory)
    verify_store(office.store)


def test_a_walk_under_the_protocol_writes_the_same_journal_on_every_store(office: Office) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    memory = Office(MemoryStore())
    for each in (office, memory):
        treaty_walk(each, seed, 10, 24)
    assert _texts(office) == _texts(memory)
    verify_store(office.store)


def _texts(office: Office) -> list[Any]:
    return [(entry.registry, entry.text) for entry in office.store.entries()]
