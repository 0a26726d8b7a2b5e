"""What is judged as of a past day as it is judged now comes out as if it were judged anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from random import Random
from typing import Any

import pytest

from openets.engine.kinds.official import EnterOfficial
from openets.kernel.clock import midday
from openets.laws.reading import read_law
from openets.ledger.store import Store, YearRecord
from tests.books import let_go, make
from tests.session import Office, must
from tests.web.conftest import served

YEARS = (2005, 2006, 2007)
PLANTS = 12


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Store]:
    store = make(f"sqlite:///{tmp_path / 'books.db'}")
    with served(store.address):
        yield store
    let_go(store)


def random_life(office: Office, random: Random) -> list[str]:
    """Plants of which most report and surrender in time, some late, too little, twice or never, and most have official
    letters; the days on which anything was."""
    plants = [office.operator(f"AT_{number}") for number in range(PLANTS)]
    must(office.issue("AT", "EUA1", 100_000))
    for plant in plants:
        must(office.plan(plant, 2005, 600))
        must(office.allocate(plant, "EUA1", 600, 2005))
    days = []
    for year in YEARS:
        for month in (3, 4, 5, 8):
            days.append(f"{year + 1}-{month:02}-{random.randrange(1, 28):02}")
            office.on(days[-1])
            for plant in plants if month == 3 else ():
                office.report(plant, year, 100)
            for plant in random.sample(plants, 10) if month == 4 else ():
                office.surrender(plant, "EUA1", random.choice([80, 100, 100, 120]), year)
            if month == 5:
                letters = tuple((f"AT_{number}", random.choice("AAAB")) for number in range(PLANTS - 3))
                must(office.commit([EnterOfficial("AT", year, letters, f"letters-{year}")])[0])
            for plant in random.sample(plants[:3], 1):
                about = random.randint(YEARS[0], year)
                office.report(plant, about, random.choice([100, 150]))
                office.surrender(plant, "EUA1", 100, about)
    return days


def told(judgement: Any) -> Any:
    """All that a judgement says, in an order of its own."""
    unofficial = {
        year: (each.counts, {letter: sorted(keys) for letter, keys in each.keys.items()})
        for year, each in judgement.unofficial.items()
    }
    return judgement.letters, judgement.compared, sorted(judgement.differences), unofficial


@pytest.mark.parametrize("seed", range(4))
def test_a_past_day_is_judged_with_the_letters_of_now_as_without(
    books: Store, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    from openets.views import judging_all, settled
    from openets.views.law import LAST, Past, at_hand, books_at

    days = random_life(Office(books), Random(seed))
    end = date(2009, 1, 1)
    now = datetime.combine(end, midday(end).now().time(), timezone.utc)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    judging_all.forget()
    reused: list[str | None] = []
    real = settled.told_again

    def counted(*asked: Any) -> Iterator[tuple[YearRecord, str | None]]:
        for record, letter in real(*asked):
            reused.append(letter)
            yield record, letter

    monkeypatch.setattr(judging_all, "told_again", counted)
    for past in [*(Past(day, LAST) for day in days), *(Past(LAST, day) for day in days), Past(days[-3], days[3])]:
        judging_all.forget()
        own = at_hand()
        with books_at(own.alias, own.law, past):
            anew = told(judging_all.judgement())
        judging_all.forget()
        judging_all.judgement()  # of now, which is at hand from here on
        with books_at(own.alias, own.law, past):
            assert told(judging_all.judgement()) == anew, past
    assert len([each for each in reused if each]) > 20
    assert None in reused


def test_letters_stand_only_where_the_years_before_are_the_same() -> None:
    from openets.views.settled import Settled

    settled = Settled()
    settled.keep("AT_1", [2005, 2006, 2007], ["A", "B", ""])
    assert settled.letters("AT_1", [2005, 2006]) == ("A", "B")
    assert settled.letters("AT_1", [2006]) is None
    assert settled.letters("AT_1", [2005, 2006, 2007]) is None, "the last is not judged yet"
    assert settled.letters("AT_2", [2005]) is None
    assert settled.letters("AT_1", []) == ()


def test_a_year_that_changed_has_its_installation_judged_anew() -> None:
    from openets.views.past import YearKnown
    from openets.views.settled import Settled, told_again

    settled = Settled()
    settled.keep("AT_1", [2005, 2006], ["A", "A"])
    reported = [YearRecord("AT_1", year, report="reported", verified=5) for year in (2005, 2006)]
    law, day = read_law("eu_ets"), date(2007, 5, 1)
    same = [YearKnown(each, changed=False) for each in reported]
    assert [letter for _, letter in told_again(settled, law, day, same, set())] == ["A", "A"]
    assert [letter for _, letter in told_again(settled, law, day, same, {"AT_1"})] == [None, None]
    assert [letter for _, letter in told_again(settled, law, date(2007, 4, 1), same, set())] == ["A", ""]
    changed = [same[0], YearKnown(reported[1], changed=True)]
    assert [letter for _, letter in told_again(settled, law, day, changed, set())] == [None, None]
