"""Ways round a rule that somebody might try: in parts, twice, in one batch, in another order, elsewhere or too late."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from openets.commands.kyoto import Expiry, carry_over, change_expiry, replace
from openets.commands.notices import Notification, complete, notice_of, notices, watch
from openets.commands.notices import issue as issue_notice
from openets.commands.parties import position_of, true_up
from openets.commands.projects.design import design
from openets.commands.projects.issue import issue
from openets.commands.projects.steps import change_track, project_record
from openets.engine.evidence import eligibility
from openets.engine.outcomes import Outcome
from openets.engine.steps import TakeStep
from openets.engine.verify import verify_store
from openets.federation.kinds import SIDES
from openets.federation.kinds.propose import Propose
from openets.kernel.refusals import Misuse
from openets.kernel.units import Elements
from openets.ledger.transactions import Proposal
from openets.projects.project import Project
from openets.records.bodies import record_from
from tests.engine.test_parties import emitted, party
from tests.projects.specimen import BOILER_HOUSE, PLANTATION, WIND_FARM
from tests.projects.stories import accredited, registered, requested
from tests.session import Office, codes, must, state

WIND = Elements(project="CN1234")


@pytest.fixture
def office() -> Office:
    return Office(day="2010-01-15")


@pytest.fixture
def farm(office: Office) -> Office:
    """A wind farm with 30,000 CERs that may be issued, in books that keep Parties."""
    accredited(office)
    party(office, "AT")
    registered(office, "CN1234")
    requested(office, "CN1234", 30_000)
    return office


# ---- issuance and its share ------------------------------------------------------------------------------


def test_two_issuances_in_one_batch_do_not_issue_more_than_was_verified(farm: Office) -> None:
    pending = farm.government("CDM", "110")
    batch = [Proposal("1-0", "", pending, "CER", 20_000, f"half-{n}", elements=WIND) for n in (1, 2)]
    first, second = farm.session.commit(batch)
    must(first)
    assert codes(second) == ["P-5018"]
    assert farm.balance(pending, "CER") == 20_000


def test_issuing_in_small_parts_saves_no_share_of_proceeds(farm: Office) -> None:
    """Forty-nine units alone owe none; a hundred of such parts owe what 4,900 owe."""
    pending = farm.government("CDM", "110")
    batch = [Proposal("1-0", "", pending, "CER", 49, f"part-{n}", elements=WIND) for n in range(100)]
    for outcome in farm.session.commit(batch):
        must(outcome)
    assert farm.store.all_totals()["CDM", "CER", "owed"] == 98
    verify_store(farm.store)


def test_no_more_than_the_share_is_handed_over_even_in_one_batch(farm: Office) -> None:
    must(issue(farm.session, project="CN1234", request="i1"))
    pending, fund = farm.government("CDM", "110"), farm.government("CDM", "proceeds")
    before = state(farm.store)
    much = farm.propose("10-0", pending, fund, "CER", 601)
    assert codes(much) == ["P-5021"]
    assert "600 CER are owed" in much.refusals[0].detail
    assert state(farm.store) == before
    batch = [Proposal("10-0", pending, fund, "CER", 400, f"share-{n}") for n in (1, 2)]
    first, second = farm.session.commit(batch)
    must(first)
    assert codes(second) == ["P-5021"]
    must(farm.propose("10-0", pending, fund, "CER", 200))
    assert codes(farm.propose("10-0", pending, fund, "CER", 1)) == ["P-5021"]
    assert farm.store.all_totals().get(("CDM", "CER", "owed"), 0) == 0


def test_two_proposals_under_way_do_not_hand_over_more_than_the_share(farm: Office) -> None:
    must(issue(farm.session, project="CN1234", request="i1"))
    farm.session = side = farm.session._replace(kinds=SIDES)
    farm.open("CDM", "transit")
    pending, fund = farm.government("CDM", "110"), farm.government("CDM", "proceeds")
    shares = [Proposal("10-0", pending, fund, "CER", 400, f"share-{n}") for n in (1, 2)]
    must(side.one(Propose(shares[0], "", "ITL", (), "share-1")))
    refused = side.one(Propose(shares[1], "", "ITL", (), "share-2"))
    assert codes(refused) == ["P-5021"]
    assert "200 CER are owed" in refused.refusals[0].detail


def test_the_share_is_not_handed_over_where_no_party_is_known_either(office: Office) -> None:
    accredited(office)
    registered(office, "CN1234")
    requested(office, "CN1234", 30_000)
    must(issue(office.session, project="CN1234", request="i1"))
    fund = office.government("CDM", "proceeds")
    assert codes(office.propose("10-0", office.government("CDM", "110"), fund, "CER", 601)) == ["P-5021"]


# ---- Joint Implementation --------------------------------------------------------------------------------


def test_a_host_converts_what_it_issued_itself_and_nothing_that_it_bought(office: Office) -> None:
    accredited(office)
    czech = party(office, "CZ")
    ukraine = party(office, "UA")
    must(office.transfer(ukraine, czech, "AAU", 100_000))
    registered(office, "CZ77", BOILER_HOUSE)
    requested(office, "CZ77", 20_000)
    elements, bought = Elements(project="CZ77", track=1), (("UA", 1, 20_000),)
    words = {"elements": elements, "serials": bought}
    assert codes(office.propose("2-0", czech, czech, "AAU", 20_000, **words)) == ["P-5055"]
    own = (("CZ", 11, 20_010),)
    must(office.propose("2-0", czech, czech, "AAU", 20_000, elements=elements, serials=own))
    eru = [(each.series.origin, each.start, each.end) for each in office.blocks(czech) if each.series.unit == "ERU"]
    assert eru == [*own], "what is converted keeps its serial numbers"


def test_a_neighbour_converts_nothing_for_a_project_of_another_country(office: Office) -> None:
    accredited(office)
    party(office, "CZ")
    austria = party(office, "AT")
    document = {name: value for name, value in BOILER_HOUSE.items() if name != "mechanism"}
    words = {"project": "CZ77", "mechanism": "JI track 1", "document": document}
    with pytest.raises(Misuse, match="kept in registry CZ"):
        design(office.session, **words, registry="AT", request="d1")
    # somebody may send the bare step: then no unit comes of it
    step = office.step("AT", "project", "CZ77", "design", **BOILER_HOUSE, on="2007-06-01")
    must(step)
    elements = Elements(project="CZ77", track=1)
    refused = office.propose("2-0", austria, austria, "AAU", 1, elements=elements)
    assert "only its host" in refused.refusals[0].detail


def test_what_the_host_verified_by_itself_does_not_slip_through_a_change_of_track(office: Office) -> None:
    """Not even where one unit of it was issued before the host lost its eligibility."""
    accredited(office)
    party(office, "CZ")
    registered(office, "CZ77", BOILER_HOUSE)
    period = {"first_day": "2008-01-01", "last_day": "2008-12-31", "baseline": 50_000, "monitored": 30_000}
    must(office.step("CZ", "project", "CZ77", "monitor", **period, on="2009-02-01"))
    must(office.step("CZ", "project", "CZ77", "verify", period=1, on="2009-03-01"))
    must(office.step("CZ", "project", "CZ77", "request issuance", period=1, on="2009-03-02"))
    must(issue(office.session, project="CZ77", quantity=1, request="i1"))
    must(office.step("CZ", "party", "CZ", "suspend", reason="No inventory"))
    must(change_track(office.session, project="CZ77", track=2, request="t1"))
    project = record_from(Project, json.loads(project_record(office.session, "CZ77").body))
    [row] = project.periods
    assert (row.state, row.certified, row.requested, row.issued) == ("reported", 1, 1, 1)
    again = office.step("CZ", "project", "CZ77", "verify", period=1, entity="SGS")
    assert codes(again) == ["P-7001"], "an entity must determine the project first"
    must(office.step("CZ", "project", "CZ77", "validate", entity="DNV"))
    must(office.step("CZ", "project", "CZ77", "register"))
    correction = office.step("CZ", "project", "CZ77", "monitor", **period, replaces=1)
    assert codes(correction) == ["P-7047"], "what was issued must stay on record"
    must(office.step("CZ", "project", "CZ77", "verify", period=1, entity="SGS"))
    must(office.step("CZ", "project", "CZ77", "request issuance", period=1))
    project = record_from(Project, json.loads(project_record(office.session, "CZ77").body))
    assert (project.periods[0].requested, project.periods[0].outstanding) == (20_000, 19_999)


def test_track_2_needs_a_registry_and_an_assigned_amount(office: Office) -> None:
    party(office, "CZ")
    day = date(2010, 1, 15)

    def now() -> bool:
        [record] = office.store.all_records("party")
        return eligibility(office.session.law, json.loads(record.body), day).basic

    assert now()
    must(office.step("CZ", "party", "CZ", "criterion", criterion="annual inventory", met=False))
    assert now()
    must(office.step("CZ", "party", "CZ", "criterion", criterion="national registry", met=False))
    assert not now()


# ---- Parties ---------------------------------------------------------------------------------------------


def test_a_registry_without_an_initial_report_issues_no_removal_units(office: Office) -> None:
    party(office, "AT")
    riga = office.registry("LV")
    refused = office.propose("1-0", "", riga, "RMU", 5, elements=Elements(activity=1))
    assert codes(refused) == ["P-5100"]


def test_the_joint_amount_is_not_issued_a_second_time(office: Office) -> None:
    """The Member States issue theirs; the Community only what the law's joint amount is more: 19,357,532."""
    union = party(office, "EU", 4_265_517_719, issued=False)
    must(office.issue("EU", "AAU", 19_357_000))
    refused = office.issue("EU", "AAU", 1_000)
    assert codes(refused) == ["5008"]
    assert "beyond those of its members" in refused.refusals[0].detail
    assert office.balance(union, "AAU") == 19_357_000


