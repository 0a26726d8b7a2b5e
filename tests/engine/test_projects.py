"""Projects in the books: units come of them down the one road, and only as many as were verified."""

from __future__ import annotations

import json
from datetime import date

import pytest

from openets.commands.projects.entities import interest, reinstate, suspend
from openets.commands.projects.issue import issue, may_issue
from openets.commands.projects.steps import (
    change_track,
    conclude_review,
    project_record,
    request_review,
    validate,
    withdraw,
)
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.projects.project import Project
from openets.records.bodies import record_from
from tests.engine.test_parties import party
from tests.projects.specimen import BOILER_HOUSE, PLANTATION, WIND_FARM
from tests.projects.stories import accredited, registered, requested
from tests.session import Office, codes, must, state

VOLUNTARY = {**WIND_FARM, "mechanism": "VER", "parties": [], "methodologies": []}


@pytest.fixture
def office() -> Office:
    return Office(day="2010-01-15")


@pytest.fixture
def farm(office: Office) -> Office:
    """A wind farm with 30,000 CERs that may be issued."""
    accredited(office)
    registered(office, "CN1234")
    requested(office, "CN1234", 30_000)
    return office


def issued(office: Office, key: str) -> int:
    return record_from(Project, json.loads(project_record(office.session, key).body)).issued


def test_issuance_creates_units_that_name_the_project(farm: Office) -> None:
    reference = must(issue(farm.session, project="CN1234", request="i1"))
    pending = farm.government("CDM", "110")
    assert farm.balance(pending, "CER") == 30_000
    (block,) = farm.blocks(pending)
    assert (block.series.project, block.series.unit) == ("CN1234", "CER")
    assert farm.session.law.terms.host(block.series) == "CN"
    assert issued(farm, "CN1234") == 30_000
    assert (
        record_from(Project, json.loads(project_record(farm.session, "CN1234").body)).issuances[0].transaction
        == reference
    )
    verify_store(farm.store)


def test_the_same_request_again_gets_the_same_answer(farm: Office) -> None:
    first = issue(farm.session, project="CN1234", request="i1")
    again = issue(farm.session, project="CN1234", request="i1")
    assert (again.reference, again.repeated) == (first.reference, True)
    assert issued(farm, "CN1234") == 30_000


def test_more_than_was_verified_is_refused_and_nothing_changes(farm: Office) -> None:
    before = state(farm.store)
    assert codes(issue(farm.session, project="CN1234", quantity=30_001, request="i1")) == ["P-5018"]
    assert state(farm.store) == before
    must(issue(farm.session, project="CN1234", request="i2"))
    with pytest.raises(Misuse, match="nothing of CN1234 is ready"):
        issue(farm.session, project="CN1234", request="i3")


def test_units_for_a_project_without_its_record_are_refused(office: Office) -> None:
    pending = office.registry("CDM")
    with pytest.raises(Misuse, match="no project 'CN99' is known"):
        issue(office.session, project="CN99", request="i1")
    from openets.kernel.units import Elements

    outcome = office.propose("1-0", "", pending, "CER", 5, elements=Elements(project="CN99"))
    assert codes(outcome) == ["2017"]


def test_a_withdrawn_registration_stops_issuance_with_a_way_out(farm: Office) -> None:
    must(withdraw(farm.session, project="CN1234", reason="Never built", request="w1"))
    outcome = issue(farm.session, project="CN1234", request="i1")
    assert codes(outcome) == ["P-7062"]
    assert "Never built" in outcome.refusals[0].detail
    assert "new number" in outcome.refusals[0].detail
    assert codes(issue(farm.session, project="CN1234", quantity=1, request="i2")) == ["P-5018"]


def test_a_review_holds_the_units_back_until_it_passes(farm: Office) -> None:
    requested(farm, "CN1234", 20_000, 2009)
    farm.on("2010-04-10")
    assert may_issue(farm.session, "CN1234").quantity == 30_000, "2009 may still be reviewed"
    must(request_review(farm.session, project="CN1234", period=2, reason="A look", request="v1"))
    farm.on("2010-06-01")
    assert may_issue(farm.session, "CN1234").quantity == 30_000
    must(conclude_review(farm.session, project="CN1234", period=2, passed=True, request="v2"))
    assert may_issue(farm.session, "CN1234").quantity == 50_000


