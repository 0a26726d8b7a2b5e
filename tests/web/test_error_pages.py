"""The pages for what went wrong."""

from __future__ import annotations

import pytest

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
