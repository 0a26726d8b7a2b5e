"""A network for tests: registries and logs, each on books of its own, and what they do in the words of the field.

    network = Network(("ES", "DE"))
    network.endow("ES", 1_000)
    sent = network.send(network.party("ES"), network.party("DE"), 300)
    network.settle()
    assert network.status(sent) == {"ES": 4, "DE": 4, "ITL": 4, "CITL": 4}

The sides share nothing but messages. `network.whole()` holds every book against every other one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from itertools import count, pairwise
from typing import Any

from openets.commands.open_account import registry_commands
from openets.commands.parties import InitialReport, initial_report, party_of, reinstate, review, suspend
from openets.commands.units import issuance, transfer_type
from openets.compliance.party_limits import over_the_period
from openets.engine.kinds.change_account import ChangeAccount
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import Outcome, expect
from openets.engine.rights import administrator
from openets.engine.session import Session
from openets.federation.log_side import LogSide
from openets.federation.registry_side import RegistrySide
from openets.federation.transport import Transport
from openets.kernel.clock import instant_text
from openets.kernel.units import Block
from openets.ledger.accounts import FOREIGN, TRANSIT, AccountState, Installation, Opening
from openets.ledger.store import Needs, Store
from openets.ledger.transactions import FINAL, Effect, Proposal, Status
from openets.ledger.transfers import ACQUIRING, Transfer
from openets.stores.memory import MemoryStore
from openets.verifying import verify_store
from tests.apart import as_own_log, as_registry, as_upper_log
from tests.european import ACCOUNT_TYPES, EU_ETS, TRANSACTION_TYPES, government_account
from tests.projects.specimen import WIND_FARM
from tests.session import Office
from tests.stories import WIND, a_project, accredited

ITL, CITL = "ITL", "CITL"
LOGS = (ITL, CITL)

BASE = 10_000
"""Tonnes in the base year of every Party in tests: small, so that limits are near. Made up."""

LARGE = 1_000_000_000
"""The same of Parties of which nothing is told. Made up."""

AnySide = RegistrySide | LogSide
MakeStore = Callable[[str], Store]
"""From the name of a side to its books: the same name always gives the same books."""


class Hours:
    """A clock that is moved by hand."""

    def __init__(self, day: str) -> None:
        self.instant = datetime.combine(date.fromisoformat(day), datetime.min.time(), timezone.utc)

    def now(self) -> datetime:
        return self.instant

    def pass_by(self, hours: int) -> None:
        self.instant += timedelta(hours=hours)


def key_of(one: str, other: str) -> bytes:
    """The key that two sides share, and nobody else has."""
    return sha256(f"between {min(one, other)} and {max(one, other)}".encode()).digest()


def in_memory() -> MakeStore:
    """Books in memory, which outlive the side that keeps them."""
    kept: dict[str, Store] = {}
    return lambda name: kept.setdefault(name, MemoryStore())


@dataclass
class Network:
    """Registries, the international log, and the Community log of those registries that are `members` (default: all
    but the CDM's). All of it in one process, on a transport that loses nothing; tests put another in its place."""

    registries: Sequence[str] = ("ES", "DE")
    members: frozenset[str] | None = None
    make_store: MakeStore = field(default_factory=in_memory)
    day: str = "2009-06-01"
    most: int = 1000
    """Items in one message, at most."""
    parties: bool = True
    """Whether the international log has all Parties on record, with no limit near, and for the CDM a wind farm."""

    def __post_init__(self) -> None:
        self.clock = Hours(self.day)
        if self.members is None:
            self.members = frozenset(self.registries) - {"CDM"}
        self.numbers = count(1)
        self.sides: dict[str, AnySide] = {}
        for name in self.names:
            self.reopen(name)
        self.transport = Transport(self.sides)
        self._begin()

    @property
    def names(self) -> list[str]:
        return [*self.registries, *LOGS]

    def _begin(self) -> None:
        assert self.members is not None
        self.log(ITL).begin(self.registries)
        self.log(CITL).begin(sorted(self.members))
        for code in self.registries:
            expect(self.registry(code).do(registry_commands(EU_ETS, code, code, f"open:{code}")))
            self.registry(code).begin()
        self.settle()
        if self.parties:
            self._put_on_record()

    def _put_on_record(self) -> None:
        office = Office(self.store(ITL)).at(self.log(ITL).session, self.numbers)
        codes = [code for code in self.registries if code != "CDM"]
        for code in codes:
            target = EU_ETS.required_protocol.targets[code]
            amount = over_the_period(EU_ETS, LARGE, target.percent)
            told = {"base_year_emissions": LARGE, "percent": str(target.percent), "assigned_amount": amount}
            must(office.step(code, "party", code, "initial report", **told))
            office.put_on_record(code)
        for side in ("CDM", ITL) if "CDM" in self.registries else ():
            office = office.at(self.sides[side].session)
            accredited(office)
            a_project(office, WIND.project, "CDM", {**WIND_FARM, "parties": codes[:1]}, 70_000)

    # ---- sides -----------------------------------------------------------------------------------

    def reopen(self, name: str) -> AnySide:
        """Start a side (again) on its books: all that it only had in mind is gone."""
        law = {ITL: as_upper_log, CITL: as_own_log}.get(name, as_registry)(EU_ETS)
        session = Session(self.make_store(name), law, self.clock, administrator(name))
        if name in LOGS:
            others = [*self.registries, CITL] if name == ITL else [ITL]
            keys = {other: key_of(name, other) for other in others}
            more: dict[str, Any] = {"upper": ITL} if name == CITL else {"supplementary": CITL, "members": self.members}
            self.sides[name] = LogSide(name, session, keys, self.most, **more)
        else:
            self.sides[name] = RegistrySide(name, session, {ITL: key_of(name, ITL)}, self.most, log=ITL)
        return self.sides[name]

    def registry(self, code: str) -> RegistrySide:
        side = self.sides[code]
        assert isinstance(side, RegistrySide)
        return side

    def log(self, name: str) -> LogSide:
        side = self.sides[name]
        assert isinstance(side, LogSide)
        return side

    def store(self, name: str) -> Store:
        return self.sides[name].session.store

    # ---- accounts --------------------------------------------------------------------------------

    @staticmethod
    def party(code: str) -> str:
        """The account into which a registry's units are issued."""
        return government_account(code, "110" if code == "CDM" else "100")

    def person(self, code: str, name: str = "Trader") -> str:
        """Open a person's account. The logs hear of it when messages are next carried."""
        return self._open(Opening(code, "121", name, name))

    def open_party_accounts(self, code: str) -> None:
        """Open the accounts that a registry needs under the Protocol."""
        for kind in EU_ETS.terms.registries[code].later:
            self._open(Opening(code, kind, f"{code}: {ACCOUNT_TYPES[kind].name.lower()}", code))

    def report_party(self, code: str) -> int:
        """Put a Party on the international log's record, eligible since 2008; its assigned amount, which is made up."""
        self.open_party_accounts(code)
        self.settle()
        session = self.log(ITL).session
        reported, on = date(2006, 12, 27), date(2007, 12, 10)
        request = f"report:{code}"
        must(
            initial_report(
                session, party=code, report=InitialReport(BASE, synthetic=True), request=request, on=reported
            )
        )
        amount = party_of(self.store(ITL), code).reported_amount
        must(review(session, party=code, assigned_amount=amount, request=f"review:{code}", on=on))
        return amount

    def set_suspended(self, code: str, suspended: bool) -> None:
        """Suspend a Party in the international log's books, or let it trade again."""
        session, request = self.log(ITL).session, self.request()
        if suspended:
            must(suspend(session, party=code, reason="Its inventory is late.", request=request))
        else:
            must(reinstate(session, party=code, request=request))

    def operator(self, key: str) -> str:
        """Open the account of an installation such as ``ES_1``."""
        code = key.partition("_")[0]
        place = Installation(key, code, f"Plant {key}", f"Operator of {key}", 1, "Somewhere")
        return self._open(Opening(code, "120", place.name, place.operator, place))

    def _open(self, opening: Opening) -> str:
        [outcome] = self.registry(opening.registry).do([OpenAccount(opening.registry, opening, self.request())])
        return must(outcome)

    def change(self, account: str, *, closed: bool = False, blocked: bool = False) -> Outcome:
        """Close, reopen, block or release an account in its registry."""
        code = account.partition("-")[0]
        state = AccountState.CLOSED if closed else AccountState.OPEN
        return self.registry(code).do([ChangeAccount(code, account, state, blocked, self.request())])[0]

    # ---- transactions ----------------------------------------------------------------------------

    def request(self) -> str:
        return f"r{next(self.numbers)}"

    def propose(self, *proposals: Proposal) -> list[Outcome]:
        """Propose in the registry whose units these are, and hand over what it has to say to the transport."""
        home = (proposals[0].transferring or proposals[0].acquiring).partition("-")[0]
        outcomes = self.registry(home).propose(proposals)
        self.transport.post(self.registry(home).proposed(outcomes))
        return outcomes

    def issue(self, code: str, quantity: int, unit: str = "AAU") -> str:
        """Propose an issuance (of EUA2: a conversion); the transfer's id."""
        return must(self.propose(self.issuance(code, unit, quantity))[0])

    def issuance(self, code: str, unit: str, quantity: int) -> Proposal:
        """The proposal to issue units; CERs are those of the wind farm."""
        proposal = issuance(EU_ETS, code, unit, quantity, self.request())
        return proposal._replace(elements=WIND) if unit == "CER" else proposal

    def send(self, source: str, target: str, quantity: int, unit: str = "AAU", **more: Any) -> str:
        """Propose a transfer within a registry or to another; its id."""
        kind = transfer_type(EU_ETS, source, target, unit)
        return must(self.propose(Proposal(kind, source, target, unit, quantity, self.request(), **more))[0])

    def move(self, kind: str, source: str, target: str, quantity: int, unit: str = "AAU", **more: Any) -> str:
        """Propose a transaction of any type; its id."""
        return must(self.propose(Proposal(kind, source, target, unit, quantity, self.request(), **more))[0])

    def endow(self, code: str, quantity: int, unit: str = "AAU") -> str:
        """Issue units and wait until they are there; the account that holds them."""
        issued = self.issue(code, quantity, unit)
        self.settle()
        assert self.status(issued)[code] == Status.COMPLETED, self.refusals(issued)
        if unit == "CER":
            # a share of what is issued is for the Adaptation Fund, before anything is sold
            self.move("10-0", self.party(code), government_account(code, "proceeds"), -(-quantity // 50), unit)
            self.settle()
        return self.party(code)

    # ---- messages --------------------------------------------------------------------------------

    def carry(self) -> int:
        """Deliver what has been said, and what is answered, until nobody says anything."""
        return self.transport.carry()

    def settle(self) -> None:
        """The same, everybody repeating what is not acknowledged, until nobody waits for anybody."""
        self.transport.settle()

    def step(self, kind: str = "") -> str:
        """Deliver one message, which must be of that kind if one is named; returns its kind."""
        message = self.transport.waiting.popleft()
        found = str(json.loads(message)["kind"])
        assert kind in ("", found), f"'{found}' comes before '{kind}'"
        self.transport.deliver(message)
        return found

    def kinds(self) -> list[str]:
        """Who says what to whom, of the messages that wait: ``ES→ITL proposed``."""
        contents = map(json.loads, self.transport.waiting)
        return [f"{each['sender']}→{each['to']} {each['kind']}" for each in contents]

    def hold_back(self) -> list[str]:
        """Take the messages that wait out of the transport's hands."""
        held = list(self.transport.waiting)
        self.transport.waiting.clear()
        return held

    def now(self) -> str:
        """This instant as the journal writes it."""
        return instant_text(self.clock.now())

    # ---- looking ---------------------------------------------------------------------------------

    def transfer(self, side: str, name: str) -> Transfer | None:
        """A transfer as a side knows it."""
        with self.store(side).work() as work:
            return work.load(Needs(transfers={name})).transfers.get(name)

    def status(self, name: str) -> dict[str, int]:
        """Status of a transfer on every side that knows it."""
        found = {side: self.transfer(side, name) for side in self.names}
        return {side: own.status for side, own in found.items() if own is not None}

    def refusals(self, name: str) -> list[str]:
        """The codes with which a transfer was refused, as its registry knows them."""
        own = self.transfer(name.rstrip("0123456789"), name)
        assert own is not None
        return [row["code"] for row in json.loads(own.content).get("refusals", [])]

    def balance(self, account: str, unit: str = "AAU", side: str = "") -> int:
        """Units in an account, by its registry's books unless another side is named."""
        return self.store(side or account.partition("-")[0]).balances(unit).get(account, 0)

    def in_transit(self, side: str, code: str, unit: str = "AAU") -> int:
        """Units of a registry that are on their way, by a side's books."""
        return self.store(side).balances(unit).get(government_account(code, TRANSIT), 0)

    def entries(self, side: str, code: str = "") -> list[str]:
        """Kinds of the entries in a side's journal, of one registry's chain if one is named."""
        return [entry.kind for entry in self.store(side).entries(code or None)]

    # ---- proof -----------------------------------------------------------------------------------

    def sound(self) -> None:
        """What must be true at every moment: each book follows from its journal, and no unit is in two registries."""
        for name in self.names:
            state = verify_store(self.store(name))
            assert set(state.open) == {each.id for each in open_transfers(self.store(name)) if each.role != ACQUIRING}
        ranges = sorted(each for code in self.registries for each in held(self.store(code)))
        for (origin, _, end, owner), (other, start, _, second) in pairwise(ranges):
            assert (origin, end) < (other, start), f"{origin} {start} is in {owner} and in {second}"

    def whole(self) -> None:
        """What must be true when all is over: every unit in exactly one place, and all books the same."""
        self.sound()
        for name in self.names:
            assert not list(self.store(name).open_transfers()), name
            assert not self.store(name).balances("AAU").get(government_account(name[:2], TRANSIT))
        issued = joined(each for code in self.registries for each in brought_into_being(self.store(code)))
        found = joined(each[:3] for code in self.registries for each in held(self.store(code)))
        assert found == issued
        for code in self.registries:
            self._same_books(code, ITL)
            if code in (self.members or ()):
                self._same_books(code, CITL)
        self._same_endings()

    def _same_books(self, code: str, log: str) -> None:
        """A registry's books and a log's view of them, block by block, account by account, total by total."""
        own, view = self.store(code), self.store(log)
        assert holdings(own, code) == holdings(view, code), (code, log)
        assert accounts(own, code) == accounts(view, code), (code, log)
        if log == ITL:
            assert totals(own, code) == totals(view, code), (code, log)

    def _same_endings(self) -> None:
        """Every transfer ended, once, and with the same status wherever it is known."""
        endings: dict[str, dict[str, int]] = {}
        for name in self.names:
            for transfer in all_transfers(self.store(name)):
                assert Status(transfer.status) in FINAL, (name, transfer)
                endings.setdefault(transfer.id, {})[name] = transfer.status
        for name, statuses in endings.items():
            assert len(set(statuses.values())) == 1, (name, statuses)
        ends = Counter(end for code in self.registries for end in ended_in_journal(self.store(code), code))
        assert not [name for name, times in ends.items() if times != 1]


def must(outcome: Outcome) -> str:
    """The reference of an accepted outcome; a refusal ends the test and says why."""
    assert outcome.accepted, "; ".join(map(str, outcome.refusals))
    return outcome.reference


Range = tuple[str, int, int]


def held(store: Store) -> Iterator[tuple[str, int, int, str]]:
    """Origin, first and last serial number, and account of every block."""
    for owner, block in store.holdings():
        yield block.series.origin, block.start, block.end, owner


def joined(ranges: Iterator[Range]) -> list[Range]:
    """Ranges in order, adjacent ones as one. None may overlap."""
    found: list[Range] = []
    for origin, start, end in sorted(ranges):
        if found and found[-1][0] == origin:
            assert found[-1][2] < start, f"{origin} {start} is there twice"
        if found and found[-1][0] == origin and found[-1][2] == start - 1:
            start = found.pop()[1]
        found.append((origin, start, end))
    return found


def brought_into_being(store: Store) -> Iterator[Range]:
    """Every serial range that a registry's journal says was created."""
    for entry in store.entries():
        if entry.kind != "transaction":
            continue
        content = json.loads(entry.text)
        if TRANSACTION_TYPES[content["type"]].effect in (Effect.CREATE, Effect.REPLACE):
            for text in content["created"]:
                series, _, serials = text.partition(" ")
                start, _, end = serials.partition("-")
                yield series.split(":")[1], int(start), int(end)


def holdings(store: Store, code: str) -> list[tuple[str, str, int, int]]:
    """Account, series and range of all blocks of a registry, adjacent ones as one."""
    rows = sorted(
        (owner, block.series.text(), block.start, block.end)
        for owner, block in store.holdings()
        if owner.partition("-")[0] == code
    )
    found: list[tuple[str, str, int, int]] = []
    for owner, series, start, end in rows:
        if found and found[-1][:2] == (owner, series) and found[-1][3] == start - 1:
            start = found.pop()[2]
        found.append((owner, series, start, end))
    return found


def accounts(store: Store, code: str) -> list[tuple[Any, ...]]:
    """All that both a registry and a log know of a registry's accounts."""
    return sorted(
        (
            each.identifier,
            each.type,
            each.name,
            each.holder,
            str(each.state),
            each.blocked,
            each.installation,
            each.until,
        )
        for each in store.all_accounts()
        if each.identifier.partition("-")[0] == code and each.type != FOREIGN
    )


def totals(store: Store, code: str) -> Mapping[tuple[str, ...], int]:
    return {key[1:]: number for key, number in store.all_totals().items() if key[0] == code}


def all_transfers(store: Store) -> list[Transfer]:
    """Every transfer that a side knows, open or over."""
    if isinstance(store, MemoryStore):
        return list(store._transfers.values())
    from openets.stores.sql.store import SqlStore
    from openets.stores.sql.work import engine_of

    if not isinstance(store, SqlStore):
        return all_transfers(store.store)  # type: ignore[attr-defined]
    rows = engine_of(store.connection).fetch(f"SELECT {', '.join(Transfer._fields)} FROM transfer")
    return [Transfer(*row) for row in rows]


def open_transfers(store: Store) -> list[Transfer]:
    """Transfers that have not ended."""
    return [each for each in all_transfers(store) if Status(each.status) not in FINAL]


def ended_in_journal(store: Store, code: str) -> Iterator[str]:
    """The transfers that a registry's journal says it completed, or ended otherwise, each as often as it says so."""
    for entry in store.entries(code):
        if entry.kind in ("transaction", "ended", "received"):
            content = json.loads(entry.text)
            if content.get("of"):
                yield f"{content['of']} {'received' if entry.kind == 'received' else 'ended'} {code}"


def blocks(*texts: str) -> list[Block]:
    """Blocks from their text."""
    from openets.kernel.units import block_from_text

    return [block_from_text(text) for text in texts]
