"""Random walks through the operations: the same seed takes the same steps on any store."""

from __future__ import annotations

import json
from random import Random

from openets.commands.units import issuance, transfer_type
from openets.engine.outcomes import Outcome
from openets.engine.steps import AnyCommand, TakeStep
from openets.kernel.units import NO_ELEMENTS, Elements
from openets.ledger.transactions import Proposal
from tests.european import ACTIVITIES, EU_ETS
from tests.session import Office, must
from tests.stories import BOILER, FOREST, GROVE, STOVE, WIND, a_treaty, the_period_ends

UNITS = ("EUA1", "AAU", "EUA2")
KYOTO = ("AAU", "RMU", "CER")


class Walk:
    """Two registries and their accounts, and the CDM's, in which anything may be tried."""

    verbs = ("issue", "transfer", "transfer", "transfer", "surrender", "allocate", "cancel", "retire", "kyoto", "kyoto")
    kyoto_verbs = ("issue", "move", "use", "convert")
    units: tuple[str, ...] = (*UNITS, "RMU", "CER")
    allowance, year = "EUA1", 2005
    """What is allocated and surrendered, and for which year."""

    def __init__(self, office: Office, seed: int, name: str = "walk", *, alike: bool = False) -> None:
        """With `alike` nothing is tried that makes units of one type in one account differ in period or expiry."""
        self.office = office
        self.name = name
        self.chance = Random(seed)
        self.alike = alike
        self.operators = [office.operator(key) for key in ("AT_1", "AT_2", "DE_1")]
        self.parties = [office.registry("AT"), office.registry("DE")]
        self.cdm = office.registry("CDM")
        self.people = [office.person("AT", "Trader"), office.person("DE", "Haendler")]
        for account in self.operators:
            must(office.plan(account, self.year, 5_000))
        self.surrenders: list[str] = []
        self.number = 0

    def batch(self, size: int) -> list[Outcome]:
        """Send a batch of random acts; some will be refused."""
        outcomes = self.office.commit([self.command() for _ in range(size)])
        self.surrenders += [row.reference for row in outcomes if row.accepted and ":10-2:" in row.request]
        return outcomes

    def command(self) -> AnyCommand:
        choose = self.chance.choice
        self.number += 1
        quantity = self.chance.choice((1, 5, 5, 10, 10, 50, self.chance.randrange(1, 400)))
        kind = choose(self.verbs)
        request = f"{self.name}:{kind}:{self.number}"
        match kind:
            case "issue":
                return issuance(EU_ETS, choose(("AT", "DE")), choose(UNITS), quantity * 10, request)
            case "transfer":
                places = [*self.operators, *self.parties, *self.people]
                source, target, unit = choose(places), choose(places), choose(self.units)
                kind = transfer_type(EU_ETS, source, target, unit)
                return Proposal(kind, source, target, unit, quantity, request)
            case "surrender":
                account = choose(self.operators)
                target = self.office.government(account[:2], "100-6")
                return Proposal(
                    "10-2", account, target, self.allowance, quantity, f"{self.name}:10-2:{self.number}", self.year
                )
            case "allocate":
                account = choose(self.operators)
                party = self.office.government(account[:2], "100")
                return Proposal("10-53", party, account, self.allowance, quantity, request, self.year)
            case "cancel":
                account, unit = choose([*self.operators, *self.people]), choose(self.units)
                target = self.office.government(account[:2], "230")
                return Proposal("10-1" if unit == "EUA1" else "4-0", account, target, unit, quantity, request)
            case "kyoto":
                return self.under_the_protocol(choose(self.kyoto_verbs), quantity, request)
        code = choose(("AT", "DE"))
        source, target = self.office.government(code, "100-6"), self.office.government(code, "300")
        return Proposal("4-3", source, target, self.allowance, quantity, request)

    def under_the_protocol(self, verb: str, quantity: int, request: str) -> AnyCommand:
        """Issue, move, use or convert Kyoto units."""
        choose = self.chance.choice
        party = choose(self.parties)
        match verb:
            case "issue":
                unit, target, elements = self.new_units(party)
                return Proposal("1-0", "", target, unit, quantity * 10, request, elements=elements)
            case "move":
                return Proposal("3-0", self.cdm, choose([*self.parties, *self.people]), "CER", quantity, request)
            case "use":
                kind, source = choose((("5-0", party), ("5-0", choose(self.people)), ("5-2", party), ("5-1", party)))
                target = self.office.government(source[:2], "300")
                return Proposal(kind, source, target, choose(self.units), quantity, request)
        kinds = [("10-62", "EUA2"), ("7-39", "AAU"), ("7-38", "CER"), ("7-38", "ERU"), ("7-38", "RMU")]
        kind, unit = choose(kinds[:1] if self.alike else kinds)
        return Proposal(kind, party, party, unit, quantity, request)

    def new_units(self, party: str) -> tuple[str, str, Elements]:
        """Units that a Party or the CDM registry may issue: type, account and what their serial numbers say."""
        unit = self.chance.choice(KYOTO)
        elements = Elements(activity=self.chance.choice([0, *ACTIVITIES])) if unit == "RMU" else NO_ELEMENTS
        return unit, self.cdm if unit == "CER" else party, elements

    def reverse_one(self) -> Outcome | None:
        """Undo one of the surrenders, if there is one left."""
        if not self.surrenders:
            return None
        return self.office.reverse(self.surrenders.pop(self.chance.randrange(len(self.surrenders))))


