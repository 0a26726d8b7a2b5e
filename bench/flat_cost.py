"""Flat cost: the same load on books that hold nothing else, and on books with 1,000,000 more blocks and 1,000,000 past
transactions; among them an account with 100,000 blocks, as source and as target. Both engines."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from random import Random
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple
from uuid import UUID

from bench import places
from bench.books import REGISTRY, UNIT, desk_at, fill, open_accounts, scattered
from bench.machine import print_header
from bench.rounds import Figure, number, parser, publish, ratio_text
from openets.engine.outcomes import expect
from openets.engine.session import Session
from openets.ledger.journal import Entry, chained
from openets.ledger.store import Changes, Held, Needs
from openets.ledger.transactions import Proposal, Transaction
from tools.postgres import Server, new_database

SCRIPT = "flat_cost"
SMALL_BLOCK = 10
PIECE = 50_000
FAR = 10**12
"""Serial number at which the small blocks begin, above those of the load."""
FIRST_MILLISECOND = 1_149_163_200_000
"""Time in the request ids of the first round."""


class Sizes(NamedTuple):
    """What the full books hold, and what a round does to both."""

    accounts: int = 1000
    blocks: int = 1_000_000
    transactions: int = 1_000_000
    long: int = 100_000
    single: int = 400
    batch: int = 30_000
    long_single: int = 200
    long_batch: int = 10_000


QUICK = Sizes(20, 20_000, 20_000, 5000, 20, 500, 10, 100)


class Place(NamedTuple):
    """Books, their operators, and the account that holds many blocks in the full ones."""

    session: Session
    accounts: list[str]
    long: str


class Load(NamedTuple):
    """A part of the load: its name, how many transfers a round makes of it, and in commits of how many."""

    name: str
    number: int
    size: int
    pairs: Callable[[Place, Random, int], Iterator[tuple[str, str, int]]]
    """Sources, targets and quantities."""
    ordered: bool = True
    """Whether request ids begin with the time, as UUIDs of version 7 do, or are altogether random, as of version 4."""


def loads(sizes: Sizes) -> list[Load]:
    from_long, to_long = "from the account with many blocks", "to the account with many blocks"
    return [
        Load("single transfers", sizes.single, 1, between_all),
        Load(f"batches of {sizes.batch:,}", sizes.batch, sizes.batch, between_all),
        Load(f"batches of {sizes.batch:,}, random request ids", sizes.batch, sizes.batch, between_all, False),
        Load(f"single transfers {from_long}", sizes.long_single, 1, out_of_long),
        Load(f"single transfers {to_long}", sizes.long_single, 1, into_long),
        Load(f"batches of {sizes.long_batch:,} {from_long}", sizes.long_batch, sizes.long_batch, out_of_long),
        Load(f"batches of {sizes.long_batch:,} {to_long}", sizes.long_batch, sizes.long_batch, into_long),
    ]


def between_all(place: Place, random: Random, count: int) -> Iterator[tuple[str, str, int]]:
    for _ in range(count):
        source, target = random.sample(place.accounts, 2)
        yield source, target, random.randint(1, 50)


def out_of_long(place: Place, random: Random, count: int) -> Iterator[tuple[str, str, int]]:
    return ((place.long, random.choice(place.accounts), SMALL_BLOCK) for _ in range(count))


def into_long(place: Place, random: Random, count: int) -> Iterator[tuple[str, str, int]]:
    return ((random.choice(place.accounts), place.long, SMALL_BLOCK) for _ in range(count))


def proposals(place: Place, load: Load, turn: int) -> list[Proposal]:
    """The transfers of one round, the same in both books."""
    random = Random(f"{load.name}:{turn}")
    return [
        Proposal("10-0", source, target, UNIT, quantity, request_id(random, turn if load.ordered else None))
        for source, target, quantity in load.pairs(place, random, load.number)
    ]


def request_id(random: Random, millisecond: int | None) -> str:
    """A UUID as callers make them: with the time in front, or without."""
    chance = random.getrandbits(128)
    if millisecond is None:
        return str(UUID(int=chance, version=4))
    # Python's own UUIDs know no version 7 yet: 48 bits of time, then chance
    return str(UUID(int=(FIRST_MILLISECOND + millisecond) << 80 | 7 << 76 | 2 << 62 | chance % 2**62))


# --- the two books --------------------------------------------------------------------------------


def empty_books(address: str, sizes: Sizes) -> Place:
    """The load's accounts and stocks. The one that sends small blocks has as many as it needs."""
    session = desk_at(address)
    accounts = fill(session, sizes.accounts)
    [long] = open_accounts(session, 1, "Long")
    place = Place(session, accounts, long)
    add_blocks(place, [long], needed(sizes), FAR)
    return place


