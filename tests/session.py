"""The session at which a test sits: the verbs of `openets.commands` in the few words that a story needs.

    office = Office()
    plant = office.operator("AT_1")
    office.plan(plant, 2005, 600)

Every verb numbers its own request and returns the outcome. `must` insists on a receipt, `codes` reads the
refusals.
"""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import count
from typing import Any

from openets.commands.open_account import open_account, open_registry
from openets.commands.parties import InitialReport, initial_report, party_of
from openets.commands.reports import report_emissions
from openets.commands.units import allocate, cancel, exchange, issue, retire, reverse, surrender, transfer
from openets.compliance.party_record import CRITERIA
from openets.engine.kinds.change_account import ChangeAccount
from openets.engine.kinds.mark_imported import MarkImported
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.plan import EnterPlan
from openets.engine.outcomes import Outcome
from openets.engine.records import body_at
from openets.engine.rights import Actor, administrator
from openets.engine.session import Session
from openets.engine.steps import AnyCommand, TakeStep
from openets.kernel.clock import midday
from openets.kernel.units import Block
from openets.laws.law import Law
from openets.ledger.accounts import AccountState, Installation, Opening
from openets.ledger.holds import REAL
from openets.ledger.store import Store, YearRecord
from openets.ledger.transactions import Proposal
from openets.stores.memory import MemoryStore
from tests.european import EU_ETS, government_account

A_DAY = "2006-02-28"
"""The day on which a test begins unless it says otherwise: 2006 is allocated, 2005 is not settled yet."""


