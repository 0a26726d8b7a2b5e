"""A commitment period from initial report to true-up, played by seven Parties in a few dozen steps.

Everything here is invented and says so: the Parties are real, their figures and what they do are not. The steps
take the real road, so that whoever reads the books afterwards sees what the log let pass and what it refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from importlib.resources import files
from typing import Any, NamedTuple

from openets.commands.notices import steps as notice_steps
from openets.commands.open_account import open_registry
from openets.commands.parties import steps as party_steps
from openets.commands.projects import entities, issue
from openets.commands.projects import steps as project_steps
from openets.commands.projects.design import design
from openets.engine.outcomes import Outcome
from openets.engine.session import Session
from openets.kernel.clock import midday
from openets.kernel.refusals import Fault
from openets.kernel.units import Elements
from openets.laws.law import Law
from openets.ledger.accounts import PROCEEDS
from openets.ledger.transactions import Proposal

_TABLES: dict[str, dict[str, Any]] = tomllib.loads((files(__package__) / "commitment_period.toml").read_text("utf-8"))
BASE_YEARS: dict[str, int] = _TABLES["base_years"]
"""Base-year emissions in tonnes."""
YEARLY: dict[str, int] = _TABLES["yearly"]
"""Emissions of each year 2008-2012, tonnes."""
PROJECTS = _TABLES["projects"]
"""Design documents."""

FAILING = "NZ"
"""The Party that buys too little and too late."""


class Event(NamedTuple):
    """A step of the story: when, what, and what came of it."""

    day: date
    what: str
    reference: str
    refused: tuple[str, ...]


class Story:
    """The books in which the story is written, and what has happened so far."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.day = date(2006, 12, 1)
        self.events: list[Event] = []

    def on(self, day: str) -> Story:
        """From now on it is noon of `day`. Raises `Fault` where the story would go back in time."""
        if date.fromisoformat(day) < self.day:
            raise Fault(f"the story goes back from {self.day} to {day}")
        self.day = date.fromisoformat(day)
        self.session = self.session.at(midday(self.day))
        return self

    def account(self, registry: str, type: str) -> str:
        """A standing account of a registry."""
        return self.session.law.terms.standing_account(registry, type)

    def holding(self, registry: str) -> str:
        """The account into which a registry issues: a Party's holding account, the CDM's pending account."""
        return self.account(registry, self.session.law.terms.registries[registry].opens[0])

    def request(self) -> str:
        return f"story:{len(self.events) + 1}"

    def do(
        self, what: str, command: Callable[..., Outcome], *given: Any, refused: tuple[str, ...] = (), **more: Any
    ) -> Outcome:
        """Give a command, as `commands` declares it; `refused` names the codes with which the log must say no."""
        return self.tell(what, command(self.session, *given, request=self.request(), **more), refused)

    def tell(self, what: str, outcome: Outcome, refused: tuple[str, ...] = ()) -> Outcome:
        """Keep what happened. Raises `Fault` where it is not what the story is about."""
        codes = tuple(refusal.code for refusal in outcome.refusals)
        if codes != refused:
            raise Fault(f"the story does not go on: {what}: {'; '.join(map(str, outcome.refusals)) or 'it passed'}")
        self.events.append(Event(self.day, what, outcome.reference, codes))
        return outcome

    def move(self, what: str, type: str, source: str, target: str, unit: str, quantity: int, **more: Any) -> Outcome:
        """Propose a transaction. A registry's code stands for the account into which it issues."""
        refused = more.pop("refused", ())
        known = self.session.law.terms.registries
        source, target = (self.holding(each) if each in known else each for each in (source, target))
        proposal = Proposal(type, source, target, unit, quantity, self.request(), **more)
        return self.tell(what, self.session.one(proposal), refused)


def play(session: Session) -> Iterator[Event]:
    """Play the whole period; each step as it has happened."""
    story = Story(session)
    scenes: tuple[Callable[[Story], None], ...] = (
        _begin,
        _issue_assigned_amounts,
        _accredit,
        _register_projects,
        partial(_report, year=2008),
        _verify_projects,
        _issue_credits,
        _trade,
        _breach_and_mend_the_reserve,
        _removals,
        *(partial(_report, year=year) for year in (2009, 2010, 2011, 2012)),
        _replace_what_expires,
        _true_up,
        _decide,
        _carry_over,
    )
    for scene in scenes:
        told = len(story.events)
        scene(story)
        yield from story.events[told:]


