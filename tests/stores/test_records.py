"""Records of Parties, projects, entities and notifications, on each of the three stores."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from openets.engine.records import body_at
from openets.engine.steps import TakeStep
from openets.engine.verify import verify_store
from openets.kernel.refusals import Unavailable
from openets.ledger.records import Place, Record
from openets.ledger.store import ChangedRecord, Changes, Needs, Store
from openets.ledger.transactions import Proposal
from tests.books import changed, let_go, tables
from tests.session import Office, codes, must

REPORT = {"base_year_emissions": 2_000, "percent": 87, "assigned_amount": 8_700}


@pytest.fixture
def austria(office: Office) -> Record:
    """The Party's record after its initial report, beside an operational entity with the same key."""
    office.registry("AT")
    office.registry("CDM")
    office.on("2006-12-28")
    must(office.step("CDM", "entity", "AT", "accredit", name="Austria Cert", mechanisms=["CDM"], scopes=[1]))
    must(office.step("AT", "party", "AT", "initial report", **REPORT))
    [record] = office.store.all_records("party")
    return record


def records_at(store: Store, *places: Place) -> dict[Place, Record]:
    with store.work() as work:
        return work.load(Needs(registries={"AT"}, records=set(places))).records


def test_a_record_is_kept_as_its_last_step_left_it(office: Office, austria: Record) -> None:
    assert (austria.kind, austria.key, austria.registry) == ("party", "AT", "AT")
    assert json.loads(austria.body)["reported_amount"] == 8_700
    reference = must(office.step("AT", "party", "AT", "initial review", assigned_amount=8_650))
    [after] = office.store.all_records("party")
    assert after.reference == reference != austria.reference
    assert json.loads(after.body)["reviewed_amount"] == 8_650
    verify_store(office.store)


@pytest.mark.parametrize("seen", ["", "AT1"])
def test_a_step_after_one_that_the_books_have_gone_past_is_for_another_time(
    office: Office, austria: Record, seen: str
) -> None:
    """Registries lock their own books alone: two of them may come to the same record at the same time."""
    with pytest.raises(Unavailable, match="faster"), office.store.work() as work:
        work.write(Changes(records=[ChangedRecord(austria._replace(registry="CDM", body="{}"), seen)]))
    assert records_at(office.store, ("party", "AT")) == {("party", "AT"): austria}
    with office.store.work() as work:
        work.write(Changes(records=[ChangedRecord(austria._replace(body="{}"), austria.reference)]))
    [after] = office.store.all_records("party")
    assert after.body == "{}"


def test_records_are_found_by_kind_and_key_together(office: Office, austria: Record) -> None:
    assert records_at(office.store, ("party", "AT"), ("party", "DE"), ("notice", "AT")) == {("party", "AT"): austria}
    both = records_at(office.store, ("entity", "AT"), ("party", "AT"))
    assert both.keys() == {("entity", "AT"), ("party", "AT")}
    assert both["party", "AT"] == austria
    assert both["entity", "AT"].registry == "CDM"
    assert records_at(office.store) == {}


def test_all_records_come_by_kind_and_key(office: Office, austria: Record) -> None:
    must(office.step("CDM", "entity", "AA", "accredit", name="Another", mechanisms=["JI"], scopes=[1]))
    assert [(row.kind, row.key) for row in office.store.all_records()] == [
        ("entity", "AA"),
        ("entity", "AT"),
        ("party", "AT"),
    ]
    assert [row.key for row in office.store.all_records("entity")] == ["AA", "AT"]
    assert list(office.store.all_records("project")) == []


def test_a_step_that_is_refused_leaves_the_record_as_it_was(office: Office, austria: Record) -> None:
    before = tables(office.store)
    assert codes(office.step("AT", "party", "AT", "reinstate")) == ["P-7210"]
    assert changed(before, tables(office.store)) in ({"answers", "refused"}, {"answer", "refused_proposal"})
    assert list(office.store.all_records("party")) == [austria]


def test_a_step_is_taken_once_however_often_it_is_asked_for(office: Office, austria: Record) -> None:
    command = TakeStep("AT", "party", "AT", "suspend", '{"reason": "Its registry failed."}', "once")
    [first], [again] = office.commit([command]), office.commit([command])
    assert again == first._replace(repeated=True)
    assert codes(office.commit([command._replace(values='{"reason": "Another."}')])[0]) == ["P-4006"]
    [record] = office.store.all_records("party")
    assert record.reference == first.reference


def test_a_dry_run_of_a_step_writes_nothing(office: Office, austria: Record) -> None:
    before = tables(office.store)
    command = TakeStep("AT", "party", "AT", "initial review", '{"assigned_amount": 8650}', "review")
    assert office.commit([command], dry_run=True)[0].accepted
    assert changed(before, tables(office.store)) == set()


def test_the_steps_of_a_batch_follow_one_another(office: Office, austria: Record) -> None:
    """And the transactions after them are held against what they made of the record."""
    review = TakeStep("AT", "party", "AT", "initial review", '{"assigned_amount": 8650}', "review")
    again = review._replace(request="again")
    issue = Proposal("1-0", "", office.registry("AT"), "AAU", 8_650, "issue")
    more = issue._replace(quantity=1, request="more")
    office.on("2008-01-02")
    outcomes = office.commit([issue._replace(request="early"), review, again, issue, more])
    assert [codes(outcome) for outcome in outcomes] == [["5008"], [], ["P-7208"], [], ["5008"]]
    verify_store(office.store)


def test_the_first_party_on_record_binds_the_rest_of_its_batch(office: Office) -> None:
    party, abroad = office.registry("AT"), office.registry("DE")
    report = TakeStep("AT", "party", "AT", "initial report", json.dumps(REPORT), "report")
    sale = Proposal("3-0", party, abroad, "AAU", 1, "sale")
    outcomes = office.on("2006-12-28").commit([sale._replace(request="before"), report, sale])
    assert [codes(outcome) for outcome in outcomes] == [["P-5100", "7027"], [], ["P-5100", "7027"]]
    assert [outcomes[each].refusals[0].detail.partition(" not")[0] for each in (0, 2)] == ["AT and DE are", "DE is"]


def test_who_asks_for_a_record_waits_for_no_writer(sql_store: Store) -> None:
    """On SQLite one work at a time holds the books; questions are none of its business."""
    store, office = sql_store, Office(sql_store, day="2006-12-28")
    office.registry("AT")
    must(office.step("AT", "party", "AT", "initial report", **REPORT))
    [before] = store.all_records("party")

    def ask() -> dict[str, object] | None:
        try:
            return body_at(store, "party", "AT")
        finally:
            let_go(store)

    with store.work() as work, ThreadPoolExecutor(1) as pool:
        work.load(Needs(registries={"AT"}))
        work.write(Changes(records=[ChangedRecord(before._replace(body="{}"), before.reference)]))
        assert pool.submit(ask).result(timeout=20) == json.loads(before.body)
    assert body_at(store, "party", "AT") == {}
