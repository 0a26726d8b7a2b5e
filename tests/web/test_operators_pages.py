"""Operators and companies: one by every spelling of its name, with all its installations, years and accounts."""

from __future__ import annotations

import pytest

import openets
from openets.kernel.folding import slug
from openets.stores.door import open_store
from tests.api.asking import Asker
from tests.ets import done, ets
from tests.session import Office, must
from tests.web.conftest import LUXEMBOURG, Registry, _operator, served
from tests.web.reading import Reader

ADDRESS = "/operators/minett-sa/"


def test_the_list_has_each_with_its_figures_and_adds_up(pages: Reader) -> None:
    rows = {row["name"]: row for row in pages.csv("/operators/?format=csv")}
    assert rows["Minett SA"]["installations"] == str(LUXEMBOURG)
    assert (rows["Donau Energie AG"]["verified"], rows["Donau Energie AG"]["accounts"]) == ("5000", "1")
    whole = pages.csv("/installations/?format=csv")
    for name in ("verified", "allocated", "surrendered"):
        assert sum(int(row[name] or 0) for row in rows.values()) == sum(int(row[name] or 0) for row in whole), name
    assert sum(int(row["installations"]) for row in rows.values()) == len(whole)


def test_the_biggest_emitter_comes_first_and_filters_narrow(pages: Reader) -> None:
    assert pages.get("/operators/").column("Operator")[0] == "Donau Energie AG"
    assert pages.get("/operators/?q=MINETT").column("Operator") == ["Minett SA"]
    assert pages.get("/operators/?member_state=DE").column("Operator") == ["Elm Materials includes synthetic"]
    assert len(pages.get("/operators/?sector=combustion").column("Operator")) == 1


def test_a_page_shows_installations_years_letters_and_accounts(pages: Reader) -> None:
    page = pages.get("/operators/donau-energie-ag/")
    assert page.h1 == "Donau Energie AG"
    assert page.tables[0][1][:6] == ["2005", "1", "1", "6,000", "5,000", "5,000"]
    assert page.column("Letters") == ["A 1"]
    assert page.link("Donau Kraftwerk") == "/installations/AT_1/"
    page = pages.get(ADDRESS)
    assert "of 60" in page.text
    assert page.link("All 60") == "/accounts/?operator=minett-sa"
    assert len(pages.csv("/accounts/?format=csv&operator=minett-sa")) == LUXEMBOURG


def test_an_installation_leads_to_its_operator(pages: Reader) -> None:
    assert pages.get("/installations/AT_1/").link("Donau Energie AG") == "/operators/donau-energie-ag/"
    assert pages.get("/installations/?q=donau").link("Donau Energie AG") == "/operators/donau-energie-ag/"


def test_a_name_leads_to_the_page_of_its_key(pages: Reader) -> None:
    answer = pages.ask("/operators/MINETT%20S%C3%81/?on=2006-04-01")
    assert (answer.status_code, answer["Location"]) == (302, f"{ADDRESS}?on=2006-04-01")
    assert "No operator is called" in pages.get("/operators/nobody/", 404).text


def test_the_same_rows_from_every_side(registry: Registry) -> None:
    typed = done(ets("operators", "--json", store=registry.address))
    assert [row._asdict() for row in openets.connect(registry.address).operators()] == typed
    with served(registry.address):
        assert Asker().items("/api/v1/operators") == typed
        one = Asker().get("/api/v1/operators/Donau%20Energie%20AG")
        own = Asker().items("/api/v1/installations?operator=donau-energie-ag")
    assert (one["key"], one["years"][0]["letters"]) == ("donau-energie-ag", {"A": 1})
    assert [row["id"] for row in own] == ["AT_1"]