class Office:
    """A store, the law, a day, somebody who commands; and what they can do, in short words."""

    def __init__(self, store: Store | None = None, day: str = A_DAY, law: Law | None = None, holds: str = REAL) -> None:
        self.store: Store = MemoryStore() if store is None else store
        self.numbers = count(1)
        self.session = Session(self.store, law or EU_ETS, midday(date.fromisoformat(day)), administrator("tester"))
        self.store.begin(self.session.law.as_named._replace(holds=holds))
        self.installation_of: dict[str, str] = {}

    # ---- when and who --------------------------------------------------------------------------------

    def on(self, day: str) -> Office:
        """From now on it is noon of `day`."""
        self.session = self.session.at(midday(date.fromisoformat(day)))
        return self

    def at(self, session: Session, numbers: count[int] | None = None) -> Office:
        """Another session, at its own books; requests go on from `numbers`, or from those of this one."""
        other = Office.__new__(Office)
        other.store, other.session, other.numbers = session.store, session, numbers or self.numbers
        other.installation_of = {}
        return other

    def acting(self, actor: Actor) -> Office:
        """The same books with somebody else at the session."""
        other = Office.__new__(Office)
        other.__dict__.update(self.__dict__)
        other.session = self.session._replace(actor=actor)
        return other

    def request(self) -> str:
        return f"r{next(self.numbers)}"

    # ---- opening -------------------------------------------------------------------------------------

    def registry(self, code: str) -> str:
        """Open a registry; returns its Party holding account (for the CDM, the pending account)."""
        if code not in self.store.heads():
            for outcome in open_registry(self.session, code, request=f"open:{code}"):
                must(outcome)
        return government_account(code, "110" if code == "CDM" else "100")

    def party(self, code: str, *, base_year: int = 1_000_000_000, **caps: int) -> str:
        """Put a registry's Party on record as its government does, eligible from today; its Party holding account.

        It emitted a thousand million tonnes in its base year and none last year: no limit is near, and no reserve.
        `caps` are the most removal units that it may issue for land-use activities, by their letters.
        """
        account = self.registry(code)
        if body_at(self.store, "party", code) is None:
            report = InitialReport(base_year)
            must(initial_report(self.session, party=code, report=report, request=self.request(), on=None))
            self.put_on_record(code, **caps)
        return account

    def put_on_record(self, code: str, **caps: int) -> None:
        """What follows on a Party's initial report: its review, eligibility, the inventory of last year."""
        law, day = self.session.law, self.session.clock.now().date()
        for letters, cap in caps.items():
            must(self.step(code, "party", code, "elect activity", activity=letters, cap=cap))
        amount = party_of(self.store, code).reported_amount
        must(self.step(code, "party", code, "initial review", assigned_amount=amount))
        for criterion in CRITERIA:
            must(self.step(code, "party", code, "criterion", criterion=criterion, met=True))
        year = min(day.year - 1, law.required_protocol.periods[0].last_year)
        for step in ("inventory", "inventory review"):
            must(self.step(code, "party", code, step, year=year, tonnes=0))

    @staticmethod
    def government(code: str, kind: str) -> str:
        """One of the accounts that a registry opens with itself, by type."""
        return government_account(code, kind)

    def operator(self, key: str, *, kind: str = "120") -> str:
        """Open an operator's account (and its registry where need be) for the installation `key`."""
        code = key.partition("_")[0]
        self.registry(code)
        activity = 10 if kind == "100-9" else 1
        installation = Installation(key, code, f"Plant {key}", f"Operator of {key}", activity, "Somewhere")
        opening = Opening(code, kind, installation.name, installation.operator, installation)
        account = must(open_account(self.session, opening, request=f"open:{key}"))
        self.installation_of[account] = key
        return account

    def person(self, code: str, name: str) -> str:
        """Open a person's account."""
        self.registry(code)
        request = f"open:{code}:{name}" if re.fullmatch(r"[\w ]+", name, re.ASCII) else self.request()
        return must(open_account(self.session, Opening(code, "121", name, name), request=request.replace(" ", "-")))

    def open(self, code: str, kind: str) -> str:
        """Open an account of the registry's Party or of an international body."""
        return must(self.session.one(OpenAccount(code, Opening(code, kind, f"{code} {kind}", code), self.request())))

    def change(self, account: str, *, closed: bool = False, blocked: bool = False) -> Outcome:
        state = AccountState.CLOSED if closed else AccountState.OPEN
        return self.session.one(ChangeAccount(account.partition("-")[0], account, state, blocked, self.request()))

    # ---- units ---------------------------------------------------------------------------------------

    def issue(self, code: str, unit: str, quantity: int, **kw: Any) -> Outcome:
        """Issue units: today, or from now on it is the first day on which such units are issued."""
        request = kw.pop("request", None) or self.request()
        first = getattr(self.session.law.terms.units.get(unit), "issue_from", None)
        if first is not None and self.session.clock.now().date() < first:
            self.on(first.isoformat())
        return issue(self.session, registry=code, unit=unit, quantity=quantity, request=request, **kw)

    def plan(self, account: str, year: int, total: int, *, free: int | None = None) -> Outcome:
        rows = ((self.installation_of[account], total if free is None else free, total),)
        return self.session.one(EnterPlan(account.partition("-")[0], year, rows, self.request()))

    def allocate(self, account: str, unit: str, quantity: int, year: int, **kw: Any) -> Outcome:
        request = kw.pop("request", None) or self.request()
        return allocate(self.session, account=account, unit=unit, quantity=quantity, year=year, request=request, **kw)

    def endow(self, account: str, unit: str, quantity: int) -> None:
        """Issue units in the account's registry and hand them over; CERs come as the public record has them, of no
        project that it names."""
        code = account.partition("-")[0]
        if unit == "CER":
            pending, words = self.registry("CDM"), (unit, quantity)
            new = Proposal("1-0", "", pending, *words, self.request())
            for outcome in self.inferred(new, Proposal("3-0", pending, account, *words, self.request())):
                must(outcome)
            return
        if unit == "EUA2":
            self.party(code)
            must(self.issue(code, "AAU", quantity))
        must(self.issue(code, unit, quantity))
        must(self.transfer(self.registry(code), account, unit, quantity))

    def transfer(self, source: str, target: str, unit: str, quantity: int, **kw: Any) -> Outcome:
        request = kw.pop("request", None) or self.request()
        return transfer(self.session, source=source, target=target, unit=unit, quantity=quantity, request=request, **kw)

    def credit(self, account: str, quantity: int, unit: str = "CER") -> None:
        """Give an account credits as an import does, which knows of no project."""
        pending = self.registry("CDM")
        issued = Proposal("1-0", "", pending, unit, quantity, self.request())
        bought = Proposal("3-0", pending, account, unit, quantity, self.request())
        for outcome in self.inferred(issued, bought):
            must(outcome)

    def exchange(self, account: str, quantity: int, unit: str = "CER", **kw: Any) -> Outcome:
        request = kw.pop("request", None) or self.request()
        return exchange(self.session, account=account, unit=unit, quantity=quantity, request=request, **kw)

    def surrender(self, account: str, unit: str, quantity: int, year: int, **kw: Any) -> Outcome:
        request = kw.pop("request", None) or self.request()
        return surrender(self.session, account=account, unit=unit, quantity=quantity, year=year, request=request, **kw)

    def reverse(self, transaction: str, **kw: Any) -> Outcome:
        return reverse(self.session, transaction=transaction, request=self.request(), **kw)

    def cancel(self, account: str, unit: str, quantity: int, **kw: Any) -> Outcome:
        return cancel(self.session, account=account, unit=unit, quantity=quantity, request=self.request(), **kw)

    def retire(self, code: str, unit: str, quantity: int, **kw: Any) -> Outcome:
        return retire(self.session, registry=code, unit=unit, quantity=quantity, request=self.request(), **kw)

    def report(self, account: str, year: int, verified: int | None) -> Outcome:
        return report_emissions(
            self.session,
            installation=self.installation_of[account],
            year=year,
            verified=verified,
            request=self.request(),
        )

    def step(self, code: str, kind: str, key: str, name: str, /, **values: Any) -> Outcome:
        """Take a step with the record of a Party, project, entity or notification, in the journal of a registry."""
        return self.session.one(TakeStep(code, kind, key, name, json.dumps(values), self.request()))

    def propose(self, kind: str, source: str, target: str, unit: str, quantity: Any, **kw: Any) -> Outcome:
        """Send a bare proposal down the one road."""
        dry_run = kw.pop("dry_run", False)
        request = kw.pop("request", None) or self.request()
        return self.session.one(Proposal(kind, source, target, unit, quantity, request, **kw), dry_run=dry_run)

    def inferred(self, *proposals: Proposal) -> list[Outcome]:
        """Send proposals as what an import had to infer: behind its mark, and marked as reconstructed."""
        home = (proposals[0].transferring or proposals[0].acquiring).partition("-")[0]
        mark = MarkImported(home, "record.csv", "a step", "0", self.request())
        rows = [each._replace(reconstructed=True) for each in proposals]
        marked, *outcomes = self.session.commit([mark, *rows])
        must(marked)
        return outcomes

    def commit(self, commands: list[AnyCommand], **kw: Any) -> list[Outcome]:
        return self.session.commit(commands, **kw)

    # ---- looking -------------------------------------------------------------------------------------

    def balance(self, account: str, unit: str) -> int:
        return self.store.balances(unit).get(account, 0)

    def blocks(self, account: str) -> list[Block]:
        """The account's blocks in the order of their serial numbers."""
        return sorted(block for owner, block in self.store.holdings() if owner == account)

    def ranges(self, account: str) -> list[tuple[int, int]]:
        """First and last serial number of each of the account's blocks."""
        return sorted((block.start, block.end) for block in self.blocks(account))

    def year(self, account: str, year: int) -> YearRecord:
        key = self.installation_of[account]
        found = [row for row in self.store.year_records() if (row.installation, row.year) == (key, year)]
        return found[0] if found else YearRecord(key, year)


