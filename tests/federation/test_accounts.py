"""How logs hear of accounts: in order, again until they have heard, and never the older after the newer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from openets.engine.kinds.report import EnterReport
from openets.engine.outcomes import Outcome
from openets.engine.steps import TakeStep
from openets.kernel.identifiers import account_identifier
from openets.kernel.refusals import Misuse
from openets.ledger.transactions import Proposal
from tests.federation.test_bad_messages import refused, said
from tests.network import CITL, ITL, MakeStore, Network, accounts
from tests.session import codes, must


def due(network: Network, side: str) -> list[str]:
    return network.sides[side].due()


def known_in(network: Network, log: str, code: str = "ES") -> dict[str, tuple[str, bool]]:
    """State of the accounts of a registry, and whether they are blocked, as a log knows them."""
    return {row[0]: (row[4], row[5]) for row in accounts(network.store(log), code)}


def test_an_account_is_known_in_both_logs_once_messages_are_carried(make_store: MakeStore) -> None:
    network = Network(make_store=make_store)
    trader, mill = network.person("ES"), network.operator("ES_1")
    assert trader not in known_in(network, ITL)
    network.settle()
    for log in (ITL, CITL):
        assert {trader, mill} <= known_in(network, log).keys()
    network.whole()


def test_a_lost_message_about_an_account_is_said_again(network: Network) -> None:
    trader = network.person("ES")
    assert due(network, "ES") == due(network, "ES"), "it is said until it is heard"
    network.settle()
    assert trader in known_in(network, CITL)
    assert due(network, "ES") == []


def test_a_side_that_starts_again_asks_nothing_and_forgets_nothing(network: Network) -> None:
    trader = network.person("ES")
    for side in network.names:
        network.reopen(side)
    network.settle()
    assert trader in known_in(network, CITL)
    before = len(network.entries(ITL))
    for side in network.names:
        network.reopen(side)
    network.settle()
    assert len(network.entries(ITL)) == before, "what was known is told again, and changes nothing"


def test_closing_and_blocking_are_told_too(network: Network) -> None:
    trader, mill = network.person("ES"), network.operator("ES_1")
    network.settle()
    network.change(trader, closed=True)
    network.registry("ES").do([EnterReport("ES", "ES_1", 2008, None, "not reported", "late")])
    network.settle()
    for log in (ITL, CITL):
        assert known_in(network, log)[trader] == ("closed", False)
        assert known_in(network, log)[mill] == ("open", True)
    network.change(trader)
    network.registry("ES").do([EnterReport("ES", "ES_1", 2008, 5, "reported", "there")])
    network.settle()
    for log in (ITL, CITL):
        assert known_in(network, log)[trader] == ("open", False)
        assert known_in(network, log)[mill] == ("open", False)
    network.whole()


def test_a_message_that_is_older_than_its_successor_changes_nothing(network: Network) -> None:
    trader = network.person("ES")
    older = due(network, "ES")
    network.change(trader, closed=True)
    newer = due(network, "ES")
    network.transport.post([*newer, *older])
    network.carry()
    assert known_in(network, ITL)[trader] == ("closed", False)
    network.whole()


def test_what_comes_before_its_predecessor_waits_for_it() -> None:
    network = Network(most=1)
    first, second = network.person("ES", "First"), network.person("ES", "Second")
    side = network.registry("ES")
    [one] = side.due()
    side.account_sync.handle("ES", json.loads(one)["items"][0]["entry"])
    [other] = side.due()
    network.transport.post([other])
    network.step("account")
    assert not {first, second} & known_in(network, ITL).keys()
    network.hold_back()
    network.transport.post([one, other])
    network.carry()
    assert {first, second} <= known_in(network, ITL).keys()


def test_thousands_of_accounts_are_told_piece_by_piece() -> None:
    network = Network(most=3)
    opened = {network.person("ES", f"Trader {number}") for number in range(20)}
    network.transport.post(due(network, "ES"))
    network.carry()
    assert opened <= known_in(network, CITL).keys(), "each answer brings the next piece"
    network.settle()
    network.whole()


def test_accounts_that_were_only_met_are_told_to_nobody() -> None:
    """Spain's books know accounts of Germany's by their identifiers; what Germany has is for Germany to tell."""
    network = Network(most=2)
    spain = network.endow("ES", 1_000)
    strangers = [network.person("DE", f"Trader {number}") for number in range(6)]
    network.settle()
    network.propose(*(Proposal("3-0", spain, each, "AAU", 1, network.request()) for each in strangers))
    trader = network.person("ES", "Late")
    network.settle()
    assert trader in known_in(network, CITL)
    assert network.entries("ES").count("account") == 13, "five of its own, transit, one trader, six met"
    network.whole()


def test_accounts_that_were_only_met_take_nobodys_number() -> None:
    """The Community log meets an account of Austria in Spain's chain before it hears of Spain's newest own one."""
    network = Network(("ES", "AT"), members=frozenset({"ES"}))
    spain = network.endow("ES", 1_000)
    trader = network.person("ES")
    sent = network.send(spain, network.party("AT"), 10)
    network.carry()
    assert network.status(sent)[CITL] == 4
    assert trader not in known_in(network, CITL)
    network.settle()
    network.send(spain, trader, 5)
    network.settle()
    assert network.balance(trader, side=CITL) == 5
    network.whole()


# ---- what no registry can have opened ------------------------------------------------------------


def account(network: Network, **changes: Any) -> dict[str, Any]:
    """The next account of Spain's registry, as it would tell of it."""
    network.person("ES")
    [message] = due(network, "ES")
    [item] = json.loads(message)["items"]
    return {**item, **changes}


