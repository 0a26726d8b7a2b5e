"""What a transfer costs that registries and logs with books of their own agree on: a checked external transfer
through both logs, beside an internal one through the same logs, and beside an internal one in consolidated books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from random import Random
from time import perf_counter
from typing import NamedTuple

from bench import places
from bench.machine import print_header
from bench.rounds import Figure, Rounds, parser, publish
from openets.commands.open_account import registry_commands
from openets.commands.units import issuance, transfer_type
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import expect
from openets.engine.rights import administrator
from openets.engine.session import Session
from openets.kernel.clock import midday
from openets.laws.reading import read_law
from openets.ledger.accounts import Opening
from openets.ledger.store import Store
from openets.ledger.transactions import Proposal
from openets.stores.door import open_store
from tests.network import MakeStore, Network
from tests.session import Office
from tools.postgres import new_database

SCRIPT = "between"
EU_ETS = read_law("eu_ets")
REGISTRIES = ("ES", "DE")
UNIT = "AAU"
STOCK = 50_000


class Sizes(NamedTuple):
    """How much is measured in a round."""

    accounts: int = 500
    """Accounts in each of the two registries."""
    batch: int = 10_000
    singles: int = 100


QUICK = Sizes(accounts=20, batch=300, singles=5)


def random_transfers(
    sources: Sequence[str], targets: Sequence[str], number: int, random: Random, name: str
) -> list[Proposal]:
    """Transfers of 1 to 50 units from one of some accounts to another one."""
    found = []
    for index in range(number):
        source, target = random.choice(sources), random.choice(targets)
        while target == source:
            target = random.choice(targets)
        kind = transfer_type(EU_ETS, source, target, UNIT)
        found.append(Proposal(kind, source, target, UNIT, random.randint(1, 50), f"{name}:{index}"))
    return found


def openings(code: str, number: int) -> list[OpenAccount]:
    return [OpenAccount(code, Opening(code, "121", f"Trader {n}", "Bench"), f"{code}:{n}") for n in range(number)]


class Apart:
    """Two registries and both logs, each on books of its own, with accounts that hold units."""

    def __init__(self, make_store: MakeStore, accounts: int) -> None:
        self.network = Network(REGISTRIES, make_store=make_store)
        self.accounts = {}
        for code in REGISTRIES:
            outcomes = self.network.registry(code).do(openings(code, accounts))
            self.accounts[code] = [outcome.reference for outcome in outcomes]
        self.network.settle()
        for code in REGISTRIES:
            party = self.network.endow(code, accounts * STOCK)
            rows = self.accounts[code]
            self.run([Proposal("10-0", party, row, UNIT, STOCK, f"stock:{row}") for row in rows])

    def run(self, proposals: Sequence[Proposal]) -> float:
        """Propose, and carry messages until everybody has acknowledged everything; seconds."""
        started = perf_counter()
        outcomes = self.network.propose(*proposals)
        self.network.carry()
        seconds = perf_counter() - started
        expect(outcomes)
        for side in self.network.sides.values():
            waiting = list(side.session.store.open_transfers())
            if waiting or self.network.transport.refused:
                raise SystemExit(f"{side.name} still waits for somebody: {waiting[:1]}")
        return seconds


class Together:
    """Both registries and the log in one store."""

    def __init__(self, address: str, accounts: int) -> None:
        store = open_store(address, create=True)
        self.session = Session(store, EU_ETS, midday(date.fromisoformat(Network.day)), administrator("bench"))
        self.accounts = {}
        parties = Office(store).at(self.session)
        for code in REGISTRIES:
            expect(self.session.commit(registry_commands(EU_ETS, code, "Bench", f"open:{code}")))
            parties.party(code)
            outcomes = self.session.commit(openings(code, accounts))
            self.accounts[code] = [outcome.reference for outcome in outcomes]
            expect(self.session.commit([issuance(EU_ETS, code, UNIT, accounts * STOCK, f"issue:{code}")]))
            party = Network.party(code)
            rows = self.accounts[code]
            expect(self.session.commit([Proposal("10-0", party, row, UNIT, STOCK, f"stock:{row}") for row in rows]))

    def run(self, proposals: Sequence[Proposal]) -> float:
        """Commit as one batch; seconds."""
        started = perf_counter()
        outcomes = self.session.commit(proposals)
        seconds = perf_counter() - started
        expect(outcomes)
        return seconds


class Measured(NamedTuple):
    """Seconds of a round for one transfer of each way."""

    external: float
    internal: float
    consolidated: float
    consolidated_external: float


Ways = tuple[Apart, Together]


def transfers_of(ways: Ways, number: int, random: Random, name: str) -> dict[str, list[Proposal]]:
    """As many transfers of each way, between accounts of its own."""
    apart, together = ways
    spain, germany = apart.accounts["ES"], apart.accounts["DE"]
    own, other = together.accounts["ES"], together.accounts["DE"]
    return {
        "external": random_transfers(spain, germany, number, random, f"{name}:external"),
        "internal": random_transfers(spain, spain, number, random, f"{name}:internal"),
        "consolidated": random_transfers(own, own, number, random, f"{name}:internal"),
        "consolidated_external": random_transfers(own, other, number, random, f"{name}:external"),
    }


def batch(ways: Ways, number: int, random: Random, name: str) -> Measured:
    """Seconds for each transfer of a batch, by way."""
    apart, together = ways
    found = transfers_of(ways, number, random, name)
    return Measured(
        apart.run(found["external"]) / number,
        apart.run(found["internal"]) / number,
        together.run(found["consolidated"]) / number,
        together.run(found["consolidated_external"]) / number,
    )


def single(ways: Ways, number: int, random: Random, name: str) -> Measured:
    """Seconds for a transfer that is proposed alone, by way; the four take turns."""
    apart, together = ways
    found = transfers_of(ways, number, random, name)
    seconds = dict.fromkeys(found, 0.0)
    for index in range(number):
        for way in found:
            run = together.run if way.startswith("consolidated") else apart.run
            seconds[way] += run(found[way][index : index + 1])
    return Measured(*(seconds[way] / number for way in Measured._fields))


def measure(ways: Ways, engine: str, sizes: Sizes, rounds: int) -> Iterator[Figure]:
    """Batches and single transfers, in rounds of all ways."""
    random = Random(5)
    kinds: list[tuple[str, Callable[[Ways, int, Random, str], Measured], int]] = [
        (f"batches of {sizes.batch:,}", batch, sizes.batch),
        ("one at a time", single, sizes.singles),
    ]
    for name, way, number in kinds:
        print(f"{engine}: external transfers through both logs, {name}, beside internal ones; µs a transfer")
        through, alone, external = Rounds("µs"), Rounds("µs"), Rounds("µs")
        for turn in range(rounds):
            found = Measured(*(1e6 * each for each in way(ways, number, random, f"{name[:3]}{turn}")))
            through.add(found.external, found.internal)
            alone.add(found.external, found.consolidated)
            external.add(found.external, found.consolidated_external)
        through.show("external", "internal, through the same logs")
        alone.show("external", "internal, consolidated books, one commit")
        external.show("external", "external, consolidated books, one commit")
        title = f"External transfer through both logs, {engine}, {name}"
        yield through.figure(title, "internal through the same logs", "≤ 4", SCRIPT)
        yield alone.figure(title, "internal in consolidated books", "", SCRIPT)


@contextmanager
def on_sqlite(sizes: Sizes) -> Iterator[Ways]:
    with places.folder() as folder:
        stores: dict[str, Store] = {}

        def make_store(name: str) -> Store:
            stores[name] = stores.get(name) or open_store(places.sqlite_address(folder, name), create=True)
            return stores[name]

        yield Apart(make_store, sizes.accounts), Together(places.sqlite_address(folder, "EU"), sizes.accounts)


@contextmanager
def on_postgres(sizes: Sizes) -> Iterator[Ways]:
    with places.postgres() as server:
        stores: dict[str, Store] = {}

        def make_store(name: str) -> Store:
            stores[name] = stores.get(name) or open_store(new_database(server), create=True)
            return stores[name]

        yield Apart(make_store, sizes.accounts), Together(new_database(server), sizes.accounts)


def main() -> None:
    command = parser(__doc__ or "", rounds=3)
    command.add_argument("--engine", choices=("sqlite", "postgresql"), help="measure this one only")
    asked = command.parse_args()
    sizes = QUICK if asked.quick else Sizes()
    print_header("Transfers between registries and logs that keep books of their own")
    figures: list[Figure] = []
    if asked.engine != "postgresql":
        with on_sqlite(sizes) as ways:
            figures += measure(ways, "SQLite", sizes, asked.rounds)
    if asked.engine != "sqlite" and places.has_postgres():
        with on_postgres(sizes) as ways:
            figures += measure(ways, "PostgreSQL", sizes, asked.rounds)
    publish(figures, asked.json)


if __name__ == "__main__":
    main()
