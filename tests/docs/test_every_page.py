"""Every page with blocks is carried out, here or by the test that is named; none is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.docs.typed import Block, Reader, blocks, lines
from tests.importing.panels import REAL, small
from tools import postgres

GENERATED = {"cli.md", "commands.md", "api.md", "checks.md", "codes.md", "parameters.md"}
"""Pages of docs/reference that are written from the declarations: tests/docs/test_reference.py holds them to those."""
ELSEWHERE = {
    "docs/howto/a-check.md": "docs/test_howto_laws.py",
    "docs/howto/a-penalty.md": "docs/test_howto_laws.py",
    "docs/howto/a-unit-type.md": "docs/test_howto_laws.py",
    "docs/howto/an-account-type.md": "docs/test_howto_laws.py",
    "docs/howto/a-transaction-type.md": "docs/test_howto_laws.py",
    "docs/howto/a-law.md": "docs/test_howto_laws.py",
    "docs/howto/a-view.md": "docs/test_howto_views.py",
    "docs/howto/a-column.md": "docs/test_howto_views.py",
    "docs/howto/a-page.md": "docs/test_howto_views.py",
    "docs/howto/a-command.md": "docs/test_howto_command.py",
    "docs/howto/a-record-kind.md": "records/test_a_new_kind.py",
    "docs/guide/data.md": "docs/test_guide_data.py",
    "docs/reference/messages.md": "docs/test_messages.py",
}
"""Pages that are done in a copy of the source → the test that does so."""
NOT_DONE = {("docs/guide/running.md", "nginx"): "the settings of a proxy, which stands in front of the program"}
"""Blocks that cannot be carried out, by page and language → why."""
DATA_STANDS_IN = {"README.md", "docs/tutorial/replaying-the-eu-ets.md"}
"""Pages on which a small panel stands in for the Commission's: tests/importing/test_real_record.py replays that."""


def pages() -> list[str]:
    """Every page with a block, but those that are written from the declarations."""
    every = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    found = [page for page in every if not (page.parent.name == "reference" and page.name in GENERATED)]
    return [page.relative_to(ROOT).as_posix() for page in found if "```" in page.read_text("utf-8")]


HERE = [page for page in pages() if page not in ELSEWHERE]
WITH_SERVER = "docs/guide/running.md"


def test_a_page_that_another_test_does_is_named_by_it() -> None:
    assert set(ELSEWHERE) <= set(pages())
    for page, test in ELSEWHERE.items():
        assert Path(page).stem in (ROOT / "tests" / test).read_text("utf-8"), page


def test_what_is_not_carried_out_is_listed_with_its_reason() -> None:
    done = {"console", "python", "text", "toml"}
    found = {(page, block.language) for page in HERE for block in blocks(ROOT / page) if block.language not in done}
    assert found == set(NOT_DONE)
    assert all(NOT_DONE.values())


@pytest.mark.parametrize("page", [page for page in HERE if page != WITH_SERVER])
def test_every_block_of_a_page_does_what_it_says(page: str, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    shared = tmp_path / "shared" / "data"
    if page in DATA_STANDS_IN:
        shared.mkdir(parents=True)
        small().write(shared / "eutl")
    elif "../shared/data" in (ROOT / page).read_text("utf-8"):
        if not REAL.is_dir():
            pytest.skip("the public data of the guides is not there (../shared/data)")
        shared.parent.mkdir()
        shared.symlink_to(REAL.parent)
    Reader(folder, compares=page not in DATA_STANDS_IN).follow(ROOT / page)


@pytest.mark.postgres
def test_the_guide_to_running_it_is_typed_at_a_server(postgres_server: postgres.Server, tmp_path: Path) -> None:
    at = f"127.0.0.1:{postgres_server.port}"
    environment = {"PGHOST": "127.0.0.1", "PGPORT": str(postgres_server.port), "PGUSER": postgres.OWNER}
    Reader(tmp_path, environment, replaced={"db.example": at}, answers="SECRET\nSECRET\n").follow(ROOT / WITH_SERVER)


def test_a_line_that_does_otherwise_than_the_page_says_fails(tmp_path: Path) -> None:
    for text in ("$ ets holdings\n", "! ets --version\n", "$ ets --version\nets 7\n", "$ ets --version\nmisuse: no\n"):
        with pytest.raises(AssertionError):
            Reader(tmp_path).do(Block("console", "", text, ""))
    Reader(tmp_path).do(Block("console", "", "$ ets --version\nets …\n", ""))
    for block in (Block("python", "", "1 / 0\n", ""), Block("toml", "", "a = 1\n", ""), Block("text", "", "no\n", "")):
        with pytest.raises(AssertionError):
            Reader(tmp_path).do(block)


def test_what_is_shown_belongs_to_the_line_above_it() -> None:
    found = list(lines("$ ets init \\\n  --json\n{\n}\n! ets nothing\n"))
    assert found == [("$", "ets init    --json", "{\n}\n"), ("!", "ets nothing", "")]


def test_every_guide_is_listed() -> None:
    listed = (ROOT / "docs" / "README.md").read_text("utf-8")
    folders = [ROOT / "docs" / name for name in ("guide", "tutorial", "concepts")]
    assert not [
        page for folder in folders for page in folder.glob("*.md") if f"{folder.name}/{page.name}" not in listed
    ]