def told(network: Network, **changes: Any) -> str:
    return refused(network, ITL, said("ES", ITL, "account", account(network, **changes)))


NAMES = {
    "wrong check digits": "ES-121-6-0-99",
    "another type's number": account_identifier("ES", 100, 6, 0),
    "another period": account_identifier("ES", 121, 6, 1),
    "a number of an account that is only met": account_identifier("ES", 121, 400_000_001, 0),
    "the number of the account in transit": account_identifier("ES", 121, 900_000_001, 0),
    "no number": account_identifier("ES", 121, 0, 0),
    "somebody else's number": account_identifier("ES", 121, 1, 0),
    "no identifier": "ES-trader",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_an_identifier_that_cannot_be(network: Network, name: str) -> None:
    assert told(network, id=name) == "M-2006"


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "transit"},
        {"type": "foreign"},
        {"type": "999"},
        {"type": "120"},
        {"state": "dormant"},
        {"blocked": 1},
        {"name": ""},
        {"name": "x" * 251},
        {"holder": "\0"},
        {"name": None},
        {"more": 1},
        {"installation": {"key": "ES_1"}},
        {"installation": []},
    ],
    ids=str,
)
def test_an_account_that_cannot_be(network: Network, changes: dict[str, Any]) -> None:
    if changes == {"installation": []}:
        changes = {"installation": [1]}
    assert told(network, **changes) == "M-2006"


@pytest.mark.parametrize("changes", [{"entry": -1}, {"entry": "5"}, {"after": None}, {"entry": 10**15}], ids=str)
def test_a_place_in_the_journal_that_cannot_be(network: Network, changes: dict[str, Any]) -> None:
    assert told(network, **changes) == "M-2002"


def test_the_account_in_which_units_are_on_their_way_is_not_for_others_to_change(network: Network) -> None:
    transit = account_identifier("ES", 100, 900_000_001, 0)
    assert told(network, id=transit, type="100", state="closed") == "M-2006"


def test_an_installation_that_has_an_account_gets_no_second(network: Network) -> None:
    network.operator("ES_1")
    network.settle()
    place = {
        "key": "ES_1",
        "member_state": "ES",
        "name": "x",
        "operator": "x",
        "activity": 1,
        "city": "",
        "synthetic": False,
    }
    name = account_identifier("ES", 120, 50, 0)
    item = account(network, id=name, type="120", installation=place)
    assert refused(network, ITL, said("ES", ITL, "account", item)) == "M-2006"
    assert refused(network, ITL, said("ES", ITL, "account", {**item, "installation": None})) == "M-2006"


def test_a_registry_does_not_shut_out_anothers_installations(network: Network) -> None:
    """It tells of its own; what it says of others' does not keep their accounts out of the log."""
    network.operator("ES_1")
    [message] = due(network, "ES")
    items = json.loads(message)["items"]
    for item in items:
        if item["installation"]:
            item["installation"]["key"] = "DE_1"
    assert refused(network, ITL, said("ES", ITL, "account", *items)) == "M-2006"
    mill, trader = network.operator("DE_1"), network.person("DE")
    network.settle()
    assert {mill, trader} <= known_in(network, ITL, "DE").keys()
    network.whole()


def test_a_regional_log_is_told_of_its_members_only() -> None:
    network = Network(("ES", "AT"), members=frozenset({"ES"}))
    item = account(network, id=account_identifier("AT", 121, 6, 0))
    assert refused(network, CITL, said(ITL, CITL, "account", item)) == "M-2006"


# ---- what is proposed to accounts that cannot be --------------------------------------------------


