"""Pages and answers under a law that hangs from no protocol: what there is not is said, and in that law's words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import openets
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
    books = openets.connect(address, law=name, create=True)
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


def test_views_of_a_protocol_are_refused_in_words() -> None:
    books = openets.connect()._replace(law=alone())
    with pytest.raises(Misuse, match="hangs from no protocol"):
        books.parties().rows()
