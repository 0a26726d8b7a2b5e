"""A registry that keeps books of its own: it proposes, accepts what comes, and alone completes what it proposed.

How a transaction ends otherwise is for the log to say, so that it ends the same on every side.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openets.engine.kinds.open_account import OpenAccount
from openets.engine.outcomes import Outcome, expect
from openets.engine.steps import AnyCommand
from openets.federation.answering import ANSWERS, answer
from openets.federation.items import (
    checked_status,
    ended_status,
    proposed,
    refusals_from,
    text,
    transfer_id,
    whole,
)
from openets.federation.kinds.accept import Accept
from openets.federation.kinds.finish import Finish
from openets.federation.kinds.note import Note
from openets.federation.kinds.propose import Propose
from openets.federation.messages import Message
from openets.federation.side import OutboundItem, Side, content_of, is_late, is_over, refusals_of
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import TRANSIT, Opening
from openets.ledger.transactions import Proposal, Status
from openets.ledger.transfers import ACQUIRING, INITIATING, Transfer, registry_of

_WITHDRAWN_FROM = (0, int(Status.PROPOSED), int(Status.CHECKED_NO_DISCREPANCY))
"""What the log may say of an old transfer so that its registry asks to withdraw it."""


@dataclass
class RegistrySide(Side):
    """A registry. `log` is the side to which it proposes."""

    log: str = ""

    def begin(self) -> None:
        """Open the account in which units lie while they are on their way."""
        opening = Opening(self.name, TRANSIT, f"{self.name}: units in transit", self.name)
        expect(self.do([OpenAccount(self.name, opening, f"transit:{self.name}")]))

    # ---- what people do --------------------------------------------------------------------------

    def propose(self, proposals: Sequence[Proposal]) -> list[Outcome]:
        """Check proposals on these books and set their units aside; a receipt names the transfer.

        What is refused here goes no further. `proposed` then says what is to be sent.
        """
        return self.do([Propose(proposal, "", self.log, (), proposal.request) for proposal in proposals])

    # ---- what is said ----------------------------------------------------------------------------

    def due(self) -> list[str]:
        """Everything that others have not yet acknowledged, said (again)."""
        unsynced = self._unsynced()
        return self.written([*unsynced, *(word for transfer in self.open() for word in self.words(transfer))])

    def proposed(self, outcomes: Iterable[Outcome]) -> list[str]:
        """What is to be sent about what has just been proposed."""
        names = [outcome.reference for outcome in outcomes if outcome.accepted]
        known = self.named_transfers(names) if names else {}
        return self.written(word for name in names for word in self.words(known[name]))

    def words(self, transfer: Transfer) -> list[OutboundItem]:
        """What this side has to say about a transfer as it stands, while somebody's word is awaited."""
        return self._standing(transfer) if transfer.waiting else []

    def _standing(self, transfer: Transfer) -> list[OutboundItem]:
        """How a transfer stands here, for the log."""
        name, status = transfer.id, Status(transfer.status)
        if transfer.role == ACQUIRING:
            over = OutboundItem(self.log, "received", {"id": name, "entry": transfer.acquiring_entry})
            return [over if is_over(transfer) else OutboundItem(self.log, "accepted", {"id": name})]
        match status:
            case Status.PROPOSED:
                return [OutboundItem(self.log, "proposed", content_of(transfer))]
            case Status.COMPLETED:
                return [OutboundItem(self.log, "completed", {"id": name, "entry": transfer.initiating_entry})]
        return [OutboundItem(self.log, "ended", {"id": name, "status": int(status)})]

    def ask(self, before: str) -> list[str]:
        """Ask about transfers proposed before an instant: the clean-up. Nothing is withdrawn without an answer."""
        late = [each for each in self.open() if each.role == INITIATING and is_late(each, before)]
        return self.written(OutboundItem(self.log, "ask", {"id": transfer.id}) for transfer in late)

    def _unsynced(self) -> list[OutboundItem]:
        """Accounts of which the log has not said that it knows them."""
        items = self.account_sync.items(self.session.store, [self.name], self.most)
        return [OutboundItem(self.log, "account", item) for item in items]

    # ---- what is heard ---------------------------------------------------------------------------

    def receive(self, message: str) -> list[str]:
        """Do what a message asks for and answer. Raises `Misuse` for what is no message to this side."""
        heard = self.heard(message)
        if heard.sender != self.log:
            raise Misuse(f"M-1007: {heard.sender} is not the log of {self.name}")
        if heard.kind in ANSWERS:
            return self._reconciled(heard)
        if heard.kind == "known":
            return self._handle_known(heard.items)
        known = self.transfers(heard.items)
        commands: list[AnyCommand] = []
        words: list[OutboundItem] = []
        for item in heard.items:
            self._take(heard.kind, item, known.get(text(item, "id")), commands, words)
        outcomes = self.do(commands)
        return self.written([*words, *self._answers(commands, outcomes)])

    def _reconciled(self, heard: Message) -> list[str]:
        try:
            answers = answer(self, heard.kind, dict(heard.items[0]))
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise Misuse(f"M-2004: what {heard.sender} asks of the books cannot be read ({error!r})") from None
        return self.written(OutboundItem(self.log, ANSWERS[heard.kind], item) for item in answers)

    def _handle_known(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        further = [self.account_sync.handle(text(item, "id"), whole(item, "entry")) for item in items]
        return self.written(self._unsynced()) if any(further) else []

    def _take(
        self,
        kind: str,
        item: Mapping[str, Any],
        own: Transfer | None,
        commands: list[AnyCommand],
        words: list[OutboundItem],
    ) -> None:
        name = transfer_id(item)
        mine = registry_of(name) == self.name
        match kind:
            case "forwarded" if not mine:
                self._forwarded(item, own, commands, words)
            case "completed" | "ended" if not mine:
                self._finished(kind, item, own, commands, words)
            case "checked" | "accepted" | "rejected" | "ended" if mine and own is not None:
                self._decided(kind, item, own, commands, words)
            case "received" if mine and own is not None and is_over(own):
                if own.waiting:
                    commands.append(Note(self.name, name, own.status, own.status, "", f"#{name}:heard"))
            case "ask":
                words.append(
                    OutboundItem(self.log, "state", {"id": name, "status": own.status if own is not None else 0})
                )
                words += self._standing(own) if own is not None else []
            case "state" if mine and own is not None:
                self._clean_up(whole(item, "status"), own, commands, words)
            case _:
                raise Misuse(f"M-1008: '{kind}' of transfer {name} is not for {self.name} to hear as it stands")

    def _forwarded(
        self, item: Mapping[str, Any], own: Transfer | None, commands: list[AnyCommand], words: list[OutboundItem]
    ) -> None:
        """The log asks whether units may come."""
        if own is not None:
            words += self._standing(own)
            return
        content = proposed(item)
        if content["to"].partition("-")[0] != self.name or not content.get("blocks"):
            raise Misuse(f"M-2003: {content['id']} brings no units to {self.name}: it cannot be received here")
        commands.append(Accept(self.name, content["id"], self.log, json.dumps(content), f"#{content['id']}:8"))

    def _finished(
        self,
        kind: str,
        item: Mapping[str, Any],
        own: Transfer | None,
        commands: list[AnyCommand],
        words: list[OutboundItem],
    ) -> None:
        """A transfer that was to come here has been completed, or has ended otherwise."""
        name = text(item, "id")
        status = Status.COMPLETED if kind == "completed" else ended_status(item)
        if own is None and kind == "completed":
            raise Misuse(f"M-3002: {name} was never accepted here, so it cannot have been completed")
        if own is None or not is_over(own):
            seen = own.status if own is not None else 0
            commands.append(Finish(self.name, name, seen, int(status), "", f"#{name}:{int(status)}"))
        elif (own.status == Status.COMPLETED) is not (status == Status.COMPLETED):
            raise Misuse(f"M-3003: {name} has ended here with status {own.status}, which cannot become {int(status)}")
        else:
            words += self._standing(own)

    def _decided(
        self, kind: str, item: Mapping[str, Any], own: Transfer, commands: list[AnyCommand], words: list[OutboundItem]
    ) -> None:
        """The log has said its word on what this registry proposed."""
        status = self._outcome(kind, item, own)
        if not is_over(own):
            refusals = json.dumps(refusals_from(item)) if "refusals" in item else ""
            ended, request = int(status), f"#{own.id}:{int(status)}"
            commands.append(Finish(self.name, own.id, own.status, ended, self.log, request, refusals=refusals))
        elif (own.status == Status.COMPLETED) is not (status == Status.COMPLETED):
            raise Misuse(f"M-3003: {own.id} has ended here with status {own.status}, which cannot become {int(status)}")
        else:
            words += self._standing(own)

    def _outcome(self, kind: str, item: Mapping[str, Any], own: Transfer) -> Status:
        """The status with which the log's word ends a transfer."""
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

    def _clean_up(self, status: int, own: Transfer, commands: list[AnyCommand], words: list[OutboundItem]) -> None:
        """What the log's answer about an old transfer leads to. A word that decides comes beside it."""
        if is_over(own) or status not in _WITHDRAWN_FROM:
            return
        if status == Status.CHECKED_NO_DISCREPANCY and own.target == self.name:
            return
        words.append(OutboundItem(self.log, "withdraw", {"id": own.id}))

    def _answers(self, commands: Sequence[AnyCommand], outcomes: Sequence[Outcome]) -> list[OutboundItem]:
        """What is said once the commands are in the books."""
        words: list[OutboundItem] = []
        names = [command.id for command in commands if isinstance(command, Accept | Finish)]
        known = self.named_transfers(names) if names else {}
        for command, outcome in zip(commands, outcomes, strict=True):
            if isinstance(command, Accept) and not outcome.accepted:
                words.append(OutboundItem(self.log, "rejected", {"id": command.id, "refusals": refusals_of(outcome)}))
            elif isinstance(command, Accept | Finish):
                words += self._standing(known[command.id])
        return words
