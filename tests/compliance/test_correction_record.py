"""Checks on corrections of reports: one case refused and one that passes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openets.compliance import correction_record as record
from openets.compliance.correction_record import KIND, Correction, CorrectionFacts, place_of
from openets.kernel.refusals import Misuse
from openets.records.steps import Step, Taking
from tests.european import EU_ETS
from tests.rules.specimen import passes, refuses

TODAY = date(2006, 9, 1)
PROPOSED = Correction("proposed", 500, 580, 580, proposed_by="v", proposed_on=date(2006, 8, 1))


def taken(name: str, now: Correction | None = None, on: str = "2006-08-15", **facts: Any) -> CorrectionFacts:
    """A step with the correction of 500 t of AT_1 in 2005 to 580 t, on the first of September 2006."""
    assert not callable(KIND.steps)
    step = Step("AT_1-2005", name, {}, None, {}, TODAY, "tester", EU_ETS)
    taking = Taking(step, KIND.steps[name], now, {"on": date.fromisoformat(on)})
    stands = {"report": facts.pop("report", "reported"), "verified": facts.pop("stands", 500)}
    return CorrectionFacts(taking, "AT_1", 2005, stands, facts.pop("owed", 580))


def test_correction_is_of_a_report() -> None:
    check = record.correction_is_of_a_report
    refuses(check, taken("propose", report=""), "P-8021", "AT_1", "2005")
    refuses(check, taken("propose", report="not reported"), "P-8021", "not reported")
    passes(check, taken("propose"))


def test_correction_changes_the_report() -> None:
    check = record.correction_changes_the_report
    refuses(check, taken("propose", owed=500), "P-8022", "500")
    passes(check, taken("propose"))


def test_correction_step_fits_its_state() -> None:
    check = record.correction_step_fits_its_state
    decided = Correction("rejected", 500, 580, 580, decided_on=date(2006, 8, 20))
    refuses(check, taken("propose", PROPOSED), "P-8023", "580", "2006-08-01")
    for name in ("accept", "reject", "withdraw"):
        refuses(check, taken(name), "P-8023", "None is proposed")
        refuses(check, taken(name, decided), "P-8023", "rejected on 2006-08-20")
        passes(check, taken(name, PROPOSED))
    passes(check, taken("propose"))
    passes(check, taken("propose", decided))


def test_correction_is_of_the_report_that_stands() -> None:
    check = record.correction_is_of_the_report_that_stands
    refuses(check, taken("accept", PROPOSED, stands=490), "P-8024", "500", "490")
    passes(check, taken("accept", PROPOSED))


def test_correction_is_decided_after_it_was_proposed() -> None:
    check = record.correction_is_decided_after_it_was_proposed
    refuses(check, taken("accept", PROPOSED, on="2006-07-31"), "P-8025", "2006-08-01")
    refuses(check, taken("accept", PROPOSED, on="2006-09-02"), "P-8025", "2006-09-02")
    refuses(check, taken("propose", on="2006-09-02"), "P-8025", "has not come")
    passes(check, taken("accept", PROPOSED))
    passes(check, taken("propose", on="2006-01-01"))


def test_only_what_would_be_owed_besides_is_reserved_and_only_until_it_is_decided() -> None:
    assert PROPOSED.reserved == 80
    assert Correction("proposed", 500, 420).reserved == 0
    assert Correction("accepted", 500, 580).reserved == 0


@pytest.mark.parametrize("key", ["AT_1", "AT_1-", "-2005", "AT_1-05", "AT_1-２００５", "AT_1-2005-x", ""])
def test_a_key_that_names_no_year_is_no_sense(key: str) -> None:
    with pytest.raises(Misuse):
        place_of(key)


def test_a_key_names_installation_and_year() -> None:
    assert place_of(record.key_of("AT_1-b", 2005)) == ("AT_1-b", 2005)
