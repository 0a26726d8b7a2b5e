"""Parties and notifications, typed as commands: what is recorded, what is refused, where a Party stands."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Books
from tests.ets import MISUSED, REFUSED, SOUND, done, ets, everything

REPORT = ("party", "initial-report", "AT", "79,049,657", "--on", "2006-12-05")
IN_TIME = ("--on", "2015-05-29")
"""What is entered today took effect while units could be retired for the period."""
REVIEW = ("party", "review", "AT", "343,866,009", "--on", "2007-12-12")


class Session:
    """Somebody who types commands at some books."""

    def __init__(self, address: str) -> None:
        self.address = address

    def does(self, *words: object) -> Any:
        """The JSON answer of a command that must work."""
        return done(ets(*words, "--json", store=self.address))

    def says(self, *words: object) -> str:
        said = ets(*words, store=self.address)
        assert said.code == SOUND, said
        return said.out

    def refused(self, *words: object) -> list[str]:
        said = ets(*words, "--json", store=self.address)
        assert said.code == REFUSED, said
        return [refusal["code"] for refusal in said.json["refusals"]]

    def misused(self, *words: object) -> str:
        said = ets(*words, store=self.address)
        assert said.code == MISUSED, said
        return said.error


@pytest.fixture
def at(books: Books) -> Session:
    """Austria has reported, was reviewed, has issued its AAUs, and its inventory of 2008 was reviewed."""
    session = Session(books.address)
    for words in (
        REPORT,
        REVIEW,
        ("issue", "AT", "343,866,009", "--unit", "AAU", "--on", "2008-01-02"),
        ("party", "inventory", "AT", "86,600,000", "--year", 2008, "--on", "2010-04-15", "--gas", "CO2=86600000"),
        ("party", "review-inventory", "AT", "87,000,000", "--year", 2008, "--on", "2011-04-15"),
    ):
        session.does(*words)
    return session


def test_a_party_is_shown_with_its_balance_reserve_and_eligibility(at: Session) -> None:
    found = at.does("party", "show", "AT")["record"]
    assert (found["assigned_amount"], found["fixed"]) == (343_866_009, True)
    assert found["true_up"]["terms"][0]["units"] == 343_866_009
    assert found["true_up"]["emissions"] == 5 * 87_000_000
    assert found["true_up"]["distance"] == 343_866_009 - 435_000_000
    assert found["reserve"]["level"] == 309_479_409
    assert found["reserve"]["margin"] == 343_866_009 - 309_479_409
    assert found["eligibility"]["eligible"]
    text = at.says("party", "show", "AT")
    assert "Base year emissions: 79,049,657\nPercent: 87\n" in text
    assert "  Level: 309,479,409\n  Governs: assigned amount\n" in text
    assert "Purchases: assigned amount units bought from other registries" in text


def test_parties_are_listed(at: Session) -> None:
    assert [row["code"] for row in at.does("party", "list")] == ["AT"]
    assert "Austria" in at.says("party", "list")


def test_what_if_writes_nothing(at: Session) -> None:
    before = everything(at.address)
    found = at.does(
        "party", "what-if", "AT", "--buy", "10,000,000", "--sell", "50,000,000", "--inventory", "60,000,000"
    )
    assert found["then"]["true_up"]["register"] == 303_866_009
    assert found["then"]["reserve"]["level"] == 300_000_000
    assert found["now"]["reserve"]["level"] == 309_479_409
    assert "-40,000,000" in at.says("party", "what-if", "AT", "--sell", "40000000")
    priced = at.does("party", "what-if", "AT", "--buy", "91133990", "--price", "12.5")
    assert priced["penalty"] == {"now": "1,139,174,887.50 EUR", "then": "12.50 EUR"}
    assert "--price is 'much'" in at.misused("party", "what-if", "AT", "--price", "much")
    assert everything(at.address) == before


def test_a_dry_run_writes_nothing_and_a_repeated_request_does_it_once(at: Session) -> None:
    before = everything(at.address)
    assert "This would be accepted" in at.says("party", "suspend", "AT", "Late.", "--dry-run")
    assert everything(at.address) == before
    first = at.does("party", "suspend", "AT", "Late.", "--request", "s1")
    again = at.does("party", "suspend", "AT", "Late.", "--request", "s1")
    assert (again["reference"], again["repeated"]) == (first["reference"], True)
    assert at.refused("party", "suspend", "AT", "Later.", "--request", "s1") == ["P-4006"]


def test_a_suspended_party_is_not_eligible_until_it_is_reinstated(at: Session) -> None:
    at.does("party", "suspend", "AT", "Its registry is broken.", "--since", "2012-01-01", "--on", "2012-01-01")
    assert "Its registry is broken." in at.says("party", "show", "AT")
    assert at.refused("party", "suspend", "AT", "Again.") == ["P-7209"]
    at.does("party", "reinstate", "AT")
    assert at.does("party", "show", "AT")["eligible"]


def test_criteria_are_recorded(at: Session) -> None:
    at.does("party", "criterion", "AT", "national system", "--not-met", "--since", "2010-01-01")
    found = at.does("party", "show", "AT")["record"]
    assert not found["eligibility"]["eligible"]
    assert found["findings"] == [{"criterion": "national system", "met": False, "since": "2010-01-01"}]
    assert "'good manners'" in at.misused("party", "criterion", "AT", "good manners")


def test_a_period_ends_with_a_decision_and_a_deduction(at: Session) -> None:
    for year in range(2009, 2013):
        at.does("party", "inventory", "AT", "60,000,000", "--year", year, "--on", f"{year + 2}-04-15")
        at.does("party", "review-inventory", "AT", "60,000,000", "--year", year, "--on", f"{year + 3}-04-15")
    first = next(row["start"] for row in at.does("holdings", "AT-100-1-0-44") if row["unit"] == "AAU")
    at.does("kyoto", "retire", "AT", "10", "--unit", "AAU", "--serials", f"AT:{first}-{first + 9}", *IN_TIME)
    at.does("retire", "AT", "326,999,980", "--unit", "AAU", "--no-surrendered", *IN_TIME)
    at.does("party", "final-review", "AT", "--on", "2015-06-01")
    assert at.refused("party", "true-up", "AT", "--on", "2015-09-09") == ["P-7219"]
    assert at.refused("kyoto", "retire", "AT", "10", "--unit", "AAU") == ["P-3026"], "it is too late"
    assert at.refused("party", "true-up", "AT", "--units", "327,000,000") == ["P-7231"]
    at.does("party", "true-up", "AT")
    assert at.refused("party", "decide", "AT", "--retired", 5) == ["P-7221"]
    at.does("party", "decide", "AT")
    decision = at.does("party", "show", "AT")["record"]["end"]["decision"]
    assert (decision["retired"], decision["excess"], decision["deduction"]) == (326_999_990, 10, 13)
    assert "    Excess: 10\n    Deduction: 13\n" in at.says("party", "show", "AT")
    assert at.refused("party", "carry-over", "AT", "1", "--unit", "AAU") == ["P-7229"]
    assert at.refused("party", "reinstate", "AT") == ["P-7211"]
    at.does("party", "plan", "AT", "Insulate every roof.")
    at.does("party", "reinstate", "AT")
    done(ets("verify", "--json", store=at.address))


def test_a_party_that_complies_may_carry_over(at: Session) -> None:
    for year in range(2009, 2013):
        at.does("party", "inventory", "AT", "60,000,000", "--year", year)
        at.does("party", "review-inventory", "AT", "60,000,000", "--year", year)
    at.does("party", "final-review", "AT")
    assert at.refused("party", "true-up", "AT", "--units", 5) == ["P-7219", "P-7231"]


def test_activities_are_elected_before_the_review(books: Books) -> None:
    session = Session(books.address)
    session.does(*REPORT)
    session.does("party", "elect", "AT", "FM", "630,000")
    session.does(*REVIEW)
    assert session.refused("party", "elect", "AT", "CM", "5") == ["P-7212"]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("party", "initial-report", "at", "5"), "did you mean AT?"),
        (("party", "initial-report", "CN", "5"), "'CN' is no Party with a target"),
        (("party", "initial-report", "AT", "five"), "BASE_YEAR is 'five'"),
        (("party", "initial-report", "AT", "5", "--percent", "many"), "--percent is 'many'"),
        (("party", "initial-report", "AT", "5", "--percent", "NaN"), "--percent is 'NaN'"),
        (("party", "initial-report", "AT", "5", "--on", "yesterday"), "--on is 'yesterday'"),
        (("party", "initial-report", "JP", "5"), "registry 'JP' is not open"),
        (("party", "inventory", "AT", "5", "--year", "2008", "--gas", "CO2"), "--gas CO2"),
        (("party", "show", "AT"), "no Party on record"),
        (("party", "what-if", "AT"), "no Party on record"),
        (("party", "decide", "AT"), "no Party on record"),
        (("notice", "show", "ITL1"), "no notification 'ITL1'"),
        (("notice", "complete", "ITL1"), "no notification 'ITL1'"),
        (("notice", "list", "--status", "lost"), "--status is 'lost'"),
        (("notice", "issue", "AT", "--code", "14"), "'code' must be one of"),
        (("notice", "issue", "AT", "--code", "8", "--block", "CN 1"), "--block is 'CN 1'"),
        (("notice", "issue", "AT", "--code", "8", "--block", "CN:9-1"), "'blocks' must be serial ranges"),
    ],
)
def test_what_makes_no_sense_is_answered_with_what_to_do(books: Books, words: tuple[str, ...], complaint: str) -> None:
    assert complaint in Session(books.address).misused(*words)


# ---- notifications -------------------------------------------------------------------------------


def test_a_notification_is_issued_shown_updated_and_completed(at: Session) -> None:
    at.does("notice", "issue", "AT", "--code", 8, "--note", "Carry over by June.")
    at.does("notice", "update", "ITL1", "--deadline", "2030-06-30")
    (found,) = at.does("notice", "list")
    assert (found["key"], found["name"], found["status"]) == ("ITL1", "Unit carry-over", "open")
    assert found["deadline"] == "2030-06-30"
    at.does("notice", "complete", "ITL1", "--note", "Done.")
    assert at.does("notice", "list", "--status", "open") == []
    assert "Done." in at.says("notice", "show", "ITL1")
    assert "completed" in at.says("notice", "list", "--party", "AT")


def test_a_repeated_request_issues_one_notification(at: Session) -> None:
    words = ("notice", "issue", "AT", "--code", 2, "--quantity", 500, "--request", "n1")
    assert at.does(*words)["reference"] == at.does(*words)["reference"]
    assert [row["key"] for row in at.does("notice", "list")] == ["ITL1"]
    at.does("notice", "issue", "AT", "--code", 2, "--quantity", 500)
    assert [row["key"] for row in at.does("notice", "list")] == ["ITL1", "ITL2"]


def test_what_asks_for_units_is_not_completed_by_hand(at: Session) -> None:
    at.does("notice", "issue", "AT", "--code", 2, "--quantity", 500, "--on", "2012-01-01")
    assert at.refused("notice", "complete", "ITL1") == ["P-7312"]
    at.does("notice", "overdue", "ITL1")
    assert "incomplete" in at.says("notice", "show", "ITL1")
    assert "transaction type 4-0, account type 220" in at.says("notice", "show", "ITL1")


def test_a_notification_goes_to_a_party_on_record(at: Session) -> None:
    assert at.refused("notice", "issue", "DE", "--code", 8) == ["P-7303"]
    assert at.refused("notice", "issue", "AT", "--code", 2) == ["P-7304"]


def test_watching_finds_what_is_overdue_and_who_is_below_the_reserve(at: Session) -> None:
    assert at.says("notice", "watch") == "Nothing is overdue, below or about to expire.\n"
    at.does("notice", "issue", "AT", "--code", 2, "--quantity", 500, "--on", "2012-01-01")
    at.does("cancel", "AT-100-1-0-44", "40,000,000", "--unit", "AAU", "--on", "2008-01-03")
    done = [row["what"] for row in at.does("notice", "watch")]
    assert done == ["ITL1 is overdue", "AT is below its reserve"]
    assert at.does("notice", "watch") == []
    assert [(row["code"], row["status"]) for row in at.does("notice", "list")] == [(2, "incomplete"), (7, "open")]
    at.does("party", "inventory", "AT", "10,000,000", "--year", 2009)
    at.does("party", "review-inventory", "AT", "10,000,000", "--year", 2009)
    assert [row["what"] for row in at.does("notice", "watch")] == ["AT restored its reserve"]