# ---- beginning -----------------------------------------------------------------------------------


def _begin(story: Story) -> None:
    story.on("2006-12-01")
    for code in (*BASE_YEARS, "CDM"):
        for outcome in open_registry(story.session, code, request=f"story:open:{code}"):
            if not outcome.accepted:
                raise Fault(f"registry {code} does not open: {outcome.refusals}")
    for code, tonnes in BASE_YEARS.items():
        what = f"{code} submits its initial report: {tonnes:,} t in its base year"
        report = party_steps.InitialReport(tonnes, synthetic=True)
        story.do(what, party_steps.initial_report, party=code, report=report)
    story.on("2007-11-30")
    for code in BASE_YEARS:
        amount = assigned_amount(story.session.law, code)
        what = f"the review fixes the assigned amount of {code}: {amount:,}"
        story.do(what, party_steps.review, party=code, assigned_amount=amount)


def assigned_amount(law: Law, code: str) -> int:
    """Base year × per cent × 5, as the initial review left it."""
    return int(Decimal(BASE_YEARS[code]) * law.required_protocol.targets[code].percent / 100 * 5)


def _issue_assigned_amounts(story: Story) -> None:
    story.on("2008-01-02")
    for code in BASE_YEARS:
        amount = assigned_amount(story.session.law, code)
        story.move(f"{code} issues its assigned amount", "1-0", "", code, "AAU", amount)
    story.move("one more AAU is one too many", "1-0", "", "ES", "AAU", 1, refused=("5008",))
    what = "UA may not sell before it is eligible, sixteen months after its initial report"
    refused = ("P-5101", "P-5102")
    story.move(what, "3-0", "UA", "ES", "AAU", 1_000_000, refused=refused)


# ---- projects ------------------------------------------------------------------------------------


def _accredit(story: Story) -> None:
    story.on("2008-01-03")
    for key, name in (("FIRST", "First Verifiers"), ("SECOND", "Second Verifiers")):
        said = entities.Accreditation(f"{name} (invented)", ["CDM", "JI"], [1, 13, 14], synthetic=True)
        story.do(f"{name} are accredited", entities.accredit, entity=key, accreditation=said)


def _register(story: Story, project: str, parties: dict[str, bool], *, validated: bool = True) -> None:
    """From the design document to registration; `parties` approve, a host saying whether it helps it to develop."""
    document = {"synthetic": True, "participants": ["Invented Ltd"], **PROJECTS[project]}
    mechanism, steps = document.pop("mechanism"), project_steps
    what = f"{project} ({mechanism}): {document['title']}"
    story.do(what, design, project=project, mechanism=mechanism, document=document)
    why: dict[str, Any] = {"grounds": ["investment"], "argument": "Without credits it does not pay."}
    story.do(f"{project} says why it is additional", steps.additionality, project=project, **why)
    if validated:
        story.do(f"First Verifiers validate {project}", steps.validate, project=project, entity="FIRST")
    for party, sustainable in parties.items():
        story.do(f"{party} approves {project}", steps.approve, project=project, party=party, sustainable=sustainable)
    story.do(f"{project} is registered", steps.register, project=project)


def _register_projects(story: Story) -> None:
    story.on("2008-06-02")
    _register(story, "CN1001", {"CN": True, "JP": False})
    _register(story, "BR2001", {"BR": True, "ES": False})
    _register(story, "RO3001", {"RO": False, "CH": False}, validated=False)
    _register(story, "UA4001", {"UA": False, "JP": False})


def _verify_projects(story: Story) -> None:
    """Monitoring of 2009, its verification by whoever did not validate, and the request for units."""
    story.on("2010-11-02")
    for project, monitored in (("CN1001", 100_000), ("BR2001", 300_000), ("RO3001", 500_000), ("UA4001", 200_000)):
        baseline = PROJECTS[project]["baseline"]
        report = project_steps.Monitoring(date(2009, 1, 1), date(2009, 12, 31), baseline, monitored)
        story.do(f"{project} reports on 2009", project_steps.monitor, project=project, report=report)
    story.on("2010-12-01")
    for project in PROJECTS:
        who, entity = ("RO itself verifies", "") if project == "RO3001" else ("Second Verifiers verify", "SECOND")
        story.do(f"{who} {project}", project_steps.verify, project=project, period=1, entity=entity)
        story.do(f"{project} asks for its units", project_steps.request_issuance, project=project, period=1)


