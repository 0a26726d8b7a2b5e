"""The clean-up after 24 hours: by asking, never by guessing. What comes too late finds everything over."""

from __future__ import annotations

import pytest

from tests.network import ITL, Network


def asked_by(network: Network, side: str) -> None:
    """25 hours pass, and a side asks about everything that is older than a day."""
    limit = network.now()
    network.clock.pass_by(25)
    network.transport.post(network.sides[side].ask(limit[:10] + "T23:59:59Z"))


@pytest.fixture
def held_up() -> tuple[Network, str]:
    """A proposal of 300 units that nobody but its registry has heard of: its message is lost."""
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    network.hold_back()
    return network, sent


def test_nobody_asks_about_what_is_young(held_up: tuple[Network, str]) -> None:
    network, _ = held_up
    assert network.registry("ES").ask(network.now()) == []


def test_a_transfer_that_the_log_never_heard_of_is_withdrawn(held_up: tuple[Network, str]) -> None:
    network, sent = held_up
    asked_by(network, "ES")
    for kind in ("ask", "state", "withdraw"):
        assert network.status(sent)["ES"] == 1, "nothing ends without the log's word"
        assert network.in_transit("ES", "ES") == 300
        network.step(kind)
    network.step("ended")
    assert network.status(sent) == {"ES": 7, "ITL": 7}
    network.settle()
    assert network.balance(network.party("ES")) == 1_000
    network.whole()


def test_nothing_is_withdrawn_while_nobody_answers(held_up: tuple[Network, str]) -> None:
    network, sent = held_up
    for _ in range(5):
        asked_by(network, "ES")
        network.hold_back()
    assert network.status(sent) == {"ES": 1}
    assert network.in_transit("ES", "ES") == 300


def test_the_proposal_that_comes_after_its_withdrawal_finds_it_over() -> None:
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    late = network.hold_back()
    asked_by(network, "ES")
    network.carry()
    assert network.status(sent) == {"ES": 7, "ITL": 7}

    network.transport.post(late)
    network.settle()
    assert not network.transport.refused
    assert network.status(sent) == {"ES": 7, "ITL": 7}
    network.whole()


def test_a_proposal_that_overtakes_its_withdrawal_is_withdrawn_all_the_same() -> None:
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    late = network.hold_back()
    asked_by(network, "ES")
    network.step("ask")
    network.step("state")
    withdrawal = network.hold_back()
    network.transport.post(late)
    network.step("proposed")
    network.transport.waiting.extendleft(withdrawal)
    network.settle()
    assert network.status(sent) == {"ES": 7, "ITL": 7, "CITL": 7}
    network.whole()


def test_a_transfer_that_waits_for_the_community_log_is_withdrawn() -> None:
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    network.step("proposed")
    late = network.hold_back()
    asked_by(network, "ES")
    network.carry()
    assert network.status(sent) == {"ES": 7, "ITL": 7, "CITL": 7}
    network.transport.post(late)
    network.settle()
    assert not network.transport.refused
    network.whole()


def test_a_transfer_that_the_acquiring_registry_does_not_answer_is_withdrawn() -> None:
    """Otherwise a registry that is gone for good would keep other people's units for ever."""
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    while network.step() != "checked":
        pass
    late = network.hold_back()
    asked_by(network, "ES")
    network.carry()
    assert network.status(sent) == {"ES": 7, "DE": 7, "ITL": 7, "CITL": 7}

    network.transport.post(late)
    network.settle()
    assert not network.transport.refused
    assert network.balance(network.party("DE")) == 0
    network.whole()


def test_what_was_accepted_is_completed_not_withdrawn() -> None:
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    while network.step() != "accepted":
        pass
    network.hold_back()
    assert network.status(sent) == {"ES": 1, "DE": 8, "ITL": 8, "CITL": 2}
    asked_by(network, "ES")
    network.carry()
    assert network.status(sent) == {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}
    network.whole()


def test_an_internal_transfer_that_was_checked_is_completed() -> None:
    network = Network()
    spain, trader = network.endow("ES", 1_000), network.person("ES")
    network.settle()
    sent = network.send(spain, trader, 300)
    while network.step() != "checked":
        pass
    network.hold_back()
    asked_by(network, "ES")
    network.carry()
    assert network.status(sent) == {"ES": 4, "ITL": 4, "CITL": 4}
    network.whole()


def test_an_acceptance_that_comes_after_the_withdrawal_is_told_that_it_is_over() -> None:
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    while network.step() != "forwarded":
        pass
    late = network.hold_back()
    assert network.status(sent)["DE"] == 8
    asked_by(network, "ES")
    network.carry()
    network.transport.post(late)
    network.settle()
    assert network.status(sent) == {"ES": 7, "DE": 7, "ITL": 7, "CITL": 7}
    assert not network.transport.refused
    network.whole()


def test_an_old_request_to_withdraw_cannot_undo_what_was_accepted() -> None:
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    network.step("proposed")
    going_on = network.hold_back()
    asked_by(network, "ES")
    network.step("ask")
    while network.kinds() != ["ES→ITL withdraw"]:
        network.step("state")
    withdrawal = network.hold_back()
    network.transport.post(going_on)
    network.settle()
    assert network.status(sent) == {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}
    network.transport.post(withdrawal)
    network.settle()
    assert network.status(sent) == {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}
    assert not network.transport.refused
    network.whole()


@pytest.mark.parametrize("log", ["ITL", "CITL"])
def test_a_log_asks_too_and_hears_what_it_missed(log: str) -> None:
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    while network.step() != "completed":
        pass
    network.hold_back()
    network.reopen(log)
    asked_by(network, log)
    network.settle()
    assert network.status(sent) == {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}
    network.whole()


def test_a_log_that_asks_about_what_its_registry_does_not_know_ends_it() -> None:
    """As when a registry had to go back to a backup: what it no longer knows, it cannot complete."""
    network = Network()
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    sent = network.send(spain, germany, 300)
    network.step("proposed")
    network.hold_back()
    network.store("ES")._transfers.pop(sent)  # type: ignore[attr-defined]
    asked_by(network, ITL)
    network.carry()
    assert network.status(sent) == {"ITL": 7, "CITL": 7}
    assert network.balance(spain, side=ITL) == 1_000


def test_a_refusal_that_was_lost_is_heard_when_asked_for() -> None:
    network = Network()
    sent = network.send(network.endow("ES", 1_000), network.party("FR"), 300)
    network.step("proposed")
    assert network.kinds() == ["ITL→ES checked"]
    network.hold_back()
    asked_by(network, "ES")
    network.carry()
    assert network.status(sent) == {"ES": 5, "ITL": 5}
    assert network.refusals(sent) == ["7020"]
    network.whole()
