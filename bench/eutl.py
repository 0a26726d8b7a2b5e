"""The public EU ETS data and the command that imports it, for the scripts that measure with them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "eutl"
PANEL = "compliance_2005_2022.csv.gz"


class Run(NamedTuple):
    """A command that ended well: how long it took, its greatest memory, and what it answered as JSON."""

    seconds: float
    bytes: int
    answer: Any


def has_data(folder: Path) -> bool:
    """Whether the public data is there; says so where it is not."""
    if (folder / PANEL).is_file():
        return True
    print(
        f"Left out: there is no {PANEL} in {folder}. It is public data of the European Commission and no part of\n"
        "this repository; name the folder that holds it as the first argument.\n"
    )
    return False


def ets(*words: str | Path, folder: Path) -> Run:
    """Run `ets` in a process of its own, in `folder`. Raises `RuntimeError` with its words where it fails."""
    command = [sys.executable, "-m", "openets.cli.main", *map(str, words), "--json"]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        started = perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"`ets {' '.join(map(str, words))}` failed:\n{(folder / 'err').read_text()}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_maxrss * unit, json.loads((folder / "out").read_text()))
