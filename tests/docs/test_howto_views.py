"""What the how-tos of views, columns and pages say is done, in a copy of the source, and must come out as they say."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.conftest import Registry, registry

__all__ = ["registry"]
ROOT = Path(__file__).parents[2]
HOWTO = ROOT / "docs" / "howto"
BLOCK = re.compile(r"^```(\w+)(?: \{(\w+) ?(\S*?)(?: after \"(.+?)\")?\})?\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def follow(page: Path, tree: Path) -> tuple[str, str]:
    """Do what a page says in a copy of the source; the program to run, and what it must print."""
    program = printed = ""
    for language, what, file, anchor, text in BLOCK.findall(page.read_text("utf-8")):
        if what == "new":
            (tree / file).write_text(text, "utf-8")
        elif what == "edit":
            insert(tree / file, anchor, text)
        elif what == "run":
            program = text
        elif language == "text":
            printed = text
    return program, printed


def insert(file: Path, anchor: str, text: str) -> None:
    """Set lines after the one that holds `anchor`; there must be exactly one."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    (place,) = [number for number, line in enumerate(lines) if anchor in line]
    after = place + 1
    while not lines[place].lstrip().startswith("#") and unfinished("".join(lines[place:after])):
        after += 1
    text = "\n" + text if lines[place].lstrip().startswith("# ---") else text
    file.write_text("".join([*lines[:after], text, *lines[after:]]), "utf-8")


def unfinished(lines: str) -> bool:
    """Whether a bracket that these lines open is still open; an opening line of a list ends where it is."""
    return lines.count("(") > lines.count(")") and not lines.rstrip().endswith("[")


def copied(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=ignored)
    return tmp_path


def run(program: str, tree: Path, registry: Registry) -> str:
    with closing(sqlite3.connect(registry.address.removeprefix("sqlite:///"))) as books:
        books.execute("VACUUM INTO ?", [str(tree / "books.db")])
    source = tree / "src" if (tree / "src").is_dir() else ROOT / "src"
    environment = {**os.environ, "PYTHONPATH": str(source), "OPENETS_STORE": "sqlite:///books.db"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["a-view", "a-column", "a-page"])
def test_a_howto_does_what_it_says(name: str, tmp_path: Path, registry: Registry) -> None:
    tree = copied(tmp_path)
    program, printed = follow(HOWTO / f"{name}.md", tree)
    assert program
    assert run(program, tree, registry) == printed


def test_ten_lines_do_a_researchers_work(tmp_path: Path, registry: Registry) -> None:
    text = (ROOT / "docs" / "tutorial" / "ten-lines.md").read_text("utf-8")
    first, second = (block for language, _, _, _, block in BLOCK.findall(text) if language == "python")
    assert len([line for line in first.splitlines() if line]) == 10
    printed = run(first.replace("registry.db", "books.db") + second, tmp_path, registry)
    for word in ("Combustion", "5000", "AT_1", "EUA1", "verified t Verified emissions."):
        assert word in printed
