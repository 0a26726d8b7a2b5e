"""The command `ets` as a test types it: within the process, or as a program of its own.

said = ets("issue", "AT", "100", "--unit", "EUA1", store=books)
assert said.code == 0
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from openets.cli.main import main
from openets.stores.door import open_store
from tests.books import let_go, make, raw, tables

SOUND, REFUSED, MISUSED, FAULTY = 0, 1, 2, 3
"""Exit codes."""


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """What it complained of, on one line; never a traceback."""
        assert "Traceback" not in self.err, self.err
        return " ".join(self.err.split())


def ets(*words: object, store: str = "", cwd: Path | None = None) -> Said:
    """Run a command in this process. What escapes as an exception is a traceback for a user, and fails the test."""
    out, err = StringIO(), StringIO()
    here, argv = Path.cwd(), sys.argv
    try:
        os.chdir(cwd or here)
        sys.argv = typed(words, store)
        with redirect_stdout(out), redirect_stderr(err):
            main()
        code = SOUND
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os.chdir(here)
        sys.argv = argv
        _close_all()
    return Said(code, out.getvalue(), err.getvalue())


A_DAY = "2007-02-28"
"""The day on which what a test types takes effect, unless it says otherwise: units of 2005-2007 are good then, and
2006 can be reported."""
DATED = frozenset(
    [
        "open-registry",
        "open-account",
        "issue",
        "plan",
        "allocate",
        "report",
        "transfer",
        "surrender",
        "cancel",
        "retire",
        "reverse",
    ]
)


def typed(words: Iterable[object], store: str) -> list[str]:
    words = list(words)
    if words and words[0] in DATED and "--on" not in words:
        words[1:1] = ["--on", A_DAY]
    return ["ets", *map(str, words), *(["--store", store] if store else [])]


def program(*words: object, store: str = "") -> list[str]:
    """The command line of `ets` as a program of its own."""
    return [sys.executable, "-m", "openets.cli.main", *typed(words, store)[1:]]


def ets_program(*words: object, store: str = "", cwd: Path | None = None, **kw: Any) -> Said:
    """Run a command as a program of its own."""
    done = subprocess.run(program(*words, store=store), capture_output=True, text=True, cwd=cwd, timeout=300, **kw)
    return Said(done.returncode, done.stdout, done.stderr)


def done(said: Said) -> Any:
    """The JSON answer of a command that must have worked."""
    assert said.code == SOUND, said
    return said.json


def everything(address: str) -> dict[str, list[Any]]:
    """Every row of every table, the public record's own transactions among them."""
    store = open_store(address)
    try:
        found = tables(store)
        connection = raw(store)
        found["history_block"] = sorted(connection.execute("SELECT * FROM history_block").fetchall(), key=repr)
        connection.close()
        return found
    finally:
        let_go(store)


def heads(address: str) -> dict[str, tuple[int, str]]:
    """The end of every registry's chain."""
    store = open_store(address)
    try:
        return {code: (head.sequence, head.hash) for code, head in store.heads().items()}
    finally:
        let_go(store)


def new_books(address: str) -> str:
    """Make empty books; returns their address."""
    store = make(address)
    let_go(store)
    return store.address


def _close_all() -> None:
    from django.apps import apps
    from django.db import connections

    if apps.ready:
        connections.close_all()
