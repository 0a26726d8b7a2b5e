"""`ets paper`: everything of it without books, as text and as JSON, with and without the public data."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets_paper.parts import PARTS
from tests.cli.conftest import Books
from tests.ets import MISUSED, SOUND, done, ets, ets_program
from tests.importing.panels import ABSENT, REAL, small


def test_it_needs_no_books(tmp_path: Path) -> None:
    said = ets("paper", cwd=tmp_path)
    assert (said.code, said.err) == (SOUND, "")
    assert list(tmp_path.iterdir()) == []
    for words in ("Table 1: targets", "Table 2: decisions", "Figure 4", "Concentration", "2122.16", "[does not hold]"):
        assert words in said.out


def test_json_has_every_part_with_numbers_and_statements() -> None:
    answer = done(ets("paper", "--json"))
    assert [part["name"] for part in answer["parts"]] == list(PARTS)
    table = answer["parts"][1]
    assert len(table["rows"]) == 28
    [total] = [row for row in table["numbers"] if row["what"] == "Sum: Verified 2005"]
    assert total | {"why": ""} == {
        "what": "Sum: Verified 2005", "unit": "Mt a year", "printed": "2122.16", "ours": 2123.13, "difference": 0.97,
        "why": "", "agrees": False,
    }  # fmt: skip
    assert {row["verdict"] for part in answer["parts"] for row in part["statements"]} == {
        "holds", "does not hold", "not computed",
    }  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_one_part_alone(name: str) -> None:
    answer = done(ets("paper", "--table", name, "--json"))
    assert [part["name"] for part in answer["parts"]] == [name]


def test_a_part_that_is_none_is_refused_with_the_names() -> None:
    said = ets("paper", "--table", "table-9")
    assert said.code == MISUSED
    assert "--table is 'table-9': the parts are table-1, table-2" in said.error


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    assert ets("paper", "--data", tmp_path / "none").code == MISUSED
    said = ets("paper", "--data", tmp_path, "--json")
    assert said.code == MISUSED
    assert "holds neither" in said.json["detail"]


def test_a_panel_of_ones_own(tmp_path: Path) -> None:
    folder = small().write(tmp_path / "panel")
    [part] = done(ets("paper", "--data", folder, "--table", "concentration", "--json"))["parts"]
    assert part["rows"][0]["name"] == "Works Ltd"
    assert part["rows"][0]["allocated"] == 1000
    text = ets("paper", "--data", folder, "--table", "concentration").out
    assert "Works Ltd" in text
    assert "1,000" in text


@pytest.mark.parametrize("width", ["20", "80", "300"])
def test_no_digit_is_cut_however_narrow_the_terminal(width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    text = ets("paper").out
    for digits in ("16,617,095,319", "7,423,031,031", "2,123.13"):
        assert digits in text


def test_a_store_in_the_environment_is_left_alone(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    before = books.file.read_bytes()
    monkeypatch.setenv("OPENETS_STORE", books.address)
    assert ets("paper", "--table", "table-1").code == SOUND
    assert books.file.read_bytes() == before


def test_the_whole_public_data(tmp_path: Path) -> None:
    if not REAL.is_dir():
        pytest.skip(ABSENT)
    said = ets_program("paper", "--data", REAL.parent, cwd=tmp_path)
    assert said.code == SOUND, said.error
    for words in ("RWE Power", "as on record today", "11,155"):
        assert words in said.out


def test_the_help_names_every_part() -> None:
    from openets.cli.paper import NAMES

    assert list(PARTS) == list(NAMES)
