"""The rules of a notification's steps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from openets.checks.check import CHECKS, Finding
from openets.compliance import notices_checks as rules
from openets.compliance.notices_checks import NoticeFacts
from openets.compliance.notices_record import Notice, Settlement
from openets.compliance.notices_steps import STEPS
from tests.compliance.parties import LAW, NoticeStory

TODAY = date(2010, 3, 20)
NEW = Notice("ITL17")
ISSUED = NoticeStory().issued().notice
PARTLY = replace(ISSUED, settled=(Settlement("AT12", 200, TODAY),))
DONE = replace(ISSUED, completed_on=TODAY, status=3)


def case(notice: Notice = ISSUED, **facts: Any) -> NoticeFacts:
    known: dict[str, Any] = {"today": TODAY, "on": TODAY, **facts}
    return NoticeFacts(LAW, notice, **known)


def passes(rule: Finding[NoticeFacts], sound: NoticeFacts) -> None:
    assert rule(sound) is None


def refuses(rule: Finding[NoticeFacts], spoilt: NoticeFacts, code: str, *culprits: str) -> None:
    detail = rule(spoilt)
    assert detail is not None, f"{rule.__name__} let it pass"
    assert CHECKS[rule.__name__].code == code
    for culprit in culprits:
        assert culprit in detail


def test_step_of_a_notice_is_not_dated_ahead() -> None:
    rule = rules.step_of_a_notice_is_not_dated_ahead
    passes(rule, case())
    refuses(rule, case(on=date(2010, 3, 21)), "P-7301", "2010-03-21")
    refuses(rule, case(on=date(2010, 2, 28)), "P-7301", "2010-03-01")


def test_notice_is_numbered_by_the_log() -> None:
    rule = rules.notice_is_numbered_by_the_log
    passes(rule, case(NEW))
    refuses(rule, case(), "P-7302", "ITL17 was issued on 2010-03-01")
    for key in ("17", "ITL", "itl17", "ITL17a", "XITL17"):
        refuses(rule, case(Notice(key)), "P-7302", key)


def test_notice_goes_to_a_party_on_record() -> None:
    rule = rules.notice_goes_to_a_party_on_record
    passes(rule, case(NEW, party="AT", party_known=True))
    refuses(rule, case(NEW, party="CN"), "P-7303", "'CN'")


def test_notice_says_what_its_code_needs() -> None:
    rule = rules.notice_says_what_its_code_needs
    passes(rule, case(NEW, code=7))
    passes(rule, case(NEW, code=4, project="CN1", quantity=5))
    refuses(rule, case(NEW, code=4), "P-7304", "project, quantity")
    refuses(rule, case(NEW, code=3, unit="lCER", quantity=5), "P-7304", "deadline")
    refuses(rule, case(NEW, code=3, unit="AAU", quantity=5, deadline=TODAY), "P-7304", "AAU")


def test_deadline_is_after_the_issue() -> None:
    rule = rules.deadline_is_after_the_issue
    passes(rule, case(NEW))
    passes(rule, case(NEW, deadline=TODAY))
    refuses(rule, case(NEW, deadline=date(2010, 3, 19)), "P-7305", "2010-03-19", "2010-03-20")
    refuses(rule, case(deadline=date(2010, 2, 28)), "P-7305", "2010-03-01")


def test_notice_was_issued() -> None:
    passes(rules.notice_was_issued, case())
    refuses(rules.notice_was_issued, case(NEW), "P-7306", "ITL17")


def test_notice_is_not_completed() -> None:
    passes(rules.notice_is_not_completed, case())
    refuses(rules.notice_is_not_completed, case(DONE), "P-7307", "2010-03-20")


def test_settlement_is_of_what_is_outstanding() -> None:
    rule = rules.settlement_is_of_what_is_outstanding
    passes(rule, case(PARTLY, quantity=300))
    refuses(rule, case(PARTLY, quantity=301), "P-7308", "300", "301")


def test_transaction_settles_a_notice_once() -> None:
    rule = rules.transaction_settles_a_notice_once
    passes(rule, case(PARTLY, transaction="AT13"))
    refuses(rule, case(PARTLY, transaction="AT12"), "P-7309", "AT12")


def test_update_leaves_what_is_settled() -> None:
    rule = rules.update_leaves_what_is_settled
    passes(rule, case(PARTLY, quantity=200))
    passes(rule, case(PARTLY, note="Read this."))
    refuses(rule, case(PARTLY, quantity=199), "P-7310", "200")
    refuses(rule, case(PARTLY), "P-7310", "no quantity")


def test_deadline_has_passed() -> None:
    rule = rules.deadline_has_passed
    passes(rule, case(on=date(2010, 4, 1)))
    refuses(rule, case(on=date(2010, 3, 31)), "P-7311", "2010-03-31")
    refuses(rule, case(replace(ISSUED, deadline=None)), "P-7311", "no deadline")


def test_nothing_is_outstanding() -> None:
    passes(rules.nothing_is_outstanding, case(replace(ISSUED, quantity=0)))
    refuses(rules.nothing_is_outstanding, case(PARTLY), "P-7312", "300", "ITL17")


def test_reserve_is_restored() -> None:
    rule = rules.reserve_is_restored
    broken = replace(ISSUED, code=7, quantity=0)
    passes(rule, case(broken))
    passes(rule, case(ISSUED, missing=5))
    refuses(rule, case(broken, missing=5_000), "P-7313", "5,000 units are missing")
    refuses(rule, case(replace(broken, code=11), missing=1), "P-7313", "1 units")


def _declared() -> list[str]:
    return [name for name, each in CHECKS.items() if each.run.__module__ == rules.__name__]


def test_every_rule_is_asked_by_a_step_and_has_its_test() -> None:
    asked = {rule.name for step in STEPS.values() for rule in step.checks}
    assert asked == set(_declared())
    assert {f"test_{name}" for name in _declared()} <= set(globals())


@pytest.mark.parametrize("name", _declared())
def test_every_rule_reads_as_a_sentence_with_a_source(name: str) -> None:
    each = CHECKS[name]
    assert each.sentence.endswith(".")
    assert " must " in each.sentence or " may " in each.sentence or each.sentence.startswith("Only ")
    assert each.citation
