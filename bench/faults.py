"""Registries and logs in bad weather for as long as you like: messages lost, repeated, delayed, reordered and spoilt,
sides that die at work and start again. Ends with status 1 if a unit was lost or invented, or a transfer ended twice."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import SystemRandom
from time import perf_counter
from typing import NamedTuple

from bench import places
from bench.machine import print_header
from bench.rounds import Figure, parser, publish
from openets.kernel.refusals import OpenEtsError
from openets.ledger.store import Store
from openets.stores.door import open_store
from tests.federation.storm import Storm
from tests.network import MakeStore, brought_into_being, held, in_memory

SCRIPT = "faults"
STEPS = 1_500
SHOWN = (
    "messages carried", "messages lost", "messages repeated", "messages out of order", "messages spoilt",
    "messages from long ago", "deaths at a commit", "restarts", "transfers proposed", "transfers completed",
    "transfers ended otherwise", "reconciliations", "units issued", "units lost", "units invented",
)  # fmt: skip


class Weather(NamedTuple):
    """One storm: its seed, where books are kept in it, and whether Parties are suspended in it."""

    seed: int
    books: str
    under_protocol: bool


def weathers(first: int) -> Iterator[Weather]:
    """One storm after the other, each of another kind; the same first seed always gives the same storms."""
    kinds = [("memory", False), ("SQLite", False), ("memory", True), ("SQLite", True)]
    seed = first
    while True:
        for books, under_protocol in kinds:
            yield Weather(seed, books, under_protocol)
            seed += 1


def in_files(folder: Path, blank: Path) -> MakeStore:
    """Books on SQLite, opened anew each time a side starts."""
    opened: dict[str, Store] = {}

    def make_store(name: str) -> Store:
        file = folder / f"{name}.db"
        if name in opened:
            places.close(opened[name])
        else:
            shutil.copyfile(blank, file)
        opened[name] = open_store(f"sqlite:///{file}")
        return opened[name]

    return make_store


def units(ranges: Sequence[tuple[str, int, int]]) -> int:
    return sum(end - start + 1 for _, start, end in ranges)


def rage(weather: Weather, blank: Path, until: float) -> Counter[str]:
    """Figures of one storm, once it is over and everything was found in its place."""
    registries = ("ES", "DE", "AT") if weather.under_protocol else ("ES", "DE", "AT", "CDM")
    with places.folder() as folder:
        make_store = in_memory() if weather.books == "memory" else in_files(folder, blank)
        storm = Storm(weather.seed, make_store, registries, under_protocol=weather.under_protocol)
        storm.rage(STEPS, lambda: perf_counter() < until)
        storm.clear()
        stores = [storm.network.store(code) for code in registries]
        issued = units([each for store in stores for each in brought_into_being(store)])
        found = units([each[:3] for store in stores for each in held(store)])
        storm.network.whole()
        if weather.books != "memory":
            for name in storm.network.names:
                places.close(storm.network.store(name))
        return in_words(storm.count(), issued, found)


def in_words(figures: Counter[str], issued: int, found: int) -> Counter[str]:
    """The storm's own figures under the names that are printed."""
    ended = {name: number for name, number in figures.items() if name.startswith("ended as")}
    completed = ended.pop("ended as completed", 0)
    return Counter(
        {
            **{f"messages {name}": figures[name] for name in ("carried", "lost", "repeated", "out of order", "spoilt")},
            "messages from long ago": figures["from long ago"],
            "deaths at a commit": figures["died before writing"] + figures["died after writing"],
            "restarts": figures["restarted"],
            "transfers proposed": completed + sum(ended.values()),
            "transfers completed": completed,
            "transfers ended otherwise": sum(ended.values()),
            "reconciliations": figures["reconciliations ended"],
            "units issued": issued,
            "units lost": max(0, issued - found),
            "units invented": max(0, found - issued),
        }
    )


def run(first: int, seconds: float) -> tuple[Counter[str], int]:
    """Storm after storm until the time is up; their figures, and how many there were."""
    total: Counter[str] = Counter()
    until, storms = perf_counter() + seconds, 0
    with places.folder() as folder:
        blank = folder / "blank.db"
        places.close(open_store(f"sqlite:///{blank}", create=True))
        for weather in weathers(first):
            if perf_counter() >= until:
                return total, storms
            try:
                total += rage(weather, blank, until)
            except (AssertionError, OpenEtsError) as error:
                sys.exit(f"{weather}: {type(error).__name__}: {error}")
            storms += 1
            print(
                f"  {storms} storms, {total['messages carried']:,} messages: nothing lost, nothing invented", flush=True
            )
    return total, storms


def line(total: Counter[str], storms: int, first: int, minutes: float) -> str:
    """The run as one line, for the documentation."""
    words = ", ".join(f"{name} {total[name]:,}" for name in SHOWN)
    return f"{minutes:g} minutes, {storms:,} storms, first seed {first}: {words}"


def main() -> None:
    command = parser(__doc__ or "")
    command.add_argument("--minutes", type=float, default=1.0, help="how long (default 1)")
    command.add_argument("--seed", type=int, help="the first storm's seed; each one after it has the next")
    asked = command.parse_args()
    minutes = 0.1 if asked.quick else asked.minutes
    first = SystemRandom().randrange(10**9) if asked.seed is None else asked.seed
    print_header("Sides with books of their own in bad weather")
    print(f"first seed {first}")
    total, storms = run(first, 60 * minutes)
    print(json.dumps({"minutes": minutes, "storms": storms, "seed": first, **{name: total[name] for name in SHOWN}}))
    print(line(total, storms, first, minutes))
    measured = f"{total['units lost']} lost, {total['units invented']} invented"
    beside = f"{total['messages carried']:,} messages, {total['transfers proposed']:,} transfers in {minutes:g} minutes"
    publish([Figure("Sides in bad weather", measured, beside, "", "0 and 0", SCRIPT)], asked.json)
    if total["units lost"] or total["units invented"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
