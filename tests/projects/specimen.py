"""A wind farm in China, a Czech boiler house, a Ugandan forest: projects in order, to be spoilt in one place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from openets.checks.check import CHECKS, Finding, refuse
from openets.kernel.refusals import Refusal, Refused
from openets.laws.reading import read_law
from openets.ledger.records import Body
from openets.projects import entities, steps
from openets.projects.entities import Entity, Spell
from openets.projects.facts import CycleFacts, Evidence, HostEligibility
from openets.projects.law import cycles
from openets.projects.project import Approval, Crediting, Opinion, Period, Project
from openets.projects.taking import ELIGIBILITY
from openets.records.bodies import body_of, record_from
from openets.records.steps import Step, advance

LAW = read_law("eu_ets")
"""The law of the books; its protocol has the cycles."""

ELIGIBLE = HostEligibility(known=True, full=True, basic=True)
SUSPENDED = HostEligibility(known=True, full=False, basic=True, why=("The enforcement branch suspended it.",))
INELIGIBLE = HostEligibility(known=True, full=False, basic=False, why=("It has no registry.",))

DNV = Entity("DNV", "Det Norske Veritas", "NO", "accredited", ("CDM", "JI"), ("validation", "verification"), (1, 14))
DNV = replace(DNV, spells=(Spell(date(2005, 1, 1)),))
SGS = replace(DNV, key="SGS", name="SGS United Kingdom", country="GB")

YEARS = tuple(range(2008, 2015))
FARM = Project(
    key="CN1234",
    mechanism="CDM",
    state="registered",
    title="Zhangbei wind farm",
    host="CN",
    parties=("ES",),
    participants=("Zhangbei Wind Power Ltd",),
    methodologies=("ACM0002",),
    scopes=(1,),
    technology="wind",
    kilowatts=49_500,
    unit="CER",
    crediting=Crediting("renewable", date(2008, 1, 1), date(2014, 12, 31)),
    baseline=tuple((year, 120_000) for year in YEARS),
    expected=tuple((year, 100_000) for year in YEARS),
    grounds=("investment",),
    argument="The return is below the sector's benchmark.",
    opinions=(Opinion("DNV", date(2007, 10, 1), True, 0),),
    approvals=(Approval("CN", date(2007, 9, 1), True), Approval("ES", date(2007, 9, 15))),
    registered=date(2007, 12, 1),
)
"""Registered at the end of 2007, credited from 2008, nothing monitored yet."""

BOILER = replace(
    FARM,
    key="CZ77",
    mechanism="JI track 1",
    title="Fuel switch of a boiler house",
    host="CZ",
    parties=("DK",),
    technology="fuel switch",
    kilowatts=0,
    unit="ERU",
    crediting=Crediting("fixed", date(2008, 1, 1), date(2012, 12, 31)),
    baseline=tuple((year, 50_000) for year in range(2008, 2013)),
    expected=tuple((year, 20_000) for year in range(2008, 2013)),
    approvals=(Approval("CZ", date(2007, 9, 1)), Approval("DK", date(2007, 9, 15))),
    opinions=(),
)

FOREST = replace(
    FARM,
    key="UG5",
    title="Nile basin reforestation",
    host="UG",
    parties=("IT",),
    methodologies=("AR-AM0001",),
    scopes=(14,),
    technology="land use",
    kilowatts=0,
    activity=1,
    unit="tCER",
    crediting=Crediting("renewable", date(2008, 1, 1), date(2027, 12, 31)),
    baseline=tuple((year, 0) for year in range(2008, 2028)),
    expected=tuple((year, 15_000) for year in range(2008, 2028)),
    approvals=(Approval("UG", date(2007, 9, 1), True), Approval("IT", date(2007, 9, 15))),
)

FIRST_YEAR = Period(
    1,
    date(2008, 1, 1),
    date(2008, 12, 31),
    baseline=118_000,
    monitored=10_000,
    leakage=3_000,
    reductions=105_000,
    reported=date(2009, 2, 1),
)
VERIFIED = replace(FIRST_YEAR, state="verified", verifier="SGS", verified=date(2009, 3, 1), certified=105_000)
REQUESTED = replace(VERIFIED, state="requested", requested=105_000, requested_on=date(2009, 4, 1))
ISSUED = replace(REQUESTED, state="issued", issued=105_000)


CANCELLED = Evidence("4-0", "EUA2", 10, date(2009, 4, 1), "CZ", "120", "CZ_55", "230", ("",))
"""Ten allowances that the operator of CZ_55 has cancelled."""

MADE_GOOD = Evidence("6-0", "AAU", 10, date(2009, 4, 1), "IT", "100", "", "422", ("",), "ITL7", 4, "UG5")
"""Ten AAUs with which Italy replaced lCERs of the forest, as notification ITL7 asked."""


def with_periods(project: Project, *periods: Period) -> Project:
    return replace(project, periods=periods)


def case(step: str, then: Project = FARM, now: Project | str | None = "", **facts: Any) -> CycleFacts:
    """A case of a step on 1 May 2009; `now` is the project before, as `then` where it is not given."""
    row = cycles(LAW)[then.mechanism].steps[step]
    before = then if isinstance(now, str) else now
    known: dict[str, Any] = {"on": date(2009, 5, 1), "dated": date(2009, 5, 1), "host": ELIGIBLE, **facts}
    return CycleFacts(LAW, then.key, row, before, then, **known)


def refusal(finding: Finding[Any], spoilt: Any) -> Refusal:
    """The refusal with which a rule answers a case that must not pass."""
    detail = finding(spoilt)
    assert detail is not None, f"{finding.__name__} let it pass"
    return refuse(CHECKS[finding.__name__], detail)


def refuses(finding: Finding[Any], spoilt: Any, code: str, *culprits: str) -> None:
    """Insist that a rule refuses a case with this code and names each culprit."""
    found = refusal(finding, spoilt)
    assert found.code == code
    for culprit in culprits:
        assert culprit in found.detail, found.detail


def passes(finding: Finding[Any], sound: Any) -> None:
    """Insist that a rule has nothing against a case."""
    assert finding(sound) is None


WIND_FARM: dict[str, Any] = {
    "mechanism": "CDM",
    "title": "Zhangbei wind farm",
    "parties": ["ES"],
    "participants": ["Zhangbei Wind Power Ltd"],
    "methodologies": ["ACM0002"],
    "scopes": [1],
    "technology": "wind",
    "kilowatts": 49_500,
    "first_day": "2008-01-01",
    "baseline": 120_000,
    "expected": 100_000,
}
"""The design document of `FARM`, as values of the step."""

BOILER_HOUSE = {
    **WIND_FARM,
    "mechanism": "JI track 1",
    "title": "Fuel switch of a boiler house",
    "parties": ["DK"],
    "technology": "fuel switch",
    "kilowatts": 0,
    "baseline": 50_000,
    "expected": 20_000,
}

PLANTATION = {
    **WIND_FARM,
    "title": "Nile basin reforestation",
    "parties": ["IT"],
    "methodologies": ["AR-AM0001"],
    "scopes": [14],
    "technology": "land use",
    "kilowatts": 0,
    "activity": 1,
    "unit": "tCER",
    "baseline": 0,
    "expected": 15_000,
}


class Tale:
    """A project whose steps are told one after the other, with the entities that judge it."""

    def __init__(self, key: str, host: HostEligibility | None = ELIGIBLE) -> None:
        self.key = key
        self.host = host
        self.body: Body | None = None
        self.entities: dict[str, Body] = {}
        self.evidence: dict[str, Body] = {}
        """Transactions that steps may name, as the books show them."""
        for name in ("DNV", "SGS"):
            values = {"name": name, "mechanisms": ["CDM", "JI", "VER"], "scopes": [1, 4, 14]}
            self.entities[name] = advance(
                entities.KIND, Step(name, "accredit", values, None, {}, date(2005, 1, 1), "panel", LAW)
            )

    @property
    def project(self) -> Project:
        assert self.body is not None
        return record_from(Project, self.body)

    def take(self, name: str, on: str, /, **values: Any) -> Project:
        """Take a step; what it makes of the project."""
        others = {("entity", key): body for key, body in self.entities.items()}
        others |= {("transaction", key): body for key, body in self.evidence.items()}
        if self.host is not None:
            others[ELIGIBILITY, self.key[:2]] = body_of(self.host)
        step = Step(self.key, name, values, self.body, others, date.fromisoformat(on), "tester", LAW)
        self.body = advance(steps.KIND, step)
        return self.project

    def refused(self, name: str, on: str, /, **values: Any) -> list[str]:
        """The names of the rules that refuse a step; the project stays as it is."""
        before = self.body
        try:
            self.take(name, on, **values)
        except Refused as refused:
            assert self.body == before
            return [refusal.name for refusal in refused.refusals]
        raise AssertionError(f"'{name}' was let through")

    def books_show(self, reference: str, quantity: int, evidence: Evidence, **changes: Any) -> None:
        """A completed transaction: `evidence`, but of so many units."""
        body = {**body_of(evidence), "quantity": quantity, **changes}
        del body["counted"]
        self.evidence[reference] = body

    def registered(self, design: dict[str, Any] = WIND_FARM, **changes: Any) -> Project:
        """From the design document to the registration, everything in order."""
        values = {**design, **changes}
        self.take("design", "2007-06-01", **values)
        self.take("state additionality", "2007-06-15", grounds=["investment"], argument="It does not pay.")
        if values["mechanism"] != "VER":
            self.take("approve", "2007-07-01", party=self.key[:2], sustainable=True)
            for party in values["parties"]:
                self.take("approve", "2007-07-15", party=party)
        if values["mechanism"] != "JI track 1":
            self.take("validate", "2007-08-01", entity="DNV")
        return self.take("register", "2007-12-01")

    def certified(self, year: int = 2008, reductions: int = 105_000, entity: str = "SGS") -> Project:
        """A year monitored and verified early in the next."""
        known = dict(self.project.baseline)[year]
        report = {"first_day": f"{year}-01-01", "last_day": f"{year}-12-31", "baseline": known}
        after = f"{year + 1}"
        self.take("monitor", f"{after}-02-01", **report, monitored=known - reductions)
        number = self.project.periods[-1].number
        return self.take("verify", f"{after}-03-01", period=number, entity=entity)

    def issue(self, on: str, quantity: int, transaction: str, /) -> Project:
        return self.take("issued", on, quantity=quantity, transaction=transaction)
