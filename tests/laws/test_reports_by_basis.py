"""A report under each obligation basis: its measurements go down the one road, and what is owed follows from them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import openets
from openets.commands.open_account import NewAccount
from openets.kernel.clock import midday
from openets.kernel.refusals import Misuse
from openets.verifying import verify_store
from tests.docs.pages import python, type_lines
from tests.laws.folders import check, folder

Measured = dict[str, int]

# basis → the law's numbers, what is reported, what is owed for it and what is earned by it
WORKED: dict[str, tuple[dict[str, str], Measured, int, int]] = {
    "mass": ({}, {"emissions": 580}, 580, 0),
    "rate": ({"standard": "50", "scale": "100"}, {"quantity": 1_000, "content": 71}, 210, 0),
    "share of a benchmark": ({"benchmark": "7.27"}, {"emissions": 800, "population": 100}, 73, 0),
    "percentage of a tonnage": ({"percent": "48"}, {"tonnage": 1_000}, 480, 0),
    "quota of output": ({"percent": "7.4"}, {"output": 10_001}, 741, 0),
    "share of a catch": ({}, {"catch": 12_345}, 12_345, 0),
    "path from a baseline": ({"percent": "70"}, {"emissions": 650, "baseline": 1_000}, 0, 50),
}


def law_of(tmp_path: Path, basis: str) -> Path:
    """A folder as `ets law new` writes it, with another basis and its numbers."""
    numbers = "".join(f'{name} = "{value}"\n' for name, value in WORKED[basis][0].items())
    table = f'\n[[basis_values]]\nfirst_year = 2026\ncitation = "Article 1"\n{numbers}' if numbers else ""
    made = folder(
        tmp_path,
        law=('basis = "mass"', f'basis = "{basis}"'),
        units=('denomination = "t CO2e"', 'denomination = "kg of fish"'),
    )
    file = made / "law.toml"
    file.write_text(file.read_text("utf-8") + table, encoding="utf-8")
    return made


PLACES = ("plain-memory:", "memory:", "sqlite")


def books_at(tmp_path: Path, basis: str, place: str = "memory:") -> Any:
    """Books in which the year 2026 is over, with one installation, XX_1."""
    address = f"sqlite:///{tmp_path / 'books.db'}" if place == "sqlite" else place
    books: Any = openets.connect(address, law=str(law_of(tmp_path, basis)), create=place == "sqlite")
    books = books.at(midday(date(2027, 2, 1)))
    books.open_registry("XX")
    assert books.open_account(NewAccount("XX", "Plant", installation="XX_1")).accepted
    return books


def entered(books: Any) -> dict[str, Any]:
    """What the journal says of the last report."""
    *_, last = (entry for entry in books.store.entries() if entry.kind == "report")
    told: dict[str, Any] = json.loads(last.text)
    return told


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("basis", WORKED)
def test_what_is_owed_follows_from_the_measurements(tmp_path: Path, basis: str, place: str) -> None:
    _, measured, owed, credit = WORKED[basis]
    books = books_at(tmp_path, basis, place)
    assert books.report(installation="XX_1", year=2026, measurements=measured).accepted
    (record,) = books.store.year_records()
    assert (record.verified, record.report) == (owed, "reported")
    told = entered(books)
    assert (told["verified"], told.get("credit", 0)) == (owed, credit)
    assert dict(told["measurements"]) == measured
    verify_store(books.store)  # replays the journal and compares it with the tables


def test_a_law_of_mass_needs_no_names(tmp_path: Path) -> None:
    books = books_at(tmp_path, "mass")
    assert books.report(installation="XX_1", year=2026, verified=580).accepted
    assert "measurements" not in entered(books)


@pytest.mark.parametrize("basis", [each for each in WORKED if each != "mass" and each != "share of a catch"])
def test_a_single_figure_is_no_report_under_another_basis(tmp_path: Path, basis: str) -> None:
    books = books_at(tmp_path, basis)
    before = len(list(books.store.entries()))
    with pytest.raises(Misuse, match=f"basis is '{basis}', so a report names its"):
        books.report(installation="XX_1", year=2026, verified=580)
    assert len(list(books.store.entries())) == before


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ({"quantity": 1_000}, "needs 'content' as a whole number"),
        ({"quantity": 1_000, "content": -1}, "needs 'content' as a whole number"),
        ({"quantity": 1_000, "content": 1.5}, "must be a whole number, not 1.5"),
        ({"quantity": 1_000, "content": 71, "colour": 3}, "'colour' is no measurement of the basis 'rate'"),
        ({"quantity": 10**30, "content": 71}, "must be a whole number"),
    ],
)
def test_wrong_measurements_are_told_and_nothing_is_entered(tmp_path: Path, measured: Any, said: str) -> None:
    books = books_at(tmp_path, "rate")
    before = len(list(books.store.entries()))
    with pytest.raises(Misuse, match=said):
        books.report(installation="XX_1", year=2026, measurements=measured)
    assert len(list(books.store.entries())) == before


def test_a_report_has_a_figure_or_measurements_and_not_both(tmp_path: Path) -> None:
    books = books_at(tmp_path, "mass")
    with pytest.raises(Misuse, match="not both"):
        books.report(installation="XX_1", year=2026, verified=5, measurements={"emissions": 5})


def test_the_same_request_with_other_measurements_is_refused(tmp_path: Path) -> None:
    books = books_at(tmp_path, "rate")
    told = {"installation": "XX_1", "year": 2026, "request": "one"}
    first = books.report(measurements={"quantity": 1_000, "content": 71}, **told)
    again = books.report(measurements={"content": 71, "quantity": 1_000}, **told)
    assert (again.reference, again.repeated) == (first.reference, True)
    other = books.report(measurements={"quantity": 1_000, "content": 72}, **told)
    assert [each.name for each in other.refusals] == ["request_id_is_new_or_repeats_itself"]


def test_it_is_typed_with_a_measurement_each(tmp_path: Path) -> None:
    law_of(tmp_path, "rate")
    type_lines(
        """
        $ ets init --law my_law
        $ ets open-registry XX
        $ ets open-account XX Plant --installation XX_1
        """.replace("        ", ""),
        tmp_path,
    )
    line = ["-m", "openets.cli.main", "report", "XX_1", "--year", "2026", "--measurement", "quantity=1000"]
    for more, said in (("content", "expected a measurement and its value"), ("quantity=2", "tells 'quantity' twice")):
        assert said in python([*line, "--measurement", more], tmp_path).stderr.replace("\n", " ")
    assert "2026 has not ended" in python([*line, "--measurement", "content=71"], tmp_path).stderr.replace("\n", " ")


def test_a_law_without_its_numbers_is_told(tmp_path: Path) -> None:
    made = law_of(tmp_path, "quota of output")
    file = made / "law.toml"
    file.write_text(file.read_text("utf-8").replace('percent = "7.4"\n', ""), encoding="utf-8")
    _, problems = check(str(made))
    assert any("percent" in str(problem) for problem in problems)
    without = made / "law.toml"
    without.write_text(without.read_text("utf-8").partition("\n[[basis_values]]")[0], encoding="utf-8")
    _, problems = check(str(made))
    assert any("lacks its numbers of 2026" in problem.what for problem in problems)
