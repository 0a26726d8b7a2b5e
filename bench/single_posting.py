"""One proposal a call, each answered for itself when its commit is durable: from one client, as the product's entrances
do it, and from 8 clients at once who share commits (group commit, for whoever serves many threads). On PostgreSQL
beside `pgbench -N` with as many clients on the same server, on SQLite beside one-row commits into one plain table."""

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
from openets.engine.group_commit import GroupCommit
from openets.engine.outcomes import expect
from openets.engine.session import Session
from openets.ledger.transactions import Proposal
from tools.postgres import new_database

SCRIPT = "single_posting"
CLIENTS = pgbench.CLIENTS
GROUPED = f"One proposal a call, {CLIENTS} clients in group commit, {{}}"


class Sizes(NamedTuple):
    """How much is measured in a round."""

    accounts: int = 1000
    seconds: int = 8
    scale: int = pgbench.SCALE


QUICK = Sizes(accounts=50, seconds=1, scale=1)


def call(place: Session | GroupCommit, proposals: Sequence[Proposal], until: float, waits: list[float]) -> None:
    """A client: one call after the other until the time is up; how long each took."""
    for proposal in proposals:
        started = perf_counter()
        if started >= until:
            break
        expect([place.one(proposal)])
        waits.append(perf_counter() - started)


def alone(session: Session, accounts: Sequence[str], seconds: int, number: int) -> tuple[float, list[float]]:
    """Calls a second in one round of one client, and how long each call took."""
    work = transfers(accounts, 2000 * seconds, number, f"alone:{number}")
    waits: list[float] = []
    started = perf_counter()
    call(session, work, started + seconds, waits)
    return len(waits) / (perf_counter() - started), waits


def together(session: Session, accounts: Sequence[str], seconds: int, number: int) -> tuple[float, list[float]]:
    """Calls a second in one round of 8 clients who share commits, and how long each call took."""
    work = [
        transfers(accounts, 2000 * seconds, 1000 * number + client, f"single:{number}.{client}")
        for client in range(CLIENTS)
    ]
    shared = session.grouped()
    waits: list[list[float]] = [[] for _ in work]

    def client(proposals: Sequence[Proposal], own: list[float]) -> None:
        call(shared, proposals, started + seconds, own)
        places.close(session.store)  # this thread's own connection

    started = perf_counter()
    clients = [Thread(target=client, args=row) for row in zip(work, waits, strict=True)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    done = [wait for own in waits for wait in own]
    return len(done) / (perf_counter() - started), done


def show_waits(waits: Sequence[float]) -> None:
    hundredths = quantiles(waits, n=100)
    milliseconds = ", ".join(f"p{part} {hundredths[part - 1] * 1000:.1f} ms" for part in (50, 95, 99))
    print(f"  a call took {milliseconds}; {len(waits):,} calls, all accepted")


def on_postgres(sizes: Sizes, rounds: int) -> list[Figure]:
    """Calls on PostgreSQL, alternating with pgbench with as many clients."""
    with places.postgres() as server:
        plain = pgbench.initialise(server, sizes.scale)
        session = desk_at(new_database(server))
        accounts = fill(session, sizes.accounts)
        print(f"1 and {CLIENTS} clients for {sizes.seconds} s a round, beside pgbench -N, scale {sizes.scale}")
        single, grouped = Rounds("a second"), Rounds("a second")
        waits: tuple[list[float], list[float]] = ([], [])
        for number in range(rounds):
            for found, serve, clients, own in ((single, alone, 1, waits[0]), (grouped, together, CLIENTS, waits[1])):
                tps = pgbench.run(plain, sizes.seconds, clients)
                rate, took = serve(session, accounts, sizes.seconds, number)
                found.add(rate, tps)
                own += took
        for found, own, name in ((single, waits[0], pgbench.ONE), (grouped, waits[1], pgbench.NAME)):
            show_waits(own)
            found.show("calls", name)
        places.close(session.store)
    return [
        single.figure("One proposal a call, 1 client, PostgreSQL", f"`{pgbench.ONE}`", "≥ 0.4", SCRIPT),
        grouped.figure(GROUPED.format("PostgreSQL"), f"`{pgbench.NAME}`", "≥ 0.25", SCRIPT),
    ]


def on_sqlite(sizes: Sizes, rounds: int) -> list[Figure]:
    """Calls on SQLite, alternating with the smallest durable commits that SQLite can make."""
    with places.folder() as folder:
        session = desk_at(places.sqlite_address(folder))
        accounts = fill(session, sizes.accounts)
        print(f"SQLite, WAL, synchronous=FULL: 1 and {CLIENTS} clients for {sizes.seconds} s a round")
        single, grouped = Rounds("a second"), Rounds("a second")
        waits: list[float] = []
        for number in range(rounds):
            plainly = commit_plainly(folder / f"plain{number}.db", sizes.seconds / 4)
            single.add(alone(session, accounts, sizes.seconds, number)[0], plainly)
            rate, took = together(session, accounts, sizes.seconds, number)
            grouped.add(rate, plainly)
            waits += took
        show_waits(waits)
        for found in (single, grouped):
            found.show("calls", "one-row inserts by one client, each its own durable commit")
        places.close(session.store)
    return [
        single.figure("One proposal a call, 1 client, SQLite", "one-row commits", "", SCRIPT),
        grouped.figure(GROUPED.format("SQLite"), "one-row commits", "", SCRIPT),
    ]


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
    print_header("One proposal a call, from one client and from several who share commits")
    figures = []
    if places.has_postgres() and pgbench.is_there():
        figures += on_postgres(sizes, asked.rounds)
    figures += on_sqlite(sizes, asked.rounds)
    publish(figures, asked.json)


if __name__ == "__main__":
    main()
