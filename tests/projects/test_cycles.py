"""Whole cycles of the four kinds of project, and what stops them half-way."""

from __future__ import annotations

import json
from datetime import date

import pytest

from openets.kernel.refusals import Misuse, Refused
from openets.projects.law import cycles, registry_of
from openets.projects.project import Project
from openets.projects.reckoning import issuable
from openets.projects.steps import FORMS, KIND, next_steps
from openets.records.bodies import record_from
from tests.projects.specimen import (
    BOILER_HOUSE,
    CANCELLED,
    ELIGIBLE,
    INELIGIBLE,
    LAW,
    MADE_GOOD,
    PLANTATION,
    SUSPENDED,
    WIND_FARM,
    Tale,
)


def test_a_cdm_project_from_design_to_units() -> None:
    tale = Tale("CN1234")
    assert tale.registered().state == "registered"
    tale.certified()
    tale.take("request issuance", "2009-04-01", period=1)
    may = issuable(LAW, tale.body or {}, date(2009, 5, 1))
    assert (may.unit, may.quantity, may.project, may.track, may.expiry) == ("CER", 105_000, "CN1234", 0, "")
    assert may.share_of_proceeds == 2_100
    project = tale.issue("2009-05-01", 105_000, "CDM9")
    assert (project.issued, project.periods[0].state) == (105_000, "issued")
    assert issuable(LAW, tale.body or {}, date(2009, 5, 1)).quantity == 0


def test_the_story_names_every_step_with_its_day_and_hand() -> None:
    tale = Tale("CN1234")
    project = tale.registered()
    assert [event.step for event in project.events] == [
        *("design", "state additionality", "approve", "approve", "validate", "register")
    ]
    assert {event.by for event in project.events} == {"tester"}
    assert project.events[-2].text == "DNV: positive"


def test_a_record_is_plain_json_and_reads_back_the_same() -> None:
    tale = Tale("CN1234")
    tale.registered()
    tale.certified()
    assert tale.body is not None
    again = json.loads(json.dumps(tale.body))
    assert KIND.body(record_from(Project, again)) == tale.body
    assert record_from(Project, again) == tale.project


def test_a_document_entered_later_keeps_its_own_day() -> None:
    tale = Tale("CN1234")
    tale.take("design", "2009-01-01", **WIND_FARM, on="2007-06-01")
    event = tale.project.events[0]
    assert (event.on, event.dated) == (date(2009, 1, 1), date(2007, 6, 1))


def test_track_1_is_verified_and_issued_by_its_host() -> None:
    tale = Tale("CZ77")
    tale.registered(BOILER_HOUSE)
    tale.certified(reductions=20_000, entity="")
    assert tale.project.periods[0].verifier == "CZ"
    tale.take("request issuance", "2009-03-01", period=1)
    may = issuable(LAW, tale.body or {}, date(2009, 3, 1), ELIGIBLE)
    assert (may.unit, may.quantity, may.track, may.share_of_proceeds) == ("ERU", 20_000, 1, 0)


def test_a_host_that_loses_eligibility_leaves_only_track_2() -> None:
    tale = Tale("CZ77")
    tale.registered(BOILER_HOUSE)
    tale.take("monitor", "2009-02-01", first_day="2008-01-01", last_day="2008-12-31", baseline=50_000, monitored=30_000)
    tale.host = SUSPENDED
    assert tale.refused("verify", "2009-03-01", period=1) == ["host_party_is_fully_eligible"]
    assert tale.refused("change track", "2009-03-01", track=1) == ["track_is_another_one"]
    tale.take("change track", "2009-03-02", track=2)
    assert (tale.project.mechanism, tale.project.state) == ("JI track 2", "additionality stated")
    tale.take("validate", "2009-03-10", entity="DNV")
    tale.take("register", "2009-03-20")
    assert tale.refused("verify", "2009-04-01", period=1) == ["verification_names_who_verifies"]
    tale.take("verify", "2009-04-01", period=1, entity="SGS")
    tale.take("request issuance", "2009-04-02", period=1)
    may = issuable(LAW, tale.body or {}, date(2009, 5, 1), SUSPENDED)
    assert (may.quantity, may.track) == (20_000, 2)
    assert issuable(LAW, tale.body or {}, date(2009, 5, 1), INELIGIBLE).quantity == 0


