"""Batches of serial-block transfers through every check: on PostgreSQL as a multiple of `pgbench -N` on the same
server, on SQLite as a share of the rows that `sqlite3.executemany` inserts into one plain table."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from bench import pgbench, places, plpgsql
from bench.books import REGISTRY, desk_at, fill, transfers
from bench.machine import print_header
from bench.rounds import Figure, Rounds, parser, publish
from openets.engine.outcomes import expect
from openets.engine.session import Session
from openets.ledger.transactions import Transaction
from tools.postgres import new_database

SCRIPT = "batch_posting"


class Sizes(NamedTuple):
    """How much is measured in a round."""

    accounts: int = 1000
    batch: int = 30_000
    batches: int = 1
    twin: int = 8189
    """Transfers in a batch beside plpgsql."""
    seconds: int = 8
    scale: int = pgbench.SCALE


QUICK = Sizes(accounts=50, batch=500, batches=2, twin=200, seconds=1, scale=1)


def post(session: Session, accounts: Sequence[str], sizes: Sizes, number: int) -> float:
    """Transfers a second in one round of batches, each in one commit. Raises `Misuse` should one be refused."""
    batches = [
        transfers(accounts, sizes.batch, 1000 * number + index, f"batch:{number}.{index}")
        for index in range(sizes.batches)
    ]
    seconds = 0.0
    for batch in batches:
        started = perf_counter()
        outcomes = session.commit(batch)
        seconds += perf_counter() - started
        expect(outcomes)
    return sizes.batches * sizes.batch / seconds


def on_postgres(sizes: Sizes, rounds: int) -> Figure:
    """Batches on PostgreSQL, alternating with pgbench."""
    with places.postgres() as server:
        plain = pgbench.initialise(server, sizes.scale)
        session = desk_at(new_database(server))
        accounts = fill(session, sizes.accounts)
        beside = f"{pgbench.NAME}, scale {sizes.scale}, {sizes.seconds} s a round"
        print(f"{sizes.batches} batches of {sizes.batch:,} a round, beside {beside}")
        found = Rounds("a second")
        for number in range(rounds):
            tps = pgbench.run(plain, sizes.seconds)
            found.add(post(session, accounts, sizes, number), tps)
        found.show("transfers", pgbench.NAME)
        places.close(session.store)
    return found.figure("Batch posting, PostgreSQL", f"`{pgbench.NAME}`", "≥ 3", SCRIPT)


def beside_plpgsql(sizes: Sizes, rounds: int) -> Figure:
    """Smaller batches on PostgreSQL, alternating with the same transfers in bare plpgsql in books of their own."""
    with places.postgres() as server:
        session, other = (desk_at(new_database(server)) for _ in range(2))
        accounts = fill(session, sizes.accounts)
        fill(other, sizes.accounts)
        twin = plpgsql.Twin(other.store.address, REGISTRY)
        print(f"batches of {sizes.twin:,}, beside {plpgsql.NAME}, the same batch in one transaction")
        found = Rounds("a second")
        for number in range(rounds):
            batch = transfers(accounts, sizes.twin, number, f"twin:{number}")
            bare = twin.post(batch)
            started = perf_counter()
            outcomes = session.commit(batch)
            found.add(len(batch) / (perf_counter() - started), bare)
            expect(outcomes)
        found.show("transfers", plpgsql.NAME)
        twin.close()
        places.close(session.store)
        places.close(other.store)
    return found.figure(f"Batches of {sizes.twin:,}, PostgreSQL", plpgsql.NAME, "≥ 0.8", SCRIPT)


def on_sqlite(sizes: Sizes, rounds: int) -> list[Figure]:
    """Batches on SQLite, alternating with plain inserts of the very rows that they wrote."""
    with places.folder() as folder:
        session = desk_at(places.sqlite_address(folder))
        accounts = fill(session, sizes.accounts)
        print(
            f"SQLite, WAL, synchronous=FULL: {sizes.batches} batches of {sizes.batch:,} a round, beside one"
            " executemany in one transaction of as many rows"
        )
        whole, keyed, slim = Rounds("a second"), Rounds("a second"), Rounds("a second")
        for number in range(rounds):
            rate = post(session, accounts, sizes, number)
            rows = written(session, sizes.batches * sizes.batch)
            whole.add(rate, insert_plainly(folder / f"whole{number}.db", rows))
            keyed.add(rate, insert_plainly(folder / f"keyed{number}.db", rows, keyed=11))
            slim.add(rate, insert_plainly(folder / f"slim{number}.db", [(row[11], row[7]) for row in rows]))
        whole_name = "executemany, one plain table with the columns of transaction_log and the journal's text"
        whole.show("transfers", whole_name)
        keyed.show("transfers", "the same table with the request id as its key")
        slim.show("transfers", "executemany, one plain table of two columns (request, quantity)")
        places.close(session.store)
    return [
        keyed.figure("Batch posting, SQLite", "`executemany`, same columns, request id as key", "≥ 0.1", SCRIPT),
        whole.figure("Batch posting, SQLite", "`executemany`, same columns, no key", "", SCRIPT),
        slim.figure("Batch posting, SQLite", "`executemany`, two columns", "", SCRIPT),
    ]


def written(session: Session, number: int) -> list[tuple[Any, ...]]:
    """The last rows of the transaction log, each with its journal entry's text."""
    columns = ", ".join(f't."{name}"' for name in Transaction._fields)
    question = (
        f"SELECT {columns}, j.text FROM transaction_log t"
        " JOIN journal j ON j.registry = t.registry AND j.sequence = t.sequence"
        " ORDER BY j.position DESC LIMIT %s"
    )
    with session.store.connection.cursor() as cursor:  # type: ignore[attr-defined]
        rows: list[tuple[Any, ...]] = cursor.execute(question, [number]).fetchall()
        return rows


def insert_plainly(file: Path, rows: Sequence[tuple[Any, ...]], keyed: int | None = None) -> float:
    """Rows a second into a new table, in one durable transaction; without an index unless one column is `keyed`."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    columns = [f"column{index}" for index in range(len(rows[0]))]
    key = f", PRIMARY KEY (column{keyed})" if keyed is not None else ""
    connection.execute(f"CREATE TABLE plain ({', '.join(columns)}{key})")
    marks = ", ".join("?" * len(columns))
    started = perf_counter()
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO plain VALUES ({marks})", rows)
    connection.execute("COMMIT")
    seconds = perf_counter() - started
    connection.close()
    return len(rows) / seconds


def main() -> None:
    asked = parser(__doc__ or "").parse_args()
    sizes = QUICK if asked.quick else Sizes()
    print_header("Batch posting of serial-block transfers through the full check list")
    figures = []
    if places.has_postgres() and pgbench.is_there():
        figures.append(on_postgres(sizes, asked.rounds))
        figures.append(beside_plpgsql(sizes, asked.rounds))
    figures += on_sqlite(sizes, asked.rounds)
    publish(figures, asked.json)


if __name__ == "__main__":
    main()
