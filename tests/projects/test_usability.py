"""What a project's units are good for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openets.projects.project import Listed
from openets.projects.usability import counts_for_parties, usability, warnings
from tests.projects.specimen import BOILER, FARM, FIRST_YEAR, FOREST, LAW, with_periods

ON = date(2009, 5, 1)
DAM = replace(FARM, technology="hydro", kilowatts=20_001)


@pytest.mark.parametrize(
    ("project", "answer", "reason"),
    [
        (FARM, "yes", "CER of CDM projects"),
        (BOILER, "yes", "ERU of JI projects"),
        (FOREST, "no", "land use"),
        (replace(FARM, technology="nuclear"), "no", "Nuclear"),
        (DAM, "no", "20,001 kW"),
        (replace(DAM, dam_criteria=True), "yes", "Nothing excludes"),
        (replace(DAM, kilowatts=20_000), "yes", "Nothing excludes"),
        (replace(DAM, kilowatts=0), "not known", "capacity"),
        (replace(FARM, mechanism="VER", unit="VER"), "no", "Voluntary"),
    ],
)
def test_what_may_be_used_in_the_eu_ets(project, answer: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    found = usability(LAW, project, ON)
    assert found.answer == answer
    assert reason in found.reasons[0]


def test_industrial_gases_are_banned_from_2013_and_settle_2012_until_april() -> None:
    gas = replace(FARM, technology="HFC-23")
    assert usability(LAW, gas, ON).answer == "yes"
    spring = usability(LAW, gas, date(2013, 4, 30))
    assert (spring.answer, "save to settle 2012" in spring.reasons[1]) == ("yes", True)
    assert usability(LAW, gas, date(2013, 5, 1)).answer == "no"


def test_late_projects_and_late_days_are_too_late() -> None:
    late = replace(FARM, registered=date(2013, 1, 1))
    found = usability(LAW, late, date(2013, 6, 1))
    assert (found.answer, "2013-01-01" in found.reasons[0]) == ("no", True)
    assert usability(LAW, replace(late, host="UG"), date(2013, 6, 1)).answer == "yes"
    assert usability(LAW, BOILER, date(2015, 3, 31)).answer == "yes"
    assert usability(LAW, BOILER, date(2015, 4, 1)).answer == "no"
    assert usability(LAW, FARM, date(2020, 12, 31)).answer == "yes"
    assert usability(LAW, FARM, date(2021, 1, 1)).answer == "no"


def test_a_listed_project_is_judged_by_its_methodologies_alone() -> None:
    listed = replace(FARM, technology="other", listed=Listed("f", "IGES1", "1", 0, "DNV", ""))
    assert usability(LAW, listed, ON).answer == "not known"
    assert usability(LAW, replace(listed, methodologies=("AR-AM0003",)), ON).answer == "no"
    assert usability(LAW, replace(listed, methodologies=("AM0001",)), date(2014, 1, 1)).answer == "no"


def test_voluntary_units_count_for_no_commitment() -> None:
    assert counts_for_parties(LAW, FARM)
    assert counts_for_parties(LAW, FOREST)
    assert not counts_for_parties(LAW, replace(FARM, mechanism="VER"))


def test_indirect_double_counting_is_flagged() -> None:
    (warning,) = warnings(LAW, BOILER)
    assert "Indirect double counting" in warning
    assert warnings(LAW, FARM) == ()
    assert "CZ_55" in warnings(LAW, replace(BOILER, installations=("CZ_55",)))[0]
    follows = replace(with_periods(FARM, FIRST_YEAR), fixed_baseline=False)
    assert "follows its output" in warnings(LAW, follows)[0]
