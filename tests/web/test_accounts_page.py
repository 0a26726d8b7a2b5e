"""The list of accounts."""

from __future__ import annotations

import pytest

from tests.web.conftest import Registry
from tests.web.reading import Reader


def test_it_shows_accounts_and_their_units(pages: Reader, registry: Registry) -> None:
    page = pages.get("/accounts/?q=donau")
    assert page.column("Account") == [registry.plant]
    assert page.column("Units") == ["500"]
    assert page.link(registry.plant) == f"/accounts/{registry.plant}/"


@pytest.mark.parametrize(
    ("question", "number"),
    [("registry=DE&type=120", 1), ("type=120", 63), ("status=blocked", 1), ("status=closed", 0), ("q=minett", 60)],
)
def test_it_filters(pages: Reader, question: str, number: int) -> None:
    assert len(pages.csv(f"/accounts/?format=csv&{question}")) == number


def test_it_marks_what_is_blocked_or_synthetic(pages: Reader) -> None:
    assert pages.get("/accounts/?status=blocked").column("Name") == ["=1+1 blocked"]
    assert pages.get("/accounts/?q=elm").column("Name") == ["Elm Cement synthetic"]
    assert [row["synthetic"] for row in pages.csv("/accounts/?format=csv&q=elm")] == ["true"]


def test_it_sorts_and_pages(pages: Reader) -> None:
    page = pages.get("/accounts/?type=120&sort=-name")
    assert page.column("Name")[0] == "Fabrik 60"
    assert len(pages.get("/accounts/" + page.link("2")).column("Name")) == 13


@pytest.mark.parametrize("question", ["type=999", "registry=XX", "status=asleep", "sort=units", "page=99"])
def test_a_question_without_sense_is_refused(pages: Reader, question: str) -> None:
    assert "cannot be answered" in pages.refused(f"/accounts/?{question}")
