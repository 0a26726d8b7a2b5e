"""Messages between sides: so many times the transfers, or the blocks, are so many times the work of all sides."""

from __future__ import annotations

import pytest

from openets.ledger.transactions import Proposal
from tests.network import CITL, ITL, Network
from tests.steps import grows_with, steps_of

FEW, FACTOR = 20, 6


def trade(network: Network, name: str, number: int) -> None:
    """`number` transfers from one person to another of the same or the other registry, carried to their end."""
    source, target = network.party("ES"), network.party("DE")
    outcomes = network.propose(
        *(Proposal("3-0", source, target, "AAU", 10, f"{name}:{each}") for each in range(number))
    )
    assert all(outcome.accepted for outcome in outcomes)
    network.settle()
    assert not list(network.store("ES").open_transfers())


@pytest.mark.parametrize("most", [10, 1000])
def test_the_work_of_transfers_between_registries_grows_with_their_number(most: int) -> None:
    """In many messages and in few."""
    network = Network(most=most)
    network.endow("ES", 100_000)
    trade(network, "first", 3)
    small = steps_of(lambda: trade(network, "small", FEW))
    assert grows_with(FACTOR, small, steps_of(lambda: trade(network, "large", FEW * FACTOR)))


@pytest.mark.parametrize("log", [ITL, CITL])
def test_the_work_of_a_reconciliation_grows_with_the_blocks(log: str) -> None:
    def steps(transfers: int) -> int:
        network = Network()
        network.endow("ES", 100_000)
        people = [network.person("ES", name) for name in ("Ann", "Bob")]
        for number in range(transfers):
            network.send(network.party("ES"), people[number % 2], 10)
        network.settle()

        def reconcile() -> None:
            network.transport.post(network.log(log).reconcile("ES", thorough=True))
            network.carry()

        return steps_of(reconcile)

    assert grows_with(FACTOR, steps(FEW), steps(FEW * FACTOR))
