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


@pytest.mark.parametrize("wanted", ["DE_1", "de-1", "De1", "DE_01"])
def test_an_id_may_be_written_as_people_write_it(pages: Reader, wanted: str) -> None:
    assert pages.get(f"/search?q={wanted}").link("Elm Cement") == "/installations/DE_1/"


@pytest.mark.parametrize("wanted", ["cement lime", "lime  CEMENT"])
def test_words_may_come_in_any_order(pages: Reader, wanted: str) -> None:
    assert pages.get(f"/search?q={wanted}").link("Cement and lime") == "/sectors/cement-and-lime/"


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


def test_it_finds_projects_by_number_title_and_host(treaty_pages: Reader) -> None:
    for wanted in ("BR2001", "br2001", "reforest", "brazil"):
        page = treaty_pages.get(f"/search?q={wanted}")
        assert page.link("BR2001") == "/projects/BR2001/", wanted
    page = treaty_pages.get("/search?q=wind+china")
    assert "Wind farm synthetic" in page.column("Title")
    all_of_them = next(address for said, address in page.links if said.startswith("All "))
    assert all_of_them == "/projects/?q=wind+china"
    assert treaty_pages.get(all_of_them).column("Project")[0] == "CN1001"


def test_it_finds_parties_by_name_and_code(treaty_pages: Reader) -> None:
    for wanted in ("spain", "es", "ES"):
        page = treaty_pages.get(f"/search?q={wanted}")
        assert page.link("Spain") == "/parties/ES/", wanted
    assert "Spain ES synthetic" in page.text
    assert page.link("notifications to it") == "/notices/?party=ES"
    page = treaty_pages.get("/search?q=ukraine")
    assert page.link("projects that it hosts") == "/projects/?host=UA"
    assert "notifications to it" not in page.text


def test_a_party_that_is_not_on_record_is_found_too(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/search?q=monaco")
    assert page.link("Monaco") == "/parties/MC/"
    assert "Monaco MC synthetic" not in page.text


def test_it_finds_notifications_by_number_project_and_words(treaty_pages: Reader) -> None:
    for wanted in ("itl2", "BR2001", "impending+expiry"):
        page = treaty_pages.get(f"/search?q={wanted}")
        assert page.link("ITL2") == "/notices/ITL2/", wanted
    assert "ITL2" not in treaty_pages.get("/search?q=itl1").text


def test_it_finds_operational_entities(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/search?q=second")
    assert page.link("SECOND") == "/entities/SECOND/"
    assert page.column("Name") == ["Second Verifiers (invented) synthetic"]


def test_the_form_of_every_page_finds_a_party(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/projects/")
    (form,) = [given for given in page.all("form") if given.get("role") == "search"]
    assert form["action"] == "/search"
    assert treaty_pages.get(f"{form['action']}?q=Japan").link("Japan") == "/parties/JP/"


def test_an_account_is_found_without_its_hyphens(pages: Reader, registry: Registry) -> None:
    run_together = registry.plant.replace("-", "")
    for wanted in (run_together, run_together.lower()):
        assert pages.get(f"/search?q={wanted}").link(registry.plant) == f"/accounts/{registry.plant}/"
        assert len(pages.csv(f"/accounts/?format=csv&q={wanted}")) == 1
        assert len(pages.csv(f"/transactions/?format=csv&account={wanted}")) > 0
        assert pages.ask(f"/accounts/{wanted}/")["Location"] == f"/accounts/{registry.plant}/"
    wrong = f"{run_together[:-1]}{(int(run_together[-1]) + 1) % 10}"
    assert "Nothing is called" in pages.get(f"/search?q={wrong}").text


@pytest.mark.parametrize(("wanted", "meant"), [("doanu", "Donau"), ("Krafwerk", "Kraftwerk"), ("cemment", "Cement")])
def test_it_says_what_was_meant(pages: Reader, wanted: str, meant: str) -> None:
    page = pages.get(f"/search?q={wanted}")
    assert "Did you mean" in page.text
    assert "Nothing is called" not in pages.get(page.link(meant)).text


def test_what_is_offered_finds_something_on_the_day_that_is_shown(pages: Reader) -> None:
    assert "Did you mean" in pages.get("/search?q=doanu&as_of=2006-04-10").text
    assert "Did you mean" not in pages.get("/search?q=doanu&as_of=1990-01-01").text
    assert "Did you mean" not in pages.get("/search?q=xyzzyqq").text


def test_a_search_of_the_interface_says_the_same(pages: Reader) -> None:
    from tests.api.asking import Asker

    found = Asker().get("/api/v1/search?q=fabrik")
    assert found["counts"] == {"installations": 60, "accounts": 60}
    assert len(found["installations"]) == 10
    assert Asker().get("/api/v1/search?q=doanu")["did_you_mean"][0] == "Donau"
    assert Asker().get("/api/v1/search")["counts"] == {}
