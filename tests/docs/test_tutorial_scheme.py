"""What docs/tutorial/your-own-scheme.md says of the end: what it comes to, and that a changed law is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import ROOT, python
from tests.docs.typed import Reader

PAGE = ROOT / "docs" / "tutorial" / "your-own-scheme.md"


@pytest.mark.slow
def test_the_tutorial_comes_to_what_it_says(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reader.follow(PAGE)
    said = reader.printed.splitlines()
    assert said == ["DK_1 A 0 t 0.00 DKK", "DK_2 B 50,000 t 2,000,000.00 DKK"]
    assert all(f"`{line}`" in PAGE.read_text("utf-8") for line in said)
    verify = ["-m", "openets.cli.main", "verify", "--store", "sqlite:///dk.db"]
    assert "the law at hand" not in python(verify, tmp_path).stdout
    law = tmp_path / "dk_co2" / "law.toml"
    law.write_text(law.read_text("utf-8").replace("power producers", "power plants"), encoding="utf-8")
    assert "the one at hand" in python(verify, tmp_path).stdout
