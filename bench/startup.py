"""How long the program takes to begin: processor time of `ets --help` and `ets holdings` beside `import django`.

python -m bench.startup

All three are run one after the other, round for round, as programs of their own with bytecode at hand, in books of one
account. The least of the rounds is printed: what else runs on the machine can only add to it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROUNDS = 9
LIMITS = {"ets --help": 0.3, "ets holdings": 0.6}
"""Seconds of processor time that must not be exceeded."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{Path(folder) / 'books.db'}"
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode")}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        programs = _programs(store, environment)
        least = {name: min(_seconds(words, environment) for _ in range(2)) for name, words in programs.items()}
        for _ in range(ROUNDS):
            for name, words in programs.items():
                least[name] = min(least[name], _seconds(words, environment))
    _print(least)


def _programs(store: str, environment: Mapping[str, str]) -> dict[str, list[str]]:
    ets = [sys.executable, "-m", "openets.cli.main"]
    for words in (["init"], ["open-registry", "AT"], ["open-account", "AT", "Plant", "--installation", "AT_1"]):
        subprocess.run([*ets, *words, "--store", store], check=True, env=environment, stdout=subprocess.DEVNULL)
    return {
        "import django": [sys.executable, "-c", "import django"],
        "ets --help": [*ets, "--help"],
        "ets holdings": [*ets, "holdings", "AT-120-6-0-33", "--store", store],
    }


def _seconds(words: list[str], environment: Mapping[str, str]) -> float:
    """Processor time of a program, its own and the system's for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, check=True, env=environment, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _print(least: Mapping[str, float]) -> None:
    beside = least["import django"]
    for name, seconds in least.items():
        limit = f", at most {LIMITS[name]:.1f} s" if name in LIMITS else ""
        print(f"{name:15} {seconds:.3f} s{limit}; {seconds / beside:.1f} times `import django`")


if __name__ == "__main__":
    main()
