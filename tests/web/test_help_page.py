"""The help and the glossary, and what leads to both from every page."""

from __future__ import annotations

import pytest

from openets.laws.reading import read_law
from openets.views import formatting
from openets.views.law import books_at
from tests.web.reading import Reader


def test_help_explains_every_letter_and_mark(pages: Reader) -> None:
    from openets.web.jinja import TAGS

    text = pages.get("/help/").text
    for letter in (*"ABCDE", "X"):
        assert f"{letter} " in text
    assert not [meaning for meaning in TAGS.values() if meaning not in text]


def test_the_glossary_has_one_meaning_for_each_word(pages: Reader) -> None:
    page = pages.get("/glossary/?q=surrender")
    assert "surrender" in page.column("Word")
    assert all("surrender" in f"{word} {meaning}".lower() for word, meaning in page.tables[0][1:])


@pytest.mark.parametrize("address", ["/", "/states/AT/", "/installations/", "/accounts/", "/checks/", "/help/"])
def test_every_page_leads_to_help_glossary_data_and_licence(pages: Reader, address: str) -> None:
    page = pages.get(address)
    leads = [page.link(words) for words in ("Help", "Glossary", "Data, sources and licence", "API")]
    assert leads == ["/help/", "/glossary/", "/data/", "/api/"]
    assert "Data as entered until 20" in page.text


def test_letters_are_explained_in_words_beside_them(pages: Reader) -> None:
    with books_at("default", read_law("eu_ets")):
        said = formatting.letters()
    for address in ("/", "/installations/", "/installations/AT_1/", "/states/AT/", "/compliance/differences/"):
        text = pages.get(address).text
        assert not [letter for letter in "ABC" if said[letter] not in text], address
