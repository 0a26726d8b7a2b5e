"""Credits of projects on every store: who may surrender how many of them, and what is exchanged from 2013 on."""

from __future__ import annotations

from typing import Any

import pytest

from openets.engine.outcomes import Outcome
from openets.engine.rights import OPERATOR, Actor
from openets.engine.verify import verify_store
from openets.ledger.transactions import Proposal
from tests.projects.specimen import WIND_FARM
from tests.session import Office, codes, must, state
from tests.stories import WIND, a_project

PHASE_II = range(2008, 2013)


class Plant:
    """A plant to which the plan gives 1,000 allowances in each year of Phase II, with more credits than it may use."""

    def __init__(self, office: Office, key: str = "AT_1", credits: int = 10_000, planned: int = 1_000) -> None:
        self.office = office.on("2008-02-01")
        self.account = office.operator(key)
        for year in PHASE_II if planned else ():
            must(office.plan(self.account, year, planned))
        office.credit(self.account, credits)

    def surrender(self, quantity: int, year: int = 2008, unit: str = "CER") -> Outcome:
        """Surrender credits for a year on the last day on which that is due."""
        self.office.on(f"{year + 1}-04-30")
        return self.office.surrender(self.account, unit, quantity, year)

    def exchange(self, quantity: int, day: str = "2014-06-02", **kw: Any) -> Outcome:
        self.office.on(day)
        return self.office.exchange(self.account, quantity, **kw)


def reported(plant: Plant, year: int) -> None:
    """The report that is due last is there: else the account would be blocked."""
    must(plant.office.on(f"{year + 1}-03-01").report(plant.account, year, 10))


def test_an_installation_surrenders_credits_up_to_its_percentage_of_the_plan(office: Office) -> None:
    """Austria: 10 % of the 5,000 that the plan gives it for 2008-2012, in whichever years."""
    plant = Plant(office)
    must(plant.surrender(300))
    assert codes(plant.surrender(201, 2009)) == ["P-8030"]
    must(plant.surrender(200, 2009))
    refused = plant.surrender(1, 2012)
    assert codes(refused) == ["P-8030"]
    assert refused.refusals[0].detail == (
        "500 are surrendered, 1 more exceed 500 (10% of the 5,000 that the plan gives it)."
    )
    assert "Art 11a(1)" in refused.refusals[0].citation
    verify_store(office.store)


def test_what_is_reversed_may_be_surrendered_again(office: Office) -> None:
    plant = Plant(office)
    office.on("2009-03-02")
    surrendered = must(office.surrender(plant.account, "CER", 500, 2008))
    assert codes(office.surrender(plant.account, "CER", 1, 2008)) == ["P-8030"]
    must(office.reverse(surrendered))
    must(office.surrender(plant.account, "CER", 500, 2008))
    assert office.store.all_totals()["AT", "", "credits 2008"] == 500
    verify_store(office.store)


def test_the_limit_goes_with_the_installation_to_its_next_account(office: Office) -> None:
    plant = Plant(office)
    must(plant.surrender(400))
    must(office.step("AT", "installation", "AT_1", "hand over", holder="Next AG"))
    [plant.account] = [row.identifier for row in office.store.all_accounts() if row.of == "AT_1"]
    office.installation_of[plant.account] = "AT_1"
    office.credit(plant.account, 1_000)
    assert codes(plant.surrender(101, 2009)) == ["P-8030"]
    must(plant.surrender(100, 2009))
    assert codes(plant.exchange(51)) == ["P-8032"]
    must(plant.exchange(50))
    verify_store(office.store)


@pytest.mark.parametrize(("key", "most"), [("AT_1", 500), ("DE_1", 1_000), ("SI_1", 788)], ids=["AT", "DE", "SI"])
def test_each_state_has_its_own_percentage(office: Office, key: str, most: int) -> None:
    """Table 2: 10 %, 20 %, and 15.76 %, rounded down."""
    plant = Plant(office, key)
    must(plant.surrender(most))
    assert codes(plant.surrender(1)) == ["P-8030"]


