"""`ets serve` starts, answers and stops; it shows the books that it was told to show."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.cli.conftest import Books
from tests.ets import MISUSED, ets, new_books, program


@contextmanager
def served(
    *words: object, store: str, env: dict[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """What a server of one's own said when it began, and the server; ended by its own number."""
    child = subprocess.Popen(
        program("serve", "--port", 0, *words, store=store),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    )
    assert child.stdout is not None
    try:
        lines = [child.stdout.readline()]
        while "{" in lines[0] and "}" not in lines[-1].splitlines():
            lines.append(child.stdout.readline())
        yield "".join(lines), child
    finally:
        if child.poll() is None:
            child.kill()
        child.communicate()


def fetch(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize(
    ("words", "end"), [((), signal.SIGINT), (("--host", "*", "--json"), signal.SIGTERM)], ids=["text", "JSON"]
)
def test_it_starts_answers_and_stops(books: Books, tmp_path: Path, words: tuple[object, ...], end: int) -> None:
    """It shows the books of its option, whatever the environment says."""
    env = {**os.environ, "OPENETS_STORE": new_books(f"sqlite:///{tmp_path / 'other.db'}")}
    with served(*words, store=books.address, env=env) as (said, child):
        if "--json" in words:
            assert json.loads(said)["serving"] in json.loads(said)["addresses"]
        found = re.search(r"http://\S+?:(\d+)", said)
        assert found, said
        address = f"http://127.0.0.1:{found.group(1)}"
        status, page = fetch(f"{address}/")
        assert (status, "OpenETS" in page) == (200, True)
        assert "Trader" in fetch(f"{address}/accounts")[1]
        assert fetch(f"{address}/no/such/page")[0] == 404
        os.kill(child.pid, end)
        assert child.wait(timeout=20) in (0, 130, -signal.SIGTERM)
        assert child.stderr is not None
        assert "Traceback" not in child.stderr.read()


def test_a_port_that_is_taken_is_told(books: Books) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = ets("serve", "--port", taken.getsockname()[1], store=books.address)
    assert said.code == MISUSED
    assert "name another port with --port" in said.error


def test_books_that_nobody_made_are_not_served(tmp_path: Path) -> None:
    said = ets("serve", "--port", 0, store="sqlite:///none.db", cwd=tmp_path)
    assert (said.code, "there are no books" in said.error) == (MISUSED, True)
    assert list(tmp_path.iterdir()) == []