def test_the_registry_of_the_cdm_is_no_place_to_park_units_of_parties(office: Office) -> None:
    austria, broker = party(office, "AT"), office.person("CDM", "Broker")
    assert codes(office.propose("3-0", austria, broker, "AAU", 1)) == ["P-5102"]


def test_the_joint_reserve_is_of_what_the_members_hold_together(office: Office) -> None:
    """The EU-15 may sell while together they keep the joint reserve, and hand units to one another whatever it is."""
    austria, japan, union = party(office, "AT"), party(office, "JP"), party(office, "EU", issued=False)
    must(office.transfer(austria, union, "AAU", 300_000))
    assert position_of(office.session.law, office.store, "EU", date(2010, 1, 15)).margin == 4_350_000 - 4_140_000
    assert codes(office.transfer(union, japan, "AAU", 210_001)) == ["P-5103"]
    must(office.transfer(union, japan, "AAU", 210_000))
    assert codes(office.transfer(union, japan, "AAU", 1)) == ["P-5103"]
    must(office.transfer(union, austria, "AAU", 90_000))
    verify_store(office.store)


def test_a_member_keeps_its_own_reserve_and_the_joint_one_is_told_of(office: Office) -> None:
    """What a Member State sells is judged by its own reserve alone; notification 11 tells of the joint one."""
    austria, japan, _ = party(office, "AT"), party(office, "JP"), party(office, "EU", issued=False)
    must(office.transfer(austria, japan, "AAU", 350_000))
    assert codes(office.transfer(austria, japan, "AAU", 90_000)) == ["P-5103"]
    joint = position_of(office.session.law, office.store, "EU", date(2010, 1, 15))
    assert joint.margin == 4_000_000 - 4_140_000
    watch(office.session, request="w1")
    assert [(each.party, each.code) for each in notices(office.store)] == [("EU", 11)]


