"""The law as an adversary: sequences that look legal and are not, on every store.

Each is refused, or is no sense, and leaves the books as they were.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from openets.commands.units import issue
from openets.engine.kinds.change_account import ChangeAccount
from openets.engine.kinds.official import EnterOfficial
from openets.engine.kinds.open_account import OpenAccount
from openets.engine.kinds.open_registry import OpenRegistry
from openets.engine.kinds.plan import EnterPlan
from openets.engine.kinds.report import EnterReport
from openets.engine.outcomes import Outcome
from openets.engine.rights import VERIFIER, Actor
from openets.engine.steps import AnyCommand
from openets.engine.verify import verify_store
from openets.kernel.refusals import Misuse
from openets.ledger.accounts import AccountState, Installation, Opening
from openets.ledger.transactions import Proposal
from tests.session import Office, codes, must, state


class Scene:
    """Austria and Germany in 2006: two plants, of which AT_1 has 1,000 allowances of 2005 and a report of 600."""

    def __init__(self, office: Office) -> None:
        self.office = office.on("2005-02-01")
        self.plant, self.works = office.operator("AT_1"), office.operator("DE_1")
        must(office.issue("AT", "EUA1", 5000))
        must(office.plan(self.plant, 2005, 1000))
        must(office.allocate(self.plant, "EUA1", 1000, 2005))

    def on(self, day: str) -> Scene:
        self.office.on(day)
        return self

    def reported(self, *years: int) -> Scene:
        for year in years:
            must(self.office.report(self.plant, year, 600))
        return self

    def take(self, command: type[Any], *told: Any) -> Outcome:
        made: AnyCommand = command(*told, self.office.request())
        return self.office.session.one(made)

    def issue(self, unit: str) -> Outcome:
        return issue(self.office.session, registry="AT", unit=unit, quantity=10, request=self.office.request())

    def report(self, key: str, year: Any, verified: Any, said: str = "reported") -> Outcome:
        registry = key[:2]
        return self.office.session.one(EnterReport(registry, key, year, verified, said, self.office.request()))

    def plan(self, year: Any, *rows: tuple[str, int, int]) -> Outcome:
        return self.take(EnterPlan, "AT", year, rows or (("AT_1", 5, 5),))

    def close(self, account: str) -> Outcome:
        return self.office.change(account, closed=True)

    def open(self, type: str = "121", name: str = "n", installation: Any = None, registry: str = "AT") -> Outcome:
        return self.take(OpenAccount, "AT", Opening(registry, type, name, "h", installation))

    def standing(self, type: str) -> str:
        return self.office.government("AT", type)


def place(key: str, member: str = "AT", activity: Any = 1, name: str = "x") -> Installation:
    return Installation(key, member, name, "op", activity, "")


Try = Callable[[Scene], Outcome]
UNITS: dict[str, Try] = {
    "surrender a year after they had to be cancelled": lambda on: (
        on.on("2008-03-01").reported(2007).on("2009-06-01").office.surrender(on.plant, "EUA1", 100, 2007)
    ),
    "trade four years after cancellation": lambda on: on.on("2012-03-01").office.transfer(
        on.plant, on.works, "EUA1", 10
    ),
    "issue EUA1 five years after Phase I": lambda on: on.on("2012-06-01").issue("EUA1"),
    "issue EUA3 in 2006": lambda on: on.on("2006-06-01").issue("EUA3"),
    "convert an AAU into an allowance before 2008": lambda on: on.on("2006-06-01").issue("EUA2"),
    "sell without the report that was due": lambda on: on.on("2006-04-05").office.transfer(
        on.plant, on.works, "EUA1", 10
    ),
    "reverse a surrender of long ago": lambda on: reverse_in_2012(on),
    "surrender for a year that is a list": lambda on: on.office.session.one(
        Proposal("10-2", on.plant, on.standing("100-6"), "EUA1", 1, "list", [2005])  # type: ignore[arg-type]
    ),
}
YEARS: dict[str, Try] = {
    **{f"plan of {year!r}": lambda on, year=year: on.plan(year) for year in (1900, "2005", 2005.5, True, None, 10**30)},
    **{
        f"report of {year!r}": lambda on, year=year: on.on("2007-02-01").report("AT_1", year, 5)
        for year in (1990, -5, "2005", [2005], None, 10**30, 2005.0)
    },
    **{
        f"letters of {year!r}": lambda on, year=year: on.take(EnterOfficial, "AT", year, (("AT_1", "A"),))
        for year in (1900, "x", 2005.5, None, True)
    },
    **{
        f"letter {letter!r}": lambda on, letter=letter: on.take(EnterOfficial, "AT", 2005, (("AT_1", letter),))
        for letter in ("<b>", None, "Z", "a", "A\0", "A" * 50)
    },
    "plan above the cap of the period": lambda on: on.plan(2005, ("AT_1", 99_000_001, 99_000_001)),
    "plan that names an installation twice": lambda on: on.plan(2006, ("AT_1", 5, 5), ("AT_1", 6, 6)),
    "raise a plan of long ago": lambda on: on.on("2012-06-01").plan(2005, ("AT_1", 2000, 2000)),
    "plan for aviation in 2006": lambda on: on.plan(2006, (must_open(on, "AT_900"), 5, 5)),
    "report of aviation of 2006": lambda on: on.on("2007-02-01").report(must_open(on, "AT_900"), 2006, 5),
    "report of more than all together": lambda on: on.on("2006-02-01").report("AT_1", 2005, 10**15 - 1),
    "take a report back": lambda on: on.on("2006-02-01").reported(2005).report("AT_1", 2005, None, "not required"),
    "verifier of another installation": lambda on: (
        on.on("2006-02-01")
        .office.acting(Actor("v", frozenset({VERIFIER}), frozenset({on.plant})))
        .report(on.works, 2005, 5)
    ),
}
ACCOUNTS: dict[str, Try] = {
    "close an account with units": lambda on: on.close(on.plant),
    **{f"close {code}": lambda on, code=code: on.close(on.standing(code)) for code in ("100", "100-6", "230", "300")},
    "close with emissions that nothing covers": lambda on: on.on("2006-02-01").close(owing(on)),
    "lift the block for a missing report": lambda on: on.take(
        ChangeAccount, "AT", blocked(on), AccountState.OPEN, False
    ),
    "an installation of another member": lambda on: on.open("120", installation=place("DE_77", "DE")),
    "an installation of no member": lambda on: on.open("120", installation=place("whatever", "ZZ")),
    "an installation whose key is another's": lambda on: on.open("120", installation=place("DE_77", "AT")),
    "an unknown activity": lambda on: on.open("120", installation=place("AT_9", activity=12345)),
    "an activity that is text": lambda on: on.open("120", installation=place("AT_9", activity="1")),
    "an aircraft operator in an installation's account": lambda on: on.open(
        "120", installation=place("AT_9", activity=10)
    ),
    "an installation's name without end": lambda on: on.open("120", installation=place("AT_9", name="x" * 1_000_000)),
    **{
        f"the name {name!r}": lambda on, name=name: on.open(name=name)
        for name in ("a\0b", "a\nb", "a\u202eb", "a\ud800")
    },
    "the transit account by hand": lambda on: on.open("transit"),
    "an account abroad by hand": lambda on: on.open("foreign"),
    "an account of another registry": lambda on: on.open(registry="DE"),
    "a registry of no State": lambda on: on.take(OpenRegistry, "XX"),
    "allowances of installations to an aircraft operator": lambda on: on.on("2012-06-01").office.propose(
        "10-53", on.standing("100"), must_open_account(on, "AT_900"), "EUA1", 5, year=2012
    ),
}


CREDITS: dict[str, Try] = {
    "CERs beyond the limit: all emissions with them": lambda on: with_credits(on).surrender(on.plant, "CER", 600, 2008),
    "CERs beyond the limit, in small parts": lambda on: in_parts(on, 60, 50),
    "CERs for an installation of which the plan says nothing": lambda on: with_credits(on, planned=0).surrender(
        on.plant, "CER", 1, 2008
    ),
    "CERs themselves for 2014": lambda on: with_credits(on).on("2015-04-01").surrender(on.plant, "CER", 1, 2014),
    "CERs for 2008 after Phase II was settled": lambda on: (
        with_credits(on).on("2013-05-01").surrender(on.plant, "CER", 1, 2008)
    ),
    "ERUs in Phase I": lambda on: on.on("2006-03-01").office.surrender(on.plant, "ERU", 1, 2005),
    "exchange before 2013": lambda on: with_credits(on).exchange(on.plant, 1),
    "exchange of more than is left": lambda on: with_credits(on).on("2014-06-02").exchange(on.plant, 111),
    "exchange after March 2015": lambda on: with_credits(on).on("2015-04-01").exchange(on.plant, 1),
    "exchange in Phase IV": lambda on: with_credits(on).on("2021-01-01").exchange(on.plant, 1),
    "exchange of allowances": lambda on: on.on("2014-06-02").office.exchange(on.plant, 1, "EUA1"),
    "exchange of somebody's who is no operator": lambda on: by_a_trader(on),
    "exchange of nothing, less and more than there is": lambda on: (
        with_credits(on).on("2014-06-02").exchange(on.plant, 0)
    ),
    "exchange of less than nothing": lambda on: with_credits(on).on("2014-06-02").exchange(on.plant, -5),
    "exchange of text": lambda on: with_credits(on).on("2014-06-02").exchange(on.plant, "ten"),  # type: ignore[arg-type]
    "exchange by a name that is no account": lambda on: on.on("2014-06-02").office.exchange("AT", 1),
}


def with_credits(on: Scene, planned: int = 1_000) -> Office:
    """April 2009: the plan gives AT_1 1,000 for 2008, of which a tenth may be credits; it has 1,000 of them."""
    office = on.on("2008-02-01").office
    if planned:
        must(office.plan(on.plant, 2008, planned))
    office.credit(on.plant, 1_000)
    must(office.on("2009-03-01").report(on.plant, 2008, 600))
    return office.on("2009-04-01")


def in_parts(on: Scene, *quantities: int) -> Outcome:
    office = with_credits(on)
    *before, last = quantities
    for each in before:
        must(office.surrender(on.plant, "CER", each, 2008))
    return office.surrender(on.plant, "CER", last, 2008)


def by_a_trader(on: Scene) -> Outcome:
    office = with_credits(on).on("2014-06-02")
    return office.exchange(office.person("AT", "Trader"), 1)


def reverse_in_2012(on: Scene) -> Outcome:
    surrendered = must(on.on("2006-03-01").reported(2005).office.surrender(on.plant, "EUA1", 100, 2005))
    return on.on("2012-06-01").office.reverse(surrendered)


def must_open_account(on: Scene, key: str) -> str:
    return on.office.operator(key, kind="100-9")


def must_open(on: Scene, key: str) -> str:
    must_open_account(on, key)
    return key


def owing(on: Scene) -> str:
    """An account that is empty, of an installation that emitted and surrendered nothing."""
    account = on.office.operator("AT_2")
    must(on.office.report(account, 2005, 5))
    return account


def blocked(on: Scene) -> str:
    must(on.on("2006-04-01").report("AT_1", 2005, None, "not reported"))
    return on.plant


EVERYTHING = {**UNITS, **YEARS, **ACCOUNTS, **CREDITS}


@pytest.mark.parametrize("name", EVERYTHING)
def test_what_the_law_does_not_allow_is_not_done(office: Office, name: str) -> None:
    scene = Scene(office)
    with suppress(Misuse):
        outcome = EVERYTHING[name](scene)
        assert codes(outcome), f"accepted as {outcome.reference}"
    verify_store(office.store)


def test_credits_are_taken_where_the_law_takes_them(office: Office) -> None:
    """CERs for 2006 (Art 11a(2), as amended by Directive 2004/101/EC), and for 2008 as far as Austria lets them."""
    scene = Scene(office)
    office.credit(scene.plant, 100)
    must(scene.on("2007-03-01").office.surrender(scene.plant, "CER", 100, 2006))
    with_credits(scene)
    must(office.surrender(scene.plant, "CER", 100, 2008))
    assert codes(office.surrender(scene.plant, "CER", 1, 2008)) == ["P-8030"]
    must(office.on("2015-03-31").exchange(scene.plant, 10))
    assert codes(office.exchange(scene.plant, 1)) == ["P-8032"]
    verify_store(office.store)


def test_what_is_no_sense_changes_nothing(office: Office) -> None:
    scene = Scene(office)
    before = state(office.store)
    for name in ("plan of '2005'", "letter None", "plan that names an installation twice"):
        with pytest.raises(Misuse):
            YEARS[name](scene)
    assert state(office.store) == before


def test_the_union_issues_no_more_than_its_cap_whichever_registry_asks(office: Office) -> None:
    """Two States that each issue half of the cap have issued it."""
    office.registry("AT")
    office.registry("DE")
    office.on("2013-06-01")
    cap = office.session.law.union_caps["EUA3"]
    must(office.issue("AT", "EUA3", cap - 10))
    assert codes(office.issue("DE", "EUA3", 11)) == ["P-3500"]
    must(office.issue("DE", "EUA3", 10))
    assert codes(office.issue("EU" if "EU" in office.store.heads() else "AT", "EUA3", 1)) == ["P-3500"]
