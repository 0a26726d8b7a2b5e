"""Whatever happens to messages and to sides, nothing is lost and nothing invented.

`OPENETS_SEED` repeats a storm; each test prints its own. `bench/faults.py` does the same for as long as you like.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from random import Random

import pytest

from openets.ledger.transactions import Proposal
from tests.european import government_account
from tests.federation.storm import CrashError, Mortal, Storm
from tests.network import MakeStore, Network, in_memory

pytestmark = pytest.mark.slow

STEPS_IN_MEMORY = 1_200
STEPS_ON_FILES = 500


def survive(storm: Storm, steps: int) -> None:
    """Let a storm rage, look at every side now and then, and at everything when it is over."""
    for _ in range(4):
        storm.rage(steps // 4)
        storm.restart()  # in a short storm chance alone may start none again
        storm.network.sound()
    storm.clear()
    storm.network.whole()
    figures = storm.count()
    assert figures["ended as completed"] > steps // 20, figures
    assert min(figures[name] for name in ("lost", "repeated", "out of order", "spoilt", "restarted")) > 0, figures
    assert not figures["ended as proposed"] + figures["ended as accepted"], figures
    assert figures["reconciliations ended"] >= len(storm.registries) + len(storm.people), figures


@pytest.mark.parametrize("turn", range(3))
def test_a_storm_over_sides_in_memory(seed: int, turn: int) -> None:
    survive(Storm(seed + turn, in_memory()), STEPS_IN_MEMORY)


def test_a_storm_over_sides_in_files(seed: int, files: MakeStore) -> None:
    survive(Storm(seed, files), STEPS_ON_FILES)


@pytest.mark.postgres
def test_a_storm_over_sides_in_databases(seed: int, databases: MakeStore) -> None:
    survive(Storm(seed, databases, ("ES", "DE")), STEPS_ON_FILES // 2)


def test_a_storm_in_which_parties_are_suspended(seed: int) -> None:
    storm = Storm(seed, in_memory(), ("ES", "DE", "AT"), under_protocol=True)
    survive(storm, STEPS_IN_MEMORY)
    assert storm.figures["suspended or reinstated"] > 0


def test_the_same_seed_makes_the_same_storm(seed: int) -> None:
    figures = []
    for _ in range(2):
        storm = Storm(seed, in_memory())
        storm.rage(200)
        storm.clear()
        heads = {name: storm.network.store(name).heads() for name in storm.network.names}
        figures.append((storm.count(), heads))
    assert figures[0] == figures[1]


# ---- death at every commit -----------------------------------------------------------------------


class Fate:
    """Lets a side die at one commit, counted from the beginning: before it is kept, or just after."""

    def __init__(self, number: int, when: str) -> None:
        self.number, self.when = number, when
        self.commits = 0
        self.on = False

    def strikes(self, when: str) -> bool:
        self.commits += self.on and when == "before"
        return self.on and self.commits == self.number and when == self.when

    def store(self, kept: MakeStore) -> MakeStore:
        return lambda name: Mortal(kept(name), self.strikes)  # type: ignore[return-value,arg-type]


class Whims(Fate):
    """Lets sides die at any commit, one time in ten."""

    def __init__(self, chance: Random) -> None:
        super().__init__(0, "any")
        self.chance = chance

    def strikes(self, when: str) -> bool:
        return self.on and self.chance.random() < 0.1


def busy_day(network: Network) -> None:
    """Something of everything, with a side that may die at any moment and comes back at once."""
    spain, germany, cdm = (network.party(code) for code in ("ES", "DE", "CDM"))
    trader = account_of(network, "DE")
    day: list[Callable[[], object]] = [
        lambda: network.issue("ES", 500),
        lambda: network.send(spain, germany, 300),
        lambda: network.propose(*batch(network, spain, germany)),
        lambda: network.send(spain, network.party("FR"), 10),
        lambda: network.change(trader, closed=True),
        lambda: network.send(spain, trader, 10),
        lambda: network.send(cdm, spain, 40, "CER"),
        lambda: network.move("4-0", germany, government_account("DE", "230"), 20),
        lambda: network.move("10-52", spain, spain, 60),
    ]
    for step in day:
        alive(network, step)
        alive(network, network.carry)
    for _ in range(3):
        alive(network, network.settle)


def batch(network: Network, source: str, target: str) -> list[Proposal]:
    return [Proposal("3-0", source, target, "AAU", 10 * number, network.request()) for number in range(1, 5)]


def account_of(network: Network, code: str) -> str:
    return next(each.identifier for each in network.store(code).all_accounts() if each.type == "121")


def alive(network: Network, step: Callable[[], object]) -> None:
    """Do something; whoever dies of it is started again, and what was said meanwhile is lost."""
    try:
        step()
    except CrashError:
        for name in network.names:
            network.reopen(name)


def prepared(fate: Fate) -> Network:
    network = Network(("ES", "DE", "CDM"), make_store=fate.store(in_memory()))
    network.endow("ES", 2_000)
    network.endow("DE", 100)
    network.endow("CDM", 100, "CER")
    network.person("DE")
    network.settle()
    fate.on = True
    return network


@pytest.mark.parametrize("when", ["before", "after"])
def test_death_at_any_commit_of_any_side(when: str) -> None:
    """One death at the first commit of the day, then at the second, and so on to the last."""
    for number in count(1):
        fate = Fate(number, when)
        network = prepared(fate)
        busy_day(network)
        fate.on = False
        network.settle()
        network.whole()
        if fate.commits < number:
            break
    assert number > 80


def test_death_at_many_commits_of_a_day(seed: int) -> None:
    """The same with many deaths: each side comes back to what it had written down, and goes on from there."""
    for turn in range(30):
        fate = Whims(Random(seed + turn))
        network = prepared(fate)
        busy_day(network)
        fate.on = False
        network.settle()
        network.whole()
