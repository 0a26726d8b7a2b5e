"""Addresses with characters that no key has: an answer in words, whichever database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from openets.stores.door import open_store
from tests.web.conftest import served
from tests.web.reading import Reader


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare_pages(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Reader]:
    """The site over empty books of either engine."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
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
        ("/installations/", ["q", "state", "sector", "letter", "year", "kind", "sort", "page", "format"]),
        ("/accounts/", ["q", "registry", "type", "state", "sort"]),
        ("/transactions/", ["registry", "type", "unit", "account", "since", "until", "reconstructed"]),
        ("/states/", ["q", "sector", "year"]),
        ("/sectors/", ["q", "state", "year"]),
        ("/compliance/differences/", ["state", "sector", "year", "cause"]),
        ("/history/", ["q", "type", "unit", "since", "until"]),
        ("/checks/", ["q", "type", "verified"]),
        ("/search", ["q"]),
        ("/charts/years.svg", ["state", "sector", "width"]),
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
