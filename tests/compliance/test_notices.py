"""Notifications: issued, settled, updated, overdue and completed; and what answers which."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from openets.compliance.notices_record import Notice, NoticeStatus, notice_types, outstanding
from openets.compliance.notices_steps import KIND, STEPS, settles
from openets.kernel.refusals import Misuse
from openets.ledger.transactions import Proposal
from openets.records.bodies import record_from
from openets.records.steps import Step, advance
from tests.compliance.parties import LAW, NoticeStory


def test_the_thirteen_codes_and_the_report_are_known() -> None:
    assert list(notice_types(LAW)) == [*range(1, 14), 51]
    assert notice_types(LAW)[4].name == "Reversal of storage"


@pytest.mark.parametrize("kind", notice_types(LAW).values(), ids=lambda kind: kind.name)
def test_what_answers_a_code_exists(kind: Any) -> None:
    for type, account in kind.answers:
        assert type in LAW.terms.transactions
        assert account in ("", *LAW.terms.accounts)
    assert bool(kind.answers) is bool(kind.units)
    assert bool(kind.answers) is ("quantity" in kind.names)
    assert kind.days is None or not kind.days_verified  # no deadline was seen in a source


def test_a_notification_gets_its_codes_deadline() -> None:
    story = NoticeStory().issued()
    assert (story.notice.status, story.notice.deadline) == (NoticeStatus.OPEN, date(2010, 3, 31))
    assert outstanding(story.notice) == 500
    assert NoticeStory().issued(7).notice.deadline == date(2010, 3, 31)
    assert NoticeStory().issued(8).notice.deadline is None
    assert NoticeStory().issued(deadline="2010-05-01").notice.deadline == date(2010, 5, 1)


def test_units_settle_it_in_parts_and_the_last_completes_it() -> None:
    story = NoticeStory().issued().on("2010-03-10").step("settle", quantity=200, transaction="AT12")
    assert (outstanding(story.notice), story.notice.status) == (300, NoticeStatus.OPEN)
    story.step("settle", quantity=300, transaction="AT13")
    assert (outstanding(story.notice), story.notice.status) == (0, NoticeStatus.COMPLETED)
    assert story.notice.completed_on == date(2010, 3, 10)
    assert story.refused("settle", quantity=1, transaction="AT14") == ["P-7307", "P-7308"]


def test_after_its_deadline_it_is_incomplete_and_can_still_be_settled() -> None:
    story = NoticeStory().issued()
    assert story.refused("overdue") == ["P-7311"]
    story.on("2010-04-01").step("overdue")
    assert story.notice.status == NoticeStatus.INCOMPLETE
    assert story.step("settle", quantity=500, transaction="AT12").notice.completed


def test_an_update_may_change_quantity_and_deadline() -> None:
    story = NoticeStory().issued().step("settle", quantity=200, transaction="AT12")
    story.on("2010-04-01").step("overdue").step("update", quantity=600, deadline="2010-06-01", note="Recounted.")
    assert (outstanding(story.notice), story.notice.status) == (400, NoticeStatus.OPEN)
    assert story.notice.deadline == date(2010, 6, 1)
    assert story.notice.changes[-1].note == "Recounted."


def test_an_update_to_what_is_settled_completes_it() -> None:
    story = NoticeStory().issued().step("settle", quantity=200, transaction="AT12")
    assert story.step("update", quantity=200).notice.completed


def test_a_note_alone_leaves_an_unsettled_notification_open() -> None:
    assert not NoticeStory().issued(7).step("update", note="The registry has been told.").notice.completed


def test_an_information_is_completed_by_hand_and_a_demand_by_its_units() -> None:
    assert NoticeStory().issued(7).step("complete", note="The reserve is back.").notice.completed
    assert NoticeStory().issued().refused("complete") == ["P-7312"]


def test_only_the_issue_looks_at_the_party() -> None:
    assert KIND.needs(LAW, "ITL1", "issue", {"party": "AT"}) == [("party", "AT")]
    assert KIND.needs(LAW, "ITL1", "issue", {"party": 7}) == []
    assert KIND.needs(LAW, "ITL1", "settle", {}) == []


def test_a_record_survives_being_written_and_read() -> None:
    story = NoticeStory().issued(4, project="CN1", quantity=5, unit="lCER", blocks=[["CN", 1, 5]], note="Fire.")
    story.step("settle", quantity=2, transaction="AT12").step("update", note="More fire.")
    text = json.dumps(story.body)
    assert record_from(Notice, json.loads(text)) == story.notice
    assert KIND.body(record_from(Notice, json.loads(text))) == json.loads(text)
    assert story.notice.blocks == (("CN", 1, 5),)


# ---- what answers ---------------------------------------------------------------------------------


def proposal(kind: str, unit: str = "AAU", quantity: int = 100, source: str = "AT-100-1-0-44") -> Proposal:
    return Proposal(kind, source, "AT-000", unit, quantity, "r1")


ANSWERS = [
    (1, {"activity": "D", "quantity": 500}, "4-0", "210", "RMU"),
    (2, {}, "4-0", "220", "ERU-RMU"),
    (3, {"unit": "tCER", "deadline": "2012-12-31", "quantity": 500}, "6-0", "411", "tCER"),
    (3, {"unit": "lCER", "deadline": "2012-12-31", "quantity": 500}, "6-0", "421", "CER"),
    (4, {"project": "CN1", "quantity": 500}, "4-0", "250", "lCER"),
    (4, {"project": "CN1", "quantity": 500}, "6-0", "422", "AAU"),
    (5, {"project": "CN1", "quantity": 500}, "6-0", "423", "lCER"),
    (6, {"project": "CN1", "quantity": 500}, "3-0", "240", "CER"),
    (9, {"project": "CN1", "quantity": 500}, "8-0", "100", "lCER"),
    (12, {"project": "CN1", "quantity": 500}, "4-0", "241", "CER"),
    (13, {"project": "CN1", "quantity": 500}, "3-0", "242", "AAU"),
]


@pytest.mark.parametrize(("code", "words", "kind", "account", "unit"), ANSWERS)
def test_the_transaction_that_a_code_asks_for_answers_it(
    code: int, words: dict[str, Any], kind: str, account: str, unit: str
) -> None:
    body = NoticeStory().issued(code, **words).body or {}
    assert settles(LAW, body, proposal(kind, unit), account) is None


@pytest.mark.parametrize(
    ("code", "words", "sent", "account", "culprits"),
    [
        (2, {}, proposal("4-0"), "230", ("asks for 4-0 into account type 220",)),
        (2, {}, proposal("5-0"), "220", ("4-0",)),
        (2, {}, proposal("4-0", "tCER"), "220", ("not settled with tCER", "AAU")),
        (2, {}, proposal("4-0", quantity=501), "220", ("500", "501")),
        (2, {}, proposal("4-0", source="DE-100-1-0-9"), "220", ("addressed to AT", "DE")),
        (3, {"unit": "tCER", "deadline": "2012-12-31", "quantity": 9}, proposal("6-0"), "421", ("tCER", "lCER")),
        (4, {"project": "CN1", "quantity": 9}, proposal("6-0"), "423", ("250", " or ", "422")),
        (9, {"project": "CN1", "quantity": 9, "unit": "lCER"}, proposal("8-0", "tCER", 1), "100", ("lCER", "tCER")),
        (7, {}, proposal("4-0"), "220", ("no transaction",)),
    ],
)
def test_another_transaction_does_not(
    code: int, words: dict[str, Any], sent: Proposal, account: str, culprits: tuple[str, ...]
) -> None:
    fault = settles(LAW, NoticeStory().issued(code, **words).body or {}, sent, account)
    assert fault is not None
    for culprit in culprits:
        assert culprit in fault


def test_a_completed_notification_is_answered_by_nothing() -> None:
    story = NoticeStory().issued().step("settle", quantity=500, transaction="AT12")
    assert settles(LAW, story.body or {}, proposal("4-0"), "220") == "ITL17 is completed."


@pytest.mark.parametrize(
    ("step", "values", "words"),
    [
        ("shout", {}, ("'shout'", "issue")),
        ("issue", {"code": 14, "party": "AT"}, ("'code'", "51", "14")),
        ("issue", {"code": "1", "party": "AT"}, ("'code'", "'1'")),
        ("issue", {"code": 1}, ("'party' is missing",)),
        ("issue", {"code": 1, "party": "AT", "quantity": 0}, ("'quantity'", "above 0")),
        ("issue", {"code": 1, "party": "AT", "blocks": [["CN", 5, 1]]}, ("'blocks'", "CN")),
        ("issue", {"code": 1, "party": "AT", "blocks": "CN 1-5"}, ("'blocks'",)),
        ("issue", {"code": 1, "party": "AT", "blocks": [["CN", True, 1]]}, ("'blocks'",)),
        ("issue", {"code": 1, "party": "AT", "unit": "XYZ"}, ("'unit'", "lCER", "XYZ")),
        ("settle", {"quantity": 1}, ("'transaction' is missing",)),
        ("update", {"status": 3}, ("'status' is not asked for",)),
    ],
)
def test_malformed_words_are_misuse_that_says_where(step: str, values: dict[str, Any], words: tuple[str, ...]) -> None:
    with pytest.raises(Misuse) as caught:
        advance(KIND, Step("ITL1", step, values, None, {}, date(2010, 1, 1), "tester", LAW))
    for word in words:
        assert word in str(caught.value)


def test_every_step_asks_whether_it_is_dated_ahead_but_the_settlement() -> None:
    """A settlement has its transaction's day; once the transaction has passed its checks nothing may refuse it."""
    asked = {name: step.checks[0].name == "step_of_a_notice_is_not_dated_ahead" for name, step in STEPS.items()}
    assert asked == {"issue": True, "settle": False, "update": True, "overdue": True, "complete": True}
