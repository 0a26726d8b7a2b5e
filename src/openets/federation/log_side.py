"""A transaction log with books of its own: it checks every proposal on them before anything completes.

The international log speaks with all registries; where a registry belongs to a regional scheme it asks that scheme's
log too, before it lets a transaction go on. That log is a `LogSide` as well: it answers the international one.

Completion is for the initiating registry alone. Every other end is decided here, in the international log's books, so
that a transaction ends the same on every side, whatever is lost, repeated or late.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openets.checks.check import Facts, Protocol, examine, named
from openets.engine.kinds.open_registry import OpenRegistry
from openets.engine.outcomes import Outcome, expect
from openets.engine.protocol_facts import ineligible
from openets.engine.steps import AnyCommand
from openets.federation.account_sync import AccountSync, SyncedAccount, synced_account
from openets.federation.answering import ANSWERS
from openets.federation.items import (
    Item,
    checked_status,
    ended_status,
    item_of,
    proposed,
    read_content,
    refusals_from,
    text,
    transfer_id,
    whole,
)
from openets.federation.kinds.accept import Accept
from openets.federation.kinds.finish import Finish, ending
from openets.federation.kinds.note import crossing_off, noting
from openets.federation.kinds.propose import Propose
from openets.federation.kinds.sync_accounts import SyncAccounts
from openets.federation.messages import Message
from openets.federation.reconciling import Reconciliation, ask_totals, begin, handle
from openets.federation.side import OutboundItem, Side, refusals_of
from openets.kernel.refusals import Misuse
from openets.ledger.store import Needs
from openets.ledger.transactions import Status
from openets.ledger.transfers import Transfer, registry_of, with_sides, without

_AGAIN = ("transferring_party_is_eligible", "acquiring_party_is_eligible")
"""Checks that are made once more when the acquiring registry has accepted: a Party may be suspended meanwhile."""

_PROPOSED, _CHECKED = int(Status.PROPOSED), int(Status.CHECKED_NO_DISCREPANCY)


@dataclass
class LogSide(Side):
    """A log. `upper` is the log that it answers, ``""`` for the international one."""

    upper: str = ""
    supplementary: str = ""
    """The regional log that is asked about the registries in `members`."""
    members: frozenset[str] = frozenset()
    reconciliations: dict[str, Reconciliation] = field(default_factory=dict)
    """The last reconciliation with each registry since this side was opened."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.supplementary:
            self.account_sync = AccountSync(self.supplementary, sorted(self.members))

    def begin(self, registries: Sequence[str]) -> None:
        """Open, in these books, the chains of the registries: a regional log's are its members."""
        for code in registries:
            expect(self.do([OpenRegistry(code, f"open:{code}")]))
            self.open_transit(code)

    def reconcile(self, registry: str, *, thorough: bool = False) -> list[str]:
        """Begin a reconciliation with a registry; `reconciliations` holds how far it has come.

        Where totals agree that is all, unless it is to be `thorough`: then every block is compared.
        """
        found = self.reconciliations[registry] = begin(self, registry, self.upper or registry, thorough=thorough)
        return self.written(ask_totals(found))

    def _answers_to(self, home: str) -> str:
        """Who speaks to this log for a registry that proposes."""
        return self.upper or home

    def _asked(self, *registries: str) -> str:
        """The regional log if one of the registries is its member."""
        return self.supplementary if self.members & set(registries) else ""

    def _receiver(self, own: Transfer) -> str:
        """The acquiring registry of an external transfer, where this log is the one that speaks to it."""
        return own.target if own.target != own.home and not self.upper else ""

    def _next(self, home: str, target: str) -> str:
        """Who must speak once everything is checked."""
        return self.upper or (target if target != home else home)

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

    def standing(self, side: str, transfer: Transfer) -> list[OutboundItem]:
        """What a side may be told of how a transfer stands."""
        own, status = {"id": transfer.id}, Status(transfer.status)
        initiating = side == self._answers_to(transfer.home)
        straight_on = bool(self.upper) or transfer.target == transfer.home
        match status:
            case Status.PROPOSED if side == self.supplementary:
                return [OutboundItem(side, "proposed", item_of(transfer))]
            case Status.CHECKED_NO_DISCREPANCY if initiating and straight_on:
                return [OutboundItem(side, "checked", {**own, "status": _CHECKED, "refusals": []})]
            case Status.CHECKED_NO_DISCREPANCY if side == transfer.target and not straight_on:
                return [OutboundItem(side, "forwarded", item_of(transfer))]
            case Status.ACCEPTED if initiating:
                return [OutboundItem(side, "accepted", own)]
            case _ if not transfer.is_over:
                return []
            case _ if initiating and (self.upper or status is Status.COMPLETED):
                return [OutboundItem(side, "received", {**own, "entry": 0})]
            case Status.COMPLETED:
                return [OutboundItem(side, "completed", {**own, "entry": transfer.initiating_entry})]
            case _ if status is Status.CANCELLED or not initiating:
                return [OutboundItem(side, "ended", {**own, "status": int(status)})]
        # it must not be completed: its registry is told why
        refusals = item_of(transfer).get("refusals", [])
        if status is Status.REJECTED:
            return [OutboundItem(side, "rejected", {**own, "refusals": refusals})]
        discrepancy = int(Status.CHECKED_DISCREPANCY)
        return [OutboundItem(side, "checked", {**own, "status": discrepancy, "refusals": refusals})]

    def may_ask(self, transfer: Transfer) -> str:
        return self._answers_to(transfer.home)

    def handle(self, message: Message) -> list[OutboundItem]:
        match message.kind:
            case "account":
                return self._sync_accounts(message)
            case "known":
                return self.handle_known(message)
            case kind if kind in ANSWERS:
                return self._pass_on_questions(message)
            case kind if kind in ANSWERS.values():
                return self._handle_answers(message)
        return self.handle_transfers(message)

    def _pass_on_questions(self, message: Message) -> list[OutboundItem]:
        """Hand on to its members what the regional log asks of their books."""
        members = [text(item, "id") for item in message.items]
        if message.sender != self.supplementary or not self.members.issuperset(members):
            raise Misuse(f"M-1008: '{message.kind}' of {members[0][:40]} is not for {message.sender} to say")
        return [OutboundItem(code, message.kind, item) for code, item in zip(members, message.items, strict=True)]

    def _handle_answers(self, message: Message) -> list[OutboundItem]:
        """Take up what a registry says of its books, or hand it on to the regional log, if that one has asked."""
        kind, sender, items = message.kind, message.sender, message.items
        [registry, *others] = {text(item, "id").partition(":")[0] for item in items}
        askers = {text(item, "question").partition(":")[0] for item in items}
        if others or sender != (self.upper or registry) or len(askers) > 1:
            raise Misuse(f"M-1008: '{kind}' of {registry[:40]} is not for {sender} to say like this")
        if self.supplementary and askers == {self.supplementary}:
            return [OutboundItem(self.supplementary, kind, item) for item in items]
        found = self.reconciliations.get(registry)
        if found is None:
            raise Misuse(
                f"M-3002: no reconciliation with {registry} is going on: its answer comes too late, or unasked"
            )
        try:
            return handle(self, found, kind, items)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise Misuse(f"M-2004: what {registry} says of its books cannot be read ({error!r})") from None

    def reactions(self, message: Message, known: Mapping[str, Transfer]) -> Iterator[AnyCommand | OutboundItem]:
        kind, sender = message.kind, message.sender
        chains = self.session.store.heads().keys() if self.upper and kind == "proposed" else ()
        refusals = self._examined_again(known.values()) if kind == "accepted" else {}
        for item in message.items:
            name = transfer_id(item)
            own = known.get(name)
            if sender not in self._may_say(kind, own, name):
                raise Misuse(f"M-1008: '{kind}' of transfer {name} is not for {sender} to say")
            match kind:
                case "ask":
                    yield from self.state(sender, name, own)
                case "proposed" if own is None:
                    yield self._reserve(item, chains)
                case "accepted" if own is not None and refusals.get(name):
                    yield self._end(own, Status.TERMINATED, refusals[name])
                case _ if own is None:
                    yield self._end_unknown(kind, item)
                case "completed" | "ended" | "received" if own.is_over:
                    yield from self._acknowledge(message, item, own)
                case _:
                    command = self._next_step(kind, item, own)
                    yield from [command] if command is not None else self.standing(sender, own)

    def _end_unknown(self, kind: str, item: Item) -> Finish:
        """The command that ends a transfer of which these books have never heard. What comes late finds it over."""
        name = item["id"]
        home = registry_of(name)
        if kind == "withdraw":
            return ending(home, name, None, Status.CANCELLED, self._answers_to(home))
        if kind == "ended" and self.upper:
            return ending(home, name, None, ended_status(item), "")
        raise Misuse(f"M-3002: {name} was never proposed here: propose it first")

    def _next_step(self, kind: str, item: Item, own: Transfer) -> AnyCommand | None:
        """What an item leads to; `None` where it changes nothing. What came before is answered by how things stand."""
        match kind:
            case "checked" if own.status == _PROPOSED:
                if checked_status(item) is Status.CHECKED_NO_DISCREPANCY:
                    return noting(own, Status.CHECKED_NO_DISCREPANCY, self._next(own.home, own.target))
                return self._end(own, Status.TERMINATED, refusals_from(item), spare=self.supplementary)
            case "accepted" if own.status == _CHECKED:
                return noting(own, Status.ACCEPTED, own.home)
            case "rejected" if own.status == _CHECKED:
                return self._end(own, Status.REJECTED, refusals_from(item))
            case "rejected" if own.status == Status.ACCEPTED:
                raise Misuse(f"M-3003: {own.target} has accepted {own.id}, which cannot be rejected any more")
            case "completed":
                return self._complete(item, own)
            case "ended" if self.upper:
                return self._end(own, ended_status(item))
            case "ended" | "received":
                raise Misuse(f"M-3003: {own.id} has status {own.status} here: it has not ended before the log says so")
            case "withdraw" if own.status == _PROPOSED or (own.status == _CHECKED and self._receiver(own)):
                return self._end(own, Status.CANCELLED)
            case "state" if whole(item, "status") == 0 and not own.is_over:
                # its registry alone could complete it, and does not know it
                return self._end(own, Status.CANCELLED)
        return None

    def _acknowledge(self, message: Message, item: Item, own: Transfer) -> Iterator[AnyCommand | OutboundItem]:
        """A side knows that a transfer is over: nobody need tell it any more."""
        kind, sender, completed = message.kind, message.sender, own.status == Status.COMPLETED
        if kind != "received" and completed is not (kind == "completed"):
            raise Misuse(f"M-3003: {own.id} has ended here with status {own.status}, not as {sender} says")
        entry = whole(item, "entry") if kind == "received" and sender == self._receiver(own) else 0
        if sender in own.waiting.split(","):
            yield crossing_off(own, sender, entry)
        if kind != "received":
            yield OutboundItem(sender, "received", {"id": own.id, "entry": 0})

    def _reserve(self, item: Item, chains: Collection[str]) -> AnyCommand:
        """The command that takes up a proposal; `chains` are the registries of a regional log's own books."""
        content = proposed(item)
        proposal, name = content.proposal, item["id"]
        home, target = registry_of(name), proposal.acquiring.partition("-")[0]
        if self.upper and home not in chains:
            # from outside this law: these books have no units to set aside, and receive some
            return Accept(target, name, self.upper, json.dumps(item), f"#{name}:1", _CHECKED)
        if proposal.reverses:
            # every journal counts for itself: what is undone is found by the step that completed it
            found = self.session.store.answer(item.get("undoes", ""))
            if found is not None and found.reference:
                proposal = proposal._replace(reverses=found.reference)
        asked = self._asked(home, target)
        waiting, status = (asked, _PROPOSED) if asked else (self._next(home, target), _CHECKED)
        created, owed = tuple(item.get("created", ())), item.get("owed", 0)
        return Propose(proposal, name, waiting, created, f"#{name}:1", status, owed, "" if self.upper else home)

    def _complete(self, item: Item, own: Transfer) -> Finish:
        ready = Status.ACCEPTED if self._receiver(own) else Status.CHECKED_NO_DISCREPANCY
        if own.status != ready:
            raise Misuse(f"M-3001: {own.id} cannot be completed from status {own.status}: wait for the log's word")
        others = with_sides(self._receiver(own), self._asked(own.home, own.target))
        entry = whole(item, "entry")
        return ending(own.registry, own.id, own, Status.COMPLETED, others, initiating_entry=entry, other=own.target)

    def _end(
        self, own: Transfer, status: Status, refusals: Sequence[Mapping[str, str]] = (), spare: str = ""
    ) -> Finish:
        """End a transfer without completion; every side that set units aside or promised something must hear it.

        `spare` is a side that knows it already.
        """
        promised = own.status != _PROPOSED and status is not Status.REJECTED
        home = "" if self.upper else own.home
        sides = with_sides(home, self._receiver(own) if promised else "", self._asked(own.home, own.target))
        why = json.dumps(refusals) if refusals else ""
        return ending(own.registry, own.id, own, status, without(sides, spare), refusals=why)

    def _examined_again(self, known: Iterable[Transfer]) -> dict[str, list[dict[str, str]]]:
        """Why Parties may not trade any more, by transfer, now that the acquiring registry has accepted."""
        among = {own: read_content(own.content).proposal for own in known if own.status == _CHECKED}
        proposals = {own: each for own, each in among.items() if each.unit in self.session.law.terms.party_units}
        if not proposals:
            return {}
        with self.session.store.reading() as books:
            places = {("party", code) for own in proposals for code in (own.home, own.target)}
            targets = {proposal.acquiring for proposal in proposals.values()}
            asked = books.load(Needs(records=places, accounts=targets))
        parties, law, on = asked.records, self.session.law, self.session.clock.now().date()
        found = {}
        for own, proposal in proposals.items():
            protocol = Protocol(
                seller_fault=ineligible(law, own.home, parties.get(("party", own.home)), on),
                buyer_fault=ineligible(law, own.target, parties.get(("party", own.target)), on),
            )
            facts = Facts(proposal, None, None, asked.accounts.get(proposal.acquiring), law.terms, protocol=protocol)
            found[own.id] = [refusal.as_dict() for refusal in examine(named(_AGAIN), facts)]
        return found

    def answers(self, message: Message, own: Transfer) -> list[OutboundItem]:
        said = self.awaited(own)
        if message.kind in ("completed", "ended") and message.sender not in own.waiting.split(","):
            said.append(OutboundItem(message.sender, "received", {"id": own.id, "entry": 0}))
        return said

    def turned_down(self, name: str, outcome: Outcome) -> OutboundItem:
        checked = {"id": name, "status": int(Status.CHECKED_DISCREPANCY), "refusals": refusals_of(outcome)}
        return OutboundItem(self._answers_to(registry_of(name)), "checked", checked)

    def _sync_accounts(self, message: Message) -> list[OutboundItem]:
        """Enter accounts as their registry tells of them, say how far they are known, and tell the regional log."""
        accounts: dict[str, list[SyncedAccount]] = {}
        for item in message.items:
            account = synced_account(item)
            home = account.registry
            if message.sender != self._answers_to(home):
                raise Misuse(f"M-1009: {message.sender} may not speak of accounts of {home[:40]}")
            accounts.setdefault(home, []).append(account)
        commands = [SyncAccounts(home, tuple(rows), f"#{home}:{rows[-1].entry}") for home, rows in accounts.items()]
        known = [
            OutboundItem(message.sender, "known", {"id": home, "entry": int(outcome.reference)})
            for home, outcome in zip(accounts, self.do(commands), strict=True)
        ]
        return [*known, *self.unsynced()]
