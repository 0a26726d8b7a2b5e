"""What imports cannot show: sizes, names, openings, and what a pure room may never do."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import get_type_hints

import pytest

import openets
from openets.commands.verbs import Verbs
from openets.notebook import Notebook

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "openets"
KEPT = (".ci", "bench", "docs", "examples", "src", "tests", "tools")
"""The folders that are the project's own; beside them stand the files at the top."""

FUNCTION_LINES = 60
FILE_LINES = 500
MEDIAN_FUNCTION_LINES = 8
FRONT_PARAMETERS = 8


READERS = ("laws/reading.py",)
"""Modules of pure rooms that read and write a law's folder: the only input and output of those rooms."""

DOORS = ("engine/verify.py", "engine/group_commit.py", "engine/session.py")
"""Where the engine meets the world: a folder to verify, the wait of a group of callers, the clock of a session."""

PURE_ROOMS = ("kernel", "ledger", "checks", "records", "laws", "compliance", "projects", "engine")
SHAPELESS_NAMES = {"utils", "util", "helpers", "common", "base", "misc"}
NAMED_BY_DJANGO = {f"src/openets/stores/sql/{engine}/base.py" for engine in ("sqlite", "postgresql")}
"""Django takes the class of an engine from a module of this name."""

IMPURE_MODULES = {
    "http", "io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "time",
    "urllib", "uuid",
}  # fmt: skip
IMPURE_CALLS = {"float", "input", "open", "print"}
CLOCK_CALLS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")

# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN_TEXT = re.compile(
    "|".join(
        [
            re.escape("pypi" + ".org"),
            re.escape("python" + "hosted"),
            re.escape("npmjs" + ".org"),
            re.escape("deb." + "debian"),
            "index" + "-url +[a-z]",
            r"(?<![\w.}])/(?:ro" + "ot|wo" + "rk|ho" + r"me)\b",
            "/tmp" + "/w",
        ]
    )
)


def files(pattern: str, *folders: str) -> list[Path]:
    """The project's own files, sorted, without what Python leaves behind."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(pattern))
    return sorted(path for path in found if path.is_file() and path.suffix != ".pyc")


def rooms() -> list[Path]:
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def sources() -> list[Path]:
    return files("*.py", "examples", "src")


def pure_sources() -> list[Path]:
    own = {path: path.relative_to(PACKAGE) for path in sources() if path.is_relative_to(PACKAGE)}
    return [
        path for path, name in own.items() if name.parts[0] in PURE_ROOMS and name.as_posix() not in (*READERS, *DOORS)
    ]


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of the project that is text."""
    top = [path for path in ROOT.iterdir() if path.is_file()]
    for path in sorted([*top, *files("*", *KEPT)]):
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def place(path: Path, line: int) -> str:
    return f"{name(path)}:{line}"


def test_functions_are_short() -> None:
    long = [
        f"{place(path, node.lineno)} {node.name}"
        for path in sources()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and height(node) > FUNCTION_LINES
    ]
    assert not long, f"longer than {FUNCTION_LINES} lines"


