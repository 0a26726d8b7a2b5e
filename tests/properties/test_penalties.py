"""Penalties under each law: tonne by tonne, each is fined at most once, in the year in which it first was bare."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.laws.law import Law
from openets.laws.reading import read_law

LAWS = {name: read_law(name) for name in ("eu_ets", "uk_ets", "us_so2", "reclaim")}
PERIODS = {
    "eu_ets": [range(2005, 2008), range(2008, 2013), range(2013, 2021), range(2021, 2031)],
    "uk_ets": [range(2021, 2031)],
    "us_so2": [range(1995, 2000), range(2000, 2031)],
    "reclaim": [range(1994, 2021)],
}
"""The periods of each law once more: within one a surplus covers what follows, and a shortfall waits for one."""
SURPLUS_GOES_ON = {"eu_ets": {2021}}
"""The first years of those periods into which a surplus goes on."""
FEW = st.integers(0, 9)
Story = dict[int, tuple[int, int]]
"""Year → (emitted, surrendered)."""


def stories(name: str) -> st.SearchStrategy[Story]:
    first, last = PERIODS[name][0].start, PERIODS[name][-1].stop - 1
    years = st.one_of(st.integers(first, min(first + 7, last)), st.integers(first, last))
    return st.dictionaries(years, st.tuples(FEW, FEW), min_size=1, max_size=9)


def judged(law: Law, story: Story) -> list[YearStatus]:
    cycle = next(iter(law.cycles), "")
    reports = [Reported(year, None, emitted) for year, (emitted, _) in story.items()]
    given_up = [Surrendered(year, date(year + 1, 1, 2), units) for year, (_, units) in story.items()]
    return statuses(law, reports, given_up, date(2099, 1, 1), cycle=cycle)


class Tonnes:
    """The tonnes of an installation, each a thing of its own that is bare or covered, and was fined or not."""

    def __init__(self) -> None:
        self.purse = 0
        self.bare: list[int] = []
        """The years of those tonnes that nothing covers, oldest first."""
        self.fines: dict[int, int] = {}

    def period_begins(self, *, surplus_goes_on: bool) -> None:
        if not surplus_goes_on:
            self.purse = 0

    def year(self, year: int, emitted: int, surrendered: int) -> None:
        self.purse += surrendered
        self.fines[year] = 0
        for _ in range(emitted):
            if self.purse:
                self.purse -= 1
            else:
                self.bare.append(year)
                self.fines[year] += 1
        while self.purse and self.bare:
            self.purse -= 1
            self.bare.pop(0)


def walked(name: str, story: Story) -> Tonnes:
    tonnes = Tonnes()
    for period in PERIODS[name]:
        tonnes.period_begins(surplus_goes_on=period.start in SURPLUS_GOES_ON.get(name, ()))
        for year in period:
            if year in story:
                tonnes.year(year, *story[year])
    return tonnes


EVERY_LAW = pytest.mark.parametrize("name", LAWS)


@EVERY_LAW
@settings(max_examples=40)
@given(data=st.data())
def test_each_bare_tonne_is_fined_in_its_own_year_and_in_no_other(name: str, data: st.DataObject) -> None:
    story = data.draw(stories(name))
    assert {row.year: row.penalised for row in judged(LAWS[name], story)} == walked(name, story).fines


@EVERY_LAW
@settings(max_examples=40)
@given(data=st.data())
def test_no_more_tonnes_are_fined_than_were_emitted_and_not_covered_in_their_year(
    name: str, data: st.DataObject
) -> None:
    story = data.draw(stories(name))
    for row in judged(LAWS[name], story):
        emitted, surrendered = story[row.year]
        assert 0 <= row.penalised <= max(0, emitted - surrendered)


@EVERY_LAW
@settings(max_examples=25)
@given(data=st.data())
def test_a_fine_is_the_amount_of_its_year_for_each_tonne(name: str, data: st.DataObject) -> None:
    law, story = LAWS[name], data.draw(stories(name))
    for row in judged(law, story):
        assert row.penalty.amount == Decimal(row.penalised) * law.penalty(row.year).amount
        assert row.penalty.currency == law.currency


@EVERY_LAW
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_owed_at_the_end_is_what_was_never_covered(name: str, data: st.DataObject) -> None:
    """Counted over all periods: what one left bare is owed in the next, and a surplus there makes it good."""
    story = data.draw(stories(name))
    rows, tonnes = {row.year: row for row in judged(LAWS[name], story)}, Tonnes()
    for period in PERIODS[name]:
        tonnes.period_begins(surplus_goes_on=period.start in SURPLUS_GOES_ON.get(name, ()))
        for year in filter(story.__contains__, period):
            tonnes.year(year, *story[year])
            assert rows[year].owed == len(tonnes.bare)


@EVERY_LAW
@settings(max_examples=25)
@given(data=st.data())
def test_the_order_in_which_units_came_within_a_year_decides_nothing(name: str, data: st.DataObject) -> None:
    law, story = LAWS[name], data.draw(stories(name))
    cycle = next(iter(law.cycles), "")
    reports = [Reported(year, None, emitted) for year, (emitted, _) in story.items()]
    single = [Surrendered(year, date(year + 1, 1, 2), 1) for year, (_, units) in story.items() for _ in range(units)]
    mixed = data.draw(st.permutations(single))
    shuffled = data.draw(st.permutations(reports))
    assert statuses(law, shuffled, mixed, date(2099, 1, 1), cycle=cycle) == judged(law, story)


@EVERY_LAW
@settings(max_examples=25)
@given(data=st.data())
def test_a_surrender_that_is_reversed_was_never_there(name: str, data: st.DataObject) -> None:
    law, story = LAWS[name], data.draw(stories(name))
    cycle = next(iter(law.cycles), "")
    year = data.draw(st.sampled_from(sorted(story)))
    undone = [Surrendered(year, date(year + 1, 1, 3), 50), Surrendered(year, date(year + 1, 1, 4), -50)]
    reports = [Reported(each, None, emitted) for each, (emitted, _) in story.items()]
    given_up = [Surrendered(each, date(each + 1, 1, 2), units) for each, (_, units) in story.items()]
    assert statuses(law, reports, [*undone, *given_up], date(2099, 1, 1), cycle=cycle) == judged(law, story)


@EVERY_LAW
@settings(max_examples=25)
@given(data=st.data(), as_of=st.integers(0, 12))
def test_what_is_known_on_a_day_does_not_depend_on_what_comes_after_it(
    name: str, data: st.DataObject, as_of: int
) -> None:
    """Two times everywhere: units that come later leave what was known on an earlier day as it was."""
    law, story = LAWS[name], data.draw(stories(name))
    cycle = next(iter(law.cycles), "")
    first = PERIODS[name][0].start
    day = date(first + 1 + as_of, 6, 1)
    reports = [Reported(year, date(year + 1, 1, 15), emitted) for year, (emitted, _) in story.items()]
    given_up = [Surrendered(year, date(year + 1, 1, 20), units) for year, (_, units) in story.items()]
    later = [Surrendered(year, date(2098, 1, 1), 1_000) for year in story]
    assert statuses(law, reports, [*given_up, *later], day, cycle=cycle) == statuses(
        law, reports, given_up, day, cycle=cycle
    )
