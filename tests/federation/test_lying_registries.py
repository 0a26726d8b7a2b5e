"""A registry that says what is not so: the logs look at their own books, and refuse it or alarm."""

from __future__ import annotations

import json
from typing import Any

import pytest

from openets.ledger.transactions import Proposal
from tests.federation.test_bad_messages import refused, said
from tests.network import CITL, ITL, Network


def proposal_of(network: Network) -> dict[str, Any]:
    """What a registry proposes next, taken out of the transport's hands."""
    [item] = json.loads(network.transport.waiting.popleft())["items"]
    return item  # type: ignore[no-any-return]


def answer(network: Network, item: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What the international log answers to a proposal of Spain's: kind and item."""
    [message] = network.sides[ITL].receive(said("ES", ITL, "proposed", item))
    content = json.loads(message)
    return content["kind"], content["items"][0]


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": 299},
        {"created": ["AAU:ES:1:1 1001-1299"]},
        {"created": ["AAU:ES:1:1 1001-1200", "AAU:ES:1:1 1101-1200"]},
        {"created": ["AAU:DE:1:1 1001-1300"]},
        {"created": ["EUA2:ES:1:1 1001-1300"]},
        {"created": ["AAU:ES:2:2 1001-1300"]},
        {"created": ["AAU:ES:1:1:1 1001-1300"]},
        {"created": ["AAU:ES:1:1 901-1200"]},
        {"created": []},
    ],
    ids=str,
)
def test_new_units_with_serial_numbers_that_cannot_be(network: Network, changes: dict[str, Any]) -> None:
    network.endow("ES", 1_000)
    network.issue("ES", 300)
    item = {**proposal_of(network), **changes}
    assert refused(network, ITL, said("ES", ITL, "proposed", item)) == "M-2005"


@pytest.mark.parametrize(("start", "end"), [(1_001, 1_300), (1_300, 1_599), (701, 1_000), (1_100, 1_149)])
def test_the_same_serial_numbers_given_twice_while_the_first_are_under_way(
    network: Network, start: int, end: int
) -> None:
    """Neither exists yet: the second must be turned down all the same, and at once."""
    network.endow("ES", 1_000)
    network.issue("ES", 300)
    item = proposal_of(network)
    network.transport.post([said("ES", ITL, "proposed", item)])
    while network.step() != "proposed":
        pass
    again = {**item, "id": "ES999", "quantity": end - start + 1, "created": [f"AAU:ES:1:1 {start}-{end}"]}
    assert refused(network, ITL, said("ES", ITL, "proposed", again)) == "M-2005"
    both = Network()
    both.endow("ES", 1_000)
    both.issue("ES", 300)
    item = proposal_of(both)
    again = {**item, "id": "ES999"}
    assert refused(both, ITL, said("ES", ITL, "proposed", item, again)) == "M-2005"


def test_a_large_issuance_that_calls_itself_small(network: Network) -> None:
    network.issue("ES", 1)
    item = {**proposal_of(network), "created": ["AAU:ES:1:1 1-1000000"]}
    assert refused(network, ITL, said("ES", ITL, "proposed", item)) == "M-2005"


