"""Whole files: what the file of all years of installations takes as compressed CSV and as Parquet.

A request goes through the whole WSGI application in this process. Without --store, the whole public record is imported
first."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any
from wsgiref.util import setup_testing_defaults

from bench import places
from bench.eutl import DATA
from bench.machine import print_header
from bench.pages import books
from bench.rounds import Figure, parser, publish
from openets.stores.door import open_store

SCRIPT = "files"
LIMIT = 5
"""Seconds."""
FILES = {"compressed CSV": "/data/installations.csv", "Parquet": "/data/installations.parquet"}


def fetch(application: Callable[..., Any], address: str) -> tuple[float, int]:
    """Seconds from a request's arrival to its last byte, and how many bytes."""
    environ: dict[str, Any] = {"HTTP_HOST": "localhost", "wsgi.input": io.BytesIO(), "HTTP_ACCEPT_ENCODING": "gzip"}
    setup_testing_defaults(environ)
    environ["PATH_INFO"] = address
    started = perf_counter()
    body = application(environ, lambda status, headers, error=None: None)
    size = sum(len(part) for part in body)
    return perf_counter() - started, size


def measure(address: str, rounds: int) -> list[Figure]:
    store = open_store(address)
    from openets.site.wsgi import application
    from openets.web.warm import warm

    warm()
    rows = sum(1 for _ in store.year_records())
    found = []
    for kind, file in FILES.items():
        told = [fetch(application, file) for _ in range(rounds)]
        seconds = sorted(each for each, _ in told)
        print(f"{kind}: {rows:,} rows, {told[0][1]:,} bytes; seconds: {', '.join(f'{each:.2f}' for each in seconds)}")
        middle = seconds[len(seconds) // 2]
        name = f"All years of installations as {kind}, {rows:,} rows"
        found.append(Figure(name, f"{middle:.1f} s", f"the limit: {LIMIT} s", f"{middle / LIMIT:.2f}", "≤ 1", SCRIPT))
    places.close(store)
    return found


def main() -> None:
    command = parser(__doc__ or "")
    command.add_argument("data", type=Path, nargs="?", default=DATA, help="folder with the public panel")
    command.add_argument("--store", default="", help="books that are there already, such as sqlite:///full.db")
    asked = command.parse_args()
    print_header("Whole files")
    with books(asked.store, asked.data, asked.quick) as address:
        if address is not None:
            publish(measure(address, 1 if asked.quick else 5), asked.json)


if __name__ == "__main__":
    main()
