"""“Verify this registry yourself”, and whether one really can."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from openets.engine import verify
from openets.engine.verify import export_journal, verify_folder
from openets.kernel.refusals import Fault
from openets.stores.door import open_store
from tests.session import Office, must
from tests.web.conftest import Registry, served
from tests.web.reading import Reader


def fetch(pages: Reader, address: str) -> bytes:
    answer = pages.ask(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def files(pages: Reader) -> list[str]:
    """Addresses of the single files that the page offers."""
    found = [address for _, address in pages.get("/verify/").links if "?upto=" in address]
    assert found
    return found


def download(pages: Reader, folder: Path) -> None:
    """Fetch every single file, as a visitor does."""
    for address in files(pages):
        save(pages, address, folder)


def save(pages: Reader, address: str, folder: Path) -> None:
    (folder / address.partition("?")[0].rpartition("/")[2]).write_bytes(fetch(pages, address))


def unpack(pages: Reader, folder: Path) -> None:
    with ZipFile(BytesIO(fetch(pages, pages.get("/verify/").link("journal.zip")))) as packed:
        packed.extractall(folder)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Office]:
    """Books on show in which somebody goes on working."""
    address = f"sqlite:///{tmp_path / 'books.db'}"
    office = Office(open_store(address, create=True))
    for code in ("AT", "DE"):
        office.registry(code)
        must(office.issue(code, "EUA1", 100))
    with served(address):
        yield office


def test_it_shows_every_chain_with_number_and_hash(pages: Reader) -> None:
    from openets.stores.sql.chains import heads

    page = pages.get("/verify/")
    assert page.column("Hash of the last entry") == [head.hash for head in heads()]
    assert page.column("Entries") == [f"{head.sequence:,}" for head in heads()]
    assert "ets export journal --output DIR" in page.text
    assert "ets verify DIR" in page.text


def test_what_one_downloads_is_what_the_verifier_reads(pages: Reader, tmp_path: Path) -> None:
    from openets.views.kept import state

    download(pages, tmp_path)
    assert verify_folder(tmp_path).entries == state()


def test_one_file_holds_all_exactly_as_the_export_writes_it(busy: Office, tmp_path: Path) -> None:
    unpack(Reader(), tmp_path / "zip")
    export_journal(busy.store, tmp_path / "export")
    written = {path.name: path.read_bytes() for path in (tmp_path / "export").iterdir()}
    assert written.keys() == {"manifest.json", "AT.jsonl", "DE.jsonl"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "zip").iterdir()} == written


def test_a_command_while_it_is_packed_is_left_out_of_it(
    busy: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sum(head.sequence for head in busy.store.heads().values())
    line = verify.journal_line
    commands = iter(["AT"])

    def interrupted(*entry: Any) -> str:
        for code in commands:
            must(busy.issue(code, "EUA1", 7))
        return line(*entry)

    monkeypatch.setattr(verify, "journal_line", interrupted)
    unpack(Reader(), tmp_path / "zip")
    monkeypatch.undo()
    assert sum(head.sequence for head in busy.store.heads().values()) > before
    assert verify_folder(tmp_path / "zip").entries == before


def test_acts_between_downloads_do_not_break_them(busy: Office, tmp_path: Path) -> None:
    pages = Reader()
    offered = files(pages)
    before = sum(head.sequence for head in busy.store.heads().values())
    for number, address in enumerate(offered):
        save(pages, address, tmp_path)
        must(busy.issue(("AT", "DE")[number % 2], "EUA1", 7))
        busy.registry("FR")
    assert verify_folder(tmp_path).entries == before
    unpack(pages, tmp_path / "zip")
    assert verify_folder(tmp_path / "zip").entries == sum(head.sequence for head in busy.store.heads().values())


def test_an_empty_journal_is_a_file_too(empty_pages: Reader, tmp_path: Path) -> None:
    unpack(empty_pages, tmp_path / "zip")
    assert verify_folder(tmp_path / "zip").entries == 0
    assert fetch(empty_pages, "/verify/manifest.json?upto=0") == (tmp_path / "zip" / "manifest.json").read_bytes()


def test_the_whole_of_a_journal_is_there_without_a_position(pages: Reader) -> None:
    assert fetch(pages, "/verify/AT.jsonl") == fetch(pages, next(each for each in files(pages) if "AT" in each))
    assert b'"LU"' not in fetch(pages, "/verify/manifest.json?upto=1")
    assert "There is no registry “LU”" in pages.get("/verify/LU.jsonl?upto=1", 404).text
    assert "must be a whole number" in pages.refused("/verify/AT.jsonl?upto=-1")


def test_a_changed_byte_is_found(pages: Reader, tmp_path: Path) -> None:
    download(pages, tmp_path)
    file = tmp_path / "AT.jsonl"
    file.write_text(file.read_text().replace("Donau", "Donai", 1))
    with pytest.raises(Fault):
        verify_folder(tmp_path)


def test_heads_are_sent_as_csv(pages: Reader) -> None:
    assert [row["registry"] for row in pages.csv("/verify/?format=csv")] == ["AT", "DE", "LU"]


def test_a_registry_that_is_none_has_no_journal(pages: Reader) -> None:
    assert "There is no registry “ZZ”" in pages.get("/verify/ZZ.jsonl", 404).text


def test_a_question_without_sense_is_refused(pages: Reader) -> None:
    assert "cannot be answered" in pages.refused("/verify/?format=exe")


def test_empty_books_can_be_verified_too(empty_pages: Reader) -> None:
    assert "No registry is open yet." in empty_pages.get("/verify/").text


def test_health_names_the_number_of_entries(pages: Reader, registry: Registry) -> None:
    answer = pages.ask("/healthz")
    assert answer.status_code == 200
    assert answer.content.startswith(b"ok ")
