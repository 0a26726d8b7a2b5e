"""Rules of the design: one case refused, with its code and the culprit by name, and one that passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from openets.projects import on_design as rules
from openets.projects.project import Crediting, Event, Listed
from tests.projects.specimen import BOILER, FARM, FIRST_YEAR, FOREST, VERIFIED, case, passes, refuses, with_periods


def test_project_step_follows_its_cycle() -> None:
    check = rules.project_step_follows_its_cycle
    designed = replace(FARM, state="designed")
    refuses(check, case("register", designed), "P-7001", "'designed'", "'validated'")
    refuses(check, case("register", designed, None), "P-7001", "enter its design document first")
    refuses(check, case("monitor", replace(FARM, state="withdrawn", ended="fraud")), "P-7001", "fraud", "of its own")
    refuses(check, case("validate", replace(FARM, state="rejected", ended="thin")), "P-7001", "thin", "again first")
    refuses(check, case("design"), "P-7001", "registered already")
    imported = replace(FARM, state="listed (imported)", listed=Listed("f", "IGES1", "1", 0, "DNV", ""))
    refuses(check, case("monitor", imported), "P-7001", "number of its own")
    passes(check, case("register", replace(FARM, state="validated")))
    passes(check, case("design", now=None))


def test_project_document_is_dated_in_order() -> None:
    check = rules.project_document_is_dated_in_order
    events = (
        Event("design", date(2007, 6, 1), date(2007, 6, 1), "x", ""),
        Event("approve", date(2009, 1, 1), date(2009, 1, 1), "x", ""),
    )
    known = replace(FARM, events=events)
    refuses(check, case("monitor", dated=date(2009, 5, 2)), "P-7002", "has not come")
    refuses(check, case("monitor", known, dated=date(2007, 11, 30)), "P-7002", "2007-12-01")
    young = replace(known, registered=None)
    refuses(check, case("approve", young, dated=date(2007, 5, 1)), "P-7002", "2007-06-01")
    passes(check, case("validate", young, dated=date(2007, 7, 1)))
    refuses(check, case("verify", known, dated=date(2009, 1, 31), period=FIRST_YEAR), "P-7002", "2009-02-01")
    passes(check, case("verify", known, period=FIRST_YEAR))


@pytest.mark.parametrize("key", ["CN", "CN0", "CN01", "CN12345678", "XX1", "ES1234", "CN12a", "cn1"])
def test_project_number_begins_with_its_host(key: str) -> None:
    check = rules.project_number_begins_with_its_host
    refuses(check, replace(case("design", now=None), key=key), "P-7003", key)
    refuses(check, case("design", replace(FARM, host="ZZ"), None), "P-7003", "'ZZ'")
    passes(check, case("design", now=None))


def test_host_party_fits_the_mechanism() -> None:
    check = rules.host_party_fits_the_mechanism
    refuses(check, case("design", replace(FARM, host="DE")), "P-7004", "Germany has a target", "JI track 1")
    refuses(check, case("design", replace(BOILER, host="IN")), "P-7004", "India has no target", "CDM")
    passes(check, case("design"))
    passes(check, case("design", BOILER))
    passes(check, case("design", replace(FARM, mechanism="VER", host="US")))


def test_other_parties_have_targets() -> None:
    check = rules.other_parties_have_targets
    refuses(check, case("design", replace(FARM, parties=("IN",))), "P-7005", "India")
    refuses(check, case("design", replace(FARM, parties=("CN",))), "P-7005", "CN is the host")
    refuses(check, case("design", replace(FARM, parties=("ZZ",))), "P-7005", "'ZZ'")
    passes(check, case("design"))
    passes(check, case("design", replace(FARM, parties=())))


def test_methodologies_fit_the_project() -> None:
    check = rules.methodologies_fit_the_project
    refuses(check, case("design", replace(FARM, methodologies=())), "P-7006", "0")
    refuses(check, case("design", replace(FARM, methodologies=tuple("ABCDE"))), "P-7006", "5")
    refuses(check, case("design", replace(FARM, methodologies=("AMS-I.D.",))), "P-7006", "AMS-I.D.", "small")
    refuses(check, case("design", replace(FARM, methodologies=("AR-AM0001",))), "P-7006", "afforestation")
    refuses(check, case("design", replace(FOREST, methodologies=("ACM0002",))), "P-7006", "not for afforestation")
    passes(check, case("design", replace(FARM, methodologies=("AMS-I.D.",), scale="small")))
    passes(check, case("design", FOREST))
    passes(check, case("design", replace(BOILER, methodologies=())))


def test_sink_names_its_activity_and_unit() -> None:
    check = rules.sink_names_its_activity_and_unit
    refuses(check, case("design", replace(FOREST, activity=3)), "P-7007", "3")
    refuses(check, case("design", replace(FOREST, scopes=(1,))), "P-7007", "Scope 14")
    refuses(check, case("design", replace(FOREST, unit="")), "P-7007", "tCER or lCER")
    refuses(check, case("design", replace(FOREST, unit="CER")), "P-7007", "not CER")
    refuses(check, case("design", replace(FARM, unit="tCER")), "P-7007", "earns CER")
    passes(check, case("design"))
    passes(check, case("design", FOREST))
    passes(check, case("design", replace(BOILER, activity=3, unit="ERU-RMU")))


def test_small_scale_keeps_within_its_limits() -> None:
    check = rules.small_scale_keeps_within_its_limits
    small = replace(FARM, scale="small")
    refuses(check, case("design", small), "P-7008", "49,500 kW", "15,000")
    saving = replace(small, technology="energy efficiency", megawatt_hours=60_001)
    refuses(check, case("design", saving), "P-7008", "60,001 MWh")
    refuses(check, case("design", replace(small, technology="methane")), "P-7008", "100,000 t reduced in 2008")
    grown = replace(FOREST, scale="small", expected=((2008, 16_001),))
    refuses(check, case("design", grown), "P-7008", "16,001 t removed in 2008")
    passes(check, case("design", replace(small, kilowatts=15_000)))
    passes(check, case("design", replace(FOREST, scale="small")))
    passes(check, case("design"))


def test_crediting_period_is_as_long_as_it_may_be() -> None:
    check = rules.crediting_period_is_as_long_as_it_may_be
    start = date(2008, 1, 1)

    def of(kind: str, last: date, project=FARM, renewals: int = 0):  # type: ignore[no-untyped-def]
        return case("design", replace(project, crediting=Crediting(kind, start, last, renewals)))

    refuses(check, of("renewable", date(2015, 1, 1)), "P-7009", "2014-12-31")
    refuses(check, of("fixed", date(2018, 1, 1)), "P-7009", "2017-12-31")
    refuses(check, of("fixed", date(2007, 12, 31)), "P-7009", "before 2008-01-01")
    refuses(check, of("renewable", date(2028, 1, 1), FOREST), "P-7009", "2027-12-31")
    refuses(check, of("fixed", date(2038, 1, 1), FOREST), "P-7009", "2037-12-31")
    refuses(check, of("fixed", date(2013, 1, 1), BOILER), "P-7009", "2012-12-31")
    refuses(check, of("renewable", date(2012, 12, 31), BOILER), "P-7009", "no renewable")
    refuses(check, of("fixed", date(2018, 1, 1), replace(FARM, mechanism="VER")), "P-7009", "2017-12-31")
    passes(check, of("renewable", date(2014, 12, 31)))
    passes(check, of("renewable", date(2021, 12, 31), renewals=1))
    passes(check, of("fixed", date(2037, 12, 31), FOREST))
    passes(check, case("design", BOILER))


def test_crediting_begins_when_the_mechanism_does() -> None:
    check = rules.crediting_begins_when_the_mechanism_does
    early = Crediting("fixed", date(1999, 12, 31), date(2007, 12, 31))
    refuses(check, case("design", replace(FARM, crediting=early)), "P-7010", "1999-12-31", "2000-01-01")
    refuses(check, case("design", replace(BOILER, crediting=early)), "P-7010", "2008-01-01")
    passes(check, case("design", replace(FARM, mechanism="VER", crediting=early)))
    passes(check, case("design"))


def test_estimates_cover_the_crediting_period() -> None:
    check = rules.estimates_cover_the_crediting_period
    refuses(check, case("design", replace(FARM, baseline=FARM.baseline[:-1])), "P-7011", "The baseline", "2014")
    refuses(check, case("design", replace(FARM, expected=FARM.expected[1:])), "P-7011", "expected", "2008")
    refuses(check, case("design", replace(FARM, expected=(*FARM.expected, (2015, 1)))), "P-7011", "2015")
    passes(check, case("design"))


def test_expected_reductions_are_within_the_baseline() -> None:
    check = rules.expected_reductions_are_within_the_baseline
    more = (*FARM.expected[:-1], (2014, 120_001))
    refuses(check, case("design", replace(FARM, expected=more)), "P-7012", "2014", "120,001", "120,000")
    passes(check, case("design"))
    passes(check, case("design", FOREST))


def test_additionality_has_its_grounds() -> None:
    check = rules.additionality_has_its_grounds
    refuses(check, case("state additionality", replace(FARM, grounds=())), "P-7013", "none")
    refuses(check, case("state additionality", replace(FARM, argument="")), "P-7013", "argue")
    passes(check, case("state additionality"))


def test_reductions_are_not_required_by_law() -> None:
    check = rules.reductions_are_not_required_by_law
    refuses(check, case("state additionality", replace(FARM, required_by_law=True)), "P-7014", "law")
    passes(check, case("state additionality"))


def test_a_verified_period_is_built_on_its_verification() -> None:
    project = replace(
        with_periods(FARM, VERIFIED), events=(Event("design", date(2007, 6, 1), date(2007, 6, 1), "x", ""),)
    )
    late = case("request issuance", project, dated=date(2009, 2, 28), period=VERIFIED)
    refuses(rules.project_document_is_dated_in_order, late, "P-7002", "2009-03-01")