class TreatyWalk(Walk):
    """The same in the books of a treaty, where records of Parties and projects set limits.

    In half of all walks Austria's period is over, and it may carry over. Germany's is never decided.
    """

    verbs = (*Walk.verbs, *["kyoto"] * 6, "step")
    kyoto_verbs = (*Walk.kyoto_verbs, "move", "use", "joint", "expiry", "replace", "comply", "share")
    units = (*Walk.units, "ERU", "tCER", "lCER")
    allowance, year = "EUA2", 2009

    def __init__(self, office: Office, seed: int, name: str = "treaty", *, alike: bool = False) -> None:
        a_treaty(office)
        super().__init__(office, seed, name, alike=alike)
        for code, quantity in (("AT", 8_000), ("DE", 7_900)):
            must(office.issue(code, "AAU", quantity))
        for number, (code, kind) in enumerate((("AT", "tCER"), ("AT", "lCER"), ("DE", "tCER")), start=1):
            told = {"code": 3, "party": code, "unit": kind, "quantity": 60, "deadline": "2020-12-31"}
            must(office.step(code, "notice", f"ITL{number}", "issue", **told))
        must(office.step("AT", "notice", "ITL9", "issue", code=1, party="AT", quantity=40, activity="D"))
        for unit, elements in (("CER", WIND), ("tCER", FOREST), ("lCER", GROVE)):
            must(office.propose("1-0", "", self.cdm, unit, 500, elements=elements))
        if self.chance.random() < 0.5:
            the_period_ends(office, "AT", 1_000)

    def command(self) -> AnyCommand:
        command = super().command()
        if ":step:" not in command.request:
            return command
        name = self.chance.choice(("suspend", "reinstate", "inventory"))
        year = self.chance.choice((2007, 2008))
        told = {"reason": "As drawn."} if name == "suspend" else {"year": year, "tonnes": 900}
        return TakeStep("DE", "party", "DE", name, json.dumps({} if name == "reinstate" else told), command.request)

    def under_the_protocol(self, verb: str, quantity: int, request: str) -> AnyCommand:
        choose = self.chance.choice
        party = choose(self.parties)
        match verb:
            case "move":
                unit = choose(("CER", "tCER", "lCER"))
                return Proposal("3-0", self.cdm, choose([*self.parties, *self.people]), unit, quantity, request)
            case "use" if self.chance.random() < 0.7:
                target = self.office.government(party[:2], "300")
                return Proposal("5-0", party, target, choose(("tCER", "lCER", "AAU", "CER")), quantity, request)
            case "share":
                fund = self.office.government("CDM", "proceeds")
                return Proposal("10-0", self.cdm, fund, choose(("CER", "tCER")), choose((1, 10, 20)), request)
            case "joint":
                unit = choose(("AAU", "AAU", "RMU"))
                return Proposal("2-0", party, party, unit, quantity, request, elements=BOILER)
            case "expiry":
                elements = Elements(expiry=choose(("2020-12-31",) if self.alike else ("2021-06-30", "2030-12-31")))
                return Proposal("8-0", party, party, choose(("tCER", "lCER")), quantity, request, elements=elements)
            case "replace":
                return self.replacement(party, quantity, request)
            case "comply":
                target = self.office.government(party[:2], choose(("210", "220", "250")))
                notice = choose(("", "ITL9"))
                return Proposal("4-0", party, target, choose(KYOTO), quantity, request, notice=notice)
        return super().under_the_protocol(verb, quantity, request)

    def replacement(self, party: str, quantity: int, request: str) -> Proposal:
        """Units put in the place of tCERs or lCERs that the Party has retired, or of some that it has not."""
        kind, start = self.chance.choice((("411", 501), ("421", 1_001)))
        target = self.office.government(party[:2], kind)
        retired = self.office.blocks(self.office.government(party[:2], "300"))
        expiring = [block for block in retired if block.series.expiry]
        if expiring and self.chance.random() < 0.8:
            block = self.chance.choice(expiring)
            kind, start = "421" if block.series.unit == "lCER" else "411", block.start
            target, quantity = self.office.government(party[:2], kind), min(quantity, block.quantity)
        named = (("CDM", start, start + quantity - 1),)
        fitting = {"AT411": "ITL1", "AT421": "ITL2", "DE411": "ITL3"}.get(f"{party[:2]}{kind}", "")
        notice = self.chance.choice((fitting, fitting, "ITL1", ""))
        unit = self.chance.choice(("AAU", "CER", "tCER", "lCER"))
        return Proposal("6-0", party, target, unit, quantity, request, replaces=named, notice=notice)

    def new_units(self, party: str) -> tuple[str, str, Elements]:
        drawn = self.chance.choice(("AAU", "RMU", "CER", "tCER", "lCER", "any"))
        if drawn == "any":
            return super().new_units(party)
        if drawn in ("AAU", "RMU"):
            return drawn, party, Elements(activity=2) if drawn == "RMU" else NO_ELEMENTS
        return drawn, self.cdm, {"CER": WIND, "tCER": FOREST, "lCER": GROVE, "VER": STOVE}[drawn]


def walk(office: Office, seed: int, batches: int, size: int, *, reversals: bool = True) -> list[Outcome]:
    """Everything that came of a random walk."""
    return _walked(Walk(office, seed), batches, size, reversals)


def treaty_walk(office: Office, seed: int, batches: int, size: int, *, reversals: bool = True) -> list[Outcome]:
    """Everything that came of a random walk in the books of a treaty."""
    return _walked(TreatyWalk(office, seed), batches, size, reversals)


def _walked(steps: Walk, batches: int, size: int, reversals: bool) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for _ in range(batches):
        outcomes += steps.batch(size)
        undone = steps.reverse_one() if reversals else None
        if undone is not None:
            outcomes.append(undone)
    return outcomes
