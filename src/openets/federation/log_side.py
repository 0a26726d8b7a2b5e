"""A transaction log with books of its own: it checks every proposal on them before anything completes.

The international log speaks with all registries; where a registry belongs to a regional scheme it asks that scheme's
log too, before it lets a transaction go on. That log is a `LogSide` as well: it answers the international one.

Completion is for the initiating registry alone. Every other end is decided here, in the international log's books, so
that a transaction ends the same on every side, whatever is lost, repeated or late.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openets.checks.check import Facts, Protocol, examine, named
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.open_registry import OpenRegistry
from openets.engine.outcomes import Outcome, expect
from openets.engine.protocol_cases import ineligible
from openets.engine.steps import AnyCommand
from openets.federation.answering import ANSWERS
from openets.federation.contents import Content, proposal_from
from openets.federation.items import (
    checked_status,
    ended_status,
    proposed,
    refusals_from,
    synced_account,
    text,
    transfer_id,
    whole,
)
from openets.federation.kinds.accept import Accept
from openets.federation.kinds.finish import Finish
from openets.federation.kinds.note import Note
from openets.federation.kinds.propose import Propose
from openets.federation.kinds.sync_accounts import SyncAccounts, SyncedAccount
from openets.federation.messages import Message
from openets.federation.reconciling import Reconciliation, begin, handle
from openets.federation.side import OutboundItem, Side, content_of, is_late, is_over, refusals_of
from openets.kernel.refusals import Misuse, Refusal
from openets.ledger.accounts import TRANSIT, Account, Opening
from openets.ledger.records import Place, Record
from openets.ledger.store import Needs
from openets.ledger.transactions import Status
from openets.ledger.transfers import Transfer, registry_of, with_sides, without

_AGAIN = ("transferring_party_is_eligible", "acquiring_party_is_eligible")
"""Checks that are made once more when the acquiring registry has accepted: a Party may be suspended meanwhile."""

_PROPOSED, _CHECKED = int(Status.PROPOSED), int(Status.CHECKED_NO_DISCREPANCY)


class _Traders(NamedTuple):
    """Who trades in the transfers of a message."""

    parties: Mapping[Place, Record]
    accounts: Mapping[str, Account]


@dataclass
class _Handling:
    """A message that is being heard: what it leads to in these books, and what is answered at once."""

    kind: str
    sender: str
    known: Mapping[str, Transfer]
    traders: _Traders
    chains: Collection[str]
    """The registries of a regional log's own books, where something is proposed to it."""
    commands: list[AnyCommand] = field(default_factory=list)
    words: list[OutboundItem] = field(default_factory=list)


