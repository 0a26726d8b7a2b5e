"""Every page of a list × every filter that its view declares × nonsense: an answer in words and never a guess."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from openets.laws.reading import read_law
from openets.stores.door import open_store
from tests.web.reading import Reader

open_store("sqlite-memory:everyfilter", create=True)

from openets.views.accounts import ACCOUNTS  # noqa: E402 - only after Django has read its settings
from openets.views.codes import CHECKS  # noqa: E402
from openets.views.entities import ENTITIES  # noqa: E402
from openets.views.history import HISTORY  # noqa: E402
from openets.views.installations import INSTALLATIONS  # noqa: E402
from openets.views.law import books_at  # noqa: E402
from openets.views.letters import DIFFERENCES  # noqa: E402
from openets.views.notices import NOTICES  # noqa: E402
from openets.views.operators import OPERATORS  # noqa: E402
from openets.views.parties import PARTIES  # noqa: E402
from openets.views.projects import PROJECTS  # noqa: E402
from openets.views.totals import SECTORS, STATES  # noqa: E402
from openets.views.transactions import TRANSACTIONS  # noqa: E402
from openets.views.view import Filter, FilterKind, View  # noqa: E402

LISTS: list[tuple[str, View[Any]]] = [
    ("/accounts/", ACCOUNTS),
    ("/transactions/", TRANSACTIONS),
    ("/installations/", INSTALLATIONS),
    ("/operators/", OPERATORS),
    ("/states/", STATES),
    ("/sectors/", SECTORS),
    ("/compliance/differences/", DIFFERENCES),
    ("/history/", HISTORY),
    ("/checks/", CHECKS),
    ("/parties/", PARTIES),
    ("/notices/", NOTICES),
    ("/projects/", PROJECTS),
    ("/entities/", ENTITIES),
]
EVERY_LIST = pytest.mark.parametrize(("address", "view"), LISTS, ids=[address for address, _ in LISTS])
UNREADABLE = ("a\x00b", "\x1b[31m", "x" * 121)
SENSELESS = {
    FilterKind.DAY: (*UNREADABLE, "yesterday", "2005-02-30", "20050228", "٢٠٠٥-٠١-٠١", "-1"),
    FilterKind.CHOICE: (*UNREADABLE, "NOWHERE", "%", "' OR 1=1 --", "1e5"),
    FilterKind.YEAR: (*UNREADABLE, "1066", "-1", "MMV", "2005.0"),
    FilterKind.TEXT: UNREADABLE,
}
MARKUP = "\"><script>alert('1')</script>"


def kind_of(each: Filter) -> FilterKind:
    return FilterKind.CHOICE if each.choices is not None and each.kind is FilterKind.TEXT else each.kind


@EVERY_LIST
def test_a_filter_that_makes_no_sense_is_refused_and_named(treaty_pages: Reader, address: str, view: View[Any]) -> None:
    asked = [each for each in view.filters if each.label]
    assert asked
    for each in asked:
        for value in SENSELESS[kind_of(each)]:
            said = treaty_pages.refused(f"{address}?{each.name}={quote(value)}")
            assert f"“{each.name}”" in said, (each.name, value)


@EVERY_LIST
@pytest.mark.parametrize("value", ["colour", "-", "--id", "id;", "x" * 121, "\x00", "ID"])
def test_an_order_that_a_list_does_not_have_is_refused_with_those_it_has(
    treaty_pages: Reader, address: str, view: View[Any], value: str
) -> None:
    said = treaty_pages.refused(f"{address}?sort={quote(value)}")
    assert "“sort” " in said or ", ".join(view.sorts) in said


@EVERY_LIST
def test_what_somebody_types_is_shown_as_text_and_finds_only_what_holds_it(
    treaty_pages: Reader, address: str, view: View[Any]
) -> None:
    """Markup stays words, and the signs of a database's patterns are only signs."""
    free = [each for each in view.filters if each.label and each.choices is None and each.kind is FilterKind.TEXT]
    for each in free:
        answer = treaty_pages.ask(f"{address}?{each.name}={quote(MARKUP)}")
        assert answer.status_code in (200, 400)
        assert b"<script>alert" not in answer.content
        for sign in ("%", "_", "\\", "*", "[", "("):
            assert treaty_pages.ask(f"{address}?{each.name}={quote(sign)}").status_code in (200, 400), sign


@EVERY_LIST
def test_a_filter_left_blank_asks_for_nothing(treaty_pages: Reader, address: str, view: View[Any]) -> None:
    blank = "&".join(f"{each.name}=%20" for each in view.filters if each.label and each.default is None)
    assert treaty_pages.csv(f"{address}?format=csv&{blank}") == treaty_pages.csv(f"{address}?format=csv")


@EVERY_LIST
def test_the_form_offers_what_the_view_declares(treaty_pages: Reader, address: str, view: View[Any]) -> None:
    page = treaty_pages.get(address)
    offered = {given["name"] for tag in ("input", "select") for given in page.all(tag) if "name" in given}
    assert {each.name for each in view.filters if each.label} <= offered


def test_every_choice_that_a_view_offers_is_one_that_its_page_takes(treaty_pages: Reader, treaty: str) -> None:
    with books_at("default", read_law("eu_ets")):
        offered = [
            (address, each.name, value)
            for address, view in LISTS
            for each in view.filters
            if each.label and each.choices is not None
            for value, _ in list(each.choices())[:5]
        ]
    assert len(offered) > 30
    for address, name, value in offered:
        assert treaty_pages.ask(f"{address}?{name}={quote(value)}").status_code == 200, (address, name, value)