def test_an_inventory_revised_upwards_after_a_sale_breaks_the_reserve_and_gives_time(office: Office) -> None:
    """Downwards it cannot: five times a smaller inventory is a smaller reserve."""
    austria, japan = party(office, "AT"), party(office, "JP")
    emitted(office, "AT", 600_000)
    must(office.transfer(austria, japan, "AAU", 1_350_000))
    assert codes(office.transfer(austria, japan, "AAU", 1)) == ["P-5103"]
    must(office.step("AT", "party", "AT", "inventory review", year=2008, tonnes=599_000))
    must(office.transfer(austria, japan, "AAU", 5_000))
    assert watch(office.session, request="w0") == []
    must(office.step("AT", "party", "AT", "inventory review", year=2008, tonnes=600_000))
    assert [what for what, _ in watch(office.session, request="w1")] == ["AT is below its reserve"]
    told = notice_of(office.store, "ITL1")
    assert (told.code, told.deadline) == (7, date(2010, 2, 14))
    refused = complete(office.session, key="ITL1", request="c1")
    assert codes(refused) == ["P-7313"]
    assert "5,000 units are missing" in refused.refusals[0].detail
    must(office.transfer(japan, austria, "AAU", 5_000))
    must(complete(office.session, key="ITL1", request="c2"))


