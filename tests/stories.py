"""Stories for tests that look at books as a whole: a year with every kind of entry, and a treaty with its Parties."""

from __future__ import annotations

from typing import Any

from openets.commands.parties import InitialReport, initial_report, retired
from openets.engine.kinds.official import EnterOfficial
from openets.kernel.units import Elements
from tests.projects.specimen import BOILER_HOUSE, PLANTATION, WIND_FARM
from tests.session import Office, codes, must


def a_year_with_everything(office: Office) -> tuple[str, str]:
    """Two registries, a conversion, transfers within and between them, a year settled; some refusals.

    Returns the two operators' accounts.
    """
    plant, works = office.operator("AT_1"), office.operator("DE_1")
    party = office.registry("AT")
    must(office.issue("AT", "EUA1", 10_000))
    must(office.issue("DE", "EUA1", 10_000))
    must(office.plan(plant, 2005, 6_000, free=5_500))
    must(office.plan(works, 2005, 4_000))
    must(office.allocate(plant, "EUA1", 6_000, 2005))
    must(office.allocate(works, "EUA1", 4_000, 2005))
    must(office.transfer(plant, works, "EUA1", 1_500))
    must(office.transfer(works, plant, "EUA1", 700))
    assert codes(office.transfer(plant, works, "EUA1", 99_999)) == ["7027"]
    must(office.report(plant, 2005, 5_000))
    must(office.report(works, 2005, None))
    assert codes(office.transfer(works, plant, "EUA1", 1)) == ["7025"]
    mistaken = must(office.surrender(plant, "EUA1", 5_100, 2005))
    must(office.reverse(mistaken))
    must(office.surrender(plant, "EUA1", 5_000, 2005))
    must(office.surrender(works, "EUA1", 4_000, 2005))
    official = EnterOfficial("AT", 2005, (("AT_1", "A"),), "letters")
    must(office.commit([official])[0])
    must(office.cancel(plant, "EUA1", 100))
    must(office.retire("AT", "EUA1", 5_000))
    office.party("AT", FM=70)
    office.party("DE")
    must(office.issue("AT", "AAU", 900))
    must(office.issue("AT", "EUA2", 400))
    must(office.transfer(party, office.registry("DE"), "AAU", 100))
    must(office.issue("DE", "AAU", 50))
    office.on("2012-06-01")
    must(office.propose("10-41", party, office.government("AT", "230"), "EUA2", 30))
    must(office.propose("1-0", "", party, "RMU", 70, elements=Elements(activity=3)))
    must(office.step("AT", "entity", "TUEV", "accredit", name="TÜV Süd", mechanisms=["CDM"], scopes=[1]))
    return plant, works


BASE_YEAR = 2_000
"""Tonnes that each Party of the treaty emitted in its base year: a country small enough to reckon with by heart."""

PERCENT = {"AT": 87, "DE": 79, "FR": 100}
WIND, BOILER, STOVE = Elements(project="CN1234"), Elements(project="AT3", track=1), Elements(project="AT4")
FOREST, GROVE = Elements(1, "UG5", 0, "2020-12-31"), Elements(1, "UG6", 0, "2027-12-31")
"""What serial numbers say of the units of each project: a wind farm, a boiler house, stoves, two forests."""

REDUCTIONS = 1_000
"""Tonnes that each project reduced in 2008."""