def _issue_credits(story: Story) -> None:
    story.on("2011-01-05")
    pending, fund = story.holding("CDM"), story.account("CDM", PROCEEDS)
    story.do("the Executive Board issues 1,900,000 CERs to the wind farm", issue.issue, project="CN1001")
    what = "nothing leaves the CDM registry before the Adaptation Fund has its 2 per cent"
    story.move(what, "3-0", pending, "JP", "CER", 1000, refused=("P-5020",))
    story.move("the Adaptation Fund gets 38,000 CERs", "10-0", pending, fund, "CER", 38_000)
    story.move("the rest goes to JP", "3-0", pending, "JP", "CER", 1_862_000)
    story.do("and 300,000 tCERs to the forest, which last for a time only", issue.issue, project="BR2001")
    story.move("the Adaptation Fund gets its share", "10-0", pending, fund, "tCER", 6_000)
    story.move("the rest goes to ES", "3-0", pending, "ES", "tCER", 294_000)
    story.do("RO converts 400,000 AAUs into ERUs, their serial numbers kept", issue.issue, project="RO3001")
    story.move("RO transfers the ERUs to CH", "3-0", "RO", "CH", "ERU", 400_000)
    story.do("UA converts 500,000 AAUs into ERUs", issue.issue, project="UA4001")
    same, elements = story.holding("UA"), Elements(project="UA4001", track=2)
    what = "more than was verified is not converted"
    story.move(what, "2-0", same, same, "AAU", 1, elements=elements, refused=("P-5018",))
    story.move("UA transfers the ERUs to JP", "3-0", "UA", "JP", "ERU", 500_000)


# ---- inventories and trade -----------------------------------------------------------------------


def _report(story: Story, year: int) -> None:
    """Every Party's inventory of a year, and its review half a year later."""
    story.on(f"{year + 2}-04-15")
    for code, tonnes in YEARLY.items():
        story.do(f"{code}: {tonnes:,} t in {year}", party_steps.inventory, party=code, year=year, tonnes=tonnes)
    story.on(f"{year + 2}-10-15")
    for code, tonnes in YEARLY.items():
        what = f"the review leaves {code} with {tonnes:,} t for {year}"
        story.do(what, party_steps.review_inventory, party=code, year=year, tonnes=tonnes)


def _trade(story: Story) -> None:
    story.on("2011-01-10")
    story.move("JP buys from UA", "3-0", "UA", "JP", "AAU", 150_000_000)
    story.move("ES buys from UA", "3-0", "UA", "ES", "AAU", 40_000_000)
    story.move("NO buys from RO", "3-0", "RO", "NO", "AAU", 3_000_000)
    story.move("CH buys from UA", "3-0", "UA", "CH", "AAU", 6_000_000)
    what = "NO may not sell most of what it has: its reserve"
    story.move(what, "3-0", "NO", "CH", "AAU", 40_000_000, refused=("P-5103",))


def _breach_and_mend_the_reserve(story: Story) -> None:
    """A review finds more emissions than the Party thought: what it has sold is missing from its reserve."""
    story.on("2011-01-20")
    spare = assigned_amount(story.session.law, "RO") - 3_000_000 - 400_000 - 5 * YEARLY["RO"]
    story.move("RO sells all that its reserve lets go", "3-0", "RO", "ES", "AAU", spare)
    story.move("and not one more", "3-0", "RO", "ES", "AAU", 1, refused=("P-5103",))
    story.on("2011-02-01")
    what = "a later review finds 2,000,000 t more in RO's inventory of 2008"
    story.do(what, party_steps.review_inventory, party="RO", year=2008, tonnes=YEARLY["RO"] + 2_000_000)
    said = notice_steps.Notification("RO", 7, note="Ten million units are missing.")
    story.do("the log notifies RO that its reserve is broken", notice_steps.issue, said)
    notice = _key_of_last_notice(story)
    story.do("which nobody may call mended before it is", notice_steps.complete, key=notice, refused=("P-7313",))
    story.on("2011-02-20")
    story.move("RO buys back from UA", "3-0", "UA", "RO", "AAU", 10_000_000)
    story.do("RO's reserve is there again", notice_steps.complete, key=notice)