def test_a_forest_of_a_least_developed_country_owes_no_share(office: Office) -> None:
    accredited(office)
    registered(office, "UG5", PLANTATION)
    requested(office, "UG5", -8_000, baseline=0)
    must(issue(office.session, project="UG5", request="i1"))
    (block,) = office.blocks(office.government("CDM", "110"))
    assert (block.series.unit, block.series.activity, block.series.expiry) == ("tCER", 1, "2020-12-31")
    assert block.quantity == 8_000


def test_a_voluntary_project_issues_into_the_account_that_is_named(office: Office) -> None:
    accredited(office)
    buyer = office.person("AT", "Someone")
    registered(office, "US9", VOLUNTARY, registry="AT")
    requested(office, "US9", 1_000)
    with pytest.raises(Misuse, match="need an account"):
        issue(office.session, project="US9", request="i1")
    must(issue(office.session, project="US9", account=buyer, request="i2"))
    assert office.balance(buyer, "VER") == 1_000


def test_a_joint_project_converts_the_hosts_assigned_amount(office: Office) -> None:
    accredited(office)
    account = party(office, "CZ")
    registered(office, "CZ77", BOILER_HOUSE)
    requested(office, "CZ77", 20_000)
    held = office.balance(account, "AAU")
    must(issue(office.session, project="CZ77", request="i1"))
    assert (office.balance(account, "ERU"), office.balance(account, "AAU")) == (20_000, held - 20_000)
    eru = next(block for block in office.blocks(account) if block.series.unit == "ERU")
    assert (eru.series.project, eru.series.track) == ("CZ77", 1)
    verify_store(office.store)


def test_without_eligibility_only_track_2_remains(office: Office) -> None:
    accredited(office)
    party(office, "CZ")
    registered(office, "CZ77", BOILER_HOUSE)
    requested(office, "CZ77", 20_000)
    must(office.step("CZ", "party", "CZ", "suspend", reason="No inventory", since="2010-01-10"))
    outcome = issue(office.session, project="CZ77", request="i1")
    assert codes(outcome) == ["P-7033"]
    assert "Track 2 remains" in outcome.refusals[0].detail
    must(change_track(office.session, project="CZ77", track=2, request="t1"))
    assert codes(issue(office.session, project="CZ77", quantity=20_000, request="i2"))[-1:] == ["P-5018"]


def test_a_suspended_entity_validates_nothing(office: Office) -> None:
    accredited(office)
    office.step("CDM", "project", "CN7", "design", **WIND_FARM, on="2007-06-01")
    office.step("CDM", "project", "CN7", "state additionality", grounds=["barriers"], argument="x", on="2007-06-02")
    must(suspend(office.session, entity="DNV", reason="Spot check", on=date(2008, 11, 28), request="s1"))
    refused = validate(office.session, project="CN7", entity="DNV", on=date(2009, 1, 5), request="v1")
    assert codes(refused) == ["P-7020"]
    must(reinstate(office.session, entity="DNV", on=date(2009, 2, 13), request="s2"))
    must(interest(office.session, entity="SGS", interest="CN7", request="s3"))
    assert codes(validate(office.session, project="CN7", entity="SGS", on=date(2009, 3, 1), request="v2")) == ["P-7022"]
    must(validate(office.session, project="CN7", entity="DNV", on=date(2009, 3, 1), request="v3"))


def test_a_refused_step_leaves_everything_as_it_was(farm: Office) -> None:
    before = state(farm.store)
    outcome = farm.step("CDM", "project", "CN1234", "register", on="2010-01-01")
    assert codes(outcome) == ["P-7001", "P-7035"]
    assert state(farm.store) == before


def test_a_step_is_taken_in_the_registry_that_keeps_the_project(farm: Office) -> None:
    farm.registry("AT")
    with pytest.raises(Misuse, match="kept in registry CDM"):
        farm.step("AT", "project", "CN1234", "withdraw", reason="x")
