"""A kind of record that did not exist: the how-to's table, one line of registration and a word in a law carry it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from openets.checks.check import CHECKS
from openets.engine.records import KINDS, body_at
from openets.engine.steps import TakeStep
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.laws.law import Law
from openets.laws.reading import read_law
from openets.ledger.store import Store
from openets.records.fields import Flag
from openets.records.steps import RecordKind, Step, advance, step_type, table_of
from openets.stores.memory import MemoryStore
from tests.session import Office, codes, must

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "a-record-kind.md"
PERIODS = """
[[period]]
number = 1
name = "2008-2012"
first_day = 2008-01-01
last_day = 2012-12-31
units = ["EUA2"]
citation = "an example"
"""


def blocks(language: str) -> list[str]:
    """The blocks of a language on the page."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.fixture
def law(tmp_path: Path) -> Law:
    """The page's law, in a folder outside the package."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "law.toml").write_text(blocks("toml")[0], "utf-8")
    (folder / "periods.toml").write_text(PERIODS, "utf-8")
    return read_law(str(folder))


@pytest.fixture
def registered() -> Iterator[ModuleType]:
    """The page's module, its kind registered; afterwards it is as if it had never been."""
    [table], [line] = blocks("python"), blocks("text")
    module = ModuleType("applications")
    before = dict(CHECKS)
    sys.modules[module.__name__] = module
    exec(table, module.__dict__)
    kind = eval(line.rstrip().rstrip(","), {"applications": module})
    KINDS[kind.name] = kind
    yield module
    del KINDS[kind.name], sys.modules[module.__name__]
    CHECKS.clear()
    CHECKS.update(before)


def office_of(law: Law, store: Store) -> Office:
    office = Office(store, day="2009-05-01", law=law)
    office.registry("AT")
    return office


def apply(office: Office, key: str = "A1", **values: object) -> None:
    must(office.step("AT", "application", key, "apply", **{"applicant": "Works", "tonnes": 1_000, **values}))


def test_three_steps_are_taken_journalled_and_replayed(law: Law, registered: ModuleType) -> None:
    store = MemoryStore()
    office = office_of(law, store)
    apply(office)
    must(office.step("AT", "application", "A1", "decide", granted=True))
    reference = must(office.step("AT", "application", "A1", "withdraw", reason="The plant closes."))
    entry = store.entry(reference)
    assert entry is not None
    content = json.loads(entry.text)
    assert (content["record"], content["step"]) == (["application", "A1"], "withdraw")
    assert content["now"] == body_at(store, "application", "A1")
    assert content["now"] == {
        "key": "A1", "state": "withdrawn", "applicant": "Works", "tonnes": 1_000, "reason": "The plant closes.",
    }  # fmt: skip
    verify_store(store)


def test_a_negative_opinion_leads_to_the_other_state(law: Law, registered: ModuleType) -> None:
    office = office_of(law, MemoryStore())
    apply(office)
    must(office.step("AT", "application", "A1", "decide", granted=False, reason="No such plant."))
    body = body_at(office.store, "application", "A1")
    assert body is not None
    assert body["state"] == "rejected"


def test_every_refusal_comes_at_once_and_nothing_is_kept(law: Law, registered: ModuleType) -> None:
    office = office_of(law, MemoryStore())
    refused = office.step("AT", "application", "A1", "decide", granted=False)
    assert codes(refused) == ["P-9901", "P-9902"]
    assert "A1 is 'not entered'" in refused.refusals[0].detail
    assert body_at(office.store, "application", "A1") is None


@pytest.mark.parametrize(
    ("step", "values", "said"),
    [
        ("burn", {}, "'burn' is no step of an application; known are apply, decide, withdraw"),
        ("apply", {"applicant": "Works"}, "A1, apply: 'tonnes' is missing"),
        ("apply", {"applicant": "Works", "tonnes": 0}, "A1, apply: 'tonnes' must be a whole number above 0"),
        ("apply", {"applicant": "", "tonnes": 1}, "A1, apply: 'applicant' must be a text of 1 to 250 characters"),
        ("decide", {"granted": "yes"}, "A1, decide: 'granted' must be true or false, not 'yes'"),
        ("decide", {"granted": True, "colour": "red"}, "'colour' is not asked for; what may be told is granted, on"),
        ("decide", {"granted": True, "on": "1.5.2009"}, "A1, decide: 'on' must be a day such as 2008-01-31"),
    ],
)
def test_malformed_values_are_misuse_in_the_machines_own_words(
    law: Law, registered: ModuleType, step: str, values: dict[str, object], said: str
) -> None:
    office = office_of(law, MemoryStore())
    with pytest.raises(Misuse) as caught:
        office.step("AT", "application", "A1", step, **values)
    assert said in str(caught.value)


def test_a_law_that_does_not_name_the_kind_keeps_none(registered: ModuleType) -> None:
    office = office_of(read_law("eu_ets"), MemoryStore())
    with pytest.raises(Misuse, match="'application' is no kind of record under the law European Union Emissions"):
        office.commit([TakeStep("AT", "application", "A1", "apply", "{}", "r")])


def test_a_law_above_hands_down_the_kinds_that_it_keeps(law: Law) -> None:
    assert law.records == (*read_law("eu_ets").records, "application")
    assert read_law("eu_ets").records == (*read_law("kyoto").records, "exchanged")


def test_under_a_law_without_a_protocol_there_are_no_parties(tmp_path: Path) -> None:
    (tmp_path / "law.toml").write_text('name = "Alone"\nsummary = "It hangs from none."\ncitation = "none"\n', "utf-8")
    (tmp_path / "periods.toml").write_text(PERIODS.replace('"EUA2"', ""), "utf-8")
    office = Office(MemoryStore(), day="2009-05-01", law=read_law(str(tmp_path)))
    for kind in ("party", "notice", "project", "entity", "replaced", "counted"):
        with pytest.raises(Misuse, match=f"'{kind}' is no kind of record under the law Alone; known are reconc"):
            office.commit([TakeStep("AT", kind, "AT", "initial report", "{}", kind)])


@dataclass(frozen=True)
class Decision:
    """A record that is only decided."""

    key: str
    state: str = ""


def test_a_negative_opinion_is_never_taken_for_a_positive_one() -> None:
    """A row that says what follows otherwise needs somebody to say what was found."""
    row = step_type("decide", lambda taking: taking.before, "granted", to="granted", otherwise="rejected")
    with pytest.raises(ValueError, match="must be told 'positive'"):
        RecordKind("decision", "a decision", Decision, {"granted": Flag()}, table_of(row))


@pytest.mark.parametrize(("positive", "state"), [(True, "granted"), (False, "rejected")])
def test_the_steps_own_opinion_chooses_the_state(positive: bool, state: str) -> None:
    row = step_type("decide", lambda taking: Decision(taking.key), "positive", to="granted", otherwise="rejected")
    kind: RecordKind[Any, Decision] = RecordKind(
        "decision", "a decision", Decision, {"positive": Flag()}, table_of(row)
    )
    step = Step("D1", "decide", {"positive": positive}, None, {}, date(2026, 1, 5), "authority", read_law("eu_ets"))
    assert kind.read(advance(kind, step)).state == state


def test_a_kinds_name_is_the_group_of_its_commands() -> None:
    with pytest.raises(ValueError, match="no name of a kind"):
        RecordKind("monitoring-plan", "a monitoring plan", Decision, {}, table_of())
