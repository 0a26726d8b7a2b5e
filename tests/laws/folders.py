"""A law's folder to be spoilt in one place: the starter's files, with lines changed."""

from __future__ import annotations

from pathlib import Path

from openets.engine.records import LAW_FILES
from openets.laws import checking
from openets.laws.law import Law
from openets.laws.reading import new_law
from openets.laws.rows import Problem


def check(name: str) -> tuple[Law | None, list[Problem]]:
    """What `ets law check` finds."""
    return checking.check(name, LAW_FILES)


def folder(tmp_path: Path, name: str = "my_law", **changes: tuple[str, str]) -> Path:
    """The starter's law in a folder of its own; `changes` are file = (what stands there, what is to stand there)."""
    made = tmp_path / name
    new_law(made)
    for file, (old, new) in changes.items():
        path = made / f"{file}.toml"
        text = path.read_text("utf-8")
        assert old in text, f"{file}.toml has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return made


def line_of(path: Path, text: str) -> int:
    """The number of the first line that holds `text`."""
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
