"""What takes effect on an earlier day does so in all books apart: the registry's, and those of both logs."""

from __future__ import annotations

import json

import pytest

from openets.engine.rights import OPERATOR, Actor
from openets.kernel.refusals import Misuse
from openets.ledger.transactions import Proposal, Status
from tests.federation.test_bad_messages import refused, said
from tests.network import CITL, ITL, MakeStore, Network, in_memory
from tests.session import codes, must

DAY = "2009-06-10"


def spain(make_store: MakeStore) -> Network:
    """Spain and Germany on 20 June 2009; Spain's Party holds its assigned amount since the first, and may sell some."""
    network = Network(make_store=make_store, parties=False)
    amount = network.report_party("ES")
    network.report_party("DE")
    network.person("ES")
    network.endow("ES", amount)
    network.clock.pass_by(19 * 24)
    return network


@pytest.fixture
def network(make_store: MakeStore) -> Network:
    return spain(make_store)


def trader(network: Network) -> str:
    """A person's account in Spain, open since the first."""
    return next(each.identifier for each in network.store("ES").all_accounts() if each.type == "121")


def late(network: Network, source: str, target: str, quantity: int = 1, day: str = DAY) -> Proposal:
    kind = "10-0" if source[:2] == target[:2] else "3-0"
    return Proposal(kind, source, target, "AAU", quantity, network.request(), on=day)


def test_a_transfer_takes_effect_on_its_day_on_every_side(network: Network) -> None:
    sent = must(network.propose(late(network, network.party("ES"), network.party("DE"), 40))[0])
    network.settle()
    assert network.status(sent) == dict.fromkeys(("ES", "DE", ITL, CITL), int(Status.COMPLETED)), network.refusals(sent)
    for side in network.names:
        _, facts = list(network.store(side).transaction_facts())[-1]
        assert facts[-1] == DAY, side
    network.whole()


def test_an_account_is_open_from_its_own_day_in_the_logs_too(network: Network) -> None:
    """The logs hear of it three days later."""
    opened = network.person("ES", "Second")
    assert codes(network.propose(late(network, network.party("ES"), opened))[0]) == ["P-4007"]
    network.clock.pass_by(3 * 24)
    network.settle()
    for side in ("ES", ITL, CITL):
        assert {row.opened for row in network.store(side).all_accounts() if row.identifier == opened} == {"2009-06-20"}
    must(network.propose(late(network, network.party("ES"), opened, day="2009-06-21"))[0])
    network.settle()
    network.whole()


def test_days_to_come_and_days_of_others_stop_at_the_registry(network: Network) -> None:
    home, other = network.party("ES"), trader(network)
    for day in ("2009-06-21", "1999-01-01", "tomorrow"):
        with pytest.raises(Misuse, match="'on' is"):
            network.propose(late(network, home, other, day=day))
    side = network.registry("ES")
    side.session = side.session._replace(actor=Actor("o", frozenset({OPERATOR}), frozenset({other})))
    assert codes(network.propose(late(network, other, home))[0]) == ["P-6001"]


def test_units_must_have_been_held_ever_since(network: Network) -> None:
    home, other = network.party("ES"), trader(network)
    held, away = network.balance(home), network.balance(home) // 20
    for source, target in ((home, other), (other, home)):
        sent = network.send(source, target, away)
        network.settle()
        assert set(network.status(sent).values()) == {Status.COMPLETED}, network.refusals(sent)
    assert codes(network.propose(late(network, home, other, held))[0]) == [], "each day ends with all of them there"
    network.settle()
    assert codes(network.propose(late(network, home, other))[0]) == ["7027"]


def test_no_side_believes_in_a_day_that_is_none() -> None:
    network = spain(in_memory())
    outcomes = network.registry("ES").propose([late(network, network.party("ES"), network.party("DE"))])
    (told,) = network.registry("ES").proposed(outcomes)
    (item,) = json.loads(told)["items"]
    assert item["on"] == DAY
    for day in ("2009-02-30", "tomorrow", "2009-06-21", "1999-01-01", 20090610, None):
        assert refused(network, ITL, said("ES", ITL, "proposed", {**item, "on": day})) == "M-2003", day
