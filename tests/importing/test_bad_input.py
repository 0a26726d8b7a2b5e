"""Malformed files: told with file and row, exit code 2, and the books are as they were (or were never made)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.books import changed
from tests.ets import MISUSED, done, ets, everything
from tests.importing.panels import PANEL, PLACES, Handmade, small

Spoil = Callable[[Handmade], object]


def with_cell(column: str, value: object, row: int = 2) -> Spoil:
    return lambda panel: panel.rows[row].update({column: value})


def with_place(column: str, value: object) -> Spoil:
    return lambda panel: panel.places[1].update({column: value})


ROW_4 = r"compliance\.csv, row 4: "
PLACE_3 = r"installations\.csv, row 3: "
WRONG: list[tuple[str, Spoil, str]] = [
    ("an unknown registry", with_cell("registry", "ZZ"), ROW_4 + "'ZZ' is no registry of .*; known are AT, BE"),
    ("a registry in small letters", with_cell("registry", "at"), ROW_4 + "'at' is no registry"),
    ("a blank registry", with_cell("registry", ""), ROW_4 + "'' is no registry"),
    ("a blank id", with_cell("installation_id", ""), ROW_4 + "the installation's id is blank"),
    ("an id that is no id", with_cell("installation_id", "1; DROP"), ROW_4 + "the installation's id is '1; DROP'"),
    ("negative tonnes", with_cell("ver", -5), ROW_4 + "ver is '-5', expected whole tonnes from 0"),
    ("fractional tonnes", with_cell("alloc", "1.5"), ROW_4 + "alloc is '1.5', expected whole tonnes"),
    ("tonnes as a power", with_cell("surr", "1e5"), ROW_4 + "surr is '1e5'"),
    ("tonnes with spaces", with_cell("surr", " 150"), ROW_4 + "surr is ' 150'"),
    ("tonnes in another script", with_cell("ver", "١٥٠"), ROW_4 + "ver is '١٥٠'"),
    ("a superscript", with_cell("ver", "²"), ROW_4 + "ver is '²'"),
    ("more tonnes than there are", with_cell("ver", 10**30), ROW_4 + "ver is '1000000000000000000000000000000'"),
    ("a trillion tonnes", with_cell("ver", 10**12), ROW_4 + "ver is '1000000000000', expected .* to 999,999,999,999"),
    ("a number without end", with_cell("ver", "9" * 5000), ROW_4 + "ver is '9{40}'"),
    ("Excluded as a figure", with_cell("ver", "Excluded"), ROW_4 + "ver is 'Excluded', .*write it in ver_status"),
    (
        "Not Reported as a figure",
        with_cell("ver", "Not Reported"),
        ROW_4 + ".*write it in ver_status and leave ver blank",
    ),
    ("an unknown status", with_cell("ver_status", "Lost"), ROW_4 + "ver_status 'Lost' is not one of Excluded"),
    ("a year before the scheme", with_cell("year", 2004), ROW_4 + "'2004' is not a year of"),
    ("a year that is no number", with_cell("year", "MMV"), ROW_4 + "'MMV' is not a year of"),
    ("a year of the far future", with_cell("year", 10**40), ROW_4 + "'1(0{40})' is not a year of"),
    (
        "a letter that is a novel",
        with_cell("code", "A very good year"),
        ROW_4 + "code 'A very good year' is no compliance",
    ),
    (
        "allowances beyond all units",
        with_cell("surr_eua", 151),
        ROW_4 + "surr_eua 151 is more than all units surrendered, 150",
    ),
    (
        "the same row twice",
        lambda p: p.rows.insert(2, dict(p.rows[0])),
        ROW_4 + "AT_1 has the year 2005 twice, first in row 2",
    ),
    (
        "a surrender beyond all surplus",
        with_cell("surr", 10_000),
        ROW_4 + "DE_1 surrendered 10,000 for 2005, 9,.* more than it had",
    ),
    (
        "an installation listed twice",
        lambda p: p.place("AT_1"),
        r"installations\.csv, row 7: installation AT_1 is listed twice",
    ),
    ("an activity in words", with_place("activity_code", "steel"), PLACE_3 + "activity code 'steel' is not a number"),
    ("an installation of nowhere", with_place("registry", "??"), PLACE_3 + r"'\?\?' is no registry"),
]


@pytest.mark.parametrize(("spoil", "words"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_malformed_row_is_told(tmp_path: Path, books: str, spoil: Spoil, words: str) -> None:
    panel = small()
    spoil(panel)
    said = ets("import", "eutl", panel.write(tmp_path / "panel"), store=books, cwd=tmp_path)
    assert said.code == MISUSED
    assert re.search(words, said.error), said.error
    assert not (tmp_path / "books.db").exists()
    assert not (tmp_path / "import-report.json").exists()


@pytest.mark.parametrize("columns", [("ver",), ("registry", "surr_eua")])
def test_missing_columns_are_named(panel: Path, tmp_path: Path, books: str, columns: tuple[str, ...]) -> None:
    file = panel / PANEL
    text = file.read_text("utf-8")
    for column in columns:
        text = text.replace(column, f"other_{column}", 1)
    file.write_text(text, "utf-8")
    said = ets("import", "eutl", panel, store=books)
    assert said.code == MISUSED
    assert f"compliance.csv lacks the column {', '.join(columns)}; it has" in said.error
    assert not (tmp_path / "books.db").exists()


def test_columns_may_stand_in_any_order_and_others_are_passed_over(panel: Path, books: str) -> None:
    file = panel / PLACES
    lines = [line.split(",") for line in file.read_text("utf-8").splitlines()]
    file.write_text("".join(",".join([*reversed(line), "more"]) + "\n" for line in lines), "utf-8")
    answer = done(ets("import", "eutl", panel, "--report", panel / "r.json", "--json", store=books))
    assert answer["installations missing from the list"] == 0


def rows_of(text: str) -> list[str]:
    return text.splitlines(keepends=True)


FILES: list[tuple[str, Callable[[Path], object], str]] = [
    ("nothing", lambda file: file.write_bytes(b""), "compliance.csv is empty"),
    (
        "only a header",
        lambda file: file.write_text(rows_of(file.read_text())[0]),
        "has no rows: there is nothing to import",
    ),
    (
        "a header twice",
        lambda file: file.write_text(file.read_text().replace("surr,", "ver,", 1)),
        "row 1: the column ver is there twice",
    ),
    ("a picture", lambda file: file.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe" * 40), "is not text in UTF-8"),
    (
        "a cell too many",
        lambda file: file.write_text(file.read_text().replace("\n", "\n1,", 3)),
        "row 2: it has 12 cells, the header has 11",
    ),
    ("a row cut off", lambda file: file.write_text(file.read_text()[:-12]), "row 15: it has"),
    ("a quote left open", lambda file: file.write_text(file.read_text() + '"AT,1'), "row 1[56]: this is not CSV"),
    (
        "bytes of another encoding",
        lambda file: file.write_bytes(file.read_bytes() + b"AT,\xe9\n"),
        "broken or not whole|not text in UTF-8",
    ),
]


@pytest.mark.parametrize(("spoil", "words"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_that_is_no_panel_is_told(
    panel: Path, tmp_path: Path, books: str, spoil: Callable[[Path], object], words: str
) -> None:
    spoil(panel / PANEL)
    said = ets("import", "eutl", panel, store=books)
    assert said.code == MISUSED
    assert "compliance.csv" in said.error
    assert re.search(words, said.error), said.error
    assert not (tmp_path / "books.db").exists()


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def turned(content: bytes) -> bytes:
    return content[:40] + bytes(255 - byte for byte in content[40:60]) + content[60:]


@pytest.mark.parametrize("spoil", [cut, turned, lambda content: b"PK" + content, gzip.decompress])
@pytest.mark.parametrize("name", [PANEL, PLACES])
def test_a_broken_gzip_is_told(tmp_path: Path, books: str, name: str, spoil: Callable[[bytes], bytes]) -> None:
    panel = small().write(tmp_path / "panel", packed=True)
    file = panel / f"{name}.gz"
    file.write_bytes(spoil(file.read_bytes()))
    said = ets("import", "eutl", panel, store=books)
    assert said.code == MISUSED
    assert f"{name}.gz cannot be read" in said.error
    assert "fetch it again" in said.error
    assert not (tmp_path / "books.db").exists()


def test_a_folder_must_hold_one_panel_and_one_list(panel: Path, tmp_path: Path, books: str) -> None:
    (panel / "compliance_again.csv.gz").touch()
    said = ets("import", "eutl", panel, store=books)
    assert (said.code, "found compliance.csv, compliance_again.csv.gz" in said.error) == (MISUSED, True)
    for place in (tmp_path / "nowhere", panel / PANEL):
        said = ets("import", "eutl", place, store=books)
        assert (said.code, "is no folder" in said.error) == (MISUSED, True)
    said = ets("import", "eutl", panel.parent, store=books)
    assert (said.code, "expected one file compliance*.csv" in said.error) == (MISUSED, True)


def test_no_year_before_the_last_is_told(panel: Path, tmp_path: Path, books: str) -> None:
    said = ets("import", "eutl", panel, "--through", 1999, store=books)
    assert said.code == MISUSED
    assert "has no rows through 1999" in said.error
    assert not (tmp_path / "books.db").exists()


def test_bad_input_leaves_existing_books_alone(panel: Path, tmp_path: Path, books: str) -> None:
    done(ets("import", "eutl", panel, "--report", panel / "r.json", "--json", store=books))
    before = everything(books)
    for _, spoil, _ in WRONG[:8]:
        other = small()
        spoil(other)
        assert ets("import", "eutl", other.write(tmp_path / "other"), store=books).code == MISUSED
    assert changed(before, everything(books)) == set()


def test_names_are_free_text_and_kept_on_one_line(tmp_path: Path, books: str) -> None:
    panel = Handmade()
    panel.place("AT_1", name='Äpfel & "Birnen"\n[bold]\x1b[31m 木', holder="=1+1", city="x" * 400)
    panel.year("AT_1", 2005, alloc=1, ver=1, surr=1)
    done(ets("import", "eutl", panel.write(tmp_path / "panel"), "--report", tmp_path / "r.json", "--json", store=books))
    names = [row["name"] for row in done(ets("accounts", "--registry", "AT", "--json", store=books))]
    assert 'Äpfel & "Birnen" [bold] [31m 木' in names
    assert "[bold]" in ets("accounts", "--find", "birnen", store=books).out
