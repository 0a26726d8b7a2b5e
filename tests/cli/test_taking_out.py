"""Taking the books out: journals that prove themselves, Parquet tables, backups; and `ets verify` of it all."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from tests.cli.conftest import Books
from tests.ets import FAULTY, MISUSED, SOUND, done, ets, everything, heads


@pytest.fixture
def journal(books: Books, tmp_path: Path) -> Path:
    """The exported journal."""
    folder = tmp_path / "journal"
    done(ets("export", "journal", "--output", folder, "--json", store=books.address))
    return folder


def test_a_journal_verifies_without_its_books(books: Books, journal: Path) -> None:
    from_books = done(ets("verify", "--json", store=books.address))
    books.file.unlink()
    from_folder = done(ets("verify", journal, "--json"))
    assert {**from_folder, "books": ""} == {**from_books, "books": ""}
    assert from_folder["books"] == str(journal)
    assert from_folder["units"] == {
        "EUA1": {"issued": 5000, "held": 5000, "surrendered": 0, "cancelled": 0, "retired": 0, "replacement": 0}
    }


def test_the_manifest_names_the_heads(books: Books, journal: Path) -> None:
    manifest = json.loads((journal / "manifest.json").read_text("utf-8"))
    found = {code: (head["sequence"], head["hash"]) for code, head in manifest["registries"].items()}
    assert found == heads(books.address)


@pytest.mark.parametrize("name", ["AT.jsonl", "DE.jsonl", "manifest.json"])
@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.99])
def test_one_changed_byte_is_a_fault(journal: Path, name: str, part: float) -> None:
    file = journal / name
    content = bytearray(file.read_bytes())
    content[int(len(content) * part)] ^= 1
    file.write_bytes(content)
    said = ets("verify", journal)
    assert said.code in (FAULTY, MISUSED)  # misuse where the byte says that the format is another
    assert said.error
    in_json = ets("verify", journal, "--json")
    assert in_json.code == said.code
    assert in_json.json["error"] in ("fault", "misuse")
    assert in_json.json["refusals"] == []


def test_a_journal_that_lacks_a_file_is_a_fault(journal: Path) -> None:
    (journal / "DE.jsonl").unlink()
    said = ets("verify", journal)
    assert said.code == FAULTY
    assert "DE.jsonl is missing" in said.error
    assert "Keep everything as it is and have it looked at." in said.error


def test_tables_that_somebody_changed_are_a_fault(books: Books) -> None:
    with closing(sqlite3.connect(books.file)) as connection:
        connection.execute("UPDATE account SET blocked = 1 WHERE identifier LIKE 'AT-120%'")
        connection.commit()
    said = ets("verify", store=books.address)
    assert said.code == FAULTY
    assert re.search(r"fault: accounts: the (tables say|journal leads to) .*AT-120-6-0-33", said.error), said.error


def test_what_is_no_journal_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    for name, answer in (("file", "is no folder"), ("none", "is no folder"), ("empty", "holds no manifest.json")):
        said = ets("verify", tmp_path / name)
        assert (said.code, answer in said.error) == (MISUSED, True)


@pytest.mark.parametrize("what", ["journal", "parquet"])
def test_nothing_is_mixed_in_with_what_is_there(books: Books, tmp_path: Path, what: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    said = ets("export", what, "--output", tmp_path / "full", store=books.address)
    assert said.code == MISUSED
    assert "is not empty: name a new folder" in said.error
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
    (tmp_path / "file").touch()
    said = ets("export", what, "--output", tmp_path / "file", store=books.address)
    assert (said.code, "file" in said.error) == (MISUSED, True)


def test_parquet_holds_every_table(books: Books, tmp_path: Path) -> None:
    written = done(ets("export", "parquet", "--output", tmp_path / "tables", "--json", store=books.address))
    rows = {name: len(found) for name, found in everything(books.address).items()}
    for name, count in rows.items():
        assert written[name] == count
        if count:
            assert pl.read_parquet(tmp_path / "tables" / f"{name}-*.parquet").height == count
    blocks = pl.read_parquet(tmp_path / "tables" / "block-*.parquet")
    assert (blocks["end"] - blocks["start"] + 1).sum() == 5000


def test_a_backup_is_books_and_overwrites_nothing(books: Books, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    answer = done(ets("backup", copy, "--json", store=books.address))
    assert answer == {"backup": str(copy), "bytes": copy.stat().st_size}
    assert everything(f"sqlite:///{copy}") == everything(books.address)
    assert ets("verify", store=f"sqlite:///{copy}").code == SOUND
    said = ets("backup", copy, store=books.address)
    assert (said.code, "exists: name a new file" in said.error) == (MISUSED, True)
    said = ets("backup", tmp_path / "no" / "copy.db", store=books.address)
    assert (said.code, "cannot be written" in said.error) == (MISUSED, True)


def test_a_backup_without_a_name_gets_the_time_as_one(books: Books, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    done(ets("backup", "--json", store=books.address, cwd=folder))
    (file,) = folder.iterdir()
    assert re.fullmatch(r"books-\d{8}T\d{6}Z\.db", file.name)


@pytest.mark.postgres
def test_postgresql_has_its_own_backups(postgres_books: str) -> None:
    said = ets("backup", store=postgres_books)
    assert (said.code, "use pg_dump" in said.error) == (MISUSED, True)


def test_init_says_where_and_again_changes_nothing(books: Books) -> None:
    before = everything(books.address)
    assert done(ets("init", "--json", store=books.address)) == {
        "store": books.address,
        "ready": True,
        "holds": "real",
        "key": "",
        "granted": [],
    }
    assert everything(books.address) == before


def test_verify_says_how_deep_it_looked(books: Books, tmp_path: Path) -> None:
    done(ets("export", "journal", "--output", tmp_path / "journal", "--json", store=books.address))
    for words in ((), (tmp_path / "journal",)):
        store = "" if words else books.address
        full = done(ets("verify", *words, "--json", store=store))
        assert (full["depth"], full["decided again"], full["not decided again"]) == ("full", full["entries"], "")
        quick = done(ets("verify", *words, "--quick", "--json", store=store))
        assert (quick["depth"], quick["decided again"]) == ("quick", 0)
        assert "no entry was decided again" in quick["not decided again"]
    assert "decided again under its law" in ets("verify", store=books.address).out
    assert "no entry was decided again" in ets("verify", "--quick", store=books.address).out
