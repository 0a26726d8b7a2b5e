"""A page of documentation carried out from top to bottom, as its reader would, in a folder of its own.

Lines of a `console` block that begin with `$` must succeed, or be refused where the page shows a refusal below them;
those with `!` must fail. What stands below a line is what it says: `…` stands for anything, and spaces do not count.
A block of `python` is run after those before it, and prints what a block of `text` below it says. `toml` is the file
that the sentence before it tells to write. `{part of FILE}` after a language: the lines stand so in that source file.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.docs.pages import ROOT
from tools.postgres import free_port

_BLOCK = re.compile(r"^```(\w*)(?: \{(.+?)\})?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOLD = re.compile(r"Write `([\w./]+)`")
INSTEAD = {
    "make demo": "ets demo",
    "make demo DEMO_ARGS=--no-serve": "ets demo --no-serve",
    "make test": "true",
    "source .venv/bin/activate": "true",
}
"""Lines that belong to a clone of the source → what is typed for them here; `make test` would run this test again."""
_SERVING = re.compile(r"ets (serve|demo)\b(?!.*--no-serve)")
_ADDRESS = "127.0.0.1:8000"
_FAILED = ("refused:", "misuse:")


class Block(NamedTuple):
    """A fenced block: its language, what stands in braces, its text, and the file that the page tells to write."""

    language: str
    braces: str
    text: str
    file: str


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order. Each fence of the page belongs to one."""
    text = page.read_text("utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        told = _TOLD.findall(text[: match.start()].rpartition("\n```")[2])
        found.append(Block(match[1], match[2] or "", match[3], told[-1] if told else ""))
    assert 2 * len(found) == len(re.findall(r"^ *```", text, re.MULTILINE)), f"{page}: a block is not closed"
    return found


def lines(text: str) -> Iterator[tuple[str, str, str]]:
    """The lines of a console block: sign, command, what is shown below it."""
    command, shown = "", ""
    for line in text.replace("\\\n", " ").splitlines():
        if line[:2] in ("$ ", "! "):
            if command:
                yield command[0], command[2:], shown
            command, shown = line, ""
        else:
            shown += f"{line}\n"
    assert command, f"nothing can be typed in {text!r}"
    yield command[0], command[2:], shown


@dataclass
class Reader:
    """Somebody who does what pages say: in which folder and environment, and what was started there."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    compares: bool = True
    """Whether what is shown is compared with what is said: not where other data stands in for the publishers'."""
    replaced: dict[str, str] = field(default_factory=dict)
    """What must be another thing on this machine, such as a host."""
    answers: str = ""
    """What is typed where a program asks."""
    program: str = ""
    printed: str = ""
    servers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        outside = {name: value for name, value in os.environ.items() if not name.startswith("OPENETS_")}
        path = os.pathsep.join([str(Path(sys.executable).parent), outside["PATH"]])
        self.environment = {**outside, "PATH": path, "COLUMNS": "300", **self.environment}

    def follow(self, page: Path) -> None:
        """Do all that a page says. Whatever goes otherwise than it says fails."""
        try:
            for block in blocks(page):
                self.do(block)
        finally:
            for server in self.servers:
                server.terminate()
                server.wait(20)

    def do(self, block: Block) -> None:
        if block.braces.startswith("part of "):
            assert block.text in (ROOT / block.braces.removeprefix("part of ")).read_text("utf-8"), block.text
        elif block.language == "console":
            for sign, command, shown in lines(block.text):
                self.type(sign, command, self._here(shown))
        elif block.language == "python":
            self.program += self._here(block.text)
            self.printed = self._run([sys.executable, "-c", self.program], fails=False, what=block.text)
        elif block.language == "text":
            assert _says(self.printed, block.text), f"{self.printed}\nis not\n{block.text}"
        elif block.language == "toml":
            assert block.file, f"no file is named for {block.text[:60]!r}"
            (self.folder / block.file).write_text(block.text, "utf-8")

    def type(self, sign: str, command: str, shown: str) -> None:
        """Type a line. It must end as its sign says, and say what is shown."""
        command = self._here(INSTEAD.get(command.partition("  #")[0].strip(), command))
        if command.startswith("export "):
            told = self._run(["bash", "-ec", f"{command}; env -0"], fails=False, what=command)
            self.environment = dict(each.split("=", 1) for each in told.split("\0") if "=" in each)
            return
        if _SERVING.match(command):
            self._serve(command)
            return
        fails = sign == "!" or shown.startswith(_FAILED)
        self.printed = self._run(["bash", "-ec", command], fails=fails, what=command)
        if shown.strip() and self.compares:
            assert _says(self.printed, shown), f"{command}\n{self.printed}\nis not\n{shown}"

    def _run(self, words: list[str], *, fails: bool, what: str) -> str:
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            input=self.answers,
            timeout=300,
            start_new_session=True,
        )
        assert (done.returncode != 0) is fails, f"{what}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr, done.stderr
        return done.stdout + done.stderr

    def _here(self, text: str) -> str:
        for there, here in self.replaced.items():
            text = text.replace(there, here)
        return text

    def _serve(self, command: str) -> None:
        """Start a server on a free port, and wait until it answers."""
        port = free_port()
        words = [*shlex.split(command.partition("#")[0]), "--port", str(port)]
        log = (self.folder / "server.log").open("wb")
        server = subprocess.Popen(words, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        self.servers.append(server)
        self.replaced[_ADDRESS] = f"127.0.0.1:{port}"
        for _ in range(1_200):
            assert server.poll() is None, (self.folder / "server.log").read_text("utf-8")
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/registries", timeout=30).close()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError(f"{command} does not answer")


def _says(said: str, shown: str) -> bool:
    """Whether what was said is what is shown; `…` is anything, and spaces do not count."""
    parts = ("".join(part.split()) for part in shown.split("…"))
    return re.search(".*?".join(map(re.escape, parts)), "".join(said.split()), re.DOTALL) is not None
