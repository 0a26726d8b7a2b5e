"""Are the books the same? A log asks, while trade goes on, and quarantines what it cannot be sure of, and only that."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openets.federation import answering
from openets.federation.reconciling import _differences, release
from openets.kernel.units import Block, series_from_text
from openets.ledger.segments import Span, less
from openets.ledger.store import Changes, Held, Needs
from openets.ledger.transactions import Proposal, Status
from openets.records.reconciliation import ReconciliationStatus as Result
from tests.european import government_account
from tests.federation.test_bad_messages import everything, refused, said
from tests.network import CITL, ITL, MakeStore, Network

PHASES = ["totals", "blocks", "trail"]
SPAN = ("ES", 991, 1_000)
"""The serial numbers about which `drifted` books differ."""


def reconcile(network: Network, registry: str = "ES", *, thorough: bool = False, log: str = ITL) -> dict[str, Any]:
    """Reconcile with a registry while everything else stands still; the log's record of it."""
    waiting = network.hold_back()
    network.transport.post(network.log(log).reconcile(registry, thorough=thorough))
    network.carry()
    network.transport.post(waiting)
    assert not network.transport.refused, network.transport.refused
    return result(network, registry, log=log)


def result(network: Network, registry: str = "ES", *, log: str = ITL) -> dict[str, Any]:
    """What a log's journal says of the last reconciliation with a registry; nothing where there was none."""
    bodies = [json.loads(row.body) for row in network.store(log).all_records("reconciliation") if row.key == registry]
    return bodies[0] if bodies else {}


def agree(network: Network, registry: str = "ES") -> None:
    """Both the quick and the thorough reconciliation of both logs find nothing."""
    for log in (ITL, CITL):
        for thorough in (False, True):
            found = reconcile(network, registry, thorough=thorough, log=log)
            nothing = (Result.COMPLETED, [], [])
            assert (found["status"], found["differing"], found["quarantined"]) == nothing, (log, thorough)


def meddle(network: Network, side: str, change: Callable[[Block], Iterable[Held]], *, owner: str = "") -> None:
    """Change the first block of Spain's account in a side's books behind the back of its journal."""
    store, owner = network.store(side), owner or network.party("ES")
    block = min(block for held, block in store.holdings() if held == owner)
    with store.work() as work:
        work.write(Changes(removed=[block], added=list(change(block))))


def key(network: Network, side: str, account: str) -> int:
    with network.store(side).work() as work:
        return work.load(Needs(accounts={account})).accounts[account].key


def drift(network: Network) -> None:
    """Ten of Spain's thousand units disappear from its books."""
    own = key(network, "ES", network.party("ES"))
    meddle(network, "ES", lambda block: [Held(own, block._replace(end=block.end - 10))])


@pytest.fixture
def drifted(network: Network) -> Network:
    """Spain's registry has lost ten of a thousand units: its last ones."""
    network.endow("ES", 1_000)
    drift(network)
    return network


# ---- books that agree ----------------------------------------------------------------------------


def test_books_that_agree_are_compared_by_their_totals(network: Network) -> None:
    network.endow("ES", 1_000)
    network.transport.post(network.log(ITL).reconcile("ES"))
    assert network.kinds() == ["ITL→ES totals wanted"]
    network.step()
    assert network.kinds() == ["ES→ITL totals"]
    network.step()
    assert network.kinds() == []
    found = result(network)
    assert found["status"] == Result.COMPLETED
    assert found["entry"] == network.store("ES").heads()["ES"].sequence


def test_a_thorough_reconciliation_compares_blocks_too(network: Network) -> None:
    network.endow("ES", 1_000)
    network.transport.post(network.log(ITL).reconcile("ES", thorough=True))
    kinds = [network.step() for _ in range(4)]
    assert kinds == ["totals wanted", "totals", "blocks wanted", "blocks"]
    assert result(network)["status"] == Result.COMPLETED


