"""Whoever changes one byte of an exported journal is found out, and the entry is named."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import openets
from openets.engine.verify import MANIFEST, export_journal, verify_folder, verify_store
from openets.kernel.refusals import Fault, Misuse
from tests.session import Office

FLIPS = 1000
NAMED = re.compile(r"entry ([A-Z]{2,3}\d+)")


def test_an_exported_journal_leads_to_the_same_totals(office: Office, journal: Path) -> None:
    found, kept = verify_folder(journal), verify_store(office.store)
    assert found.totals() == kept.totals()
    assert (found.entries, found.transactions) == (kept.entries, kept.transactions)
    assert list(found.segments()) == list(kept.segments())
    assert found.years == kept.years


def test_the_manifest_names_the_end_of_every_chain(office: Office, journal: Path) -> None:
    manifest = json.loads((journal / MANIFEST).read_text("utf-8"))
    heads = office.store.heads()
    assert manifest["format"] == 3
    assert manifest["registries"] == {
        code: {"sequence": head.sequence, "hash": head.hash} for code, head in heads.items()
    }


def test_a_flipped_byte_is_always_found_and_the_entry_named(journal: Path) -> None:
    """Random places in the registries' files: text, hashes, positions, quotes and line ends alike."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)
    for file in sorted(journal.glob("*.jsonl")):
        sound = file.read_bytes()
        for _ in range(FLIPS // 2):
            place = chance.randrange(len(sound))
            other = chance.choice([byte for byte in range(256) if byte != sound[place]])
            file.write_bytes(sound[:place] + bytes([other]) + sound[place + 1 :])
            with pytest.raises(Fault) as caught:
                verify_folder(journal)
            assert_names_the_entry(str(caught.value), file.stem, sound, place)
        file.write_bytes(sound)
    assert verify_folder(journal).entries


def assert_names_the_entry(message: str, registry: str, sound: bytes, place: int) -> None:
    line = sound.count(b"\n", 0, place) + 1
    column = place - (sound.rfind(b"\n", 0, place) + 1)
    found = NAMED.search(message)
    assert found, message
    in_position = column < len(b'{"position":999,')  # then a neighbour may be the one that is out of place
    assert in_position or found.group(1) == f"{registry}{line}", f"{message} (line {line})"


def test_a_flipped_byte_of_the_manifest_is_always_found(journal: Path) -> None:
    """Every place of it, each with a few other bytes: spaces and line ends, too."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201
    chance = random.Random(seed)
    manifest = journal / MANIFEST
    sound = manifest.read_bytes()
    for place in range(len(sound)):
        for other in {chance.randrange(256), 0x20, 0x09, 0x0D, sound[place] ^ 1} - {sound[place]}:
            manifest.write_bytes(sound[:place] + bytes([other]) + sound[place + 1 :])
            with pytest.raises((Fault, Misuse)):
                verify_folder(journal)


def lines_of(file: Path) -> list[str]:
    return file.read_text("utf-8").splitlines(keepends=True)


def without(number: int) -> Callable[[list[str]], list[str]]:
    return lambda lines: lines[:number] + lines[number + 1 :]


def swapped(lines: list[str]) -> list[str]:
    return [*lines[:4], lines[5], lines[4], *lines[6:]]


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(without(0), id="first line deleted"),
        pytest.param(without(5), id="line deleted"),
        pytest.param(without(-1), id="last line deleted"),
        pytest.param(swapped, id="two lines swapped"),
        pytest.param(lambda lines: [*lines[:5], lines[4], *lines[5:]], id="line twice"),
        pytest.param(lambda lines: [*lines, lines[-1]], id="last line twice"),
        pytest.param(lambda lines: [*lines[:5], "\n", *lines[5:]], id="empty line"),
        pytest.param(lambda lines: lines[:5], id="truncated at a line"),
        pytest.param(lambda lines: [*lines[:-1], lines[-1][:40]], id="truncated within a line"),
        pytest.param(lambda lines: [*lines[:-1], lines[-1].rstrip("\n")], id="last line feed lost"),
        pytest.param(lambda lines: [line.replace(",", ", ", 1) for line in lines], id="written otherwise"),
        pytest.param(lambda lines: [], id="emptied"),
    ],
)
def test_lines_cannot_be_deleted_swapped_added_or_cut(journal: Path, tamper: Callable[[list[str]], list[str]]) -> None:
    file = journal / "AT.jsonl"
    lines = lines_of(file)
    tampered = tamper(lines)
    assert tampered != lines
    file.write_text("".join(tampered), encoding="utf-8", newline="\n")
    with pytest.raises(Fault):
        verify_folder(journal)


def test_a_registry_cannot_be_left_out(journal: Path) -> None:
    (journal / "DE.jsonl").unlink()
    with pytest.raises(Fault, match=r"DE\.jsonl is missing"):
        verify_folder(journal)


def test_a_registry_cannot_be_left_out_of_the_manifest_either(journal: Path) -> None:
    manifest = json.loads((journal / MANIFEST).read_text("utf-8"))
    del manifest["registries"]["DE"]
    (journal / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    with pytest.raises(Fault, match="does not name"):
        verify_folder(journal)


def test_files_of_two_registries_cannot_be_exchanged(journal: Path) -> None:
    other = journal / "XX.jsonl"
    (journal / "AT.jsonl").rename(other)
    (journal / "DE.jsonl").rename(journal / "AT.jsonl")
    other.rename(journal / "DE.jsonl")
    with pytest.raises(Fault, match="says that it is entry"):
        verify_folder(journal)


def test_what_is_no_journal_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"holds no manifest.json: give the folder"):
        verify_folder(tmp_path)


def test_a_journal_of_another_format_is_misuse(journal: Path) -> None:
    manifest = json.loads((journal / MANIFEST).read_text("utf-8"))
    (journal / MANIFEST).write_text(json.dumps({**manifest, "format": 2}, indent=1) + "\n", encoding="utf-8")
    with pytest.raises(Misuse, match="format 2, this program reads 3"):
        verify_folder(journal)


def test_an_export_goes_into_a_new_folder_only(office: Office, journal: Path) -> None:
    with pytest.raises(Misuse, match="is not empty"):
        export_journal(office.store, journal)


def test_an_empty_store_exports_and_verifies(tmp_path: Path) -> None:
    export_journal(openets.connect().store, tmp_path / "empty")
    assert verify_folder(tmp_path / "empty").entries == 0
    shutil.rmtree(tmp_path / "empty")
