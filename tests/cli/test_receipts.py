"""A receipt says what was moved: unit, quantity, both accounts and serial numbers."""

from __future__ import annotations

from tests.cli.conftest import PLANT, TRADER, Books
from tests.ets import done, ets


def test_a_transfer_says_what_it_moved(books: Books) -> None:
    said = done(ets("transfer", PLANT, TRADER, 10, "--unit", "EUA1", "--json", store=books.address))
    (block, *_) = done(ets("holdings", TRADER, "--json", store=books.address))
    assert said["serials"] == [f"AT:{block['start']}-{block['start'] + 9}"]
    assert (said["unit"], said["quantity"], said["type"]) == ("EUA1", 10, "10-0")
    assert (said["transferring_account"], said["acquiring_account"]) == (PLANT, TRADER)
    whole = done(ets("transaction", said["reference"], "--json", store=books.address))
    for name in ("unit", "quantity", "type", "year", "transferring_account", "acquiring_account"):
        assert said[name] == whole[name]


def test_an_issuance_comes_from_no_account_and_a_surrender_names_its_year(books: Books) -> None:
    issued = done(ets("issue", "AT", 7, "--unit", "EUA1", "--json", store=books.address))
    assert (issued["transferring_account"], issued["quantity"], len(issued["serials"])) == (None, 7, 1)
    given = done(ets("surrender", PLANT, 5, "--unit", "EUA1", "--year", 2006, "--json", store=books.address))
    assert (given["year"], given["quantity"]) == (2006, 5)


def test_what_moves_nothing_says_nothing_of_units(books: Books) -> None:
    for words in (("plan", "AT_1", 5, "--year", 2007), ("transfer", PLANT, TRADER, 1, "--unit", "EUA1", "--dry-run")):
        assert "serials" not in done(ets(*words, "--json", store=books.address))