@dataclass
class LogSide(Side):
    """A log. `upper` is the log that it answers, ``""`` for the international one."""

    upper: str = ""
    supplementary: str = ""
    """The regional log that is asked about the registries in `members`."""
    members: frozenset[str] = frozenset()
    reconciliations: dict[str, Reconciliation] = field(default_factory=dict)
    """The last reconciliation with each registry since this side was opened."""

    def begin(self, registries: Sequence[str]) -> None:
        """Open, in these books, the chains of the registries: a regional log's are its members."""
        for code in registries:
            opening = Opening(code, TRANSIT, f"{code}: units in transit", code)
            expect(self.do([OpenRegistry(code, f"open:{code}"), OpenAccount(code, opening, f"transit:{code}")]))

    # ---- who is who ------------------------------------------------------------------------------

    def _answers_to(self, home: str) -> str:
        """Who speaks to this log for a registry that proposes."""
        return self.upper or home

    def _asked(self, *registries: str) -> str:
        """The regional log if one of the registries is its member."""
        return self.supplementary if self.members & set(registries) else ""

    def _receiver(self, own: Transfer) -> str:
        """The acquiring registry of an external transfer, where this log is the one that speaks to it."""
        return own.target if own.target != own.home and not self.upper else ""

    def _may_say(self, kind: str, own: Transfer | None, name: str) -> set[str]:
        """The sides that may send a message of a kind about a transfer."""
        initiating = self._answers_to(registry_of(name))
        receiver = self._receiver(own) if own is not None else ""
        match kind:
            case "proposed" | "completed" | "ended" | "withdraw" | "state":
                return {initiating}
            case "accepted" | "rejected":
                return {receiver}
            case "checked":
                return {self.supplementary}
            case "received" | "ask":
                return {initiating, receiver, self.supplementary}
        return set()

    # ---- what is said ----------------------------------------------------------------------------

    def due(self) -> list[str]:
        """Everything that others have not yet acknowledged, said (again)."""
        unsynced = self._unsynced()
        return self.written([*unsynced, *(word for transfer in self.open() for word in self.words(transfer))])

    def words(self, transfer: Transfer) -> list[OutboundItem]:
        """What this log has to say about a transfer as it stands, to each side whose word it waits for."""
        waiting = [side for side in transfer.waiting.split(",") if side]
        return [word for side in waiting for word in self._standing(side, transfer)]

    def _standing(self, side: str, transfer: Transfer) -> list[OutboundItem]:
        """What a side may be told of how a transfer stands: the answer to whatever it says late or twice."""
        own, status = {"id": transfer.id}, Status(transfer.status)
        initiating = side == self._answers_to(transfer.home)
        straight_on = bool(self.upper) or transfer.target == transfer.home
        match status:
            case Status.PROPOSED if side == self.supplementary:
                return [OutboundItem(side, "proposed", content_of(transfer))]
            case Status.CHECKED_NO_DISCREPANCY if initiating and straight_on:
                return [OutboundItem(side, "checked", {**own, "status": _CHECKED, "refusals": []})]
            case Status.CHECKED_NO_DISCREPANCY if side == transfer.target and not straight_on:
                return [OutboundItem(side, "forwarded", content_of(transfer))]
            case Status.ACCEPTED if initiating:
                return [OutboundItem(side, "accepted", own)]
            case _ if not is_over(transfer):
                return []
            case _ if initiating and (self.upper or status is Status.COMPLETED):
                return [OutboundItem(side, "received", {**own, "entry": 0})]
            case Status.COMPLETED:
                return [OutboundItem(side, "completed", {**own, "entry": transfer.initiating_entry})]
        return [
            self._verdict(side, transfer) if initiating else OutboundItem(side, "ended", {**own, "status": int(status)})
        ]

    def _verdict(self, home: str, transfer: Transfer) -> OutboundItem:
        """How a transfer that must not be completed ended, for the registry that proposed it."""
        own, refusals = {"id": transfer.id}, content_of(transfer).get("refusals", [])
        match transfer.status:
            case Status.REJECTED:
                return OutboundItem(home, "rejected", {**own, "refusals": refusals})
            case Status.CANCELLED:
                return OutboundItem(home, "ended", {**own, "status": transfer.status})
        return OutboundItem(home, "checked", {**own, "status": int(Status.CHECKED_DISCREPANCY), "refusals": refusals})

    def ask(self, before: str) -> list[str]:
        """Ask who proposed them about transfers older than an instant: the clean-up, by asking."""
        late = [each for each in self.open() if is_late(each, before)]
        return self.written(OutboundItem(self._answers_to(each.home), "ask", {"id": each.id}) for each in late)

    def _unsynced(self) -> list[OutboundItem]:
        """Accounts of which the regional log has not said that it knows them."""
        if not self.supplementary:
            return []
        items = self.account_sync.items(self.session.store, sorted(self.members), self.most)
        return [OutboundItem(self.supplementary, "account", item) for item in items]

    # ---- what is heard ---------------------------------------------------------------------------

    def receive(self, message: str) -> list[str]:
        """Do what a message asks for and answer. Raises `Misuse` for what is no message to this side."""
        heard = self.heard(message)
        if heard.kind in ANSWERS:
            return self._asked_for_another(heard)
        if heard.kind in ANSWERS.values():
            return self._answered(heard)
        if heard.kind == "account":
            return self.written(self._sync(heard.sender, heard.items))
        if heard.kind == "known":
            return self._handle_known(heard)
        known = self.transfers(heard.items)
        chains = self.session.store.heads().keys() if self.upper and heard.kind == "proposed" else ()
        handling = _Handling(heard.kind, heard.sender, known, self._traders(heard.kind, known.values()), chains)
        for item in heard.items:
            name = transfer_id(item)
            own = known.get(name)
            if heard.sender not in self._may_say(heard.kind, own, name):
                raise Misuse(f"M-1008: '{heard.kind}' of transfer {name} is not for {heard.sender} to say")
            self._take(handling, item, own)
        outcomes = self.do(handling.commands)
        return self.written([*handling.words, *self._answers(handling, outcomes)])

    def reconcile(self, registry: str, *, thorough: bool = False) -> list[str]:
        """Begin a reconciliation with a registry; `reconciliations` holds how far it has come.

        Where totals agree that is all, unless it is to be `thorough`: then every block is compared.
        """
        begun, words = begin(self, registry, self.upper or registry, thorough=thorough)
        self.reconciliations[registry] = begun
        return self.written(words)

    def _asked_for_another(self, heard: Message) -> list[str]:
        """Hand on to its members what the regional log asks of their books."""
        members = [text(item, "id") for item in heard.items]
        if heard.sender != self.supplementary or not self.members.issuperset(members):
            raise Misuse(f"M-1008: '{heard.kind}' of {members[0][:40]} is not for {heard.sender} to say")
        return self.written(
            OutboundItem(code, heard.kind, item) for code, item in zip(members, heard.items, strict=True)
        )

    def _answered(self, heard: Message) -> list[str]:
        """Take up what a registry says of its books, or hand it on to the regional log, if that one has asked."""
        [registry, *others] = {text(item, "id").partition(":")[0] for item in heard.items}
        askers = {text(item, "question").partition(":")[0] for item in heard.items}
        if others or heard.sender != (self.upper or registry) or len(askers) > 1:
            raise Misuse(f"M-1008: '{heard.kind}' of {registry[:40]} is not for {heard.sender} to say like this")
        if self.supplementary and askers == {self.supplementary}:
            return self.written(OutboundItem(self.supplementary, heard.kind, item) for item in heard.items)
        before = self.reconciliations.get(registry)
        try:
            found, words = handle(self, before, registry, heard.kind, heard.items)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise Misuse(f"M-2004: what {registry} says of its books cannot be read ({error!r})") from None
        self.reconciliations[registry] = found
        return self.written(words)

    def _take(self, handling: _Handling, item: Mapping[str, Any], own: Transfer | None) -> None:
        """Decide what an item leads to. What was heard before is answered by how the transfer stands."""
        name = text(item, "id")
        match handling.kind:
            case "proposed" if own is None:
                handling.commands.append(self._reserve(item, handling.chains))
            case "withdraw" if own is None:
                cancelled = int(Status.CANCELLED)
                home = registry_of(name)
                handling.commands.append(
                    Finish(home, name, 0, cancelled, self._answers_to(home), f"#{name}:{cancelled}")
                )
            case "ended" if own is None and self.upper:
                status = int(ended_status(item))
                handling.commands.append(Finish(registry_of(name), name, 0, status, "", f"#{name}:{status}"))
            case "ask":
                status = own.status if own is not None else 0
                handling.words.append(OutboundItem(handling.sender, "state", {"id": name, "status": status}))
                handling.words += self._standing(handling.sender, own) if own is not None else []
            case _ if own is None:
                raise Misuse(f"M-3002: {name} was never proposed here: propose it first")
            case "completed" | "ended" | "received" if is_over(own):
                self._handle_again(handling, item, own)
            case _:
                command = self._next_step(handling, item, own)
                if command is not None:
                    handling.commands.append(command)
                else:
                    handling.words += self._standing(handling.sender, own)

    def _next_step(self, handling: _Handling, item: Mapping[str, Any], own: Transfer) -> AnyCommand | None:
        """What an item leads to; `None` where it changes nothing."""
        match handling.kind:
            case "checked" if own.status == _PROPOSED:
                return self._after_checking(item, own)
            case "accepted" if own.status == _CHECKED:
                return self._after_acceptance(own, handling.traders)
            case "rejected" if own.status == _CHECKED:
                return self._ended(own, Status.REJECTED, refusals_from(item))
            case "rejected" if own.status == Status.ACCEPTED:
                raise Misuse(f"M-3003: {own.target} has accepted {own.id}, which cannot be rejected any more")
            case "completed":
                return self._after_completion(item, own)
            case "ended" if self.upper:
                return self._ended(own, ended_status(item), [])
            case "ended" | "received":
                raise Misuse(f"M-3003: {own.id} has status {own.status} here: it has not ended before the log says so")
            case "withdraw" if own.status == _PROPOSED or (own.status == _CHECKED and self._receiver(own)):
                return self._ended(own, Status.CANCELLED, [])
            case "state" if whole(item, "status") == 0 and not is_over(own):
                # its registry alone could complete it, and does not know it
                return self._ended(own, Status.CANCELLED, [])
        return None

    def _handle_again(self, handling: _Handling, item: Mapping[str, Any], own: Transfer) -> None:
        """A side knows that a transfer is over: nobody need tell it any more."""
        completed = own.status == Status.COMPLETED
        if handling.kind != "received" and completed is not (handling.kind == "completed"):
            raise Misuse(f"M-3003: {own.id} has ended here with status {own.status}, not as {handling.sender} says")
        entry = whole(item, "entry") if handling.kind == "received" and handling.sender == self._receiver(own) else 0
        if handling.sender in own.waiting.split(","):
            waiting = without(own.waiting, handling.sender)
            handling.commands.append(
                Note(own.registry, own.id, own.status, own.status, waiting, f"#{own.id}:heard", entry)
            )
        if handling.kind != "received":
            handling.words.append(OutboundItem(handling.sender, "received", {"id": own.id, "entry": 0}))

    # ---- what a step is --------------------------------------------------------------------------

    def _reserve(self, item: Mapping[str, Any], chains: Collection[str]) -> AnyCommand:
        content = proposed(item)
        name, home, target = content["id"], registry_of(content["id"]), content["to"].partition("-")[0]
        if self.upper and home not in chains:
            # from outside this law: these books have no units to set aside, and receive some
            return Accept(target, name, self.upper, json.dumps(content), f"#{name}:1", _CHECKED)
        proposal = proposal_from(content)
        if proposal.reverses:
            proposal = proposal._replace(reverses=self._own_name(content))
        asked = self._asked(home, target)
        waiting, status = (asked, _PROPOSED) if asked else (self._after(home, target), _CHECKED)
        created, owed = tuple(content.get("created", ())), content.get("owed", 0)
        return Propose(proposal, name, waiting, created, f"#{name}:1", status, owed, "" if self.upper else home)

    def _own_name(self, content: Content) -> str:
        """What these books call the transaction that a proposal reverses: every journal counts for itself."""
        found = self.session.store.answer(content.get("undoes", ""))
        return found.reference if found is not None and found.reference else content["reverses"]

    def _after(self, home: str, target: str) -> str:
        """Whose word is needed once everything is checked."""
        return self.upper or (target if target != home else home)

    def _after_checking(self, item: Mapping[str, Any], own: Transfer) -> AnyCommand:
        if checked_status(item) is Status.CHECKED_NO_DISCREPANCY:
            return Note(own.registry, own.id, own.status, _CHECKED, self._after(own.home, own.target), f"#{own.id}:2")
        return self._ended(own, Status.TERMINATED, refusals_from(item), spare=self.supplementary)

    def _after_acceptance(self, own: Transfer, traders: _Traders) -> AnyCommand:
        refusals = [refusal.as_dict() for refusal in self._examined_again(own, traders)]
        if refusals:
            return self._ended(own, Status.TERMINATED, refusals)
        return Note(own.registry, own.id, own.status, int(Status.ACCEPTED), own.home, f"#{own.id}:8")

    def _after_completion(self, item: Mapping[str, Any], own: Transfer) -> AnyCommand:
        ready = Status.ACCEPTED if self._receiver(own) else Status.CHECKED_NO_DISCREPANCY
        if own.status != ready:
            raise Misuse(f"M-3001: {own.id} cannot be completed from status {own.status}: wait for the log's word")
        others = with_sides(self._receiver(own), self._asked(own.home, own.target))
        completed, entry = int(Status.COMPLETED), whole(item, "entry")
        return Finish(own.registry, own.id, own.status, completed, others, f"#{own.id}:4", entry, other=own.target)

    def _ended(self, own: Transfer, status: Status, refusals: list[Any], spare: str = "") -> AnyCommand:
        """End a transfer without completion; every side that set units aside or promised something must hear it."""
        promised = own.status != _PROPOSED and status is not Status.REJECTED
        home = "" if self.upper else own.home
        sides = with_sides(home, self._receiver(own) if promised else "", self._asked(own.home, own.target))
        words = json.dumps(refusals) if refusals else ""
        ended, waiting = int(status), without(sides, spare)
        return Finish(own.registry, own.id, own.status, ended, waiting, f"#{own.id}:{ended}", 0, words)

    def _traders(self, kind: str, known: Collection[Transfer]) -> _Traders:
        """The Parties that trade with one another and the acquiring accounts, where these books keep any Party."""
        places = {("party", code) for own in known for code in (own.home, own.target)}
        if kind != "accepted" or not places:
            return _Traders({}, {})
        with self.session.store.reading() as books:
            accounts = {content_of(own)["to"] for own in known}
            found = books.load(Needs(keeps={"party"}, records=places, accounts=accounts))
        return _Traders(found.records, found.accounts) if found.kept else _Traders({}, {})

    def _examined_again(self, own: Transfer, traders: _Traders) -> list[Refusal]:
        """Whether the Parties may still trade, now that the acquiring registry has accepted."""
        parties = traders.parties
        if not parties:
            return []
        on = self.session.clock.now().date()
        facts = Protocol(
            seller_fault=ineligible(self.session.law, own.home, parties.get(("party", own.home)), on),
            buyer_fault=ineligible(self.session.law, own.target, parties.get(("party", own.target)), on),
        )
        proposal = proposal_from(content_of(own))
        target = traders.accounts.get(proposal.acquiring)
        return examine(named(_AGAIN), Facts(proposal, None, None, target, self.session.law.terms, protocol=facts))

    def _answers(self, handling: _Handling, outcomes: Sequence[Outcome]) -> list[OutboundItem]:
        """What is said once the commands are in the books."""
        names = {command.id for command in handling.commands if isinstance(command, Propose | Accept | Finish | Note)}
        known = self.named_transfers(names) if names and handling.kind != "received" else {}
        words: list[OutboundItem] = []
        for command, outcome in zip(handling.commands, outcomes, strict=True):
            if isinstance(command, Propose | Accept) and not outcome.accepted and command.id not in known:
                item = {"id": command.id, "status": int(Status.CHECKED_DISCREPANCY), "refusals": refusals_of(outcome)}
                words.append(OutboundItem(handling.sender, "checked", item))
            elif isinstance(command, Propose | Accept | Finish | Note) and command.id in known:
                own = known[command.id]
                words += self.words(own)
                if handling.kind in ("completed", "ended") and handling.sender not in own.waiting.split(","):
                    words.append(OutboundItem(handling.sender, "received", {"id": own.id, "entry": 0}))
        return words

    # ---- accounts --------------------------------------------------------------------------------

    def _sync(self, sender: str, items: Sequence[Mapping[str, Any]]) -> list[OutboundItem]:
        """Enter accounts as their registry tells of them, say how far they are known, and tell the regional log."""
        accounts: dict[str, list[SyncedAccount]] = {}
        for item in items:
            account = synced_account(item)
            home = account.opening.registry
            if sender != self._answers_to(home):
                raise Misuse(f"M-1009: {sender} may not speak of accounts of {home[:40]}")
            accounts.setdefault(home, []).append(account)
        commands = [SyncAccounts(home, tuple(rows), f"#{home}:{rows[-1].entry}") for home, rows in accounts.items()]
        outcomes = self.do(commands)
        known = zip(commands, outcomes, strict=True)
        return [
            *(
                OutboundItem(sender, "known", {"id": command.registry, "entry": int(outcome.reference)})
                for command, outcome in known
            ),
            *self._unsynced(),
        ]

    def _handle_known(self, heard: Message) -> list[str]:
        if heard.sender != self.supplementary:
            raise Misuse(f"M-1009: {heard.sender} is told of no accounts by {self.name}")
        further = [self.account_sync.handle(text(item, "id"), whole(item, "entry")) for item in heard.items]
        return self.written(self._unsynced()) if any(further) else []