def height(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_short() -> None:
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    long = [path for path, height in lines.items() if height > FILE_LINES]
    assert not long, f"longer than {FILE_LINES} lines"


def test_most_functions_are_read_at_a_glance() -> None:
    heights = [height(node) for path in sources() for node in functions(parsed(path))]
    assert median(heights) <= MEDIAN_FUNCTION_LINES


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def fronts() -> list[type]:
    """What somebody gets from `openets.connect`, and the groups of commands behind it."""
    groups = [get_type_hints(each.fget)["return"] for each in vars(Verbs).values() if isinstance(each, property)]
    return [Notebook, *groups]


@pytest.mark.parametrize("front", fronts(), ids=lambda front: front.__name__)
def test_nothing_in_front_asks_for_more_than_seven_things(front: type) -> None:
    methods = {name: getattr(front, name) for name in dir(front) if not name.startswith("_")}
    asked = {name: len(inspect.signature(each).parameters) - 1 for name, each in methods.items() if callable(each)}
    assert len(asked) > 3
    assert not {name: count for name, count in asked.items() if count > FRONT_PARAMETERS}


@pytest.mark.parametrize("called", [getattr(openets, name) for name in openets.__all__ if name != "__version__"])
def test_the_package_itself_asks_for_little(called: Callable[..., object]) -> None:
    assert len(inspect.signature(called).parameters) <= FRONT_PARAMETERS
    assert ">>> " in (called.__doc__ or ""), "the public front shows how it is used"


def test_every_room_opens_with_a_paragraph() -> None:
    """At least a sentence of some length: what lives here, what may not, who calls it."""
    said = {room.name: ast.get_docstring(parsed(room / "__init__.py")) or "" for room in rooms()}
    short = {
        name for name, text in said.items() if len(text.split()) < 8 or not text.rstrip().endswith((".", "`", ":"))
    }
    assert not short


def test_every_module_says_what_it_is_for() -> None:
    """But the tables' migrations, which Django writes."""
    written = [path for path in sources() if path.parent.name != "migrations" and path.read_text("utf-8").strip()]
    silent = [name(path) for path in written if not ast.get_docstring(parsed(path))]
    assert not silent


def test_no_name_says_nothing() -> None:
    shapeless = {name(path) for path in PACKAGE.rglob("*") if path.stem in SHAPELESS_NAMES}
    assert shapeless == NAMED_BY_DJANGO


def test_no_folder_is_empty() -> None:
    folders = [path for folder in KEPT for path in (ROOT / folder).rglob("*") if path.is_dir()]
    empty = [name(path) for path in folders if not any(path.iterdir())]
    assert not empty


def test_no_room_is_empty() -> None:
    empty = [room.name for room in rooms() if len(list(room.rglob("*.py"))) == 1]
    assert not empty


@pytest.mark.parametrize("path", pure_sources(), ids=name)
def test_pure_rooms_have_no_clock_chance_float_or_files(path: Path) -> None:
    impure = [f"{place(path, line)} {what}" for line, what in impurities(parsed(path))]
    assert not impure


def impurities(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of everything in `tree` that a pure room may not do."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names if is_impure(name.name))
            case ast.ImportFrom(module=str(module)) if is_impure(module):
                yield node.lineno, module
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                yield node.lineno, f"{name}(…)"
            case ast.Call(func=ast.Attribute() as called) if ast.unparse(called).endswith(CLOCK_CALLS):
                yield node.lineno, ast.unparse(called)
            case ast.Constant(value=float() | complex()):
                yield node.lineno, repr(node.value)
            case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
                yield from floats(annotation)
            case ast.FunctionDef(returns=ast.expr() as annotation):
                yield from floats(annotation)


def is_impure(module: str) -> bool:
    return module.partition(".")[0] in IMPURE_MODULES


def floats(annotation: ast.expr) -> Iterator[tuple[int, str]]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float"


IMPURE = """
import random
from time import time
def f(a: float | None) -> list[float]:
    print(a)
    b: float = 0.5
    return datetime.datetime.now(), open("x"), float("1")
"""

PURE = """
from datetime import datetime
def f(clock: Clock, whole: int) -> datetime:
    shop.open(whole)
    return clock.now()
"""


def test_the_search_for_impurity_finds_it() -> None:
    found = {what for _, what in impurities(ast.parse(IMPURE))}
    calls = {"print(…)", "open(…)", "float(…)", "datetime.datetime.now"}
    assert found == {"random", "time", "float", "0.5"} | calls
    assert not list(impurities(ast.parse(PURE)))


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *files("*.md", "docs")], ids=name)
def test_a_page_has_one_title(path: Path) -> None:
    prose = re.sub(r"^(```|~~~).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert len(re.findall(r"^# ", prose, flags=re.MULTILINE)) == 1


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    found = [
        f"{place(path, number)} {match.group()}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := FORBIDDEN_TEXT.search(line))
    ]
    assert not found


@pytest.mark.parametrize("text", ["/ro" + "ot/x", "'/wo" + "rk'", "pypi" + ".org", "--index" + "-url x"])
def test_the_search_for_machines_finds(text: str) -> None:
    assert FORBIDDEN_TEXT.search(text)


@pytest.mark.parametrize("text", ["https://example.org/ho" + "me/", "the ro" + "ot/work", "no-emit-index" + "-url"])
def test_the_search_for_machines_lets_pass(text: str) -> None:
    assert not FORBIDDEN_TEXT.search(text)
