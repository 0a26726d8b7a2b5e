"""The register of projects: the list with its filters, and one project with its cycle. No script can run here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from openets.commands.projects.issue import issue
from openets.commands.projects.steps import withdraw
from openets.engine.steps import TakeStep
from openets.importing.cdm.import_list import import_list
from openets.importing.cdm.rows import FIRST_NUMBER
from openets.stores.door import open_store
from tests.engine.test_projects_list import FARM, write
from tests.projects.specimen import BOILER_HOUSE, PLANTATION, WIND_FARM
from tests.projects.stories import accredited, registered, requested
from tests.projects.test_cdm_list import ROW
from tests.session import Office, must
from tests.web.conftest import served
from tests.web.reading import Page, Reader

LISTED = f"CN{FIRST_NUMBER + 1}"
MANY = 60


class Books(NamedTuple):
    address: str
    issuance: str


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """A wind farm with units, a synthetic forest, a withdrawn farm, a boiler house, and a public list."""
    folder = tmp_path_factory.mktemp("projects")
    address = f"sqlite:///{folder / 'books.db'}"
    office = Office(open_store(address, create=True), "2010-01-15")
    accredited(office)
    registered(office, "CN1234")
    requested(office, "CN1234", 30_000)
    reference = must(issue(office.session, project="CN1234", quantity=25_000, request="i1"))
    registered(office, "UG5", {**PLANTATION, "synthetic": True, "title": "<b>Forest</b>"})
    registered(office, "CN7", {**WIND_FARM, "title": "Never built"})
    must(withdraw(office.session, project="CN7", reason="No turbines came", request="w1"))
    office.registry("CZ")
    boiler = {name: value for name, value in BOILER_HOUSE.items() if name != "mechanism"}
    must(
        office.step(
            *("CZ", "project", "CZ77", "design"),
            **{**boiler, "mechanism": "JI track 1", "installations": ["CZ_55"], "on": "2007-06-01"},
        )
    )
    rows = [{**ROW, "Project ID": f"IGES{number:05}"} for number in range(100, 100 + MANY)]
    import_list(office.session, write(folder / "list.csv", FARM, *rows))
    return Books(address, reference)


@pytest.fixture
def site(books: Books) -> Iterator[Reader]:
    with served(books.address):
        yield Reader()


def test_the_list_shows_every_project_and_marks_what_is_no_real_one(site: Reader) -> None:
    page = site.get("/projects/")
    assert page.h1 == "Projects"
    assert page.column("Project")[:2] == ["CN1234", "CN7"]
    assert f"{MANY + 1} of {MANY + 5} projects come from the IGES CDM Project Database" in page.text
    page = site.get("/projects/?q=forest")
    assert page.column("Title") == ["<b>Forest</b> synthetic"]
    assert site.get(f"/projects/?q={LISTED}").column("Title")[0].endswith("imported")


@pytest.mark.parametrize(
    ("question", "keys"),
    [
        ("q=never+built", ["CN7"]),
        ("q=iges00001", [LISTED]),
        ("host=CZ", ["CZ77"]),
        ("mechanism=JI+track+1", ["CZ77"]),
        ("status=withdrawn", ["CN7"]),
        ("host=CN&methodology=acm", ["CN1234", "CN7"]),
        ("methodology=AR-", ["UG5"]),
        ("mechanism=CDM&scale=large&sort=-certified", ["CN1234", "CN7", "UG5"]),
        ("host=CN&sort=title", [LISTED, "CN7", "CN1234"]),
        ("q=nothing+like+it", []),
    ],
)
def test_filters_and_orders(site: Reader, question: str, keys: list[str]) -> None:
    page = site.get(f"/projects/?{question}")
    assert (page.column("Project") if page.tables else []) == keys


@pytest.mark.parametrize("question", ["mechanism=AIJ", "host=XX", "status=no", "sort=colour", "page=99", "page=x"])
def test_a_question_that_makes_no_sense_is_answered_in_words(site: Reader, question: str) -> None:
    assert site.refused(f"/projects/?{question}")


def test_the_list_has_pages_and_is_sent_whole_as_csv(site: Reader) -> None:
    assert len(site.get("/projects/?page=2").tables[0]) == 1 + MANY + 5 - 50
    rows = site.csv("/projects/?format=csv")
    assert len(rows) == MANY + 5
    known = {row["id"]: row for row in rows}
    assert (known["CN1234"]["certified"], known["CN1234"]["issued"], known["CN1234"]["imported"]) == (
        *("30000", "25000", "false"),
    )
    assert (known[LISTED]["list_issued"], known[LISTED]["imported"]) == ("285756", "true")
    assert known["UG5"]["synthetic"] == "true"


def test_a_change_is_seen_at_once(books: Books, site: Reader) -> None:
    assert site.get("/projects/?q=CZ77").column("Status") == ["designed"]
    office = Office(open_store(books.address), "2010-01-16")
    told = {"grounds": ["barriers"], "argument": "x"}
    must(office.session.one(TakeStep("CZ", "project", "CZ77", "state additionality", json.dumps(told), "web:1")))
    assert site.get("/projects/?q=CZ77").column("Status") == ["additionality stated"]


def test_a_project_shows_its_numbers_its_units_and_its_cycle(books: Books, site: Reader) -> None:
    page = site.get("/projects/CN1234/")
    assert page.h1 == "Zhangbei wind farm"
    periods, _, story = page.tables
    assert periods[1][:3] == ["1", "2008-01-01", "2008-12-31"]
    assert periods[1][6:8] == ["30,000", "30,000"]
    assert [row[1] for row in story[1:]] == [
        *("design", "state additionality", "approve", "approve", "validate", "register"),
        *("monitor", "verify", "request issuance", "issued"),
    ]
    assert all(row[-1].startswith("CDM") for row in story[1:]), "every step names its journal entry"
    assert page.link(books.issuance) == f"/transactions/{books.issuance}/"
    assert "CN-5-0-1-25000-1-1-CN1234" in page.text
    assert "May be issued now: 5,000 CER, 100 of them (2 %) for the Adaptation Fund" in page.text
    assert "Under the European Union Emissions Trading Scheme" in page.text
    assert "computed again for this page: it follows" in page.text


def test_a_projects_tables_are_sent_as_csv(site: Reader) -> None:
    (period,) = site.csv("/projects/CN1234/?format=csv&table=periods")
    assert (period["certified"], period["issued"], period["synthetic"]) == ("30000", "25000", "false")
    years = site.csv("/projects/CN1234/?format=csv&table=years")
    assert [row["year"] for row in years] == [str(year) for year in range(2008, 2015)]


def test_an_imported_project_says_what_it_is(site: Reader) -> None:
    page = site.get(f"/projects/{LISTED}/")
    assert "The list has no dates" in page.text
    assert "none of these units are in these books" in page.text
    assert "285,756" in page.text
    assert "486556.5616438356" in page.text
    assert "No further step can be taken." in page.text
    assert "not known" in page.text or "not usable" in page.text


def test_a_withdrawn_project_says_why(site: Reader) -> None:
    page = site.get("/projects/CN7/")
    assert "This project is withdrawn" in page.text
    assert "No turbines came" in page.text
    assert "under a new number only" in page.text


def test_a_synthetic_forest_is_marked_and_its_text_is_text(site: Reader) -> None:
    page = site.get("/projects/UG5/")
    assert page.h1 == "<b>Forest</b> synthetic"
    assert "made up for demonstration" in page.text
    assert "land-use change and forestry are excluded" in page.text


def test_double_counting_is_warned_of(site: Reader) -> None:
    page = site.get("/projects/CZ77/")
    assert "as many allowances must be cancelled or set aside" in page.text
    assert page.link("CZ_55") == "/installations/CZ_55/"


@pytest.mark.parametrize("address", ["/projects/CN99/", "/projects/cn1234/"])
def test_a_project_that_is_not_there(site: Reader, address: str) -> None:
    site.get(address, 404)


@pytest.mark.parametrize(
    "address", ["/projects/", "/projects/CN1234/", "/projects/UG5/", "/projects/CN7/", f"/projects/{LISTED}/"]
)
def test_pages_are_well_made_and_load_nothing_from_elsewhere(site: Reader, address: str) -> None:
    page: Page = site.get(address)
    assert len(page.all("h1")) == 1
    ids = [given["id"] for _, given in page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    assert not page.all("script")
    assert all(not given.get("src", "").startswith("http") for _, given in page.tags)


def test_empty_books_say_so(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'empty.db'}"
    open_store(address, create=True)
    with served(address):
        assert "No project is on record." in Reader().get("/projects/").text


def test_serial_numbers_that_are_not_shown_are_counted(treaty_pages: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is cut says so."""
    from openets.views.blocks import moved  # needs books at hand

    monkeypatch.setattr("openets.web.projects.moved", lambda texts: moved(texts) * 2)
    monkeypatch.setattr("openets.web.projects.SHOWN_BLOCKS", 1)
    assert "The first 1 of 2 blocks. All are in the journal entry." in treaty_pages.get("/projects/BR2001/").text