def period_is_over(office: Office, code: str, tonnes: int) -> None:
    for year in range(2008, 2013):
        emitted(office.on(f"{year + 2}-04-15"), code, tonnes, year)
    must(office.on("2015-06-01").step(code, "party", code, "expert review completed"))


def test_a_true_up_report_states_no_more_than_the_books_have(office: Office) -> None:
    austria = party(office, "AT")
    period_is_over(office, "AT", 800_000)
    retire = ("5-0", austria, office.government("AT", "300"), "AAU")
    must(office.propose(*retire, 3_999_999))
    office.on("2015-09-10")
    assert codes(true_up(office.session, party="AT", units=4_000_000, request="t1")) == ["P-7231"]
    assert codes(office.propose(*retire, 1)) == ["P-3026"], "the hundred days are over"
    assert codes(office.propose("5-1", *retire[1:], 1)) == ["P-3026"]
    assert codes(office.propose("5-2", *retire[1:], 1)) == ["P-3026"]
    must(true_up(office.session, party="AT", request="t2"))
    words = {"emissions": 4_000_000, "retired": 3_999_999}
    must(office.step("AT", "party", "AT", "compliance decided", **words))
    refused = office.propose("7-39", austria, austria, "AAU", 1)
    assert codes(refused) == ["P-5304"], "who missed its commitment carries nothing over"


def test_the_joint_true_up_report_states_what_all_members_retired(office: Office) -> None:
    austria, _ = party(office, "AT"), party(office, "EU", issued=False)
    must(office.propose("5-0", austria, office.government("AT", "300"), "AAU", 7))
    period_is_over(office, "EU", 1)
    office.on("2015-09-10")
    assert codes(true_up(office.session, party="EU", units=8, request="t1")) == ["P-7231"]
    must(true_up(office.session, party="EU", request="t2"))


# ---- sinks -----------------------------------------------------------------------------------------------


@pytest.fixture
def forests(office: Office) -> Office:
    """Italy has 4,000 lCERs of each of two forests, and has retired the first 1,000 of each."""
    accredited(office)
    italy = party(office, "IT")
    for key in ("UG5", "UG6"):
        registered(office, key, {**PLANTATION, "unit": "lCER"})
        requested(office, key, -4_000, baseline=0)
        must(issue(office.session, project=key, request=office.request()))
    must(office.transfer(office.government("CDM", "110"), italy, "lCER", 8_000))
    for start in (1, 4_001):
        serials = (("CDM", start, start + 999),)
        must(office.propose("5-0", italy, office.government("IT", "300"), "lCER", 1_000, serials=serials))
    return office


def test_a_notification_about_one_forest_is_not_answered_with_another(forests: Office) -> None:
    italy = forests.registry("IT")
    told = {"code": 4, "party": "IT", "project": "UG5", "quantity": 1_000}
    must(issue_notice(forests.session, Notification(**told), request="n1"))
    other = {"notice": "ITL1", "replaces": (("CDM", 4_001, 4_100),)}
    assert codes(forests.propose("6-0", italy, forests.government("IT", "422"), "AAU", 100, **other)) == ["P-5401"]
    mandatory = forests.government("IT", "250")
    words = {"notice": "ITL1", "serials": (("CDM", 5_001, 5_100),)}
    assert codes(forests.propose("4-0", italy, mandatory, "lCER", 100, **words)) == ["P-5401"]
    must(forests.propose("4-0", italy, mandatory, "lCER", 100, **{**words, "serials": (("CDM", 1_001, 1_100),)}))
    must(forests.propose("4-0", italy, mandatory, "AAU", 100, notice="ITL1"))


def test_replacing_in_parts_takes_up_where_the_last_part_ended(forests: Office) -> None:
    told = {"code": 5, "party": "IT", "project": "UG6", "quantity": 1_000}
    must(issue_notice(forests.session, Notification(**told), request="n1"))
    for part in range(4):
        words = {"party": "IT", "unit": "AAU", "quantity": 250, "notice": "ITL1"}
        first = replace(forests.session, **words, request=f"part-{part}")
        assert replace(forests.session, **words, request=f"part-{part}").reference == must(first)
    assert notice_of(forests.store, "ITL1").completed
    body = json.loads(next(forests.store.all_records("replaced")).body)
    assert body["ranges"] == [["CDM", 4_001, 5_000]]


