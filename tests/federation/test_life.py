"""The life of a transaction between sides that keep books of their own, step by step."""

from __future__ import annotations

import pytest

from openets.commands.units import issuance
from openets.engine.kinds.plan import EnterPlan
from openets.engine.outcomes import expect
from openets.kernel.refusals import Fault, Misuse
from openets.ledger.accounts import Opening
from openets.ledger.transactions import Proposal, Status
from openets.verifying import verify_store
from tests.european import EU_ETS, government_account
from tests.network import ITL, MakeStore, Network
from tests.session import codes


def test_an_external_transfer_goes_through_every_state_on_every_side(make_store: MakeStore) -> None:
    network = Network(make_store=make_store)
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    sent = network.send(spain, germany, 300)

    steps = [
        ("proposed", {"ES": 1, "ITL": 1}),
        ("proposed", {"ES": 1, "ITL": 1, "CITL": 2}),
        ("checked", {"ES": 1, "ITL": 2, "CITL": 2}),
        ("forwarded", {"ES": 1, "DE": 8, "ITL": 2, "CITL": 2}),
        ("accepted", {"ES": 1, "DE": 8, "ITL": 8, "CITL": 2}),
        ("accepted", {"ES": 4, "DE": 8, "ITL": 8, "CITL": 2}),
        ("completed", {"ES": 4, "DE": 8, "ITL": 4, "CITL": 2}),
        ("completed", {"ES": 4, "DE": 8, "ITL": 4, "CITL": 4}),
        ("completed", {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}),
    ]
    assert network.status(sent) == {"ES": 1}
    for kind, status in steps:
        network.step(kind)
        network.sound()
        assert network.status(sent) == status
    assert [network.step() for _ in range(3)] == ["received"] * 3
    assert not network.kinds()
    network.whole()
    for side in ("ES", "ITL", "CITL"):
        assert network.balance(spain, side=side) == 700
    for side in ("DE", "ITL", "CITL"):
        assert network.balance(germany, side=side) == 300


def test_an_internal_transfer_asks_both_logs_and_nobody_else(make_store: MakeStore) -> None:
    network = Network(make_store=make_store)
    spain, trader = network.endow("ES", 1_000), network.person("ES")
    network.settle()
    sent = network.send(spain, trader, 40)

    spoken = []
    while network.transport.waiting:
        spoken += network.kinds()[:1]
        network.step()
        network.sound()
    assert spoken == [
        "ES→ITL proposed", "ITL→CITL proposed", "CITL→ITL checked", "ITL→ES checked", "ES→ITL completed",
        "ITL→CITL completed", "ITL→ES received", "CITL→ITL received",
    ]  # fmt: skip
    assert network.status(sent) == {"ES": 4, "ITL": 4, "CITL": 4}
    network.whole()


