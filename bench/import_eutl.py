"""`ets import eutl … --through 2012`, the replay of 97,315 installation-years through every check, and `ets verify` of
the result; then both of the whole panel: wall time and greatest memory of each, on at most two cores."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench import places
from bench.eutl import DATA, Run, ets, has_data
from bench.machine import keep_to_cores, print_header
from bench.rounds import Figure, Rounds, number, parser, publish, spread
from openets.stores.door import open_store
from tools.postgres import new_database

SCRIPT = "import_eutl"
CORES = 2
MEBIBYTE = 2**20
MOST_MEMORY = 1024
MOST_AGAIN = 1.2
"""How much longer than the import its verification, which decides everything again, may take."""


class Limits(NamedTuple):
    """The seconds that an import may take, and its verification; `None` where that is held by its import alone."""

    imported: float
    verified: float | None = None


LIMITS = {2005: Limits(90, 60), 2012: Limits(90, 60), 2022: Limits(240)}
"""By the last year that is imported."""


def measure(data: Path, address: str, through: int, folder: Path) -> tuple[Run, Run]:
    """Import into new books and verify them; prints both."""
    imported = ets("import", "eutl", data, "--through", str(through), "--store", address, folder=folder)
    verified = ets("verify", "--store", address, folder=folder)
    years, entries = installation_years(address), verified.answer["entries"]
    print(
        f"  import of {years:,} installation-years: {imported.seconds:.1f} s, {imported.bytes / MEBIBYTE:,.0f} MiB;"
        f" verify of {entries:,} entries with {verified.answer['transactions']:,} transactions:"
        f" {verified.seconds:.1f} s, {verified.bytes / MEBIBYTE:,.0f} MiB",
        flush=True,
    )
    return imported, verified


def installation_years(address: str) -> int:
    store = open_store(address)
    found = sum(1 for _ in store.year_records())
    places.close(store)
    return found


def figures(engine: str, through: int, runs: list[tuple[Run, Run]]) -> list[Figure]:
    found = []
    names = (f"`ets import eutl --through {through}`", f"`ets verify` of the import through {through}")
    for name, limit, own in zip(names, LIMITS[through], zip(*runs, strict=True), strict=True):
        times, sizes = [run.seconds for run in own], [run.bytes / MEBIBYTE for run in own]
        print(f"{engine}, {name}: {spread(times)} s; {spread(sizes)} MiB")
        if limit is not None:
            found.append(limited(f"{name}, {engine}", median(times), limit, "s"))
        found.append(limited(f"{name}, {engine}, memory", median(sizes), MOST_MEMORY, "MiB"))
    again = Rounds("s", [verified.seconds for _, verified in runs], [imported.seconds for imported, _ in runs])
    return [*found, again.figure(f"{names[1]}, {engine}", "its import", f"≤ {MOST_AGAIN}", SCRIPT)]


def limited(name: str, measured: float, limit: float, unit: str) -> Figure:
    """A figure with nothing beside it but its limit."""
    written = f"{number(measured)} {unit}"
    return Figure(name, written, f"the limit: {number(limit)} {unit}", f"{measured / limit:.2f}", "≤ 1", SCRIPT)


def main() -> None:
    command = parser(__doc__ or "", rounds=1)
    command.add_argument("data", type=Path, nargs="?", default=DATA, help="folder with the public panel")
    command.add_argument("--postgres", action="store_true", help="on PostgreSQL too")
    asked = command.parse_args()
    ends = (2005,) if asked.quick else (2012, 2022)
    keep_to_cores(CORES)
    print_header("The import of the public EU ETS record, and its verification")
    if not has_data(asked.data):
        return
    data, found = asked.data.resolve(), []
    print(f"SQLite, {asked.rounds} round(s)")
    for through in ends:
        runs = []
        for _ in range(asked.rounds):
            with places.folder() as folder:
                runs.append(measure(data, places.sqlite_address(folder), through, folder))
        found += figures("SQLite", through, runs)
    if asked.postgres and places.has_postgres():
        with places.postgres() as server, places.folder() as folder:
            runs = [measure(data, new_database(server), ends[0], folder) for _ in range(asked.rounds)]
        found += figures("PostgreSQL", ends[0], runs)
    print()
    publish(found, asked.json)


if __name__ == "__main__":
    main()
