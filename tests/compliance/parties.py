"""Parties and notifications for tests: a record, a day, and steps in few words.

    spain = PartyStory("ES").reported().reviewed()
    spain.on("2009-04-15").step("inventory", year=2007, tonnes=440_000_000)

Every figure is made up for the test unless it says otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from openets.compliance import notices_steps, party_steps
from openets.compliance.notices_record import Notice
from openets.compliance.party_limits import over_the_period
from openets.compliance.party_record import Party
from openets.kernel.refusals import Refused
from openets.laws.reading import read_law
from openets.ledger.records import Body, Place
from openets.records.bodies import record_from
from openets.records.steps import RecordKind, Step, advance

LAW = read_law("eu_ets")
"""The law of the books in which the records are kept; its protocol is Kyoto's."""

PERIOD = range(2008, 2013)


class _Story:
    """A record that grows by steps."""

    kind: RecordKind[Any, Any]

    def __init__(self, key: str) -> None:
        self.key = key
        self.body: Body | None = None
        self.today = date(2006, 12, 27)
        self.others: dict[Place, Body] = {}

    def on(self, day: str) -> Any:
        """From now on it is `day`."""
        self.today = date.fromisoformat(day)
        return self

    def beside(self, kind: str, key: str, body: Body) -> Any:
        """Another record that the books hold."""
        self.others[kind, key] = body
        return self

    def step(self, name: str, **values: Any) -> Any:
        """Take a step; a refusal ends the test and says why."""
        wanted = self.kind.needs(LAW, self.key, name, values)
        others = {place: self.others[place] for place in wanted if place in self.others}
        self.body = advance(self.kind, Step(self.key, name, values, self.body, others, self.today, "tester", LAW))
        return self

    def refused(self, name: str, **values: Any) -> list[str]:
        """The codes with which a step is refused; the record stays as it was."""
        before = repr(self.body)
        with pytest.raises(Refused) as caught:
            self.step(name, **values)
        assert repr(self.body) == before
        return [refusal.code for refusal in caught.value.refusals]


class PartyStory(_Story):
    """A Party and its record."""

    kind = party_steps.KIND

    @property
    def party(self) -> Party:
        assert self.body is not None
        return record_from(Party, self.body)

    def reported(self, base: int = 100_000_000, **more: Any) -> PartyStory:
        """Its initial report, with the assigned amount that follows from the base year."""
        percent = LAW.required_protocol.targets[self.key].percent
        amount = over_the_period(LAW, base, percent)
        return self.step(  # type: ignore[no-any-return]
            "initial report", base_year_emissions=base, percent=str(percent), assigned_amount=amount, **more
        )

    def reviewed(self, amount: int | None = None, **more: Any) -> PartyStory:
        """Its initial review, which leaves the amount as reported unless told."""
        return self.step(  # type: ignore[no-any-return]
            "initial review", assigned_amount=amount or self.party.reported_amount, **more
        )

    def emitted(self, tonnes: int, years: range = PERIOD) -> PartyStory:
        """Inventories of some years, each submitted in the next April and left standing by its review a year later."""
        for year in years:
            self.on(f"{year + 2}-04-15").step("inventory", year=year, tonnes=tonnes)
            self.on(f"{year + 3}-04-15").step("inventory review", year=year, tonnes=tonnes)
        return self

    def period_over(self, tonnes: int) -> PartyStory:
        """All inventories reviewed, the expert review completed on 1 June 2015, and its 100 days gone."""
        self.emitted(tonnes).on("2015-06-01").step("expert review completed")
        return self.on("2015-09-10")  # type: ignore[no-any-return]

    def judged(self, tonnes: int, retired: int) -> PartyStory:
        """The whole period: emissions of each year, and units retired at its end."""
        self.period_over(tonnes).step("true-up report", retired=retired)
        return self.step(  # type: ignore[no-any-return]
            "compliance decided", emissions=5 * tonnes, retired=retired
        )


class NoticeStory(_Story):
    """A notification and its record."""

    kind = notices_steps.KIND

    def __init__(self, key: str = "ITL17") -> None:
        super().__init__(key)
        self.today = date(2010, 3, 1)
        self.beside("party", "AT", PartyStory("AT").reported().body or {})

    @property
    def notice(self) -> Notice:
        assert self.body is not None
        return record_from(Notice, self.body)

    def issued(self, code: int = 2, party: str = "AT", **more: Any) -> NoticeStory:
        """A notification of non-compliance cancellation over 500 units, unless told."""
        told = {"quantity": 500, **more} if code == 2 else more
        return self.step("issue", code=code, party=party, **told)  # type: ignore[no-any-return]


def reviewed_party(code: str = "AT", **more: Any) -> PartyStory:
    """A Party whose assigned amount is fixed: 435 Mt for Austria."""
    return PartyStory(code).reported(**more).on("2007-12-10").reviewed()  # type: ignore[no-any-return]
