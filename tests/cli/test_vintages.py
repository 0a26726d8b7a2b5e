"""Vintages, typed: two years of a voluntary project are issued at once, listed, sent and cancelled apart."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cli.conftest import TRADER, Books
from tests.ets import MISUSED, REFUSED, SOUND, done, ets

TODAY = ("--on", date.today().isoformat())  # noqa: DTZ011 - the day of the program, which issued the units
STEPS: tuple[tuple[object, ...], ...] = (
    ("entity", "accredit", "DNV", "DNV", "--mechanism", "VER", "--scope", 1, "--on", "2005-01-01"),
    ("entity", "accredit", "SGS", "SGS", "--mechanism", "VER", "--scope", 1, "--on", "2005-01-01"),
    (
        *("project", "design", "US9", "--mechanism", "VER", "--registry", "AT", "--title", "Stoves", "--scope", 1),
        *("--first-day", "2008-01-01", "--baseline", 1000, "--expected", 900, "--on", "2007-06-01"),
    ),
    (
        *("project", "additionality", "US9", "--ground", "investment", "--argument", "It does not pay."),
        *("--on", "2007-06-02"),
    ),
    ("project", "validate", "US9", "--entity", "DNV", "--on", "2007-08-01"),
    ("project", "register", "US9", "--on", "2007-12-01"),
)
PERIODS: tuple[tuple[object, ...], ...] = (
    ("2008-01-01", "2008-12-31", "--baseline", 1000, "--monitored", 400),
    (
        *("2009-01-01", "2010-12-31", "--baseline", 1000, "--monitored", 100),
        *("--vintage", "2009=500", "--vintage", "2010=400"),
    ),
)


@pytest.fixture
def stoves(books: Books) -> str:
    """Books with a voluntary project: 600 t of 2008, 500 t of 2009 and 400 t of 2010 may be issued."""
    done(ets("open-registry", "CDM", "--json", store=books.address))
    steps = [*STEPS]
    for number, words in enumerate(PERIODS, 1):
        day = f"201{number}-0"
        steps += [
            ("project", "monitor", "US9", *words, "--on", f"{day}2-01"),
            ("project", "verify", "US9", "--period", number, "--entity", "SGS", "--on", f"{day}3-01"),
            ("project", "request-issuance", "US9", "--period", number, "--on", f"{day}4-01"),
        ]
    for each in steps:
        done(ets(*each, "--json", store=books.address))
    return books.address


def test_years_are_issued_listed_sent_and_cancelled_apart(stoves: str) -> None:
    may = done(ets("project", "show", "US9", "--json", store=stoves))["issuable"]
    assert may["vintages"] == {"2008": 600, "2009": 500, "2010": 400}
    issued = ets("project", "issue", "US9", "--account", TRADER, store=stoves)
    assert "Vintages: 600 of 2008, 500 of 2009, 400 of 2010." in issued.out
    other = done(ets("open-account", "AT", "Airline", "--type", 121, "--json", store=stoves))["reference"]

    sent = done(ets("transfer", *TODAY, TRADER, other, 450, "--unit", "VER", "--vintage", 2009, "--json", store=stoves))
    assert sent["vintages"] == [[2009, 450]]
    gone = ets("cancel", *TODAY, TRADER, 620, "--unit", "VER", store=stoves)
    assert "Vintages: 600 of 2008, 20 of 2009." in gone.out
    exact = ets("transfer", *TODAY, TRADER, other, 5, "--unit", "VER", "--serials", "AT:6101-6105", store=stoves)
    assert "Vintages: 5 of 2010." in exact.out, exact.err

    rows = done(ets("holdings", TRADER, "--json", store=stoves))
    assert {row["vintage"]: row["quantity"] for row in rows if row["unit"] == "VER"} == {2009: 30, 2010: 395}
    assert {row["vintage"] for row in rows if row["unit"] != "VER"} <= {None}
    shown = ets("holdings", TRADER, "--vintage", 2010, store=stoves).out
    assert "Vintage" in shown
    assert "2010" in shown
    assert "2009" not in shown
    assert ets("verify", store=stoves).code == SOUND


def test_what_a_vintage_cannot_be(stoves: str) -> None:
    done(ets("project", "issue", "US9", "--account", TRADER, "--json", store=stoves))
    too_many = ets("cancel", *TODAY, TRADER, 601, "--unit", "VER", "--vintage", 2008, "--json", store=stoves)
    assert (too_many.code, [row["code"] for row in too_many.json["refusals"]]) == (REFUSED, ["7027"])
    none = ets("cancel", *TODAY, TRADER, 1, "--unit", "VER", "--vintage", "old", store=stoves)
    assert (none.code, "'old' is no whole number between 1 and 9999" in none.error) == (MISUSED, True), none.error
    of_none = ets("holdings", TRADER, "--vintage", "old", store=stoves)
    assert (of_none.code, "must be a whole number" in of_none.error) == (MISUSED, True), of_none.error
    split = ("project", "monitor", "US9", "2011-01-01", "2011-12-31", "--baseline", 9, "--monitored", 0)
    plain = ets(*split, "--vintage", 9, store=stoves)
    assert (plain.code, "tonnes by years such as 2008" in plain.error) == (MISUSED, True), plain.error
    other = ets(*split, "--vintage", "2012=9", "--json", store=stoves)
    assert [row["code"] for row in other.json["refusals"]] == ["P-7049"]
