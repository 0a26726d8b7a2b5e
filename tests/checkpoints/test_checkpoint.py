"""What a checkpoint says, and that it holds for the books of which it was taken and for no others."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from openets.checkpoints.checkpoint import Checkpoint, Head, Pins, checkpoint_from, root_hash, take_checkpoint
from openets.checkpoints.note import PrivateKey, new_key
from openets.engine.verify import export_journal
from openets.kernel.refusals import Fault, Misuse
from openets.verifying import verify_folder, verify_store
from tests.docs.pages import ROOT
from tests.session import Office, must

KEY = new_key("registry.example/ets")
AT = "2006-05-01T12:00:00Z"


@pytest.fixture
def office() -> Office:
    office = Office()
    for code in ("DE", "AT", "FR"):
        office.registry(code)
    must(office.issue("AT", "EUA1", 100))
    return office


def taken(office: Office, key: PrivateKey = KEY) -> Checkpoint:
    return checkpoint_from(take_checkpoint(office.store, key, AT), key.public)


def test_the_lines_are_those_of_the_format(office: Office) -> None:
    lines = take_checkpoint(office.store, KEY, AT).splitlines()
    heads = office.store.heads()
    assert lines[:2] == ["registry.example/ets", "3"]
    assert lines[3] == f"at {AT}"
    assert lines[4:7] == [f"chain {code} {heads[code].sequence} {heads[code].hash}" for code in ("AT", "DE", "FR")]
    assert lines[7] == ""
    assert lines[8].startswith("— registry.example/ets ")


def test_the_root_is_that_of_rfc_6962() -> None:
    def leaf(data: bytes) -> bytes:
        return sha256(b"\x00" + data).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return sha256(b"\x01" + left + right).digest()

    a, b, c, d, e = (bytes([each]) for each in b"abcde")
    assert root_hash([]) == sha256(b"").digest()
    assert root_hash([a]) == leaf(a)
    assert root_hash([a, b, c]) == node(node(leaf(a), leaf(b)), leaf(c))
    four = node(node(leaf(a), leaf(b)), node(leaf(c), leaf(d)))
    assert root_hash([a, b, c, d, e]) == node(four, leaf(e))


def test_the_ten_lines_of_the_docs_prove_it_without_our_program(office: Office, tmp_path: Path) -> None:
    (tmp_path / "kept.note").write_text(take_checkpoint(office.store, KEY, AT), "utf-8")
    export_journal(office.store, tmp_path / "journal")
    page = (ROOT / "docs/concepts/journal.md").read_text("utf-8")
    program = (
        page.rpartition("```python\n")[2].partition("```")[0].replace('pathlib.Path("', f'pathlib.Path("{tmp_path}/')
    )
    program = program.replace('pathlib.Path(f"', f'pathlib.Path(f"{tmp_path}/')
    exec(program, {})
    file = tmp_path / "journal/DE.jsonl"
    file.write_text(file.read_text("utf-8").replace('"hash":"', '"hash":"0'), "utf-8")
    with pytest.raises(AssertionError):
        exec(program, {})


def test_books_and_journals_that_went_on_hold(office: Office, tmp_path: Path) -> None:
    before = taken(office)
    must(office.issue("DE", "EUA1", 7))
    export_journal(office.store, tmp_path)
    assert (
        verify_store(office.store, against=[before, taken(office)]).entries
        == verify_folder(tmp_path, against=[before]).entries
    )


def test_another_past_is_a_fault_that_names_the_checkpoint(office: Office, tmp_path: Path) -> None:
    before = taken(office)
    other = Office()
    for code in ("DE", "AT", "FR"):
        other.registry(code)
    must(other.issue("AT", "EUA1", 99))
    export_journal(other.store, tmp_path)
    for verify in (
        lambda: verify_store(other.store, against=[before]),
        lambda: verify_folder(tmp_path, against=[before]),
    ):
        with pytest.raises(Fault, match=f"is not what it was at the checkpoint of {AT}"):
            verify()


def test_a_cut_tail_is_a_fault(office: Office) -> None:
    must(office.issue("AT", "EUA1", 1))
    before = taken(office)
    other = Office()
    for code in ("DE", "AT", "FR"):
        other.registry(code)
    must(other.issue("AT", "EUA1", 100))
    with pytest.raises(Fault, match="now it has fewer"):
        verify_store(other.store, against=[before])


def test_a_registry_that_is_gone_is_a_fault(office: Office) -> None:
    before = taken(office)
    other = Office()
    other.registry("DE")
    with pytest.raises(Fault, match="the journal of AT had"):
        verify_store(other.store, against=[before])


def test_nothing_is_signed_that_does_not_go_on_from_the_newest(office: Office) -> None:
    must(office.issue("AT", "EUA1", 1))
    before = taken(office)
    other = Office()
    for code in ("DE", "AT", "FR"):
        other.registry(code)
    with pytest.raises(Fault, match="now it has fewer"):
        take_checkpoint(other.store, KEY, AT, before)
    must(other.issue("AT", "EUA1", 1))
    must(other.issue("AT", "EUA1", 100))
    with pytest.raises(Fault, match="is not what it was"):
        take_checkpoint(other.store, KEY, AT, before)
    assert take_checkpoint(office.store, KEY, AT, before)


def test_checkpoints_that_contradict_each_other_say_so() -> None:
    one, other = (Checkpoint("o", AT, (Head("AT", 3, hash * 64),)) for hash in "ab")
    with pytest.raises(Fault, match="contradict each other on AT"):
        Pins([one, other])


def test_empty_books_have_nothing_to_sign() -> None:
    with pytest.raises(Misuse, match="no registry yet"):
        take_checkpoint(Office().store, KEY, AT)


def signed(*lines: str) -> str:
    return KEY.sign("".join(f"{line}\n" for line in lines))


def test_a_signed_note_that_is_no_checkpoint_of_ours_is_refused(office: Office) -> None:
    good = taken(office).text().splitlines()
    empty = b64encode(sha256(b"").digest()).decode()
    for lines, said in (
        (("other.example/ets", *good[1:]), r"a checkpoint of other\.example/ets, not of registry"),
        ((good[0], "4", *good[2:]), "its size .4. does not follow"),
        ((*good[:2], empty, *good[3:]), "its root hash"),
        (good[:-1], "does not follow from its chains"),
        ((*good[:4], good[5], good[4], good[6]), "does not follow"),
        ((*good[:3], "at noon", *good[4:]), "not those of a checkpoint"),
        ((*good[:3], *good[4:]), "not those of a checkpoint"),
        ((*good, "chain AT ١ " + "0" * 64), "not those of a checkpoint"),
        ((*good, "more"), "not those of a checkpoint"),
        ((good[0],), "not those of a checkpoint"),
    ):
        with pytest.raises(Misuse, match=said):
            checkpoint_from(signed(*lines), KEY.public)


def test_an_entry_can_be_shown_to_be_covered(office: Office, tmp_path: Path) -> None:
    """The hash in the note is the one that the export has on the line of that number."""
    export_journal(office.store, tmp_path)
    for head in taken(office).heads:
        line = (tmp_path / f"{head.registry}.jsonl").read_text("utf-8").splitlines()[head.sequence - 1]
        assert json.loads(line)["hash"] == head.hash
