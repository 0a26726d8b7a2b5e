"""Commands that only look: in text for people, in JSON for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import PARTY, PLANT, TRADER, Books
from tests.ets import SOUND, done, ets, everything, new_books


def test_status_of_new_books_is_empty(tmp_path: Any) -> None:
    address = new_books(f"sqlite:///{tmp_path / 'new.db'}")
    status = done(ets("status", "--json", store=address))
    assert status == {
        "holds": "real", "registries": 0, "accounts": 0, "installations": 0, "synthetic": 0, "stationary": [],
        "aviation": [], "units": [], "agreement": [],
    }  # fmt: skip
    assert ets("status", store=address).code == SOUND
    assert done(ets("verify", "--json", store=address))["entries"] == 0
    assert done(ets("accounts", "--json", store=address)) == []


def test_status_counts_what_is_there(books: Books) -> None:
    status = done(ets("status", "--json", store=books.address))
    assert (status["registries"], status["installations"]) == (2, 2)
    assert status["stationary"][0]["allocated"] == 1000
    (units,) = status["units"]
    assert (units["unit"], units["issued"], units["held"], units["balances"]) == ("EUA1", 5000, 5000, True)
    text = ets("status", store=books.address).out
    assert "Registries: 2." in text
    assert "5,000" in text


def test_accounts_are_found_by_text_and_registry(books: Books) -> None:
    def found(*words: object) -> list[str]:
        return [row["identifier"] for row in done(ets("accounts", *words, "--json", store=books.address))]

    assert found("--find", "trad") == [TRADER]
    assert found("--find", PLANT) == [PLANT]
    assert found("--find", "nobody") == []
    assert len(found("--registry", "AT")) == 7
    assert len(found("--most", 3)) == 3
    assert "the first 3; --most lists more" in ets("accounts", "--most", 3, store=books.address).out
    # the list for programs has no place for it, so it stands beside
    assert "the first 3; --most lists more" in ets("accounts", "--most", 3, "--json", store=books.address).err
    assert "--most" not in ets("accounts", "--json", store=books.address).err


def test_holdings_are_blocks_with_serial_numbers(books: Books) -> None:
    rows = done(ets("holdings", PLANT, "--json", store=books.address))
    assert [(row["unit"], row["quantity"], row["end"] - row["start"] + 1) for row in rows] == [("EUA1", 1000, 1000)]
    assert rows[0]["serial"].startswith("AT-0-2-")
    assert sum(row["quantity"] for row in done(ets("holdings", PARTY, "--json", store=books.address))) == 4000
    assert done(ets("holdings", TRADER, "--json", store=books.address)) == []
    assert "1,000 units" in ets("holdings", PLANT, store=books.address).out


@pytest.mark.parametrize("width", ["20", "80", "300"])
def test_no_digit_is_cut_however_narrow_the_terminal(books: Books, width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    text = ets("holdings", PLANT, store=books.address).out
    (row,) = done(ets("holdings", PLANT, "--json", store=books.address))
    assert row["serial"] in text
    assert f"{row['end']:,}" in text


def test_looking_changes_nothing(books: Books) -> None:
    before = everything(books.address)
    for words in (("status",), ("accounts",), ("holdings", PLANT), ("verify",)):
        said = ets(*words, store=books.address)
        assert (said.code, said.err) == (SOUND, "")
        assert json.loads(ets(*words, "--json", store=books.address).out) is not None
    assert everything(books.address) == before
