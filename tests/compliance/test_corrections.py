"""Reports that are corrected after their year fell due: what was true on the day stays, and the difference is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from openets.compliance.status import Reported, Surrendered, YearStatus, statuses
from openets.kernel.money import Money
from openets.laws.law import Law, Penalty
from tests.european import EU_ETS

IN_TIME, DUE, CORRECTED, LATER = date(2006, 3, 15), date(2006, 4, 20), date(2006, 9, 1), date(2006, 12, 1)


def judged(
    reports: list[tuple[date, int]], given: list[tuple[date, int]], as_of: date, law: Law = EU_ETS
) -> YearStatus:
    """2005 of an installation, from its reports and its surrenders with their days."""
    told = [Reported(2005, on, verified) for on, verified in reports]
    (found,) = statuses(law, told, [Surrendered(2005, on, quantity) for on, quantity in given], as_of)
    return found


def test_what_was_true_on_the_day_stays_and_the_difference_is_owed() -> None:
    """500 t reported and surrendered in time; 580 t found on 1 September."""
    history = [(IN_TIME, 500), (CORRECTED, 580)], [(DUE, 500)]
    then = judged(*history, date(2006, 5, 15))
    assert (then.verified, then.letter, then.penalised, then.owed) == (500, "A", 0, 0)
    now = judged(*history, LATER)
    assert (now.verified, now.letter, now.owed, now.balance) == (580, "D", 80, -80)
    assert now.penalised == 0, "what was surrendered in time was what had been verified (C-148/14)"
    covered = judged(history[0], [(DUE, 500), (date(2006, 10, 1), 80)], LATER)
    assert (covered.letter, covered.owed, covered.penalised) == ("E", 0, 0)


def test_a_correction_before_the_day_is_no_correction_of_the_year() -> None:
    now = judged([(IN_TIME, 500), (date(2006, 4, 1), 580)], [(DUE, 580)], LATER)
    assert (now.verified, now.letter, now.penalised) == (580, "A", 0)


def test_a_penalty_is_for_no_tonne_that_was_not_emitted_after_all() -> None:
    """500 t reported, 400 surrendered: 100 t are penalised, until it turns out that 450 or 350 were emitted."""
    given = [(DUE, 400)]
    assert judged([(IN_TIME, 500)], given, LATER).penalised == 100
    less = judged([(IN_TIME, 500), (CORRECTED, 450)], given, LATER)
    assert (less.penalised, less.owed, less.letter) == (50, 50, "D")
    none = judged([(IN_TIME, 500), (CORRECTED, 350)], given, LATER)
    assert (none.penalised, none.owed, none.letter) == (0, 0, "E")


def test_a_year_may_be_corrected_twice() -> None:
    history = [(IN_TIME, 500), (CORRECTED, 580), (date(2006, 11, 1), 500)]
    assert judged(history, [(DUE, 500)], date(2006, 10, 1)).letter == "D"
    back = judged(history, [(DUE, 500)], LATER)
    assert (back.verified, back.letter, back.owed) == (500, "A", 0), "as it had been reported in time"


def test_a_correction_is_known_from_the_day_of_its_entry() -> None:
    """Entered in December as of September: nobody knew of it in October."""
    reports = [Reported(2005, IN_TIME, 500), Reported(2005, CORRECTED, 580, known=LATER)]
    given = [Surrendered(2005, DUE, 500)]
    assert [row.verified for row in statuses(EU_ETS, reports, given, date(2006, 10, 1))] == [500]
    assert [row.verified for row in statuses(EU_ETS, reports, given, LATER)] == [580]


def test_what_is_entered_late_as_of_a_day_in_time_was_in_time_once_it_is_known() -> None:
    reports = [Reported(2005, IN_TIME, 500)]
    given = [Surrendered(2005, DUE, 500, known=date(2006, 6, 10))]
    assert [row.letter for row in statuses(EU_ETS, reports, given, date(2006, 5, 15))] == ["B"]
    assert [row.letter for row in statuses(EU_ETS, reports, given, date(2006, 7, 1))] == ["A"]


def test_of_what_was_in_effect_on_a_day_all_counts_that_is_known_later() -> None:
    """Surrendered on 30 April, and corrected on 1 September: both entered in December."""
    reports = [Reported(2005, IN_TIME, 500), Reported(2005, CORRECTED, 580, known=LATER)]
    given = [Surrendered(2005, DUE, 500, known=LATER)]
    days = date(2006, 5, 15), CORRECTED
    found = [statuses(EU_ETS, reports, given, day, known=LATER)[0] for day in days]
    assert [(row.verified, row.surrendered, row.letter) for row in found] == [(500, 500, "A"), (580, 500, "D")]
    (before,) = statuses(EU_ETS, reports, given, days[1])
    assert (before.verified, before.surrendered, before.letter) == (500, 0, "B")


def test_the_difference_of_an_earlier_year_is_no_missing_tonne_of_the_next() -> None:
    """2005 is corrected by 80 t before 2006 falls due; 2006 itself is covered."""
    reports = [Reported(2005, IN_TIME, 500), Reported(2005, CORRECTED, 580), Reported(2006, date(2007, 3, 15), 300)]
    given = [Surrendered(2005, DUE, 500), Surrendered(2006, date(2007, 4, 20), 300)]
    first, second = statuses(EU_ETS, reports, given, date(2007, 6, 1))
    assert (first.letter, first.penalised, second.restitution) == ("D", 0, 80)
    assert (second.penalised, second.letter, second.letter_of_year) == (0, "B", "A")


def test_a_short_operator_pays_for_what_it_lacks() -> None:
    """The figures of a public complaint: 80,912 owed, 45,000 held, 600 dollars each."""
    rate = Penalty(amount=Money(Decimal(600), "CAD"), index={}, citation="a complaint", verified=False)
    law = replace(EU_ETS, penalties=(rate,))
    found = judged([(IN_TIME, 80_912)], [(DUE, 45_000)], LATER, law)
    assert found.penalised == 35_912
    assert str(found.penalty.amount) == "21547200"


def test_a_second_report_that_changes_nothing_has_no_penalty() -> None:
    found = judged([(IN_TIME, 500), (CORRECTED, 500)], [(DUE, 500)], LATER)
    assert (found.letter, found.penalised, found.penalty.amount) == ("A", 0, 0)


def test_a_correction_is_the_difference() -> None:
    """+4,305 and then +3,874: the balance falls by 431, from 29,305 to 28,874."""
    owed = 10_000
    before = judged([(IN_TIME, owed - 4_305)], [(DUE, owed + 25_000)], LATER)
    after = judged([(IN_TIME, owed - 4_305), (CORRECTED, owed - 3_874)], [(DUE, owed + 25_000)], LATER)
    assert (before.balance, after.balance, after.balance - before.balance) == (29_305, 28_874, -431)
