"""`on`: what was in effect on a day, entered later or not, beside `as_of`: what was known on one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

import openets
from openets.engine.kinds.official import EnterOfficial
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.report import EnterReport
from openets.kernel.refusals import Fault, Misuse
from openets.ledger.accounts import Opening
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from openets.notebook import Notebook
from tests.books import let_go, make
from tests.session import Office, must


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Empty books of either engine."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    found = make(address)
    yield found
    let_go(found)


@pytest.fixture
def plant(store: Store) -> str:
    """An operator's account with 1,000 allowances; 500 t of 2005 were reported on 15 March 2006 and 300 surrendered on
    20 April. On 10 June 200 more are entered as surrendered on 20 April, and 580 t as found on 2 May; on 1 July 50
    allowances go to somebody."""
    office = Office(store)
    plant = office.operator("AT_1")
    must(office.plan(plant, 2005, 600))
    office.endow(plant, "EUA1", 1_000)
    must(office.on("2006-03-15").report(plant, 2005, 500))
    must(office.on("2006-04-20").surrender(plant, "EUA1", 300, 2005))
    office.on("2006-06-10")
    must(late(office, "10-2", plant, office.government("AT", "100-6"), 200, "2006-04-20", 2005))
    must(office.commit([EnterReport("AT", "AT_1", 2005, 580, "reported", office.request(), on="2006-05-02")])[0])
    must(office.on("2006-07-01").transfer(plant, office.person("AT", "Trader"), "EUA1", 50))
    return plant


@pytest.fixture
def books(store: Store, plant: str) -> Notebook:
    return openets.connect(store.address)


def late(office: Office, kind: str, source: str, target: str, quantity: int, day: str, year: int = 0) -> Any:
    return office.commit([Proposal(kind, source, target, "EUA1", quantity, office.request(), year, on=day)])[0]


def later(store: Store) -> Office:
    """An office in August, when everything that `plant` tells has happened."""
    office = Office(store, "2006-08-01")
    office.numbers = count(1_000)
    return office


def year(books: Notebook, **days: str) -> tuple[int | None, int, str | None]:
    """What stands of 2005: verified emissions, units surrendered, the letter."""
    (row,) = books.years("AT_1", **days).rows()
    return row.verified, row.surrendered, row.computed


KNOWN_IN_APRIL = {"as_of": "2006-04-30"}
IN_EFFECT_IN_APRIL = {"on": "2006-04-30"}


def test_a_late_surrender_counts_in_effect_and_not_as_known(books: Notebook) -> None:
    assert year(books, **KNOWN_IN_APRIL) == (500, 300, "B")
    assert year(books, **IN_EFFECT_IN_APRIL) == (500, 500, "A")
    assert year(books) == (580, 500, "D")


@pytest.mark.parametrize(
    ("as_of", "on", "expected"),
    [
        ("", "2006-03-14", (None, 0, None)),
        ("", "2006-03-15", (500, 0, None)),
        ("", "2006-04-20", (500, 500, None)),
        ("", "2006-05-01", (500, 500, "A")),
        ("", "2006-05-02", (580, 500, "D")),
        ("2006-06-09", "2006-05-02", (500, 300, "B")),
        ("2006-06-09", "2006-04-19", (500, 0, None)),
        ("2006-06-10", "2006-05-01", (500, 500, "A")),
        ("2006-06-10", "2006-05-02", (580, 500, "D")),
    ],
)
def test_known_by_the_one_and_in_effect_on_the_other(
    books: Notebook, as_of: str, on: str, expected: tuple[int | None, int, str | None]
) -> None:
    assert year(books, as_of=as_of, on=on) == expected


def test_what_an_account_held_tells_the_two_apart(books: Notebook, plant: str) -> None:
    def held(**days: str) -> tuple[int, int]:
        (row,) = books.accounts(type="120", **days)
        return row.units, sum(block.quantity for block in books.holdings(plant, **days))

    assert [held(**days) for days in (KNOWN_IN_APRIL, IN_EFFECT_IN_APRIL, {})] == [(700,) * 2, (500,) * 2, (450,) * 2]
    assert held(on="2006-04-19") == held(as_of="2006-04-19") == (1_000, 1_000)
    assert held(as_of="2006-06-09", on="2006-05-31") == (700, 700)


def test_units_totals_and_transactions_tell_them_apart(books: Notebook) -> None:
    def surrendered(**days: str) -> tuple[int, int, int, int]:
        (units,) = (row for row in books.units(**days) if row.unit == "EUA1")
        (totals,) = (row for row in books.totals(**days) if row.year == 2005)
        (state,) = books.states(year=2005, **days)
        moved = sum(row.quantity for row in books.transactions(type="10-2", **days))
        return units.surrendered, totals.surrendered, state.surrendered, moved

    found = [surrendered(**days) for days in (KNOWN_IN_APRIL, IN_EFFECT_IN_APRIL, {}, {"on": "2006-04-20"})]
    assert found == [(300,) * 4, (500,) * 4, (500,) * 4, (500,) * 4]
    known = books.transactions(**IN_EFFECT_IN_APRIL).rows()
    assert {(row.at[:10], row.effective) for row in known if row.year} == {
        ("2006-04-20", "2006-04-20"),
        ("2006-06-10", "2006-04-20"),
    }
    assert len(known) == len(books.transactions()) - 1


def test_letters_of_all_tell_them_apart(books: Notebook) -> None:
    def letters(**days: str) -> list[dict[str, int] | None]:
        return [row.computed for row in books.letters(**days) if row.year == 2005]

    assert [letters(**days) for days in (KNOWN_IN_APRIL, IN_EFFECT_IN_APRIL, {})] == [
        [{"B": 1}],
        [{"A": 1}],
        [{"D": 1}],
    ]
    assert letters(as_of="2006-06-10", on="2006-05-01") == [{"A": 1}]
    assert letters(as_of="2006-06-09", on="2006-05-02") == [{"B": 1}]


def test_accounts_count_from_their_opening(store: Store, books: Notebook) -> None:
    office = later(store)
    opening = Opening("AT", "121", "Found late", "Found late")
    account = must(office.session.one(OpenAccount("AT", opening, office.request(), on="2006-03-01")))

    def known(**days: str) -> bool:
        return any(row.identifier == account for row in books.accounts(q="found late", **days))

    assert known(on="2006-03-01")
    assert not known(on="2006-02-28")
    assert not known(as_of="2006-07-31", on="2006-03-01")
    assert known(as_of="2006-08-01", on="2006-03-01")
    must(office.on("2006-09-01").change(account, closed=True))
    then = [row.status for row in books.accounts(q="found late", on="2006-08-31")]
    assert (then, [row.status for row in books.accounts(q="found late")]) == (["open"], ["closed"])


def test_installations_and_registries_begin_with_their_accounts(store: Store, books: Notebook) -> None:
    later(store).operator("DE_1")
    assert [row.id for row in books.installations(on="2006-07-31")] == ["AT_1"]
    with books.reading(on="2006-07-31"):
        assert len(books.store.heads()) == 1
    assert len(books.store.heads()) == 2


def test_letters_and_plans_count_from_their_entry(store: Store, books: Notebook) -> None:
    office = later(store)
    must(office.commit([EnterOfficial("AT", 2005, (("AT_1", "B"),), "letters", "2006-05-15")])[0])
    found = [[row.official for row in books.years("AT_1", on=day)] for day in ("2006-07-31", "2006-08-01")]
    assert found == [[None], ["B"]]
    assert [row.official for row in books.letters(on="2006-07-31")] in ([], [None], [{}])


def test_serial_numbers_that_cannot_be_told_are_not_made_up(store: Store, books: Notebook, plant: str) -> None:
    """In September, as of a day in August, units are entered as sold that came in September: the larger block."""
    office = later(store)
    trader, other = office.person("AT", "Trader"), office.person("AT", "Other")
    must(office.transfer(plant, other, "EUA1", 60))
    must(office.transfer(plant, trader, "EUA1", 10))
    must(office.on("2006-09-01").transfer(plant, other, "EUA1", 90))
    must(late(office, "10-0", other, trader, 60, "2006-08-15"))
    (row,) = books.accounts(q="other", on="2006-08-20")
    assert row.units == 0
    with pytest.raises(Misuse, match="serial numbers the account held on that day cannot be told"):
        books.holdings(other, on="2006-08-20").rows()
    assert sum(block.quantity for block in books.holdings(other, as_of="2006-08-20")) == 60
    assert sum(block.quantity for block in books.holdings(plant, on="2006-08-20")) == 380


def test_what_took_effect_until_a_day_after_everything_is_the_present(books: Notebook, plant: str) -> None:
    for asked in (books.accounts, books.transactions, books.units, books.totals, books.installations, books.letters):
        assert asked(on="2006-07-01").rows() == asked(as_of="2006-07-01", on="2006-07-01").rows() == asked().rows()
    assert books.holdings(plant, on="2006-07-01").rows() == books.holdings(plant).rows()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"on": "yesterday"}, "“on” must be a day written like"),
        ({"on": "2006-02-30"}, "“on” must be a day written like"),
        ({"on": "9998-01-01"}, "“on” cannot be 9998-01-01: it has not come"),
        ({"on": "2006-05-02", "as_of": "2006-05-01"}, "on 2006-05-01, as of which you ask, it had not come"),
    ],
)
def test_what_is_no_day_or_had_not_come_is_refused(books: Notebook, days: dict[str, str], said: str) -> None:
    for found in (books.accounts(**days), books.years("AT_1", **days)):
        with pytest.raises(Misuse, match=re.escape(said)):
            found.rows()


@pytest.mark.parametrize("seed", range(4))
def test_any_two_days_agree_with_the_journal(store: Store, seed: int) -> None:
    """Reports, corrections, surrenders and reversals of three installations, entered in any order as of any day: lists
    of installations and sums, which are reckoned in two ways, say what the entries do."""
    chance, office = Random(seed), Office(store)
    plants = {f"AT_{number}": office.operator(f"AT_{number}") for number in range(1, 4)}
    for plant in plants.values():
        office.endow(plant, "EUA1", 10_000)
    told: list[tuple[str, str, str, str, int]] = []  # key, what, entered, effective, tonnes
    for day in sorted(chance.choices([f"2006-{month:02}-{day:02}" for month in range(3, 7) for day in (3, 17)], k=14)):
        office.on(day)
        key, on = chance.choice(list(plants)), min(day, f"2006-{chance.randint(3, 6):02}-{chance.randint(1, 28):02}")
        tonnes = chance.randint(1, 99)
        if chance.random() < 0.5:
            said = EnterReport("AT", key, 2005, tonnes, "reported", office.request(), on=on)
            must(office.commit([said])[0])
            told.append((key, "report", day, on, tonnes))
        else:
            given = must(late(office, "10-2", plants[key], office.government("AT", "100-6"), tonnes, on, 2005))
            told.append((key, "surrender", day, on, tonnes))
            if day < "2006-04-30" and chance.random() < 0.5:
                must(office.reverse(given))
                told.append((key, "surrender", day, day, -tonnes))
    office.on("2006-07-01").person("AT", "Somebody")
    books = openets.connect(store.address)
    days = ["2006-03-02", "2006-03-20", "2006-04-10", "2006-04-30", "2006-05-17", "2006-06-30"]
    for known, on in ((known, on) for known in [*days, ""] for on in [*days, ""] if on <= (known or "9")):
        last = known or "9", on or "9"
        then = [each for each in told if each[2] <= last[0] and each[3] <= last[1]]
        expected = {}
        for key in plants:
            reports = [each[4] for each in then if each[:2] == (key, "report")]
            given = sum(each[4] for each in then if each[:2] == (key, "surrender"))
            expected[key] = (reports[-1] if reports else None, given)
        rows = books.installations(year=2005, as_of=known, on=on) if then else []
        of_year = {key: expected[key] for key in plants if any(each[0] == key for each in then)}
        assert {row.id: (row.verified, row.surrendered) for row in rows} == of_year, last
        lines = [row for row in books.totals(as_of=known, on=on) if row.year == 2005]
        sums = (sum(each[0] or 0 for each in expected.values()), sum(each[1] for each in expected.values()))
        assert [(row.verified, row.surrendered) for row in lines] == ([sums] if then else []), last
        held = {row.identifier: row.units for row in books.accounts(type="120", as_of=known, on=on)}
        assert held == {account: 10_000 - expected[key][1] for key, account in plants.items()}, last


def test_an_act_that_is_not_of_the_past_at_hand_is_a_fault(books: Notebook) -> None:
    from openets.views.accounts import ACCOUNTS

    with books.reading("2006-06-09", "2006-04-30"):
        assert ACCOUNTS.ask(as_of="2006-06-09", on="2006-04-30").count() > 0
        for days in ({"as_of": "2006-06-09"}, {"on": "2006-04-30"}, {"as_of": "2006-06-09", "on": "2006-04-29"}):
            with pytest.raises(Fault, match="another day"):
                ACCOUNTS.ask(**days)


def test_what_is_kept_of_a_day_is_made_anew_when_something_is_entered_as_of_it(books: Notebook, store: Store) -> None:
    def sums() -> tuple[int, int]:
        (line,) = (row for row in books.totals(on="2006-04-30") if row.year == 2005)
        return line.surrendered, len(books.transactions(on="2006-04-30"))

    before, office = sums(), later(store)
    (account,) = (row.identifier for row in books.accounts(type="120"))
    must(late(office, "10-2", account, office.government("AT", "100-6"), 7, "2006-04-30", 2005))
    assert sums() == (before[0] + 7, before[1] + 1)
    must(late(office, "10-2", account, office.government("AT", "100-6"), 7, "2006-05-01", 2005))
    assert sums() == (before[0] + 7, before[1] + 1)


def test_journals_are_what_was_entered(books: Notebook) -> None:
    assert len(books.registries(as_of="2006-06-09")) == 1
    with pytest.raises(TypeError, match="'on'"):
        books.registries(on="2006-04-30")


def test_the_biggest_emitters_of_a_past_are_found_anew_when_something_is_entered_as_of_it(
    books: Notebook, store: Store
) -> None:
    from openets.views.installations import biggest_emitters

    def verified(**days: str) -> list[int | None]:
        with books.reading(**days):
            return [row.year.verified for row in biggest_emitters(2005)]

    assert [verified(**days) for days in (KNOWN_IN_APRIL, IN_EFFECT_IN_APRIL, {})] == [[500], [500], [580]]
    late_report = EnterReport("AT", "AT_1", 2005, 510, "reported", "found-late", on="2006-04-02")
    must(later(store).commit([late_report])[0])
    assert [verified(**days) for days in (KNOWN_IN_APRIL, IN_EFFECT_IN_APRIL)] == [[500], [510]]
