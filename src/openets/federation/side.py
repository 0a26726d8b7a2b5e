"""What registries and logs have in common: a message is read, carried out in one commit, and answered."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import Outcome, expect
from openets.engine.session import Session
from openets.engine.steps import AnyCommand
from openets.federation.account_sync import AccountSync
from openets.federation.items import Item, item_of, text, transfer_id, whole
from openets.federation.kinds import SIDES
from openets.federation.messages import LONGEST, Message, read, write
from openets.kernel.clock import instant_text
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import TRANSIT, Opening
from openets.ledger.transfers import Transfer

LONGEST_LOAD = LONGEST // 4
"""Characters of the items of one message, about: well below what a side will read."""


class OutboundItem(NamedTuple):
    """Something to be said to another side about one transfer, account or registry."""

    to: str
    kind: str
    item: Item


@dataclass
class Side:
    """A side: its name, its own books, and a key for each other side with which it speaks.

    What it must not forget is in its books. Everything else here may be lost with the process.
    """

    name: str
    session: Session
    keys: Mapping[str, bytes]
    most: int = 1000
    """Items in one message, at most."""
    account_sync: AccountSync = field(default_factory=AccountSync, init=False)

    def __post_init__(self) -> None:
        self.session = self.session._replace(kinds=SIDES)

    def do(self, commands: Sequence[AnyCommand]) -> list[Outcome]:
        """Commit commands to this side's own books."""
        return self.session.commit(commands) if commands else []

    def transfers(self, names: Iterable[str]) -> dict[str, Transfer]:
        """The transfers with these ids, as these books know them."""
        wanted = sorted(set(names))
        return self.session.store.transfers(wanted) if wanted else {}

    def open_transit(self, code: str) -> None:
        """Open the account in which units of a registry lie while they are on their way."""
        opening = Opening(code, TRANSIT, f"{code}: units in transit", code)
        expect(self.do([OpenAccount(code, opening, f"transit:{code}")]))

    def due(self) -> list[str]:
        """Everything that others have not yet acknowledged, said (again)."""
        awaited = (item for transfer in self.session.store.open_transfers() for item in self.awaited(transfer))
        return self.written([*self.unsynced(), *awaited])

    def awaited(self, transfer: Transfer) -> list[OutboundItem]:
        """What there is to say about a transfer as it stands, to each side whose answer is awaited."""
        sides = [side for side in transfer.waiting.split(",") if side]
        return [item for side in sides for item in self.standing(side, transfer)]

    @abstractmethod
    def standing(self, side: str, transfer: Transfer) -> list[OutboundItem]:
        """How a transfer stands here, for a side: the answer to whatever it says late or twice."""

    def unsynced(self) -> list[OutboundItem]:
        """Accounts of which the next side has not said that it knows them."""
        sync = self.account_sync
        return [OutboundItem(sync.to, "account", item) for item in sync.items(self.session.store, self.most)]

    def state(self, side: str, name: str, own: Transfer | None) -> list[OutboundItem]:
        """What a side that asks about a transfer is answered: how far it has come here, and what that means for it."""
        status = OutboundItem(side, "state", {"id": name, "status": own.status if own is not None else 0})
        return [status, *(self.standing(side, own) if own is not None else ())]

    def ask(self, before: str) -> list[str]:
        """Ask about transfers proposed before an instant: the clean-up. Nothing is withdrawn without an answer."""
        going_on = (each for each in self.session.store.open_transfers() if not each.is_over)
        late = [each for each in going_on if item_of(each).get("at", "") < before]
        return self.written(OutboundItem(to, "ask", {"id": each.id}) for each in late if (to := self.may_ask(each)))

    @abstractmethod
    def may_ask(self, transfer: Transfer) -> str:
        """The side that is asked how far an old transfer has come; ``""`` for none."""

    def written(self, outbound: Iterable[OutboundItem]) -> list[str]:
        """Items as messages, those of one kind to one side together and in order, and nothing twice."""
        bundles: dict[tuple[str, str], dict[str, Item]] = {}
        for to, kind, item in outbound:
            bundles.setdefault((to, kind), {})[item["id"]] = item
        at = instant_text(self.session.clock.now())
        return [
            write(Message(kind, self.name, to, at, items), self.keys[to])
            for (to, kind), bundle in bundles.items()
            for items in self._loads(bundle.values())
        ]

    def _loads(self, items: Iterable[Item]) -> Iterator[tuple[Item, ...]]:
        """Items in messages that are neither too many nor too long for whoever reads them."""
        load: list[Item] = []
        length = 0
        for item in items:
            size = _size(item)
            if load and (len(load) == self.most or length + size > LONGEST_LOAD):
                yield tuple(load)
                load, length = [], 0
            load.append(item)
            length += size
        if load:
            yield tuple(load)

    def receive(self, line: str) -> list[str]:
        """Do what a message asks for and answer. Raises `Misuse` for what is no message to this side."""
        message = read(line, self.name, self.keys)
        if not message.items:
            raise Misuse(f"M-1002: a message '{message.kind}' without items says nothing")
        if len({text(item, "id") for item in message.items}) != len(message.items):
            raise Misuse("M-2008: the message speaks of the same thing twice: say it once, as it stands")
        return self.written(self.handle(message))

    @abstractmethod
    def handle(self, message: Message) -> list[OutboundItem]:
        """Do what a message of any kind asks for; what is to be said then."""

    def handle_transfers(self, message: Message) -> list[OutboundItem]:
        """Do, in one commit, what a message about transfers asks for."""
        known = self.transfers(transfer_id(item) for item in message.items)
        reactions = list(self.reactions(message, known))
        answers = [each for each in reactions if isinstance(each, OutboundItem)]
        commands: list[Any] = [each for each in reactions if not isinstance(each, OutboundItem)]
        outcomes = self.do(commands)
        if message.kind == "received":
            return answers
        now = self.transfers(command.id for command in commands)
        for command, outcome in zip(commands, outcomes, strict=True):
            own = now.get(command.id)
            answers += self.answers(message, own) if own is not None else [self.turned_down(command.id, outcome)]
        return answers

    @abstractmethod
    def reactions(self, message: Message, known: Mapping[str, Transfer]) -> Iterator[AnyCommand | OutboundItem]:
        """What each item of a message leads to: a command, or, where nothing is to be done, what is answered."""

    @abstractmethod
    def answers(self, message: Message, own: Transfer) -> list[OutboundItem]:
        """What is said of a transfer once a command is in the books."""

    @abstractmethod
    def turned_down(self, name: str, outcome: Outcome) -> OutboundItem:
        """What is said of a transfer that these books did not take."""

    def handle_known(self, message: Message) -> list[OutboundItem]:
        """Note how far the next side knows accounts; where that is further than before, the next accounts."""
        if message.sender != self.account_sync.to:
            raise Misuse(f"M-1009: {message.sender} is told of no accounts by {self.name}")
        further = [self.account_sync.handle(text(item, "id"), whole(item, "entry")) for item in message.items]
        return self.unsynced() if any(further) else []


def _size(item: Item) -> int:
    """Characters of an item, roughly: lists are what makes one long."""
    return 1000 + sum(len(str(part)) for part in item.values() if isinstance(part, list) and part)


def refusals_of(outcome: Outcome) -> list[dict[str, str]]:
    """The refusals of an outcome, as plain texts."""
    return [refusal.as_dict() for refusal in outcome.refusals]
