"""The guide names every status, and the reference page is what the program says of itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.api.asking import Asker, operations

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guide" / "api.md").read_text("utf-8")


def test_the_guide_names_every_status(api: Asker) -> None:
    statuses = set(next(iter(operations().values()))["responses"]) - {"200"}
    assert set(re.findall(r"^\| (\d{3}) \|", GUIDE, flags=re.MULTILINE)) == statuses


def test_the_reference_page_says_what_the_program_says(api: Asker) -> None:
    from tools.reference_api import page

    file = ROOT / "docs" / "reference" / "api.md"
    assert file.read_text("utf-8") == page(), "run `python -m tools.reference_api docs/reference`"
    for path in operations():
        assert f"\n### `{path}`\n" in page()


def test_the_reference_page_is_written_by_one_command(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tools.reference_api", str(tmp_path)]
    subprocess.run(program, check=True)
    assert (tmp_path / "api.md").read_text("utf-8") == (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    wrong = subprocess.run([*program[:-1], str(tmp_path / "none")], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "Name the folder" in wrong.stderr) == (2, True)