def needed(sizes: Sizes) -> int:
    """Small blocks that are sent before others come back, and as many again."""
    return 2 * (sizes.long_single + sizes.long_batch)


def full_books(address: str, sizes: Sizes) -> Place:
    """The same, and beside it what years of work have left."""
    place = empty_books(address, sizes)
    add_blocks(place, [place.long], sizes.long - needed(sizes), 2 * FAR)
    add_blocks(place, place.accounts, sizes.blocks - sizes.long, 3 * FAR)
    add_past(place, sizes.transactions)
    return place


def add_blocks(place: Place, owners: Sequence[str], count: int, start: int) -> None:
    """Lay small blocks that do not touch into the accounts by turns, past the checks and the journal."""
    keys = cycle(keys_of(place, owners))
    held = (Held(next(keys), block) for block in scattered(start, count))
    while piece := list(islice(held, PIECE)):
        with place.session.store.work() as work:
            work.write(Changes(added=piece))


def add_past(place: Place, count: int) -> None:
    """Lay past transactions and their journal entries between the accounts, past the checks.

    The chain of hashes holds; that the entries lead to the blocks does not, and no cost depends on it.
    """
    keys, random = keys_of(place, place.accounts), Random(0)
    for done in range(0, count, PIECE):
        with place.session.store.work() as work:
            head = work.load(Needs(registries={REGISTRY})).heads[REGISTRY]
            changes = Changes()
            sequence, hash = head.sequence, head.hash
            for _ in range(min(PIECE, count - done)):
                sequence += 1
                past = past_transaction(random, sequence, keys)
                text = past_text(past)
                hash = chained(hash, text)
                changes.transactions.append(past)
                changes.entries.append(Entry(REGISTRY, sequence, "transaction", past.at, hash, text))
            changes.heads = [head._replace(sequence=sequence, hash=hash)]
            work.write(changes)


def keys_of(place: Place, identifiers: Sequence[str]) -> list[int]:
    with place.session.store.work() as work:
        return sorted(account.key for account in work.load(Needs(accounts=set(identifiers))).accounts.values())


def past_transaction(random: Random, sequence: int, keys: Sequence[int]) -> Transaction:
    source, target = random.sample(keys, 2)
    at = f"2005-{random.randint(1, 12):02}-{random.randint(1, 28):02}T12:00:00Z"
    request = request_id(random, None)
    return Transaction(
        REGISTRY, sequence, "10-0", 4, source, target, UNIT, 10, at, 0, "", request, "", False, "bench", at[:10]
    )


def past_text(past: Transaction) -> str:
    """As long as a real entry's text."""
    return (
        f'{{"kind":"transaction","id":"{past.id}","type":"{past.type}","from":"DE-120-{past.transferring}-0-00",'
        f'"to":"DE-120-{past.acquiring}-0-00","blocks":["EUA1:DE:0:0 {past.sequence * 11}-{past.sequence * 11 + 9}"]'
        f',"at":"{past.at}","request":"{past.request}","by":"bench"}}'
    )


def settle(places_: Sequence[Place]) -> None:
    """What an engine does by itself some time after so many rows: statistics, and the log put away."""
    for place in places_:
        with place.session.store.connection.cursor() as cursor:  # type: ignore[attr-defined]
            if place.session.store.connection.vendor == "postgresql":  # type: ignore[attr-defined]
                cursor.execute("VACUUM ANALYZE")
                cursor.execute("CHECKPOINT")
            else:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# --- measuring ------------------------------------------------------------------------------------