def test_before_the_books_began_there_were_none(pages: Reader) -> None:
    assert pages.csv("/operators/?format=csv&as_of=1990-01-01") == []


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("E.ON Bayern AG", "E.ON BAYERN  AG", "e-on bayern ag"), "e-on-bayern-ag"),
        (("Österreichische Bundesbahnen", "OSTERREICHISCHE BUNDESBAHNEN"), "osterreichische-bundesbahnen"),
        (("ΔΕΗ Α.Ε.",), "δεη-α-ε"),
        (("…", ""), ""),
    ],
)
def test_names_of_the_same_letters_are_one(names: tuple[str, ...], key: str) -> None:
    assert {slug(name) for name in names} == {key}


def test_a_very_long_name_has_a_key_that_an_address_can_hold() -> None:
    one, other = slug("x" * 240), slug("x" * 241)
    assert one != other
    assert max(len(one), len(other)) <= 120


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def spelt(request: pytest.FixtureRequest, tmp_path: object) -> str:
    """Books of either engine with one company spelt in two ways, one much like it, an aircraft operator and nobody."""
    on_postgres = request.param == "postgres"
    address = request.getfixturevalue("postgres_books") if on_postgres else f"sqlite:///{tmp_path}/books.db"
    from openets.commands.open_account import open_account
    from openets.ledger.accounts import Installation, Opening

    office = Office(open_store(address, create=True), "2012-03-01")
    _operator(office, Installation("AT_1", "AT", "Werk Süd", "Müller & Söhne AG", 1, "Wien"))
    _operator(office, Installation("AT_2", "AT", "Werk Nord", "MULLER SOHNE AG", 1, "Wien"))
    _operator(office, Installation("AT_3", "AT", "Werk West", "Mueller Söhne AG", 1, "Wien"))
    nobody = Opening("AT", "120", "Werk Ost", "Somebody", Installation("AT_4", "AT", "Werk Ost", "", 1, "Wien"))
    must(open_account(office.session, nobody, request="nobody"))
    plane = Opening(
        "AT", "100-9", "8651", "Zephyr Airways", Installation("AT_5", "AT", "8651", "Zephyr Airways", 10, "")
    )
    must(open_account(office.session, plane, request="plane"))
    office.store.connection.close()  # type: ignore[attr-defined]
    return str(address)


def test_spellings_of_the_same_letters_are_joined_and_others_named(spelt: str) -> None:
    with served(spelt):
        pages = Reader()
        page = pages.get("/operators/muller-sohne-ag/")
        rows = pages.csv("/operators/?format=csv")
        assert pages.csv("/installations/?format=csv&operator=M%C3%BCller+%26+S%C3%B6hne+AG")[0]["id"] == "AT_2"
    assert "of 2" in page.text
    assert page.link("Mueller Söhne AG") == "/operators/mueller-sohne-ag/"
    assert {row["name"]: row["installations"] for row in rows}["Not stated"] == "1"


def test_an_aircraft_operator_stands_in_order_by_its_company(spelt: str) -> None:
    with served(spelt):
        pages = Reader()
        names = pages.get("/installations/").column("Installation")
        walked = [row["name"] for row in Asker().items("/api/v1/installations?sort=name", limit=2)]
        down = [row["name"] for row in Asker().items("/api/v1/installations?sort=-name", limit=2)]
    assert names[-1] == walked[-1] == down[0] == "Zephyr Airways (8651)"
    assert sorted(walked) == sorted(down)
    assert len(walked) == 5


@pytest.mark.parametrize(
    ("wanted", "first"),
    [("AT_1", "AT_1"), ("werk", "AT_4"), ("werk nord", "AT_2"), ("zephyr", "AT_5"), ("muller sohne ag", "AT_2")],
)
def test_a_search_puts_first_what_fits_best(spelt: str, wanted: str, first: str) -> None:
    with served(spelt):
        found = Asker().get(f"/api/v1/search?q={wanted.replace(' ', '+')}")
    assert first in [row["id"] for row in found["installations"]][: 2 if wanted != "werk" else 4]
    assert found["counts"]["installations"] == len(found["installations"])