def test_a_registry_without_units_agrees(network: Network) -> None:
    agree(network)


def to_a_closed_account(network: Network, source: str) -> str:
    """A transfer that the acquiring registry rejects, and the log after it."""
    trader = network.person("DE")
    network.settle()
    network.change(trader, closed=True)
    network.hold_back()
    return network.send(source, trader, 300)


def to_a_trader(network: Network, source: str) -> str:
    trader = network.person("ES")
    network.settle()
    return network.send(source, trader, 300)


TRANSACTIONS: dict[str, Callable[[Network, str], str]] = {
    "external": lambda network, source: network.send(source, network.party("DE"), 300),
    "internal": to_a_trader,
    "issuance": lambda network, _: network.issue("ES", 300),
    "conversion": lambda network, _: network.issue("ES", 300, "EUA2"),
    "cancellation": lambda network, source: network.move("4-0", source, government_account("ES", "230"), 300),
    "retirement": lambda network, source: network.move("5-0", source, government_account("ES", "300"), 300),
    "rejected": to_a_closed_account,
}


@pytest.mark.parametrize("what", TRANSACTIONS)
def test_trade_need_not_stand_still(what: str) -> None:
    """At every moment of a transaction, with the answer taken up at every later moment, the books agree."""
    moments = 0
    for moment in range(30):
        network = Network()
        source = network.endow("ES", 1_000)
        TRANSACTIONS[what](network, source)
        for _ in range(moment):
            if network.transport.waiting:
                network.step()
        for registry in ("ES", "DE"):
            agree(network, registry)
        answers_taken_up_later(network)
        moments += 1
        if not network.transport.waiting:
            break
    assert moments > 3
    network.settle()
    network.whole()


def answers_taken_up_later(network: Network) -> None:
    """Both registries answer now; the log hears it after each further message."""
    waiting = network.hold_back()
    answers = []
    for registry in ("ES", "DE"):
        [question] = network.log(ITL).reconcile(registry)
        answers += network.sides[registry].receive(question)
    asked = dict(network.log(ITL).reconciliations)
    network.transport.post(waiting)
    for _ in range(4):
        for registry, answer in zip(("ES", "DE"), answers, strict=True):
            network.log(ITL).reconciliations[registry] = asked[registry]
            asked[registry].asks = "totals"
            network.sides[ITL].receive(answer)
            assert result(network, registry)["differing"] == []
        if not network.transport.waiting:
            return
        network.step()


def test_what_a_reconciliation_asks_it_asks_in_the_middle_of_trade(make_store: MakeStore) -> None:
    """The same on every kind of store, with both registries full of transfers that are under way."""
    network = Network(make_store=make_store)
    spain, germany = network.endow("ES", 1_000), network.endow("DE", 1_000)
    trader = network.person("ES")
    network.settle()
    for number in range(1, 20):
        network.send(spain, (germany, trader)[number % 2], number)
        network.send(germany, (trader, spain)[number % 2], number)
        for _ in range(number % 7):
            network.step()
        agree(network, ("ES", "DE")[number % 2])
    network.settle()
    network.whole()


# ---- books that differ ---------------------------------------------------------------------------


def test_books_that_differ_go_through_three_phases(drifted: Network) -> None:
    drifted.transport.post(drifted.log(ITL).reconcile("ES"))
    assert [drifted.step() for _ in range(6)] == [word for kind in PHASES for word in (f"{kind} wanted", kind)]
    found = result(drifted)
    assert found["status"] == Result.BLOCKS_INCONSISTENT
    assert found["differing"] == [["100", "AAU", 1, 0, 990, 1_000]]
    assert found["quarantined"] == [list(SPAN)]
    issued = {side: drifted.entries(side, "ES").index("transaction") + 1 for side in ("ES", ITL)}
    assert found["trail"] == [["ES", issued["ES"]], [ITL, issued[ITL]]], "the issuance, in both journals"