def seconds_each(place: Place, load: Load, turn: int) -> float:
    """Seconds a transfer."""
    commands = proposals(place, load, turn)
    parts = [commands[start : start + load.size] for start in range(0, len(commands), load.size)]
    started = perf_counter()
    outcomes = [place.session.commit(part) for part in parts]
    seconds = perf_counter() - started
    for part in outcomes:
        expect(part)
    return seconds / len(commands)


def compare(engine: str, empty: Place, full: Place, sizes: Sizes, rounds: int) -> list[Figure]:
    """Every part of the load on both books by turns; the first round only warms them up."""
    settle([empty, full])
    parts = loads(sizes)
    seconds: dict[tuple[str, str], list[float]] = {
        (load.name, kind): [] for load in parts for kind in ("empty", "full")
    }
    for index in range(rounds + 1):
        by_turns = [("empty", empty), ("full", full)]
        for load in parts:
            for kind, place in by_turns if index % 2 else reversed(by_turns):
                seconds[load.name, kind].append(seconds_each(place, load, index))
    return [
        as_figure(engine, load.name, seconds[load.name, "empty"][1:], seconds[load.name, "full"][1:]) for load in parts
    ]


def as_figure(engine: str, name: str, empty: Sequence[float], full: Sequence[float]) -> Figure:
    ratios = [one / other for one, other in zip(full, empty, strict=True)]
    measured, beside = (f"{number(median(values) * 1e6)} µs a transfer" for values in (full, empty))
    print(f"  {name}: {measured}, beside {beside} in empty books; ratio {ratio_text(ratios)}", flush=True)
    return Figure(
        f"Flat cost, {engine}: {name}", measured, f"empty books: {beside}", ratio_text(ratios), "≤ 1.25", SCRIPT
    )


def measure(engine: str, addresses: tuple[str, str], sizes: Sizes, rounds: int) -> list[Figure]:
    started = perf_counter()
    empty, full = empty_books(addresses[0], sizes), full_books(addresses[1], sizes)
    print(f"{engine}: books filled in {perf_counter() - started:.0f} s: {holding(full)}", flush=True)
    figures = compare(engine, empty, full, sizes, rounds)
    print(f"  at the end: {holding(full)}; empty books: {holding(empty)}\n", flush=True)
    places.close(empty.session.store)
    places.close(full.session.store)
    return figures


def holding(place: Place) -> str:
    """What books hold, in words."""
    [long] = keys_of(place, [place.long])
    blocks = counted(place, "SELECT count(*) FROM block")
    own = counted(place, f"SELECT count(*) FROM block WHERE account = {long}")
    past = counted(place, "SELECT count(*) FROM transaction_log")
    return f"{blocks:,} blocks, {own:,} of them in one account, and {past:,} transactions"


def counted(place: Place, question: str) -> int:
    with place.session.store.connection.cursor() as cursor:  # type: ignore[attr-defined]
        row: tuple[Any, ...] = cursor.execute(question).fetchone()
        return int(row[0])


def on_postgres(server: Server, sizes: Sizes, rounds: int) -> list[Figure]:
    return measure("PostgreSQL", (new_database(server), new_database(server)), sizes, rounds)


def on_sqlite(sizes: Sizes, rounds: int) -> list[Figure]:
    with places.folder() as folder:
        addresses = (places.sqlite_address(folder, "empty"), places.sqlite_address(folder, "full"))
        return measure("SQLite", addresses, sizes, rounds)


def main() -> None:
    command: argparse.ArgumentParser = parser(__doc__ or "")
    command.add_argument("--engine", choices=("postgresql", "sqlite"), help="only this one")
    asked = command.parse_args()
    sizes = QUICK if asked.quick else Sizes()
    print_header(f"Flat cost: {sizes.blocks:,} blocks and {sizes.transactions:,} past transactions")
    figures = []
    if asked.engine != "sqlite" and places.has_postgres():
        with places.postgres() as server:
            figures += on_postgres(server, sizes, asked.rounds)
    if asked.engine != "postgresql":
        figures += on_sqlite(sizes, asked.rounds)
    publish(figures, asked.json)


if __name__ == "__main__":
    main()
