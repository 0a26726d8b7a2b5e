"""Obligations and letters of one installation, year by year, as they stand on a day.

Most tests tell a year in one word, such as ``2005:100/80``: emitted 100, surrendered 80.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as given_by_hypothesis
from hypothesis import strategies as st

from openets.compliance.status import Reported, Surrendered, YearStatus, letter, statuses
from openets.kernel.money import Money
from tests.european import EU_ETS

SCHEME = EU_ETS
ALWAYS = date.max


def told(story: str, as_of: date = ALWAYS) -> dict[int, YearStatus]:
    """The statuses of a story: reports on 31 March and surrenders on 30 April of the year after."""
    reports, surrenders = [], []
    for word in story.split():
        year, _, figures = word.partition(":")
        emitted, _, given = figures.partition("/")
        reports.append(Reported(int(year), date(int(year) + 1, 3, 31), int(emitted)))
        surrenders.append(Surrendered(int(year), date(int(year) + 1, 4, 30), int(given)))
    return {row.year: row for row in statuses(SCHEME, reports, surrenders, as_of)}


def letters(found: dict[int, YearStatus]) -> str:
    """The cumulative letters in order, such as ``ABA``."""
    return "".join(row.letter for row in found.values())


# ---- one year --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "balance", "expected"),
    [
        (Reported(2005, None, 100), 0, "A"),
        (Reported(2005, None, 100), 7, "A"),
        (Reported(2005, None, 100), -1, "B"),
        (Reported(2005, None, None, "not reported"), 50, "C"),
        (Reported(2005, None, 100, correction="not in compliance"), 0, "D"),
        (Reported(2005, None, 100, correction="in compliance"), -1, "E"),
        (Reported(2005, None, 100, suspended=True), -1, "X"),
        (Reported(2005, None, None, "not reported", suspended=True), 0, "X"),
        (Reported(2005, None, None, "excluded"), 0, "A"),
        (Reported(2005, None, None, "excluded"), -1, "B"),
        (Reported(2005, None, None, "not required"), 0, "A"),
    ],
)
def test_a_letter_says_how_a_year_stands(report: Reported, balance: int, expected: str) -> None:
    assert letter(SCHEME.letters, report, balance) == expected


def test_enough_is_enough_to_the_tonne() -> None:
    assert letters(told("2005:100/100")) == "A"
    assert letters(told("2005:100/99")) == "B"


def test_a_reversed_surrender_does_not_count() -> None:
    day = date(2006, 4, 30)
    given = [Surrendered(2005, day, 100), Surrendered(2005, day, -100), Surrendered(2005, day, 60)]
    found = statuses(SCHEME, [Reported(2005, None, 100)], given, ALWAYS)[0]
    assert (found.surrendered, found.shortfall, found.letter) == (60, 40, "B")


def test_years_outside_the_scheme_have_no_status() -> None:
    assert list(told("2004:100/0 2005:100/100")) == [2005]


# ---- as of a day -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "verified", "surrendered", "expected"),
    [
        (date(2005, 6, 1), None, 0, ""),
        (date(2006, 3, 30), None, 0, ""),
        (date(2006, 3, 31), 100, 0, ""),
        (date(2006, 4, 29), 100, 0, ""),
        (date(2006, 4, 30), 100, 100, "A"),
        (date(2007, 1, 1), 100, 100, "A"),
    ],
)
def test_a_year_is_seen_as_it_stood_on_a_day(day: date, verified: int | None, surrendered: int, expected: str) -> None:
    found = told("2005:100/100", as_of=day)[2005]
    assert (found.verified, found.surrendered, found.letter) == (verified, surrendered, expected)


def test_a_late_report_makes_good_a_c() -> None:
    late = [Reported(2005, date(2006, 6, 1), 100)]
    given = [Surrendered(2005, date(2006, 4, 30), 100)]
    seen = [statuses(SCHEME, late, given, day)[0].letter for day in (date(2006, 5, 15), date(2006, 6, 1))]
    assert seen == ["C", "A"]


def test_a_late_surrender_makes_good_what_is_owed_and_changes_neither_letter_nor_penalty() -> None:
    """600 t emitted in 2005; 400 surrendered by 30 April 2006, 200 on 10 June: 200 × 40 EUR stay due (Art 16(3))."""
    given = [Surrendered(2005, date(2006, 4, 30), 400), Surrendered(2005, date(2006, 6, 10), 200)]
    report = [Reported(2005, date(2006, 3, 31), 600)]
    days = (date(2006, 5, 15), date(2006, 6, 10), date(2007, 1, 1))
    seen = [statuses(SCHEME, report, given, day)[0] for day in days]
    assert [(row.letter, row.penalty.amount, row.owed) for row in seen] == [
        ("B", 8000, 200),
        ("B", 8000, 0),
        ("B", 8000, 0),
    ]
    assert [(row.surrendered, row.balance) for row in seen] == [(400, -200), (600, 0), (600, 0)]


def test_what_was_made_good_late_is_not_owed_in_the_next_year() -> None:
    given = [
        Surrendered(2005, date(2006, 4, 30), 60),
        Surrendered(2005, date(2006, 9, 1), 40),
        Surrendered(2006, date(2007, 4, 30), 100),
    ]
    reports = [Reported(2005, date(2006, 3, 31), 100), Reported(2006, date(2007, 3, 31), 100)]
    found = statuses(SCHEME, reports, given, ALWAYS)
    assert [(row.letter, row.penalised, row.owed) for row in found] == [("B", 40, 0), ("A", 0, 0)]
    late = [*given[:2], given[2]._replace(on=date(2007, 5, 1))]
    found = statuses(SCHEME, reports, late, ALWAYS)
    assert [(row.letter, row.penalised, row.owed) for row in found] == [("B", 40, 0), ("B", 100, 0)]


def test_units_for_a_year_of_an_earlier_phase_that_come_late_are_owed_no_more() -> None:
    given = [Surrendered(2007, date(2008, 6, 1), 100), Surrendered(2008, date(2009, 4, 30), 10)]
    reports = [Reported(2007, date(2008, 3, 31), 100), Reported(2008, date(2009, 3, 31), 10)]
    found = statuses(SCHEME, reports, given, ALWAYS)
    assert [(row.letter, row.penalised, row.owed) for row in found] == [("B", 100, 0), ("A", 0, 0)]


@given_by_hypothesis(
    st.lists(st.tuples(st.integers(2005, 2012), st.integers(0, 2000), st.integers(0, 50)), max_size=12)
)
def test_units_that_all_come_in_time_are_judged_as_without_days(rows: list[tuple[int, int, int]]) -> None:
    reports = [Reported(year, None, 100) for year in range(2005, 2013)]
    dated = [Surrendered(year, SCHEME.deadline("surrender", year) - timedelta(days=days), n) for year, days, n in rows]
    undated = [row._replace(on=date.min) for row in dated]
    assert statuses(SCHEME, reports, dated, ALWAYS) == statuses(SCHEME, reports, undated, ALWAYS)


# ---- several years ---------------------------------------------------------------------------------------


def test_the_letter_of_the_year_looks_at_the_year_alone() -> None:
    found = told("2005:100/150 2006:100/60")
    assert [row.letter_of_year for row in found.values()] == ["A", "B"]
    assert letters(found) == "AA"


def test_restitution_adds_what_was_missing_to_the_next_year() -> None:
    found = told("2005:100/70 2006:100/130")
    assert (found[2005].shortfall, found[2006].restitution, found[2006].obligation) == (30, 30, 130)
    assert letters(found) == "BA"


def test_restitution_that_is_not_made_is_missing_again() -> None:
    found = told("2005:100/70 2006:100/100 2007:100/100")
    assert [row.restitution for row in found.values()] == [0, 30, 30]
    assert letters(found) == "BBB"


def test_a_surplus_counts_within_its_phase() -> None:
    """Banking inside a phase: what was surrendered too much for one year covers the next."""
    found = told("2008:100/180 2009:100/20 2012:10/10")
    assert [row.balance for row in found.values()] == [80, 0, 0]
    assert letters(found) == "AAA"


def test_a_surplus_does_not_cross_into_the_next_phase() -> None:
    """No banking from Phase I into Phase II."""
    found = told("2007:100/180 2008:100/20")
    assert (found[2007].balance, found[2008].balance) == (80, -80)
    assert letters(found) == "AB"


def test_a_shortfall_crosses_into_the_next_phase() -> None:
    """Implicit borrowing: what was missing in 2007 is owed in 2008, in units of Phase II."""
    found = told("2007:100/60 2008:100/140")
    assert (found[2008].restitution, found[2008].obligation, found[2008].letter) == (40, 140, "A")
    assert found[2008].owed == 0
    assert letters(told("2007:100/60 2008:100/139")) == "BB"
    assert told("2007:100/60 2008:100/139")[2008].owed == 1
    assert SCHEME.period(2008) is not None
    assert "EUA1" not in SCHEME.period(2008).units  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("story", "expected", "owed"),
    [
        ("2007:100/60 2008:100/100 2009:100/100 2013:100/100", "BBBB", [40, 40, 40, 40]),
        ("2007:100/60 2008:100/100 2009:100/140 2013:100/100", "BBAA", [40, 40, 0, 0]),
        ("2012:100/60 2014:100/150", "BA", [40, 0]),
        ("2020:100/60 2021:100/139", "BB", [40, 1]),
        ("2007:100/60 2013:100/139", "BB", [40, 1]),
    ],
)
def test_what_an_earlier_phase_lacks_is_lacking_until_it_is_made_good(
    story: str, expected: str, owed: list[int]
) -> None:
    """Del. Reg. (EU) 2019/1122 Art 33(2): the status figure of the last year, where it is below zero."""
    found = told(story)
    assert letters(found) == expected
    assert [row.owed for row in found.values()] == owed
    assert [max(0, -row.balance) for row in found.values()] == owed


@pytest.mark.parametrize(
    ("story", "expected", "balances"),
    [
        ("2012:100/180 2013:100/20", "AB", [80, -80]),
        ("2020:100/180 2021:100/20", "AA", [80, 0]),
        ("2020:100/180 2021:100/19", "AB", [80, -1]),
        ("2012:100/150 2020:100/130 2021:100/70", "AAA", [50, 30, 0]),
    ],
)
def test_a_surplus_goes_on_into_the_periods_from_2021_and_into_no_earlier_one(
    story: str, expected: str, balances: list[int]
) -> None:
    """Del. Reg. (EU) 2019/1122 Art 33(2), second sentence."""
    found = told(story)
    assert letters(found) == expected
    assert [row.balance for row in found.values()] == balances


def test_what_a_late_registry_left_is_not_brought_into_the_next_phase() -> None:
    """Bulgaria's operators had no allowances of 2007 to surrender, nor ever after."""
    reports = [Reported(2007, None, 100), Reported(2008, None, 50)]
    given = [Surrendered(2008, date(2009, 4, 30), 50)]
    assert [row.letter for row in statuses(SCHEME, reports, given, ALWAYS, member="BG")] == ["B", "A"]
    assert [row.letter for row in statuses(SCHEME, reports, given, ALWAYS, member="RO")] == ["B", "B"]


