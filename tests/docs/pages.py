"""Pages of documentation that can be carried out: what their blocks say is done in a copy of the source.

A block says in braces after its language what it is: a file to write (`new FILE`), lines for the end of one
(`append FILE`), lines to set after the line that holds a text (`edit FILE after "…"`) or in the place of every line
that does (`edit FILE instead of "…"`), a program (`run`). What stands in a block of `text` is what the program prints.
A line of a `console` block begins with `$`, or with `!` where it must fail.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOWTO = ROOT / "docs" / "howto"
BLOCK = re.compile(
    r"^```(\w+)(?: \{(\w+) ?(\S*?)(?: (after|instead of) \"(.+?)\")?\})?\n(.*?)^```", flags=re.MULTILINE | re.DOTALL
)


def follow(page: Path, tree: Path) -> tuple[str, str]:
    """Do what a page says in a copy of the source; the program to run, and what it must print."""
    program = printed = ""
    for language, what, file, where, anchor, text in BLOCK.findall(page.read_text("utf-8")):
        if what == "new":
            (tree / file).write_text(text, "utf-8")
        elif what == "append":
            (tree / file).write_text((tree / file).read_text("utf-8") + text, "utf-8")
        elif what == "edit":
            (insert if where == "after" else exchange)(tree / file, anchor, text)
        elif what == "run":
            program = text
        elif language == "text":
            printed = text
        elif language == "console":
            type_lines(text, tree)
    return program, printed


def insert(file: Path, anchor: str, text: str) -> None:
    """Set lines after the one that holds `anchor`; there must be exactly one."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    (place,) = [number for number, line in enumerate(lines) if anchor in line]
    after = place + 1
    while not lines[place].lstrip().startswith("#") and unfinished("".join(lines[place:after])):
        after += 1
    file.write_text("".join([*lines[:after], text, *lines[after:]]), "utf-8")


def unfinished(lines: str) -> bool:
    """Whether a bracket that these lines open is still open; an opening line of a list ends where it is."""
    return lines.count("(") > lines.count(")") and not lines.rstrip().endswith("[")


def exchange(file: Path, anchor: str, text: str) -> None:
    """Set lines in the place of every line that holds `anchor`; there must be one at least."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    assert any(anchor in line for line in lines), f"{file.name} has no {anchor!r}"
    file.write_text("".join(text if anchor in line else line for line in lines), "utf-8")


def copied(tmp_path: Path) -> Path:
    """A copy of the source, to be changed."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def type_lines(text: str, tree: Path) -> None:
    """Type what a block of `console` says; each line must succeed or fail as its sign says."""
    for line in text.strip().splitlines():
        sign, _, command = line.partition(" ")
        program, *words = shlex.split(command)
        assert program == "ets", line
        done = python(["-m", "openets.cli.main", *words], tree)
        assert (done.returncode == 0) is (sign == "$"), f"{line}\n{done.stdout}{done.stderr}"


def run(program: str, tree: Path) -> str:
    """What a page's program prints, with the source of the copy where there is one."""
    done = python(["-c", program], tree)
    assert done.returncode == 0, done.stderr
    return done.stdout


def python(words: list[str], tree: Path) -> subprocess.CompletedProcess[str]:
    source = tree / "src" if (tree / "src").is_dir() else ROOT / "src"
    path = os.pathsep.join([str(source), str(ROOT / "examples" / "paper")])
    environment = {**os.environ, "PYTHONPATH": path, "OPENETS_STORE": "sqlite:///books.db"}
    return subprocess.run(
        [sys.executable, *words], cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
