"""How long a shell waits for completion: `ets` as a whole process, beside a Python that does nothing.

python -m bench.completion

Both are started one after the other, round for round, on the wall's clock, in an empty folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from bench.rounds import Figure, Rounds, parser, publish

SCRIPT = "completion"
LIMIT = 0.3
TYPED = ("ets tran", "ets party ", "ets transfer --un", "ets installation list --")
"""What is typed when the key is pressed; the last of it is completed."""


def seconds(words: list[str], folder: str, more: Mapping[str, str]) -> float:
    """The time of a program, from its start to its end."""
    started = perf_counter()
    subprocess.run(words, cwd=folder, env={**os.environ, **more}, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - started


def asked_for(typed: str) -> dict[str, str]:
    """What bash tells a program that is to complete what was typed."""
    return {"_ETS_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split(" ")) - 1)}


def measured(typed: str, rounds: int, folder: str) -> Figure:
    ets = [str(Path(sys.executable).with_name("ets"))]
    print(typed)
    found = Rounds("s")
    seconds(ets, folder, asked_for(typed))  # once, so that its bytecode is there
    for _ in range(rounds):
        found.add(seconds(ets, folder, asked_for(typed)), seconds([sys.executable, "-c", "pass"], folder, {}))
    return found.figure(f"Completion of `{typed}`, whole process", "`python -c pass`", f"≤ {LIMIT} s", SCRIPT)


def main() -> None:
    asked = parser(__doc__ or "", rounds=11).parse_args()
    rounds = 1 if asked.quick else asked.rounds
    with tempfile.TemporaryDirectory() as folder:
        publish([measured(typed, rounds, folder) for typed in TYPED[: 1 if asked.quick else None]], asked.json)


if __name__ == "__main__":
    main()