# ---- excluded years --------------------------------------------------------------------------------------


def with_excluded(story: str, *years: int) -> str:
    """The letters of a story with more years, that are excluded."""
    reports, surrenders = [Reported(year, None, None, "excluded") for year in years], []
    for word in story.split():
        year, _, figures = word.partition(":")
        emitted, _, given = figures.partition("/")
        reports.append(Reported(int(year), None, int(emitted)))
        surrenders.append(Surrendered(int(year), date.min, int(given)))
    return "".join(row.letter for row in statuses(SCHEME, reports, surrenders, ALWAYS))


@pytest.mark.parametrize(
    ("story", "excluded", "expected"),
    [
        ("", (2013,), "A"),
        ("2013:100/100", (2014,), "AA"),
        ("2013:100/99", (2014, 2015), "BBB"),
        ("2013:100/99 2015:10/11", (2014,), "BBA"),
        ("2014:100/99", (2013,), "AB"),
        ("2013:0/0", (2014,), "AA"),
        ("2012:100/100", (2013,), "AA"),
        ("2012:100/90", (2013,), "BB"),
    ],
)
def test_an_excluded_year_counts_as_nothing_and_is_judged_all_the_same(
    story: str, excluded: tuple[int, ...], expected: str
) -> None:
    assert with_excluded(story, *excluded) == expected