def test_what_the_host_verified_itself_goes_back_when_the_track_changes() -> None:
    tale = Tale("CZ77")
    tale.registered(BOILER_HOUSE)
    tale.certified(reductions=20_000, entity="")
    tale.take("request issuance", "2009-03-01", period=1)
    project = tale.take("change track", "2009-03-02", track=2)
    period = project.periods[0]
    assert (period.state, period.certified, period.requested, period.verifier) == ("reported", 0, 0, "")


def test_a_voluntary_project_needs_no_party_and_no_review() -> None:
    tale = Tale("US9")
    tale.registered({**WIND_FARM, "mechanism": "VER", "parties": [], "methodologies": []})
    tale.certified()
    tale.take("request issuance", "2009-04-01", period=1)
    assert issuable(LAW, tale.body or {}, date(2009, 4, 1))[:2] == ("VER", 105_000)
    assert tale.refused("request review", "2009-04-01", period=1, reason="x") == ["project_step_follows_its_cycle"]


def test_a_forest_earns_units_that_expire() -> None:
    tale = Tale("UG5")
    tale.registered(PLANTATION)
    tale.take("monitor", "2011-02-01", **_removals(2010, 40_000))
    tale.take("verify", "2011-03-01", period=1, entity="SGS")
    tale.take("request issuance", "2011-04-01", period=1)
    may = issuable(LAW, tale.body or {}, date(2011, 5, 1))
    assert (may.unit, may.quantity, may.activity, may.expiry) == ("tCER", 40_000, 1, "2020-12-31")
    assert may.share_of_proceeds == 0, "Uganda is a least developed country"


def test_long_term_units_expire_with_the_crediting_period() -> None:
    tale = Tale("UG5")
    tale.registered(PLANTATION, unit="lCER")
    tale.take("monitor", "2011-02-01", **_removals(2010, 40_000))
    tale.take("verify", "2011-03-01", period=1, entity="SGS")
    tale.take("request issuance", "2011-04-01", period=1)
    assert issuable(LAW, tale.body or {}, date(2011, 5, 1)).expiry == "2027-12-31"


def _removals(year: int, tonnes: int) -> dict[str, object]:
    return {"first_day": "2008-01-01", "last_day": f"{year}-12-31", "baseline": 0, "monitored": tonnes}


def test_a_reversal_stops_issuance_until_it_is_made_good() -> None:
    tale = Tale("UG5")
    tale.registered(PLANTATION, unit="lCER")
    tale.take("monitor", "2011-02-01", **_removals(2010, 40_000))
    tale.take("verify", "2011-03-01", period=1, entity="SGS", certified=30_000)
    tale.take("request issuance", "2011-04-01", period=1, quantity=20_000)
    tale.issue("2011-05-01", 20_000, "CDM9")
    tale.take("report reversal", "2011-06-01", entity="SGS", quantity=5_000)
    tale.take("request issuance", "2011-06-02", period=1)
    assert tale.refused("issued", "2011-07-01", quantity=10_000, transaction="CDM10") == ["storage_is_not_reversed"]
    assert tale.refused("settle reversal", "2011-07-01", transaction="IT11") == ["reversal_is_settled_by_its_units"]
    tale.books_show("IT11", 3_000, MADE_GOOD)
    tale.take("settle reversal", "2011-07-01", transaction="IT11")
    assert [(row.quantity, row.settled) for row in tale.project.reversals] == [(3_000, "IT11"), (2_000, "")]
    assert tale.refused("issued", "2011-07-01", quantity=10_000, transaction="CDM10") == ["storage_is_not_reversed"]
    tale.books_show("CDM11", 2_500, MADE_GOOD, type="4-0", target="250", notice="", projects=["UG5"])
    tale.take("settle reversal", "2011-07-01", transaction="CDM11")
    assert tale.issue("2011-07-02", 10_000, "CDM12").issued == 30_000


