"""A worked year of each law, through the one road, in its own units, days, letters and money.

Run under the law of the package and under a copy of its folder outside of it: nothing but data makes the difference.
"""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import openets
from openets.commands.open_account import NewAccount
from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.engine.outcomes import Outcome
from openets.engine.steps import TakeStep
from openets.kernel.clock import midday
from openets.kernel.money import Money
from openets.kernel.refusals import Misuse
from openets.laws.reading import read_law
from openets.ledger.transactions import Proposal
from openets.verifying import verify_store
from tests.laws.folders import check


class Year:
    """Books under a law, a day, and the verbs that a worked year needs."""

    def __init__(self, law: str, registry: str, day: str) -> None:
        self.books: Any = openets.connect("memory:", law=law)
        self.law, self.registry = self.books.law, registry
        self.on(day)
        must(*self.books.open_registry(registry))

    def on(self, day: str) -> None:
        self.books = self.books.at(midday(date.fromisoformat(day)))

    def open(self, type: str, installation: str = "") -> str:
        told = NewAccount(self.registry, f"Holder of {type} {installation}", type=type, installation=installation)
        return must(self.books.open_account(told))

    def standing(self, type: str) -> str:
        return str(self.law.terms.standing_account(self.registry, type))

    def held(self, account: str, unit: str) -> int:
        return int(self.books.store.balances(unit).get(account, 0))

    def status(self, installation: str, as_of: str, cycle: str = "") -> dict[int, YearStatus]:
        """How an installation stands, by year, on the figures of the books: all units came by the day."""
        rows = [row for row in self.books.store.year_records() if row.installation == installation]
        reports = [Reported(row.year, None, row.verified, row.report) for row in rows if row.report]
        given = [Surrendered(row.year, date.min, row.surrendered) for row in rows if row.surrendered]
        found = statuses(self.law, reports, given, date.fromisoformat(as_of), cycle=cycle)
        return {row.year: row for row in found}


def must(*outcomes: Outcome) -> str:
    for outcome in outcomes:
        assert outcome.accepted, outcome.refusals
    return outcomes[-1].reference


def refused(outcome: Outcome) -> list[str]:
    assert not outcome.accepted
    return [refusal.name for refusal in outcome.refusals]