def _removals(story: Story) -> None:
    story.on("2011-03-01")
    story.do(
        "JP counts its new forests, 60,000,000 t at most", party_steps.elect, party="JP", activity="AR", cap=60_000_000
    )
    elements = Elements(activity=1)
    story.move("JP issues removal units", "1-0", "", "JP", "RMU", 55_000_000, elements=elements)
    what = "and not beyond what its forests took up"
    story.move(what, "1-0", "", "JP", "RMU", 5_000_001, elements=elements, refused=("P-5009",))


def _replace_what_expires(story: Story) -> None:
    """tCERs that were used must be replaced before they expire."""
    story.on("2014-11-01")
    retired = story.account("ES", "300")
    story.move("ES retires its tCERs", "5-0", "ES", retired, "tCER", 294_000)
    [block] = [
        block for owner, block in story.session.store.holdings() if owner == retired and block.series.unit == "tCER"
    ]
    expiry = date.fromisoformat(block.series.expiry)
    notice = notice_steps.Notification("ES", 3, unit="tCER", project="BR2001", quantity=294_000, deadline=expiry)
    story.do("the log notifies ES that its tCERs will expire", notice_steps.issue, notice)
    replaced = (block.series.origin, block.start, block.end)
    key, target = _key_of_last_notice(story), story.account("ES", "411")
    story.move("ES replaces them by AAUs", "6-0", "ES", target, "AAU", 294_000, replaces=(replaced,), notice=key)


def _key_of_last_notice(story: Story) -> str:
    return max(record.key for record in story.session.store.all_records("notice"))


# ---- the end -------------------------------------------------------------------------------------


def _true_up(story: Story) -> None:
    story.on("2014-12-01")
    for code in BASE_YEARS:
        story.do(
            f"the expert review of {code} is completed: a hundred days begin", party_steps.final_review, party=code
        )
    story.on("2015-02-15")
    story.move("NZ buys a little from UA", "3-0", "UA", "NZ", "AAU", 5_000_000)
    for code, yearly in YEARLY.items():
        # RO's 2008 was reviewed again
        _retire(story, code, 5 * yearly + (2_000_000 if code == "RO" else 0))
    story.on("2015-03-12")
    for code in BASE_YEARS:
        story.do(f"{code} submits its true-up report", party_steps.true_up, party=code)


def _retire(story: Story, code: str, owed: int) -> None:
    """Retire what covers the emissions, credits and removals first; what there is, where that is too little."""
    balances = {unit: story.session.store.balances(unit) for unit in ("CER", "ERU", "RMU", "AAU")}
    left = owed - story.session.store.balances("tCER").get(story.account(code, "300"), 0)
    for unit in ("RMU", "ERU", "CER", "AAU"):
        there = balances[unit].get(story.holding(code), 0)
        keep = min(there, 1_000_000) if (code, unit) == ("JP", "CER") else 0
        quantity = min(there - keep, left)
        if quantity > 0:
            target = story.account(code, "300")
            story.move(f"{code} retires {quantity:,} {unit}", "5-0", code, target, unit, quantity)
            left -= quantity


def _decide(story: Story) -> None:
    story.on("2015-08-01")
    for code in BASE_YEARS:
        plan = "It will buy in time, and cut its emissions from cattle." if code == FAILING else ""
        words = "owes what is missing, times 1.3, and is suspended" if code == FAILING else "has met its commitment"
        story.do(f"{code} {words}", party_steps.decide, party=code, plan=plan)
    story.on("2015-08-02")
    what = "NZ may not even buy until it is reinstated"
    story.move(what, "3-0", "UA", "NZ", "AAU", 1, refused=("P-5102",))


def _carry_over(story: Story) -> None:
    story.on("2015-09-01")
    same = story.holding("JP")
    story.move("JP carries CERs over, within its limit", "7-38", same, same, "CER", 1_000_000)
    story.move("RMUs never", "7-38", same, same, "RMU", 1, refused=("P-5301", "P-5302", "7027"))
    same = story.holding("UA")
    left = story.session.store.balances("AAU").get(same, 0)
    story.move("UA carries over what is left", "7-39", same, same, "AAU", left)
    what = "and may not retire it for a period that is over"
    story.move(what, "5-0", same, story.account("UA", "300"), "AAU", 1, refused=("P-3026", "P-3003"))