def test_where_the_percentage_is_nothing_no_credit_is_surrendered(office: Office) -> None:
    """Estonia; from 2013 its operators have an entitlement, too."""
    plant = Plant(office, "EE_1")
    assert codes(plant.surrender(1)) == ["P-8030", "P-8031"]
    must(plant.exchange(550))


def test_a_state_of_which_the_table_gives_no_percentage_has_no_limit_to_check(office: Office) -> None:
    """Malta: "n.a.", not available. What it was is not invented."""
    must(Plant(office, "MT_1").surrender(9_999))


def test_the_installations_of_a_state_together_keep_to_its_percentage_of_the_cap(office: Office) -> None:
    """Austria: 10 % of 160,300,000. What an import has entered counts, and is not stopped by it."""
    plant, works = Plant(office), Plant(office, "DE_1")
    other = office.operator("AT_2")
    office.credit(other, 16_029_991)
    office.on("2009-04-01")
    surrender = Proposal("10-2", other, office.government("AT", "100-6"), "CER", 16_029_991, "all", 2008)
    must(office.inferred(surrender)[0])
    assert codes(plant.surrender(10)) == ["P-8031"]
    must(plant.surrender(9))
    must(works.surrender(1_000))
    assert office.store.all_totals()["AT", "", "credits 2008"] == 16_030_000
    verify_store(office.store)


def test_a_batch_does_not_surrender_more_together_than_one_by_one(office: Office) -> None:
    plant = Plant(office)
    office.on("2009-04-30")
    target = office.government("AT", "100-6")
    rows = [Proposal("10-2", plant.account, target, "CER", 200, f"b{number}", 2008) for number in range(3)]
    assert [codes(each) for each in office.commit(rows)] == [[], [], ["P-8030"]]


def test_aircraft_operators_have_a_percentage_of_their_emissions(office: Office) -> None:
    """15 % of what was emitted in 2012, which counts for no State."""
    office.on("2012-02-01")
    jet = office.operator("AT_900", kind="100-9")
    office.credit(jet, 200)
    must(office.on("2013-03-01").report(jet, 2012, 1_000))
    assert codes(office.surrender(jet, "CER", 151, 2012)) == ["P-8030"]
    must(office.surrender(jet, "CER", 100, 2012))
    assert ("AT", "", "credits 2012") not in office.store.all_totals()
    must(office.on("2014-03-01").report(jet, 2013, 1_000))
    assert codes(office.exchange(jet, 66)) == ["P-8032"]
    must(office.exchange(jet, 65))  # 50 of 2012 and 1.5 % of 2013
    verify_store(office.store)


def test_phase_one_takes_cers_without_a_limit_and_no_erus(office: Office) -> None:
    plant = office.on("2006-02-01").operator("AT_1")
    office.credit(plant, 100)
    office.on("2007-03-01")
    must(office.surrender(plant, "CER", 100, 2006))
    assert codes(office.surrender(plant, "ERU", 1, 2006)) == ["P-5001", "7027"]
    assert not [key for key in office.store.all_totals() if key[2] == "credits 2008"]
    verify_store(office.store)


def test_from_2013_credits_are_not_surrendered_themselves(office: Office) -> None:
    plant = Plant(office)
    refused = plant.surrender(1, 2014)
    assert codes(refused) == ["P-5001", "P-8033"]
    assert refused.refusals[1].detail == (
        "For 2014 they are exchanged first (`ets exchange`), and the allowances surrendered."
    )
    assert "Art 11a" in refused.refusals[1].citation


