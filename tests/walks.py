"""Random walks through the operations: the same seed takes the same steps on any store."""

from __future__ import annotations

from random import Random

from openets.ledger.transactions import Proposal
from openets.operations.acts import Act, Outcome
from openets.operations.issue import issuance
from openets.operations.transfer import transfer_type
from tests.desk import Office, must

UNITS = ("EUA1", "AAU", "EUA2")


class Walk:
    """Two registries and their accounts, in which anything may be tried."""

    def __init__(self, office: Office, seed: int, name: str = "walk") -> None:
        self.office = office
        self.name = name
        self.chance = Random(seed)
        self.operators = [office.operator(key) for key in ("AT_1", "AT_2", "DE_1")]
        self.parties = [office.registry("AT"), office.registry("DE")]
        self.people = [office.person("AT", "Trader"), office.person("DE", "Haendler")]
        for account in self.operators:
            must(office.plan(account, 2005, 5_000))
        self.surrenders: list[str] = []
        self.number = 0

    def batch(self, size: int) -> list[Outcome]:
        """Send a batch of random acts; some will be refused."""
        outcomes = self.office.commit([self.act() for _ in range(size)])
        self.surrenders += [row.reference for row in outcomes if row.accepted and ":10-2:" in row.request]
        return outcomes

    def act(self) -> Act:
        choose = self.chance.choice
        self.number += 1
        quantity = self.chance.choice((1, 5, 5, 10, 10, 50, self.chance.randrange(1, 400)))
        kind = choose(("issue", "transfer", "transfer", "transfer", "surrender", "allocate", "cancel", "retire"))
        request = f"{self.name}:{kind}:{self.number}"
        match kind:
            case "issue":
                return issuance(choose(("AT", "DE")), choose(UNITS), quantity * 10, request)
            case "transfer":
                places = [*self.operators, *self.parties, *self.people]
                source, target, unit = choose(places), choose(places), choose(UNITS)
                kind = transfer_type(source, target, unit)
                return Proposal(kind, source, target, unit, quantity, request)
            case "surrender":
                account = choose(self.operators)
                target = self.office.government(account[:2], "100-6")
                return Proposal("10-2", account, target, "EUA1", quantity, f"{self.name}:10-2:{self.number}", 2005)
            case "allocate":
                account = choose(self.operators)
                party = self.office.government(account[:2], "100")
                return Proposal("10-53", party, account, "EUA1", quantity, request, 2005)
            case "cancel":
                account, unit = choose([*self.operators, *self.people]), choose(UNITS)
                target = self.office.government(account[:2], "230")
                return Proposal("10-1" if unit == "EUA1" else "4-0", account, target, unit, quantity, request)
        code = choose(("AT", "DE"))
        source, target = self.office.government(code, "100-6"), self.office.government(code, "300")
        return Proposal("4-3", source, target, "EUA1", quantity, request)

    def reverse_one(self) -> Outcome | None:
        """Undo one of the surrenders, if there is one left."""
        if not self.surrenders:
            return None
        return self.office.reverse(self.surrenders.pop(self.chance.randrange(len(self.surrenders))))


def walk(office: Office, seed: int, batches: int, size: int, *, reversals: bool = True) -> list[Outcome]:
    """Everything that came of a random walk."""
    outcomes: list[Outcome] = []
    steps = Walk(office, seed)
    for _ in range(batches):
        outcomes += steps.batch(size)
        undone = steps.reverse_one() if reversals else None
        if undone is not None:
            outcomes.append(undone)
    return outcomes
