"""Every page's twin: the same as JSON, by a link in its head and one to see, with the same filters and days."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.asking import Asker, operations
from tests.web.conftest import Registry
from tests.web.reading import Page, Reader
from tests.web.test_every_page import OF_THE_TREATY, PAGES

WITHOUT = {"/api/": "its own document is linked on it", "/help/": "sentences to read, without data"}


def twins(page: Page) -> list[str]:
    return [each["href"] for each in page.all("link") if each.get("rel") == "alternate"]


@pytest.mark.parametrize(
    ("books", "address"), [*(("pages", each) for each in PAGES), *(("treaty_pages", each) for each in OF_THE_TREATY)]
)
def test_every_page_has_a_twin_that_answers(
    request: pytest.FixtureRequest, registry: Registry, books: str, address: str
) -> None:
    if address in WITHOUT:
        return
    reader: Reader = request.getfixturevalue(books)
    page = reader.get(address.format(**registry._asdict()))
    found = twins(page)
    assert found
    seen = [link for said, link in page.links if said == "JSON"]
    assert set(found) <= set(seen)
    for each in found:
        answer = reader.ask(each)
        assert answer.status_code == 200, (each, answer.content[:300])
        assert answer["Content-Type"].startswith("application/json")


LISTS = [
    ("/installations/?member_state=LU&sort=-id&page=2", {"member_state": ["LU"], "sort": ["-id"]}),
    ("/installations/?operator=minett-sa", {"operator": ["minett-sa"]}),
    ("/accounts/?q=fabrik&type=120", {"q": ["fabrik"], "type": ["120"]}),
    ("/transactions/?since=2006-04-01", {"since": ["2006-04-01"]}),
    ("/operators/?q=sa", {"q": ["sa"]}),
    ("/states/?sort=-verified", {"sort": ["-verified"]}),
]


@pytest.mark.parametrize("days", ["", "&as_of=2006-04-10", "&as_of=2006-04-10&on=2006-04-01"])
@pytest.mark.parametrize(("address", "asked"), LISTS)
def test_a_list_and_its_twin_have_the_same_rows(pages: Reader, address: str, asked: dict[str, Any], days: str) -> None:
    from urllib.parse import parse_qs, urlsplit

    (twin,) = twins(pages.get(f"{address.replace('&page=2', '')}{days}"))
    given = parse_qs(urlsplit(twin).query)
    assert given == {**asked, **parse_qs(days.removeprefix("&"))}
    shown = pages.csv(f"{address.replace('&page=2', '')}{days}&format=csv")
    rows = Asker().items(twin)
    assert len(rows) == len(shown)
    name = next(each for each in ("id", "identifier", "key", "code") if each in shown[0]) if shown else ""
    assert [row[name] for row in rows] == [row[name] for row in shown]


def test_the_lists_on_pages_of_one_thing_have_twins_too(pages: Reader, registry: Registry) -> None:
    blocks, thing = twins(pages.get(f"/accounts/{registry.plant}/?unit=EUA1&on=2006-04-01"))
    assert thing == f"/api/v1/accounts/{registry.plant}?on=2006-04-01"
    assert sum(row["quantity"] for row in Asker().items(blocks)) == 5_500
    own, _ = twins(pages.get("/operators/donau-energie-ag/"))
    assert [row["id"] for row in Asker().items(own)] == ["AT_1"]


def test_what_if_is_asked_of_the_twin(treaty_pages: Reader) -> None:
    (twin,) = twins(treaty_pages.get("/parties/NZ/?sell=7&price=22.50&other=1"))
    assert twin == "/api/v1/parties/NZ?sell=7&price=22.50"
    assert treaty_pages.ask(twin).json()["what_if"] is not None


def test_every_twin_is_an_address_of_the_document(pages: Reader) -> None:
    from openets.web.twins import TWINS, WITHIN

    known = {path.removeprefix("/api/v1/").replace("{", "").split("/")[0] for path in operations()}
    assert {each.split("/")[0].partition("?")[0] for each in (*TWINS.values(), *WITHIN.values())} <= known


@pytest.mark.parametrize(
    "address", ["/accounts/?format=csv", "/charts/years.csv?", "/installations/AT_1/?format=csv", "/verify/?format=csv"]
)
def test_every_csv_has_a_mark_on_request_alone(pages: Reader, address: str) -> None:
    plain, marked = (b"".join(pages.ask(f"{address}{more}").streaming_content) for more in ("", "&bom=1"))
    assert marked == b"\xef\xbb\xbf" + plain
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert pages.ask(f"{address}&bom=perhaps").status_code == 400
