"""Vintages on pages without a script, and in the interface, on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from openets.commands.projects.issue import issue
from openets.commands.units import transfer
from openets.stores.door import open_store
from tests.api.asking import Asker
from tests.engine.test_projects import VOLUNTARY
from tests.projects.stories import accredited, registered, requested
from tests.session import Office, must
from tests.web.conftest import served
from tests.web.reading import Reader


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def sold(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str, str]]:
    """Stoves earned 1,000 units of 2008 and 600 of 2009; the oldest 1,200 were sold, 300 of 2010 wait to be issued.

    Who holds the rest, who bought, and the transaction.
    """
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'books.db'}"
    office = Office(open_store(address, create=True), "2012-06-01")
    holder = office.person("AT", "Stoves Ltd")
    buyer = office.person("AT", "Airline")
    accredited(office)
    registered(office, "US9", VOLUNTARY, registry="AT")
    for year, reductions in ((2008, 1_000), (2009, 600)):
        requested(office, "US9", reductions, year)
    must(issue(office.session, project="US9", account=holder, request="both"))
    requested(office, "US9", 300, 2010)
    moved = transfer(office.session, source=holder, target=buyer, quantity=1_200, unit="VER", request="sold")
    with served(address):
        yield holder, buyer, must(moved)
    office.store.connection.close()  # type: ignore[attr-defined]


def test_an_account_shows_its_vintages_apart(sold: tuple[str, str, str]) -> None:
    _, buyer, _ = sold
    page = Reader().get(f"/accounts/{buyer}/")
    assert (page.column("Vintage"), page.column("Units")) == (["2008", "2009"], ["1,000", "200"])
    assert sorted(page.column("Vintage", 1)) == ["2008", "2009"]
    assert "the oldest vintage first" in page.text
    assert Reader().get(f"/accounts/{buyer}/?vintage=2009").column("Vintage", 1) == ["2009"]
    [row] = Reader().csv(f"/accounts/{buyer}/?format=csv&vintage=2008")
    assert (row["vintage"], row["quantity"], row["start"]) == ("2008", "1000", "1")
    assert "“vintage” cannot be “old”" in Reader().refused(f"/accounts/{buyer}/?vintage=old")


def test_a_transaction_says_which_vintages_it_took(sold: tuple[str, str, str]) -> None:
    page = Reader().get(f"/transactions/{sold[2]}/")
    assert "1,000 of 2008, 200 of 2009" in page.text
    assert "VER 2008" in page.text
    assert "VER 2009" in page.text


def test_a_project_says_what_of_which_year_was_issued_and_may_be(sold: tuple[str, str, str]) -> None:
    text = Reader().get("/projects/US9/").text
    assert "300 of vintage 2010" in text
    assert "For monitoring periods 1, 2." in text
    assert "VER 2009" in text


def test_the_interface_tells_vintages_apart(sold: tuple[str, str, str]) -> None:
    holder, buyer, transaction = sold
    api = Asker()
    blocks = api.items(f"/api/v1/accounts/{buyer}/blocks")
    assert sorted((row["vintage"], row["quantity"]) for row in blocks) == [(2008, 1_000), (2009, 200)]
    [rest] = api.items(f"/api/v1/accounts/{holder}/blocks?vintage=2009")
    assert (rest["vintage"], rest["quantity"], rest["serial"][-8:]) == (2009, 400, "US9-2009")
    assert api.items(f"/api/v1/accounts/{holder}/blocks?vintage=2008") == []
    assert "vintage" in str(api.problem(f"/api/v1/accounts/{holder}/blocks?vintage=old", 422))
    assert api.get(f"/api/v1/transactions/{transaction}")["vintages"] == {"2008": 1_000, "2009": 200}
    project = api.get("/api/v1/projects/US9")
    assert project["issuable"]["vintages"] == {"2010": 300}
    assert [(row["vintage"], row["quantity"]) for row in project["issuances"]] == [(2008, 1_000), (2009, 600)]
