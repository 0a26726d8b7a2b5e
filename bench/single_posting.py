"""One proposal a call from 8 clients at once, each answered for itself when its commit is durable: on PostgreSQL
beside `pgbench -N` on the same server, on SQLite beside one-row commits into one plain table."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from threading import Thread
from time import perf_counter
from typing import NamedTuple

from bench import pgbench, places
from bench.books import desk_at, fill, transfers
from bench.machine import print_header
from bench.rounds import Figure, Rounds, parser, publish
from openets.engine.commit import expect
from openets.engine.group_commit import Counter
from openets.engine.session import Session
from openets.ledger.transactions import Proposal
from tools.postgres import new_database

SCRIPT = "single_posting"
CLIENTS = pgbench.CLIENTS


class Sizes(NamedTuple):
    """How much is measured in a round."""

    accounts: int = 1000
    seconds: int = 8
    scale: int = pgbench.SCALE


QUICK = Sizes(accounts=50, seconds=1, scale=1)


def hand_in(counter: Counter, proposals: Sequence[Proposal], until: float, waits: list[float]) -> None:
    """A client: one call after the other until the time is up; how long each took."""
    for proposal in proposals:
        started = perf_counter()
        if started >= until:
            break
        expect([counter.hand_in(proposal)])
        waits.append(perf_counter() - started)
    places.close(counter.session.store)


def serve(session: Session, accounts: Sequence[str], seconds: int, number: int) -> tuple[float, list[float]]:
    """Calls a second in one round of 8 clients, and how long each call took."""
    work = [
        transfers(accounts, 2000 * seconds, 1000 * number + client, f"single:{number}.{client}")
        for client in range(CLIENTS)
    ]
    counter, waits = Counter(session), [[] for _ in work]
    started = perf_counter()
    clients = [
        Thread(target=hand_in, args=(counter, proposals, started + seconds, own))
        for proposals, own in zip(work, waits, strict=True)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    done = [wait for own in waits for wait in own]
    return len(done) / (perf_counter() - started), done


def show_waits(waits: Sequence[float]) -> None:
    hundredths = quantiles(waits, n=100)
    milliseconds = ", ".join(f"p{part} {hundredths[part - 1] * 1000:.1f} ms" for part in (50, 95, 99))
    print(f"  a call took {milliseconds}; {len(waits):,} calls, all accepted")


def on_postgres(sizes: Sizes, rounds: int) -> Figure:
    """Calls on PostgreSQL, alternating with pgbench."""
    with places.postgres() as server:
        plain = pgbench.initialise(server, sizes.scale)
        session = desk_at(new_database(server))
        accounts = fill(session, sizes.accounts)
        print(f"{CLIENTS} clients for {sizes.seconds} s a round, beside {pgbench.NAME}, scale {sizes.scale}")
        found, waits = Rounds("a second"), []
        for number in range(rounds):
            tps = pgbench.run(plain, sizes.seconds)
            rate, took = serve(session, accounts, sizes.seconds, number)
            found.add(rate, tps)
            waits += took
        show_waits(waits)
        found.show("calls", pgbench.NAME)
        places.close(session.store)
    return found.figure(f"One proposal a call, {CLIENTS} clients, PostgreSQL", f"`{pgbench.NAME}`", "≥ 0.25", SCRIPT)


def on_sqlite(sizes: Sizes, rounds: int) -> Figure:
    """Calls on SQLite, alternating with the smallest durable commits that SQLite can make."""
    with places.folder() as folder:
        session = desk_at(places.sqlite_address(folder))
        accounts = fill(session, sizes.accounts)
        print(f"SQLite, WAL, synchronous=FULL: {CLIENTS} clients for {sizes.seconds} s a round")
        found, waits = Rounds("a second"), []
        for number in range(rounds):
            rate, took = serve(session, accounts, sizes.seconds, number)
            found.add(rate, commit_plainly(folder / f"plain{number}.db", sizes.seconds / 4))
            waits += took
        show_waits(waits)
        found.show("calls", "one-row inserts by one client, each its own durable commit")
        places.close(session.store)
    return found.figure(f"One proposal a call, {CLIENTS} clients, SQLite", "one-row commits", "", SCRIPT)


def commit_plainly(file: Path, seconds: float) -> float:
    """One-row inserts a second, each in a durable transaction of its own."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE plain (request, quantity)")
    number, started = 0, perf_counter()
    while perf_counter() - started < seconds:
        connection.execute("INSERT INTO plain VALUES (?, ?)", (f"request:{number}", number))
        number += 1
    rate = number / (perf_counter() - started)
    connection.close()
    return rate


def main() -> None:
    asked = parser(__doc__ or "").parse_args()
    sizes = QUICK if asked.quick else Sizes()
    print_header("One proposal a call, concurrent callers grouped into one commit")
    figures = []
    if places.has_postgres() and pgbench.is_there():
        figures.append(on_postgres(sizes, asked.rounds))
    figures.append(on_sqlite(sizes, asked.rounds))
    publish(figures, asked.json)


if __name__ == "__main__":
    main()
