"""“Verify this registry yourself”, and whether one really can."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets.kernel.refusals import Fault
from openets.operations.verify import verify_folder
from tests.web.conftest import Registry
from tests.web.reading import Reader


def download(pages: Reader, folder: Path) -> None:
    """Fetch everything that the page offers, as a visitor does."""
    for _, address in pages.get("/verify/").links:
        if address.startswith("/verify/") and "." in address:
            answer = pages.ask(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            (folder / address.rpartition("/")[2]).write_bytes(content)


def test_it_shows_every_chain_with_number_and_hash(pages: Reader) -> None:
    from openets.stores.sql.queries import heads

    page = pages.get("/verify/")
    assert page.column("Hash of the last entry") == [head.hash for head in heads()]
    assert page.column("Entries") == [f"{head.sequence:,}" for head in heads()]
    assert "ets export journal --output DIR" in page.text
    assert "ets verify DIR" in page.text


def test_what_one_downloads_is_what_the_verifier_reads(pages: Reader, tmp_path: Path) -> None:
    from openets.stores.sql.summaries import state

    download(pages, tmp_path)
    assert verify_folder(tmp_path).entries == state()


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
