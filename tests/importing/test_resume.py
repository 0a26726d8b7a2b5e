"""An import that is killed goes on where it was, and ends with the journal that it would have had anyway."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.ets import SOUND, done, ets, everything, heads, program
from tests.importing.panels import large

KILLS = 3


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A panel whose import takes a second or two."""
    return large(120).write(tmp_path_factory.mktemp("large") / "panel")


def begin(panel: Path, books: str) -> subprocess.Popen[bytes]:
    words = program("import", "eutl", panel, "--report", panel / "report.json", "--json", store=books)
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def steps_done(books: str) -> int:
    return sum('"kind":"import"' in str(row) for row in everything(books)["journal"])


def test_an_import_survives_kill_9_at_any_moment(panel: Path, tmp_path: Path, books: str) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - pytest shows it when the test fails
    chance = random.Random(seed)
    straight = f"sqlite:///{tmp_path / 'straight.db'}"
    began = time.monotonic()
    done(ets("import", "eutl", panel, "--report", tmp_path / "r.json", "--json", store=straight))
    took = time.monotonic() - began
    seen = []
    for _ in range(KILLS):
        child = begin(panel, books)
        _wait_for_books(tmp_path / "books.db", child)
        time.sleep(chance.uniform(0, took * 0.6))
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        if child.returncode == SOUND:
            break
        seen.append(_steps_if_any(books))
    print(f"steps found after each kill: {seen}")  # noqa: T201
    assert seen == sorted(seen), "a committed step was lost"
    last = begin(panel, books)
    out, err = last.communicate()
    assert last.returncode == SOUND, (out, err)
    assert heads(books) == heads(straight)
    verdicts = [done(ets("verify", "--json", store=store)) for store in (books, straight)]
    assert {**verdicts[0], "books": ""} == {**verdicts[1], "books": ""}
    assert without_positions(everything(books)) == without_positions(everything(straight))


def without_positions(tables: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """The tables without what only the database numbers."""
    return {name: rows for name, rows in tables.items() if name not in ("refused_proposal", "series", "block")}


def _wait_for_books(file: Path, child: subprocess.Popen[bytes]) -> None:
    """Until the program has opened its books: before that there is nothing to kill."""
    before = file.stat().st_mtime_ns if file.exists() else 0
    while child.poll() is None and (not file.exists() or file.stat().st_mtime_ns == before):
        if file.with_name(f"{file.name}-wal").exists():
            return
        time.sleep(0.01)


def _steps_if_any(books: str) -> int:
    from openets.kernel.refusals import Misuse, Unavailable

    try:
        return steps_done(books)
    except (Misuse, Unavailable):  # killed while the tables were made
        assert "ets init" in ets("status", store=books).error
        return 0


def test_ctrl_c_ends_in_words_and_the_import_goes_on(panel: Path, tmp_path: Path, books: str) -> None:
    child = begin(panel, books)
    _wait_for_books(tmp_path / "books.db", child)
    time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate()
    assert child.returncode == 130, (out, err)
    assert b"Traceback" not in err
    assert b"run the same command again to go on" in out
    done(ets("import", "eutl", panel, "--report", tmp_path / "r.json", "--json", store=books))
    assert done(ets("verify", "--json", store=books))["entries"] > 1000


def test_two_imports_at_once_do_the_work_once(panel: Path, tmp_path: Path, books: str) -> None:
    done(ets("init", "--holds", "imported", "--json", store=books))
    children = [begin(panel, books) for _ in range(2)]
    answers = [child.communicate() for child in children]
    assert [child.returncode for child in children] == [SOUND, SOUND], answers
    straight = f"sqlite:///{tmp_path / 'straight.db'}"
    done(ets("import", "eutl", panel, "--report", tmp_path / "r.json", "--json", store=straight))
    assert heads(books) == heads(straight)