# ---- years that are judged together ----------------------------------------------------------------------


def flown(story: str, as_of: date = ALWAYS) -> dict[int, YearStatus]:
    """The statuses of an aircraft operator that surrenders on 30 April of the year after, in words as above."""
    reports, surrenders = [], []
    for word in story.split():
        year, _, figures = word.partition(":")
        emitted, _, given = figures.partition("/")
        reports.append(Reported(int(year), None, int(emitted)))
        surrenders.append(Surrendered(int(year), date(int(year) + 1, 4, 30), int(given)))
    return {row.year: row for row in statuses(SCHEME, reports, surrenders, as_of, aviation=True)}


def test_an_aircraft_operators_2013_is_judged_with_2014() -> None:
    assert letters(flown("2013:100/0 2014:100/200")) == "AA"
    assert letters(told("2013:100/0 2014:100/200")) == "BA"
    assert letters(flown("2014:100/0 2015:100/200")) == "BA"
    assert letters(flown("2013:100/0", date(2015, 4, 29))) == ""
    assert letters(flown("2013:100/0", date(2015, 4, 30))) == "B"


def test_what_is_missing_of_both_falls_due_with_the_later_year() -> None:
    found = flown("2012:50/50 2013:100/0 2014:100/150 2015:10/10")
    assert letters(found) == "ABBB"
    assert [row.penalised for row in found.values()] == [0, 0, 50, 0]
    assert [row.obligation for row in found.values()] == [50, 100, 100, 60]
    assert [row.penalised for row in flown("2013:100/40").values()] == [60]


