"""A reconciliation of a log with a registry of 1,000,000 blocks while trade goes on between the registry's accounts:
how long it takes, and how much it slows the trade. Books in SQLite files; trade and reconciliation each in a process
of its own. Totals alone, every block, and every block where ten lie in the wrong account, so that all three phases
run."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from bench import places
from bench.books import scattered
from bench.import_eutl import limited
from bench.machine import print_header
from bench.rounds import Figure, number, parser, publish
from openets.commands.open_account import registry_commands
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import expect
from openets.engine.rights import administrator
from openets.engine.session import Session
from openets.federation.log_side import LogSide
from openets.federation.registry_side import RegistrySide
from openets.federation.transport import Transport
from openets.kernel.clock import midday
from openets.kernel.units import Block
from openets.laws.law import Law
from openets.laws.reading import read_law
from openets.ledger.accounts import Opening
from openets.ledger.store import Changes, Held, Needs
from openets.ledger.transactions import Proposal
from openets.records.reconciliation import KIND
from openets.stores.door import open_store
from tests.apart import as_registry, as_upper_log

SCRIPT = "reconciling"
EU_ETS = read_law("eu_ets")
REGISTRY = "DE"
LOG = "ITL"
KEY = b"a key of this bench"
UNIT = "AAU"
PIECE = 50_000
ASTRAY = 10


@dataclass(frozen=True)
class Sizes:
    accounts: int = 1000
    blocks: int = 1_000_000
    batch: int = 500
    seconds: float = 10.0


QUICK = Sizes(20, 20_000, 50, 1.0)


def session(address: str, law: Law, *, create: bool) -> Session:
    return Session(open_store(address, create=create), law, midday(date(2009, 6, 1)), administrator("bench"))


def sides(folder: Path, *, create: bool = False) -> tuple[RegistrySide, LogSide]:
    """A registry and the international log, each on a file of its own."""
    registry = RegistrySide(
        REGISTRY,
        session(places.sqlite_address(folder, "registry"), as_registry(EU_ETS), create=create),
        {LOG: KEY},
        log=LOG,
    )
    log = LogSide(
        LOG, session(places.sqlite_address(folder, "log"), as_upper_log(EU_ETS), create=create), {REGISTRY: KEY}
    )
    return registry, log


def fill(folder: Path, sizes: Sizes) -> list[str]:
    """Both sides with the same accounts and blocks; the accounts' identifiers."""
    registry, log = sides(folder, create=True)
    log.begin([REGISTRY])
    expect(registry.do(registry_commands(EU_ETS, REGISTRY, "Bench", "open")))
    registry.begin()
    opened = registry.do(
        [
            OpenAccount(REGISTRY, Opening(REGISTRY, "121", f"Trader {index}", "Bench"), f"account:{index}")
            for index in range(sizes.accounts)
        ]
    )
    expect(opened)
    transport = Transport({REGISTRY: registry, LOG: log})
    transport.settle()
    if transport.refused:
        raise SystemExit(f"the log did not take the accounts: {transport.refused[0][1]}")
    identifiers = [outcome.reference for outcome in opened]
    for side in (registry, log):
        lay(side.session, identifiers, sizes.blocks)
        places.close(side.session.store)
    return identifiers


def lay(here: Session, owners: list[str], count: int) -> None:
    """Lay blocks of ten units into the accounts by turns, past the checks and the journal."""
    with here.store.work() as work:
        keys = [account.key for account in work.load(Needs(accounts=set(owners))).accounts.values()]
    held = (Held(next_key, block) for next_key, block in zip(cycle(sorted(keys)), blocks(count), strict=False))
    while piece := list(islice(held, PIECE)):
        with here.store.work() as work:
            work.write(Changes(added=piece))


def blocks(count: int) -> Iterator[Block]:
    return (
        block._replace(series=block.series._replace(unit=UNIT, original_period=1, applicable_period=1))
        for block in scattered(1, count)
    )


def lead_astray(folder: Path) -> None:
    """Move blocks into another account behind the registry's back."""
    registry, _ = sides(folder)
    with registry.session.store.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT min(account), max(account) FROM block")
        least, most = cursor.fetchone()
        cursor.execute(
            f'SELECT origin, start, "end", unit, vintage, series FROM block WHERE account = {most} LIMIT {ASTRAY}'
        )
        rows = cursor.fetchall()
        for origin, start, end, unit, vintage, series in rows:
            cursor.execute("DELETE FROM block WHERE origin = %s AND start = %s", [origin, start])
            cursor.execute(
                'INSERT INTO block (origin, start, "end", account, unit, vintage, series)'
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [origin, start, end, least, unit, vintage, series],
            )
    places.close(registry.session.store)