def test_a_sink_that_was_not_certified_for_five_years_is_issued_nothing() -> None:
    tale = Tale("UG5")
    tale.registered(PLANTATION, unit="lCER")
    tale.take("monitor", "2011-02-01", **_removals(2010, 40_000))
    tale.take("verify", "2011-03-01", period=1, entity="SGS")
    tale.take("request issuance", "2011-04-01", period=1)
    assert issuable(LAW, tale.body or {}, date(2016, 3, 1)).quantity == 40_000
    late = issuable(LAW, tale.body or {}, date(2016, 3, 2))
    assert (late.quantity, [row.code for row in late.refusals]) == (0, ["P-7056"])


def test_a_review_that_rejects_frees_the_days_and_keeps_the_units_back() -> None:
    tale = Tale("CN1234")
    tale.registered()
    tale.certified()
    tale.take("request issuance", "2009-04-01", period=1)
    tale.take("request review", "2009-04-10", period=1, reason="The meter stood still.")
    assert issuable(LAW, tale.body or {}, date(2009, 6, 1)).quantity == 0
    tale.take("conclude review", "2009-06-01", period=1, passed=False)
    assert tale.project.periods[0].state == "rejected"
    assert tale.refused("request issuance", "2009-06-02", period=1)[0] == "monitoring_period_is_in_its_turn"
    assert tale.certified(reductions=90_000).periods[1].certified == 90_000


def test_a_review_that_passes_ends_the_waiting() -> None:
    tale = Tale("CN1234")
    tale.registered()
    tale.certified()
    tale.take("request issuance", "2009-04-01", period=1)
    assert issuable(LAW, tale.body or {}, date(2009, 4, 16)).quantity == 0, "a review may still be asked for"
    assert issuable(LAW, tale.body or {}, date(2009, 4, 17)).quantity == 105_000
    tale.take("request review", "2009-04-02", period=1, reason="A look.")
    tale.take("conclude review", "2009-04-03", period=1, passed=True)
    assert issuable(LAW, tale.body or {}, date(2009, 4, 3)).quantity == 105_000


def test_issuance_may_come_in_parts_and_ends_with_what_was_requested() -> None:
    tale = Tale("CN1234")
    tale.registered()
    tale.certified()
    tale.take("request issuance", "2009-04-01", period=1, quantity=60_000)
    tale.issue("2009-05-01", 40_000, "CDM9")
    assert tale.refused("issued", "2009-05-02", quantity=20_001, transaction="CDM10") == [
        "issuance_is_within_what_was_verified"
    ]
    tale.issue("2009-05-02", 20_000, "CDM10")
    tale.take("request issuance", "2009-05-03", period=1)
    assert issuable(LAW, tale.body or {}, date(2009, 6, 1)).quantity == 45_000


def test_an_issuance_over_two_periods_is_counted_against_the_oldest_first() -> None:
    tale = Tale("CN1234")
    tale.registered()
    tale.certified(2008)
    tale.certified(2009, 50_000)
    tale.take("request issuance", "2010-04-01", period=1)
    tale.take("request issuance", "2010-04-01", period=2)
    project = tale.issue("2010-05-01", 120_000, "CDM9")
    assert [(row.period, row.quantity) for row in project.issuances] == [(1, 105_000), (2, 15_000)]
    assert [(row.state, row.issued) for row in project.periods] == [("issued", 105_000), ("requested", 15_000)]


def test_a_withdrawn_registration_stops_issuance_and_says_the_way_out() -> None:
    tale = Tale("CN1234")
    tale.registered()
    tale.certified()
    tale.take("request issuance", "2009-04-01", period=1)
    tale.take("withdraw", "2009-04-02", reason="The turbines were never built")
    assert tale.refused("issued", "2009-06-01", quantity=1, transaction="CDM9") == ["registration_stands"]
    fault = issuable(LAW, tale.body or {}, date(2009, 6, 1)).fault
    assert "The turbines were never built" in fault
    assert "under a new number" in fault
    assert tale.refused("monitor", "2010-02-01", first_day="2009-01-01", last_day="2009-12-31", baseline=1, monitored=0)