# ---- penalties -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "year", "penalty"),
    [
        ("2005:100/70", 2005, "1200"),
        ("2007:100/99", 2007, "40"),
        ("2008:100/70", 2008, "3000"),
        ("2012:100/0", 2012, "10000"),
        ("2008:100/100", 2008, "0"),
    ],
)
def test_the_penalty_is_40_euro_a_tonne_in_phase_one_and_100_from_phase_two(
    story: str, year: int, penalty: str
) -> None:
    assert told(story)[year].penalty == Money(Decimal(penalty), "EUR")


@pytest.mark.parametrize(
    ("story", "penalised"),
    [
        ("2008:1000/0 2009:50/50 2010:50/50 2011:50/50 2012:50/50", [1000, 0, 0, 0, 0]),
        ("2005:100/0 2006:30/0", [100, 30]),
        ("2005:100/0 2006:30/130 2007:30/0", [100, 0, 30]),
        ("2005:100/0 2006:30/50 2007:30/20", [100, 0, 10]),
        ("2005:100/130 2006:100/60", [0, 10]),
        ("2007:100/90 2008:50/55", [10, 0]),
        ("2007:100/90 2008:50/45", [10, 5]),
        ("2007:100/90 2008:50/53 2009:50/47", [10, 0, 3]),
        ("2020:100/110 2021:50/40 2022:50/45", [0, 0, 5]),
        ("2007:100/90 2008:50/50 2009:50/50 2013:9/9", [10, 0, 0, 0]),
    ],
)
def test_a_tonne_is_penalised_once_in_the_year_in_which_it_fell_due(story: str, penalised: list[int]) -> None:
    assert [row.penalised for row in told(story).values()] == penalised