@pytest.mark.parametrize("on", ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_they_are_found_on_every_store(on: str, request: pytest.FixtureRequest) -> None:
    fixtures = {"sqlite": "files", "postgres": "databases"}
    network = Network(make_store=request.getfixturevalue(fixtures[on])) if on in fixtures else Network()
    network.endow("ES", 1_000)
    drift(network)
    assert reconcile(network)["quarantined"] == [list(SPAN)]


def test_units_in_doubt_stay_where_they_are_and_all_others_move(drifted: Network) -> None:
    spain, germany = drifted.party("ES"), drifted.party("DE")
    reconcile(drifted)
    sound = drifted.send(spain, germany, 300)
    drifted.settle()
    assert drifted.status(sound)["DE"] == 4
    own = key(drifted, "ES", spain)
    series = series_from_text("AAU:ES:1:1")
    with drifted.store("ES").work() as work:  # the units come to light
        work.write(Changes(added=[Held(own, Block(series, 991, 1_000))]))
    doubtful = drifted.move("3-0", spain, germany, 5, serials=(("ES", 996, 1_000),))
    drifted.settle()
    assert drifted.refusals(doubtful) == ["P-3016"]
    release(drifted.log(ITL), "ES", "settled")
    assert result(drifted)["status"] == Result.COMPLETED_WITH_INTERVENTION
    at_last = drifted.move("3-0", spain, germany, 5, serials=(("ES", 996, 1_000),))
    drifted.settle()
    assert drifted.status(at_last)["DE"] == 4
    agree(drifted)
    agree(drifted, "DE")


def test_one_reconciliation_that_agrees_lifts_the_quarantine(drifted: Network) -> None:
    reconcile(drifted)
    own = key(drifted, "ES", drifted.party("ES"))
    meddle(drifted, "ES", lambda block: [Held(own, block._replace(end=1_000))])
    agree(drifted)
    assert result(drifted)["quarantined"] == []


def test_units_in_the_wrong_account_are_found_by_a_thorough_one_alone(network: Network) -> None:
    network.endow("ES", 1_000)
    one, other = network.person("ES", "One"), network.person("ES", "Other")
    network.settle()
    network.send(network.party("ES"), one, 300)
    network.settle()
    theirs, wrong = key(network, "ES", one), key(network, "ES", other)
    meddle(
        network,
        "ES",
        lambda block: [
            Held(theirs, block._replace(end=block.end - 5)),
            Held(wrong, block._replace(start=block.end - 4)),
        ],
        owner=one,
    )
    assert reconcile(network)["status"] == Result.COMPLETED
    found = reconcile(network, thorough=True)
    assert found["status"] == Result.BLOCKS_INCONSISTENT
    [(origin, start, end)] = found["quarantined"]
    assert (origin, end - start) == ("ES", 4)


def test_it_does_not_matter_how_books_cut_their_blocks(network: Network) -> None:
    network.endow("ES", 1_000)
    own = key(network, "ES", network.party("ES"))
    halves = lambda block: [  # noqa: E731
        Held(own, block._replace(end=400)),
        Held(own, block._replace(start=401)),
    ]
    meddle(network, "ES", halves)
    agree(network)


def test_only_what_differs_is_in_doubt_while_trade_goes_on(drifted: Network) -> None:
    """Units that move between question and answer are left to the next reconciliation."""
    spain, germany = drifted.party("ES"), drifted.party("DE")
    drifted.transport.post(drifted.log(ITL).reconcile("ES"))
    for number in range(1, 40):
        drifted.send(spain, germany, number % 5 + 1)
        for _ in range(3):
            drifted.step()
    drifted.settle()
    assert result(drifted)["quarantined"] == [list(SPAN)]


# ---- answers that are lost, late, repeated, or in pieces -----------------------------------------


def test_a_lost_answer_is_asked_for_again(network: Network) -> None:
    network.endow("ES", 1_000)
    network.transport.post(network.log(ITL).reconcile("ES"))
    network.step("totals wanted")
    late = network.hold_back()
    assert result(network) == {}
    agree(network)
    before = everything(network)
    network.transport.post(late)
    network.carry()
    assert everything(network) == before
    assert not network.transport.refused


def test_an_answer_to_other_groups_is_no_answer(network: Network) -> None:
    """Blocks that were asked for by an earlier, smaller question do not make the rest disappear."""
    network.endow("ES", 1_000)
    drift(network)
    network.transport.post(network.log(ITL).reconcile("ES"))
    for _ in range(3):
        network.step()
    late = network.hold_back()
    own = key(network, "ES", network.party("ES"))
    meddle(network, "ES", lambda block: [Held(own, block._replace(end=1_000))])
    network.endow("ES", 500, "EUA2")
    network.clock.pass_by(1)
    network.transport.post(network.log(ITL).reconcile("ES", thorough=True))
    for _ in range(3):
        network.step()
    network.transport.waiting.extendleft(late)
    network.carry()
    assert (result(network)["status"], result(network)["quarantined"]) == (Result.COMPLETED, [])


@pytest.fixture
def crumbs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks travel in very small pieces."""
    monkeypatch.setattr(answering, "PIECE", 12)


@pytest.mark.usefixtures("crumbs")
def test_many_blocks_come_in_pieces() -> None:
    network = scattered()
    network.transport.post(network.log(ITL).reconcile("ES", thorough=True))
    for _ in range(3):
        network.step()
    assert len(network.transport.waiting) > 5
    network.transport.waiting.reverse()
    network.carry()
    assert result(network)["status"] == Result.COMPLETED


def scattered() -> Network:
    """Spain's units in many blocks; one item in a message."""
    network = Network(most=1)
    spain = network.endow("ES", 1_000)
    trader = network.person("ES")
    network.settle()
    for start in range(1, 400, 20):
        network.move("10-0", spain, trader, 10, serials=(("ES", start, start + 9),))
    network.settle()
    return network


@pytest.mark.usefixtures("crumbs")
def test_pieces_of_two_answers_are_not_put_together() -> None:
    network = scattered()
    network.transport.post(network.log(ITL).reconcile("ES", thorough=True))
    for _ in range(2):
        network.step()
    [question] = network.hold_back()
    first = network.sides["ES"].receive(question)
    network.send(network.party("ES"), network.party("DE"), 5)
    network.settle()
    second = network.sides["ES"].receive(question)
    network.transport.post(first[: len(first) // 2] + second[len(second) // 2 :] + first[len(first) // 2 :])
    network.carry()
    assert result(network) == {}, "neither answer has come whole"
    network.transport.post(second)
    network.carry()
    assert result(network)["quarantined"] == []


@given(st.lists(st.lists(st.integers(1, 10**6), min_size=1, max_size=40), max_size=8), st.integers(1, 60))
def test_pieces_hold_what_was_cut(rows: list[list[int]], most: int) -> None:
    held = [(f"ES-{n}", "AAU:ES:1:1", ",".join(f"{each}-{each}" for each in row)) for n, row in enumerate(rows)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "PIECE", most)
        pieces = list(answering._pieces(held))
    together: dict[str, list[str]] = {}
    for piece in pieces:
        for account, series, ranges in piece:
            assert series == "AAU:ES:1:1"
            together.setdefault(account, []).extend(ranges.split(","))
        assert sum(len(ranges) for _, _, ranges in piece) < most + 20
    assert together == {account: ranges.split(",") for account, _, ranges in held}


# ---- answers that lie, or make no sense ----------------------------------------------------------


def asked(network: Network, phase: str) -> dict[str, Any]:
    """Let a reconciliation with Spain come to the answer of a phase; the item that Spain would answer with."""
    network.transport.post(network.log(ITL).reconcile("ES"))
    while network.kinds()[0] != f"ES→ITL {phase}":
        network.step()
    [message] = network.hold_back()
    [item] = json.loads(message)["items"]
    return item  # type: ignore[no-any-return]


@pytest.mark.parametrize("wrong", ["", 0, None, True, -1, "x" * 300, [], [[]], [["ES"]], {}, {"x": "y"}, [1, 2], 2.5])
@pytest.mark.parametrize(
    ("phase", "part"),
    [
        ("totals", "entry"),
        ("totals", "groups"),
        ("totals", "finished"),
        ("totals", "asked"),
        ("totals", "question"),
        ("blocks", "entry"),
        ("blocks", "of"),
        ("blocks", "blocks"),
        ("blocks", "question"),
        ("trail", "entries"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_or_means_nothing(
    drifted: Network, phase: str, part: str, wrong: Any
) -> None:
    item = asked(drifted, phase)
    before = everything(drifted)
    changed = said("ES", ITL, phase, {**item, part: wrong})
    try:
        drifted.sides[ITL].receive(changed)
    except Exception as error:
        assert str(error).startswith("M-2"), repr(error)  # noqa: PT017
        assert everything(drifted) == before
    for side in (ITL, "ES"):
        drifted.store(side).heads()
    assert result(drifted).get("quarantined", []) in ([], [list(SPAN)], [["ES", 1, 1_000]])


@pytest.mark.parametrize(
    "row",
    [
        ["ES-100-1-0-81", "AAU:ES:1:1", "5-1"],
        ["ES-100-1-0-81", "AAU:ES:1:1", "1-2-3"],
        ["ES-100-1-0-81", "AAU:ES:1:1", "0-5"],
        ["ES-100-1-0-81", "AAU:ES:1:1", "one-two"],
        ["ES-100-1-0-81", "AAU:ES:1:1", ""],
        ["ES-100-1-0-81", "AAU", "1-5"],
        ["ES-100-1-0-81", "AAU:ES:x:1", "1-5"],
        ["ES-100-1-0-81", "AAU:ES:1:1", 5],
        ["ES-100-1-0-81", "AAU:ES:1:1"],
    ],
    ids=str,
)
def test_blocks_that_are_none_are_refused(drifted: Network, row: list[Any]) -> None:
    item = asked(drifted, "blocks")
    assert refused(drifted, ITL, said("ES", ITL, "blocks", {**item, "blocks": [row]})) == "M-2004"
    assert result(drifted) == {}


@pytest.mark.parametrize("part", ["entry", "groups", "finished", "asked"])
def test_an_honest_answer_after_one_that_makes_no_sense_is_taken_for_itself(network: Network, part: str) -> None:
    network.endow("ES", 1_000)
    item = asked(network, "totals")
    assert refused(network, ITL, said("ES", ITL, "totals", {**item, part: 7.5})).startswith("M-2")
    network.transport.post([said("ES", ITL, "totals", item)])
    network.carry()
    assert (result(network)["status"], result(network)["differing"]) == (Result.COMPLETED, [])


def test_a_registry_that_claims_to_have_completed_what_was_cancelled_is_found_out(network: Network) -> None:
    """The log's own books say how it ended: the claim explains no difference away, even before Spain has heard."""
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    network.step("proposed")
    network.hold_back()
    network.transport.post([said("ES", ITL, "withdraw", {"id": sent})])
    network.step("withdraw")
    network.hold_back()
    assert network.status(sent)[ITL] == Status.CANCELLED
    item = asked(network, "totals")
    item["finished"] = {sent: item["entry"]}
    item["groups"] = [["100", "AAU", 1, 0, 700]]
    network.transport.post([said("ES", ITL, "totals", item)])
    network.step("totals")
    assert network.log(ITL).reconciliations["ES"].differing == {("100", "AAU", 1, 0): (700, 1_000)}


def test_an_answer_that_nobody_asked_for(drifted: Network) -> None:
    item = asked(drifted, "totals")
    drifted.reopen(ITL)
    assert refused(drifted, ITL, said("ES", ITL, "totals", item)) == "M-3002"


def test_another_registry_does_not_answer_for_it(drifted: Network) -> None:
    item = asked(drifted, "totals")
    for other in ("DE", CITL):
        assert refused(drifted, ITL, said(other, ITL, "totals", item)) == "M-1008"
    two = {**item, "id": "ES:0"}, {**item, "id": "DE:0"}
    assert refused(drifted, ITL, said("ES", ITL, "totals", *two)) == "M-1008"


def test_the_community_log_asks_through_the_international_one(drifted: Network) -> None:
    drifted.transport.post(drifted.log(CITL).reconcile("ES"))
    kinds = []
    while drifted.transport.waiting:
        kinds += drifted.kinds()
        drifted.step()
    ways = ("CITL→ITL", "ITL→ES", "ES→ITL", "ITL→CITL")
    assert kinds == [f"{way} {kind}{' wanted' * (way in ways[:2])}" for kind in PHASES for way in ways]
    found = result(drifted, log=CITL)
    assert (found["status"], found["quarantined"]) == (Result.BLOCKS_INCONSISTENT, [list(SPAN)])
    assert [side for side, _ in found["trail"]] == ["ES", CITL]
    assert result(drifted) == {}, "the international log has asked nothing for itself"


@pytest.mark.parametrize("to", ["ES", "DE"])
def test_the_community_log_may_hear_of_a_completion_last_of_all(network: Network, to: str) -> None:
    """Both registries have long been told that everybody knows."""
    spain, trader = network.endow("ES", 1_000), network.person("ES")
    network.settle()
    network.send(spain, trader if to == "ES" else network.party("DE"), 300)
    late: list[str] = []
    while network.transport.waiting:
        if network.kinds()[0] == "ITL→CITL completed":
            late.append(network.transport.waiting.popleft())
        else:
            network.step()
    assert len(late) == 1
    agree(network)
    agree(network, "DE")
    network.transport.post(late)
    network.settle()
    network.whole()


def test_trade_that_never_stops_does_not_keep_it_from_ending(network: Network) -> None:
    """What is proposed after the registry's answer cannot have been completed before it: nobody asks again for ever."""
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    for log in (ITL, CITL):
        network.transport.post(network.log(log).reconcile("ES"))
        asked = 0
        while network.log(log).reconciliations["ES"].asks:
            network.send(spain, germany, 1)
            for _ in range(12):
                asked += network.kinds()[:1] == ["ITL→ES totals wanted"]
                if network.transport.waiting:
                    network.step()
        assert result(network, log=log)["status"] == Result.COMPLETED
        assert asked == 2, log


def test_the_community_log_holds_up_units_in_doubt(drifted: Network) -> None:
    reconcile(drifted, log=CITL)
    own = key(drifted, "ES", drifted.party("ES"))
    meddle(drifted, "ES", lambda block: [Held(own, block._replace(end=1_000))])
    doubtful = drifted.move("3-0", drifted.party("ES"), drifted.party("DE"), 5, serials=(("ES", 996, 1_000),))
    drifted.settle()
    assert drifted.refusals(doubtful) == ["P-3016"]


def test_the_community_log_asks_for_its_members_alone(network: Network) -> None:
    [question] = network.log(CITL).reconcile("ES")
    [item] = json.loads(question)["items"]
    for sender, code in ((CITL, "CDM"), (CITL, ITL), ("DE", "ES"), ("ES", "ES")):
        assert refused(network, ITL, said(sender, ITL, "totals wanted", {**item, "id": code})) == "M-1008"


def test_units_from_outside_the_community(make_store: MakeStore) -> None:
    """The Community log knows nothing of where they were, and yet agrees with their new registry."""
    network = Network(("ES", "DE", "CDM"), make_store=make_store)
    pending = network.endow("CDM", 1_000, "CER")
    for number in range(1, 6):
        network.send(pending, network.party("ES"), 10 * number, "CER")
        for _ in range(2 * number):
            network.step()
        agree(network)
    network.settle()
    network.send(network.party("ES"), network.party("DE"), 30, "CER")
    for _ in range(9):
        agree(network)
        agree(network, "DE")
        network.step()
    network.settle()
    network.whole()


def test_a_registry_that_claims_anothers_units_holds_up_nobody_but_itself(network: Network) -> None:
    germany = network.endow("DE", 1_000)
    network.endow("ES", 1_000)
    drift(network)
    item = asked(network, "blocks")
    claim = [network.party("ES"), "AAU:DE:1:1", "1-1000"]
    network.transport.post(network.sides[ITL].receive(said("ES", ITL, "blocks", {**item, "blocks": [claim]})))
    network.carry()
    assert result(network)["quarantined"] == [["DE", 1, 1_000], ["ES", 1, 1_000]]
    sent = network.send(germany, network.party("ES"), 1_000)
    network.settle()
    assert network.status(sent)["ES"] == 4


def test_a_retirement_of_units_in_doubt_waits_too(drifted: Network) -> None:
    reconcile(drifted)
    store, spain = drifted.store("ES"), drifted.party("ES")
    with store.work() as work:
        work.write(Changes(added=[Held(key(drifted, "ES", spain), Block(series_from_text("AAU:ES:1:1"), 991, 1_000))]))
    [outcome] = drifted.propose(
        Proposal("5-0", spain, government_account("ES", "300"), "AAU", 10, "retire", serials=(SPAN,))
    )
    drifted.settle()
    assert drifted.refusals(outcome.reference) == ["P-3016"]


# ---- comparing -----------------------------------------------------------------------------------

SERIALS = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 6)), max_size=6)


def disjoint(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges that do not overlap, from starts and lengths."""
    found: list[tuple[int, int]] = []
    for start, length in sorted(pairs):
        if not found or found[-1][1] < start:
            found.append((start, start + length - 1))
    return found


@given(st.lists(SERIALS, min_size=4, max_size=4))
def test_differences_are_what_lies_elsewhere(lists: list[list[tuple[int, int]]]) -> None:
    """Beside a comparison that looks at every serial number by itself."""
    places = [("ES-1", "AAU:ES:1:1"), ("ES-2", "AAU:ES:1:1")]
    sides: list[list[tuple[str, str, str]]] = [[], []]
    single: list[dict[str, set[int]]] = [{}, {}]
    for number, pairs in enumerate(lists):
        side, (account, series) = number // 2, places[number % 2]
        ranges = disjoint(pairs)
        if ranges:
            sides[side].append((account, series, ",".join(f"{start}-{end}" for start, end in ranges)))
        single[side][account] = {serial for start, end in ranges for serial in range(start, end + 1)}
    expected = {serial for account, _ in places for serial in single[0][account] ^ single[1][account]}
    found = _differences(*sides)
    assert {serial for _, start, end in found for serial in range(start, end + 1)} == expected
    assert found == sorted(found)


@given(SERIALS, SERIALS, st.sampled_from(["ES", "DE"]))
def test_what_moves_is_left_out(spans: list[tuple[int, int]], moving: list[tuple[int, int]], origin: str) -> None:
    whole: list[Span] = [("ES", start, end) for start, end in disjoint(spans)]
    others: list[Span] = [(origin, start, start + length - 1) for start, length in moving]
    left = less(whole, others)
    taken = {(home, serial) for home, start, end in others for serial in range(start, end + 1)}
    expected = {(home, serial) for home, start, end in whole for serial in range(start, end + 1)} - taken
    assert {(home, serial) for home, start, end in left for serial in range(start, end + 1)} == expected
    assert all(start <= end for _, start, end in left)
