"""What holds of every page: markup, names for those who cannot see, and nothing from elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.tidy.test_one_word import views
from tests.web.conftest import Registry
from tests.web.reading import Page, Reader

PAGES = [
    "/",
    "/states/",
    "/states/AT/",
    "/sectors/",
    "/sectors/combustion/",
    "/installations/",
    "/installations/AT_1/",
    "/installations/DE_1/?as_of=2006-04-10",
    "/operators/",
    "/operators/donau-energie-ag/",
    "/accounts/",
    "/accounts/{plant}/",
    "/transactions/",
    "/transactions/{reconstructed}/",
    "/compliance/differences/",
    "/compliance/missing/",
    "/refused/",
    "/changes/",
    "/data/",
    "/history/",
    "/checks/",
    "/glossary/",
    "/help/",
    "/search?q=a",
    "/verify/",
    "/paper/",
    "/paper/table-1/",
    "/paper/table-2/",
    "/paper/figure-1/",
    "/paper/figure-2/",
    "/paper/concentration/",
]


OF_THE_TREATY = [
    "/",
    "/parties/",
    "/parties/ES/",
    "/parties/NZ/?buy=5&sell=7&inventory=70000000&price=22.50",
    "/parties/EU/",
    "/parties/AT/",
    "/projects/",
    "/projects/BR2001/",
    "/projects/UA4001/",
    "/entities/",
    "/entities/FIRST/",
    "/notices/",
    "/notices/ITL2/",
    "/search?q=es",
    "/search?q=it",
    "/accounts/ES-100-1-0-81/",
    "/transactions/",
    "/paper/figure-3/",
    "/paper/figure-4/",
    "/api/",
]
"""Pages over the books of a commitment period."""


class Place(NamedTuple):
    """Where a page is: the books under the site, and its address."""

    reader: Reader
    address: str


@pytest.fixture(params=[*(("pages", each) for each in PAGES), *(("treaty_pages", each) for each in OF_THE_TREATY)])
def place(request: pytest.FixtureRequest, registry: Registry) -> Place:
    books, address = request.param
    return Place(request.getfixturevalue(books), address.format(**registry._asdict()))


@pytest.fixture
def page(place: Place) -> Page:
    return place.reader.get(place.address)


def test_it_has_a_language_a_title_and_one_heading(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "en"
    assert page.title.endswith("· OpenETS")
    assert len(page.all("h1")) == 1


def test_headings_skip_no_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_it_has_landmarks_and_a_way_past_them(page: Page) -> None:
    for landmark in ("header", "nav", "main", "footer"):
        assert page.all(landmark)
    assert page.link("Skip to the content") == "#main"
    assert page.all("main")[0]["id"] == "main"


def test_every_id_is_there_once_and_every_reference_finds_it(page: Page) -> None:
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    wanted = {given[name] for _, given in page.tags for name in ("for", "aria-labelledby") if name in given}
    assert wanted <= set(ids)


def test_every_field_has_a_label(page: Page) -> None:
    labelled = {given["for"] for given in page.all("label")}
    fields = [given for tag in ("input", "select") for given in page.all(tag) if given.get("type") != "hidden"]
    assert {given["id"] for given in fields} <= labelled


def test_every_table_has_a_caption_and_headings(page: Page) -> None:
    assert len(page.captions) == len(page.tables)
    assert all(page.captions)
    assert all(given.get("scope") in ("col", "row") for given in page.all("th"))


def test_every_picture_has_words_and_a_size(page: Page) -> None:
    for given in page.all("img"):
        assert given["alt"]
        assert given["width"]
        assert given["height"]


def test_nothing_comes_from_another_host(page: Page) -> None:
    names = ("src", "href", "srcset", "action")
    loaded = [given.get(name, "") for tag, given in page.tags if tag != "a" for name in names]
    assert any(loaded)
    assert not [address for address in loaded if "//" in address or ":" in address]


def test_nothing_is_styled_or_scripted_in_place(page: Page) -> None:
    assert not page.all("script")
    assert not page.all("style")
    names = {name for _, given in page.tags for name in given}
    assert not {name for name in names if name == "style" or name.startswith("on")}


def test_numbers_have_their_separators(page: Page) -> None:
    cells = [cell for table in page.tables for row in table[1:] for cell in row]
    assert not [cell for cell in cells if re.fullmatch(r"\d{5,}", cell)]


def test_every_link_of_ours_leads_somewhere(page: Page, place: Place) -> None:
    here = place.address.partition("?")[0]
    for _, address in dict.fromkeys(page.links):
        if address.startswith(("/", "?")):
            status = place.reader.ask((here if address.startswith("?") else "") + address).status_code
            assert status == 200, address


ASKED_OF_ALL = {"as_of", "on", "sort", "page", "format", "width", "limit", "bom"}
"""What every list or chart can be asked besides its filters."""
OF_SOME = {"installation", "of", "table", "buy", "sell", "inventory", "price"}
"""What blocks of an account, parts of the paper, whole files and a Party's plans can be asked."""


def test_every_link_asks_what_a_list_can_be_asked(page: Page) -> None:
    """A list says nothing of a question that it does not know, and shows everything."""
    filters = {each.name for view in views().values() for each in view.filters}
    asked = {name for _, address in page.links for name in parse_qs(urlsplit(address).query)}
    assert asked <= filters | ASKED_OF_ALL | OF_SOME


def test_every_answer_carries_the_policies(pages: Reader) -> None:
    for address in ("/", "/nothing", "/installations/?page=x", "/healthz", "/verify/AT.jsonl"):
        answer = pages.ask(address)
        policy = answer["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
