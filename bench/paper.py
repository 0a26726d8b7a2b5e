"""`ets paper` on the public data, the whole record of Phase I among it, and one part without any data: wall time and
greatest memory of each, start of the program included."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from bench import places
from bench.eutl import DATA, Run, ets, has_data
from bench.import_eutl import MEBIBYTE, limited
from bench.machine import print_header
from bench.rounds import Figure, parser, publish, spread

SCRIPT = "paper"
LIMIT = 30.0
"""Seconds."""


def measure(rounds: int, *words: str | Path) -> list[Run]:
    """The command so many times, each in a process of its own."""
    with places.folder() as folder:
        return [ets("paper", *words, folder=folder) for _ in range(rounds)]


def figure(name: str, runs: list[Run], limit: float) -> Figure:
    times, sizes = [run.seconds for run in runs], [run.bytes / MEBIBYTE for run in runs]
    print(f"{name}: {spread(times)} s; {spread(sizes)} MiB")
    return limited(name, median(times), limit, "s")._replace(script=SCRIPT)


def main() -> None:
    command = parser(__doc__ or "", rounds=5)
    command.add_argument("data", type=Path, nargs="?", default=DATA, help="folder with the public panel")
    asked = command.parse_args()
    rounds = 1 if asked.quick else asked.rounds
    print_header("The seed paper, computed again")
    found = [figure("`ets paper --table figure-2`", measure(rounds, "--table", "figure-2"), LIMIT)]
    if has_data(asked.data):
        data = asked.data.resolve()
        # the inventories lie beside the panel
        whole = data.parent if (data.parent / "kyoto").is_dir() else data
        runs = measure(rounds, "--data", whole)
        found.append(figure("`ets paper` on the full data", runs, LIMIT))
        compared = [len(part["numbers"]) for part in runs[0].answer["parts"]]
        print(f"It computed {sum(compared)} numbers in {len(compared)} parts.")
    print()
    publish(found, asked.json)


if __name__ == "__main__":
    main()
