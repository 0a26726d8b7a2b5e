"""What took effect when, and what was known when: on every engine, and shown again as it was shown on a day."""

from __future__ import annotations

import json
from datetime import date

import pytest

import openets
from openets.compliance.installation_record import LIFE
from openets.engine.kinds.report import EnterReport
from openets.engine.rights import OPERATOR, Actor
from openets.engine.verify import verify_store
from openets.kernel.clock import midday
from openets.kernel.refusals import Misuse, Unavailable
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from tests.session import Office, codes, must


def on(office: Office, kind: str, source: str, target: str, quantity: int, day: str, year: int = 0) -> Proposal:
    return Proposal(kind, source, target, "EUA1", quantity, office.request(), year, on=day)


def test_a_transaction_takes_effect_on_the_day_that_it_names(office: Office, plant: str) -> None:
    office.on("2006-05-20")
    told = on(office, "10-2", plant, office.government("AT", "100-6"), 400, "2006-04-20", 2005)
    reference = must(office.commit([told])[0])
    entry = office.store.entry(reference)
    assert entry is not None
    assert (entry.at[:10], json.loads(entry.text)["on"]) == ("2006-05-20", "2006-04-20")
    assert must(office.commit([told])[0]) == reference
    assert codes(office.commit([told._replace(on="2006-04-21")])[0]) == ["P-4006"]
    verify_store(office.store)


@pytest.mark.parametrize("day", ["2006-03-01", "2003-10-24", "2006-2-1", "yesterday", "0001-01-01", "9999-12-31"])
def test_no_day_to_come_none_before_the_law_and_none_that_is_none(office: Office, plant: str, day: str) -> None:
    before = list(office.store.entries())
    with pytest.raises(Misuse, match="'on' is"):
        office.commit([on(office, "10-1", plant, office.government("AT", "230"), 1, day)])
    assert list(office.store.entries()) == before


def test_accounts_and_units_must_have_been_there_on_the_day(office: Office, plant: str) -> None:
    buyer = office.on("2006-06-01").person("AT", "Buyer")
    assert codes(office.commit([on(office, "10-0", plant, buyer, 1, "2006-05-31")])[0]) == ["P-4007"]
    office.endow(plant, "EUA1", 500)
    set_aside = office.government("AT", "100-6")
    assert codes(office.commit([on(office, "10-2", plant, set_aside, 1_001, "2006-04-30", 2005)])[0]) == ["P-4008"]
    must(office.commit([on(office, "10-2", plant, set_aside, 1_000, "2006-04-30", 2005)])[0])


def test_what_was_away_for_a_while_was_not_held(office: Office, plant: str) -> None:
    """1,000 were held in February, 100 in March, and 1,000 again in April."""
    other = office.on("2006-03-01").person("AT", "Other")
    must(office.transfer(plant, other, "EUA1", 900))
    must(office.on("2006-04-01").transfer(other, plant, "EUA1", 900))
    cancelled = office.government("AT", "230")
    assert codes(office.commit([on(office, "10-1", plant, cancelled, 101, "2006-02-28")])[0]) == ["P-4008"]
    must(office.commit([on(office, "10-1", plant, cancelled, 100, "2006-02-28")])[0])
    must(office.commit([on(office, "10-1", plant, cancelled, 500, "2006-04-01")])[0])


def test_a_day_is_named_by_the_administrator_alone(office: Office, plant: str) -> None:
    operator = office.acting(Actor("operator", frozenset({OPERATOR}), frozenset({plant})))
    told = on(office, "10-2", plant, office.government("AT", "100-6"), 1, "2006-02-28", 2005)
    assert codes(operator.commit([told])[0]) == ["P-6001"]
    must(operator.commit([told._replace(on="")])[0])


def test_a_clock_that_goes_backwards_writes_nothing(office: Office, plant: str) -> None:
    before = list(office.store.entries())
    with pytest.raises(Unavailable, match="the clock says 2006-02-27"):
        office.on("2006-02-27").report(plant, 2005, 5)
    for instant in (date(1, 1, 1), date(9999, 12, 31)):
        with pytest.raises(Misuse, match="the clock says"):
            office.session.at(midday(instant)).one(EnterReport("AT", "AT_1", 2005, 5, "reported", "r"))
    assert list(office.store.entries()) == before


def test_a_correction_changes_nothing_that_was_shown_before(sql_store: Store) -> None:
    """500 t reported and surrendered in time, 580 t found on 1 September."""
    office = Office(sql_store)
    plant = office.operator("AT_1")
    must(office.plan(plant, 2005, 600))
    office.endow(plant, "EUA1", 1_000)
    must(office.on("2006-03-15").report(plant, 2005, 500))
    must(office.on("2006-04-20").surrender(plant, "EUA1", 500, 2005))
    books = openets.connect(sql_store.address)

    def shown(day: str) -> str:
        return json.dumps([row._asdict() for row in books.years("AT_1", as_of=day).rows()], default=str)

    days = ["2006-03-01", "2006-03-14", "2006-03-20", "2006-04-20", "2006-05-15"]
    office.on("2006-05-16").person("AT", "Somebody")
    then = [shown(day) for day in days]
    must(office.on("2006-09-01").report(plant, 2005, 580))
    must(office.on("2006-10-01").surrender(plant, "EUA1", 30, 2005))
    assert [shown(day) for day in days] == then
    (may,) = books.years("AT_1", as_of="2006-05-15").rows()
    (now,) = books.years("AT_1").rows()
    assert (may.verified, may.computed, may.surrendered) == (500, "A", 500)
    assert (now.verified, now.computed, now.surrendered, now.penalty) == (580, "D", 530, 0)
    (silent,) = books.years("AT_1", as_of="2006-03-14").rows()
    assert (silent.verified, silent.report) == (None, None)
    verify_store(sql_store)