def test_a_crediting_period_is_renewed_with_a_fresh_baseline() -> None:
    tale = Tale("CN1234")
    tale.registered()
    tale.certified(2014, 100_000)
    assert tale.refused("renew", "2013-12-30", entity="DNV", baseline=90_000, expected=80_000) == [
        "crediting_period_may_be_renewed"
    ]
    project = tale.take("renew", "2014-06-01", entity="DNV", baseline=90_000, expected=80_000)
    assert project.crediting is not None
    assert (project.crediting.last_day, project.crediting.renewals) == (date(2021, 12, 31), 1)
    assert dict(project.baseline)[2014] == 120_000
    assert dict(project.baseline)[2015] == 90_000
    tale.take("renew", "2021-06-01", entity="DNV", baseline=70_000, expected=60_000)
    assert tale.refused("renew", "2028-06-01", entity="DNV", baseline=70_000, expected=60_000)[0] == (
        "crediting_period_may_be_renewed"
    )


def test_double_counting_is_stopped_until_allowances_are_given_up() -> None:
    tale = Tale("CZ77")
    tale.registered(BOILER_HOUSE, installations=["CZ_55"])
    tale.certified(reductions=20_000, entity="")
    tale.take("request issuance", "2009-04-01", period=1)
    assert tale.refused("issued", "2009-05-01", quantity=20_000, transaction="CZ9") == [
        "installation_gives_up_as_many_allowances"
    ]
    assert issuable(LAW, tale.body or {}, date(2009, 5, 1), ELIGIBLE).quantity == 0
    told = {"installation": "CZ_55", "quantity": 15_000, "transaction": "CZ7"}
    assert tale.refused("set aside", "2009-05-01", **told) == ["allowances_given_up_are_cancelled"]
    tale.books_show("CZ7", 15_000, CANCELLED)
    tale.books_show("CZ8", 5_000, CANCELLED, source="100", installation="")
    tale.take("set aside", "2009-05-01", **told)
    assert issuable(LAW, tale.body or {}, date(2009, 5, 1), ELIGIBLE).quantity == 15_000
    tale.take("set aside", "2009-05-01", installation="CZ_55", quantity=5_000, transaction="CZ8")
    assert tale.issue("2009-05-02", 20_000, "CZ9").issued == 20_000


def test_all_refusals_come_at_once_and_in_order() -> None:
    tale = Tale("CN1234")
    spoilt = {**WIND_FARM, "host": "DE", "parties": ["IN"], "methodologies": ["AMS-I.D."], "first_day": "1999-01-01"}
    found = tale.refused("design", "2007-06-01", **spoilt)
    assert found == [
        "project_number_begins_with_its_host",
        "host_party_fits_the_mechanism",
        "other_parties_have_targets",
        "methodologies_fit_the_project",
        "crediting_begins_when_the_mechanism_does",
    ]


@pytest.mark.parametrize(
    ("step", "values", "said"),
    [
        ("desing", {}, "is no step of a project"),
        ("design", {**WIND_FARM, "mechanism": "CER"}, "CN1234, design: 'mechanism' must be one of CDM, JI track 1"),
        ("design", {**WIND_FARM, "title": ""}, "CN1234, design: 'title' must be a text of 1 to 300"),
        ("design", {**WIND_FARM, "title": "a\x00b"}, "without control characters"),
        ("design", {**WIND_FARM, "scope": [1]}, "'scope' is not asked for; what may be told is mechanism, title"),
        ("design", {**WIND_FARM, "scopes": [16]}, "design: 'scopes' must be a list of numbers, each one of 1, 2"),
        ("design", {**WIND_FARM, "baseline": 1.5}, "a whole number from 0"),
        ("design", {**WIND_FARM, "baseline": True}, "a whole number from 0"),
        ("design", {**WIND_FARM, "baseline": {"08": 1}}, "years such as 2008"),
        ("design", {**WIND_FARM, "baseline": {}}, "at least one year"),
        ("design", {**WIND_FARM, "first_day": "2008-1-1"}, "a day such as"),
        ("design", {**WIND_FARM, "first_day": "9999-01-01"}, "from 1900 to 2200"),
        ("design", {**WIND_FARM, "on": "0001-01-01"}, "from 1900 to 2200"),
        ("design", {**WIND_FARM, "last_day": "2150-01-01"}, "at most 100 years"),
        ("design", {**WIND_FARM, "parties": ["ES", "ES"]}, "each text once"),
        ("design", {**WIND_FARM, "parties": "ES"}, "a list of"),
        ("design", {**WIND_FARM, "technology": "magic"}, "one of wind"),
        (
            "design",
            {key: value for key, value in WIND_FARM.items() if key != "expected"},
            "design: 'expected' is missing",
        ),
        ("design", {**WIND_FARM, "synthetic": "yes"}, "true or false"),
    ],
)
def test_nonsense_is_misuse_that_names_the_step_and_the_value(step: str, values: dict[str, object], said: str) -> None:
    with pytest.raises(Misuse) as error:
        Tale("CN1234").take(step, "2007-06-01", **values)
    assert said in str(error.value)


