"""Checks on what becomes of installations: one case refused and one that passes."""

from __future__ import annotations

from datetime import date
from typing import Any

from openets.compliance import installation_record as record
from openets.compliance.installation_record import KIND, Absorbed, InstallationFacts, Life, Numbered, Tenure
from openets.records.steps import Step, Taking
from tests.european import EU_ETS
from tests.rules.specimen import passes, refuses

ACCOUNT = {
    "account": "AT-120-6-0-33", "holder": "Old AG", "name": "Plant", "type": "120", "state": "open",
    "next": "AT-120-7-0-28", "reported": [2005], "reserved": 0,
}  # fmt: skip
TODAY = date(2006, 6, 1)


def taken(name: str, now: Life | None = None, on: str = "2006-05-01", **more: Any) -> InstallationFacts:
    """A step of AT_1 on the first of June 2006; what is told of it, and facts that are not as usual."""
    facts = {key: more.pop(key) for key in ("account", "other", "other_life", "named") if key in more}
    assert not callable(KIND.steps)
    step = Step("AT_1", name, more, None, {}, TODAY, "tester", EU_ETS)
    taking = Taking(step, KIND.steps[name], now, {"on": date.fromisoformat(on), **more})
    return InstallationFacts("AT_1", taking, **{"account": ACCOUNT, **facts})


def test_installation_step_comes_after_the_last() -> None:
    check = record.installation_step_comes_after_the_last
    handed_over = Life(operators=(Tenure("Old AG", "a"), Tenure("New AG", "b", date(2006, 5, 2))))
    refuses(check, taken("close", on="2006-06-02"), "P-1030", "has not come on 2006-06-01")
    refuses(check, taken("close", on="2004-12-31"), "P-1030", "2005-01-01")
    refuses(check, taken("hand over", handed_over), "P-1030", "2006-05-02")
    refuses(check, taken("close", Life(numbers=(Numbered("AT_9", date(2006, 5, 3)),))), "P-1030", "2006-05-03")
    refuses(check, taken("close", Life(absorbed=(Absorbed("AT_9", date(2006, 5, 3)),))), "P-1030")
    refuses(check, taken("merge", other_life=handed_over, into="AT_2"), "P-1030")
    passes(check, taken("hand over", handed_over, on="2006-05-02"))
    passes(check, taken("close"))


def test_installation_step_fits_its_state() -> None:
    check = record.installation_step_fits_its_state
    closed = Life("closed", closed_on=date(2006, 1, 1))
    merged = Life("merged", closed_on=date(2006, 1, 1), into="AT_2")
    for name in ("close", "merge", "renumber", "absorb"):
        refuses(check, taken(name, closed), "P-1031", "closed", "2006-01-01")
        refuses(check, taken(name, merged), "P-1031", "merged into AT_2")
    refuses(check, taken("reopen", merged), "P-1031")
    refuses(check, taken("reopen"), "P-1031", "operating")
    passes(check, taken("reopen", closed))
    passes(check, taken("hand over", merged))
    passes(check, taken("close"))


def test_corrections_are_decided_before_another_account() -> None:
    check, kept = record.corrections_are_decided_before_another_account, {**ACCOUNT, "reserved": 80}
    refuses(check, taken("hand over", account=kept, holder="New AG"), "P-1036", "80", "AT-120-6-0-33")
    passes(check, taken("hand over", account=kept, holder="New AG", keep_account=True))
    passes(check, taken("hand over", holder="New AG"))


def test_account_that_is_kept_gets_another_holder() -> None:
    check = record.account_that_is_kept_gets_another_holder
    refuses(check, taken("hand over", keep_account=True), "P-1032", "Old AG")
    refuses(check, taken("hand over", keep_account=True, holder="Old AG"), "P-1032", "Old AG")
    shut = {**ACCOUNT, "state": "closed"}
    refuses(check, taken("hand over", account=shut, keep_account=True, holder="New AG"), "P-1032", "closed")
    passes(check, taken("hand over", keep_account=True, holder="New AG"))
    passes(check, taken("hand over", account=shut))


def test_installation_closes_after_what_it_reported() -> None:
    check = record.installation_closes_after_what_it_reported
    refuses(check, taken("close", account={**ACCOUNT, "reported": [2005, 2007]}), "P-1033", "2007")
    passes(check, taken("close"))
    passes(check, taken("close", on="2005-03-01"))


def test_merger_is_into_another_that_operates() -> None:
    check = record.merger_is_into_another_that_operates
    shut = Life("closed", closed_on=date(2006, 1, 1))
    refuses(check, taken("merge", into="AT_1", other=ACCOUNT), "P-1034", "itself")
    refuses(check, taken("merge", into="AT_2", other=ACCOUNT, other_life=shut), "P-1034", "closed")
    refuses(check, taken("merge", into="AT_2", other={**ACCOUNT, "type": "100-9"}), "P-1034", "100-9")
    passes(check, taken("merge", into="AT_2", other=ACCOUNT))


def test_number_is_no_other_installations() -> None:
    check = record.number_is_no_other_installations
    renumbered = Life(numbers=(Numbered("AT_9", date(2006, 1, 1)),))
    refuses(check, taken("renumber", number="AT_2", other=ACCOUNT), "P-1035", "an installation of its own")
    refuses(check, taken("renumber", number="AT_8", named="AT_3"), "P-1035", "AT_3")
    refuses(check, taken("renumber", number="AT_1", other=ACCOUNT), "P-1035", "already")
    refuses(check, taken("renumber", renumbered, number="AT_9", named="AT_1"), "P-1035", "already")
    passes(check, taken("renumber", renumbered, number="AT_1", other=ACCOUNT))
    passes(check, taken("renumber", number="AT_9"))


def test_what_nothing_has_become_of_operates() -> None:
    assert record.life_of(None) == Life()
    assert Life().last_day is None
