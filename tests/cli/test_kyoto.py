"""`ets kyoto` and `ets demo --kyoto`: what Parties do with their units, typed at the books of a played period."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.ets import MISUSED, REFUSED, SOUND, done, ets
from tests.european import government_account


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books in which the seven Parties have played their period."""
    file = tmp_path_factory.mktemp("kyoto") / "played.db"
    said = ets("demo", "--kyoto", "--no-serve", store=f"sqlite:///{file}")
    assert said.code == SOUND, said
    return file


@pytest.fixture
def books(played: Path, tmp_path: Path) -> str:
    file = tmp_path / "books.db"
    shutil.copyfile(played, file)
    return f"sqlite:///{file}"


def refused(books: str, *words: object) -> list[str]:
    said = ets(*words, "--json", store=books)
    assert said.code == REFUSED, said
    return [refusal["code"] for refusal in said.json["refusals"]]


def units(books: str, account: str) -> dict[str, int]:
    found: Any = done(ets("holdings", account, "--json", store=books))
    totals: dict[str, int] = {}
    for block in found:
        totals[block["unit"]] = totals.get(block["unit"], 0) + block["quantity"]
    return totals


def test_the_played_period_is_sound_and_says_that_it_is_invented(played: Path) -> None:
    address = f"sqlite:///{played}"
    assert done(ets("verify", "--json", store=address))["transactions"] == 40
    assert "Synthetic: yes" in ets("party", "show", "NZ", store=address).out


def test_it_is_played_in_new_books_only(books: str) -> None:
    again = ets("demo", "--kyoto", "--no-serve", store=books)
    assert again.code == MISUSED
    assert f"the books at {books} have begun: a commitment period is played in new ones" in again.error


def test_removal_units_are_issued_for_an_activity(books: str) -> None:
    issued = ("kyoto", "issue-removals", "JP", "1,000,000", "--activity", "AR", "--on", "2015-06-01")
    done(ets(*issued, "--json", store=books))
    assert units(books, government_account("JP", "100"))["RMU"] == 1_000_000
    assert "P-5009" in refused(books, "kyoto", "issue-removals", "JP", "5,000,000", *issued[4:])
    assert ets("kyoto", "issue-removals", "JP", "1", "--activity", "XX", store=books).code == MISUSED


def test_units_are_retired_by_their_serial_numbers_until_the_period_is_over(books: str) -> None:
    before = units(books, government_account("JP", "300"))["AAU"]
    [block] = [
        row
        for row in done(ets("holdings", government_account("JP", "100"), "--json", store=books))
        if row["unit"] == "AAU"
    ][:1]
    origin, start = block["serial"].partition("-")[0], block["start"]
    serials = f"{origin}:{start}-{start + 9}"
    late = ets("kyoto", "retire", "JP", "10", "--unit", "AAU", "--serials", serials, "--json", store=books)
    assert [each["code"] for each in late.json["refusals"]] == ["P-3026"]
    assert units(books, government_account("JP", "300"))["AAU"] == before
    wrong = ets("kyoto", "retire", "JP", "10", "--unit", "AAU", "--serials", "JP 1", store=books)
    assert wrong.code == MISUSED
    assert "ES:1-100" in wrong.error


@pytest.mark.parametrize(
    ("reason", "account"), [("net source", "210"), ("non-compliance", "220"), ("mandatory", "250")]
)
def test_units_are_cancelled_for_a_reason_of_the_protocol(books: str, reason: str, account: str) -> None:
    done(ets("kyoto", "cancel", "ES", "100", "--unit", "AAU", "--reason", reason, "--json", store=books))
    assert units(books, government_account("ES", account)) == {"AAU": 100}


def test_a_reason_that_nobody_knows_is_misuse(books: str) -> None:
    said = ets("kyoto", "cancel", "ES", "100", "--unit", "AAU", "--reason", "whim", store=books)
    assert said.code == MISUSED
    assert "known are net source" in said.error


def test_a_replacement_needs_a_notification_that_is_open(books: str) -> None:
    key = done(ets("notice", "list", "--json", store=books))[-1]["key"]
    codes = refused(books, "kyoto", "replace", "ES", "1", "--unit", "AAU", "--notice", key)
    assert "P-5401" in codes
    unknown = ets("kyoto", "replace", "ES", "1", "--unit", "AAU", "--notice", "ITL99", store=books)
    assert unknown.code == MISUSED


def test_units_are_carried_over_and_dry_runs_move_nothing(books: str) -> None:
    carried = ("kyoto", "carry-over", "CH", "1000", "--unit", "AAU", "--json")
    before = units(books, government_account("CH", "100"))
    done(ets(*carried, "--dry-run", store=books))
    assert done(ets(*carried, "--request", "once", store=books))["reference"]
    assert done(ets(*carried, "--request", "once", store=books))["repeated"]
    assert units(books, government_account("CH", "100")) == before
    assert "P-5301" in refused(books, "kyoto", "carry-over", "CH", "1", "--unit", "RMU")


def test_an_expiry_is_put_off_and_never_brought_forward(books: str) -> None:
    fund = government_account("CDM", "110")
    words = ("kyoto", "change-expiry", fund, "1", "--unit", "tCER", "--expiry", "2012-01-01")
    assert "7027" in refused(books, *words)
