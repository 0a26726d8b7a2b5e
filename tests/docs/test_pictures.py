"""Pictures that pages show are there, small, and those of the README can be taken again."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tools import chromium

PICTURES = ROOT / "docs" / "pictures"
MOST = 150_000
"""Bytes of a picture."""


def test_every_picture_is_shown_and_small() -> None:
    shown = set(re.findall(r"!\[[^]]{20,}\]\(docs/pictures/([\w.]+)\)", (ROOT / "README.md").read_text("utf-8")))
    assert shown == {file.name for file in PICTURES.iterdir()}
    assert all(file.stat().st_size < MOST for file in PICTURES.iterdir())


@pytest.mark.slow
@pytest.mark.browser
def test_they_can_be_taken_again(tmp_path: Path) -> None:
    if chromium.find_chromium() is None:
        pytest.skip(chromium.ABSENT)
    subprocess.run([sys.executable, "-m", "tools.pictures", tmp_path], check=True, cwd=ROOT)
    assert {file.name for file in tmp_path.iterdir()} == {file.name for file in PICTURES.iterdir()} - {"explorer.png"}
