"""What the how-tos of checks, penalties and types say is done in a law of its own, and touches what they name."""

from __future__ import annotations

from pathlib import Path

import pytest

from openets.laws.reading import new_law
from tests.docs.pages import HOWTO, ROOT, copied, follow, python, run, type_lines

TOUCHED = {
    "a-check": {"src/openets/checks/on_accounts.py", "my_law/catalogue.toml"},
    "a-penalty": {"my_law/penalties.toml"},
    "a-unit-type": {"my_law/units.toml", "my_law/accounts.toml", "my_law/transactions.toml", "my_law/periods.toml"},
    "an-account-type": {"my_law/accounts.toml", "my_law/law.toml", "my_law/transactions.toml"},
    "a-transaction-type": {"my_law/transactions.toml", "my_law/catalogue.toml"},
    "a-law": set(),
}


def texts(folder: Path) -> dict[Path, bytes]:
    return {each.relative_to(folder): each.read_bytes() for each in folder.rglob("*.*") if each.suffix != ".pyc"}


@pytest.mark.parametrize("name", TOUCHED)
def test_a_howto_of_a_law_does_what_it_says(name: str, tmp_path: Path) -> None:
    tree = copied(tmp_path)
    program, printed = follow(HOWTO / f"{name}.md", tree)
    assert bool(program) is bool(printed)
    assert run(program, tree) == printed


@pytest.mark.parametrize("name", TOUCHED)
def test_a_howto_touches_what_it_names_and_no_more(name: str, tmp_path: Path) -> None:
    tree = copied(tmp_path)
    follow(HOWTO / f"{name}.md", tree)
    new_law(tmp_path / "untouched")
    before = {Path("my_law") / file: text for file, text in texts(tmp_path / "untouched").items()}
    before |= {Path("src") / file: text for file, text in texts(ROOT / "src").items()}
    after = {file: text for file, text in texts(tree).items() if file.parts[0] in ("src", "my_law")}
    assert {file.as_posix() for file in after if after[file] != before.get(file)} == TOUCHED[name]


def test_every_howto_is_executed() -> None:
    executed = {*TOUCHED, "a-view", "a-column", "a-page", "a-command", "a-record-kind"}
    assert {page.stem for page in HOWTO.glob("*.md")} - {"README"} == executed


def test_books_that_exist_get_a_new_standing_account(tmp_path: Path) -> None:
    """As docs/howto/an-account-type.md says: by opening the registry again."""
    new_law(tmp_path / "my_law")
    type_lines("$ ets init --law my_law\n$ ets open-registry XX", tmp_path)
    page = (HOWTO / "an-account-type.md").read_text("utf-8")
    (tmp_path / "page.md").write_text(page.replace("$ ets law new my_law", "$ ets law check my_law"), "utf-8")
    follow(tmp_path / "page.md", tmp_path)
    type_lines("$ ets open-registry XX", tmp_path)
    assert "New entrants reserve" in python(["-m", "openets.cli.main", "accounts"], tmp_path).stdout
    verified = python(["-m", "openets.cli.main", "verify"], tmp_path)
    assert (verified.returncode, "law has changed since" in verified.stdout) == (0, True)
