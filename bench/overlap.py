"""What it costs PostgreSQL to refuse overlapping serial numbers, and whether the refusal holds.

The guard (a trigger with a lock by origin) stands beside an exclusion constraint and beside no guard at all. Rows are
copied into the block table as a batch of the store does, round after round, each kind of guard in a database of its
own; then two sessions write at the same time. The last part tries what guards are for: two sessions that write
overlapping blocks, under each isolation level. It ends with status 1 where the guard lets one through.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from time import perf_counter
from typing import Any

import psycopg

from bench import places
from bench.machine import print_header
from bench.rounds import Figure, Rounds, parser, publish, spread
from openets.stores.door import open_store
from tools.postgres import Server, new_database

SCRIPT = "overlap"
COMMITTED, REPEATABLE, SERIALIZABLE = "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"
PAIRS = (
    (COMMITTED, COMMITTED),
    (COMMITTED, REPEATABLE),
    (REPEATABLE, REPEATABLE),
    (COMMITTED, SERIALIZABLE),
    (SERIALIZABLE, SERIALIZABLE),
)
"""Isolation levels of two sessions: the first commits, then the second goes on. The store's own is READ COMMITTED."""
GUARD, LOCK, EXCLUSION, NOTHING = "the guard", "its lock alone", "an exclusion constraint", "no guard"
WITHOUT = "DROP TRIGGER block_overlap ON block"
EXCLUDE = """
    ALTER TABLE block ADD CONSTRAINT block_excluded
    EXCLUDE USING gist (origin WITH =, int8range(start, "end", '[]') WITH &&)"""
LOCK_ONLY = """
    DO $do$ BEGIN
      EXECUTE replace(pg_get_functiondef('block_overlap'::regproc),
        'NOT IN (', 'NOT IN (''repeatable read'', ''serializable'', ');
    END $do$"""
MAKING = {
    GUARD: (),
    LOCK: (LOCK_ONLY,),
    EXCLUSION: (WITHOUT, "CREATE EXTENSION btree_gist", EXCLUDE),
    NOTHING: (WITHOUT,),
}
"""By kind of guard: what makes it of the tables that OpenETS makes."""

Connection = psycopg.Connection[tuple[Any, ...]]


def made(server: Server) -> dict[str, str]:
    """A database for each kind of guard."""
    urls = {}
    for kind, statements in MAKING.items():
        urls[kind] = new_database(server)
        places.close(open_store(urls[kind], create=True))
        with psycopg.connect(urls[kind], autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
    return urls


def copied(connection: Connection, origin: str, first: int, rows: int) -> float:
    """Microseconds a row, of `rows` blocks of ten units that are copied and committed at once."""
    started = perf_counter()
    with (
        connection.cursor() as cursor,
        cursor.copy('COPY block (origin, start, "end", account, unit, vintage, series) FROM STDIN') as copy,
    ):
        for start in range(first, first + 10 * rows, 10):
            copy.write_row((origin, start, start + 9, 1_000_000_001, "EUA1", 0, 1))
    connection.commit()
    return (perf_counter() - started) / rows * 1e6


def at_once(url: str, origins: tuple[str, str], first: int, rows: int) -> float:
    """Microseconds a row of two sessions that write at the same time."""

    def work(number: int) -> None:
        with psycopg.connect(url) as connection:
            copied(connection, origins[number], first + number * 10 * rows, rows)

    started = perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    return (perf_counter() - started) / (2 * rows) * 1e6


def rounds_of(urls: Mapping[str, str], number: int, cost: Callable[[str, int], float]) -> dict[str, list[float]]:
    """What each kind of guard costs, one after the other in each round."""
    found: dict[str, list[float]] = {kind: [] for kind in urls}
    for round_ in range(number):
        for kind, url in urls.items():
            found[kind].append(cost(url, round_))
        print(
            f"  round {round_ + 1}: {', '.join(f'{kind} {costs[-1]:.1f}' for kind, costs in found.items())}", flush=True
        )
    for kind, costs in found.items():
        print(f"  {kind}: {spread(costs)} µs a row")
    print(flush=True)
    return found


def figure(name: str, found: Mapping[str, list[float]]) -> Figure:
    beside = Rounds("µs a row")
    beside.ours, beside.beside = found[GUARD], found[EXCLUSION]
    return beside.figure(name, EXCLUSION, "", SCRIPT)


def outcome(url: str, levels: tuple[str, str]) -> str:
    """How it ends when two sessions, each with a snapshot from before, write blocks that overlap."""
    with psycopg.connect(url) as one, psycopg.connect(url) as other, ThreadPoolExecutor(1) as pool:
        for session, level in zip((one, other), levels, strict=True):
            session.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
            session.execute("SELECT count(*) FROM block WHERE origin = 'XX'")
        try:
            _add(one, 1, 10)
            second: Future[None] = pool.submit(_add, other, 5, 15)
            one.commit()
            second.result()
            other.commit()
        except psycopg.Error as error:
            return f"refused ({type(error).__name__})"
        finally:
            one.rollback()
            other.rollback()
            one.execute("DELETE FROM block WHERE origin = 'XX'")
            one.commit()
    return "BOTH COMMITTED"


def _add(session: Connection, start: int, end: int) -> None:
    session.execute("INSERT INTO block VALUES ('XX', %s, %s, 1000000001, 'EUA1', 0, 1)", [start, end])


def main() -> None:
    asked = parser(__doc__ or "").parse_args()
    rows = 500 if asked.quick else 20_000
    rounds = 2 if asked.quick else asked.rounds
    print_header(f"Refusing overlaps on PostgreSQL: {rows:,} blocks a round")
    if not places.has_postgres():
        return
    with places.postgres() as server:
        urls = made(server)
        sessions = {kind: psycopg.connect(url) for kind, url in urls.items()}
        by_url = {url: sessions[kind] for kind, url in urls.items()}
        print("One session:")
        alone = rounds_of(urls, rounds, lambda url, at: copied(by_url[url], "AT", 1 + at * 10 * rows, rows))
        for session in sessions.values():
            session.close()
        print("Two sessions at a time, an origin each:")
        apart = rounds_of(urls, rounds, lambda url, at: at_once(url, ("DE", "FR"), 1 + at * 20 * rows, rows))
        print("Two sessions at a time, of one origin:")
        same = rounds_of(urls, rounds, lambda url, at: at_once(url, ("GB", "GB"), 1 + at * 20 * rows, rows))
        print("Two sessions that write blocks which overlap:")
        ends = {(kind, pair): outcome(url, pair) for kind, url in urls.items() for pair in PAIRS}
        for (kind, pair), end in ends.items():
            print(f"  {kind}, {' then '.join(pair)}: {end}")
    print()
    names = ("A block added under the guard", "by two sessions, an origin each", "by two sessions of one origin")
    publish([figure(*each) for each in zip(names, (alone, apart, same), strict=True)], asked.json)
    sys.exit(any(end == "BOTH COMMITTED" for (kind, _), end in ends.items() if kind in (GUARD, EXCLUSION)))


if __name__ == "__main__":
    main()
