"""What is not needed is not imported: a program that begins slowly is felt with every command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.conftest import PLANT, Books
from tests.ets import A_DAY

SAY = """
import sys
sys.argv = ["ets", *sys.argv[1:]]
from openets.cli.main import main
try:
    main()
except SystemExit as end:
    sys.stderr.write(repr(end.code) + chr(10) + " ".join(sys.modules))
"""


def imported(*words: str) -> tuple[str, set[str]]:
    """The exit code of a command, and the modules that were imported for it."""
    done = subprocess.run([sys.executable, "-c", SAY, *words], capture_output=True, text=True, check=True)
    code, _, modules = done.stderr.partition("\n")
    return code, set(modules.split())


HEAVY = {"polars", "altair", "pydantic", "ninja", "psycopg", "waitress"}


def test_help_needs_nearly_nothing() -> None:
    code, modules = imported("--help")
    assert code == "0"
    assert not modules & (HEAVY | {"django", "rich.table", "openets.laws.reading", "openets.engine"})


def test_whoever_looks_at_holdings_loads_no_road_of_commits(books: Books) -> None:
    code, modules = imported("holdings", PLANT, "--store", books.address)
    assert code == "0"
    assert not modules & (HEAVY | {"openets.engine.commit", "openets.commands.verbs", "django.core.management"})


@pytest.mark.parametrize("words", [("surrender", PLANT, "1", "--unit", "EUA1", "--year", "2006")])
def test_a_command_loads_itself_and_no_other(books: Books, words: tuple[str, ...]) -> None:
    code, modules = imported(*words, "--on", A_DAY, "--dry-run", "--json", "--store", books.address)
    assert code == "0"
    assert "openets.commands.units" in modules
    assert not modules & {"openets.commands.kyoto", "openets.commands.verbs", "openets.cli.party", *HEAVY}


def test_a_group_loads_no_other_group() -> None:
    code, modules = imported("party", "show", "--help")
    assert code == "0"
    assert "openets.cli.party" in modules
    assert not modules & {"openets.cli.project", "openets.cli.notice", "openets.cli.paper"}