def test_holdings_and_totals_are_shown_again_as_they_were(sql_store: Store) -> None:
    office = Office(sql_store, "2012-03-01")
    plant, party = office.operator("AT_1"), office.party("AT")
    works = office.operator("DE_1")
    office.party("DE")
    must(office.issue("AT", "AAU", 1_000))
    steps = [
        lambda: office.issue("AT", "EUA2", 600),
        lambda: office.transfer(party, plant, "EUA2", 400),
        lambda: office.transfer(plant, works, "EUA2", 150),
        lambda: office.surrender(plant, "EUA2", 100, 2011),
        lambda: office.cancel(plant, "EUA2", 20),
        lambda: office.transfer(works, plant, "EUA2", 60),
        lambda: office.propose("10-41", plant, office.government("AT", "230"), "EUA2", 70),
        lambda: office.retire("AT", "EUA2", 100),
    ]
    books = openets.connect(sql_store.address)

    def shown(day: str = "") -> str:
        asked = [books.units(as_of=day), *(books.holdings(each, sort="serial", as_of=day) for each in (plant, party))]
        return json.dumps([[row._asdict() for row in each.rows()] for each in asked], default=str)

    then = {}
    for number, step in enumerate(steps, start=2):
        must(step())
        then[office.session.clock.now().date().isoformat()] = shown()
        office.on(f"2012-03-{number:02}")
    assert len(set(then.values())) == len(steps)
    for day, words in then.items():
        assert shown(day) == words, day


def test_letters_are_shown_again_as_they_were(sql_store: Store) -> None:
    """One operator is in time, one short, one silent; one is corrected after the day."""
    office = Office(sql_store)
    plants = [office.operator(f"AT_{number}") for number in range(1, 5)]
    for plant in plants:
        must(office.plan(plant, 2005, 600))
        office.endow(plant, "EUA1", 1_000)
    office.on("2006-03-15")
    for plant, verified in zip(plants, (500, 500, None, 500), strict=True):
        must(office.report(plant, 2005, verified))
    office.on("2006-04-20")
    for plant, given in ((plants[0], 500), (plants[1], 400), (plants[3], 500)):
        must(office.surrender(plant, "EUA1", given, 2005))
    office.on("2006-05-16").person("AT", "Somebody")
    books = openets.connect(sql_store.address)

    def shown(day: str = "") -> list[dict[str, int] | None]:
        return [row.computed for row in books.letters(as_of=day).rows()]

    then = {day: shown(day) for day in ("2006-03-01", "2006-04-20", "2006-05-15")}
    assert then["2006-05-15"] == [{"A": 2, "B": 1, "C": 1}]
    must(office.on("2006-06-10").surrender(plants[1], "EUA1", 100, 2005))
    must(office.report(plants[2], 2005, 300))
    must(office.on("2006-09-01").report(plants[3], 2005, 580))
    assert {day: shown(day) for day in then} == then
    assert shown("2006-10-01") == shown() != then["2006-05-15"]


def test_what_stood_of_accounts_installations_and_records_is_kept_with_the_day_of_change(office: Office) -> None:
    plant = office.operator("AT_1")
    must(office.on("2006-04-03").report(plant, 2005, None))  # the report is missing: the account is blocked
    must(office.on("2006-05-02").report(plant, 2005, 5))
    must(office.on("2007-01-08").step("AT", LIFE, "AT_1", "hand over", holder="Successor"))
    noted = [(each.what, each.row[1], each.until) for each in office.store.all_that_stood()]
    assert {("account", plant, "2006-04-03"), ("account", plant, "2006-05-02")} <= set(noted)
    installation = next(each for each in office.store.all_that_stood() if each.what == "installation")
    assert (installation.row[0], installation.row[3], installation.until) == ("AT_1", "Operator of AT_1", "2007-01-08")
    assert {row.entered for row in office.store.all_accounts() if row.identifier == plant} == {"2006-02-28"}
    verify_store(office.store)


def test_what_is_changed_on_its_first_day_leaves_nothing_behind(office: Office) -> None:
    plant = office.on("2006-04-03").operator("AT_1")
    must(office.report(plant, 2005, None))
    must(office.report(plant, 2005, 5))
    assert [each for each in office.store.all_that_stood() if each.what == "account"] == []
    verify_store(office.store)
