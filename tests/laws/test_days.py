"""The days on which things turn, law by law: the last day and the one after it, dated deadlines, years that overlap."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.laws.law import Law
from openets.laws.reading import read_law

EU, UK, SO2, RECLAIM = map(read_law, ("eu_ets", "uk_ets", "us_so2", "reclaim"))

DEADLINES: list[tuple[Law, str, int, str, str]] = [
    # law, cycle, year of the emissions, last day of surrender, letters' law for enough
    (EU, "", 2005, "2006-04-30", "A"),
    (EU, "", 2007, "2008-04-30", "A"),
    (EU, "", 2008, "2009-04-30", "A"),
    (EU, "", 2022, "2023-04-30", "A"),
    (EU, "", 2023, "2024-09-30", "A"),
    (UK, "", 2021, "2022-04-30", "A"),
    (UK, "", 2030, "2031-04-30", "A"),
    (SO2, "", 1995, "1996-01-30", "in compliance"),
    (SO2, "", 1999, "2000-01-30", "in compliance"),
    (SO2, "", 2000, "2001-03-01", "in compliance"),
    (RECLAIM, "1", 1995, "1996-03-01", "in compliance"),
    (RECLAIM, "2", 1995, "1996-08-29", "in compliance"),
]
EACH = pytest.mark.parametrize(("law", "cycle", "year", "last", "enough"), DEADLINES)


def judged(
    law: Law, year: int, as_of: date, on: date, *, emitted: int = 100, given: int = 100, cycle: str = ""
) -> YearStatus:
    """One year of one installation, reported in time and covered on a day, as known on another."""
    reported = Reported(year, date(year + 1, 1, 15), emitted)
    (row,) = statuses(law, [reported], [Surrendered(year, on, given)], as_of, cycle=cycle)
    return row


@EACH
def test_the_last_day_is_the_laws(law: Law, cycle: str, year: int, last: str, enough: str) -> None:
    assert law.deadline("surrender", year, cycle) == date.fromisoformat(last)


@EACH
def test_a_year_is_judged_on_its_last_day_and_not_the_day_before(
    law: Law, cycle: str, year: int, last: str, enough: str
) -> None:
    day = date.fromisoformat(last)
    early = judged(law, year, day - timedelta(days=1), date(year + 1, 1, 20), cycle=cycle)
    assert (early.letter, early.shortfall, early.penalised) == ("", 0, 0)
    assert judged(law, year, day, date(year + 1, 1, 20), cycle=cycle).letter == enough


@EACH
def test_units_of_the_last_day_are_in_time_and_those_of_the_day_after_are_not(
    law: Law, cycle: str, year: int, last: str, enough: str
) -> None:
    day = date.fromisoformat(last)
    assert judged(law, year, day, day, cycle=cycle).letter == enough
    late = judged(law, year, day, day + timedelta(days=1), cycle=cycle)
    assert (late.letter, late.shortfall, late.penalised) == (law.letters.short, 100, 100)


@EACH
def test_one_unit_short_is_short_by_one(law: Law, cycle: str, year: int, last: str, enough: str) -> None:
    day = date.fromisoformat(last)
    row = judged(law, year, day, day, given=99, cycle=cycle)
    assert (row.letter, row.shortfall, row.penalised, row.balance) == (law.letters.short, 1, 1, -1)
    assert row.penalty == law.penalty(year)


@EACH
def test_a_report_that_comes_after_the_day_was_not_there_on_it(
    law: Law, cycle: str, year: int, last: str, enough: str
) -> None:
    """What is known later does not rewrite what was known then."""
    day = date.fromisoformat(last)
    late = Reported(year, day + timedelta(days=1), 100)
    (then,) = statuses(law, [late], [Surrendered(year, day, 100)], day, cycle=cycle)
    (now,) = statuses(law, [late], [Surrendered(year, day, 100)], day + timedelta(days=1), cycle=cycle)
    assert (then.letter, then.verified) == (law.letters.no_report, None)
    assert (now.letter, now.verified) == (enough, 100)


# ---- periods, cycles and members -----------------------------------------------------------------


@pytest.mark.parametrize("law", [EU, UK, SO2, RECLAIM], ids=lambda law: law.id)
def test_periods_follow_one_another_without_a_gap_and_the_law_has_no_other_years(law: Law) -> None:
    for one, following in pairwise(law.periods):
        assert one.last_day + timedelta(days=1) == following.first_day
        assert (law.period(one.last_year), law.period(following.first_year)) == (one, following)
    first, last = law.periods[0].first_year, law.periods[-1].last_year
    assert law.period(first - 1) is None
    assert law.period(last + 1) is None
    assert not law.units_for(first - 1)
    assert not law.units_for(last + 1)


@pytest.mark.parametrize(
    ("law", "first", "last"), [(EU, 2005, 2030), (UK, 2021, 2030), (SO2, 1995, 2030), (RECLAIM, 1994, 2020)]
)
def test_every_year_of_a_law_has_units_a_penalty_and_a_day(law: Law, first: int, last: int) -> None:
    assert (law.periods[0].first_year, law.periods[-1].last_year) == (first, last)
    for year in range(first, last + 1):
        for cycle in law.cycles or ("",):
            assert law.deadline("surrender", year, cycle) > law.year_ends(year, cycle)
            assert law.deadline("surrender", year, cycle) >= law.deadline("report", year, cycle)
        assert law.penalty(year).currency == law.currency
        assert law.units_for(year)


CYCLES = [
    # account type, year, credits that cover it, credits that do not
    ("nox-coastal-1", 1995, ["coastal-1-1995", "coastal-2-1994", "coastal-2-1995"],
     ["coastal-1-1994", "coastal-1-1996", "coastal-2-1996", "coastal-2-1993", "inland-1-1995"]),
    ("nox-coastal-2", 1995, ["coastal-2-1995", "coastal-1-1995", "coastal-1-1996"],
     ["coastal-2-1994", "coastal-2-1996", "coastal-1-1994", "coastal-1-1997", "inland-2-1995"]),
    ("nox-inland-1", 1995, ["coastal-1-1995", "inland-1-1995", "inland-2-1994", "coastal-2-1995"],
     ["inland-1-1996", "coastal-1-1996", "inland-2-1996"]),
    ("nox-inland-2", 2020, ["inland-2-2020", "coastal-1-2020", "coastal-2-2020"], ["inland-2-2019", "inland-1-2019"]),
    ("nox-coastal-1", 1994, ["coastal-1-1994", "coastal-2-1994"], ["coastal-1-1995", "coastal-2-1995"]),
]  # fmt: skip


@pytest.mark.parametrize(("type", "year", "covering", "others"), CYCLES)
def test_credits_cover_a_year_with_which_their_term_overlaps_in_their_zone(
    type: str, year: int, covering: list[str], others: list[str]
) -> None:
    units = RECLAIM.units_for(year, RECLAIM.terms.accounts[type])
    assert {f"NOX-{each}" for each in covering} <= units
    assert not {f"NOX-{each}" for each in others} & units


def test_each_credit_of_reclaim_covers_a_year_of_either_cycle_for_half_of_it_at_least() -> None:
    """Counted day by day, with no help of the law: a term and a year share a day, or the credit covers nothing."""
    terms = {"1": lambda year: (date(year, 1, 1), date(year, 12, 31)),
             "2": lambda year: (date(year, 7, 1), date(year + 1, 6, 30))}  # fmt: skip
    for cycle, year in (("1", 1996), ("2", 1996), ("1", 2020), ("2", 1994)):
        begins, ends = terms[cycle](year)
        covered = RECLAIM.units_for(year, RECLAIM.terms.accounts[f"nox-inland-{cycle}"])
        for unit in (each for each in RECLAIM.terms.units if each.startswith("NOX-")):
            _, _, own, vintage = unit.split("-")
            first, last = terms[own](int(vintage))
            days = (min(last, ends) - max(first, begins)).days + 1
            assert (unit in covered) is (days > 0), unit
            if days > 0:
                assert days >= 181


@pytest.mark.parametrize("year", [1995, 1999, 2000, 2015, 2030])
def test_sulphur_allowances_are_banked_for_ever_and_never_borrowed(year: int) -> None:
    """Over the change of phases too."""
    covering = SO2.units_for(year)
    assert covering == {f"SO2-{vintage}" for vintage in range(1995, year + 1)}


@pytest.mark.parametrize(
    ("year", "units"),
    [
        (2005, {"EUA1", "CER"}),
        (2007, {"EUA1", "CER"}),
        (2008, {"EUA2", "EUA2N", "EUAA", "CER", "ERU"}),
        (2012, {"EUA2", "EUA2N", "EUAA", "CER", "ERU"}),
        (2013, {"EUA3", "EUAA"}),
        (2030, {"EUA3", "EUAA"}),
    ],
)
def test_no_european_allowance_is_borrowed_or_carried_without_being_replaced(year: int, units: set[str]) -> None:
    assert EU.units_for(year) == units


@pytest.mark.parametrize(("unit", "banked"), [("EUA1", False), ("EUA2", True), ("EUA2N", True), ("EUA3", True)])
def test_what_is_left_of_the_first_period_is_lost_and_of_later_ones_replaced(unit: str, banked: bool) -> None:
    assert EU.may_be_banked(unit) is banked


@pytest.mark.parametrize(
    ("code", "year"), [("AT", 2005), ("DE", 2005), ("BG", 2007), ("RO", 2007), ("NO", 2008), ("IS", 2008), ("HR", 2013)]
)
def test_a_member_belongs_to_the_scheme_from_the_year_in_which_it_joined(code: str, year: int) -> None:
    assert EU.members[code].joined == year


# ---- penalties -----------------------------------------------------------------------------------

CPI = {1995: "149.0", 1996: "152.9", 1999: "163.4", 2000: "167.1", 2008: "207.917", 2018: "245.519"}
"""As the bureau published them; August 1989 was 124.6."""


@pytest.mark.parametrize("year", CPI)
def test_the_penalty_of_a_ton_is_two_thousand_dollars_of_1990_in_those_of_the_year(year: int) -> None:
    dollars = Decimal(2_000) * Decimal(CPI[year]) / Decimal("124.6")
    assert abs(SO2.penalty(year).amount - dollars) <= Decimal("0.5"), "in whole dollars"
    assert SO2.penalty(year).amount % 1 == 0


def test_the_penalty_of_a_year_without_a_figure_is_that_of_the_last_one_known() -> None:
    assert {SO2.penalty(year) for year in range(2018, 2031)} == {SO2.penalty(2018)}


@pytest.mark.parametrize("short", [1, 7, 1_000, 10**9])
@pytest.mark.parametrize(
    ("law", "year", "each", "currency"),
    [(EU, 2005, 40, "EUR"), (EU, 2008, 100, "EUR"), (UK, 2021, 100, "GBP"), (SO2, 1995, 2392, "USD"),
     (RECLAIM, 1995, 0, "USD")],
)  # fmt: skip
def test_a_penalty_is_the_missing_units_times_the_amount_to_the_last_cent(
    law: Law, year: int, each: int, currency: str, short: int
) -> None:
    cycle = next(iter(law.cycles), "")
    day = law.deadline("surrender", year, cycle)
    row = judged(law, year, day, day, emitted=short + 5, given=5, cycle=cycle)
    assert (row.penalty.amount, row.penalty.currency) == (Decimal(short * each), currency)


@pytest.mark.parametrize("law", [EU, UK, SO2], ids=lambda law: law.id)
def test_a_tonne_that_stays_missing_is_fined_once_and_owed_until_it_is_made_good(law: Law) -> None:
    """40 are missing in the first year and never come; each later year is covered by itself."""
    first = law.periods[0].first_year
    years = range(first, first + 3)
    reports = [Reported(year, None, 100) for year in years]
    given = [Surrendered(year, date(year + 1, 1, 10), 60 if year == first else 100) for year in years]
    rows = statuses(law, reports, given, date(first + 4, 12, 31))
    assert [row.penalised for row in rows] == [40, 0, 0]
    assert [row.restitution for row in rows] == [0, 40, 40]
    assert [row.obligation for row in rows] == [100, 140, 140]
    assert [row.owed for row in rows] == [40, 40, 40]
    assert {row.letter for row in rows} == {law.letters.short}
    assert [row.letter_of_year for row in rows] == [law.letters.short, law.letters.enough, law.letters.enough]


@pytest.mark.parametrize("law", [EU, UK, SO2], ids=lambda law: law.id)
def test_what_was_missing_and_is_made_good_is_neither_fined_again_nor_owed(law: Law) -> None:
    first = law.periods[0].first_year
    reports = [Reported(first, None, 100), Reported(first + 1, None, 100)]
    given = [Surrendered(first, date(first + 1, 1, 10), 60), Surrendered(first + 1, date(first + 2, 1, 10), 140)]
    before, after = statuses(law, reports, given, date(first + 3, 1, 1))
    assert (before.penalised, after.penalised) == (40, 0)
    assert (after.owed, after.balance, after.letter) == (0, 0, law.letters.enough)


def test_flights_of_2013_fall_due_with_those_of_2014_and_no_others_are_put_off() -> None:
    """Directive 2003/87/EC Art 28a: by 30 April 2015, together; installations as ever."""
    reports = [Reported(2013, None, 100), Reported(2014, None, 50)]
    given = [Surrendered(2014, date(2015, 4, 30), 150)]
    assert [row.letter for row in statuses(EU, reports, given, date(2014, 5, 1), aviation=True)] == ["", ""]
    assert [row.letter for row in statuses(EU, reports, given, date(2015, 4, 29), aviation=True)] == ["", ""]
    assert [row.letter for row in statuses(EU, reports, given, date(2015, 4, 30), aviation=True)] == ["A", "A"]
    plants = statuses(EU, reports, given, date(2015, 4, 30))
    assert [(row.letter, row.penalised) for row in plants] == [("B", 100), ("A", 0)]


@pytest.mark.parametrize(
    ("year", "each"),
    [(2012, "100"), (2013, "101.50"), (2014, "102.07"), (2015, "102.05"), (2016, "102.31"), (2017, "104.06"),
     (2018, "106.15"), (2019, "107.71"), (2020, "107.71"), (2021, "110.82"), (2022, "121.01"), (2023, "128.71"),
     (2024, "128.71")],
)  # fmt: skip
def test_the_european_penalty_is_raised_with_consumer_prices_from_2013(year: int, each: str) -> None:
    """Directive 2003/87/EC Art 16(4); the amounts are those that the German authority published (DEHSt)."""
    assert EU.penalty(year).amount == Decimal(each)


@pytest.mark.parametrize(
    ("event", "year", "day"),
    [("allocation", 2023, "2023-02-28"), ("allocation", 2024, "2024-06-30"), ("surrender", 2022, "2023-04-30"),
     ("surrender", 2023, "2024-09-30"), ("report", 2023, "2024-03-31")],
)  # fmt: skip
def test_european_days_since_2024(event: str, year: int, day: str) -> None:
    """Directive (EU) 2023/959: free allocation by 30 June, surrender by 30 September."""
    assert EU.deadline(event, year) == date.fromisoformat(day)
