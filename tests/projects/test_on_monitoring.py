"""Rules of monitoring and verification: one case refused, with the culprit by name, and one that passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openets.projects import on_monitoring as rules
from openets.projects.facts import CycleFacts
from openets.projects.project import Period, Project
from tests.projects.specimen import (
    BOILER,
    FARM,
    FIRST_YEAR,
    FOREST,
    ISSUED,
    VERIFIED,
    case,
    passes,
    refuses,
    with_periods,
)


def report(first: date, last: date, **more: int) -> Period:
    return replace(FIRST_YEAR, number=2, first_day=first, last_day=last, **more)


def test_monitoring_period_is_in_its_turn() -> None:
    check = rules.monitoring_period_is_in_its_turn
    refuses(check, case("verify", period_number=7), "P-7040", "no monitoring period 7", "report it first")
    refuses(check, case("verify", period=VERIFIED), "P-7040", "'verified'", "'reported'")
    refuses(check, case("request issuance", period=FIRST_YEAR), "P-7040", "'verified' or 'issued'")
    passes(check, case("verify", period=FIRST_YEAR))
    passes(check, case("monitor"))


def test_monitoring_period_is_in_the_crediting_period() -> None:
    check = rules.monitoring_period_is_in_the_crediting_period
    early = report(date(2007, 12, 31), date(2008, 12, 31))
    refuses(check, case("monitor", period=early), "P-7041", "2007-12-31", "2008-01-01 to 2014-12-31")
    late = report(date(2014, 1, 1), date(2015, 1, 1))
    refuses(check, case("monitor", period=late), "P-7041", "2015-01-01")
    refuses(check, case("monitor", period=report(date(2008, 2, 1), date(2008, 1, 1))), "P-7041", "before 2008-02-01")
    passes(check, case("monitor", period=FIRST_YEAR))


def test_monitoring_periods_do_not_overlap() -> None:
    check = rules.monitoring_periods_do_not_overlap
    again = report(date(2008, 12, 31), date(2009, 3, 31))
    refuses(check, case("monitor", with_periods(FARM, ISSUED, again), period=again), "P-7042", "Period 1", "2008-12-31")
    after = report(date(2009, 1, 1), date(2009, 3, 31))
    passes(check, case("monitor", with_periods(FARM, ISSUED, after), period=after))
    rejected = replace(VERIFIED, state="rejected", certified=0)
    passes(check, case("monitor", with_periods(FARM, rejected, again), period=again))
    partly = replace(rejected, issued=10)
    refuses(check, case("monitor", with_periods(FARM, partly, again), period=again), "P-7042", "rejected")


def test_monitoring_period_is_over() -> None:
    check = rules.monitoring_period_is_over
    refuses(check, case("monitor", period=FIRST_YEAR, dated=date(2008, 12, 31)), "P-7043", "2008-12-31")
    passes(check, case("monitor", period=FIRST_YEAR, dated=date(2009, 1, 1)))


def test_reductions_are_what_remains_of_the_baseline() -> None:
    check = rules.reductions_are_what_remains_of_the_baseline
    wrong = case("monitor", period=FIRST_YEAR, reported=105_001)
    refuses(check, wrong, "P-7044", "105,001", "118,000 - 10,000 - 3,000 = 105,000")
    passes(check, case("monitor", period=FIRST_YEAR, reported=105_000))
    stored = replace(FIRST_YEAR, baseline=1_000, monitored=40_000, leakage=500)
    passes(check, case("monitor", FOREST, period=stored, reported=38_500))
    refuses(check, case("monitor", FOREST, period=stored, reported=40_000), "P-7044", "40,000 - 1,000 - 500 = 38,500")
    harm = replace(FIRST_YEAR, monitored=130_000)
    passes(check, case("monitor", period=harm, reported=-15_000))


def test_reported_baseline_is_within_the_registered_one() -> None:
    check = rules.reported_baseline_is_within_the_registered_one
    refuses(check, case("monitor", period=replace(FIRST_YEAR, baseline=120_001)), "P-7045", "120,001", "120,000")
    passes(check, case("monitor", period=replace(FIRST_YEAR, baseline=120_000)))
    half = report(date(2009, 1, 1), date(2009, 6, 30), baseline=60_000)
    refuses(check, case("monitor", period=half), "P-7045", "59,507")
    passes(check, case("monitor", replace(FARM, fixed_baseline=False), period=half))


def test_certified_reductions_are_within_the_reported() -> None:
    check = rules.certified_reductions_are_within_the_reported
    refuses(check, case("verify", period=FIRST_YEAR, quantity=105_001), "P-7046", "105,001", "105,000")
    harm = replace(FIRST_YEAR, reductions=-5)
    refuses(check, case("verify", period=harm, quantity=1), "P-7046", "of 0 t")
    passes(check, case("verify", period=FIRST_YEAR, quantity=105_000))


def test_replaced_report_is_not_verified_yet() -> None:
    check = rules.replaced_report_is_not_verified_yet
    refuses(check, case("monitor", with_periods(FARM, VERIFIED), replaced=1), "P-7047", "'verified'")
    refuses(check, case("monitor", replaced=3), "P-7047", "no period 3")
    passes(check, case("monitor", with_periods(FARM, FIRST_YEAR), replaced=1))
    passes(check, case("monitor"))


def test_tonnes_are_of_the_years_of_the_period() -> None:
    check = rules.tonnes_are_of_the_years_of_the_period
    voluntary, winter = replace(FARM, mechanism="VER", unit="VER"), report(date(2008, 7, 1), date(2009, 6, 30))

    def told(*vintages: tuple[int, int], tonnes: int = 100, project: Project = voluntary) -> CycleFacts:
        return case("monitor", project, period=winter, vintages=vintages, tonnes=tonnes)

    passes(check, told())
    passes(check, told((2008, 60), (2009, 40)))
    passes(check, told((2009, 100)))
    refuses(check, told((2008, 60), (2009, 41)), "P-7049", "They come to 101 t, not to 100 t", "of each year")
    refuses(check, told((2008, 60), (2010, 40)), "P-7049", "2008-07-01 to 2009-06-30 has no day of 2010")
    refuses(check, told((2009, 100), project=FARM), "P-7049", "Serial numbers of CER name no vintage")
    refuses(check, told((2008, 0), tonnes=-5), "P-7049", "not to -5 t")


def test_small_scale_report_keeps_within_the_limit() -> None:
    check = rules.small_scale_report_keeps_within_the_limit
    small = replace(BOILER, scale="small")

    def told(project: Project, reductions: int, last: date = date(2008, 12, 30)) -> CycleFacts:
        stored = replace(FIRST_YEAR, last_day=last, baseline=reductions, monitored=0, leakage=0)
        if project.sink:
            stored = replace(stored, baseline=0, monitored=reductions)
        return case("monitor", project, period=stored)

    refuses(check, told(small, 60_001), "P-7048", "60,001 t in 365 days", "60,000", "large-scale")
    refuses(check, told(small, 29_755, date(2008, 6, 29)), "P-7048", "181 days")
    passes(check, told(small, 60_000))
    passes(check, told(BOILER, 60_001))
    passes(check, told(replace(FARM, scale="small", kilowatts=15_000), 60_001))
    refuses(check, told(replace(FARM, scale="small", kilowatts=0), 60_001), "P-7048", "60,000")
    passes(check, told(replace(FARM, scale="small", technology="energy efficiency", megawatt_hours=1), 60_001))
    refuses(check, told(replace(FOREST, scale="small", unit="lCER"), 16_001), "P-7048", "16,000")
    passes(check, told(replace(FOREST, scale="small"), 16_001))
