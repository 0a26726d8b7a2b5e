"""The guide about data: what it shows can be typed, and the programs of a notebook run on the files that it wrote."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.docs.pages import ROOT
from tests.web.conftest import Registry, registry

__all__ = ["registry"]
GUIDE = (ROOT / "docs" / "guide" / "data.md").read_text("utf-8")


def test_every_line_and_program_of_the_guide_runs(registry: Registry, tmp_path: Path) -> None:
    with (
        closing(sqlite3.connect(registry.address.removeprefix("sqlite:///"))) as books,
        closing(sqlite3.connect(tmp_path / "books.db")) as copy,
    ):
        books.backup(copy)
    (tmp_path / "ets").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m openets.cli.main "$@"\n')
    (tmp_path / "ets").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "OPENETS_STORE": "sqlite:///books.db"}
    typed = [
        line[2:] for block in re.findall(r"```console\n(.*?)```", GUIDE, flags=re.DOTALL) for line in block.splitlines()
    ]
    assert len(typed) >= 5
    for line in typed:
        done = subprocess.run(["bash", "-ec", line], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    programs = re.findall(r"```python(?: \{run\})?\n(.*?)```", GUIDE, flags=re.DOTALL)
    for program in (each for each in programs if "127.0.0.1" not in each):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
