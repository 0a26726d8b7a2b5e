"""Pages and answers under a law that hangs from no protocol: what there is not is said, and in that law's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import openets
from openets.commands.open_account import NewAccount
from openets.kernel.clock import midday
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.reading import read_law
from tests.web.conftest import served
from tests.web.reading import Reader


def alone() -> Law:
    """The European law as if it hung from nothing."""
    return replace(read_law("eu_ets"), parents=(), name="Scheme of Its Own")


@pytest.fixture
def alone_pages(empty_pages: Reader, monkeypatch: pytest.MonkeyPatch) -> Reader:
    from openets.views import law

    monkeypatch.setattr(law, "_laws", {law.books_name(): alone()})
    return empty_pages


@pytest.mark.parametrize("page", ["parties", "projects", "notices", "entities"])
def test_pages_of_a_protocol_say_why_they_are_not_there(alone_pages: Reader, page: str) -> None:
    assert "The Scheme of Its Own hangs from no protocol between States" in alone_pages.get(f"/{page}/", 404).text
    answer = alone_pages.ask(f"/api/v1/{page}")
    assert answer.status_code == 404
    assert "hangs from no protocol" in answer.json()["detail"]


@pytest.mark.parametrize(
    "address",
    ["/", "/states/", "/installations/", "/accounts/", "/transactions/", "/checks/", "/search?q=x", "/paper/"],
)
def test_all_other_pages_answer(alone_pages: Reader, address: str) -> None:
    page = alone_pages.get(address)
    assert "Parties" not in [said for said, _ in page.links]
    assert "Scheme of Its Own" in page.text


def law_pages(name: str, folder: Path) -> str:
    """New books under a law of the package, with one registry in them."""
    address = f"sqlite:///{folder / 'books.db'}"
    books = openets.connect(address, law=name, create=True).at(midday(date(1994, 1, 1)))
    books.open_registry(registry=next(iter(books.law.members.values())).registry)
    return address


@pytest.mark.parametrize("name", ["uk_ets", "us_so2", "reclaim"])
def test_every_law_of_the_package_has_its_pages_and_answers(name: str, tmp_path: Path) -> None:
    with served(law_pages(name, tmp_path)):
        pages, law = Reader(), read_law(name)
        for address in ("/", "/states/", "/sectors/", "/installations/", "/accounts/", "/transactions/", "/checks/",
                        "/compliance/differences/", "/history/", "/verify/", "/search?q=a", "/paper/"):  # fmt: skip
            assert law.name in pages.get(address).text
        asked = pages.ask("/api/v1/codes/unit-types?limit=20").json()
        codes = [each["code"] for each in asked["items"]]
        assert codes == sorted(law.terms.units)[:20]
        assert pages.ask("/api/v1/codes/notifications").json()["items"] == []


def test_new_books_name_no_year_that_they_have_not(tmp_path: Path) -> None:
    with served(law_pages("uk_ets", tmp_path)):
        for address in ("/states/", "/sectors/"):
            page = Reader().get(address)
            assert "No figures yet" in page.text
            assert "Figures of 0" not in page.text
            assert ", 0" not in page.text


def a_year_of_sulphur(folder: Path) -> str:
    """Books of the US law with one unit's 1995: 910 short tons emitted, 900 covered."""
    address = law_pages("us_so2", folder)
    books = openets.connect(address).at(midday(date(1995, 3, 1)))
    account = books.open_account(NewAccount("US", "A plant", type="unit", installation="US_1")).reference
    books.issue(registry="US", quantity=1_000, unit="SO2-1995")
    books.plan(installation="US_1", quantity=1_000, year=1995)
    books.allocate(account=account, quantity=1_000, unit="SO2-1995", year=1995)
    later = books.at(midday(date(1996, 1, 20)))
    later.report(installation="US_1", year=1995, verified=910)
    later.surrender(account=account, quantity=900, unit="SO2-1995", year=1995)
    return address


def test_figures_are_in_what_the_law_measures(tmp_path: Path) -> None:
    with served(a_year_of_sulphur(tmp_path)):
        pages = Reader()
        for address in ("/", "/states/", "/installations/", "/installations/US_1/", "/states/US/"):
            page = pages.get(address)
            assert "910" in page.text
            assert "short ton SO2" in page.text
            assert "CO₂" not in page.text
            assert "tonne" not in page.text.lower()
            assert "EUR" not in page.text
            assert "aircraft" not in page.text.lower()


@pytest.mark.parametrize("chart", ["years", "letters", "states", "sectors", "installation"])
def test_charts_are_drawn_in_what_the_law_measures_and_in_its_years(tmp_path: Path, chart: str) -> None:
    with served(a_year_of_sulphur(tmp_path)):
        drawn = Reader().ask(f"/charts/{chart}.svg?year=1995&installation=US_1")
        assert drawn.status_code == 200
        text = drawn.content.decode()
        assert "CO₂" not in text
        assert "tonne" not in text
        assert ("short ton SO2" in text) == (chart != "letters")


def test_a_penalty_that_follows_an_index_is_added_up_year_by_year(tmp_path: Path) -> None:
    """2,000 dollars of 1990 were 2,392 in 1995 and 2,454 in 1996: ten tons in 1995, fifteen more in 1996."""
    address = a_year_of_sulphur(tmp_path)
    books = openets.connect(address).at(midday(date(1997, 1, 20)))
    books.report(installation="US_1", year=1996, verified=95)
    account = str(books.accounts(type="unit").rows()[0].identifier)
    books.surrender(account=account, quantity=80, unit="SO2-1995", year=1996)
    with served(address):
        own = Reader().ask("/api/v1/installations/US_1").json()
        by_year = [Decimal(each["penalty"]) for each in own["years"] if each["penalty"]]
        assert by_year == [23_920, 36_810]
        assert [Decimal(each["amount"]) for each in own["penalties"]] == [60_730]
        assert "60,730.00 USD" in Reader().get("/installations/US_1/").text


def test_views_of_a_protocol_are_refused_in_words() -> None:
    books = openets.connect()._replace(law=alone())
    with pytest.raises(Misuse, match="hangs from no protocol"):
        books.parties().rows()