def test_a_step_of_a_project_that_is_not_there_says_what_to_do() -> None:
    with pytest.raises(Refused) as refused:
        Tale("CN1234").take("register", "2007-06-01")
    assert "enter its design document first" in str(refused.value)


@pytest.mark.parametrize("entity", [["DNV"], {"a": 1}, 5, None])
def test_an_entity_that_is_no_text_is_misuse_not_a_crash(entity: object) -> None:
    tale = Tale("CN1234")
    tale.take("design", "2007-06-01", **WIND_FARM)
    tale.take("state additionality", "2007-06-15", grounds=["investment"], argument="x")
    assert KIND.needs(LAW, "CN1234", "validate", {"entity": entity}) == [("party", "CN"), ("eligibility", "CN")]
    with pytest.raises(Misuse):
        tale.take("validate", "2007-08-01", entity=entity)


def test_what_a_step_needs_to_see() -> None:
    assert KIND.needs(LAW, "CN1234", "verify", {"entity": "SGS"}) == [
        ("party", "CN"),
        ("eligibility", "CN"),
        ("entity", "SGS"),
    ]


@pytest.mark.parametrize("step", ["set aside", "settle reversal"])
def test_a_step_that_names_a_transaction_needs_to_see_it_and_what_it_counts_for(step: str) -> None:
    seen = KIND.needs(LAW, "CZ77", step, {"transaction": "CZ8"})
    assert seen == [("party", "CZ"), ("eligibility", "CZ"), ("transaction", "CZ8"), ("counted", "CZ8")]
    assert KIND.needs(LAW, "CZ77", step, {"transaction": "no reference"}) == [("party", "CZ"), ("eligibility", "CZ")]


def test_allowances_stay_given_up_when_a_design_is_mended() -> None:
    tale = Tale("CZ77")
    tale.take("design", "2007-06-01", **BOILER_HOUSE, installations=["CZ_55"])
    tale.books_show("CZ7", 10, CANCELLED, on="2007-06-01")
    tale.take("set aside", "2007-06-02", installation="CZ_55", quantity=10, transaction="CZ7")
    tale.take("design", "2007-06-03", **BOILER_HOUSE, installations=["CZ_55"])
    assert [row.transaction for row in tale.project.set_aside] == ["CZ7"]


def test_where_a_project_is_kept() -> None:
    assert registry_of(LAW, "CDM", "CN1234") == "CDM"
    assert registry_of(LAW, "JI track 2", "CZ77") == "CZ"
    with pytest.raises(Misuse, match="known are CDM"):
        registry_of(LAW, "AIJ", "CZ77")


def test_what_could_follow_is_what_the_state_lets_be_taken() -> None:
    tale = Tale("CN1234")
    tale.take("design", "2007-06-01", **WIND_FARM)
    assert _could(tale) == ["design", "state additionality", "approve", "withdraw"]
    tale.registered(parties=[], scopes=[1])
    assert _could(tale) == ["approve", "monitor", "renew", "withdraw"]
    tale.certified()
    assert "request issuance" in _could(tale)
    tale.take("request issuance", "2009-04-01", period=1)
    assert {"request review", "issued"} <= set(_could(tale))
    assert "request issuance" not in _could(tale)
    tale.take("withdraw", "2009-05-01", reason="x")
    assert _could(tale) == ["request review"]


def _could(tale: Tale) -> list[str]:
    return [step.name for step in next_steps(LAW, tale.project)]


def test_every_step_of_the_tables_can_be_reached() -> None:
    """No state that a step needs is one that nothing leads to."""
    for cycle in cycles(LAW).values():
        reached = {"", *(row.to for row in cycle.steps.values()), *(row.otherwise for row in cycle.steps.values())}
        needed = {state for row in cycle.steps.values() for state in row.states}
        assert needed <= reached, cycle.mechanism
    assert "list" in FORMS