def trade(folder: Path, accounts: list[str], sizes: Sizes, goes_on: Callable[[float], bool], turn: int) -> float:
    """Transfers a second between accounts of the registry, each checked by the log, while `goes_on(seconds)`."""
    registry, log = sides(folder)
    transport = Transport({REGISTRY: registry, LOG: log})
    random, done = Random(turn), 0
    started, passed = perf_counter(), 0.0
    while not done or goes_on(passed):
        pairs = (random.sample(accounts, 2) for _ in range(sizes.batch))
        proposals = [
            Proposal("10-0", source, target, UNIT, 10, f"trade:{turn}:{done + index}")
            for index, (source, target) in enumerate(pairs)
        ]
        outcomes = registry.propose(proposals)
        expect(outcomes)
        transport.post(registry.proposed(outcomes))
        transport.carry()
        done += sizes.batch
        passed = perf_counter() - started
    for side in (registry, log):
        places.close(side.session.store)
    return done / passed


Ended = tuple[float, int, int]
"""Of a reconciliation: seconds, status, and serial numbers in doubt."""


def reconcile(folder: Path, thorough: bool) -> Ended:
    """Reconcile once."""
    registry, log = sides(folder)
    transport = Transport({REGISTRY: registry, LOG: log})
    started = perf_counter()
    transport.post(log.reconcile(REGISTRY, thorough=thorough))
    transport.carry()
    found = log.reconciliations[REGISTRY]
    doubtful = sum(end - start + 1 for _, start, end in found.spans)
    [record] = log.session.store.all_records(KIND.name)
    return perf_counter() - started, json.loads(record.body)["status"], doubtful


def goes_on(ended: Future[Ended], _: float) -> bool:
    return not ended.done()


TURNS = count()
"""Turns at trade: each has request ids of its own, for an id used again is answered and moves nothing."""


def measure(folder: Path, accounts: list[str], sizes: Sizes, rounds: int, name: str, thorough: bool) -> list[Figure]:
    times, slowed = [], []
    status = doubtful = 0
    for index in range(rounds):
        alone = trade(folder, accounts, sizes, lambda seconds: seconds < sizes.seconds, next(TURNS))
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            pool.submit(pow, 1, 1).result()  # its process is there, and has imported all this
            ended = pool.submit(reconcile, folder, thorough)
            beside = trade(folder, accounts, sizes, partial(goes_on, ended), next(TURNS))
            seconds, status, doubtful = ended.result()
        times.append(seconds)
        slowed.append(beside / alone)
        print(
            f"  round {index + 1}: {seconds:.1f} s, status {status}, {doubtful} units in doubt;"
            f" trade {number(alone)} a second, meanwhile {number(beside)}",
            flush=True,
        )
    kept = limited(f"Reconciliation of {sizes.blocks:,} blocks, {name}", median(times), 30.0, "s")
    slow = Figure(
        f"Trade while it runs, {name}",
        f"{median(slowed):.2f} of its speed",
        "trade alone",
        f"{median(slowed):.2f} ({min(slowed):.2f} to {max(slowed):.2f})",
        "≥ 0.8",
        SCRIPT,
    )
    return [kept._replace(script=SCRIPT), slow]


def main() -> None:
    asked = parser(__doc__ or "", rounds=3).parse_args()
    sizes = QUICK if asked.quick else Sizes()
    print_header(f"Reconciliation of {sizes.blocks:,} blocks while trade goes on")
    with places.folder() as folder:
        started = perf_counter()
        accounts = fill(folder, sizes)
        print(f"books filled in {perf_counter() - started:.0f} s", flush=True)
        figures = measure(folder, accounts, sizes, asked.rounds, "totals", False)
        figures += measure(folder, accounts, sizes, asked.rounds, "every block", True)
        lead_astray(folder)
        figures += measure(folder, accounts, sizes, 1, f"every block, {ASTRAY} astray", True)
    publish(figures, asked.json)


if __name__ == "__main__":
    main()