@pytest.mark.parametrize("to", ["", "DE", "DE-100-1-0-99", "nobody", "DE-100-1-0-15-", "🌍"])
def test_a_registry_does_not_send_to_what_is_no_account(network: Network, to: str) -> None:
    spain = network.endow("ES", 1_000)
    before = len(network.entries("ES"))
    [outcome] = network.propose(Proposal("3-0", spain, to, "AAU", 10, "r"))
    assert {"P-2001", "7020"} <= set(codes(outcome))
    assert len(network.entries("ES")) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "9-9"}, "P-3000"),
        ({"quantity": 1.5}, "P-3008"),
        ({"unit": "GOLD"}, "P-3006"),
        ({"year": 2009}, "P-5004"),
    ],
)
def test_a_registry_refuses_what_makes_no_sense_by_itself(network: Network, changes: dict[str, Any], code: str) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    [outcome] = network.propose(Proposal("3-0", spain, germany, "AAU", 10, "r")._replace(**changes))
    assert code in codes(outcome)
    assert not network.transport.waiting


# ---- an installation changes hands ------------------------------------------------------------------


def hand_over(network: Network, key: str, **values: Any) -> Outcome:
    code = key.partition("_")[0]
    step = TakeStep(code, "installation", key, "hand over", json.dumps(values), network.request())
    [outcome] = network.registry(code).do([step])
    return outcome


def successors(network: Network, side: str, key: str) -> list[tuple[str, str, bool]]:
    """Holders of the accounts that an installation ever had, how they stand, and which is its own."""
    found = (each for each in network.store(side).all_accounts() if each.installation == key)
    return [(each.holder, str(each.state), bool(each.of)) for each in sorted(found, key=lambda each: each.key)]


def test_logs_hear_of_a_successor_after_the_account_before_it(make_store: MakeStore) -> None:
    network = Network(make_store=make_store)
    mill = network.operator("ES_1")
    network.settle()
    must(hand_over(network, "ES_1", holder="New Mill SA"))
    network.settle()
    must(hand_over(network, "ES_1", holder="Newer Mill SA", keep_account=True))
    network.change(mill)  # the former account is touched once more, after its successor was opened
    network.settle()
    expected = [("Operator of ES_1", "open", False), ("Newer Mill SA", "open", True)]
    assert all(successors(network, side, "ES_1") == expected for side in ("ES", ITL, CITL))
    network.whole()


def test_a_log_that_hears_late_hears_of_all_in_order(network: Network) -> None:
    mill = network.operator("ES_1")
    must(hand_over(network, "ES_1", holder="B"))
    must(hand_over(network, "ES_1", holder="C"))
    network.change(mill)
    network.registry("ES").do([EnterReport("ES", "ES_1", 2008, None, "not reported", "late")])
    network.settle()
    assert successors(network, CITL, "ES_1") == successors(network, "ES", "ES_1")
    network.whole()


def with_units(network: Network, key: str) -> str:
    """The account of an installation that holds ten allowances."""
    code, mill = key.partition("_")[0], network.operator(key)
    network.endow(code, 50)
    network.endow(code, 10, "EUA2")
    network.send(network.party(code), mill, 10, "EUA2")
    network.settle()
    return mill


def test_nothing_is_sent_to_an_account_that_was_succeeded(network: Network) -> None:
    mill, other = with_units(network, "ES_1"), with_units(network, "DE_1")
    must(hand_over(network, "ES_1", holder="New Mill SA"))
    network.settle()
    sent = network.send(other, mill, 5, "EUA2")
    network.settle()
    assert network.refusals(sent) == ["P-2024"]
    assert (network.balance(other, "EUA2"), network.balance(mill, "EUA2")) == (10, 10)
    network.whole()


def test_no_account_is_given_up_while_units_are_under_way(network: Network) -> None:
    mill = with_units(network, "ES_1")
    network.send(mill, network.party("DE"), 5, "EUA2")
    with pytest.raises(Misuse, match=f"is under way for {mill}: hand over when it has ended"):
        hand_over(network, "ES_1", holder="New Mill SA")
    network.settle()
    must(hand_over(network, "ES_1", holder="New Mill SA"))
    network.settle()
    network.whole()


@pytest.mark.parametrize("until", ["yesterday", "2008-02-30", 5, None])
def test_an_account_that_was_succeeded_says_since_when(network: Network, until: Any) -> None:
    mill = network.operator("ES_1")
    network.settle()
    told = {
        "id": mill, "type": "120", "name": "x", "holder": "x", "state": "open", "blocked": False, "until": until,
        "installation": None, "entry": 999, "after": 0,
    }  # fmt: skip
    assert refused(network, ITL, said("ES", ITL, "account", told)) in ("M-2001", "M-2006")