def test_units_are_set_aside_from_the_proposal_to_the_end_on_every_side(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    network.send(spain, germany, 600)
    assert (network.balance(spain), network.in_transit("ES", "ES")) == (400, 600)
    [second] = network.propose(Proposal("3-0", spain, germany, "AAU", 500, "again"))
    assert codes(second) == ["7027"]

    network.step("proposed")
    network.step("proposed")
    for log in ("ITL", "CITL"):
        assert (network.balance(spain, side=log), network.in_transit(log, "ES")) == (400, 600)
    network.settle()
    for side in ("ES", "ITL", "CITL"):
        assert (network.balance(spain, side=side), network.in_transit(side, "ES")) == (400, 0)


def test_units_come_back_to_where_they_were_when_it_does_not_come_about(network: Network) -> None:
    spain, trader = network.endow("ES", 1_000), network.person("DE")
    network.settle()
    network.change(trader, closed=True)
    sent = network.send(spain, trader, 250)
    while network.step() != "forwarded":
        network.sound()
    assert network.in_transit("ITL", "ES") == 250

    network.carry()
    assert network.status(sent) == {"ES": 6, "ITL": 6, "CITL": 6}
    assert network.refusals(sent) == ["5906"]
    for side in ("ES", "ITL", "CITL"):
        assert network.balance(spain, side=side) == 1_000
    network.settle()
    network.whole()


def test_what_the_international_log_refuses_goes_no_further(network: Network) -> None:
    spain = network.endow("ES", 1_000)
    unknown = network.party("FR")
    sent = network.send(spain, unknown, 10)
    network.step("proposed")
    assert network.kinds() == ["ITL→ES checked"]
    network.carry()
    assert network.status(sent) == {"ES": 5, "ITL": 5}
    assert network.refusals(sent) == ["7020"]
    network.settle()
    network.whole()


def test_what_the_community_log_refuses_ends_on_all_sides(network: Network) -> None:
    """The international log knows nothing of blocked accounts; the Community's does."""
    network.endow("ES", 1_000)
    eua, mill = network.endow("ES", 100, "EUA2"), network.operator("ES_1")
    network.settle()
    for side in ("ES", "ITL"):
        expect(network.sides[side].do([EnterPlan("ES", 2009, (("ES_1", 60, 60),), f"plan:{side}")]))
    sent = network.move("10-53", eua, mill, 60, "EUA2", year=2009)
    network.carry()
    assert network.status(sent) == {"ES": 5, "ITL": 5}
    assert network.refusals(sent) == ["P-8003"]
    network.settle()
    network.whole()


@pytest.mark.parametrize(
    ("kind", "unit", "to"),
    [("4-0", "AAU", "230"), ("5-0", "AAU", "300"), ("10-41", "EUA2", "230"), ("10-52", "AAU", "100")],
)
def test_cancellation_retirement_replacement_and_conversion(network: Network, kind: str, unit: str, to: str) -> None:
    spain = network.endow("ES", 1_000)
    network.endow("ES", 400, "EUA2")
    if kind == "10-41":
        network.settle()
        network.clock.pass_by(3 * 365 * 24)  # what replaces them is issued from 2012 on
    moved = network.move(kind, spain, government_account("ES", to), 150, unit)
    while network.transport.waiting:
        network.step()
        network.sound()
    assert network.status(moved) == {"ES": 4, "ITL": 4, "CITL": 4}
    network.whole()


def test_a_conversion_of_another_registrys_units_leaves_the_numbering_alone(network: Network) -> None:
    """They keep the serial numbers of their origin, which may be far beyond those that their holder gave."""
    spain, germany = network.endow("ES", 100), network.endow("DE", 5_000)
    network.send(germany, spain, 1_000)
    network.settle()
    before = {side: network.store(side).heads()["ES"].next_serial for side in ("ES", "ITL", "CITL")}
    serials = tuple(
        (b.series.origin, b.start, b.end) for a, b in network.store("ES").holdings() if b.series.origin == "DE"
    )
    converted = network.move("10-52", spain, spain, 1_000, serials=serials)
    network.settle()
    assert network.status(converted) == {"ES": 4, "ITL": 4, "CITL": 4}
    assert {side: network.store(side).heads()["ES"].next_serial for side in before} == before
    issued = network.issue("ES", 10)
    network.settle()
    assert network.status(issued)["ITL"] == 4
    network.whole()


def test_an_internal_transfer_that_was_checked_cannot_be_withdrawn_any_more(network: Network) -> None:
    """Its registry may have completed it on the log's word by the time that an old request arrives."""
    spain, trader = network.endow("ES", 1_000), network.person("ES")
    network.settle()
    sent = network.send(spain, trader, 10)
    network.step("proposed")
    going_on = network.hold_back()
    network.transport.post(network.registry("ES").ask("9"))
    network.step("ask")
    while network.kinds() != ["ES→ITL withdraw"]:
        network.step("state")
    withdrawal = network.hold_back()
    network.transport.post(going_on)
    while network.step() != "checked" or network.status(sent)["ES"] == 1:
        pass
    network.transport.waiting.extendleft(withdrawal)
    network.settle()
    assert network.status(sent) == {"ES": 4, "ITL": 4, "CITL": 4}
    assert not network.transport.refused
    network.whole()


def test_an_installations_year_is_the_same_on_all_sides(network: Network) -> None:
    network.endow("ES", 1_000)
    eua, mill = network.endow("ES", 500, "EUA2"), network.operator("ES_1")
    set_aside = government_account("ES", "100-6")
    network.settle()
    for side in ("ES", "ITL", "CITL"):
        expect(network.sides[side].do([EnterPlan("ES", 2009, (("ES_1", 300, 300),), f"plan:{side}")]))
    network.move("10-53", eua, mill, 300, "EUA2", year=2009)
    network.settle()
    network.move("10-2", mill, set_aside, 200, "EUA2", year=2009)
    network.settle()
    for side in ("ES", "ITL", "CITL"):
        [year] = network.store(side).year_records()
        assert (year.allocated, year.surrendered) == (300, 200)
    network.whole()


def test_a_reversal_finds_the_transaction_in_every_journal(network: Network) -> None:
    """Each journal numbers for itself: what is ES20 in one is another transaction in the other."""
    network.endow("ES", 1_000)
    eua, mill = network.endow("ES", 500, "EUA2"), network.operator("ES_1")
    set_aside = government_account("ES", "100-6")
    network.settle()
    network.send(eua, mill, 300, "EUA2")
    network.settle()
    network.move("10-2", mill, set_aside, 200, "EUA2", year=2009)
    network.settle()
    surrendered = network.store("ES").heads()["ES"].sequence
    serials = tuple((b.series.origin, b.start, b.end) for a, b in network.store("ES").holdings() if a == set_aside)
    undone = network.move(
        "10-92", set_aside, mill, 200, "EUA2", year=2009, reverses=f"ES{surrendered}", serials=serials
    )
    network.settle()
    assert network.status(undone) == {"ES": 4, "ITL": 4, "CITL": 4}, network.refusals(undone)
    network.whole()
    [again] = network.propose(
        Proposal("10-92", set_aside, mill, "EUA2", 200, "again", 2009, serials, f"ES{surrendered}")
    )
    assert not again.accepted


def test_units_come_from_and_go_to_registries_outside_the_community() -> None:
    """The Community log keeps no books of the CDM's registry: for it units appear, and disappear again."""
    network = Network(("ES", "DE", "CDM"))
    cdm, spain = network.endow("CDM", 500, "CER"), network.party("ES")
    issued = network.issue("CDM", 100, "CER")
    network.settle()
    assert network.status(issued) == {"CDM": 4, "ITL": 4}
    network.move("10-0", cdm, government_account("CDM", "proceeds"), 2, "CER")
    network.settle()
    bought = network.send(cdm, spain, 200, "CER")
    while network.transport.waiting:
        network.step()
        network.sound()
    assert network.status(bought) == {"ES": 4, "CDM": 4, "ITL": 4, "CITL": 4}
    assert network.balance(spain, "CER", side="CITL") == 200
    sold = network.send(spain, network.party("DE"), 50, "CER")
    network.settle()
    assert network.status(sold) == {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}
    network.whole()


def test_units_leave_for_a_registry_outside_the_community_and_come_back() -> None:
    network = Network(("ES", "DE", "AT"), members=frozenset({"ES", "DE"}))
    spain, austria = network.endow("ES", 500), network.party("AT")
    for source, target, quantity in ((spain, austria, 300), (austria, spain, 100), (spain, austria, 50)):
        sent = network.send(source, target, quantity)
        while network.transport.waiting:
            network.step()
            network.sound()
        assert network.status(sent) == {"ES": 4, "AT": 4, "ITL": 4, "CITL": 4}, network.refusals(sent)
    assert network.balance(spain, side="CITL") == 250
    network.whole()


def test_the_community_log_refuses_what_comes_from_outside_to_nobody() -> None:
    network = Network(("ES", "AT"), members=frozenset({"ES"}))
    austria, trader = network.endow("AT", 500), network.person("ES")
    network.settle()
    network.change(trader, closed=True)
    network.settle()
    sent = network.send(austria, trader, 10)
    network.settle()
    assert (network.status(sent), network.refusals(sent)) == ({"AT": 5, "ITL": 5}, ["P-2003"])
    network.whole()


def test_a_batch_is_answered_for_each_of_its_proposals(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    wanted = [
        Proposal("3-0", spain, germany, "AAU", 100, "good"),
        Proposal("3-0", spain, germany, "AAU", 5_000, "too-much"),
        Proposal("3-0", spain, network.party("FR"), "AAU", 100, "to-nobody"),
        Proposal("3-0", spain, germany, "AAU", 100, "as-good"),
    ]
    outcomes = network.propose(*wanted)
    assert [outcome.accepted for outcome in outcomes] == [True, False, True, True]
    assert network.kinds() == ["ES→ITL proposed"]
    network.settle()
    assert [network.status(each.reference)["ES"] for each in outcomes if each.accepted] == [4, 5, 4]
    network.whole()


def test_a_request_made_again_gets_its_first_answer(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    proposal = Proposal("3-0", spain, germany, "AAU", 100, "once")
    [first] = network.propose(proposal)
    network.settle()
    [second] = network.propose(proposal)
    assert (second.reference, second.repeated) == (first.reference, True)
    network.settle()
    assert network.balance(germany) == 100
    [other] = network.propose(proposal._replace(quantity=200))
    assert codes(other) == ["P-4006"]


def test_entries_of_the_journals_say_what_happened(network: Network) -> None:
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    before = {side: len(network.entries(side)) for side in network.names}
    network.send(spain, germany, 300)
    network.settle()
    new = {side: network.entries(side)[before[side] :] for side in network.names}
    assert new == {
        "ES": ["account", "proposed", "transaction"],
        "DE": ["account", "received"],
        "ITL": ["proposed", "transaction", "received"],
        "CITL": ["proposed", "transaction", "received"],
    }


def test_two_issuances_on_their_way_do_not_each_get_what_is_left(network: Network) -> None:
    """Spain's assigned amount is 1,666,195,929: the second billion is refused while the first is on its way."""
    billion = 1_000_000_000
    first, second = network.propose(*(issuance(EU_ETS, "ES", "AAU", billion, request) for request in ("a", "b")))
    assert (first.accepted, codes(second)) == (True, ["5008"])
    [third] = network.propose(issuance(EU_ETS, "ES", "AAU", billion, "c"))
    assert codes(third) == ["5008"]
    network.settle()
    [fourth] = network.propose(issuance(EU_ETS, "ES", "AAU", 600_000_000, "d"))
    assert fourth.accepted
    network.settle()
    network.whole()


def test_two_allocations_on_their_way_do_not_exceed_the_plan(network: Network) -> None:
    network.endow("ES", 1_000)
    eua, mill = network.endow("ES", 500, "EUA2"), network.operator("ES_1")
    network.settle()
    for side in ("ES", "ITL", "CITL"):
        expect(network.sides[side].do([EnterPlan("ES", 2009, (("ES_1", 100, 100),), f"plan:{side}")]))
    network.move("10-53", eua, mill, 60, "EUA2", year=2009)
    [late] = network.propose(Proposal("10-53", eua, mill, "EUA2", 60, "late", 2009))
    assert codes(late) == ["P-8003"]
    network.settle()
    network.whole()


def test_a_transfer_under_way_that_the_tables_have_otherwise_than_the_journal_is_found(network: Network) -> None:
    sent = network.send(network.endow("ES", 1_000), network.party("DE"), 300)
    network.step("proposed")
    for side in ("ES", "ITL"):
        kept = network.store(side)._transfers  # type: ignore[attr-defined]
        own = kept[sent]
        for wrong in (own._replace(status=7), own._replace(content=own.content.replace("1-300", "2-301"))):
            kept[sent] = wrong
            with pytest.raises(Fault, match="transfers under way"):
                verify_store(network.store(side))
        del kept[sent]
        with pytest.raises(Fault, match="transfers under way"):
            verify_store(network.store(side))
        kept[sent] = own
    network.settle()
    network.whole()


def test_an_account_into_which_units_are_on_their_way_is_not_closed(network: Network) -> None:
    """Within a registry as from another one: else the units would lie where nobody can reach them."""
    spain, trader = network.endow("ES", 1_000), network.person("ES")
    network.settle()
    sent = network.send(spain, trader, 300)
    with pytest.raises(Misuse, match="about to receive units"):
        network.change(trader, closed=True)
    network.settle()
    assert network.status(sent)["ES"] == Status.COMPLETED
    network.change(trader, closed=True)
    network.settle()
    network.whole()


def test_what_no_other_side_would_hear_of_is_no_way_to_move_units(network: Network) -> None:
    """The books of a registry that speaks with a log take proposals from its side alone."""
    spain = network.endow("ES", 1_000)
    trader = network.person("ES")
    network.settle()
    for name in ("ES", ITL):
        with pytest.raises(Misuse, match="registry ES keeps books apart"):
            network.sides[name].session.commit([Proposal("10-0", spain, trader, "AAU", 100, network.request())])
    network.whole()


def test_long_proposals_travel_in_messages_that_can_be_read(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message has at most so many items, and at most so many characters, whichever is reached first."""
    spain, germany = network.endow("ES", 1_000), network.party("DE")
    trader = network.person("ES")
    network.settle()
    for start in range(1, 200, 20):
        network.move("10-0", spain, trader, 10, serials=(("ES", start, start + 9),))
    network.settle()
    monkeypatch.setattr("openets.federation.side.LONGEST_LOAD", 3_000)
    monkeypatch.setattr("openets.federation.messages.LONGEST", 4_000)
    proposals = [Proposal("3-0", trader, germany, "AAU", 30, network.request()) for _ in range(3)]
    outcomes = network.propose(*proposals)
    assert len(network.transport.waiting) > 1
    network.settle()
    assert not network.transport.refused
    assert [network.status(each.reference)["DE"] for each in outcomes] == [4, 4, 4]
    network.whole()


def mill_with_credits() -> tuple[Network, str]:
    """A mill in Spain to which the plan gives 1,000 allowances of 2009, and so 200 credits; it has 400."""
    network = Network(("ES", "CDM"))
    credits, mill = network.endow("CDM", 500, "CER"), network.operator("ES_1")
    network.settle()
    for side in ("ES", "ITL", "CITL"):
        expect(network.sides[side].do([EnterPlan("ES", 2009, (("ES_1", 1_000, 1_000),), f"plan:{side}")]))
    network.send(credits, mill, 400, "CER")
    network.settle()
    return network, mill


def test_two_surrenders_of_credits_on_their_way_do_not_exceed_the_limit() -> None:
    network, mill = mill_with_credits()
    set_aside = government_account("ES", "100-6")
    network.move("10-2", mill, set_aside, 150, "CER", year=2009)
    [late] = network.propose(Proposal("10-2", mill, set_aside, "CER", 51, "late", 2009))
    assert codes(late) == ["P-8030"]
    network.settle()
    network.move("10-2", mill, set_aside, 50, "CER", year=2009)
    network.settle()
    for side in ("ES", "ITL", "CITL"):
        assert network.store(side).all_totals()["ES", "", "credits 2009"] == 200
    network.whole()


def test_two_exchanges_on_their_way_do_not_exceed_the_entitlement() -> None:
    network, mill = mill_with_credits()
    network._open(Opening("ES", "100-22", "Spain: international credit", "Spain"))
    network.settle()
    network.clock.pass_by(5 * 365 * 24)
    credited = government_account("ES", "100-22")
    exchanged = network.move("10-71", mill, credited, 150, "CER")
    [late] = network.propose(Proposal("10-71", mill, credited, "CER", 51, "late"))
    assert codes(late) == ["P-8032"]
    network.settle()
    assert network.status(exchanged) == {"ES": 4, "ITL": 4, "CITL": 4}, network.refusals(exchanged)
    network.move("10-71", mill, credited, 50, "CER")
    network.settle()
    for side in ("ES", "ITL", "CITL"):
        [record] = [each for each in network.store(side).all_records() if each.kind == "exchanged"]
        assert (record.key, record.body) == ("ES_1", '{"quantity":200}')
        assert network.store(side).balances("EUA3")[mill] == 200
    network.whole()
