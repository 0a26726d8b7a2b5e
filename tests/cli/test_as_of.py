"""`--as-of` and `--on`: lists and single things as they were known, or in effect, on a day, typed in a shell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from openets.engine.kinds.official import EnterOfficial
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from tests.books import let_go, make
from tests.ets import MISUSED, done, ets
from tests.session import Office, must
from tests.stories import a_treaty


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    found = make(address)
    yield found
    let_go(found)


def typed(store: Store, *words: str) -> dict[tuple[str, ...], str]:
    """What some commands answer in JSON, each by its words."""
    return {tuple(each.split()): json.dumps(done(ets(*each.split(), "--json", store=store.address))) for each in words}


def test_commands_answer_again_as_they_did_on_the_day(store: Store) -> None:
    office = Office(store)
    plant = office.operator("AT_1")
    must(office.plan(plant, 2005, 600))
    office.endow(plant, "EUA1", 1_000)
    must(office.on("2006-03-15").report(plant, 2005, 500))
    must(office.commit([EnterOfficial("AT", 2005, (("AT_1", "B"),), "letters")])[0])
    must(office.surrender(plant, "EUA1", 300, 2005))
    words = ("accounts", f"account show {plant}", f"holdings {plant}", "installation list", "installation show AT_1")
    # the letters are judged on the day that is named, which the command without it does not know
    then = typed(store, *words)
    then_status = done(ets("status", "--as-of", "2006-03-15", "--json", store=store.address))
    must(office.on("2006-06-10").surrender(plant, "EUA1", 200, 2005))
    must(office.report(plant, 2005, 580))
    must(office.step("AT", "installation", "AT_1", "hand over", holder="New AG"))
    office.person("AT", "Trader")
    dated = [f"{each} --as-of 2006-03-15" for each in words]
    again = typed(store, *dated)
    for told, each in zip(words, dated, strict=True):
        if "show AT_1" not in told:
            assert again[tuple(each.split())] == then[tuple(told.split())], told
    shown = json.loads(again[tuple(dated[-1].split())])
    assert (shown["operator"], len(shown["accounts"]), shown["years"][0]["verified"]) == ("Operator of AT_1", 1, 500)
    assert done(ets("status", "--as-of", "2006-03-15", "--json", store=store.address)) == then_status
    assert done(ets("status", "--json", store=store.address)) != then_status


def test_parties_projects_entities_and_notifications_are_those_of_the_day(store: Store) -> None:
    office = Office(store)
    a_treaty(office)
    words = ("party list", "party show AT", "party what-if AT --buy 5", "project list", "project show CN1234",
             "entity list", "entity show DNV", "notice list")  # fmt: skip
    then = typed(store, *(f"{each} --as-of 2009-06-01" for each in words))
    must(office.on("2009-07-01").propose("1-0", "", office.registry("AT"), "AAU", 8_700))
    must(office.step("AT", "notice", "ITL1", "issue", code=1, party="AT", quantity=40, activity="D"))
    must(office.step("CDM", "entity", "DNV", "suspend", reason="It had to be."))
    assert typed(store, *(f"{each} --as-of 2009-06-01" for each in words)) == then
    early = ("project show CN1234", "entity show DNV", "notice show ITL1", "party show AT", "party what-if AT")
    for words in early:
        said = ets(*words.split(), "--as-of", "2005-01-01", store=store.address)
        assert said.code == MISUSED, said
    assert done(ets("notice", "list", "--as-of", "2009-06-01", "--json", store=store.address)) == []
    assert len(done(ets("notice", "list", "--json", store=store.address))) == 1


def test_what_was_in_effect_counts_what_was_entered_later(store: Store) -> None:
    """The late surrender of 200 allowances is entered on 10 June as of 20 April."""
    office = Office(store)
    plant = office.operator("AT_1")
    must(office.plan(plant, 2005, 600))
    office.endow(plant, "EUA1", 1_000)
    must(office.on("2006-03-15").report(plant, 2005, 500))
    must(office.on("2006-04-20").surrender(plant, "EUA1", 300, 2005))
    late = Proposal("10-2", plant, office.government("AT", "100-6"), "EUA1", 200, "late", 2005, on="2006-04-20")
    must(office.on("2006-06-10").commit([late])[0])

    def answered(words: str) -> Any:
        return done(ets(*words.split(), "--json", store=store.address))

    words = f"account show {plant}", f"holdings {plant}", "installation show AT_1", "status"
    for each in words:
        known, in_effect = (answered(f"{each} {days}") for days in ("--as-of 2006-04-30", "--on 2006-04-30"))
        both, early = (answered(f"{each} --on 2006-04-30 --as-of {day}") for day in ("2006-06-10", "2006-06-09"))
        assert known == early != in_effect == both, each
    (year,) = answered("installation show AT_1 --on 2006-04-30")["years"]
    assert (year["surrendered"], year["computed"]) == (500, "A")
    (year,) = answered("status --on 2006-04-30")["stationary"]
    assert year["surrendered"] == 500
    for each in ("accounts", "installation list", "correction list", "party list", "project list", "entity list"):
        assert answered(f"{each} --on 2006-06-10") == answered(each), each


@pytest.mark.parametrize("name", ["--as-of", "--on"])
@pytest.mark.parametrize("day", ["yesterday", "2006-02-30", "9999-12-31"])
@pytest.mark.parametrize(
    "words", ["accounts", "account show AT-120-6-0-33", "status", "installation list", "party list"]
)
def test_what_is_no_day_is_refused(store: Store, words: str, day: str, name: str) -> None:
    Office(store).operator("AT_1")
    said = ets(*words.split(), name, day, store=store.address)
    assert said.code == MISUSED
    assert f"“{name.strip('-').replace('-', '_')}”" in said.error


def test_before_the_books_began_there_is_nothing(store: Store) -> None:
    Office(store).operator("AT_1")
    assert done(ets("accounts", "--as-of", "1990-01-01", "--json", store=store.address)) == []
    assert done(ets("status", "--as-of", "1990-01-01", "--json", store=store.address))["accounts"] == 0
