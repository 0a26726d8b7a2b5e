"""The pages for what went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets.kernel.refusals import Unavailable
from openets.stores.door import open_store
from tests.web.conftest import served
from tests.web.reading import Page, Reader


def test_an_address_that_is_none(pages: Reader) -> None:
    page = pages.get("/nothing/here/", 404)
    assert page.h1 == "There is nothing here"
    assert page.link("Home") == "/"


def test_a_fault_of_ours_says_so_without_asking_the_books(pages: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.stores.sql import chains

    def broken(upto: int) -> None:
        raise RuntimeError("the books are gone: secret detail")

    monkeypatch.setattr(chains, "heads", broken)
    pages.client.raise_request_exception = False
    answer = pages.ask("/verify/")
    page = Page(answer.status_code, answer.content.decode())
    assert page.status == 500
    assert page.h1 == "Something went wrong"
    assert "secret" not in page.source


def test_books_that_cannot_be_used_now_ask_for_patience(pages: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    from openets.stores.sql import chains

    def busy(upto: int) -> None:
        raise Unavailable("the books are in use by another program")

    monkeypatch.setattr(chains, "heads", busy)
    answer = pages.ask("/verify/")
    page = Page(answer.status_code, answer.content.decode())
    assert (page.status, page.h1) == (503, "Not available now")
    assert "The books are in use by another program." in page.text
    assert int(answer["Retry-After"]) > 0


def test_what_makes_no_sense_under_the_law_of_the_books_is_said(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'books.db'}"
    open_store(address, create=True)
    with served(address):
        page = Reader().get("/verify/manifest.json", 400)
    assert "These books have named no law yet: there is nothing to export." in page.text


def test_a_host_that_is_not_ours_is_refused(pages: Reader) -> None:
    answer = pages.client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_a_question_without_sense_leads_back_to_its_page(pages: Reader) -> None:
    page = pages.get("/parties/?page=9", 400)
    assert "There is no page 9: this list ends at page 1." in page.text
    assert page.link("This page without the question") == "/parties/"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_are_read_only(pages: Reader, method: str) -> None:
    answer = getattr(pages.client, method)("/installations/AT_1/")
    assert answer.status_code == 405
