"""Operational entities: the list, and one with the projects that it judged. No script can run here."""

from __future__ import annotations

import pytest

from tests.web.reading import Reader


def test_the_list_shows_every_entity_and_marks_the_invented(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/entities/")
    assert page.h1 == "Operational entities"
    assert page.column("Name") == ["First Verifiers (invented) synthetic", "Second Verifiers (invented) synthetic"]
    assert page.column("Status") == ["accredited", "accredited"]
    assert treaty_pages.get("/projects/").link("Operational entities, which validate and verify") == "/entities/"


def test_the_list_filters_sorts_and_is_sent(treaty_pages: Reader) -> None:
    assert treaty_pages.get("/entities/?q=second").column("Entity") == ["SECOND"]
    assert treaty_pages.get("/entities/?sort=-id").column("Entity") == ["SECOND", "FIRST"]
    assert "Nothing matches" in treaty_pages.get("/entities/?status=withdrawn").text
    rows = treaty_pages.csv("/entities/?format=csv&function=verification")
    assert [(row["id"], row["mechanisms"], row["synthetic"]) for row in rows] == [
        ("FIRST", "CDM JI", "true"),
        ("SECOND", "CDM JI", "true"),
    ]


def test_an_entity_shows_what_it_may_do_and_what_it_judged(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/entities/FIRST/")
    assert page.h1 == "First Verifiers (invented) synthetic"
    assert "validation and verification" in page.text
    assert "14 Afforestation and reforestation" in page.text
    assert page.link("BR2001") == "/projects/BR2001/"
    assert "computed again for this page: it follows" in page.text


def test_a_project_leads_to_those_who_judged_it(treaty_pages: Reader) -> None:
    page = treaty_pages.get("/projects/BR2001/")
    assert page.link("FIRST") == "/entities/FIRST/"
    assert page.link("SECOND") == "/entities/SECOND/"


def test_books_without_entities_say_so(empty_pages: Reader) -> None:
    assert "No operational entity is on record" in empty_pages.get("/entities/").text
    assert "“NOBODY”" in empty_pages.get("/entities/NOBODY/", 404).text


@pytest.mark.parametrize(
    "question", ["status=lost", "mechanism=AIJ", "function=dance", "sort=scopes", "page=2", "page=0"]
)
def test_a_question_without_sense_is_refused(treaty_pages: Reader, question: str) -> None:
    assert "cannot be answered" in treaty_pages.refused(f"/entities/?{question}")
