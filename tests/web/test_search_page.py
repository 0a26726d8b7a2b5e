"""Search."""

from __future__ import annotations

import pytest

from tests.web.conftest import Registry
from tests.web.reading import Reader


def test_it_finds_installations_and_accounts_by_name(pages: Reader, registry: Registry) -> None:
    page = pages.get("/search?q=donau")
    assert page.link("Donau Kraftwerk") == "/installations/AT_1/"
    assert page.link(registry.plant) == f"/accounts/{registry.plant}/"


def test_it_finds_things_by_id(pages: Reader, registry: Registry) -> None:
    assert pages.get("/search?q=DE_1").link("Elm Cement") == "/installations/DE_1/"
    assert pages.get(f"/search?q={registry.works}").link(registry.works) == f"/accounts/{registry.works}/"
    page = pages.get(f"/search?q={registry.reconstructed.lower()}")
    assert page.link(f"{registry.reconstructed} External transfer of allowances 2005-2007")
    assert "reconstructed" in page.text


def test_it_finds_states_and_sectors(pages: Reader) -> None:
    assert pages.get("/search?q=luxem").link("Luxembourg") == "/states/LU/"
    assert pages.get("/search?q=cement").link("Cement and lime") == "/sectors/cement-and-lime/"


def test_it_leads_to_all_that_it_found(pages: Reader) -> None:
    page = pages.get("/search?q=fabrik")
    assert len(page.column("Installation")) == 10
    assert page.link("All 60") == "/installations/?q=fabrik"


def test_it_says_what_ids_look_like_when_nothing_is_found(pages: Reader) -> None:
    assert "Nothing is called “<i>zz</i>”" in pages.get("/search?q=%3Ci%3Ezz%3C/i%3E").text


def test_it_asks_for_words_where_there_are_none(pages: Reader) -> None:
    assert "Write a name" in pages.get("/search").text
    assert "Write a name" in pages.get("/search?q=++").text


@pytest.mark.parametrize("question", ["q=" + "a" * 121, "q=%0Aa%07"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/search?{question}")