def test_units_that_it_has_sold_already(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    network.send(spain, germany, 300)
    item = proposal_of(network)
    network.transport.post(network.sides["ES"].due())
    network.settle()
    kind, said_back = answer(network, {**item, "id": "ES999"})
    assert (kind, said_back["status"], [row["code"] for row in said_back["refusals"]]) == ("checked", 3, ["7027"])


def test_units_of_another_type_than_it_says(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    network.send(spain, germany, 300)
    item = proposal_of(network)
    eua = {**item, "id": "ES999", "type": "3-21", "unit": "EUA2", "blocks": ["EUA2:ES:1:1 1-300"]}
    _, said_back = answer(network, eua)
    assert "7027" in [row["code"] for row in said_back["refusals"]]
    wrong = {**item, "id": "ES998", "unit": "EUA2"}
    assert refused(network, ITL, said("ES", ITL, "proposed", wrong)) == "M-2003"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity": 500}, "P-3021"),
        ({"quantity": 0}, "P-3008"),
        ({"blocks": ["AAU:ES:1:1 1-300", "AAU:ES:1:1 1-300"], "quantity": 600}, "P-3021"),
        ({"blocks": ["AAU:ES:1:1 2001-2300"]}, "7027"),
        ({"type": "4-0"}, "7022"),
        ({"type": "99-0"}, "P-3000"),
        ({"to": "DE-100-1-0-16"}, "P-2001"),
        ({"to": "FR-100-1-0-23"}, "7020"),
        ({"year": 2009}, "P-5004"),
        ({"notice": "ITL1"}, "P-5401"),
        ({"elements": [0, "CN1", 0, "", 0]}, "P-3023"),
    ],
    ids=str,
)
def test_a_proposal_that_its_own_registry_should_have_refused(
    network: Network, changes: dict[str, Any], code: str
) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    network.send(spain, germany, 300)
    item = {**proposal_of(network), **changes}
    kind, said_back = answer(network, item)
    assert (kind, said_back["status"]) == ("checked", 3)
    assert code in [row["code"] for row in said_back["refusals"]]
    assert network.balance(spain, side=ITL) == 1_000
    network.sound()


def test_units_that_do_not_say_which_they_are(network: Network) -> None:
    """Without serial numbers every side would pick its own."""
    network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    item = proposal_of(network)
    del item["blocks"]
    assert refused(network, ITL, said("ES", ITL, "proposed", item)) == "M-2003"


def test_the_same_id_with_other_content_gets_the_first_answer(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    network.send(spain, germany, 300)
    item = proposal_of(network)
    assert answer(network, item)[0] == "proposed"
    other = {**item, "quantity": 100, "blocks": ["AAU:ES:1:1 901-1000"]}
    assert network.sides[ITL].receive(said("ES", ITL, "proposed", other)) == []
    assert network.in_transit(ITL, "ES") == 300
    assert network.in_transit(CITL, "ES") == 0


def test_a_log_that_forwards_what_is_for_somebody_else(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    network.send(spain, germany, 300)
    item = proposal_of(network)
    for changes in ({"to": spain}, {"to": network.party("AT")}, {"blocks": []}):
        assert refused(network, "DE", said(ITL, "DE", "forwarded", {**item, **changes})) == "M-2003"
    assert refused(network, "DE", said(ITL, "DE", "forwarded", {**item, "id": "DE99"})) == "M-1008"
    assert refused(network, "ES", said(ITL, "ES", "forwarded", item)) == "M-1008"


@pytest.mark.parametrize("note", ["two\nlines", "a\u200bb", "\u0085", "x" * 2_000, '"}],"signature":"', "ü€🌍"])
def test_a_note_with_odd_characters_goes_all_the_way(network: Network, note: str) -> None:
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300, note=note)
    network.settle()
    assert network.status(sent) == {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}
    entry = list(network.store("DE").entries())[-1]
    assert json.loads(entry.text)["note"] == note
    network.whole()


def test_a_transfer_of_thousands_of_blocks_goes_all_the_way() -> None:
    network = Network()
    spain, germany, trader = network.endow("ES", 10_000), network.party("DE"), network.person("ES")
    network.settle()
    every_other = tuple(("ES", serial, serial) for serial in range(1, 10_000, 2))
    scattered = network.send(spain, trader, 5_000, serials=every_other)
    network.settle()
    assert network.status(scattered)["ITL"] == 4
    sent = network.send(trader, germany, 5_000)
    network.settle()
    assert network.status(sent) == {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}
    network.whole()


def test_a_proposal_without_a_right_identifier_is_refused_where_it_is_made(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    [outcome] = network.propose(Proposal("3-0", spain, germany, "AAU", 10, "no spaces, please"))
    assert [refusal.code for refusal in outcome.refusals] == ["P-4006"]
