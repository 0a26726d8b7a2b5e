"""Parties' records in the international log's books: eligibility and limits while transactions are on their way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from openets.commands.notices import Notification, issue, update
from openets.federation.kinds import finish
from openets.kernel.refusals import Fault, Misuse, Refused
from openets.ledger.transactions import Proposal
from tests.books import refused_requests
from tests.european import government_account
from tests.network import ITL, Network, must


def under_protocol(*codes: str) -> Network:
    """A network whose international log has the Parties on record, eligible since 2008."""
    network = Network(codes, parties=False)
    for code in codes:
        network.report_party(code)
    return network


@pytest.fixture
def network() -> Network:
    return under_protocol("ES", "DE")


@pytest.mark.parametrize("party", ["ES", "DE"])
def test_a_party_suspended_before_the_proposal(network: Network, party: str) -> None:
    network.endow("ES", 57_500)
    network.set_suspended(party, True)
    sent = network.send(network.party("ES"), network.party("DE"), 100)
    network.settle()
    assert network.status(sent) == {"ES": 5, ITL: 5}
    assert network.refusals(sent) == ["P-5101" if party == "ES" else "P-5102"]
    network.whole()


def test_a_suspended_party_may_still_send_units_where_nobody_can_use_them() -> None:
    """What was issued in excess must go back to the CDM registry; both looks at the Parties agree on that."""
    network = Network(("ES", "CDM"), parties=False)
    network.report_party("ES")
    network.endow("ES", 57_500)
    network.set_suspended("ES", True)
    sent = network.send(network.party("ES"), government_account("CDM", "240"), 5)
    network.settle()
    assert network.status(sent)[ITL] == 4, network.refusals(sent)
    network.whole()


@pytest.mark.parametrize("party", ["ES", "DE"])
@pytest.mark.parametrize("moment", ["proposed", "checked", "forwarded"])
def test_a_party_suspended_before_the_log_lets_it_complete(network: Network, party: str, moment: str) -> None:
    """The log looks again when the acquiring registry has accepted: nothing completes after that."""
    network.endow("ES", 57_500)
    sent = network.send(network.party("ES"), network.party("DE"), 100)
    while network.step() != moment:
        pass
    network.set_suspended(party, True)
    network.settle()
    assert set(network.status(sent).values()) == {5}
    assert network.refusals(sent) == ["P-5101" if party == "ES" else "P-5102"]
    assert network.balance(network.party("ES")) == 57_500
    network.whole()


def test_a_party_suspended_once_the_log_let_it_complete(network: Network) -> None:
    """The registry may have completed already: the log's word stands."""
    network.endow("ES", 57_500)
    sent = network.send(network.party("ES"), network.party("DE"), 100)
    while network.step() != "accepted":
        pass
    network.set_suspended("ES", True)
    network.settle()
    assert set(network.status(sent).values()) == {4}
    network.whole()


def test_a_party_reinstated_may_trade_again(network: Network) -> None:
    network.endow("ES", 57_500)
    network.set_suspended("ES", True)
    network.set_suspended("ES", False)
    sent = network.send(network.party("ES"), network.party("DE"), 100)
    network.settle()
    assert set(network.status(sent).values()) == {4}


def test_an_internal_transfer_asks_nobody_whether_the_party_may_trade(network: Network) -> None:
    network.endow("ES", 57_500)
    trader = network.person("ES")
    network.settle()
    network.set_suspended("ES", True)
    sent = network.send(network.party("ES"), trader, 100)
    network.settle()
    assert set(network.status(sent).values()) == {4}
    network.whole()


def test_two_sales_on_their_way_do_not_break_the_reserve_together(network: Network) -> None:
    """57,500 issued, 90 per cent of them must stay: one sale of 5,000 may go, two may not."""
    spain, germany = network.endow("ES", 57_500), network.party("DE")
    first = network.send(spain, germany, 5_000)
    second = network.send(spain, germany, 5_000)
    network.settle()
    assert set(network.status(first).values()) == {4}
    assert (network.status(second), network.refusals(second)) == ({"ES": 5, ITL: 5}, ["P-5103"])
    network.whole()


def test_two_sales_in_one_message_do_not_break_the_reserve_together(network: Network) -> None:
    spain, germany = network.endow("ES", 57_500), network.party("DE")
    outcomes = network.propose(*(Proposal("3-0", spain, germany, "AAU", 2_000, f"sale-{n}") for n in range(5)))
    network.settle()
    ends = [network.status(outcome.reference)["ES"] for outcome in outcomes]
    assert ends == [4, 4, 5, 5, 5]
    network.whole()