def test_an_expiry_date_is_put_off_only_as_a_notification_and_the_project_say(forests: Office) -> None:
    words = {"account": forests.registry("IT"), "unit": "lCER", "quantity": 10}
    later = date(2047, 12, 31)
    told = {"code": 9, "party": "IT", "project": "UG5", "quantity": 10}
    must(issue_notice(forests.session, Notification(**told), request="n1"))
    own, other = ((("CDM", start, start + 9),) for start in (2_001, 6_001))

    def later_by(serials: Any, request: str) -> Outcome:
        asked = Expiry(**words, expiry=later, serials=serials)
        return change_expiry(forests.session, asked, notice="ITL1", request=request)

    assert codes(change_expiry(forests.session, Expiry(**words, expiry=later, serials=own), request="e1")) == ["P-5306"]
    assert codes(later_by(own, "e2")) == ["P-5307"], "nothing was renewed"
    forests.on("2027-06-01")
    renewal = {"entity": "DNV", "baseline": 0, "expected": 1}
    must(forests.step("CDM", "project", "UG5", "renew", **renewal))
    assert codes(later_by(other, "e3")) == ["P-5401"]
    forests.on("2028-01-01")
    assert codes(later_by(own, "e4")) == ["P-5056"], "they have expired"
    forests.on("2027-12-31")
    must(later_by(own, "e5"))


def test_whoever_has_used_what_expires_is_reminded_in_time_and_once(forests: Office) -> None:
    told = {"code": 5, "party": "IT", "project": "UG6", "quantity": 400}
    must(issue_notice(forests.session, Notification(**told), request="n1"))
    must(replace(forests.session, party="IT", unit="AAU", quantity=400, notice="ITL1", request="early"))
    [day] = {block.series.expiry for _, block in forests.store.holdings() if block.series.unit == "lCER"}
    forests.on((date.fromisoformat(day) - timedelta(days=31)).isoformat())
    assert not [what for what, _ in watch(forests.session, request="w1") if "must replace" in what]
    forests.on((date.fromisoformat(day) - timedelta(days=30)).isoformat())
    found = watch(forests.session, request="w2")
    assert [what for what, outcome in found if must(outcome)] == [
        f"IT must replace 1,000 lCER of UG5 by {day}",
        f"IT must replace 600 lCER of UG6 by {day}",
    ]
    assert watch(forests.session, request="w3") == []
    reminder = notice_of(forests.store, "ITL3")
    assert (reminder.code, reminder.project, reminder.quantity, str(reminder.deadline)) == (3, "UG6", 600, day)
    must(replace(forests.session, party="IT", unit="AAU", quantity=600, notice="ITL3", request="in-time"))
    assert watch(forests.session, request="w4") == []
    verify_store(forests.store)


# ---- projects --------------------------------------------------------------------------------------------


def test_a_voluntary_unit_counts_for_no_commitment(office: Office) -> None:
    accredited(office)
    austria = party(office, "AT")
    plant = office.operator("AT_1")
    someone = office.person("AT", "Someone")
    registered(office, "US9", {**WIND_FARM, "mechanism": "VER", "parties": [], "methodologies": []}, registry="AT")
    requested(office, "US9", 1_000)
    must(issue(office.session, project="US9", account=someone, request="i1"))
    must(office.transfer(someone, plant, "VER", 500))
    for kind, source, target in (
        ("5-0", someone, office.government("AT", "300")),
        ("5-1", plant, office.government("AT", "300")),
        ("6-0", someone, office.government("AT", "411")),
        ("7-38", austria, austria),
        ("8-0", someone, someone),
        ("2-0", austria, austria),
    ):
        assert "P-3006" in codes(office.propose(kind, source, target, "VER", 1)), kind
    assert "P-3006" in codes(office.surrender(plant, "VER", 1, 2008))
    position = position_of(office.session.law, office.store, "AT", date(2010, 1, 15))
    assert position.today.register == position.today.aau


def test_two_reports_of_the_same_days_in_one_batch_leave_one(farm: Office) -> None:
    """Not even where they share a single day, the last of one and the first of the other."""
    told = {"baseline": 1_000, "monitored": 0, "on": "2010-01-10"}
    days = (("2009-01-01", "2009-06-30"), ("2009-06-30", "2009-12-31"))
    commands = [
        TakeStep("CDM", "project", "CN1234", "monitor", json.dumps({**told, "first_day": a, "last_day": b}), f"m-{a}")
        for a, b in days
    ]
    first, second = farm.session.commit(commands)
    must(first)
    assert codes(second) == ["P-7042"]
    must(farm.step("CDM", "project", "CN1234", "monitor", **told, first_day="2009-07-01", last_day="2009-12-31"))
    early = farm.step("CDM", "project", "CN1234", "monitor", **told, first_day="2007-12-31", last_day="2007-12-31")
    assert codes(early)[0] == "P-7041", "the day before the first of the crediting period"


