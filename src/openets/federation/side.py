"""What registries and logs have in common: books, keys, and how commands and words are bundled."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.engine.steps import AnyCommand
from openets.federation.account_sync import AccountSync
from openets.federation.items import text, transfer_id
from openets.federation.kinds import SIDES
from openets.federation.messages import LONGEST, Message, read, write
from openets.kernel.clock import instant_text
from openets.kernel.refusals import Fault, Misuse
from openets.ledger.transactions import FINAL, Status
from openets.ledger.transfers import Transfer

Item = dict[str, Any]


class OutboundItem(NamedTuple):
    """Something to be said to another side about one transfer."""

    to: str
    kind: str
    item: Mapping[str, Any]


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
    account_sync: AccountSync = field(default_factory=AccountSync)

    def __post_init__(self) -> None:
        self.session = self.session._replace(kinds=SIDES)

    def heard(self, message: str) -> Message:
        """A message to this side, everything in it once. Raises `Misuse` where it is none."""
        found = read(message, self.name, self.keys)
        if not found.items:
            raise Misuse(f"M-1002: a message '{found.kind}' without items says nothing")
        names = {text(item, "id") for item in found.items}
        if len(names) != len(found.items):
            raise Misuse("M-2008: the message speaks of the same thing twice: say it once, as it stands")
        return found

    def written(self, words: Iterable[OutboundItem]) -> list[str]:
        """Words as messages, those of one kind to one side together and in order, and nothing twice."""
        bundles: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
        for word in words:
            bundles.setdefault((word.to, word.kind), {})[word.item["id"]] = word.item
        at = instant_text(self.session.clock.now())
        found = []
        for (to, kind), bundle in bundles.items():
            for items in self._loads(bundle.values()):
                found.append(write(Message(kind, self.name, to, at, items), self.keys[to]))
        return found

    def _loads(self, items: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], ...]]:
        """Items in messages that are neither too many nor too long for whoever reads them."""
        load: list[Mapping[str, Any]] = []
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

    def do(self, commands: Sequence[AnyCommand]) -> list[Outcome]:
        """Commit commands to this side's own books."""
        return self.session.commit(commands) if commands else []

    def transfers(self, items: Sequence[Mapping[str, Any]]) -> dict[str, Transfer]:
        """The transfers of which items speak, as these books know them."""
        return self.named_transfers({transfer_id(item) for item in items})

    def named_transfers(self, names: Iterable[str]) -> dict[str, Transfer]:
        """The transfers with these ids, as these books know them."""
        return self.session.store.transfers(sorted(names))

    def open(self) -> list[Transfer]:
        """Transfers in which this side waits for somebody's word."""
        return list(self.session.store.open_transfers())


LONGEST_LOAD = LONGEST // 4
"""Characters of the items of one message, about: well below what a side will read."""


def _size(item: Mapping[str, Any]) -> int:
    """Characters of an item, roughly: lists are what makes one long."""
    return 1000 + sum(len(str(part)) for part in item.values() if isinstance(part, list) and part)


def is_over(transfer: Transfer) -> bool:
    """Whether a transfer has ended, with whatever status."""
    return Status(transfer.status) in FINAL


def is_late(transfer: Transfer, before: str) -> bool:
    """Whether a transfer was proposed before an instant and has not ended."""
    return not is_over(transfer) and content_of(transfer).get("at", "") < before


def refusals_of(outcome: Outcome) -> list[dict[str, str]]:
    """The refusals of an outcome, as plain texts."""
    return [refusal.as_dict() for refusal in outcome.refusals]


def content_of(transfer: Transfer) -> Item:
    """What was proposed; `Fault` where the books hold no JSON."""
    content = json.loads(transfer.content)
    if type(content) is not dict:
        raise Fault(f"transfer {transfer.id} has no content")
    return content
