"""No word of one law outside the laws' own folders: the words are read from the folders, and looked for elsewhere.

Import formats and the paper's analysis speak of one law by their nature. What else stands in a string is found here;
docstrings are for people and may name a law as an example.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "openets"
LAWS = PACKAGE / "laws"
ROOMS_OF_ONE_LAW = ("importing", "analytics", "demo")
"""What reads a format of one law, recomputes the paper, or plays an invented period of one law."""

ORDINARY = {"later", "issue", "allocate", "transfer", "return", "retire", "deduct", "restore", "surrender", "withhold"}
"""English words that a law happens to use as codes: finding them would say nothing."""

PROTOCOL = "2026-11: the group of commands is declared in a room of its own, and is typed as `ets kyoto`"
PAGES = "2026-11: the page shows a record that only laws under the Protocol keep, in the Protocol's words"
EXAMPLE = "2026-11: a code in an error's text, as an example of what is expected"
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("cli/paper.py", "EU ETS"): "2026-11: the command recomputes the paper, which is about that scheme",
    ("cli/party.py", "Kyoto Protocol"): PROTOCOL,
    ("cli/party.py", "kyoto"): PROTOCOL,
    ("cli/project.py", "CDM"): "2026-11: the command reads the public list of that register's projects",
    ("commands/open_account.py", "Kyoto Protocol"): "2026-11: says who else could have had a registry",
    ("commands/parties.py", "kyoto"): PROTOCOL,
    ("commands/projects/steps.py", "CDM"): "2026-11: the sentence of a step that only the Protocol's mechanisms have",
    ("kernel/identifiers.py", "CDM"): EXAMPLE,
    ("laws/reading.py", "eu_ets"): "2026-11: the law of new books for which nobody names one",
    ("views/codes.py", "kyoto"): "2026-11: the name of a column that readers of the interface know",
    ("web/templates/party.html", "AAU"): PAGES,
    ("web/templates/party.html", "CER"): PAGES,
    ("web/templates/party.html", "ERU"): PAGES,
    ("web/templates/party.html", "RMU"): PAGES,
    ("web/templates/project.html", "Kyoto Protocol"): PAGES,
    ("web/templates/project.html", "lCER"): PAGES,
    ("web/templates/project.html", "tCER"): PAGES,
    ("web/templates/projects.html", "CDM"): PAGES,
    ("web/templates/state.html", "Kyoto Protocol"): PAGES,
}
"""File and word, and since when and why it still stands there."""


@cache
def table(law: str, name: str) -> dict[str, Any]:
    path = LAWS / law / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


def laws() -> list[str]:
    """Every law of the package but the one that `ets law new` copies."""
    return sorted(path.parent.name for path in LAWS.glob("*/law.toml") if path.parent.name != "starter")


def codes(law: str, name: str) -> Iterator[str]:
    """The codes of a table's rows; `sets` and such hold lists and have no name."""
    yield from (code for code, row in table(law, name).items() if isinstance(row, dict) and "name" in row)


def spoken_words(law: str) -> set[str]:
    """What may stand in no sentence: units, numbered transactions, currencies, registries, and what a law is called."""
    found = {*codes(law, "units"), *codes(law, "transactions")}
    found |= {row["currency"] for row in table(law, "penalties").get("penalty", [])}
    found |= {code for code in table(law, "law")["registries"] if code != "opens" and len(code) > 2}
    return found | {table(law, "law")["name"], law, law.replace("_", " ").upper()} - ORDINARY


def account_types(law: str) -> set[str]:
    """Numbers such as 120 mean an account only where they are the whole of a string."""
    return {code for code in codes(law, "accounts") if re.fullmatch(r"\d{3}(-\d+)?", code)}


WORDS = {word for law in laws() for word in spoken_words(law)} - ORDINARY
ACCOUNTS = {number for law in laws() for number in account_types(law)}
_SPOKEN = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(WORDS, key=len, reverse=True)))})(?![\w-])")


def found_in(text: str) -> set[str]:
    """The words that stand in a text by themselves, or an account's number that is the text."""
    return set(_SPOKEN.findall(text)) | ({text} & ACCOUNTS)


def strings(tree: ast.Module) -> Iterator[str]:
    """Every string of a module that is no docstring and no citation: the citation is what is told to a decorator,
    and the law that it names is the reason of a rule, not a branch of it."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            silent |= {id(told) for each in node.decorator_list for told in ast.walk(each)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.value


def looked_through() -> list[Path]:
    """Modules and templates outside the laws' folders and the rooms that speak of one law."""
    own = [path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".html")]
    return sorted(path for path in own if path.relative_to(PACKAGE).parts[0] not in ROOMS_OF_ONE_LAW)


def words_in(path: Path) -> set[str]:
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        return found_in(text)
    return {word for each in strings(ast.parse(text)) for word in found_in(each)}


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def commands_of_the_protocol(path: Path) -> bool:
    """The group of commands that is called after the Protocol: its names are what is typed."""
    return name(path) == "commands/kyoto.py"


@pytest.mark.parametrize("path", looked_through(), ids=name)
def test_a_module_speaks_of_no_law(path: Path) -> None:
    excused = {word for file, word in EXCEPTIONS if file == name(path)}
    if commands_of_the_protocol(path):
        excused.add("kyoto")
    said = words_in(path) - excused
    assert not said, f"{name(path)} says {sorted(said)}: make it a trait in the tables of the law"


@pytest.mark.parametrize(("file", "word"), EXCEPTIONS)
def test_an_exception_is_still_needed_and_says_since_when(file: str, word: str) -> None:
    assert word in words_in(PACKAGE / file), f"{file} says {word} no more: take it from the list"
    assert re.match(r"20\d\d-\d\d: \w", EXCEPTIONS[file, word])


@pytest.mark.parametrize("law", laws())
def test_every_law_has_words_to_look_for(law: str) -> None:
    assert {law, table(law, "law")["name"], *codes(law, "units")} <= spoken_words(law)
    assert set(codes(law, "units")) <= WORDS


def test_the_words_that_the_issue_names_are_among_them() -> None:
    assert {"EUA1", "EUA2", "10-53", "EUR", "GBP", "USD", "CDM", "EU ETS", "UKA", "SO2", "RECLAIM"} <= WORDS
    assert {"100", "120", "230", "300", "100-6"} <= ACCOUNTS


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('unit = "EUA1"', {"EUA1"}),
        ('f"{unit} in EUR"', {"EUR"}),
        ('kind == "10-53"', {"10-53"}),
        ('type = "120"', {"120"}),
        ('"up to 120 letters"', set()),
        ('"x10-53"', set()),
        ('"EUROPE"', set()),
        ('def f():\n    "An EUA1 is worth 1 EUR."', set()),
        ('@check("Kyoto Protocol, Article 3")\ndef f(): return "AAU"', {"AAU"}),
        ('X = 1\n"""Such as EUA1."""', set()),
    ],
)
def test_the_search_finds_words_and_nothing_else(source: str, found: set[str]) -> None:
    assert {word for each in strings(ast.parse(source)) for word in found_in(each)} == found
