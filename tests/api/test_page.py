"""The page ``/api/``: every address in the house's look, without a script, a login or anything of another host."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from tests.api.asking import Asker, operations, questions
from tests.web.reading import Reader


def test_the_addresses_list_themselves(api: Asker) -> None:
    answer = api.ask("/api/v1/")
    assert (answer.status_code, bool(answer["ETag"])) == (200, True)
    told = answer.json()
    assert [each["address"] for each in told["addresses"]] == list(operations())
    assert all(each["says"] for each in told["addresses"])


def test_it_lists_every_address_with_what_can_be_asked(api: Asker) -> None:
    page = Reader().get("/api/")
    assert page.h1 == "API"
    assert page.title == "API · OpenETS"
    for path, operation in operations().items():
        assert path in page.text
        assert operation["summary"] in page.text
        asked = {each["name"] for each in questions(path)} - {"limit", "cursor"}
        tables = [
            rows
            for caption, rows in zip(page.captions, page.tables, strict=True)
            if caption.endswith(operation["summary"])
        ]
        assert {row[0] for rows in tables for row in rows[1:]} == asked


def test_its_links_and_examples_answer(api: Asker) -> None:
    page = Reader().get("/api/")
    addresses = [address for _, address in page.links if address.startswith("/api/")]
    assert "/api/openapi.json" in addresses
    lists = [path for path in operations() if "{" not in path]
    assert {address.partition("?")[0] for address in addresses} >= set(lists)
    for address in addresses:
        assert api.ask(address).status_code == 200, address
    (example,) = re.findall(r"curl '([^']+)'", unescape(page.source))
    assert len(api.get(example)["items"]) == 2


def test_the_kinds_of_problems_have_their_places(api: Asker) -> None:
    page = Reader().get("/api/")
    ids = {given.get("id") for _, given in page.tags}
    for address in ("/api/v1/accounts/x", "/api/v1/accounts?limit=x", "/api/v1/accounts?cursor=x"):
        assert api.ask(address).json()["type"].partition("#")[2] in ids


def test_it_needs_no_script_and_nothing_of_another_host(api: Asker) -> None:
    page = Reader().get("/api/")
    assert not page.all("script")
    assert not page.all("style")
    loaded = [given.get(name, "") for tag, given in page.tags if tag != "a" for name in ("src", "href", "srcset")]
    assert not [address for address in loaded if "//" in address]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    assert len(page.captions) == len(page.tables)
    assert all(given.get("scope") in ("col", "row") for given in page.all("th"))


def test_every_page_leads_to_it(api: Asker) -> None:
    assert Reader().get("/").link("API") == "/api/"


def test_it_can_only_be_read(api: Asker) -> None:
    assert api.ask("/api/", "post").status_code == 405
    assert api.ask("/api", "get")["Location"] == "/api/"


def test_synthetic_books_say_so_here_too(api: Asker) -> None:
    assert Reader().get("/api/").text.count("These books hold synthetic installations") == 1