def test_a_sale_that_did_not_come_about_leaves_room_for_another(network: Network) -> None:
    spain, germany = network.endow("ES", 57_500), network.party("DE")
    trader = network.person("DE")
    network.settle()
    network.change(trader, closed=True)
    rejected = network.send(spain, trader, 5_000)
    network.carry()
    assert network.status(rejected)["ES"] == 6
    sold = network.send(spain, germany, 5_000)
    network.settle()
    assert set(network.status(sold).values()) == {4}
    network.whole()


def test_a_party_issues_no_more_than_its_reviewed_amount(network: Network) -> None:
    """Spain's registry knows the amount of the law; the log knows what the review left of it."""
    too_much = network.issue("ES", 57_501)
    network.settle()
    assert (network.status(too_much), network.refusals(too_much)) == ({"ES": 5, ITL: 5}, ["5008"])
    first, second = network.issue("ES", 40_000), network.issue("ES", 40_000)
    network.settle()
    assert (network.status(first)["ES"], network.status(second)["ES"]) == (4, 5)
    network.whole()


# ---- notifications -------------------------------------------------------------------------------


@pytest.fixture
def noticed() -> tuple[Network, str, str]:
    """The log has notified Spain to cancel 500 units; the network, and where from and where to."""
    network = under_protocol("ES", "DE")
    spain = network.endow("ES", 57_500)
    must(issue(network.log(ITL).session, Notification("ES", 2, quantity=500), request="notice"))
    return network, spain, government_account("ES", "220")


def settled(network: Network) -> tuple[int, int]:
    """How often the notification has been answered, and its status."""
    [record] = network.store(ITL).all_records("notice")
    body = json.loads(record.body)
    return len(body["settled"]), body["status"]


def test_a_cancellation_answers_a_notification_that_only_the_log_has(noticed: tuple[Network, str, str]) -> None:
    network, spain, cancelled = noticed
    before = settled(network)
    answered = network.move("4-0", spain, cancelled, 500, notice="ITL1")
    network.step("proposed")
    assert settled(network) == before, "it counts when it is completed"
    network.settle()
    assert set(network.status(answered).values()) == {4}
    assert settled(network)[0] == 1
    network.whole()


def test_two_answers_to_one_notification_are_not_under_way_together(noticed: tuple[Network, str, str]) -> None:
    network, spain, cancelled = noticed
    first = network.move("4-0", spain, cancelled, 300, notice="ITL1")
    second = network.move("4-0", spain, cancelled, 300, notice="ITL1")
    network.settle()
    assert set(network.status(first).values()) == {4}
    assert (network.status(second), network.refusals(second)) == ({"ES": 5, ITL: 5}, ["P-5401"])
    third = network.move("4-0", spain, cancelled, 200, notice="ITL1")
    network.settle()
    assert set(network.status(third).values()) == {4}
    assert settled(network)[0] == 2
    network.whole()


def test_a_notification_stays_as_it_is_while_it_is_being_answered(noticed: tuple[Network, str, str]) -> None:
    network, spain, cancelled = noticed
    session = network.log(ITL).session
    answered = network.move("4-0", spain, cancelled, 500, notice="ITL1")
    network.step("proposed")
    with pytest.raises(Misuse, match=f"{answered} is under way for notice ITL1"):
        update(session, key="ITL1", quantity=400, request="less")
    network.settle()
    assert settled(network)[0] == 1
    network.whole()


def test_a_notification_that_the_log_does_not_have(noticed: tuple[Network, str, str]) -> None:
    network, spain, cancelled = noticed
    sent = network.move("4-0", spain, cancelled, 500, notice="ITL9")
    network.settle()
    assert (network.status(sent), network.refusals(sent)) == ({"ES": 5, ITL: 5}, ["P-5401"])


def test_a_record_that_does_not_take_what_was_completed_stops_nobody(
    noticed: tuple[Network, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a Party was suspended since: the registry completed on the log's word, so the log writes it down."""
    network, spain, cancelled = noticed

    def follow(*_: Any) -> None:
        raise Fault("the record says no") from Refused([])

    answered = network.move("4-0", spain, cancelled, 500, notice="ITL1")
    monkeypatch.setattr(finish, "follow", follow)
    network.settle()
    assert set(network.status(answered).values()) == {4}
    assert refused_requests(network.store(ITL))[-1] == f"#{answered}:follow"
    network.whole()
