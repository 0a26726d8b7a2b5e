"""The guides about Parties and projects, and the README: what they show can be typed, line by line, in new books."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

GUIDE = ROOT / "docs" / "guide"
SECTIONS = [("parties.md", ""), ("projects.md", "## Joint Implementation")]
"""Pages, and the heading at which what needs other books begins."""


def lines(page: str, until: str) -> list[str]:
    """The lines to type, each whole."""
    text = (GUIDE / page).read_text("utf-8")
    text = text.partition(until)[0] if until else text
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line[2:] for block in blocks for line in block.replace("\\\n", " ").splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize(("page", "until"), SECTIONS, ids=lambda each: each[:8])
def test_every_line_of_a_guide_does_what_it_says(page: str, until: str, tmp_path: Path) -> None:
    (tmp_path / "ets").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m openets.cli.main "$@"\n')
    (tmp_path / "ets").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "OPENETS_STORE": "sqlite:///books.db"}
    typed = lines(page, until)
    assert len(typed) >= 8
    for line in ["ets init", *typed]:
        done = subprocess.run(["bash", "-ec", line], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_the_readme_does_not_say_that_everything_is_refused() -> None:
    assert "all of\nthem are refused" not in (ROOT / "README.md").read_text("utf-8")
