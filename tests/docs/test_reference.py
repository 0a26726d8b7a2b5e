"""The reference pages say what the program does: they are written from it, and these tests hold them to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from openets.checks.check import CHECKS
from openets.cli.reference import pages
from openets.kernel.units import UNIT_TYPES
from openets.ledger.accounts import ACCOUNT_TYPES
from openets.ledger.transactions import TRANSACTION_TYPES, Status
from openets.schemes.eu_ets import eu_ets

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
REFRESH = "run `python -m openets.cli.reference docs/reference`"
COMMANDS = (
    "init", "import eutl", "import eutl-transactions", "demo", "serve", "status", "accounts", "holdings", "issue",
    "plan", "allocate", "report", "transfer", "surrender", "cancel", "retire", "reverse", "verify", "export journal",
    "export parquet", "backup", "open-registry", "open-account",
)  # fmt: skip


@pytest.mark.parametrize("name", pages())
def test_a_committed_page_says_what_the_program_says(name: str) -> None:
    file = FOLDER / name
    assert file.is_file(), f"{file} is missing: {REFRESH}"
    assert file.read_text("utf-8") == pages()[name], f"{file} is out of date: {REFRESH}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_place(command: str) -> None:
    assert f"\n## ets {command}\n" in pages()["cli.md"]


def test_every_command_says_what_its_words_mean() -> None:
    rows = [line for line in pages()["cli.md"].splitlines() if line.startswith("| `")]
    assert len(rows) > 100
    assert not [row for row in rows if row.split("|")[2].strip() in ("", "None")]


def test_every_check_type_and_code_has_its_line() -> None:
    checks, codes = pages()["checks.md"], pages()["codes.md"]
    for check in CHECKS.values():
        assert f"| {check.code} | `{check.name}` | {check.sentence} |" in checks
    for code in eu_ets().catalogue:
        assert f"| `{code}` | {TRANSACTION_TYPES[code].name} |" in checks
    for code in (*UNIT_TYPES, *ACCOUNT_TYPES, *TRANSACTION_TYPES):
        assert f"\n| `{code}` |" in codes
    for status in Status:
        assert f"\n| {status.value} | " in codes


def test_what_was_not_seen_says_so() -> None:
    everything = pages()
    unverified = [row for row in (*UNIT_TYPES.values(), *ACCOUNT_TYPES.values()) if not row.verified]
    assert unverified
    for row in unverified:
        (line,) = [line for line in everything["codes.md"].splitlines() if line.startswith(f"| `{row.code}` |")]
        assert line.endswith("| **no** |")
    assert " ? |" in everything["parameters.md"]


def test_every_member_state_and_activity_has_its_line() -> None:
    page = pages()["parameters.md"]
    for state in eu_ets().states.values():
        assert f"\n| `{state.code}` | {state.name} |" in page
    for code, (name, sector) in eu_ets().activities.items():
        assert f"\n| {code} | {name} | {sector} |" in page


def test_the_pages_are_written_by_one_command(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "openets.cli.reference", str(tmp_path)]
    subprocess.run(program, check=True)
    assert {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()} == pages()
    wrong = subprocess.run([*program[:-1], str(tmp_path / "none")], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "Name the folder" in wrong.stderr) == (2, True)
