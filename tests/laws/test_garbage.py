"""Whatever stands in the files of a law: it is read, or said with file and mend, and no error from within."""

from __future__ import annotations

import random
import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from openets.kernel.refusals import Misuse
from openets.laws.reading import new_law, read_law
from tests.laws.folders import check

LAWS = ("starter", "uk_ets", "reclaim", "us_so2", "eu_ets", "kyoto")
INSTEAD = (
    '"x"',
    '""',
    "5",
    "-1",
    "99999999999999999999",
    "true",
    "1.5",
    "2005-01-01",
    "[]",
    '[["a"]]',
    "{ a = 1 }",
    "{}",
)
"""What is written in the place of a value: of its own kind and out of reach, or of another kind."""
EVERY_FILE = [
    (law, each.name)
    for law in LAWS
    for each in sorted((files("openets.laws") / law).iterdir(), key=lambda each: each.name)
    if each.name.endswith(".toml")
]
A_LINE = re.compile(r'(["\w-]+) = ([^\[{]*|[\[{].*[\]}])')


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of every law's folder, to be spoilt one line at a time."""
    room = tmp_path_factory.mktemp("laws")
    for law in LAWS:
        shutil.copytree(Path(str(files("openets.laws") / law)), room / law)
    return room


def lines_with_values(text: str) -> list[int]:
    """Numbers of the lines that hold a name and a whole value, one for each name, drawn alike in every run."""
    found: dict[str, int] = {}
    lines = text.splitlines()
    numbers = [number for number, line in enumerate(lines) if A_LINE.fullmatch(line)]
    random.Random(len(text)).shuffle(numbers)
    for number in numbers:
        found.setdefault(lines[number].partition(" = ")[0], number)
    return list(found.values())[:3]


class Spoilt:
    """A file of a law that is another while somebody looks."""

    def __init__(self, file: Path, content: str | bytes) -> None:
        self.file, self.content = file, content if isinstance(content, bytes) else content.encode()

    def __enter__(self) -> Path:
        self.before = self.file.read_bytes()
        self.file.write_bytes(self.content)
        return self.file.parent

    def __exit__(self, *_: object) -> None:
        self.file.write_bytes(self.before)


@pytest.mark.parametrize(("law", "name"), EVERY_FILE)
def test_a_value_of_another_kind_is_read_or_said_with_file_and_mend(folders: Path, law: str, name: str) -> None:
    file = folders / law / name
    lines = file.read_text("utf-8").splitlines()
    for number in lines_with_values(file.read_text("utf-8")):
        key = lines[number].partition(" = ")[0]
        for value in INSTEAD[number % 3 :: 3]:
            changed = [*lines[:number], f"{key} = {value}", *lines[number + 1 :]]
            with Spoilt(file, "\n".join(changed) + "\n") as folder:
                read, problems = check(str(folder))
            assert read is not None or problems, (key, value)
            for problem in problems:
                assert problem.what, (key, value)
                assert problem.mend.endswith((".", "}")), (key, value, problem.mend)
                assert (folders / law / problem.file).is_file() or problem.file == "penalties.toml"


@pytest.mark.parametrize(
    ("law", "name", "key"),
    [
        ("uk_ets", "calendar.toml", "month"), ("uk_ets", "accounts.toml", "digits"),
        ("uk_ets", "periods.toml", "number"), ("uk_ets", "caps.toml", "value"),
        ("uk_ets", "law.toml", "first_account"), ("eu_ets", "units.toml", "period"),
        ("us_so2", "penalties.toml", "base_year"), ("eu_ets", "calendar.toml", "last_year"),
    ],
)  # fmt: skip
def test_text_where_a_number_belongs_is_a_problem_of_its_place(folders: Path, law: str, name: str, key: str) -> None:
    file = folders / law / name
    lines = file.read_text("utf-8").splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith(f"{key} = "))
    with Spoilt(file, "\n".join([*lines[:number], f'{key} = "many"', *lines[number + 1 :]])) as folder:
        read, problems = check(str(folder))
    assert read is None
    (problem, *_) = [each for each in problems if f"'{key}' is 'many'" in each.what]
    assert (problem.file, problem.mend) == (name, "Write a whole number.")
    assert 0 < problem.line <= number + 1


@pytest.mark.parametrize(("law", "name"), EVERY_FILE)
def test_a_file_that_ends_too_early_or_is_no_toml_is_read_or_said(folders: Path, law: str, name: str) -> None:
    file = folders / law / name
    whole = file.read_bytes()
    cut = whole[: len(whole) * 2 // 5]
    for content in (b"", b"\xff\xfe", b"\x00", b"[", b"a = ", b"a = 1\na = 2\n", b"x" * 2_000_001, cut):
        with Spoilt(file, content) as folder:
            read, problems = check(str(folder))
            assert read is not None or problems
            if content in (b"\xff\xfe", b"\x00", b"[", b"a = ", b"a = 1\na = 2\n") or len(content) > 2_000_000:
                assert read is None
                assert [problem.file for problem in problems] == [name]
                with pytest.raises(Misuse, match=f"(?s)cannot be used.*{name}"):
                    read_law(f"{folder}/../{law}")


@pytest.mark.parametrize("law", LAWS)
def test_an_unspoilt_copy_is_in_order(folders: Path, law: str) -> None:
    """So that every problem above comes of what was spoilt."""
    read, problems = check(str(folders / law))
    assert read is not None
    assert not problems


@pytest.mark.parametrize("missing", ["law", "periods"])
def test_a_law_without_its_first_files_is_none(tmp_path: Path, missing: str) -> None:
    made = tmp_path / "mine"
    new_law(made)
    (made / f"{missing}.toml").unlink()
    if missing == "law":
        with pytest.raises(Misuse, match=r"holds no law\.toml: name the folder that `ets law new` wrote"):
            check(str(made))
    else:
        read, problems = check(str(made))
        assert read is None
        assert ("periods.toml", "the file is missing") in {(each.file, each.what) for each in problems}


@pytest.mark.parametrize("name", ["", "mars", "../eu_ets", "eu_ets/", "\x00", "x" * 5_000, "law.toml", "starter"])
def test_a_name_that_is_no_law_is_misuse_that_names_those_there_are(name: str) -> None:
    with pytest.raises(Misuse, match="eu_ets, kyoto"):
        read_law(name)


def test_nothing_in_a_folder_is_run(tmp_path: Path) -> None:
    made = tmp_path / "mine"
    new_law(made)
    for name in ("law.py", "__init__.py", "conftest.py"):
        (made / name).write_text("raise SystemExit('run')", encoding="utf-8")
    read, problems = check(str(made))
    assert read is not None
    assert not problems