def test_credits_are_exchanged_for_as_many_allowances(office: Office) -> None:
    """11 % of the 5,000 of Phase II, of which 300 were surrendered: 250 are left."""
    plant = Plant(office)
    must(plant.surrender(300))
    must(plant.exchange(200))
    refused = plant.exchange(51)
    assert codes(refused) == ["P-8032"]
    assert refused.refusals[0].detail == ("500 are used, 51 more exceed 550 (11% of the 5,000 that the plan gives it).")
    must(plant.exchange(50))
    assert office.balance(plant.account, "EUA3") == 250
    assert office.balance(office.government("AT", "100-22"), "CER") == 250
    assert office.balance(plant.account, "CER") == 10_000 - 300 - 250
    must(plant.surrender(250, 2014, "EUA3"))
    verify_store(office.store)


def test_who_came_later_may_exchange_a_percentage_of_its_emissions(office: Office) -> None:
    """4.5 % of what was emitted since 2013."""
    plant = Plant(office, planned=0)
    must(office.on("2014-03-01").report(plant.account, 2013, 1_000))
    assert codes(plant.exchange(46)) == ["P-8032"]
    must(plant.exchange(45))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2012-12-31", ["P-8034"]),
        ("2013-01-01", []),
        ("2015-03-31", []),
        ("2015-04-01", ["P-8034"]),
        ("2021-01-01", ["P-8034"]),
    ],
)
def test_exchange_has_a_first_and_a_last_day(office: Office, day: str, expected: list[str]) -> None:
    """Credits of which nobody knows the project are taken to be of reductions before 2013."""
    plant = Plant(office)
    reported(plant, 2011)
    assert codes(plant.exchange(10, day)) == expected
    assert office.balance(plant.account, "EUA3") == (0 if expected else 10)


def with_a_project(office: Office, **design: Any) -> Plant:
    """A plant with 1,000 CERs of the project CN1234, for what it reduced in 2008."""
    office.on("2006-12-28")
    office.registry("CDM")
    for entity in ("DNV", "SGS"):
        scopes = {"name": entity, "mechanisms": ["CDM"], "scopes": [1, 4, 14]}
        must(office.step("CDM", "entity", entity, "accredit", **scopes))
    plant = Plant(office, credits=1)
    a_project(office.on("2009-02-01"), "CN1234", "CDM", {**WIND_FARM, **design})
    get_credits(plant, "2009-06-01")
    return plant


def get_credits(plant: Plant, day: str) -> None:
    office = plant.office.on(day)
    pending = office.government("CDM", "110")
    issued = Proposal("1-0", "", pending, "CER", 1_000, office.request(), elements=WIND)
    bought = Proposal("3-0", pending, plant.account, "CER", 1_000, office.request())
    for outcome in office.inferred(issued, bought):
        must(outcome)


def test_credits_of_a_banned_kind_settle_2012_and_are_exchanged_no_more(office: Office) -> None:
    plant = with_a_project(office, technology="HFC-23")
    reported(plant, 2012)
    must(office.on("2013-04-30").surrender(plant.account, "CER", 100, 2012))
    refused = office.on("2013-05-01").surrender(plant.account, "CER", 100, 2012)
    assert codes(refused) == ["P-8033", "P-8035"]
    assert "HFC-23 projects are banned" in refused.refusals[1].detail
    assert codes(plant.exchange(10)) == ["P-8035"]
    verify_store(office.store)


@pytest.mark.parametrize(
    ("design", "why"),
    [({"technology": "nuclear"}, "Nuclear"), ({"technology": "hydro", "kilowatts": 20_001}, "World Commission")],
)
def test_excluded_projects_cover_nothing(office: Office, design: dict[str, Any], why: str) -> None:
    plant = with_a_project(office, **design)
    refused = plant.surrender(10)
    assert codes(refused) == ["P-8035"]
    assert refused.refusals[0].detail.startswith("CN1234: ")
    assert why in refused.refusals[0].detail


