"""The reference pages say what the program does: they are written from it, and these tests hold them to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from openets.checks.check import CHECKS
from openets.compliance import notices_steps, party_steps
from openets.compliance.notices_record import NoticeStatus, notice_types
from openets.laws.reading import read_law
from openets.ledger.transactions import Status
from openets.projects import entities
from openets.projects.law import cycles
from tests.european import ACCOUNT_TYPES, ACTIVITIES, EU_ETS, KYOTO, TRANSACTION_TYPES, UNIT_TYPES
from tools.reference import pages

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
REFRESH = "run `python -m tools.reference docs/reference`"
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
    for code in EU_ETS.catalogue:
        assert f"| `{code}` | {TRANSACTION_TYPES[code].name} |" in checks
    for code in (*UNIT_TYPES, *ACCOUNT_TYPES, *TRANSACTION_TYPES):
        assert f"\n| `{code}` |" in codes
    for status in Status:
        assert f"\n| {status.value} | " in codes


def test_every_unit_type_says_what_its_serial_numbers_name() -> None:
    codes = pages()["codes.md"]
    for row in UNIT_TYPES.values():
        (line,) = [line for line in codes.splitlines() if line.startswith(f"| `{row.code}` | {row.name} |")]
        named = line.split("|")[8]
        assert [word in named for word in ("project", "activity", "expiry")] == [row.project, row.sink, row.expires]
    for number, (letters, name) in ACTIVITIES.items():
        assert f"\n| {number} | {letters} | {name} |" in codes


def test_every_transaction_type_says_what_it_makes_and_what_its_checks_look_at() -> None:
    lines = {line.split("`")[1]: line for line in pages()["codes.md"].splitlines() if line.startswith("| `")}
    assert "| ERU of AAU; ERU-RMU of RMU; changes project and track |" in lines["2-0"]
    assert "| AAU of EUA2; gives back what was converted |" in lines["10-62"]
    assert "| changes applicable period, by one |" in lines["7-39"]
    assert "| Parties' records, limit, notice, project, serial blocks, totals |" in lines["1-0"]
    for kind in TRANSACTION_TYPES.values():
        assert lines[kind.code].endswith("| yes |" if kind.verified else "| **no** |")


def test_every_notification_has_its_line_with_what_settles_it() -> None:
    codes = pages()["codes.md"].partition("## Notifications")[2]
    for code, kind in notice_types(read_law("eu_ets")).items():
        (line,) = [line for line in codes.splitlines() if line.startswith(f"| {code} | {kind.name} |")]
        assert all(f"{type} into account type {account}" in line for type, account in kind.answers if account)
        assert line.endswith("| **no** |") is (kind.days is not None and not kind.days_verified)
    for status in NoticeStatus:
        assert f"\n| {status.value} | {status.word} |" in codes


def test_every_step_of_a_record_has_its_line() -> None:
    checks = pages()["checks.md"]
    for steps in (party_steps.STEPS, notices_steps.STEPS, entities.STEPS):
        for name in steps:
            assert f"\n| `{name}` |   | P-7" in checks
    for cycle in cycles(read_law("eu_ets")).values():
        for name in cycle.steps:
            assert f"\n| `{name}` | {cycle.name} | P-70" in checks


def test_what_was_not_seen_says_so() -> None:
    everything = pages()
    rows = (*UNIT_TYPES.values(), *ACCOUNT_TYPES.values(), *TRANSACTION_TYPES.values())
    unverified = [row for row in rows if not row.verified]
    assert unverified
    for row in unverified:
        (line,) = [line for line in everything["codes.md"].splitlines() if line.startswith(f"| `{row.code}` |")]
        assert line.endswith("| **no** |")
    assert " ? |" in everything["parameters.md"]


def test_every_member_state_and_activity_has_its_line() -> None:
    page = pages()["parameters.md"]
    for state in EU_ETS.members.values():
        assert f"\n| `{state.code}` | {state.name} |" in page
    for code, (name, sector) in EU_ETS.activities.items():
        assert f"\n| {code} | {name} | {sector} |" in page


def test_every_party_and_every_number_of_the_protocol_has_its_line() -> None:
    page = pages()["parameters.md"]
    for each in KYOTO.targets.values():
        assert f"\n| `{each.code}` | {each.name} | {each.annex_b_percent} |" in page
    for name, rule in KYOTO.rules.items():
        (line,) = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
        assert line.endswith("| yes |" if rule.verified else "| **no** |")
    assert "| `share_of_proceeds.per_cent` | 2 |" in page


def test_the_pages_are_written_by_one_command(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tools.reference", str(tmp_path)]
    subprocess.run(program, check=True)
    assert {file.name: file.read_text("utf-8") for file in tmp_path.iterdir()} == pages()
    wrong = subprocess.run([*program[:-1], str(tmp_path / "none")], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "Name the folder" in wrong.stderr) == (2, True)
