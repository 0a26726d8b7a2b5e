"""The README's ten minutes are typed as they stand there, today."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.docs.pages import ROOT, python

TEN_MINUTES = (ROOT / "README.md").read_text("utf-8").partition("## Ten minutes")[2].partition("\n## ")[0]
LINES = re.findall(r"^\$ (ets .+)$", TEN_MINUTES, re.MULTILINE)


def test_the_ten_minutes_of_the_readme_can_be_typed(tmp_path: Path) -> None:
    assert len(LINES) >= 12
    for line in LINES:
        done = python(["-m", "openets.cli.main", *shlex.split(line)[1:]], tmp_path)
        assert (done.returncode == 0) is ("--dry-run" not in line), f"{line}\n{done.stdout}{done.stderr}"
        if "--dry-run" in line:
            assert re.findall(r"^(?:refused: )?([\w-]+) [A-Z]", done.stderr, re.MULTILINE) == ["P-5001", "7027"]
