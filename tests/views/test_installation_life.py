"""What has become of an installation is shown alike on pages, by the interface, on the command line and in Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

import openets
from openets.stores.door import open_store
from tests.api.asking import Asker
from tests.ets import MISUSED, done, ets
from tests.session import Office
from tests.stories import a_plant_changes_hands
from tests.web.conftest import served
from tests.web.reading import Reader


class Books(NamedTuple):
    """Where the books are, and the accounts that AT_1 had, one after the other."""

    address: str
    accounts: tuple[str, str, str]


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('life') / 'books.db'}"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def books(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Books:
    if request.param == "sqlite":
        address = request.getfixturevalue("on_sqlite")
    else:
        from tools import postgres

        address = postgres.new_database(request.getfixturevalue("postgres_server"))
    store = open_store(address, create=True)
    accounts = a_plant_changes_hands(Office(store))
    store.connection.close()  # type: ignore[attr-defined]
    return Books(address, accounts)


@pytest.fixture
def pages(books: Books) -> Iterator[Reader]:
    with served(books.address):
        yield Reader()


@pytest.fixture
def api(books: Books) -> Iterator[Asker]:
    with served(books.address):
        yield Asker()


def operators(books: Books) -> list[dict[str, Any]]:
    """Who operated AT_1, as data."""
    names = ("Operator of AT_1", "Zweite Söhne AG", "Dritte GmbH")
    days = (None, "2006-03-25", "2006-05-02", None)
    return [
        {"operator": name, "account": account, "since": days[number], "until": days[number + 1]}
        for number, (name, account) in enumerate(zip(names, books.accounts, strict=True))
    ]


def test_the_page_shows_the_operators_over_time(books: Books, pages: Reader) -> None:
    page = pages.get("/installations/AT_1001/")
    table = next(rows for rows in page.tables if rows and rows[0][:2] == ["Operator", "Account"])
    assert [row[0] for row in table[1:]] == ["Operator of AT_1", "Zweite Söhne AG", "Dritte GmbH"]
    assert [row[1] for row in table[1:]] == list(books.accounts)
    assert [row[2] for row in table[1:]][1:] == ["2006-03-25", "2006-05-02"]
    assert "Earlier numbers AT_1 " in f"{' '.join(page.text.split())} "
    assert page.link("AT_2") == "/installations/AT_2/"
    assert "Former account" in page.text


def test_an_old_number_leads_to_the_page_with_what_was_asked(pages: Reader) -> None:
    for asked in ("", "?as_of=2006-07-01", "?format=csv&as_of=2006-07-01"):
        answer = pages.ask(f"/installations/AT_1/{asked}")
        assert (answer.status_code, answer["Location"]) == (302, f"/installations/AT_1001/{asked}")
    pages.get("/installations/AT_99/", 404)


def test_as_of_a_day_it_is_what_was_known_of_it(pages: Reader) -> None:
    answer = pages.ask("/installations/AT_1001/?as_of=2006-04-15")
    assert answer["Location"] == "/installations/AT_1/?as_of=2006-04-15"
    page = pages.get("/installations/AT_1/?as_of=2006-04-15")
    assert "Zweite Söhne AG" in page.text
    assert "AT_1001" not in page.text
    table = next(rows for rows in page.tables if rows and rows[0][:2] == ["Operator", "Account"])
    assert len(table) == 3


def test_what_was_merged_or_closed_says_so(pages: Reader) -> None:
    merged = pages.get("/installations/AT_2/")
    assert "Merged on 2006-07-01 into AT_1" in " ".join(merged.text.split())
    assert merged.link("AT_1") == "/installations/AT_1/"
    assert "Closed on 2006-08-01." in pages.get("/installations/AT_4/").text
    assert "Operators over time" in pages.get("/installations/AT_3/").text, "the other one's operator took it"
    assert "Operators over time" not in pages.get("/installations/AT_2/").text


def test_the_page_of_a_former_account_leads_to_its_successor(books: Books, pages: Reader) -> None:
    page = pages.get(f"/accounts/{books.accounts[0]}/")
    assert "Its installation was handed over on 2006-03-25" in page.text
    assert page.link(books.accounts[2]) == f"/accounts/{books.accounts[2]}/"
    assert "handed over" not in pages.get(f"/accounts/{books.accounts[2]}/").text
    assert pages.csv("/accounts/?format=csv&q=AT_1001")[0]["until"] == "2006-03-25"


def test_search_finds_it_by_every_number(pages: Reader, api: Asker) -> None:
    for text in ("AT_1001", "at_1001", "1001"):
        assert "Plant AT_1" in pages.get(f"/installations/?q={text}").text
        assert "Plant AT_1" in pages.get(f"/search?q={text}").text
        assert [row["id"] for row in api.items(f"/api/v1/installations?q={text}")] == ["AT_1"]
        assert len(api.items(f"/api/v1/accounts?q={text}")) == 3
    assert [row["id"] for row in api.items("/api/v1/installations?q=AT_99")] == []


def test_interface_command_line_and_python_say_the_same(books: Books, api: Asker) -> None:
    told = api.get("/api/v1/installations/AT_1001")
    assert told == api.get("/api/v1/installations/AT_1")
    assert (told["id"], told["number"], told["numbers"], told["status"]) == (
        "AT_1", "AT_1001", ["AT_1", "AT_1001"], "operating",
    )  # fmt: skip
    assert told["operators"] == operators(books)
    assert [each["installation"] for each in told["absorbed"]] == ["AT_2", "AT_3"]
    for number in ("AT_1", "AT_1001"):
        assert done(ets("installation", "show", number, "--json", store=books.address)) == told
    text = ets("installation", "show", "AT_1001", store=books.address).out
    assert "Zweite Söhne AG" in text
    assert "AT_1" in [row["id"] for row in done(ets("installation", "list", "--json", store=books.address))]


def test_of_a_merged_one_the_interface_says_into_what(api: Asker) -> None:
    told = api.get("/api/v1/installations/AT_2")
    assert (told["status"], told["into"], told["closed_on"]) == ("merged", "AT_1", "2006-07-01")
    assert api.get("/api/v1/installations/AT_4")["into"] is None


def test_as_of_an_early_day_the_interface_knows_one_operator(books: Books, api: Asker) -> None:
    told = api.get("/api/v1/installations/AT_1001?as_of=2006-03-31")
    assert (told["number"], told["status"]) == ("AT_1", "operating")
    assert [each["operator"] for each in told["operators"]] == ["Operator of AT_1"]
    typed = done(ets("installation", "show", "AT_1", "--as-of", "2006-03-31", "--json", store=books.address))
    assert typed == told


def test_an_account_is_shown_on_the_command_line(books: Books, api: Asker) -> None:
    first = books.accounts[0]
    typed = done(ets("account", "show", first, "--json", store=books.address))
    assert typed == api.get(f"/api/v1/accounts/{first}")
    assert typed["until"] == "2006-03-25"
    unknown = ets("account", "show", "AT-120-99-0-53", store=books.address)
    assert (unknown.code, "is not known" in unknown.error) == (MISUSED, True)
    assert ets("installation", "show", "AT_99", store=books.address).code == MISUSED


def test_the_years_stay_with_the_installation(books: Books) -> None:
    rows = openets.connect(books.address).years("AT_1001").rows()
    assert [(row.year, row.planned, row.verified) for row in rows] == [(2005, 100, 80), (2007, 100, None)]


# ---- typed, from beginning to end ----------------------------------------------------------------


def test_a_plant_is_sold_merged_and_renumbered_by_commands(tmp_path: Any) -> None:
    address = f"sqlite:///{tmp_path / 'books.db'}"
    done(ets("init", "--json", store=address))
    done(ets("open-registry", "AT", "--json", store=address))
    for key in ("AT_1", "AT_2"):
        done(ets("open-account", "AT", "Plant", "--installation", key, "--json", store=address))
    refused = ets("open-account", "AT", "New AG", "--installation", "AT_1", store=address)
    assert "it gets another by being handed over" in refused.error
    done(ets("installation", "hand-over", "AT_1", "--holder", "New AG", "--on", "2026-01-05", "--json", store=address))
    again = ets("installation", "hand-over", "AT_1", "--keep-account", "--holder", "B", store=address)
    assert "AT_1: handed over" in again.out
    done(ets("installation", "renumber", "AT_1", "AT_1001", "--json", store=address))
    done(ets("installation", "merge", "AT_2", "AT_1001", "--takes-duties", "--json", store=address))
    done(ets("installation", "close", "AT_1001", "--json", store=address))
    told = done(ets("installation", "show", "AT_1", "--json", store=address))
    assert (told["status"], [each["operator"] for each in told["operators"]]) == ("closed", ["Plant", "New AG", "B"])
    assert "P-1031" in ets("installation", "close", "AT_1", store=address).error
    own = told["operators"][-1]["account"]
    done(ets("account", "close", own, "--on", "2026-02-01", "--json", store=address))
    assert done(ets("account", "show", own, "--json", store=address))["status"] == "closed"
    done(ets("account", "reopen", own, "--json", store=address))
    done(ets("account", "block", own, "--json", store=address))
    assert done(ets("account", "show", own, "--json", store=address))["blocked"] is True
    done(ets("account", "release", own, "--json", store=address))
    assert done(ets("verify", "--json", store=address))["entries"]
