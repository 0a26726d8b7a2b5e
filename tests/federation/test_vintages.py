"""Vintages between registries and logs that keep books of their own."""

from __future__ import annotations

import json
from datetime import date
from itertools import count
from typing import Any

import pytest

from openets.federation.items import proposed
from openets.federation.kinds.propose import Propose
from openets.kernel.refusals import Misuse
from openets.kernel.units import Block, Elements, Series
from openets.ledger.store import Changes, Held, Needs, Store
from openets.ledger.transactions import Proposal
from tests.federation.test_reconciliation import reconcile
from tests.network import CITL, ITL, MakeStore, Network, must
from tests.session import Office
from tests.session import must as done
from tests.stories import BOILER_HOUSE, a_project

STOVES, OF_STOVES = "ES9", Elements(project="ES9")
VOLUNTARY: dict[str, Any] = {**BOILER_HOUSE, "mechanism": "VER", "parties": []}
BOTH = {2008: 1_000, 2009: 500}
"""What the stoves reduced in each year."""


def enter(store: Store, law: Any) -> None:
    """Enter the stoves in books: reductions of two years are verified and asked for."""
    office = Office(store, "2007-12-10", law)
    office.numbers = count(1_000)  # beyond the request ids of the network
    for entity in ("DNV", "SGS"):
        done(office.step("ES", "entity", entity, "accredit", name=entity, mechanisms=["VER"], scopes=[1, 4, 14]))
    office.on("2009-02-01")
    a_project(office, STOVES, "ES", VOLUNTARY)
    office.on("2010-02-01")
    year = {"first_day": "2009-01-01", "last_day": "2009-12-31", "baseline": BOTH[2009], "monitored": 0}
    done(office.step("ES", "project", STOVES, "monitor", **year))
    done(office.step("ES", "project", STOVES, "verify", period=2, entity="SGS"))
    done(office.step("ES", "project", STOVES, "request issuance", period=2))


@pytest.fixture
def network(make_store: MakeStore) -> Network:
    """Spain's registry and the international log have the stoves on record; Spain and Germany may trade."""
    network = Network(("ES", "DE"), make_store=make_store, day="2007-12-10", parties=False)
    for code in ("ES", "DE"):
        network.report_party(code)
    for side in ("ES", ITL):
        enter(network.store(side), network.sides[side].session.law)
    network.clock.pass_by((date(2010, 6, 1) - date(2007, 12, 10)).days * 24)
    return network


def vintages(store: Store, account: str) -> dict[int, int]:
    """Vintage → units that an account holds in some books."""
    found: dict[int, int] = {}
    for owner, block in store.holdings():
        if owner == account and block.series.unit == "VER":
            found[block.series.vintage] = found.get(block.series.vintage, 0) + block.quantity
    return found


def issued(network: Network) -> str:
    """Issue both years into a Spanish trader's account."""
    trader = network.person("ES")
    network.settle()
    [asked] = network.propose(Proposal("1-90", "", trader, "VER", 1_500, "both", elements=OF_STOVES))
    assert asked.vintages == tuple(BOTH.items())
    network.settle()
    assert set(network.status(must(asked)).values()) == {4}, network.refusals(asked.reference)
    return trader


def test_both_vintages_are_issued_alike_in_every_book(network: Network) -> None:
    trader = issued(network)
    assert [vintages(network.store(side), trader) for side in ("ES", ITL, CITL)] == [BOTH] * 3
    network.whole()


def test_a_named_vintage_crosses_to_another_registry_and_none_beside_it(network: Network) -> None:
    trader, buyer = issued(network), network.person("DE")
    network.settle()
    sent = network.send(trader, buyer, 200, "VER", elements=Elements(vintage=2009))
    assert network.in_transit("ES", "ES", "VER") == 200
    network.settle()
    assert set(network.status(sent).values()) == {4}, network.refusals(sent)
    oldest = network.send(trader, buyer, 1_100, "VER")
    network.settle()
    assert set(network.status(oldest).values()) == {4}
    for side in ("DE", ITL, CITL):
        assert vintages(network.store(side), buyer) == {2008: 1_000, 2009: 300}
    assert vintages(network.store("ES"), trader) == {2009: 200}
    network.whole()


def test_a_reconciliation_finds_units_of_another_year_though_the_totals_are_the_same(network: Network) -> None:
    trader = issued(network)
    store = network.store("ES")
    block = next(each for owner, each in store.holdings() if owner == trader and each.series.vintage == 2009)
    another = block._replace(series=block.series._replace(vintage=2010))
    with store.work() as work:
        known = work.load(Needs(accounts={trader})).accounts[trader]
        work.write(Changes(removed=[block], added=[Held(known.key, another)]))
    found = reconcile(network, "ES")
    assert found["differing"] == [["121", "VER", 1, 2009, 0, 500], ["121", "VER", 1, 2010, 500, 0]]
    assert found["quarantined"] == [["ES", 1_001, 1_500]]


def test_a_registry_that_does_not_know_the_project_issues_nothing_for_it(network: Network) -> None:
    """It could not say of which years the units are."""
    trader = network.person("DE")
    network.settle()
    [asked] = network.propose(Proposal("1-90", "", trader, "VER", 5, "r", elements=OF_STOVES))
    assert [each.code for each in asked.refusals] == ["2017"]


@pytest.mark.parametrize(
    ("old", "new"),
    [("2009 1001", "2010 1001"), (":::2009 1001", " 1001"), ("2009 1001", "2008 1001")],
    ids=["another year", "no year", "one year too few"],
)
def test_a_log_takes_no_other_years_than_the_record_has(network: Network, old: str, new: str) -> None:
    trader = network.person("ES")
    network.settle()
    network.propose(Proposal("1-90", "", trader, "VER", 1_500, "both", elements=OF_STOVES))
    [message] = [json.loads(each) for each in network.hold_back()]
    item = message["items"][0]
    forged = {**item, "created": [each.replace(old, new) for each in item["created"]]}
    assert forged != item
    name = item["id"]
    command = Propose(proposed(forged).proposal, name, ITL, tuple(forged["created"]), f"#{name}", tell="ES")
    with pytest.raises(Misuse, match=r"M-2005: .* does not make 1,500 VER"):
        network.log(ITL).do([command])


@pytest.mark.parametrize("vintage", ["2009", 2009.0, None, True])
def test_a_vintage_that_is_no_year_is_not_read(vintage: Any) -> None:
    block = Block(Series("VER", "ES", 1, 1, project=STOVES, vintage=2009), 1, 5)
    item = {"id": "ES1", "type": "10-0", "from": "ES-121-7-0-1", "to": "ES-121-8-0-1", "unit": "VER", "quantity": 5}
    item |= {"at": "2010-06-01T00:00:00Z", "request": "r", "blocks": [block.text()]}
    assert proposed({**item, "elements": [0, "", 0, "", 2009]}).proposal.elements == Elements(vintage=2009)
    with pytest.raises(Misuse, match="no elements of serial numbers"):
        proposed({**item, "elements": [0, "", 0, "", vintage]})