def test_reductions_since_2013_are_exchanged_until_2020(office: Office) -> None:
    plant = with_a_project(office)
    assert codes(plant.exchange(10, "2015-06-01")) == ["P-8034"]
    year = {"first_day": "2013-01-01", "last_day": "2013-12-31", "baseline": 1_000, "monitored": 0}
    must(office.step("CDM", "project", "CN1234", "monitor", **year))
    must(office.step("CDM", "project", "CN1234", "verify", period=2, entity="SGS"))
    must(office.step("CDM", "project", "CN1234", "request issuance", period=2))
    get_credits(plant, "2015-08-01")
    must(plant.exchange(10, "2015-09-01"))
    verify_store(office.store)


def test_the_first_exchange_opens_the_account_and_a_request_is_answered_once(office: Office) -> None:
    plant = Plant(office)
    office.on("2014-06-02")
    before = state(office.store)
    must(office.exchange(plant.account, 10, dry_run=True))
    assert state(office.store) == before
    first = office.exchange(plant.account, 10, request="once")
    again = office.exchange(plant.account, 10, request="once")
    assert (must(again), again.repeated) == (must(first), True)
    assert codes(office.exchange(plant.account, 11, request="once")) == ["P-4006"]
    own = office.acting(Actor("plant", frozenset({OPERATOR}), frozenset({plant.account})))
    must(own.exchange(plant.account, 10))
    assert office.balance(plant.account, "EUA3") == 20
    verify_store(office.store)


def test_what_replaces_the_allowances_of_a_period_is_beside_the_cap_of_the_next(office: Office) -> None:
    """It was within the cap of its own; who verifies finds it counted so, too."""
    malta = office.registry("MT")
    must(office.on("2012-02-01").issue("MT", "EUA2N", 500))
    must(office.on("2013-03-01").propose("10-41", malta, office.government("MT", "230"), "EUA2N", 500))
    totals = office.store.all_totals()
    assert (totals["MT", "EUA3", "issued"], totals["MT", "EUA3", "in place"]) == (500, 500)
    must(office.issue("MT", "EUA3", office.session.law.union_caps["EUA3"]))
    assert codes(office.issue("MT", "EUA3", 1)) == ["P-3500"]
    verify_store(office.store)


def test_an_exchange_that_is_refused_opens_nothing(office: Office) -> None:
    plant = office.on("2014-06-02").operator("AT_1")
    office.credit(plant, 100)
    before = state(office.store)
    assert codes(office.exchange(plant, 5)) == ["P-8032"]
    ours = office.acting(Actor("o", frozenset({OPERATOR}), frozenset({plant})))
    assert codes(ours.exchange(plant, 5)) == ["P-6001"], "accounts are the administrator's to open"
    assert state(office.store) == before


def test_exchanged_allowances_were_not_there_before_the_exchange(office: Office) -> None:
    """What is entered for an earlier day moves units that the account has held ever since that day."""
    plant = Plant(office)
    must(plant.exchange(100, "2014-06-02"))
    office.on("2014-06-20")
    set_aside, credited = office.government("AT", "100-6"), office.government("AT", "100-22")
    early = office.propose("10-2", plant.account, set_aside, "EUA3", 1, year=2013, on="2014-06-01")
    assert codes(early) == ["P-4008"]
    must(office.propose("10-2", plant.account, set_aside, "EUA3", 1, year=2013, on="2014-06-02"))
    must(office.propose("10-71", plant.account, credited, "CER", 1, on="2014-06-02"))
    verify_store(office.store)


def test_exchanged_allowances_are_beside_the_cap(office: Office) -> None:
    """What the Union may still issue is the same after an exchange as before it."""
    plant = Plant(office)
    cap = office.session.law.union_caps["EUA3"]
    must(plant.exchange(100))
    assert codes(office.issue("DE", "EUA3", cap + 1)) == ["7020"]
    office.registry("DE")
    assert codes(office.issue("DE", "EUA3", cap + 1)) == ["P-3500"]
    must(office.issue("DE", "EUA3", cap))
    assert codes(office.issue("AT", "EUA3", 1)) == ["P-3500"]
    must(plant.exchange(100))