def a_treaty(office: Office) -> None:
    """Three Parties, of which France is suspended, and five projects that may have units issued, on 1 June 2009.

    Austria may issue 8,700 AAUs and must keep 7,830; it may issue 50 RMUs of deforestation and none of afforestation,
    use 100 tCERs and lCERs, and carry over 217 CERs.
    """
    office.on("2006-12-28")
    for code in (*PERCENT, "CDM"):
        office.registry(code)
    for code in PERCENT:
        report = InitialReport(BASE_YEAR)
        must(initial_report(office.session, party=code, report=report, request=office.request(), on=None))
    office.on("2007-12-10")
    for code, percent in PERCENT.items():
        must(office.step(code, "party", code, "initial review", assigned_amount=BASE_YEAR * percent // 100 * 5))
    must(office.step("AT", "party", "AT", "elect activity", activity="D", cap=50))
    must(office.step("FR", "party", "FR", "suspend", reason="Its registry failed."))
    accredited(office)
    office.on("2009-02-01")
    a_project(office, "CN1234", "CDM", WIND_FARM)
    a_project(office, "UG5", "CDM", PLANTATION)
    a_project(office, "UG6", "CDM", {**PLANTATION, "unit": "lCER"})
    a_project(office, "AT3", "AT", {**BOILER_HOUSE, "parties": ["DE"]})
    a_project(office, "AT4", "AT", {**BOILER_HOUSE, "mechanism": "VER", "parties": []})
    office.on("2009-06-01")


def accredited(office: Office) -> None:
    """Two entities that validate and verify projects of every kind."""
    for entity in ("DNV", "SGS"):
        scopes = {"name": entity, "mechanisms": ["CDM", "JI", "VER"], "scopes": [1, 4, 14], "on": "2007-12-10"}
        must(office.step("CDM", "entity", entity, "accredit", **scopes))


def a_project(office: Office, key: str, code: str, design: dict[str, Any], reductions: int = REDUCTIONS) -> None:
    """A project from its design to the request for units for 2008, everything in order."""
    joint, sink = design["mechanism"].startswith("JI"), design.get("activity")

    def step(name: str, /, **values: Any) -> None:
        must(office.step(code, "project", key, name, on=day, **values))

    day = "2007-12-11"
    step("design", **design)
    step("state additionality", grounds=["investment"], argument="It does not pay.")
    if design["mechanism"] != "VER":
        step("approve", party=key[:2], sustainable=True)
    for party in design["parties"]:
        step("approve", party=party)
    if not joint:
        step("validate", entity="DNV")
    # on track 1 the host must be eligible: 16 months after its initial report
    day = "2008-05-01" if joint else "2007-12-31"
    step("register")
    day = "2009-02-01"
    year = {"first_day": "2008-06-01", "last_day": "2008-12-31"}
    stored = (0, reductions) if sink else (reductions, 0)
    step("monitor", **year, baseline=stored[0], monitored=stored[1])
    step("verify", period=1, entity="" if joint else "SGS")
    step("request issuance", period=1)


def the_period_ends(office: Office, code: str, tonnes: int) -> None:
    """Inventories of so many tonnes a year are reviewed and covered, the decision comes on 10 September 2015."""
    for year in range(2008, 2014):
        office.on(f"{year + 2}-04-15")
        if year < 2013:
            must(office.step(code, "party", code, "inventory", year=year, tonnes=tonnes))
        if year > 2008:
            must(office.step(code, "party", code, "inventory review", year=year - 1, tonnes=tonnes))
    office.on("2015-06-01")
    must(office.step(code, "party", code, "expert review completed"))
    must(office.propose("5-0", office.registry(code), office.government(code, "300"), "AAU", 5 * tonnes))
    office.on("2015-09-10")
    units = retired(office.session.law, office.store, code)
    must(office.step(code, "party", code, "true-up report", retired=units))
    must(office.step(code, "party", code, "compliance decided", emissions=5 * tonnes, retired=units))


def a_plant_changes_hands(office: Office) -> tuple[str, str, str]:
    """AT_1 is handed over twice, renumbered, and AT_2 and AT_3 merge into it; AT_4 closes. The accounts of AT_1."""
    first = office.on("2006-01-10").operator("AT_1")
    for key in ("AT_2", "AT_3", "AT_4"):
        office.operator(key)
    must(office.plan(first, 2005, 100))
    must(office.plan(first, 2007, 100))
    must(office.issue("AT", "EUA1", 1_000))
    must(office.allocate(first, "EUA1", 100, 2005))
    must(office.on("2006-03-20").report(first, 2005, 80))
    steps: list[tuple[str, str, str, dict[str, Any]]] = [
        ("2006-04-01", "AT_1", "hand over", {"holder": "Zweite Söhne AG", "on": "2006-03-25"}),
        ("2006-05-02", "AT_1", "hand over", {"holder": "Dritte GmbH"}),
        ("2006-06-01", "AT_1", "renumber", {"number": "AT_1001"}),
        ("2006-07-01", "AT_2", "merge", {"into": "AT_1"}),
        ("2006-07-01", "AT_3", "merge", {"into": "AT_1", "takes_duties": True}),
        ("2006-08-01", "AT_4", "close", {"reason": "Burnt down"}),
    ]
    for day, key, name, told in steps:
        must(office.on(day).step("AT", "installation", key, name, **told))
    found = sorted(each for each in office.store.all_accounts() if each.installation == "AT_1")
    one, two, three = (each.identifier for each in found)
    return one, two, three
