"""Whatever an installation emits and surrenders: the sums of compliance hold."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from tests.european import EU_ETS

SCHEME = EU_ETS
TONNES = st.integers(0, 10**9)
STORIES = st.dictionaries(st.integers(2005, 2024), st.tuples(TONNES, TONNES), min_size=1)
"""Year → (emitted, surrendered)."""


def judged(story: dict[int, tuple[int, int]]) -> list[YearStatus]:
    reports = [Reported(year, None, emitted) for year, (emitted, _) in story.items()]
    given_up = [Surrendered(year, date(year + 1, 4, 30), units) for year, (_, units) in story.items()]
    return statuses(SCHEME, reports, given_up, date.max)


@given(STORIES)
def test_the_balance_goes_on_from_year_to_year(story: dict[int, tuple[int, int]]) -> None:
    balance, owed, phase = 0, 0, 0
    for row in judged(story):
        if row.phase != phase:
            balance, phase = balance if (phase, row.phase) == (3, 4) else min(0, balance), row.phase
        emitted, surrendered = story[row.year]
        assert row.balance == balance + surrendered - emitted
        assert row.restitution == owed
        assert row.obligation == emitted + row.restitution
        assert row.shortfall == max(0, -row.balance) == row.owed
        balance, owed = row.balance, row.owed


@given(STORIES)
def test_within_a_phase_all_that_was_surrendered_less_all_that_was_emitted_is_the_balance(
    story: dict[int, tuple[int, int]],
) -> None:
    first = {year: figures for year, figures in story.items() if year <= 2007}
    for row in judged(first):
        known = [figures for year, figures in first.items() if year <= row.year]
        assert row.balance == sum(units for _, units in known) - sum(emitted for emitted, _ in known)


@given(STORIES)
def test_a_letter_says_whether_the_balance_is_there(story: dict[int, tuple[int, int]]) -> None:
    for row in judged(story):
        emitted, surrendered = story[row.year]
        assert row.letter == ("A" if row.shortfall == 0 else "B")
        assert row.letter_of_year == ("A" if surrendered >= emitted else "B")


@given(STORIES)
def test_a_penalty_is_due_for_each_tonne_that_is_missing_for_the_first_time(story: dict[int, tuple[int, int]]) -> None:
    found = judged(story)
    for row in found:
        assert 0 <= row.penalised <= min(row.shortfall, story[row.year][0])
        assert row.penalty.amount == row.penalised * SCHEME.penalty(row.year).amount
        if row.letter == "A" or story[row.year][1] >= story[row.year][0]:
            assert row.penalised == 0
    assert sum(row.penalised for row in found) <= sum(max(0, emitted - units) for emitted, units in story.values())


FEW = st.integers(0, 12)


@given(st.dictionaries(st.integers(2005, 2022), st.tuples(FEW, FEW), min_size=1))
def test_penalties_are_those_of_a_walk_from_tonne_to_tonne(story: dict[int, tuple[int, int]]) -> None:
    """Tonnes and units one by one, by other means: which unit covers which tonne, and when a tonne was first bare."""
    found = {row.year: (row.penalised, row.shortfall) for row in judged(story)}
    assert found == walked(story)


def walked(story: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """Year → (tonnes fined, tonnes that are bare): a bare tonne stays, a surplus stays behind in all but 2021."""
    answer = {}
    purse: list[str] = []
    bare: list[int] = []
    for year in range(2005, 2023):
        if year in (2008, 2013):
            purse = []
        if year not in story:
            continue
        emitted, surrendered = story[year]
        purse.extend("u" * surrendered)
        fined = 0
        for _ in range(emitted):
            if purse:
                purse.pop()
            else:
                bare.append(year)
                fined += 1
        while purse and bare:
            purse.pop()
            bare.pop(0)
        answer[year] = (fined, len(bare))
    return answer


@given(STORIES, st.sets(st.integers(2005, 2024)))
def test_an_excluded_year_adds_nothing(story: dict[int, tuple[int, int]], excluded: set[int]) -> None:
    """The years beside it stand as if it were not there."""
    reports = [Reported(year, None, emitted) for year, (emitted, _) in story.items() if year not in excluded]
    given_up = [
        Surrendered(year, date(year + 1, 4, 30), units) for year, (_, units) in story.items() if year not in excluded
    ]
    out = [Reported(year, None, None, "excluded") for year in excluded]
    found = statuses(SCHEME, [*reports, *out], given_up, date.max)
    assert [row for row in found if row.year not in excluded] == statuses(SCHEME, reports, given_up, date.max)
    assert all(row.penalised == 0 for row in found if row.year in excluded)


@given(STORIES, st.integers(1, 10**6))
def test_a_surplus_never_helps_the_next_phase(story: dict[int, tuple[int, int]], more: int) -> None:
    """However much more is surrendered in a phase that already has enough, the next one does not see it."""
    before = {year: (emitted, emitted) for year, (emitted, _) in story.items() if year <= 2007}
    after = {year: figures for year, figures in story.items() if year > 2007}
    richer = {year: (emitted, units + more) for year, (emitted, units) in before.items()}
    assert [row for row in judged({**before, **after}) if row.phase > 1] == [
        row for row in judged({**richer, **after}) if row.phase > 1
    ]


@given(STORIES, st.integers(1, 10**6))
def test_a_shortfall_is_owed_in_the_next_phase_until_it_is_made_good(
    story: dict[int, tuple[int, int]], missing: int
) -> None:
    """It stands in each balance of the next phase, and goes by the surplus that one leaves."""
    after = {year: figures for year, figures in story.items() if 2007 < year < 2013}
    short = {2007: (missing, 0), **after}
    for row, alone in zip(judged(short)[1:], judged(after), strict=True):
        assert row.balance == alone.balance - missing
        assert row.owed == max(0, missing - alone.balance)
        assert row.penalised <= story[row.year][0]
