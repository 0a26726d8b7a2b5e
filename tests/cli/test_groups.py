"""What is typed: options before or after the command, help, near misses, and completion that imports nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
import typer

from openets import __version__
from openets.cli.groups import OPTIONS, loaded, told
from openets.cli.index import LISTED
from openets.cli.main import app
from tests.cli.conftest import PLANT, Books
from tests.ets import MISUSED, SOUND, done, ets

COMMANDS = [name for name in LISTED if not any(other.startswith(f"{name} ") for other in LISTED)]


def examples(name: str) -> list[str]:
    """The lines of a command's help that can be typed."""
    return [line.strip() for line in (loaded(name).epilog or "").splitlines() if line.strip().startswith("ets ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_has_examples_that_the_program_understands(name: str) -> None:
    """They are read as the program reads them; what they would do is tested where the command is."""
    import shlex

    assert examples(name)
    group: Any = typer.main.get_command(app)
    for example in examples(name):
        assert example.startswith(f"ets {name}")
        context = group.make_context("ets", shlex.split(example)[1:])
        words = [*context._protected_args, *context.args]
        below = group
        while hasattr(below, "list_commands"):
            _, below, words = below.resolve_command(context, words)
            if hasattr(below, "list_commands"):
                context = below.make_context(name, words, parent=context)
                words = [*context._protected_args, *context.args]
        below.make_context(name, words, parent=context)


def test_examples_are_no_part_of_the_text() -> None:
    def command() -> None:
        """Do it.

        More of it.

        ets do it
        """

    assert told(command) == ("Do it.\n\nMore of it.", ["ets do it"])


@pytest.mark.parametrize("words", [("-h",), ("issue", "-h"), ("party", "-h"), ("party", "review", "-h"), ("--help",)])
def test_h_is_help(words: tuple[str, ...]) -> None:
    said = ets(*words)
    assert (said.code, said.err) == (SOUND, "")
    assert said.out.startswith("Usage: ets")


def test_the_version_is_told() -> None:
    assert ets("--version")[:2] == (SOUND, f"ets {__version__}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("--json", "--store", "{}", "holdings", PLANT),
        ("--store={}", "--json", "holdings", PLANT),
        ("holdings", "--json", "--store", "{}", PLANT),
        ("holdings", PLANT, "--store", "{}", "--json"),
        ("--as-of", "2030-01-01", "--json", "--store", "{}", "holdings", PLANT),
    ],
)
def test_options_stand_before_or_after_the_command(books: Books, words: tuple[str, ...]) -> None:
    if "--as-of" in words:  # a day that has not come: what was typed before the command was understood
        assert "has not come" in ets(*(word.format(books.address) for word in words)).json["detail"]
        return
    (row,) = done(ets(*(word.format(books.address) for word in words)))
    assert row["quantity"] == 1000


def test_options_stand_before_a_group_and_within_it(books: Books) -> None:
    for words in (("--json", "account", "show", PLANT), ("account", "--json", "show", PLANT)):
        assert done(ets(*words, store=books.address))["identifier"] == PLANT


def test_a_thing_may_follow_its_group_without_a_verb(books: Books) -> None:
    assert done(ets("account", PLANT, "--json", store=books.address))["identifier"] == PLANT
    assert done(ets("installation", "AT_1", "--json", store=books.address))["id"] == "AT_1"


MEANT = {
    ("surender",): "did you mean `ets surrender`?",
    ("hand-over", "AT_1"): "did you mean `ets installation hand-over`?",
    ("party", "shwo", "at"): "did you mean `ets party show`?",
    ("issue", "AT", "5", "--units", "EUA1"): "--unit",
    ("issue", "AT", "5", "--unit", "eua1"): "--unit is 'eua1', which is no unit type: did you mean EUA1?",
    ("issue", "AT", "5", "--unit", "EUA-1"): "did you mean EUA1?",
    ("issue", "AT", "5", "--unit", "EUA"): "did you mean EUA1, EUA2, EUA3 or EUAA?",
    ("issue", "AT", "5", "--unit", "gold"): "expected one of AAU, RMU",
    ("issue", "at", "5", "--unit", "EUA1"): "did you mean AT?",
    ("holdings", PLANT.lower()): f"did you mean {PLANT}?",
    ("holdings", PLANT.rpartition("-")[0]): f"did you mean {PLANT}?",
    ("holdings", "AT_1"): f"did you mean {PLANT}?",
    ("plan", "at_1", "5", "--year", "2007"): "did you mean AT_1?",
    ("installation", "AT-1"): "did you mean AT_1?",
    ("transactions", "--unit", "eua1"): "did you mean EUA1?",
    ("transaction", "AT9999"): "no transaction 'AT9999' is known",
}


@pytest.mark.parametrize("words", MEANT, ids=" ".join)
def test_near_misses_get_one_hint(books: Books, words: tuple[str, ...]) -> None:
    said = ets(*words, store=books.address)
    assert said.code == MISUSED
    assert MEANT[words] in said.error
    assert len(said.err.strip().splitlines()) == 1


HEAVY = "django", "rich", "polars", "pydantic", "openets.engine", "openets.laws", "openets.commands", "openets.views"


def completed(*words: str) -> tuple[list[str], list[str]]:
    """What completion offers after some words, and which of the heavy modules it imported for that."""
    program = (
        "import sys, atexit\nfrom openets.cli.main import main\n"
        f"atexit.register(lambda: print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr))\nmain()"
    )
    environment = {
        **os.environ, "_ETS_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(["ets", *words]),
        "COMP_CWORD": str(len(words)),
    }  # fmt: skip
    child = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    return child.stdout.split(), eval(child.stderr.strip().splitlines()[-1])


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("surr",), "surrender"),
        (("party", "sh"), "show"),
        (("installation", "hand"), "hand-over"),
        (("tra",), "transactions"),
    ],
)
def test_completion_of_commands_imports_none_of_them(words: tuple[str, ...], offered: str) -> None:
    found, imported = completed(*words)
    assert offered in found
    assert imported == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("transactions", "--a"), {"--account", "--as-of"}),
        (("transfer", "--un"), {"--unit"}),
        (("transfer", "AT-120-6-0-33", "--unit", "EUA1", "--d"), {"--dry-run"}),
        (("installation", "hand-over", "--h"), {"--holder", "--help"}),
        (("party", "initial-report", "-"), {"--percent", "--synthetic", "--json"}),
    ],
)
def test_completion_knows_options_and_imports_no_command(words: tuple[str, ...], offered: set[str]) -> None:
    found, imported = completed(*words)
    assert offered <= set(found)
    assert all(each.startswith(words[-1]) for each in found)
    assert imported == []


def test_completion_leaves_values_to_the_shell() -> None:
    assert completed("import", "eutl", "some") == ([], [])


def test_a_command_without_options_on_the_list_would_be_missed() -> None:
    listed = json.loads(OPTIONS.read_text("utf-8"))
    groups = {name.rpartition(" ")[0] for name in LISTED}
    assert set(listed) == set(LISTED) - groups
    assert all("--help" in options for options in listed.values())
