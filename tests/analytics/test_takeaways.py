"""What charts say in their titles: computed, and honest where there is little to compare."""

from __future__ import annotations

import pytest

from openets.analytics import takeaways


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(1000, 884, "fell 11.6%"), (1000, 1005, "rose 0.5%"), (1000, 1000, "stayed as they were"), (200, 100, "fell 50%")],
)
def test_a_change_is_said_in_per_cent(before: int, after: int, said: str) -> None:
    assert takeaways.moved(before, after) == said


def test_two_years_say_whose_they_are_and_which_reports_are_missing() -> None:
    told = takeaways.of_two_years(2005, 2012, 1000, 900, "stationary installations only", (0, 46))
    assert told == (
        "Verified emissions fell 10% from 2005 to 2012, stationary installations only; reports missing: 46 of 2012"
    )
    assert "missing" not in takeaways.of_two_years(2005, 2012, 1000, 900, "all", (0, 0))


def test_one_year_is_compared_with_nothing() -> None:
    assert takeaways.of_years([("2005", 5_000)], "t CO2e") == "5.00 thousand t CO2e were verified for 2005"
    assert takeaways.of_years([], "t CO2e") == "No emissions have been reported yet"
    assert "cannot be compared" in takeaways.of_years([("2005", 0), ("2006", 5_000)], "t CO2e")


def test_letters() -> None:
    who = "installations"
    assert (
        takeaways.of_letters(2012, 94, 100, who)
        == "6 of 100 installations that were judged for 2012 did not comply: 6.0%"
    )
    assert takeaways.of_letters(2012, 9, 9, who) == "All 9 installations that were judged for 2012 complied"
    assert takeaways.of_letters(2012, 0, 0, who) == "Nobody could be judged for 2012"
    assert takeaways.of_letters(0, 0, 0, who) == "There are no letters yet"


def test_a_ranking_names_the_first_and_its_share() -> None:
    five = [(name, 10_000_000) for name in "BCDE"]
    assert takeaways.of_ranking(2012, [("A", 60_000_000), *five], "t") == (
        "A emitted most in 2012: 60.0 million t, 60.0% of all"
    )
    assert takeaways.of_ranking(2012, [("A", 50_000_000), *five, ("F", 10_000_000)], "t").endswith("the first five 90%")
    assert takeaways.of_ranking(2012, [("A", 50_000_000)], "t") == "A: 50.0 million t in 2012"
    assert takeaways.of_ranking(0, [], "t") == "No emissions have been reported yet"


def test_only_what_moved_between_holders_counts_as_moved() -> None:
    rows = [(2005, "Issued", False, 9_000_000), (2005, "held", True, 3_000_000), (2006, "held", False, 2_000_000)]
    assert (
        takeaways.of_volumes(rows, "held")
        == "Most units moved between holders in 2005: 3.00 million units, all inferred"
    )
    assert takeaways.of_volumes(rows[2:], "held").endswith("2.00 million units")
    assert takeaways.of_volumes(rows[:1], "held") == "No units have moved between holders yet"


def test_a_commitment_says_how_much_of_it_is_assumed() -> None:
    told = takeaways.of_commitment([90, 100], 100, 1)
    assert told == "Emissions of 2 years were 5% below their share of the assigned amount; 1 of the years assumed"
    assert "equal to" in takeaways.of_commitment([100], 100, 0)
    assert takeaways.of_commitment([], 100, 0) == "No emissions of the commitment period are known yet"
