"""The race: 8 processes ask 4,000 times for 10 units of the same 1,000. Exactly 1,000 may move, and every request must
be answered with a receipt or a refusal. This is about being right: it ends with status 1 where that does not hold."""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter
from multiprocessing.synchronize import Barrier
from time import perf_counter
from typing import NamedTuple

from bench import places
from bench.books import UNIT, desk_at, fill, open_accounts
from bench.machine import print_header
from bench.rounds import Figure, parser, publish
from openets.engine.session import Session
from openets.engine.verify import verify_store
from openets.ledger.store import Needs
from openets.ledger.transactions import Proposal
from tools.postgres import new_database

SCRIPT = "race"
PROCESSES = 8
REQUESTS = 500
UNITS = 10
STOCK = 1000


class Finding(NamedTuple):
    """How a race ended."""

    moved: int
    receipts: int
    refusals: int
    errors: list[str]
    remembered: int
    """Requests to which the books still know the answer."""
    seconds: float

    @property
    def is_right(self) -> bool:
        asked = PROCESSES * REQUESTS
        return (
            self.moved == STOCK
            and self.receipts == STOCK // UNITS
            and self.receipts + self.refusals == asked == self.remembered
            and not self.errors
        )


def contend(address: str, source: str, target: str, process: int, start: Barrier) -> tuple[int, int, list[str]]:
    """One process: its own connection, one request after the other; receipts, refusals and errors."""
    session = desk_at(address)
    session.store.heads()  # connected before the start
    start.wait()
    receipts = refusals = 0
    errors = []
    for request in requests(process):
        try:
            outcome = session.one(Proposal("10-0", source, target, UNIT, UNITS, request))
        except Exception as error:  # whatever it is, it is no refusal
            errors.append(f"{type(error).__name__}: {error}")
            continue
        receipts += outcome.accepted
        refusals += not outcome.accepted
    return receipts, refusals, errors


def requests(process: int) -> list[str]:
    return [f"race:{process}.{number}" for number in range(REQUESTS)]


def race(address: str) -> Finding:
    """Let the processes loose on new books at `address`."""
    session = desk_at(address)
    [source] = fill(session, 1, STOCK)
    [target] = open_accounts(session, 1, "Target")
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(PROCESSES) as pool:
        start = manager.Barrier(PROCESSES + 1, timeout=120)
        waiting = [pool.apply_async(contend, (address, source, target, number, start)) for number in range(PROCESSES)]
        start.wait()
        started = perf_counter()
        answers = [each.get() for each in waiting]
        seconds = perf_counter() - started
    found = examine(session, target, answers, seconds)
    places.close(session.store)
    return found


def examine(session: Session, target: str, answers: list[tuple[int, int, list[str]]], seconds: float) -> Finding:
    """What the processes were told, held against the books."""
    verify_store(session.store)
    with session.store.work() as work:
        asked = [request for number in range(PROCESSES) for request in requests(number)]
        known = work.load(Needs(requests=asked)).answers
    return Finding(
        session.store.balances(UNIT).get(target, 0),
        sum(answer[0] for answer in answers),
        sum(answer[1] for answer in answers),
        [error for answer in answers for error in answer[2]],
        len(known),
        seconds,
    )


def show(engine: str, found: Finding) -> None:
    print(f"{engine}: {found.moved:,} of {STOCK:,} units moved by {found.receipts:,} receipts;")
    print(f"  {found.refusals:,} refusals, {len(found.errors):,} errors, {found.remembered:,} answers on record;")
    print(f"  the journal replays to the same books; {found.seconds:.1f} s in all")
    for error, times in Counter(found.errors).most_common(5):
        print(f"  {times} × {error}")
    print("  as it must be\n" if found.is_right else "  THIS IS WRONG\n", flush=True)


def figure(engine: str, found: Finding) -> Figure:
    return Figure(
        f"The race, {engine}",
        f"{found.moved:,} moved, {found.receipts + found.refusals:,} answered, {len(found.errors)} errors",
        f"{STOCK:,} there, {PROCESSES * REQUESTS:,} asked",
        "",
        "exactly that, no error",
        SCRIPT,
    )


def main() -> None:
    asked = parser(__doc__ or "", rounds=1).parse_args()
    print_header(f"The race: {PROCESSES} processes, {REQUESTS} requests each, of {UNITS} against {STOCK:,}")
    found: list[tuple[str, Finding]] = []
    for _ in range(asked.rounds):
        if places.has_postgres():
            with places.postgres() as server:
                found.append(("PostgreSQL", race(new_database(server))))
            show(*found[-1])
        with places.folder() as folder:
            found.append(("SQLite", race(places.sqlite_address(folder))))
        show(*found[-1])
    publish([figure(*each) for each in found], asked.json)
    sys.exit(not all(finding.is_right for _, finding in found))


if __name__ == "__main__":
    main()
