"""`ets import eutl … --through 2012`, the replay of 97,315 installation-years through every check, and `ets verify` of
the result: wall time and greatest memory of each, on at most two cores."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from bench import places
from bench.eutl import DATA, Run, ets, has_data
from bench.machine import keep_to_cores, print_header
from bench.rounds import Figure, number, parser, publish, spread
from openets.stores.door import open_store
from tools.postgres import new_database

SCRIPT = "import_eutl"
CORES = 2
MEBIBYTE = 2**20


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
    names = (f"`ets import eutl --through {through}`", "`ets verify` of it")
    for name, limit, own in zip(names, (90.0, 60.0), zip(*runs, strict=True), strict=True):
        times, sizes = [run.seconds for run in own], [run.bytes / MEBIBYTE for run in own]
        print(f"{engine}, {name}: {spread(times)} s; {spread(sizes)} MiB")
        found.append(limited(f"{name}, {engine}", median(times), limit, "s"))
        if limit == 90:
            found.append(limited(f"{name}, {engine}, memory", median(sizes), 1024, "MiB"))
    return found


def limited(name: str, measured: float, limit: float, unit: str) -> Figure:
    """A figure with nothing beside it but its limit."""
    written = f"{number(measured)} {unit}"
    return Figure(name, written, f"the limit: {number(limit)} {unit}", f"{measured / limit:.2f}", "≤ 1", SCRIPT)


def main() -> None:
    command = parser(__doc__ or "", rounds=1)
    command.add_argument("data", type=Path, nargs="?", default=DATA, help="folder with the public panel")
    command.add_argument("--postgres", action="store_true", help="on PostgreSQL too")
    asked = command.parse_args()
    through = 2005 if asked.quick else 2012
    keep_to_cores(CORES)
    print_header(f"The import of the public EU ETS record through {through}, and its verification")
    if not has_data(asked.data):
        return
    data, found = asked.data.resolve(), []
    print(f"SQLite, {asked.rounds} round(s)")
    runs = []
    for _ in range(asked.rounds):
        with places.folder() as folder:
            runs.append(measure(data, places.sqlite_address(folder), through, folder))
    found += figures("SQLite", through, runs)
    if asked.postgres and places.has_postgres():
        with places.postgres() as server, places.folder() as folder:
            runs = [measure(data, new_database(server), through, folder) for _ in range(asked.rounds)]
        found += figures("PostgreSQL", through, runs)
    print()
    publish(found, asked.json)


if __name__ == "__main__":
    main()
