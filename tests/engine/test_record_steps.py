"""Steps of records on the one road: nonsense is misuse, whoever may not act is refused, and nothing half-done stays."""

from __future__ import annotations

import json

import pytest

from openets.engine.rights import OPERATOR, Actor
from openets.engine.steps import TakeStep
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from tests.session import Office, codes, must, state

REPORT = {"base_year_emissions": 2_000, "percent": 87, "assigned_amount": 8_700}


@pytest.fixture
def office() -> Office:
    """Books with Austria's initial report."""
    office = Office(day="2006-12-28")
    for code in ("AT", "DE"):
        office.registry(code)
    must(office.step("AT", "party", "AT", "initial report", **REPORT))
    return office


REVIEW = TakeStep("AT", "party", "AT", "initial review", '{"assigned_amount": 8650}', "review")

DEEP = "[" * 50_000 + "]" * 50_000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "state"}, "'state' is no kind of record; known are party"),
        ({"key": ""}, "'' is no key of a record"),
        ({"key": "A T"}, "'A T' is no key of a record"),
        ({"key": "A" * 41}, "is no key of a record"),
        ({"step": "initial revue"}, "'initial revue' is no step of a Party"),
        ({"values": ""}, "are no JSON"),
        ({"values": "{"}, "are no JSON"),
        ({"values": "[]"}, "must be a JSON object"),
        ({"values": "null"}, "must be a JSON object"),
        ({"values": DEEP}, "are no JSON"),
        ({"values": '{"assigned_amount": NaN}'}, "are no JSON"),
        ({"values": '{"assigned_amount": 1e999}'}, "are no JSON"),
        ({"values": '{"reason": "\\ud800"}'}, "are no JSON"),
        ({"values": " " * 100_001}, "more than 100000 characters"),
        ({"values": None}, "must be text"),
        ({"registry": "FR"}, "registry 'FR' is not open in these books"),
        ({"registry": "DE"}, "party AT is kept in registry AT, not in DE"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_step_that_makes_no_sense_is_misuse(office: Office, change: dict[str, object], words: str) -> None:
    before = state(office.store)
    with pytest.raises(Misuse, match=words):
        office.commit([REVIEW._replace(**change)])  # type: ignore[arg-type]
    assert state(office.store) == before
    must(office.commit([REVIEW])[0])


def test_only_the_administrator_takes_steps(office: Office) -> None:
    before = state(office.store)
    operator = office.acting(Actor("plant", frozenset({OPERATOR})))
    [refused] = operator.commit([REVIEW])
    assert codes(refused) == ["P-6001"]
    assert "'party: initial review' needs another role" in refused.refusals[0].detail
    assert state(office.store) == before
    must(office.commit([REVIEW])[0])


def test_a_step_stands_in_the_journal_with_what_it_was_told_and_what_came_of_it(office: Office) -> None:
    reference = must(office.commit([REVIEW])[0])
    entry = office.store.entry(reference)
    assert entry is not None
    content = json.loads(entry.text)
    assert (content["record"], content["step"]) == (["party", "AT"], "initial review")
    assert content["values"] == {"assigned_amount": 8_650}
    [record] = office.store.all_records("party")
    assert json.loads(record.body) == content["now"]
    assert record.reference == reference
    verify_store(office.store)


def test_a_refused_step_says_which_rules_it_broke(office: Office) -> None:
    must(office.commit([REVIEW])[0])
    outcome = office.step("AT", "party", "AT", "initial review", assigned_amount=8_000)
    assert codes(outcome) == ["P-7208"]
    assert "8,650" in outcome.refusals[0].detail


@pytest.mark.parametrize(("kind", "step"), [("replaced", "add"), ("notice", "settle"), ("project", "issued")])
def test_a_step_that_follows_from_a_transaction_is_not_taken_by_hand(office: Office, kind: str, step: str) -> None:
    office.registry("AT")
    with pytest.raises(Misuse, match="taken by the log itself"):
        office.commit([TakeStep("AT", kind, "AT", step, "{}", "by-hand")])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": 7}, "'status' must be one of 0, 1, 2, 3, 4, 5, 6, not 7"),
        ({"status": True}, "'status' must be one of 0, 1, 2, 3, 4, 5, 6, not True"),
        ({"quarantined": "x"}, "'quarantined' must be serial ranges"),
        ({"quarantined": [["ES", 1]]}, "'quarantined' must be serial ranges"),
        ({"quarantined": [["ES", "1", "2"]]}, "'quarantined' must be serial ranges"),
        ({"more": 1}, "AT, result: 'more' is not asked for"),
    ],
)
def test_the_result_of_a_reconciliation_is_well_made(office: Office, change: dict[str, object], words: str) -> None:
    """Whoever writes it: what is quarantined is looked at by every transaction from then on."""
    values = {"status": 5, "entry": 0, "on": "2009-06-01", "differing": [], "quarantined": [], "trail": [], **change}
    with pytest.raises(Misuse, match=words):
        office.session.one(TakeStep("AT", "reconciliation", "AT", "result", json.dumps(values), "result"))
