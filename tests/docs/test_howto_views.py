"""What the how-tos of views, columns and pages say is done, in a copy of the source, and must come out as they say."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.docs.pages import BLOCK, HOWTO, ROOT, copied, follow, run
from tests.web.conftest import Registry, registry

__all__ = ["registry"]


def with_books(tree: Path, registry: Registry) -> Path:
    """A copy of the example's books beside the source, for the page's program."""
    with closing(sqlite3.connect(registry.address.removeprefix("sqlite:///"))) as books:
        books.execute("VACUUM INTO ?", [str(tree / "books.db")])
    return tree


@pytest.mark.parametrize("name", ["a-view", "a-column", "a-page"])
def test_a_howto_does_what_it_says(name: str, tmp_path: Path, registry: Registry) -> None:
    tree = copied(tmp_path)
    program, printed = follow(HOWTO / f"{name}.md", tree)
    assert program
    assert run(program, with_books(tree, registry)) == printed


def test_ten_lines_are_ten_and_do_a_researchers_work(tmp_path: Path, registry: Registry) -> None:
    text = (ROOT / "docs" / "tutorial" / "ten-lines.md").read_text("utf-8")
    first, *rest = (found[-1] for found in BLOCK.findall(text) if found[0] == "python")
    assert len([line for line in first.splitlines() if line]) == 10
    printed = run(first.replace("registry.db", "books.db") + "".join(rest), with_books(tmp_path, registry))
    for word in ("Combustion", "5000", "AT_1", "EUA1", "verified t Verified emissions.", "'missing': 0"):
        assert word in printed
