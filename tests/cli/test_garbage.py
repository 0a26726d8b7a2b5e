"""Every declared command typed with a wrong value for each of its fields: exit code, words, and unchanged books."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path

import pytest

from openets.commands.declare import Command
from openets.commands.field_kinds import FLAG
from openets.commands.fields import Field
from openets.commands.verbs import all_commands
from openets.laws.reading import read_law
from tests.books import changed
from tests.cli.conftest import Books
from tests.commands import wrong
from tests.ets import MISUSED, REFUSED, Said, ets, everything

LAW = read_law("eu_ets")
EVERY = pytest.mark.parametrize("declared", all_commands(), ids=lambda each: each.name)
TURN = cycle(range(1_000))
"""Which of a kind's wrong texts is next: over all commands each is typed many times."""


def typed(declared: Command, values: dict[str, str]) -> list[str]:
    """The words of a command line that tells a command these values, arguments after `--` so that none is an option."""
    options: list[str] = []
    arguments: list[str] = []
    for field in declared.fields:
        if field.name not in values:
            continue
        if not field.option.startswith("--"):
            arguments.append(values[field.name])
        elif field.kind is FLAG:
            options.append(field.option.partition("/")[0])
        else:
            options += [field.option, values[field.name]]
    return [*options, "--", *arguments]


def examples(declared: Command, folder: Path) -> dict[str, str]:
    document = folder / "design.json"
    document.write_text(json.dumps({"title": "x"}), encoding="utf-8")
    return {name: str(document) if text == "design.json" else text for name, text in declared.example(LAW).items()}


def wrong_text(field: Field) -> str | None:
    """One of the texts that a field does not read, in turn. What no command line can hold is left out."""
    known = [text for text in wrong.texts(field) if "\x00" not in text]
    return known[next(TURN) % len(known)] if known and field.kind.name not in ("yes or no", "JSON values") else None


def answered(said: Said, field: Field, text: str) -> None:
    """It is misuse, which names the option or the value, on a few lines that hold no traceback."""
    assert said.code == MISUSED, (field.name, text, said)
    assert said.out == ""
    shown = " ".join(text.split())[:20]
    assert field.option in said.error or shown in said.error, (field.name, text, said.error)
    assert len(said.error) < 1_000


@EVERY
def test_each_field_typed_wrongly_is_misuse_in_words_and_nothing_is_written(
    declared: Command, books: Books, tmp_path: Path
) -> None:
    before = everything(books.address)
    good = examples(declared, tmp_path)
    for field in declared.fields:
        text = wrong_text(field)
        if text is not None:
            words = typed(declared, {**good, field.name: text})
            said = ets(*declared.name.split(), "--store", books.address, *words)
            answered(said, field, text)
    assert changed(before, everything(books.address)) == set()


@EVERY
def test_an_option_that_a_command_does_not_have_is_misuse(declared: Command, books: Books, tmp_path: Path) -> None:
    words = typed(declared, examples(declared, tmp_path))
    said = ets(*declared.name.split(), "--colour", "red", *words, cwd=tmp_path)
    assert said.code == MISUSED
    assert "--colour" in said.error


@EVERY
def test_a_command_on_books_that_are_not_there_makes_none(declared: Command, tmp_path: Path) -> None:
    words = typed(declared, examples(declared, tmp_path))
    address = f"sqlite:///{tmp_path / 'boks.db'}"
    said = ets(*declared.name.split(), "--store", address, *words)
    assert said.code == MISUSED
    assert "ets init" in said.error
    assert [each.name for each in tmp_path.iterdir()] == ["design.json"]


@EVERY
def test_what_is_wrong_is_said_in_json_to_a_program_that_asks_for_json(
    declared: Command, books: Books, tmp_path: Path
) -> None:
    good = examples(declared, tmp_path)
    words = typed(declared, {**good, "request": "a b"})
    said = ets(*declared.name.split(), "--json", "--store", books.address, *words)
    assert said.code == MISUSED
    assert said.json["error"]
    assert "--request is 'a b'" in said.json["detail"]
    assert said.json["refusals"] == []
    assert said.err == ""


@pytest.mark.parametrize(
    "document", ["{", "[]", "null", "5", '{"title": NaN}', '{"title": {"a": []}}', '{"colour": 1}']
)
def test_a_document_that_is_none_is_misuse(document: str, books: Books, tmp_path: Path) -> None:
    before = everything(books.address)
    file = tmp_path / "design.json"
    file.write_text(document, encoding="utf-8")
    said = ets("project", "design", "CN1", "--mechanism", "CDM", "--document", file, store=books.address)
    assert said.code in (MISUSED, REFUSED)
    assert said.error
    assert changed(before, everything(books.address)) <= {"refused_proposal", "answer"}


@pytest.mark.parametrize("content", [b"\xff\xfe{}", b"\x00", b""])
def test_a_document_that_is_no_text_is_misuse(content: bytes, books: Books, tmp_path: Path) -> None:
    file = tmp_path / "design.json"
    file.write_bytes(content)
    said = ets("project", "design", "CN1", "--mechanism", "CDM", "--document", file, store=books.address)
    assert said.code == MISUSED
    assert "JSON" in said.error


@EVERY
def test_its_help_names_every_field_and_what_it_means(declared: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("TERM", "dumb")
    said = ets(*declared.name.split(), "--help")
    assert said.code == 0
    text = " ".join(said.out.split())
    assert declared.sentence in text
    for field in declared.fields:
        # what is told by its place stands there in small letters
        named = field.option if field.option.startswith("--") else field.option.lower()
        assert named.partition("/")[0] in text, field.name
        assert " ".join(field.help.split()) in text, field.name