def test_who_was_suspended_after_its_validation_does_not_verify(farm: Office) -> None:
    words = {"first_day": "2009-01-01", "last_day": "2009-12-31", "baseline": 1_000, "monitored": 0, "on": "2010-01-10"}
    must(farm.step("CDM", "project", "CN1234", "monitor", **words))
    must(farm.step("CDM", "entity", "SGS", "suspend", reason="Spot check", on="2010-01-12"))
    refused = farm.step("CDM", "project", "CN1234", "verify", period=2, entity="SGS")
    assert codes(refused) == ["P-7020"]
    must(farm.step("CDM", "entity", "SGS", "reinstate"))
    must(farm.step("CDM", "project", "CN1234", "verify", period=2, entity="SGS"))


def test_a_notification_is_settled_by_its_party_and_not_twice_in_one_batch(office: Office) -> None:
    austria, germany = party(office, "AT"), party(office, "DE")
    must(issue_notice(office.session, Notification("AT", 2, quantity=500), request="n1"))
    wrong = office.propose("4-0", germany, office.government("DE", "220"), "AAU", 500, notice="ITL1")
    assert codes(wrong) == ["P-5401"]
    into = office.government("AT", "220")
    batch = [Proposal("4-0", austria, into, "AAU", 300, f"half-{n}", notice="ITL1") for n in (1, 2)]
    first, second = office.session.commit(batch)
    must(first)
    assert codes(second) == ["P-5401"]
    assert "200 units are outstanding" in second.refusals[0].detail


def test_surrendered_credits_are_not_sold_again(farm: Office) -> None:
    """Hungary's CERs of March 2010: whatever the road, what lies in a surrender account stays out of the market."""
    party(farm, "HU")
    plant = farm.operator("HU_1")
    must(farm.plan(plant, 2010, 10_000))  # of which a tenth may be credits
    must(issue(farm.session, project="CN1234", request="i1"))
    pending = farm.government("CDM", "110")
    must(farm.propose("10-0", pending, farm.government("CDM", "proceeds"), "CER", 600))
    must(farm.transfer(pending, plant, "CER", 1_000))
    must(farm.surrender(plant, "CER", 1_000, 2008))
    surrendered = farm.government("HU", "100-6")
    for kind, target in (("3-0", farm.registry("AT")), ("10-0", farm.registry("HU")), ("10-0", plant)):
        assert "P-3022" in codes(farm.propose(kind, surrendered, target, "CER", 1)), (kind, target)
    assert "P-1007" in codes(farm.propose("7-38", surrendered, surrendered, "CER", 1))


def test_requests_to_carry_over_that_fit_alone_do_not_fit_together(farm: Office) -> None:
    austria = farm.registry("AT")
    must(issue(farm.session, project="CN1234", request="i1"))
    must(farm.propose("10-0", farm.government("CDM", "110"), farm.government("CDM", "proceeds"), "CER", 600))
    must(farm.transfer(farm.government("CDM", "110"), austria, "CER", 20_000))
    must(farm.propose("5-0", austria, farm.government("AT", "300"), "AAU", 4_000))
    period_is_over(farm, "AT", 800)
    farm.on("2015-09-10")
    must(true_up(farm.session, party="AT", request="t1"))
    must(farm.step("AT", "party", "AT", "compliance decided", emissions=4_000, retired=4_000))
    limit = 4_350_000 * 25 // 1_000
    more = [farm.step("AT", "party", "AT", "carry over", unit="CER", quantity=limit - 1) for _ in (1, 2)]
    assert [codes(each) for each in more] == [[], ["P-7228"]]
    words = {"party": "AT", "unit": "CER", "quantity": 10_000}
    must(carry_over(farm.session, **words, serials=(("CDM", 601, 10_600),), request="c1"))
    again = carry_over(farm.session, **words, request="c2")
    assert codes(again) == ["P-5301"]
    assert "name serial numbers" in again.refusals[0].detail
    must(carry_over(farm.session, **words, serials=(("CDM", 10_601, 20_600),), request="c3"))
    verify_store(farm.store)
