"""A side that hears several messages at the same time, as it will when it is a server: nothing happens twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from openets.federation.kinds.accept import Accept
from openets.federation.kinds.finish import Finish
from openets.federation.kinds.note import Note
from openets.federation.transport import addressee
from openets.ledger.transactions import Proposal, Status
from tests.books import let_go
from tests.network import CITL, ITL, MakeStore, Network

THREADS = 3


def deliver_at_once(network: Network, messages: list[str]) -> list[str]:
    """Deliver messages, each in a thread of its own, all at the same moment; every answer."""
    start = Barrier(len(messages))

    def deliver(message: str) -> list[str]:
        side = network.sides[addressee(message)]
        start.wait()
        try:
            return side.receive(message)
        finally:
            let_go(side.session.store)

    with ThreadPoolExecutor(len(messages)) as pool:
        return [answer for answers in pool.map(deliver, messages) for answer in answers]


def test_the_same_message_in_several_threads_does_the_same_as_once(make_store: MakeStore) -> None:
    network = Network(make_store=make_store)
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    trader = network.person("DE")
    network.settle()
    network.change(trader, closed=True)
    wanted = [(germany, 100), (trader, 100), (network.party("FR"), 100), (germany, 50)]
    outcomes = network.propose(
        *(Proposal("3-0", spain, target, "AAU", quantity, network.request()) for target, quantity in wanted)
    )
    waiting = network.hold_back()
    while waiting:
        waiting = [*deliver_at_once(network, [waiting[0]] * THREADS), *waiting[1:]]
        waiting = list(dict.fromkeys(waiting))
    network.settle()
    assert not network.transport.refused
    assert [network.status(each.reference)["ES"] for each in outcomes] == [4, 6, 5, 4]
    network.whole()


def test_words_that_contradict_each_other_at_the_same_moment_end_it_once(make_store: MakeStore) -> None:
    """The acquiring registry accepts while the initiating one withdraws: one of the two is too late."""
    network = Network(make_store=make_store)
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    for _ in range(8):
        sent = network.send(spain, germany, 10)
        while network.step() != "forwarded":
            pass
        accepted = network.hold_back()
        network.transport.post(network.registry("ES").ask("9"))
        network.step("ask")
        network.step("state")
        withdrawn = network.hold_back()
        network.transport.post(deliver_at_once(network, [*accepted, *withdrawn]))
        network.settle()
        assert set(network.status(sent).values()) in ({Status.COMPLETED}, {Status.CANCELLED})
        assert not network.transport.refused
    network.whole()


# ---- the same, decided on what the books said a moment ago -----------------------------------------


@pytest.fixture
def going_on() -> tuple[Network, str]:
    """A transfer that the log has accepted and that is about to be completed."""
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    while network.step() != "accepted":
        pass
    return network, sent


def test_a_late_note_does_not_take_a_transfer_back(going_on: tuple[Network, str]) -> None:
    network, sent = going_on
    network.sides[ITL].do([Note("ES", sent, 1, int(Status.CHECKED_NO_DISCREPANCY), "DE", "#late")])
    own = network.transfer(ITL, sent)
    assert own is not None
    assert (own.status, own.waiting) == (Status.ACCEPTED, "ES")


def test_sides_are_crossed_off_whoever_writes_last(going_on: tuple[Network, str]) -> None:
    network, sent = going_on
    network.step("accepted")
    network.step("completed")
    completed = int(Status.COMPLETED)
    network.sides[ITL].do([Note("ES", sent, completed, completed, CITL, "#one")])
    network.sides[ITL].do([Note("ES", sent, completed, completed, "DE", "#other")])
    network.sides[ITL].do([Note("ES", sent, 2, int(Status.ACCEPTED), "ES", "#late")])
    own = network.transfer(ITL, sent)
    assert own is not None
    assert (own.status, own.waiting) == (completed, "")


def test_what_has_ended_is_not_ended_again(going_on: tuple[Network, str]) -> None:
    network, sent = going_on
    network.step("accepted")
    late = Finish("ES", sent, int(Status.PROPOSED), int(Status.CANCELLED), ITL, "#late")
    [outcome] = network.registry("ES").do([late])
    assert outcome.repeated
    assert network.status(sent)["ES"] == Status.COMPLETED
    network.settle()
    network.whole()


def test_what_was_accepted_is_not_accepted_again(going_on: tuple[Network, str]) -> None:
    network, sent = going_on
    content = network.transfer("DE", sent)
    network.settle()
    assert content is not None
    network.registry("DE").do([Accept("DE", sent, ITL, content.content, f"#{sent}:8")])
    assert network.status(sent)["DE"] == Status.COMPLETED
    network.whole()
