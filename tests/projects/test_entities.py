"""Operational entities: accredited, suspended, and refused where their record says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openets.kernel.refusals import Misuse, Refused
from openets.ledger.records import Body
from openets.projects import entities
from openets.projects.entities import KIND, STEPS, Entity, Spell
from openets.records.bodies import body_of, record_from
from openets.records.steps import Step, Taking, advance
from tests.projects.specimen import DNV, LAW, WIND_FARM, Tale, passes, refuses

ACCREDITATION: dict[str, Any] = {"name": "Det Norske Veritas", "country": "NO", "mechanisms": ["CDM"], "scopes": [1, 2]}


def step(name: str, now: Body | None, on: str, /, **values: Any) -> Step:
    return Step("DNV", name, values, now, {}, date.fromisoformat(on), "panel", LAW)


def case(name: str, now: Entity | None, dated: str = "2009-05-01") -> Taking[Entity]:
    return Taking(step(name, None, "2009-05-01"), STEPS[name], now, {"on": date.fromisoformat(dated)})


def test_entity_step_follows_its_accreditation() -> None:
    check = entities.entity_step_follows_its_accreditation
    refuses(check, case("suspend", None), "P-7090", "DNV", "accredit it first")
    refuses(check, case("accredit", DNV), "P-7090", "accredited", "'suspend'")
    refuses(check, case("reinstate", DNV), "P-7090", "'withdraw'")
    passes(check, case("accredit", None))
    passes(check, case("suspend", DNV))


def test_entity_step_comes_after_the_last() -> None:
    check = entities.entity_step_comes_after_the_last
    refuses(check, case("suspend", DNV, "2009-05-02"), "P-7091", "has not come")
    refuses(check, case("suspend", DNV, "2004-12-31"), "P-7091", "2005-01-01")
    passes(check, case("suspend", DNV, "2005-01-01"))


def test_an_entity_is_accredited_suspended_reinstated_and_withdrawn() -> None:
    body = advance(KIND, step("accredit", None, "2005-01-01", **ACCREDITATION))
    body = advance(KIND, step("extend", body, "2006-01-01", scopes=[14]))
    body = advance(KIND, step("suspend", body, "2008-11-28", reason="Spot check"))
    body = advance(KIND, step("reinstate", body, "2009-02-13"))
    body = advance(KIND, step("declare interest", body, "2009-03-01", interest="CN1234"))
    body = advance(KIND, step("withdraw", body, "2010-01-01", reason="Own wish"))
    entity = record_from(Entity, body)
    assert (entity.state, entity.scopes, entity.interests) == ("withdrawn", (1, 2, 14), ("CN1234",))
    days = [date(2008, 11, 27), date(2008, 11, 28), date(2009, 2, 13), date(2009, 12, 31), date(2010, 1, 1)]
    assert [entity.accredited(day) for day in days] == [True, False, True, True, False]
    assert entity.spells[0] == Spell(date(2005, 1, 1), date(2008, 11, 27), "Spot check")
    with pytest.raises(Refused, match="accredited under another key"):
        advance(KIND, step("reinstate", body, "2011-01-01"))


def test_a_record_reads_back_the_same() -> None:
    assert record_from(Entity, body_of(DNV)) == DNV


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("promote", {}, "is no step of an operational entity"),
        ("accredit", {**ACCREDITATION, "mechanisms": []}, "'mechanisms'"),
        ("accredit", {**ACCREDITATION, "scopes": [99]}, "'scopes'"),
        ("accredit", {**ACCREDITATION, "functions": ["judging"]}, "validation"),
        ("accredit", {**ACCREDITATION, "colour": "red"}, "'colour' is not asked for"),
    ],
)
def test_nonsense_is_misuse(name: str, values: dict[str, Any], said: str) -> None:
    with pytest.raises(Misuse) as error:
        advance(KIND, step(name, None, "2005-01-01", **values))
    assert said in str(error.value)


def test_a_suspended_entity_validates_nothing_until_it_is_back() -> None:
    tale = Tale("CN1234")
    tale.take("design", "2007-06-01", **WIND_FARM)
    tale.take("state additionality", "2007-06-15", grounds=["investment"], argument="x")
    tale.entities["DNV"] = advance(KIND, step("suspend", tale.entities["DNV"], "2007-07-01", reason="Spot check"))
    assert tale.refused("validate", "2007-08-01", entity="DNV") == ["entity_is_accredited"]
    tale.entities["DNV"] = advance(KIND, step("reinstate", tale.entities["DNV"], "2007-08-15"))
    assert tale.refused("validate", "2007-08-20", entity="DNV", on="2007-08-01") == ["entity_is_accredited"]
    assert tale.take("validate", "2007-08-20", entity="DNV").state == "validated"
