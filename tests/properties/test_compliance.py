"""Whatever an installation emits and surrenders: the sums of compliance hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from openets.compliance.status import Reported, Surrendered, YearStatus, statuses, total_penalty
from openets.laws.now import eu_ets

SCHEME = eu_ets()
TONNES = st.integers(0, 10**9)
STORIES = st.dictionaries(st.integers(2005, 2020), st.tuples(TONNES, TONNES), min_size=1)
"""Year → (emitted, surrendered)."""


def judged(story: dict[int, tuple[int, int]]) -> list[YearStatus]:
    reports = [Reported(year, None, emitted) for year, (emitted, _) in story.items()]
    given_up = [Surrendered(year, date(year + 1, 4, 30), units) for year, (_, units) in story.items()]
    return statuses(SCHEME, reports, given_up, date.max)


@given(STORIES)
def test_the_balance_goes_on_from_year_to_year(story: dict[int, tuple[int, int]]) -> None:
    balance, phase = 0, 0
    for row in judged(story):
        if row.phase != phase:
            balance, phase = min(balance, 0), row.phase
        emitted, surrendered = story[row.year]
        assert row.balance == balance + surrendered - emitted
        assert row.restitution == max(0, -balance)
        assert row.obligation == emitted + row.restitution
        assert row.shortfall == max(0, -row.balance)
        balance = row.balance


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
def test_a_penalty_is_due_for_each_missing_tonne_of_the_year(story: dict[int, tuple[int, int]]) -> None:
    found = judged(story)
    for row in found:
        assert 0 <= row.penalised <= min(row.shortfall, story[row.year][0])
        assert row.penalty.amount == row.penalised * (Decimal(40) if row.phase == 1 else Decimal(100))
        assert (row.penalised > 0) is (row.letter == "B" and story[row.year][0] > 0)
    assert sum(total_penalty(found, number) for number in (1, 2, 3)) == sum(row.penalised for row in found)


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
def test_a_shortfall_reaches_the_next_phase(story: dict[int, tuple[int, int]], missing: int) -> None:
    after = {year: figures for year, figures in story.items() if year > 2007}
    short = {2007: (missing, 0), **after}
    for row, alone in zip(judged(short)[1:], judged(after), strict=True):
        if row.year == min(after):
            assert row.balance == alone.balance - missing
        assert row.balance <= alone.balance
