"""Books of every law on every store: the same commands, the same rows, and a journal that leads back to them."""

from __future__ import annotations

from random import Random

import pytest

from openets.ledger.store import Store
from openets.stores.memory import MemoryStore
from openets.verifying import verify_store
from tests.schemes import BEGINNING, SCHEMES, VERBS, Act, Scheme, World
from tests.session import state

EVERY_LAW = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda each: each.law)


def acts(seed: int, number: int) -> list[Act]:
    """Units in many hands, then anything."""
    chance = Random(seed)
    drawn = list(BEGINNING)
    for _ in range(number):
        numbers = [chance.randrange(12) for _ in range(4)]
        quantity = chance.choice((1, 5, 10, 10, 25))
        drawn.append((chance.choice(VERBS), numbers[0], numbers[1], numbers[2], quantity, numbers[3]))
    return drawn


@EVERY_LAW
def test_a_walk_ends_as_the_model_says_and_as_the_journal_says(store: Store, scheme: Scheme) -> None:
    world = World(scheme, store)
    outcomes = []
    for act in acts(20051128, 70):
        found = world.act(act)
        if found is not None:
            assert found[1].accepted is found[0], (act, found[1].refusals)
            outcomes.append(found[0])
    assert 10 < sum(outcomes) < len(outcomes), "some are accepted, some refused"
    for unit in scheme.units:
        balances = {account: units for account, units in store.balances(unit).items() if units}
        assert balances == {account: units for (account, each), units in world.held.items() if each == unit and units}
    replayed = verify_store(store)
    assert dict(replayed.issued) == dict(world.issued)


@EVERY_LAW
def test_a_walk_leaves_the_same_books_on_every_store(store: Store, scheme: Scheme) -> None:
    kept = []
    for each in (store, MemoryStore()):
        world = World(scheme, each)
        for act in acts(7, 40):
            world.act(act)
        kept.append(state(each))
    assert kept[0] == kept[1]


@EVERY_LAW
def test_what_is_tried_and_not_done_leaves_everything_as_it_was(store: Store, scheme: Scheme) -> None:
    """Refused or only tried: no entry, no unit, no year and no total is another."""
    world = World(scheme, store)
    for act in acts(3, 25):
        world.act(act)
    before = state(store)
    holder = next(account for account in world.accounts if world.installation(account))
    unit, year = scheme.units[0], scheme.years[1]
    tried = [
        world.books.transfer(source=holder, target=world.origin, quantity=10**9, unit=unit),
        world.books.surrender(account=holder, quantity=10**9, unit=unit, year=year),
        world.books.allocate(account=holder, quantity=10**9, unit=unit, year=year),
        world.books.cancel(account=holder, quantity=0, unit=unit),
        world.books.cancel(account=holder, quantity=1, unit="GOLD"),
    ]
    assert not any(outcome.accepted for outcome in tried)
    assert all(refusal.sentence and refusal.citation for outcome in tried for refusal in outcome.refusals)
    dry = world.books.issue(registry=scheme.registry, quantity=5, unit=unit, dry_run=True)
    assert dry.accepted
    assert state(store) == before
