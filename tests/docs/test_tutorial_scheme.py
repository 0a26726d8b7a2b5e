"""docs/tutorial/your-own-scheme.md is carried out, line by line, in a folder of its own."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial" / "your-own-scheme.md").read_text("utf-8")
_BLOCK = re.compile(
    r"(?:Write `(?P<file>[\w./]+)`[^\n]*(?:\n[^`\n]+)*\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL
)


class Step(NamedTuple):
    """A block of the page: a file to write, lines to type, or a program."""

    kind: str
    text: str
    file: str


def steps() -> list[Step]:
    return [Step(found["kind"], found["text"], found["file"] or "") for found in _BLOCK.finditer(PAGE)]


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line)
    if words[0] == "ets":
        words = [sys.executable, "-m", "openets.cli.main", *words[1:]]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)


def carry_out(step: Step, folder: Path) -> str:
    """Do what a block says; what its program printed."""
    if step.kind == "toml":
        assert step.file, f"no file is named for {step.text[:60]!r}"
        (folder / step.file).write_text(step.text, encoding="utf-8")
        return ""
    if step.kind == "python":
        done = subprocess.run(
            [sys.executable, "-c", step.text], cwd=folder, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
    for line in step.text.strip().splitlines():
        sign, _, command = line.partition(" ")
        done = run(command, folder)
        assert (done.returncode == 0) is (sign == "$"), f"{line}\n{done.stdout}{done.stderr}"
    return ""


def test_every_block_of_the_page_is_a_step() -> None:
    found = steps()
    assert len(found) == PAGE.count("```") // 2
    assert {step.kind for step in found} == {"console", "toml", "python"}
    assert all(step.file for step in found if step.kind == "toml")


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    said = "".join(carry_out(step, tmp_path) for step in steps())
    assert said.splitlines() == ["DK_1 A 0 t 0.00 DKK", "DK_2 B 50,000 t 2,000,000.00 DKK"]
    for line in said.splitlines():
        assert f"`{line}`" in PAGE
    assert "the law at hand" not in run("ets verify --store sqlite:///dk.db", tmp_path).stdout
    law = tmp_path / "dk_co2" / "law.toml"
    law.write_text(law.read_text("utf-8").replace("power producers", "power plants"), encoding="utf-8")
    assert "the one at hand" in run("ets verify --store sqlite:///dk.db", tmp_path).stdout