def must(outcome: Outcome) -> str:
    """The reference of an accepted outcome; a refusal ends the test and says why."""
    assert outcome.accepted, "; ".join(map(str, outcome.refusals))
    return outcome.reference


def codes(outcome: Outcome) -> list[str]:
    """The codes of the refusals, in their order; none for a receipt."""
    return [refusal.code for refusal in outcome.refusals]


def state(store: Store) -> dict[str, list[Any]]:
    """Everything that the port shows of a store, to be compared with itself later."""
    return {
        "entries": list(store.entries()),
        "heads": sorted(store.heads().items()),
        "holdings": sorted(store.holdings()),
        "years": list(store.year_records()),
        "accounts": sorted(store.all_accounts(), key=lambda account: account.key),
        "installations": sorted(store.all_installations()),
        "totals": sorted(store.all_totals().items()),
        "records": list(store.all_records()),
    }


SCATTERED = (40, 10, 30, 20)
"""Sizes of the blocks that `scatter` makes, in the order of their serial numbers."""


def scatter(office: Office, account: str, unit: str = "EUA1", sizes: tuple[int, ...] = SCATTERED) -> None:
    """Give `account` one block of each size; between two of them lies a unit that the Party keeps."""
    party = office.registry(account.partition("-")[0])
    code = account.partition("-")[0]
    for size in sizes:
        start = office.store.heads()[code].next_serial
        must(office.issue(code, unit, size + 1))
        serials = ((code, start, start + size - 1),)
        must(office.propose("10-0", party, account, unit, size, serials=serials))
