"""The page about installations: every command that it shows does what it says."""

from __future__ import annotations

from pathlib import Path

from tests.docs.pages import ROOT, follow

PAGE = ROOT / "docs" / "guide" / "installations.md"


def test_the_commands_of_the_page_succeed_or_fail_as_it_says(tmp_path: Path) -> None:
    assert follow(PAGE, tmp_path) == ("", "")


def test_the_page_is_listed() -> None:
    assert "guide/installations.md" in (ROOT / "docs" / "README.md").read_text("utf-8")
