"""A registry that keeps books of its own: it proposes, accepts what comes, and alone completes what it proposed.

How a transaction ends otherwise is for the log to say, so that it ends the same on every side.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openets.engine.outcomes import Outcome
from openets.engine.steps import AnyCommand
from openets.federation.account_sync import AccountSync
from openets.federation.answering import ANSWERS, answer
from openets.federation.items import (
    Item,
    checked_status,
    ended_status,
    item_of,
    proposed,
    refusals_from,
    transfer_id,
    whole,
)
from openets.federation.kinds.accept import Accept
from openets.federation.kinds.finish import ending
from openets.federation.kinds.note import crossing_off
from openets.federation.kinds.propose import Propose
from openets.federation.messages import Message
from openets.federation.side import OutboundItem, Side, refusals_of
from openets.kernel.refusals import Misuse
from openets.ledger.transactions import Proposal, Status
from openets.ledger.transfers import ACQUIRING, INITIATING, Transfer, registry_of

_WITHDRAWN_FROM = (0, int(Status.PROPOSED), int(Status.CHECKED_NO_DISCREPANCY))
"""What the log may say of an old transfer so that its registry asks to withdraw it."""


@dataclass
class RegistrySide(Side):
    """A registry. `log` is the side to which it proposes."""

    log: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.account_sync = AccountSync(self.log, [self.name])

    def begin(self) -> None:
        """Make ready the books of a registry that is open in them."""
        self.open_transit(self.name)

    def propose(self, proposals: Sequence[Proposal]) -> list[Outcome]:
        """Check proposals on these books and set their units aside; a receipt names the transfer.

        What is refused here goes no further. `proposed` then says what is to be sent.
        """
        return self.do([Propose(proposal, "", self.log, (), proposal.request) for proposal in proposals])

    def proposed(self, outcomes: Iterable[Outcome]) -> list[str]:
        """What is to be sent about what has just been proposed."""
        names = [outcome.reference for outcome in outcomes if outcome.accepted]
        known = self.transfers(names)
        return self.written(item for name in names for item in self.awaited(known[name]))

    def standing(self, side: str, transfer: Transfer) -> list[OutboundItem]:
        """How a transfer stands here, for the log."""
        name, status = transfer.id, Status(transfer.status)
        if transfer.role == ACQUIRING:
            over = OutboundItem(side, "received", {"id": name, "entry": transfer.acquiring_entry})
            return [over if transfer.is_over else OutboundItem(side, "accepted", {"id": name})]
        match status:
            case Status.PROPOSED:
                return [OutboundItem(side, "proposed", item_of(transfer))]
            case Status.COMPLETED:
                return [OutboundItem(side, "completed", {"id": name, "entry": transfer.initiating_entry})]
        return [OutboundItem(side, "ended", {"id": name, "status": int(status)})]

    def may_ask(self, transfer: Transfer) -> str:
        return self.log if transfer.role == INITIATING else ""

    def handle(self, message: Message) -> list[OutboundItem]:
        if message.sender != self.log:
            raise Misuse(f"M-1007: {message.sender} is not the log of {self.name}")
        if message.kind in ANSWERS:
            return self._show_books(message)
        return self.handle_known(message) if message.kind == "known" else self.handle_transfers(message)

    def _show_books(self, message: Message) -> list[OutboundItem]:
        """Answer a log that reconciles its books with these."""
        try:
            items = answer(self, message.kind, message.items[0])
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise Misuse(f"M-2004: what {message.sender} asks of the books cannot be read ({error!r})") from None
        return [OutboundItem(self.log, ANSWERS[message.kind], item) for item in items]

    def reactions(self, message: Message, known: Mapping[str, Transfer]) -> Iterator[AnyCommand | OutboundItem]:
        for item in message.items:
            yield from self._reactions(message.kind, item, transfer_id(item), known.get(item["id"]))

    def _reactions(self, kind: str, item: Item, name: str, own: Transfer | None) -> Iterator[AnyCommand | OutboundItem]:
        mine = registry_of(name) == self.name
        match kind:
            case "ask":
                yield from self.state(self.log, name, own)
            case "forwarded" if not mine and own is not None:
                yield from self.standing(self.log, own)
            case "forwarded" if not mine:
                yield self._accepting(item)
            case "completed" if not mine and own is None:
                raise Misuse(f"M-3002: {name} was never accepted here, so it cannot have been completed")
            case "completed" | "ended" if not mine:
                status = Status.COMPLETED if kind == "completed" else ended_status(item)
                yield from self._end(name, own, status, "")
            case "checked" | "accepted" | "rejected" | "ended" if mine and own is not None:
                refusals = json.dumps(refusals_from(item)) if "refusals" in item else ""
                yield from self._end(name, own, self._decided(kind, item, own), self.log, refusals)
            case "received" if mine and own is not None and own.is_over:
                if own.waiting:
                    yield crossing_off(own, self.log)
            case "state" if mine and own is not None:
                yield from self._clean_up(whole(item, "status"), own)
            case _:
                raise Misuse(f"M-1008: '{kind}' of transfer {name} is not for {self.name} to hear as it stands")

    def _accepting(self, item: Item) -> Accept:
        """The command that takes up what the log forwards, if units may come so."""
        content = proposed(item)
        name = item["id"]
        if content.proposal.acquiring.partition("-")[0] != self.name or not content.moved:
            raise Misuse(f"M-2003: {name} brings no units to {self.name}: it cannot be received here")
        return Accept(self.name, name, self.log, json.dumps(item), f"#{name}:8")

    def _end(
        self, name: str, own: Transfer | None, status: Status, waiting: str, refusals: str = ""
    ) -> Iterator[AnyCommand | OutboundItem]:
        """A transfer is to end here with a status, unless it has ended so already."""
        if own is None or not own.is_over:
            yield ending(self.name, name, own, status, waiting, refusals=refusals)
        elif (own.status == Status.COMPLETED) is not (status == Status.COMPLETED):
            raise Misuse(f"M-3003: {name} has ended here with status {own.status}, which cannot become {int(status)}")
        else:
            yield from self.standing(self.log, own)

    def _decided(self, kind: str, item: Item, own: Transfer) -> Status:
        """The status with which what the log says ends a transfer that this registry proposed."""
        match kind:
            case "accepted":
                return Status.COMPLETED
            case "rejected":
                return Status.REJECTED
            case "ended":
                return ended_status(item)
        if checked_status(item) is Status.CHECKED_DISCREPANCY:
            return Status.TERMINATED
        if own.target != self.name:
            raise Misuse(
                f"M-3001: {own.id} goes to {own.target}: it cannot be completed before {own.target} accepts it"
            )
        return Status.COMPLETED

    def _clean_up(self, status: int, own: Transfer) -> Iterator[OutboundItem]:
        """What the log's answer about an old transfer leads to. What decides it comes beside that answer."""
        to_be_completed = status == Status.CHECKED_NO_DISCREPANCY and own.target == self.name
        if not own.is_over and status in _WITHDRAWN_FROM and not to_be_completed:
            yield OutboundItem(self.log, "withdraw", {"id": own.id})

    def answers(self, message: Message, own: Transfer) -> list[OutboundItem]:
        return self.standing(self.log, own)

    def turned_down(self, name: str, outcome: Outcome) -> OutboundItem:
        return OutboundItem(self.log, "rejected", {"id": name, "refusals": refusals_of(outcome)})
