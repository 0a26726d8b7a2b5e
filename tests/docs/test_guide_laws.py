"""The page of each law besides the first ones: its worked year runs, and its figures are those of the folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openets.laws.reading import law_names, read_law
from tests.docs.pages import ROOT, follow, run

GUIDE = ROOT / "docs" / "guide"
PAGES = {"uk_ets": "uk-ets", "us_so2": "us-so2", "reclaim": "reclaim"}


@pytest.mark.parametrize("page", PAGES.values())
def test_the_worked_year_of_a_page_is_what_the_program_says(page: str, tmp_path: Path) -> None:
    program, printed = follow(GUIDE / f"{page}.md", tmp_path)
    assert program
    assert run(program, tmp_path) == printed


def test_every_law_has_a_page() -> None:
    assert set(law_names()) == {*PAGES, "eu_ets", "kyoto"}, "a new law needs a page in docs/guide"
    listed = (ROOT / "docs" / "README.md").read_text("utf-8")
    assert all(f"guide/{page}.md" in listed for page in PAGES.values())


@pytest.mark.parametrize(("law", "page"), PAGES.items())
def test_a_page_says_the_letters_and_units_of_its_law(law: str, page: str) -> None:
    text = (GUIDE / f"{page}.md").read_text("utf-8")
    found = read_law(law)
    letters = found.letters
    rows = re.findall(r"^\| letters \| (.+) \|$", text, re.MULTILINE)
    assert all(letter in rows[0] for letter in (letters.enough, letters.short, letters.no_report))
    assert all(family in text for family in {unit.family for unit in found.terms.units.values()})


def test_the_caps_and_penalties_that_pages_name() -> None:
    uk, so2, reclaim = (read_law(law) for law in PAGES)
    assert uk.union_caps["UKA"] == 736_013_432 + 630_152_247
    assert [str(uk.penalty(year)) for year in (2021, 2030)] == ["100.00 GBP"] * 2
    assert {so2.union_caps[f"SO2-{year}"] for year in range(2000, 2010)} == {8_950_000}
    assert str(so2.penalty(2018)) == "3,941.00 USD"
    assert not reclaim.penalty(1995).amount


@pytest.mark.parametrize(
    ("law", "cycle", "year", "day"),
    [
        ("uk_ets", "", 2021, "2022-04-30"),
        ("us_so2", "", 1999, "2000-01-30"),
        ("us_so2", "", 2000, "2001-03-01"),
        ("reclaim", "1", 1995, "1996-03-01"),
        ("reclaim", "2", 1995, "1996-08-29"),
    ],
)
def test_the_days_that_pages_name(law: str, cycle: str, year: int, day: str) -> None:
    assert str(read_law(law).deadline("surrender", year, cycle)) == day