@pytest.fixture(params=["package", "folder"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """From the name of a law to what opens it: its name, or a copy of its folder outside the package."""

    def at(name: str) -> str:
        if request.param == "package":
            return name
        copy = tmp_path / name
        shutil.copytree(Path(str(files("openets.laws") / name)), copy)
        return str(copy)

    return at


@pytest.mark.parametrize("name", ["uk_ets", "us_so2", "reclaim"])
def test_the_law_hangs_from_no_protocol_and_is_in_order(name: str) -> None:
    law, problems = check(name)
    assert not problems
    assert law is not None
    assert law.protocol is None
    assert not law.records


def test_the_united_kingdom_in_2021(place: Any) -> None:
    """A plant is given 600 allowances, emits 1,000 t, buys 350 and is 50 short: fined in pounds, and owes them."""
    year = Year(place("uk_ets"), "UK", "2021-05-18")
    plant, flights, trader = year.open("operator", "UK_1"), year.open("aircraft", "UK_2"), year.open("trading")
    must(year.books.issue(registry="UK", quantity=10_000, unit="UKA"))
    must(
        year.books.transfer(
            source=year.standing("total"), target=year.standing("allocation"), quantity=2_000, unit="UKA"
        )
    )
    must(year.books.plan(installation="UK_1", quantity=600, year=2021))
    must(year.books.allocate(account=plant, quantity=600, unit="UKA", year=2021))
    assert "allocation_is_within_the_plan" in refused(
        year.books.allocate(account=plant, quantity=1, unit="UKA", year=2021)
    )
    must(year.books.transfer(source=year.standing("total"), target=trader, quantity=1_000, unit="UKA"))
    must(year.books.transfer(source=trader, target=plant, quantity=350, unit="UKA"))
    must(year.books.transfer(source=trader, target=flights, quantity=40, unit="UKA"))
    year.on("2022-03-30")
    must(year.books.report(installation="UK_1", year=2021, verified=1_000))
    must(year.books.report(installation="UK_2", year=2021, verified=40))
    must(year.books.surrender(account=plant, quantity=950, unit="UKA", year=2021))
    must(year.books.surrender(account=flights, quantity=40, unit="UKA", year=2021))
    assert not year.status("UK_1", "2022-04-29")[2021].letter, "before 30 April there is nothing to judge"
    found = year.status("UK_1", "2022-04-30")[2021]
    assert (found.letter, found.penalised, found.penalty) == ("B", 50, Money(Decimal(5_000), "GBP"))
    assert year.status("UK_2", "2022-04-30")[2021].letter == "A"
    assert (year.held(plant, "UKA"), year.held(year.standing("surrender"), "UKA")) == (0, 990)
    # the next year he covers it and makes good what was missing: the letter is cumulative over the trading period
    must(year.books.transfer(source=trader, target=plant, quantity=500, unit="UKA"))
    year.on("2023-03-30")
    must(year.books.report(installation="UK_1", year=2022, verified=450))
    must(year.books.surrender(account=plant, quantity=500, unit="UKA", year=2022))
    found = year.status("UK_1", "2023-04-30")[2022]
    assert (found.restitution, found.letter, found.penalised) == (50, "A", 0)
    assert verify_store(year.books.store).transactions == 10


def test_more_allowances_than_the_united_kingdoms_cap_are_refused(place: Any) -> None:
    """SI 2020/1265 Art 19: 736,013,432 for 2021-2025 and 630,152,247 for 2026-2030."""
    year = Year(place("uk_ets"), "UK", "2021-05-18")
    assert year.law.union_caps["UKA"] == 736_013_432 + 630_152_247
    must(year.books.issue(registry="UK", quantity=1_366_165_679, unit="UKA"))
    assert "issuance_is_within_the_cap" in refused(year.books.issue(registry="UK", quantity=1, unit="UKA"))


def test_a_unit_of_the_acid_rain_program_in_1995_and_1996(place: Any) -> None:
    """Banked allowances cover later years, later vintages never earlier ones; a ton in excess costs 2,392 dollars."""
    year = Year(place("us_so2"), "US", "1995-03-01")
    unit, broker = year.open("unit", "US_1"), year.open("general")
    for vintage, quantity in ((1995, 1_000), (1996, 800)):
        must(year.books.issue(registry="US", quantity=quantity, unit=f"SO2-{vintage}"))
        must(year.books.plan(installation="US_1", quantity=quantity, year=vintage))
    must(year.books.allocate(account=unit, quantity=1_000, unit="SO2-1995", year=1995))
    must(year.books.allocate(account=unit, quantity=800, unit="SO2-1996", year=1996))
    must(year.books.transfer(source=unit, target=broker, quantity=100, unit="SO2-1995"))
    year.on("1996-01-20")
    must(year.books.report(installation="US_1", year=1995, verified=910))
    borrowed = year.books.surrender(account=unit, quantity=10, unit="SO2-1996", year=1995)
    assert "units_are_valid_for_the_year" in refused(borrowed)
    must(year.books.surrender(account=unit, quantity=900, unit="SO2-1995", year=1995))
    found = year.status("US_1", "1996-01-30")[1995]
    assert (found.letter, found.penalised) == ("excess emissions", 10)
    assert found.penalty == Money(Decimal(23_920), "USD"), "2,000 dollars of 1990 were 2,392 in 1995"
    # the broker's banked ton of 1995 covers 1996, and the ten tons in excess are deducted on top (offset)
    must(year.books.transfer(source=broker, target=unit, quantity=100, unit="SO2-1995"))
    year.on("1997-01-20")
    must(year.books.report(installation="US_1", year=1996, verified=880))
    must(year.books.surrender(account=unit, quantity=100, unit="SO2-1995", year=1996))
    must(year.books.surrender(account=unit, quantity=790, unit="SO2-1996", year=1996))
    found = year.status("US_1", "1997-01-30")[1996]
    assert (found.restitution, found.obligation, found.surrendered, found.letter) == (10, 890, 890, "in compliance")
    assert year.held(unit, "SO2-1996") == 10, "what is left is banked without limit"
    assert year.law.terms.denomination("SO2-1996") == "short ton SO2"
    verify_store(year.books.store)


@pytest.mark.parametrize(("year", "dollars"), [(1995, 2392), (1996, 2454), (1997, 2525), (2000, 2682), (2018, 3941)])
def test_the_penalty_of_the_acid_rain_program_follows_prices(year: int, dollars: int) -> None:
    """3,941 dollars in 2018 is the published amount (40 CFR 77.6); the others are as EPA announced them."""
    assert read_law("us_so2").penalty(year) == Money(Decimal(dollars), "USD")


def test_each_vintage_has_its_own_cap(place: Any) -> None:
    year = Year(place("us_so2"), "US", "2000-03-01")
    must(year.books.issue(registry="US", quantity=8_950_000, unit="SO2-2000"))
    must(year.books.issue(registry="US", quantity=8_950_000, unit="SO2-2001"))
    assert "issuance_is_within_the_cap" in refused(year.books.issue(registry="US", quantity=1, unit="SO2-2000"))


def test_a_coastal_facility_of_reclaim_in_cycle_2(place: Any) -> None:
    """Its year runs from July to June: credits of either cycle cover it where the terms overlap, inland ones never."""
    year = Year(place("reclaim"), "SC", "1995-01-15")
    plant = year.open("nox-coastal-2", "SC_1")
    inland = year.open("nox-inland-1", "SC_2")
    for unit, quantity in (
        ("NOX-coastal-2-1995", 500),
        ("NOX-coastal-1-1996", 200),
        ("NOX-coastal-1-1994", 50),
        ("NOX-inland-2-1995", 300),
    ):
        must(year.books.issue(registry="SC", quantity=quantity, unit=unit))
        must(year.books.transfer(source=year.standing("district"), target=plant, quantity=quantity, unit=unit))
    year.on("1996-08-15")
    must(year.books.report(installation="SC_1", year=1995, verified=700))
    for wrong in ("NOX-coastal-1-1994", "NOX-inland-2-1995"):
        outcome = year.books.surrender(account=plant, quantity=50, unit=wrong, year=1995)
        assert "units_are_valid_for_the_year" in refused(outcome)
    must(year.books.surrender(account=plant, quantity=500, unit="NOX-coastal-2-1995", year=1995))
    must(year.books.surrender(account=plant, quantity=190, unit="NOX-coastal-1-1996", year=1995))
    assert not year.status("SC_1", "1996-08-28", cycle="2")[1995].letter
    found = year.status("SC_1", "1996-08-29", cycle="2")[1995]
    assert (found.letter, found.shortfall, found.penalty) == ("exceedance", 10, Money(Decimal(0), "USD"))
    # inland facilities may use credits of either zone; theirs of 1996 overlap with cycle 2 of 1995
    must(year.books.transfer(source=plant, target=inland, quantity=300, unit="NOX-inland-2-1995"))
    must(year.books.transfer(source=plant, target=inland, quantity=10, unit="NOX-coastal-1-1996"))
    year.on("1997-02-15")
    must(year.books.report(installation="SC_2", year=1996, verified=310))
    must(year.books.surrender(account=inland, quantity=300, unit="NOX-inland-2-1995", year=1996))
    must(year.books.surrender(account=inland, quantity=10, unit="NOX-coastal-1-1996", year=1996))
    assert year.status("SC_2", "1997-03-01", cycle="1")[1996].letter == "in compliance"
    verify_store(year.books.store)


def test_nothing_of_reclaim_is_banked(place: Any) -> None:
    year = Year(place("reclaim"), "SC", "1995-01-15")
    plant = year.open("nox-coastal-1", "SC_1")
    must(year.books.issue(registry="SC", quantity=100, unit="NOX-coastal-1-1995"))
    must(year.books.transfer(source=year.standing("district"), target=plant, quantity=100, unit="NOX-coastal-1-1995"))
    year.on("1997-02-15")
    outcome = year.books.surrender(account=plant, quantity=100, unit="NOX-coastal-1-1995", year=1996)
    assert "units_are_valid_for_the_year" in refused(outcome)


def test_a_facility_owes_one_pollutant_with_credits_of_that_pollutant(place: Any) -> None:
    year = Year(place("reclaim"), "SC", "1995-01-15")
    plant = year.open("sox-inland-1", "SC_3")
    must(year.books.issue(registry="SC", quantity=100, unit="NOX-inland-1-1995"))
    outcome = year.books.transfer(
        source=year.standing("district"), target=plant, quantity=100, unit="NOX-inland-1-1995"
    )
    assert "acquiring_account_may_hold_the_unit_type" in refused(outcome)


@pytest.mark.parametrize(
    ("law", "registry", "unit"), [("uk_ets", "UK", "AAU"), ("us_so2", "US", "EUA1"), ("reclaim", "SC", "SO2-1995")]
)
def test_units_of_another_law_are_unknown(place: Any, law: str, registry: str, unit: str) -> None:

    year = Year(place(law), registry, "2022-01-15")
    kind = next(code for code, each in year.law.terms.transactions.items() if each.effect == "create")
    target = year.standing(year.law.terms.registries[registry].opens[0])
    outcome = year.books.one(Proposal(kind, "", target, unit, 1, "x"))
    assert "unit_type_fits_the_transaction" in refused(outcome)


@pytest.mark.parametrize(("law", "registry"), [("uk_ets", "UK"), ("us_so2", "US"), ("reclaim", "SC")])
def test_no_record_of_a_party_is_kept(place: Any, law: str, registry: str) -> None:

    year = Year(place(law), registry, "2022-01-15")
    with pytest.raises(Misuse, match="party"):
        year.books.one(TakeStep(registry, "party", registry, "initial report", "{}", "x"))
