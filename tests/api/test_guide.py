"""The guide and the reference page: every example is run, and the page is what the program says of itself."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.api.asking import Asker, operations

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guide" / "api.md").read_text("utf-8")
HERE = "http://127.0.0.1:8000"


class Example(NamedTuple):
    """A command of the guide and what it prints, with `…` for whatever is not told."""

    command: str
    output: str


def examples() -> list[Example]:
    found = []
    for block in re.findall(r"```console\n(.*?)```", GUIDE, flags=re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if command.startswith("curl"):
                found.append(Example(command, output))
    return found


def run(api: Asker, command: str) -> str:
    """What `curl` would print, asked without a network."""
    name, *words = shlex.split(command)
    assert name == "curl"
    assert words.pop(0) == "-s"
    (address,) = [word for word in words if word.startswith(HERE)]
    headers = {"host": "127.0.0.1:8000"}
    if "-H" in words:
        header, _, value = words[words.index("-H") + 1].partition(": ")
        headers[header] = value
    answer = api.ask(address.removeprefix(HERE), "head" if "-I" in words else "get", **headers)
    if "-I" in words:
        lines = [f"{name}: {value}" for name, value in sorted(answer.items())]
        return "\n".join([f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}", *lines])
    return str(answer.content.decode())


def matches(printed: str, said: str) -> bool:
    """Whether the guide says what is printed, spaces and what it leaves out aside."""
    known = [re.escape("".join(part.split())) for part in said.split("…")]
    return re.fullmatch(".*".join(known), "".join(printed.split()), flags=re.DOTALL) is not None


def test_the_guide_has_examples() -> None:
    assert len(examples()) >= 9


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.command[:90])
def test_an_example_prints_what_the_guide_says(api: Asker, example: Example) -> None:
    printed = run(api, example.command)
    assert matches(printed, example.output), printed[:2000]


def test_a_wrong_example_would_be_found(api: Asker) -> None:
    example = next(each for each in examples() if "unit-types" in each.command)
    printed = run(api, example.command)
    assert not matches(printed, example.output.replace("13", "12"))
    assert not matches(printed, example.output + "x")


def test_the_program_of_the_guide_walks_through_a_list(api: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
    asked: list[str] = []

    def urlopen(address: str) -> BytesIO:
        asked.append(address)
        return BytesIO(api.ask(address.removeprefix(HERE), host="127.0.0.1:8000").content)

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    found: dict[str, Any] = {}
    exec(program.replace("limit=200", "limit=1"), found)
    assert found["surrendered"] == 5_100 + 5_000 + 3_500
    assert len(asked) == 3


def test_the_guide_names_every_status(api: Asker) -> None:
    statuses = set(next(iter(operations().values()))["responses"]) - {"200"}
    assert set(re.findall(r"^\| (\d{3}) \|", GUIDE, flags=re.MULTILINE)) == statuses


def test_the_reference_page_says_what_the_program_says(api: Asker) -> None:
    from tools.reference_api import page

    file = ROOT / "docs" / "reference" / "api.md"
    assert file.read_text("utf-8") == page(), "run `python -m tools.reference_api docs/reference`"
    for path in operations():
        assert f"\n### `{path}`\n" in page()


def test_the_reference_page_is_written_by_one_command(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "tools.reference_api", str(tmp_path)]
    subprocess.run(program, check=True)
    assert (tmp_path / "api.md").read_text("utf-8") == (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")
    wrong = subprocess.run([*program[:-1], str(tmp_path / "none")], capture_output=True, text=True, check=False)
    assert (wrong.returncode, "Name the folder" in wrong.stderr) == (2, True)


def test_every_answer_of_the_guide_is_json() -> None:
    for example in examples():
        if "-I" not in example.command and "…" not in example.output:
            json.loads(example.output)
