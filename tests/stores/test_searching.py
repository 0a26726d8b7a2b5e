"""A search finds a name however its capitals and accents are typed, on both engines alike."""

from __future__ import annotations

import pytest

from openets.kernel.folding import folded
from openets.ledger.store import Store
from tests.european import EU_ETS
from tests.session import Office, must

NAMES = ("Österreichische Kraft", "Malmö Energi", "Škoda Auto", "Łódź Ciepło", "Straße & Æble", "Plain 100% \\_")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("österreich", NAMES[0]),
        ("OSTERREICHISCHE kraft", NAMES[0]),
        ("malmo", NAMES[1]),
        ("SKODA", NAMES[2]),
        ("škoda", NAMES[2]),
        ("lodz cieplo", NAMES[3]),
        ("strasse", NAMES[4]),
        ("STRASSE aeble", NAMES[4]),
        ("100%", NAMES[5]),
        ("\\_", NAMES[5]),
    ],
)
def test_a_search_folds_capitals_and_accents(sql_store: Store, asked: str, found: str) -> None:
    from openets.views.accounts import ACCOUNTS
    from openets.views.law import books_at

    office = Office(sql_store)
    for name in NAMES:
        office.person("AT", name)
    with books_at(sql_store.alias, EU_ETS):  # type: ignore[attr-defined]
        assert [row.account.name for row in ACCOUNTS.ask(q=asked)] == [found]


def test_an_account_is_found_after_it_was_changed(sql_store: Store) -> None:
    from openets.views.accounts import ACCOUNTS
    from openets.views.law import books_at

    office = Office(sql_store)
    trader = office.person("AT", "Malmö Energi")
    must(office.change(trader, closed=True))
    with books_at(sql_store.alias, EU_ETS):  # type: ignore[attr-defined]
        assert ACCOUNTS.ask(q="malmo energi").count() == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ("ABC", "abc"),
        ("İstanbul", "istanbul"),
        ("ﬁn", "fin"),
        ("Þórr", "thorr"),
        ("東京", "東京"),
        ("e\u0301", "e"),
    ],
)
def test_what_is_folded(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert folded(plain) == plain
