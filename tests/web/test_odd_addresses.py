"""Addresses with characters that no key has: an answer in words, whichever database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from openets.stores.door import open_store
from tests.web.conftest import served
from tests.web.reading import Reader


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare_pages(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reader]:
    """The site over empty books of either engine."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_books") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    store = open_store(address, create=True)
    with served(address):
        yield Reader()
    store.connection.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", ["%00", "AT_1%00", "%0A", "%1F%7F", "%C2%85"])
def test_a_key_that_cannot_be_printed_is_not_found(bare_pages: Reader, key: str) -> None:
    for room in ("installations", "accounts", "transactions", "states", "sectors"):
        assert "There is nothing here" in bare_pages.get(f"/{room}/{key}/", 404).text
    for address in (f"/verify/{key}.jsonl", f"/charts/{key}.svg"):
        assert bare_pages.ask(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/installations/", ["q", "member_state", "sector", "letter", "year", "kind", "sort", "page", "format"]),
        ("/accounts/", ["q", "registry", "type", "status", "sort"]),
        ("/transactions/", ["registry", "type", "unit", "account", "since", "until", "reconstructed"]),
        ("/states/", ["q", "sector", "year"]),
        ("/sectors/", ["q", "member_state", "year"]),
        ("/compliance/differences/", ["member_state", "sector", "year", "cause"]),
        ("/history/", ["q", "type", "unit", "since", "until"]),
        ("/checks/", ["q", "type", "source_seen"]),
        ("/search", ["q"]),
        ("/charts/years.svg", ["member_state", "sector", "width"]),
        ("/charts/states.csv", ["year"]),
        ("/charts/installation.svg", ["installation"]),
        ("/charts/volumes.csv", ["registry"]),
        ("/verify/", ["format"]),
        ("/verify/manifest.json", ["upto"]),
    ],
)
def test_a_parameter_with_such_characters_is_refused(bare_pages: Reader, address: str, fields: list[str]) -> None:
    for field in fields:
        assert bare_pages.ask(f"{address}?{field}=a%00b").status_code == 400, field


NONSENSE = ("abc", "-1", "1.5", "1e5", "1" + "0" * 30, "٣", "²", "NaN", "+5", "0x10", "1_000", ".5", "22,50", "a" * 121)


@pytest.mark.parametrize("value", NONSENSE)
def test_what_if_takes_only_amounts(treaty_pages: Reader, value: str) -> None:
    for field in ("buy", "sell", "inventory", "price"):
        if (field, value) == ("price", "1.5"):
            continue
        said = treaty_pages.refused(f"/parties/ES/?{field}={quote(value)}")
        assert f"“{field}” " in said


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/parties/", ["record", "group", "sort", "page", "format"]),
        ("/parties/ES/", ["table", "format"]),
        ("/projects/", ["host", "mechanism", "scale", "status", "sort", "page", "format"]),
        ("/projects/BR2001/", ["format"]),
        ("/entities/", ["mechanism", "function", "status", "sort", "page", "format"]),
        ("/notices/", ["party", "code", "status", "sort", "page", "format"]),
        ("/paper/", ["format"]),
        ("/paper/table-1/", ["of", "format"]),
        ("/charts/paper-table-1.svg", ["width"]),
        ("/charts/party-years.svg", ["party"]),
    ],
)
def test_nonsense_is_refused_in_words(treaty_pages: Reader, address: str, fields: list[str]) -> None:
    for field in fields:
        for value in (*NONSENSE, "0", "1000000000", "a\x00b", "' OR 1=1 --"):
            answer = treaty_pages.ask(f"{address}?{field}={quote(value)}")
            assert answer.status_code == 400, (address, field, value)
            assert b"cannot be answered" in answer.content


@pytest.mark.parametrize("address", ["/", "/accounts/", "/api/v1/accounts", "/no/such/page/"])
def test_more_parameters_than_anything_asks_for_are_a_bad_request(bare_pages: Reader, address: str) -> None:
    answer = bare_pages.ask(f"{address}?" + "&".join(f"q{number}=1" for number in range(1_001)))
    assert answer.status_code in (200, 400, 404)
    assert answer.status_code == 400 or address in ("/", "/no/such/page/")
    if answer.status_code == 400:
        assert "more than 1,000 parameters" in answer.content.decode()
