"""Bad weather for a network: messages get lost, come twice, late, in another order or spoilt, and sides die at work.

A `Storm` makes random proposals, some of which are refused or rejected, and lets the weather do its worst. The same
seed always makes the same storm. Then the weather clears, and everything must be in its place.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from openets.commands.parties import party_of
from openets.commands.units import transfer_type
from openets.federation.transport import Transport, addressee
from openets.kernel.refusals import Misuse
from openets.ledger.store import Changes, Store
from openets.ledger.transactions import Proposal, Status
from openets.records.reconciliation import ReconciliationStatus
from tests.european import EU_ETS, government_account
from tests.network import CITL, ITL, LOGS, MakeStore, Network, all_transfers

UNITS = ("AAU", "AAU", "AAU", "EUA2")


class CrashError(Exception):
    """A side died while it was at work."""


@dataclass
class Mortal:
    """A store whose side dies at a commit when `strike` says so: before what is written is kept, or just after."""

    store: Store
    strike: Callable[[str], bool]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def work(self) -> Iterator[Any]:
        kept = False
        with self.store.work() as work:
            writing = _Writing(work, self.strike)
            yield writing
            kept = writing.wrote
        if kept and self.strike("after"):
            raise CrashError("after")


class _Writing:
    """Work that may be cut off at the moment of writing."""

    def __init__(self, work: Any, strike: Callable[[str], bool]) -> None:
        self._work, self._strike, self.wrote = work, strike, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    def write(self, changes: Changes) -> None:
        if self._strike("before"):
            raise CrashError("before")
        self._work.write(changes)
        self.wrote = True


@dataclass
class Odds:
    """How bad the weather is: of each message carried, how often what happens to it."""

    lost: float = 0.12
    twice: float = 0.12
    late: float = 0.2
    spoilt: float = 0.03
    old: float = 0.05
    """How often a message from long ago is brought once more."""
    death: float = 0.01
    """How often a side dies at a commit."""


class Rough(Transport):
    """A transport in bad weather. It delivers what it likes, in the order that it likes."""

    def __init__(self, network: Network, chance: Random, odds: Odds) -> None:
        super().__init__(network.sides)
        self.network, self.chance, self.odds = network, chance, odds
        self.figures: Counter[str] = Counter()
        self.past: list[str] = []
        self.died: list[str] = []

    def blow(self) -> None:
        """Something happens to one of the messages that wait."""
        chance, odds = self.chance, self.odds
        place = chance.randrange(len(self.waiting)) if chance.random() < odds.late else 0
        self.figures["out of order"] += place > 0
        message = self.waiting[place]
        del self.waiting[place]
        if chance.random() < odds.lost:
            self.figures["lost"] += 1
            return
        if chance.random() < odds.twice:
            self.figures["repeated"] += 1
            self.waiting.insert(chance.randrange(len(self.waiting) + 1), message)
        if chance.random() < odds.spoilt:
            self._spoil(message)
        if chance.random() < odds.old and self.past:
            self.figures["from long ago"] += 1
            self.deliver(chance.choice(self.past))
        self.past.append(message)
        self.figures["carried"] += 1
        self.deliver(message)

    def _spoil(self, message: str) -> None:
        """Bring the message with one character changed, or cut off. Nobody may take it for a message."""
        self.figures["spoilt"] += 1
        place = self.chance.randrange(len(message))
        other = self.chance.choice([char for char in '0aZ"{ ' if char != message[place]])
        changed = f"{message[:place]}{other}{message[place + 1 :]}"
        broken = self.chance.choice((changed, message[:place]))
        before = len(self.refused)
        super().deliver(broken)
        assert len(self.refused) > before, f"taken for a message: {broken}"
        self.refused.pop()

    def deliver(self, message: str) -> None:
        """Bring a message to its side, which may die of it; then it comes back without having answered."""
        try:
            super().deliver(message)
        except CrashError as crash:
            self.figures[f"died {crash} writing"] += 1
            self.network.reopen(addressee(message))


@dataclass
class Storm:
    """A network in bad weather, and what people do in it."""

    seed: int
    make_store: MakeStore
    registries: tuple[str, ...] = ("ES", "DE", "AT", "CDM")
    odds: Odds = field(default_factory=Odds)
    under_protocol: bool = False
    """Whether the international log has Parties on record, which are suspended and reinstated in the storm."""

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.mortal = False
        self.network = Network(self.registries, make_store=self._make_store, most=5, parties=not self.under_protocol)
        self.rough = Rough(self.network, self.chance, self.odds)
        self.figures = self.rough.figures
        self.people = [code for code in self.registries if code != "CDM"]
        self.accounts = [self.network.party(code) for code in self.registries]
        self.reused: list[Proposal] = []
        self._fair_weather()

    def _fair_weather(self) -> None:
        """Before the storm: everybody has accounts, and units in them."""
        calm = self.network.transport = Transport(self.network.sides)
        amounts = {code: self.network.report_party(code) for code in self.people if self.under_protocol}
        for code in self.registries:
            for unit in ("CER",) if code == "CDM" else dict.fromkeys(UNITS):
                self.network.endow(code, 3_000, unit)
            if code in amounts:
                # a tenth of it may be sold: two sales that are under way could break the reserve together
                self.network.endow(code, amounts[code] - 4_000)
        for code in self.people * 2:
            self.accounts.append(self.network.person(code, f"Trader {len(self.accounts)}"))
        calm.settle()
        self.network.transport = self.rough

    def _make_store(self, name: str) -> Store:
        return Mortal(self.make_store(name), self._strikes)

    def _strikes(self, when: str) -> bool:
        return self.mortal and self.chance.random() < self.odds.death

    # ---- what happens ----------------------------------------------------------------------------

    def rage(self, steps: int, going_on: Callable[[], bool] = lambda: True) -> None:
        """Let so many things happen, as long as it may go on."""
        self.mortal = True
        for _ in range(steps):
            if not going_on():
                break
            try:
                self._happen()
            except CrashError as crash:
                self.figures[f"died {crash} writing"] += 1
                for name in self.network.names:
                    self.network.reopen(name)
        self.mortal = False
        unread = [why for _, why in self.rough.refused if "no reconciliation with" not in why]
        assert not unread, unread[:3]

    def _happen(self) -> None:
        self.figures["steps"] += 1
        deeds = {
            self._carry: 60,
            self._propose: 22,
            self._say_again: 8,
            self._clean_up: 3,
            self.restart: 2,
            self._open: 1,
            self._change: 3,
            self._reconcile: 2,
            self._suspend: 2 if self.under_protocol else 0,
        }
        self.chance.choices(list(deeds), list(deeds.values()))[0]()

    def _carry(self) -> None:
        for _ in range(self.chance.randrange(1, 6)):
            if self.rough.waiting:
                self.rough.blow()

    def _propose(self) -> None:
        home = self.chance.choice(self.registries)
        wanted = [self._proposal(home) for _ in range(self.chance.choice((1, 1, 1, 2, 5, 12)))]
        proposals = list({proposal.request: proposal for proposal in wanted if proposal is not None}.values())
        if not proposals:
            return
        outcomes = self.network.propose(*proposals)
        self.reused += self.chance.sample(proposals, 1)
        for outcome in outcomes:
            self.figures["proposed" if outcome.accepted else "refused at once"] += not outcome.repeated

    def _proposal(self, home: str) -> Proposal | None:
        """Something that may be asked of a registry; what is asked a second time is the same."""
        choose, number = self.chance.choice, self.network.request()
        again = [
            proposal for proposal in self.reused if (proposal.transferring or proposal.acquiring)[: len(home)] == home
        ]
        if again and self.chance.random() < 0.05:
            return choose(again)
        quantity = choose((1, 3, 10, 25, self.chance.randrange(1, 200)))
        source, unit = choose(sorted(self._held(home)) or [(self.network.party(home), "AAU")])
        kind = choose(("issue", "send", "send", "send", "send", "send", "cancel", "retire", "nonsense"))
        if kind == "issue":
            unit = "CER" if home == "CDM" else choose(UNITS)
            return self.network.issuance(home, unit, quantity * 10)._replace(request=number)
        match kind:
            case "send":
                target = choose(self.accounts)
                return Proposal(transfer_type(EU_ETS, source, target, unit), source, target, unit, quantity, number)
            case "cancel" | "retire" if home != "CDM":
                to = government_account(home, "230" if kind == "cancel" else "300")
                code = "4-0" if kind == "cancel" else "5-0"
                return Proposal(code, source, to, unit, quantity, number)
        wrong = choose((f"{home}-121-999-0-1", government_account("FR", "100"), source))
        return Proposal("3-0", source, wrong, unit, quantity, number)

    def _held(self, home: str) -> set[tuple[str, str]]:
        """The accounts of a registry that hold something, and the unit types that they hold."""
        mine = set(self.accounts)
        found = ((owner, block.series.unit) for owner, block in self.network.store(home).holdings())
        return {(owner, unit) for owner, unit in found if owner in mine}

    def _say_again(self) -> None:
        name = self.chance.choice(self.network.names)
        self.rough.post(self.network.sides[name].due())

    def _clean_up(self) -> None:
        self.network.clock.pass_by(self.chance.choice((1, 25)))
        name = self.chance.choice(self.network.names)
        self.rough.post(self.network.sides[name].ask(self.network.now()))

    def restart(self) -> None:
        """A side starts again: what it only had in mind is gone."""
        self.figures["restarted"] += 1
        self.network.reopen(self.chance.choice(self.network.names))

    def _open(self) -> None:
        if len(self.accounts) < 20:
            code = self.chance.choice(self.people)
            self.accounts.append(self.network.person(code, f"Trader {len(self.accounts)}"))

    def _change(self) -> None:
        account = self.chance.choice(self.accounts[len(self.registries) :] or self.accounts)
        try:
            outcome = self.network.change(
                account, closed=self.chance.random() < 0.4, blocked=self.chance.random() < 0.1
            )
        except Misuse as error:
            if "about to receive units" not in str(error):
                raise
            self.figures["not closed, for units are coming"] += 1
        else:
            refused = {each.name for each in outcome.refusals}
            assert refused <= {"closed_account_is_empty"}, outcome
            self.figures["not closed, for it holds units"] += bool(refused)

    def _reconcile(self) -> None:
        """A log asks a registry what it holds. It may have forgotten its question when the answer comes."""
        self.figures["reconciliations begun"] += 1
        log, thorough = self.chance.choice(LOGS), self.chance.random() < 0.5
        code = self.chance.choice(self.registries if log == ITL else self.people)
        self.rough.post(self.network.log(log).reconcile(code, thorough=thorough))

    def _suspend(self) -> None:
        """Suspend a Party, or let it trade again."""
        code = self.chance.choice(self.people)
        # the log may have died before or after it wrote the last of these: its books know
        self.network.set_suspended(code, not party_of(self.network.store("ITL"), code).suspended)
        self.figures["suspended or reinstated"] += 1

    # ---- after it --------------------------------------------------------------------------------

    def clear(self) -> None:
        """The weather clears: everybody is heard, and everything comes to its end."""
        calm = Transport(self.network.sides)
        calm.post(self.rough.waiting)
        self.network.transport = calm
        self.network.settle()
        unread = [why for _, why in calm.refused if "no reconciliation with" not in why]
        assert not unread, unread[:2]
        calm.refused.clear()
        for code in self.registries:
            calm.post(self.network.log(ITL).reconcile(code, thorough=True))
            if code in self.people:
                calm.post(self.network.log(CITL).reconcile(code, thorough=True))
        calm.carry()
        self._never_in_doubt()

    def _never_in_doubt(self) -> None:
        """No reconciliation has found a difference, whatever was under way."""
        for entry in (entry for log in LOGS for entry in self.network.store(log).entries()):
            words = json.loads(entry.text)
            if entry.kind == "record" and words["record"][0] == "reconciliation":
                values = words["values"]
                self.figures["reconciliations ended"] += 1
                assert values["status"] == ReconciliationStatus.COMPLETED, values

    def count(self) -> Counter[str]:
        """What became of the transfers, from what their registries and the log say."""
        for code in self.registries:
            for transfer in all_transfers(self.network.store(code)):
                if transfer.home == code:
                    self.figures[f"ended as {Status(transfer.status).name.lower().replace('_', ' ')}"] += 1
        return self.figures


__all__ = ["LOGS", "CrashError", "Mortal", "Odds", "Rough", "Storm"]
